import type { Methodology } from '../../../methodology/methodology.ts'
import { criteriaByUnit } from '../../../methodology/score-sql.ts'
import { sqlText } from '../../../store/index.ts'

/**
 * A measured number is only as precise as its digits: 0.84 ha stands for anything from 0.835 to 0.845. What a column can
 * tell shows in its finest value, since the zeros at the end are lost: 0 beside 0.84 is 0.00. More than this many decimals
 * are the noise of a calculation, not a measurement.
 */
const MOST_DECIMALS = 9

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

/** SQL of half a unit of the last digit of a column in a unit, as the whole query shows it; 0 for what is counted. */
export function columnHalfDigit(column: string, unit: string, partition = ''): string {
  const coarsest = COARSEST[unit]
  return coarsest === undefined
    ? '0.0::DOUBLE'
    : `least(min(${halfDigitSql(column)}) OVER (${partition}), ${coarsest}::DOUBLE)`
}

/** The same for a column of volumes, whose unit is that of the criterion in the column `criterion` beside it. */
export function volumeHalfDigit(column: string, methodology: Methodology): string {
  const cases = [...criteriaByUnit(methodology)]
    .filter(([unit]) => COARSEST[unit] !== undefined)
    .map(([unit, ids]) => {
      const half = columnHalfDigit(column, unit, 'PARTITION BY criterion')
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
