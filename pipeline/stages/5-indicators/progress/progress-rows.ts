import type { Methodology } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlText } from '../../../store/index.ts'
import { MEAN, TEMP } from './members.ts'

export interface Target {
  ha: number
  year: number | null
}

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
  const [plain, counted] = [mean('plain'), mean('counted')]
  return `WITH weights AS (${weights(methodology)}),
    sectoral AS (
      SELECT 'surveyed' AS kind, level, unit_id, vintage AS year, ${sectoral(methodology, 'percent', 'score')}
      FROM ${scores} JOIN weights USING (criterion) WHERE level <> 'rt' OR unit_id IN (SELECT rt_id FROM ${TEMP.rtYears})
      GROUP BY level, unit_id, vintage
      UNION ALL
      SELECT 'projected', level, unit_id, year, ${sectoral(methodology, 'percent_end', 'score_end')}
      FROM ${TEMP.units} JOIN weights USING (criterion) WHERE NOT is_expected GROUP BY level, unit_id, year
      UNION ALL
      SELECT 'projected', 'rt', rt_id, year, ${[plain, counted].map((sum) => `CASE WHEN known = ${methodology.criteria.length} THEN ${sum} END`).join(', ')}
      FROM ${TEMP.rtYears} WHERE NOT is_expected
    ), scored AS (
      SELECT t.level, t.unit_id, t.vintage AS year, 'surveyed' AS kind, t.vintage AS baseline_vintage, t.rt_count,
        t.rt_count AS rt_surveyed, t.score_min, t.score_max, t.area_ha_verified, o.score_expected, o.is_projected AS is_double,
        t.sectoral_pct AS own_portal, t.sectoral_pct_worksheet AS own_worksheet
      FROM ${totals} t
      LEFT JOIN ${TEMP.told} o ON o.level = t.level AND o.unit_id = t.unit_id AND o.year = t.vintage
      WHERE t.vintage IS NOT NULL AND coalesce(o.is_surveyed, true)
      UNION ALL
      SELECT o.level, o.unit_id, o.year, 'projected', o.baseline_vintage, o.rt_count, o.rt_surveyed, o.score_min, o.score_max,
        CASE WHEN g.is_area_known THEN g.area_ha_verified END, NULL, false, NULL, NULL
      FROM ${TEMP.told} o LEFT JOIN ${TEMP.ground} g
        ON g.kind = 'projected' AND g.level = o.level AND g.unit_id = o.unit_id AND g.year = o.year
      WHERE o.is_projected
    ), known AS (
      SELECT r.* EXCLUDE (own_portal, own_worksheet), coalesce(s.sectoral_pct, own_portal) AS sectoral_pct,
        coalesce(s.sectoral_pct_worksheet, own_worksheet) AS sectoral_pct_worksheet, g.area_least::DOUBLE AS area_ha_slum_min,
        CASE WHEN g.slum_unknown = 0 THEN g.area_most::DOUBLE END AS area_ha_slum_max,
        CASE WHEN g.slum_unknown = 0 AND g.area_least = g.area_most AND g.rt_least = g.rt_most THEN g.area_most::DOUBLE END AS area_ha_slum,
        CASE WHEN g.rt_least = g.rt_most THEN g.rt_most END AS rt_slum
      FROM scored r
      LEFT JOIN sectoral s USING (kind, level, unit_id, year)
      -- Hectares of other RT than were scored are not theirs.
      LEFT JOIN ${TEMP.ground} g ON g.kind = r.kind AND g.level = r.level AND g.unit_id = r.unit_id AND g.year = r.year
        AND g.rt = r.rt_count
    ), first AS (
      SELECT level, unit_id, min(year) AS first_year,
        arg_min({v: sectoral_pct}, year).v AS start_portal, arg_min({v: sectoral_pct_worksheet}, year).v AS start_worksheet,
        arg_min({v: area_ha_slum}, year).v AS first_area, arg_min({v: score_max}, year).v AS first_score_max
      FROM known WHERE kind = 'surveyed' GROUP BY level, unit_id
    ), spent AS (
      SELECT k.level, k.unit_id, k.year, k.kind,
        sum(c.works) FILTER (c.year = k.year) AS works, sum(c.without_cost) FILTER (c.year = k.year) AS without_cost,
        sum(c.cost_idr) FILTER (c.year = k.year) AS cost_idr,
        sum(c.works) FILTER (c.year ${since} f.first_year AND (c.year < k.year OR NOT coalesce(k.is_double, false))) AS works_total,
        sum(c.cost_idr) FILTER (c.year ${since} f.first_year AND (c.year < k.year OR NOT coalesce(k.is_double, false))) AS cost_total
      FROM known k JOIN first f USING (level, unit_id)
      JOIN ${TEMP.costs} c ON c.level = k.level AND c.unit_id = k.unit_id AND c.year <= k.year GROUP BY ALL
    ), joined AS (
      SELECT k.*, f.first_year, f.start_portal, f.start_worksheet, f.first_area, f.first_score_max,
        -- Works that follow the survey of their year stand on the projected row of it alone.
        CASE WHEN NOT coalesce(k.is_double, false) THEN coalesce(s.works, 0) END AS works,
        CASE WHEN NOT coalesce(k.is_double, false) THEN coalesce(s.without_cost, 0) END AS works_without_cost,
        CASE WHEN k.is_double THEN NULL WHEN coalesce(s.works, 0) = 0 THEN 0 ELSE s.cost_idr END::DOUBLE AS cost_idr,
        CASE WHEN coalesce(s.works_total, 0) = 0 THEN 0 ELSE s.cost_total END::DOUBLE AS cost_idr_total
      FROM known k LEFT JOIN first f USING (level, unit_id) LEFT JOIN spent s USING (level, unit_id, year, kind)
    )
    SELECT level, unit_id, year, kind, baseline_vintage, ${sqlText(methodology.id)} AS methodology,
      CASE WHEN score_min = score_max THEN score_min END::INTEGER AS score_total, score_min::INTEGER AS score_min,
      score_max::INTEGER AS score_max, score_expected::INTEGER AS score_expected,
      CASE WHEN progress_class(score_min) = progress_class(score_max) THEN progress_class(score_min) END AS score_class,
      area_ha_verified::DOUBLE AS area_ha_verified, area_ha_slum, area_ha_slum_min, area_ha_slum_max, rt_slum::BIGINT AS rt_slum,
      rt_count::BIGINT AS rt_count, rt_surveyed::BIGINT AS rt_surveyed, sectoral_pct, sectoral_pct_worksheet,
      ${portal(methodology, 'start_portal', 'sectoral_pct')} AS contribution_portal_pct,
      ${worksheet(methodology, 'start_worksheet', 'sectoral_pct_worksheet')} AS contribution_worksheet_pct,
      works::BIGINT AS works, works_without_cost::BIGINT AS works_without_cost, cost_idr, cost_idr_total,
      CASE WHEN first_area > area_ha_slum AND cost_idr_total > 0 THEN round(cost_idr_total / (first_area - area_ha_slum), 2) END AS cost_idr_per_ha,
      CASE WHEN ${whole} THEN ${target.ha}::DOUBLE END AS target_ha,
      CASE WHEN ${whole} THEN area_ha_slum - ${target.ha} END AS target_gap_ha,
      CASE WHEN ${whole} THEN area_ha_slum <= ${allowed} END AS on_target
    FROM joined ORDER BY level, year, unit_id, kind DESC`
}

/** Each criterion with its share of the mean of the aspects: a mean of means, whose aspects differ in number. */
export function weights({ aspects, criteria }: Methodology): string {
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
  const weighted = (of: string) =>
    `CASE WHEN count(${percent}) = ${criteria.length} THEN ${mean(`sum(TRY_CAST(${of} * weight AS ${MEAN}))`)} END`
  return `${weighted(percent)} AS sectoral_pct, ${weighted(`CASE WHEN ${score} > 0 THEN ${percent} ELSE 0 END`)} AS sectoral_pct_worksheet`
}

/** A sum of weighted percents as it is written. */
function mean(sum: string): string {
  return `round((${sum})::DOUBLE, ${PERCENT_DECIMALS})`
}

/**
 * Which rows `progress` has: `is_surveyed`, that of `score_totals`; `is_projected`, the account of the year, with its
 * numbers; `score_expected`, what a survey of all its RT should have found.
 *
 * A unit above RT has one row of a year: as surveyed where all RT of its account were surveyed, or where a decree speaks of
 * the year; else its account, in which RT that were surveyed join those carried on. Both are told only where works followed
 * the survey of their year.
 *
 * @param decrees relation of `decrees`
 */
export function toldTable(totals: string, decrees: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.told} AS
    WITH accounts AS (
      SELECT level, unit_id, year, is_expected, max(baseline_vintage) AS baseline_vintage, max(rt_count) AS rt_count,
        max(rt_surveyed) AS rt_surveyed, sum(least) AS score_min, sum(most) AS score_max, sum(works) > 0 AS is_worked
      FROM ${TEMP.units} GROUP BY ALL
      UNION ALL
      SELECT 'rt', rt_id, year, is_expected, baseline_vintage, 1, (baseline_vintage = year)::BIGINT, score_min, score_max, true
      FROM ${TEMP.rtYears}
    ), years AS (
      SELECT level, unit_id, year FROM accounts GROUP BY ALL
    )
    SELECT level, unit_id, year, a.baseline_vintage, a.rt_count, a.rt_surveyed, a.score_min, a.score_max,
      t.unit_id IS NOT NULL AND (level = 'rt' OR a.unit_id IS NULL OR a.rt_surveyed = a.rt_count
        OR d.year IS NOT NULL) AS is_surveyed,
      a.unit_id IS NOT NULL AND (NOT is_surveyed OR (a.rt_surveyed = a.rt_count AND a.is_worked)) AS is_projected,
      CASE WHEN e.rt_count = t.rt_count AND e.score_min = e.score_max THEN e.score_min END AS score_expected
    FROM years
    LEFT JOIN (FROM accounts WHERE NOT is_expected) a USING (level, unit_id, year)
    LEFT JOIN (FROM accounts WHERE is_expected) e USING (level, unit_id, year)
    LEFT JOIN (SELECT DISTINCT vintage AS year FROM ${decrees} WHERE kind = 'decree') d USING (year)
    LEFT JOIN (SELECT level, unit_id, vintage AS year, rt_count FROM ${totals}) t USING (level, unit_id, year)`
}

/** The portals' contribution: (start - end) / start, at most the whole; none from a start of zero. */
export function portal(methodology: Methodology, start: string, end: string): string {
  if (methodology.contribution === undefined) return 'NULL::DOUBLE'
  const { at_most_pct } = methodology.contribution.portal
  // least() would pass over an end that is not known.
  return `CASE WHEN ${start} > 0 AND ${end} IS NOT NULL
    THEN round(least(${at_most_pct}, 100 * (${start} - ${end}) / ${start}), ${PERCENT_DECIMALS}) END::DOUBLE`
}

/**
 * The worksheet's: the whole where the end is no slum, else (start - end) / (start - 24.99 %); none where the first survey
 * was no slum already, the start is not above that percent, or the end may be slum or not.
 */
export function worksheet(methodology: Methodology, start: string, end: string): string {
  if (methodology.contribution === undefined) return 'NULL::DOUBLE'
  const { offset_pct } = methodology.contribution.worksheet
  const notSlum = methodology.classes.values[0]!.max
  return `CASE WHEN ${start} IS NULL OR first_score_max <= ${notSlum} THEN NULL WHEN score_max <= ${notSlum} THEN 100
    WHEN score_min > ${notSlum} AND ${start} > ${offset_pct}
    THEN round(100 * (${start} - ${end}) / (${start} - ${offset_pct}), ${PERCENT_DECIMALS}) END::DOUBLE`
}
