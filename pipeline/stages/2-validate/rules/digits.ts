import type { Methodology } from '../../../methodology/methodology.ts'
import { criteriaByUnit } from '../../../methodology/score-sql.ts'
import { sqlText } from '../../../store/index.ts'

/**
 * A measured number is only as precise as its digits: 0.84 ha stands for anything from 0.835 to 0.845. The zeros at its
 * end are lost, but show in the values beside it: 0.8 beside 0.84 and 0.79 is 0.80. More than this many decimals are the
 * noise of a calculation, not a measurement.
 */
const MOST_DECIMALS = 9

/**
 * Share of the values of a source and year that show how fine the rest is kept. Of numbers kept to two decimals one in ten
 * ends in a zero; where more are coarser they were rounded, and one fine value says nothing about them.
 */
const TYPICAL_SHARE = 0.75

/** Half a unit of the last decimal of a number as it is written: 0.005 for 0.84, 0.5 for 1250. */
export function halfDigit(value: number): number {
  const text = String(value)
  const decimals = text.includes('e') ? MOST_DECIMALS : (text.split('.')[1]?.length ?? 0)
  return 0.5 / 10 ** Math.min(decimals, MOST_DECIMALS)
}

/**
 * Units that are measured, and so rounded, with half a unit of the coarsest digit a worksheet keeps of them: hectares of an
 * RT are kept to hundredths, though all of a short column may end in zeros. Everything else is counted, and exact.
 */
const COARSEST: Readonly<Record<string, number>> = { ha: 0.005, m: 0.5, m2: 0.5 }

/**
 * SQL of half a unit of the last digit of each value of a column in a unit: of its own digits, or of those that most values
 * of its source and year have; 0 for what is counted. The query has the columns `source_id` and `vintage`.
 */
export function columnHalfDigit(column: string, unit: string, ...within: string[]): string {
  const coarsest = COARSEST[unit]
  if (coarsest === undefined) return '0.0::DOUBLE'
  const own = halfDigitSql(column)
  const typical = `quantile_disc(${own}, ${TYPICAL_SHARE}) FILTER (WHERE ${column} <> 0)
    OVER (PARTITION BY ${['source_id', 'vintage', ...within].join(', ')})`
  return `least(${own}, ${typical}, ${coarsest}::DOUBLE)`
}

/** The same for a column of volumes, whose unit is that of the criterion in the column `criterion` beside it. */
export function volumeHalfDigit(column: string, methodology: Methodology): string {
  const cases = [...criteriaByUnit(methodology)]
    .filter(([unit]) => COARSEST[unit] !== undefined)
    .map(([unit, ids]) => {
      const half = columnHalfDigit(column, unit, 'criterion')
      return `WHEN criterion IN (${ids.map(sqlText).join(', ')}) THEN ${half}`
    })
  return cases.length === 0 ? '0.0::DOUBLE' : `CASE ${cases.join(' ')} ELSE 0.0::DOUBLE END`
}

/** Half a unit of the last decimal of a number in SQL, over a column of doubles; NULL stays NULL. */
function halfDigitSql(column: string): string {
  const text = `(${column})::DOUBLE::VARCHAR`
  const decimals = `length(rtrim(regexp_extract(${text}, '\\.(\\d+)$', 1), '0'))`
  return `0.5 / pow(10, CASE WHEN ${column} IS NULL THEN NULL WHEN contains(${text}, 'e') THEN ${MOST_DECIMALS} ELSE least(${decimals}, ${MOST_DECIMALS}) END)`
}

/** A sum that does not depend on the order in which threads meet the rows: nine decimals are 10 mm2 of a hectare. */
export function exactSum(column: string): string {
  return `sum(TRY_CAST(${column} AS DECIMAL(38, 9)))::DOUBLE`
}

/** SQL of the least and the most a count by a measured column can be, within the digits of that column; NULL over 0. */
export function quotientWithinDigits(
  of: string,
  measured: string,
  unit: string,
): { least: string; most: string } {
  const half = columnHalfDigit(measured, unit)
  return {
    least: `CASE WHEN ${measured} > 0 THEN ${of} / (${measured} + ${half}) END`,
    most: `CASE WHEN ${measured} > 0 THEN ${of} / nullif(greatest(${measured} - ${half}, 0), 0) END`,
  }
}
