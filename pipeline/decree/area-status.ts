/** `ok` within the rounding of the stated figure or the warning limit; `stale` beyond it; `wrong` beyond the error limit. */
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
 */
export function statedHalfUnit_ha(value_ha: number, text: string | null): number {
  const written = text === null ? String(value_ha) : text
  const digits = /\d[\d.,\s]*/.exec(written)?.[0].trim() ?? ''
  const mark = Math.max(digits.lastIndexOf(','), text === null ? digits.lastIndexOf('.') : decimalPoint(digits))
  const exponent = /e(-?\d+)/i.exec(written)
  const decimals = (mark < 0 ? 0 : digits.length - mark - 1) - (exponent ? Number(exponent[1]) : 0)
  return 0.5 * 10 ** -decimals
}

/** Place of a decimal point, unless the points group thousands. */
function decimalPoint(digits: string): number {
  if (digits.includes(',')) return -1
  const points = digits.split('.').length - 1
  return points === 1 ? digits.indexOf('.') : -1
}

/** Decreed against measured hectares; both planar UTM, as the agencies measure. */
export function compareArea(
  area_ha_decree: number | null,
  area_ha_decree_text: string | null,
  area_ha_utm: number,
  limits: AreaLimits,
): AreaComparison {
  if (area_ha_decree === null) return { area_difference_pct: null, area_status: 'missing' }
  const difference_ha = area_ha_decree - area_ha_utm
  const area_difference_pct = area_ha_utm > 0 ? (100 * difference_ha) / area_ha_utm : null
  if (area_difference_pct === null) return { area_difference_pct, area_status: 'wrong' }
  const beyond_ha = Math.abs(difference_ha) - statedHalfUnit_ha(area_ha_decree, area_ha_decree_text)
  const beyond_pct = (100 * beyond_ha) / area_ha_utm
  const size_pct = Math.abs(area_difference_pct)
  if (beyond_pct <= 0 || size_pct <= limits.difference_warn_pct) return { area_difference_pct, area_status: 'ok' }
  return { area_difference_pct, area_status: size_pct > limits.difference_error_pct ? 'wrong' : 'stale' }
}
