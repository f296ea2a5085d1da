import type { Methodology } from '../../../methodology/methodology.ts'

/** More decimals than these are the noise of a calculation. */
const MOST_DECIMALS = 9

/** Half a unit of the coarsest digit that measured units are kept to in worksheets; what is counted is exact. */
const COARSEST: Readonly<Record<string, number>> = { ha: 0.005, m: 0.5 }

/** SQL of half a unit of the last decimal of a number: 0.005 for 12.34, 0.5 for 12. */
function halfDigitSql(column: string): string {
  const text = `(${column})::DOUBLE::VARCHAR`
  const decimals = `length(rtrim(regexp_extract(${text}, '\\.(\\d+)$', 1), '0'))`
  return `0.5 / pow(10, CASE WHEN contains(${text}, 'e') THEN ${MOST_DECIMALS} ELSE least(${decimals}, ${MOST_DECIMALS}) END)`
}

/**
 * SQL that is TRUE where a stated percent is none that volume and denominator give within the digits of all three; NULL
 * where one of them is unknown or nothing can be divided.
 */
export function percentDiffersSql(
  methodology: Methodology,
  unit: string,
  percent: string,
  volume: string,
  denominator: string,
): string {
  const coarsest = COARSEST[methodology.units[unit]!.profile_unit]
  const half = (column: string) =>
    coarsest === undefined ? '0' : `least(${halfDigitSql(column)}, ${coarsest})`
  const least = `100 * (${volume} - ${half(volume)}) / (${denominator} + ${half(denominator)})`
  const most = `100 * (${volume} + ${half(volume)}) / nullif(greatest(${denominator} - ${half(denominator)}, 0), 0)`
  const slack = `(${halfDigitSql(percent)} + 1e-9)`
  return `(${denominator} > 0 AND ${percent} NOT BETWEEN ${least} - ${slack} AND coalesce(${most}, 'Infinity'::DOUBLE) + ${slack})`
}
