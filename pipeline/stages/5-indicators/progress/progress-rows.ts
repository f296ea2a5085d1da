import type { Methodology } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlText } from '../../../store/index.ts'
import { TEMP } from './members.ts'

export interface Target {
  ha: number
  year: number | null
}

/** How many decimals a mean of percents is summed with, so that the order of the rows does not matter. */
const MEAN = 'DECIMAL(38, 15)'

/**
 * Rows of `progress`, columns as in docs/reference/progress.md.
 *
 * @param scores relation of `criterion_scores` of the methodology
 * @param totals relation of its `score_totals`
 * @param worksOfSurveyYear whether the works of the first survey's year count as done since
 */
export function progressRows(
  methodology: Methodology,
  scores: string,
  totals: string,
  target: Target,
  worksOfSurveyYear: 'included' | 'after',
): string {
  const since = worksOfSurveyYear === 'included' ? '>' : '>='
  const whole = target.ha === 0 ? 'true' : `level = 'city'`
  // Without a year the target is to be reached at once; with one, along a straight line from the first survey.
  const allowed =
    target.year === null
      ? String(target.ha)
      : `CASE WHEN year >= ${target.year} THEN ${target.ha} WHEN first_area IS NOT NULL
          THEN greatest(${target.ha}, first_area + (${target.ha} - first_area) * (year - first_year) / (${target.year} - first_year)) END`
  return `WITH weights AS (${weights(methodology)}),
    sectoral AS (
      SELECT 'surveyed' AS kind, level, unit_id, vintage AS year, ${sectoral(methodology, 'percent', 'score')}
      FROM ${scores} JOIN weights USING (criterion) GROUP BY level, unit_id, vintage
      UNION ALL
      SELECT 'projected', level, unit_id, year, ${sectoral(methodology, 'percent_end', 'score_end')}
      FROM ${TEMP.units} JOIN weights USING (criterion) GROUP BY level, unit_id, year
    ), projected AS (
      SELECT level, unit_id, year, max(baseline_vintage) AS baseline_vintage, max(rt_count) AS rt_count, sum(least) AS score_min,
        sum(most) AS score_max FROM ${TEMP.units} GROUP BY level, unit_id, year
    ), scored AS (
      SELECT t.level, t.unit_id, t.vintage AS year, 'surveyed' AS kind, t.vintage AS baseline_vintage, t.rt_count, t.score_min,
        t.score_max, t.area_ha_verified,
        CASE WHEN p.score_min = p.score_max THEN p.score_min END AS score_expected
      FROM ${totals} t
      LEFT JOIN projected p
        ON p.level = t.level AND p.unit_id = t.unit_id AND p.year = t.vintage AND p.baseline_vintage < t.vintage
      WHERE t.vintage IS NOT NULL
      UNION ALL
      SELECT p.level, p.unit_id, p.year, 'projected', p.baseline_vintage, p.rt_count, p.score_min, p.score_max,
        CASE WHEN g.is_area_known THEN g.area_ha_verified END, NULL
      FROM projected p LEFT JOIN ${TEMP.ground} g
        ON g.kind = 'projected' AND g.level = p.level AND g.unit_id = p.unit_id AND g.year = p.year
      -- What a survey replaced stands beside it, as what was expected.
      WHERE NOT EXISTS (SELECT 1 FROM ${totals} t WHERE t.level = p.level AND t.unit_id = p.unit_id
        AND t.vintage = p.year AND p.baseline_vintage < p.year)
    ), known AS (
      SELECT r.*, s.sectoral_pct, s.sectoral_pct_worksheet, g.area_least::DOUBLE AS area_ha_slum_min,
        CASE WHEN g.slum_unknown = 0 THEN g.area_most::DOUBLE END AS area_ha_slum_max,
        CASE WHEN g.slum_unknown = 0 AND g.area_least = g.area_most AND g.rt_least = g.rt_most THEN g.area_most::DOUBLE END AS area_ha_slum,
        CASE WHEN g.rt_least = g.rt_most THEN g.rt_most END AS rt_slum
      FROM scored r
      LEFT JOIN sectoral s USING (kind, level, unit_id, year)
      LEFT JOIN ${TEMP.ground} g ON g.kind = r.kind AND g.level = r.level AND g.unit_id = r.unit_id AND g.year = r.year
    ), first AS (
      SELECT level, unit_id, min(year) AS first_year,
        arg_min({v: sectoral_pct}, year).v AS start_portal, arg_min({v: sectoral_pct_worksheet}, year).v AS start_worksheet,
        arg_min({v: area_ha_slum}, year).v AS first_area
      FROM known WHERE kind = 'surveyed' GROUP BY level, unit_id
    ), spent AS (
      SELECT k.level, k.unit_id, k.year, k.kind,
        sum(c.works) FILTER (c.year = k.year) AS works, sum(c.without_cost) FILTER (c.year = k.year) AS without_cost,
        sum(c.cost_idr) FILTER (c.year = k.year) AS cost_idr,
        sum(c.works) FILTER (c.year ${since} f.first_year) AS works_total,
        sum(c.cost_idr) FILTER (c.year ${since} f.first_year) AS cost_total
      FROM known k JOIN first f USING (level, unit_id)
      JOIN ${TEMP.costs} c ON c.level = k.level AND c.unit_id = k.unit_id AND c.year <= k.year GROUP BY ALL
    ), joined AS (
      SELECT k.*, f.first_year, f.start_portal, f.start_worksheet, f.first_area, coalesce(s.works, 0) AS works,
        coalesce(s.without_cost, 0) AS works_without_cost,
        CASE WHEN coalesce(s.works, 0) = 0 THEN 0 ELSE s.cost_idr END::DOUBLE AS cost_idr,
        CASE WHEN coalesce(s.works_total, 0) = 0 THEN 0 ELSE s.cost_total END::DOUBLE AS cost_idr_total
      FROM known k LEFT JOIN first f USING (level, unit_id) LEFT JOIN spent s USING (level, unit_id, year, kind)
    )
    SELECT level, unit_id, year, kind, baseline_vintage, ${sqlText(methodology.id)} AS methodology,
      CASE WHEN score_min = score_max THEN score_min END::INTEGER AS score_total, score_min::INTEGER AS score_min,
      score_max::INTEGER AS score_max, score_expected::INTEGER AS score_expected,
      CASE WHEN progress_class(score_min) = progress_class(score_max) THEN progress_class(score_min) END AS score_class,
      area_ha_verified::DOUBLE AS area_ha_verified, area_ha_slum, area_ha_slum_min, area_ha_slum_max, rt_slum::BIGINT AS rt_slum,
      rt_count::BIGINT AS rt_count, sectoral_pct, sectoral_pct_worksheet,
      ${portal('start_portal', 'sectoral_pct')} AS contribution_portal_pct,
      ${worksheet(methodology, 'start_worksheet', 'sectoral_pct_worksheet')} AS contribution_worksheet_pct,
      works::BIGINT AS works, works_without_cost::BIGINT AS works_without_cost, cost_idr, cost_idr_total,
      CASE WHEN first_area > area_ha_slum AND cost_idr_total > 0 THEN round(cost_idr_total / (first_area - area_ha_slum), 2) END AS cost_idr_per_ha,
      CASE WHEN ${whole} THEN ${target.ha}::DOUBLE END AS target_ha,
      CASE WHEN ${whole} THEN area_ha_slum - ${target.ha} END AS target_gap_ha,
      CASE WHEN ${whole} THEN area_ha_slum <= ${allowed} END AS on_target
    FROM joined ORDER BY level, year, unit_id, kind DESC`
}

/** Each criterion with its share of the mean of the aspects: a mean of means, whose aspects differ in number. */
function weights({ aspects, criteria }: Methodology): string {
  const rows = criteria.map(({ id, aspect }) => {
    const beside = criteria.filter((one) => one.aspect === aspect).length
    return `(${sqlText(id)}, ${1 / (beside * aspects.length)}::DOUBLE)`
  })
  return `SELECT * FROM (VALUES ${rows.join(', ')}) AS w(criterion, weight)`
}

/**
 * Mean of the aspect averages, both ways of domain 1.3: the portals' plain mean, and the worksheet's, in which a criterion
 * with score 0 adds no percent and still divides. NULL while a percent is not known.
 */
function sectoral({ criteria }: Methodology, percent: string, score: string): string {
  const mean = (of: string) =>
    `CASE WHEN count(${percent}) = ${criteria.length} THEN round(sum(TRY_CAST(${of} * weight AS ${MEAN}))::DOUBLE, ${PERCENT_DECIMALS}) END`
  return `${mean(percent)} AS sectoral_pct, ${mean(`CASE WHEN ${score} > 0 THEN ${percent} ELSE 0 END`)} AS sectoral_pct_worksheet`
}

/** The portals' contribution: (start - end) / start, at most the whole; none from a start of zero. */
export function portal(start: string, end: string): string {
  // least() would pass over an end that is not known.
  return `CASE WHEN ${start} > 0 AND ${end} IS NOT NULL THEN round(least(100, 100 * (${start} - ${end}) / ${start}), ${PERCENT_DECIMALS}) END`
}

/**
 * The worksheet's: the whole where the end is no slum, else (start - end) / (start - 24.99 %); none where the start is not
 * above that percent, or the end may be slum or not.
 */
export function worksheet(methodology: Methodology, start: string, end: string): string {
  if (methodology.contribution === undefined) return 'NULL::DOUBLE'
  const { offset_pct } = methodology.contribution.worksheet
  const notSlum = methodology.classes.values[0]!.max
  return `CASE WHEN ${start} IS NULL THEN NULL WHEN score_max <= ${notSlum} THEN 100
    WHEN score_min > ${notSlum} AND ${start} > ${offset_pct}
    THEN round(100 * (${start} - ${end}) / (${start} - ${offset_pct}), ${PERCENT_DECIMALS}) END::DOUBLE`
}
