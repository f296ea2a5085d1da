/** What is left beyond the rounding of the stated figure: `ok` up to the warning limit, `stale` beyond it, `wrong` beyond the error limit. */
export type AreaStatus = 'ok' | 'stale' | 'wrong' | 'missing'

export interface AreaLimits {
  difference_warn_pct: number
  difference_error_pct: number
}

export interface AreaComparison {
  /** 100 x (stated - measured) / measured. */
  area_difference_pct: number | null
  area_status: AreaStatus
}

/**
 * Half a unit of the last digit that was written: a stated value is only as precise as its digits (41 rows of the
 * Pekalongan decree of 2020 give one decimal, 3 give none).
 * @param column_decimals of the finest value in the column the value comes from; asked where no text says its digits
 */
export function statedHalfUnit_ha(value_ha: number, text: string | null, column_decimals = 0): number {
  const written = writtenNumber(text ?? '')
  const [digits, exponent] = written ?? writtenNumber(String(value_ha)) ?? ['', 0]
  const decimals = decimalsOf(digits, value_ha) - exponent
  return 0.5 * 10 ** -(written ? decimals : Math.max(decimals, column_decimals))
}

/** Decrees print hectares to hundredths; finer parts are what a program measured. */
const PRINTED_HALF_UNIT_HA = 0.005

/**
 * Half a unit of the last digit of a stated total: of its own, or of the finest of its parts, which counts for hundredths at
 * the finest. A column of numbers keeps no zeros at the end, so that a total of 10.00 comes as 10.
 * @param parts_half_unit_ha half units of the parts that state hectares
 */
export function totalHalfUnit_ha(total_ha: number, parts_half_unit_ha: readonly number[]): number {
  const finest_ha = parts_half_unit_ha.reduce((finest, half) => Math.min(finest, half), Infinity)
  return Math.min(statedHalfUnit_ha(total_ha, null), Math.max(PRINTED_HALF_UNIT_HA, finest_ha))
}

/** The first number of a text with its separators, and its power of ten. */
function writtenNumber(text: string): [digits: string, exponent: number] | null {
  const match = /(\d(?:[\d., ]*\d)?)(?:[eE]([+-]?\d+))?/.exec(text)
  return match ? [match[1]!, Number(match[2] ?? 0)] : null
}

/** Digits behind the decimal mark; a mark that groups thousands is told by the value the text was read as. */
function decimalsOf(digits: string, value: number): number {
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'))
  if (last < 0) return 0
  const mark = digits[last]!
  const isRepeated = digits.indexOf(mark) < last
  const isGrouping = isRepeated || Number(digits.replace(/[., ]/g, '')) === value
  return isGrouping ? 0 : digits.length - last - 1
}

/**
 * Decreed against measured hectares; both planar UTM, as the agencies measure.
 * @param half_unit_ha half a unit of the last digit of the decreed hectares
 */
export function compareArea(
  area_ha_decree: number | null,
  half_unit_ha: number,
  area_ha_utm: number,
  limits: AreaLimits,
): AreaComparison {
  if (area_ha_decree === null) return { area_difference_pct: null, area_status: 'missing' }
  const difference_ha = area_ha_decree - area_ha_utm
  const area_difference_pct = area_ha_utm > 0 ? (100 * difference_ha) / area_ha_utm : null
  if (area_difference_pct === null) return { area_difference_pct, area_status: 'wrong' }
  const beyond_ha = Math.abs(difference_ha) - half_unit_ha
  const beyond_pct = (100 * beyond_ha) / area_ha_utm
  if (beyond_pct <= limits.difference_warn_pct) return { area_difference_pct, area_status: 'ok' }
  return { area_difference_pct, area_status: beyond_pct > limits.difference_error_pct ? 'wrong' : 'stale' }
}
