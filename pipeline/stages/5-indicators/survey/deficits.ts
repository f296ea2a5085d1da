import { parseExpression } from '../../../methodology/expression.ts'
import type { Criterion, Methodology } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { percentSql } from '../../../methodology/score-sql.ts'
import { sqlName, sqlText, tableSchema } from '../../../store/index.ts'
import type { SurveyInputs } from './inputs.ts'
import { type SurveyedCriterion, TEMP } from './surveyed.ts'

/** How a survey is judged beside the records: `k` of the city's privacy, and whether it may stand in for them. */
export interface SurveyUse {
  k: number
  survey: 'fill' | 'compare'
}

/**
 * Rows of `survey_deficits` from the answers, without order.
 *
 * Percent: ratio of the weighted sums over the households that answered. Standard error: that of a ratio, linearised,
 * `(1 - f) n / (n - 1) sum (w x (d - p))^2 / (sum w x)^2` (Cochran, "Sampling Techniques", 3rd ed. 1977, 6.4 and 2.11; weighted:
 * Saerndal, Swensson and Wretman, "Model Assisted Survey Sampling", 1992, 5.6 and 5.7), which is `(1 - f) p (1 - p) / (n - 1)` where
 * every household counts alike. `f` is the share of the RT's families that answered where a profile tells how many there
 * are, and 0 for a weighted sample; NULL for a single household.
 */
export function answeredDeficits(
  inputs: SurveyInputs,
  criteria: readonly SurveyedCriterion[],
  use: SurveyUse,
): string {
  const rules = criteria.map(({ methodology, criterion }, i) => {
    const near = methodology.survey_agreement!
    return `(${i}, ${sqlText(methodology.id)}, ${sqlText(criterion.id)}, ${sqlText(criterion.unit)},
      ${near.standard_errors}::DOUBLE, ${near.percent_points}::DOUBLE)`
  })
  const round = (sql: string) => `round(${sql}, ${PERCENT_DECIMALS})`
  return `WITH rules(number, methodology, criterion, unit, standard_errors, percent_points) AS (VALUES ${rules.join(', ')}),
    stated AS (${statedPercents(inputs, criteria)}),
    shares AS (
      SELECT s.*, t.rt_id IS NOT NULL AS is_told, rules.* EXCLUDE (number), yes / nullif(yes + no, 0) AS p, p.families AS rt_families,
        st.is_stated, st.percent AS profile_percent
      FROM ${TEMP.sums} s JOIN rules USING (number)
      LEFT JOIN ${TEMP.told} t ON t.number = s.number AND t.rt_id = s.rt_id AND t.vintage = s.vintage
      LEFT JOIN ${inputs.profiles} p ON p.rt_id = s.rt_id AND p.vintage = s.vintage
      LEFT JOIN stated st ON st.number = s.number AND st.rt_id = s.rt_id AND st.vintage = s.vintage),
    errors AS (
      SELECT *, CASE WHEN weighted THEN 0 ELSE least(1, coalesce(families / nullif(rt_families, 0), 0)) END AS f,
        yes_squares * (1 - p) ** 2 + no_squares * p ** 2 AS squares
      FROM shares),
    percents AS (
      SELECT *, ${round('100 * p')} AS percent, ${round('100 * yes / nullif(base, 0)')} AS percent_min,
        ${round('100 * (base - no) / nullif(base, 0)')} AS percent_max,
        CASE WHEN answered > 1 THEN ${round('100 * sqrt(greatest(0, (1 - f) * answered / (answered - 1) * squares)) / (yes + no)')} END
          AS standard_error_pct
      FROM errors)
    SELECT rt_id, vintage, methodology, criterion, unit, households, answered, weighted,
      base, yes AS deficient, greatest(0, ${round('base - yes - no')}) AS unanswered,
      percent, percent_min, percent_max, standard_error_pct, profile_percent,
      ${round('percent - profile_percent')} AS difference_pct_points,
      CASE WHEN answered < ${use.k} OR percent IS NULL OR NOT is_told THEN 'too few'
        WHEN profile_percent IS NOT NULL AND abs(${round('percent - profile_percent')})
          <= greatest(percent_points, standard_errors * coalesce(standard_error_pct, 0)) THEN 'agrees'
        WHEN profile_percent IS NOT NULL THEN 'differs'
        WHEN is_stated OR ${use.survey === 'compare'} THEN 'compared'
        ELSE 'fills' END AS status
    FROM percents`
}

/** Percent that the records state, by number of the criterion: NULL beside a volume whose denominator is not known. */
function statedPercents(inputs: SurveyInputs, criteria: readonly SurveyedCriterion[]): string {
  return criteria
    .map(({ methodology, criterion }, i) => {
      const denominator = parseExpression(criterion.denominator).sql('p')
      const percent = percentSql(methodology, 'd.volume', denominator)
      return `SELECT ${i} AS number, d.rt_id, d.vintage, true AS is_stated,
          coalesce(CASE WHEN d.volume IS NOT NULL THEN ${percent} END, d.percent_stated) AS percent
        FROM ${inputs.deficits} d LEFT JOIN ${inputs.profiles} p ON p.rt_id = d.rt_id AND p.vintage = d.vintage
        WHERE d.criterion = ${sqlText(criterion.id)} AND coalesce(d.methodology, ${sqlText(methodology.id)}) = ${sqlText(methodology.id)}
          AND (d.volume IS NOT NULL OR d.percent_stated IS NOT NULL) AND NOT ${refusedSql(methodology, criterion, 'd')}`
    })
    .join(' UNION ALL ')
}

/**
 * Whether a record of `alias` was probably scored by another set, in which its criterion means something else: the scores do not
 * read it either, so nothing is stated (`criteria version`).
 */
function refusedSql({ id }: Methodology, criterion: Criterion, alias: string): string {
  return `EXISTS (SELECT 1 FROM ${TEMP.refused} x WHERE x.methodology = ${sqlText(id)} AND x.criterion = ${sqlText(criterion.id)}
    AND x.rt_id = ${alias}.rt_id AND x.vintage = ${alias}.vintage AND x.assumed = (${alias}.methodology IS NULL))`
}

/**
 * Rows of `survey_deficits` from counted buildings, for criteria by which a dense RT counts as a whole: surveyed RT whose
 * profile counts no buildings, where the footprints inside (stage 4) reach the limit. Below it nothing is said, for other
 * things make a deficit too. `answered` is NULL: no household was asked. It fills only where the RT has a header, its own or one of the survey.
 */
export function countedDeficits(
  inputs: SurveyInputs,
  { methodology, criterion }: Pick<SurveyedCriterion, 'methodology' | 'criterion'>,
  sizeClass: 'kecil' | 'sedang' | 'besar' | 'metropolitan',
  use: SurveyUse,
): string {
  const rule = criterion.whole_when!
  const [of, to] = [parseExpression(rule.ratio.of).sql('c'), parseExpression(rule.ratio.to).sql('c')]
  const replaced: Record<string, string> = {
    buildings: 'd.buildings',
    area_ha_verified: 'coalesce(p.area_ha_verified, d.area_ha_utm)',
  }
  const columns = tableSchema('rt_profiles').columns.flatMap(({ name, type }) =>
    type === 'string' || name === 'vintage' || name.startsWith('source_')
      ? []
      : [`${replaced[name] ?? `p.${sqlName(name)}`} AS ${sqlName(name)}`],
  )
  const own = sqlText(methodology.id)
  return `SELECT rt_id, vintage, ${own} AS methodology, ${sqlText(criterion.id)} AS criterion, ${sqlText(criterion.unit)} AS unit,
      households, NULL::BIGINT AS answered, false AS weighted, whole AS base, whole AS deficient, 0::DOUBLE AS unanswered,
      100::DOUBLE AS percent, 100::DOUBLE AS percent_min, 100::DOUBLE AS percent_max, NULL::DOUBLE AS standard_error_pct,
      NULL::DOUBLE AS profile_percent, NULL::DOUBLE AS difference_pct_points,
      CASE WHEN NOT has_header THEN 'too few' ELSE ${use.survey === 'fill' ? "'fills'" : "'compared'"} END AS status
    FROM (SELECT c.*, ${parseExpression(criterion.denominator).sql('c')} AS whole
      FROM (SELECT r.rt_id, r.vintage, CASE WHEN t.rt_id IS NOT NULL THEN r.households END AS households, p.rt_id IS NOT NULL OR t.rt_id IS NOT NULL AS has_header, ${columns.join(', ')}
        FROM ${TEMP.rt} r
        JOIN (SELECT unit_id, max(buildings) AS buildings, max(area_ha_utm) AS area_ha_utm FROM ${inputs.densities}
          WHERE level = 'rt' AND buildings_method = 'footprints' GROUP BY unit_id) d ON d.unit_id = r.rt_id
        LEFT JOIN ${inputs.profiles} p ON p.rt_id = r.rt_id AND p.vintage = r.vintage
        LEFT JOIN (SELECT DISTINCT rt_id, vintage FROM ${TEMP.told}) t ON t.rt_id = r.rt_id AND t.vintage = r.vintage
        WHERE p.buildings IS NULL) c
      WHERE ${of} / nullif(${to}, 0) >= ${rule.at_least[sizeClass]}) w
    WHERE NOT EXISTS (SELECT 1 FROM ${inputs.deficits} s WHERE s.rt_id = w.rt_id AND s.vintage = w.vintage
      AND s.criterion = ${sqlText(criterion.id)} AND coalesce(s.methodology, ${own}) = ${own}
      AND (s.volume IS NOT NULL OR s.percent_stated IS NOT NULL) AND NOT ${refusedSql(methodology, criterion, 's')})`
}
