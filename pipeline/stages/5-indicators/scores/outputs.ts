import type { Criterion } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlText } from '../../../store/index.ts'
import { HEADERS, type Plan, perCriterion } from './plan.ts'

/** Rows of `criterion_scores`: criteria in the order of the methodology, then units in the order of {@link unitsTable}. */
export function criterionScores(plan: Plan): string {
  const text = (pick: (criterion: Criterion) => string, c: Criterion) => sqlText(pick(c))
  return plan.methodology.criteria
    .map(
      (c, i) => `SELECT level, unit_id, vintage, ${sqlText(plan.methodology.id)} AS methodology,
        ${sqlText(c.id)} AS criterion, ${sqlText(c.aspect)} AS aspect,
        ${text((one) => one.label.id, c)} AS label_id, ${text((one) => one.label.en, c)} AS label_en, ${sqlText(c.unit)} AS unit,
        volume${i} AS volume, told_by${i} AS volume_source, denominator${i} AS denominator,
        ${sqlText(c.denominator)} AS denominator_rule, percent${i} AS percent, score${i} AS score,
        least${i} AS score_min, most${i} AS score_max, flag${i} AS flag,
        source_id${i} AS source_id, source_row${i} AS source_row,
        CASE WHEN denominator${i} IS NOT NULL THEN header_source_id END AS denominator_source_id,
        CASE WHEN denominator${i} IS NOT NULL THEN header_source_row END AS denominator_source_row
      FROM ${plan.name.units}`,
    )
    .join('\nUNION ALL ')
}

/** Positions of the criteria of each aspect. */
function criteriaOfAspects({ methodology }: Plan): number[][] {
  return methodology.aspects.map(({ id }) =>
    methodology.criteria.flatMap((criterion, i) => (criterion.aspect === id ? [i] : [])),
  )
}

/** Plain mean of the percents of some criteria, as portals print it; NULL while one is missing. */
function plainMean(of: number[]): string {
  return `(${of.map((i) => `percent${i}`).join(' + ')}) / ${of.length}`
}

/** The mean of the worksheet: a criterion that scores 0 adds 0 %, but still divides; 0 where none scores. */
function worksheetMean(of: number[]): string {
  const scored = of.map(
    (i) => `CASE WHEN percent${i} IS NULL THEN NULL WHEN score${i} > 0 THEN percent${i} ELSE 0 END`,
  )
  return `(${scored.join(' + ')}) / ${of.length}`
}

/** Rows of `aspect_scores`: both means of the percents and the sum of the scores, NULL while a criterion is missing. */
export function aspectScores(plan: Plan): string {
  const { aspects, bands, id } = plan.methodology
  const own = criteriaOfAspects(plan)
  return aspects
    .map((aspect, k) => {
      const of = own[k]!
      return `SELECT level, unit_id, vintage, ${sqlText(id)} AS methodology, ${sqlText(aspect.id)} AS aspect,
        ${sqlText(aspect.label.id)} AS label_id, ${sqlText(aspect.label.en)} AS label_en,
        round(${plainMean(of)}, ${PERCENT_DECIMALS}) AS percent_mean,
        round(${worksheetMean(of)}, ${PERCENT_DECIMALS}) AS percent_mean_worksheet,
        ${of.map((i) => `score${i}`).join(' + ')} AS score_sum, ${of.length * bands.values[0]!.score} AS score_max_possible
      FROM ${plan.name.units}`
    })
    .join('\nUNION ALL ')
}

/** Rows of `score_totals` of the units of one plan. */
export function scoreTotals(plan: Plan): string {
  const sum = (name: string) => perCriterion(plan, (i) => `${name}${i}`).join(' + ')
  const own = criteriaOfAspects(plan)
  const sectoral = (mean: (of: number[]) => string) =>
    `round((${own.map(mean).join(' + ')}) / ${own.length}, ${PERCENT_DECIMALS})`
  const band = plan.name.class
  return `SELECT level, unit_id, vintage, ${sqlText(plan.methodology.id)} AS methodology, 'computed' AS score_source,
      CASE WHEN score_min = score_max THEN score_min END AS score_total, score_min, score_max,
      CASE WHEN ${band}(score_min) = ${band}(score_max) THEN ${band}(score_min) END AS score_class,
      ${band}(score_min) AS score_class_min, ${band}(score_max) AS score_class_max,
      completeness_pct, sectoral_pct, sectoral_pct_worksheet, rt_count, ${HEADERS.join(', ')}
    FROM (SELECT *, ${sum('least')} AS score_min, ${sum('most')} AS score_max,
      ${sectoral(plainMean)} AS sectoral_pct, ${sectoral(worksheetMean)} AS sectoral_pct_worksheet FROM ${plan.name.units})`
}
