import { sqlText } from '../store/index.ts'
import { parseExpression } from './expression.ts'
import type { Criterion, Methodology, WholeWhen } from './methodology.ts'
import { PERCENT_DECIMALS } from './score.ts'

/** SQL of 100 x volume / denominator in percent over two numeric expressions, as `percentOf` of score.ts gives it. */
export function percentSql(methodology: Methodology, volume: string, denominator: string): string {
  const ratio = `round(100 * ${volume} / ${denominator}, ${PERCENT_DECIMALS})`
  return `CASE WHEN ${denominator} = 0 THEN ${methodology.zero_denominator.percent}::DOUBLE ELSE ${ratio} END`
}

/** SQL of the score of a percent, as `scoreOfPercent` of score.ts gives it; NULL stays NULL. */
export function scoreSql(methodology: Methodology, percent: string): string {
  const bands = methodology.bands.values
  const cuts = bands
    .slice(0, -1)
    .map((band) => `WHEN ${percent} >= ${band.min_pct}::DOUBLE THEN ${band.score}`)
  return `CASE WHEN ${percent} IS NULL THEN NULL ${cuts.join(' ')} ELSE ${bands.at(-1)!.score} END`
}

/** SQL of the denominator that belongs to the criterion named by `criterion`, over a profile row `alias`. */
export function denominatorSql(methodology: Methodology, criterion: string, alias: string): string {
  const cases = methodology.criteria.map(
    ({ id, denominator }) => `WHEN ${sqlText(id)} THEN ${parseExpression(denominator).sql(alias)}`,
  )
  return `CASE ${criterion} ${cases.join(' ')} END`
}

/** Ids of the criteria whose volume is in a unit of `rt_profiles`, by that unit. */
export function criteriaByUnit({ criteria, units }: Methodology): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { id, unit } of criteria) {
    const { profile_unit } = units[unit]!
    found.set(profile_unit, [...(found.get(profile_unit) ?? []), id])
  }
  return found
}

/** Criteria for which an RT counts as a whole from a ratio on, with that ratio for a city size. */
export function wholeWhen(
  methodology: Methodology,
  sizeClass: keyof WholeWhen['at_least'],
): { criterion: Criterion; rule: WholeWhen; atLeast: number }[] {
  return methodology.criteria.flatMap((criterion) => {
    const rule = criterion.whole_when
    return rule === undefined ? [] : [{ criterion, rule, atLeast: rule.at_least[sizeClass] }]
  })
}
