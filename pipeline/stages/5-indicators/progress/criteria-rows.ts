import type { Methodology } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlText } from '../../../store/index.ts'
import { macros } from '../scores/plan.ts'
import { EXACT, TEMP } from './members.ts'

/** Percent, score and class as functions of SQL: those of the scores, by names of our own. */
export function progressMacros(methodology: Methodology): string[] {
  const own = (noun: string) => `progress_${noun}`
  const name = { percent: own('percent'), score: own('score'), most: own('most'), class: own('class') }
  return macros({ methodology, name })
}

/**
 * One row per unit, year and criterion that works or time have gone over: level, unit_id, year, baseline_vintage, rt_count,
 * criterion, volume_start, works, volume_end, percent and score at the start and at the end, the interval of the end.
 *
 * Units above RT have a row for every year in which they were not surveyed as a whole, and where works fell between; an
 * RT for the years since its first works.
 */
export function unitsTable(scores: string, totals: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.units} AS
    WITH more AS (
      SELECT h.level, h.unit_id, e.criterion, e.year, sum(e.works) AS works,
        sum(CASE WHEN h.level = e.place_level THEN e.cut ELSE e.carried END) AS cut
      FROM ${TEMP.extras} e JOIN ${TEMP.holds} h USING (place_level, place_id) GROUP BY ALL
    ), summed AS (
      SELECT b.level, b.unit_id, y.year, b.criterion, max(b.vintage) AS baseline_vintage, sum(b.rt) AS rt_count,
        sum(b.known) AS known, sum(b.open) AS open, sum(b.den) AS den, sum(b.missing) AS missing, sum(b.unknown) AS unknown,
        sum(b.absent) AS absent
      FROM ${TEMP.base} b JOIN ${TEMP.years} y ON y.year BETWEEN b.from_year AND b.to_year GROUP BY ALL
    ), cut AS (
      SELECT s.*, coalesce(c.works, 0) + coalesce(m.works, 0) AS works,
        least(coalesce(c.cut, 0) + coalesce(m.cut, 0), greatest(s.known, 0)) AS cut
      FROM summed s
      LEFT JOIN ${TEMP.cutSums} c USING (level, unit_id, year, criterion)
      LEFT JOIN more m USING (level, unit_id, year, criterion)
    ), told AS (
      SELECT c.* FROM (SELECT *, sum(works) OVER (PARTITION BY level, unit_id, year) AS worked FROM cut) c
      LEFT JOIN ${totals} t ON t.level = c.level AND t.unit_id = c.unit_id AND t.vintage = c.year
      WHERE t.unit_id IS NULL OR c.worked > 0
    ), numbers AS (
      SELECT level, unit_id, year, baseline_vintage, rt_count, criterion, works::DOUBLE AS works, cut::DOUBLE AS cut,
        known::DOUBLE AS first, (known - cut)::DOUBLE AS last, open::DOUBLE AS open, den::DOUBLE AS den,
        missing = 0 AS whole, unknown > 0 AS unknown, absent > 0 AS absent
      FROM told
    ), percents AS (
      SELECT *, CASE WHEN absent THEN 0 ELSE progress_percent(first, den) END AS low_start,
        CASE WHEN absent THEN 0 ELSE progress_percent(last, den) END AS low_end,
        CASE WHEN NOT whole THEN progress_most(last + open, den, absent, unknown) END AS high_end
      FROM numbers
    ), rt_years AS (
      SELECT DISTINCT c.rt_id, c.vintage, c.year FROM ${TEMP.cuts} c
    ), rt AS (
      SELECT 'rt' AS level, y.rt_id AS unit_id, y.year, y.vintage AS baseline_vintage, 1 AS rt_count, s.criterion,
        TRY_CAST(s.volume AS ${EXACT})::DOUBLE AS volume_start, coalesce(c.works, 0)::DOUBLE AS works,
        (TRY_CAST(s.volume AS ${EXACT}) - coalesce(c.cut, 0))::DOUBLE AS volume_end, coalesce(c.cut, 0)::DOUBLE AS cut,
        s.denominator, s.percent AS percent_start, s.score AS score_start, s.score_min AS old_min, s.score_max AS old_max
      FROM rt_years y
      JOIN ${scores} s ON s.level = 'rt' AND s.unit_id = y.rt_id AND s.vintage = y.vintage
      LEFT JOIN ${TEMP.cuts} c ON c.rt_id = y.rt_id AND c.vintage = y.vintage AND c.year = y.year AND c.criterion = s.criterion
    ), rt_percents AS (
      SELECT *, CASE WHEN cut = 0 THEN percent_start
        WHEN denominator IS NOT NULL THEN progress_percent(volume_end, denominator) END AS percent_end FROM rt
    )
    SELECT level, unit_id, year, baseline_vintage, rt_count, criterion,
      CASE WHEN whole THEN first END AS volume_start, works, cut, CASE WHEN whole THEN last END AS volume_end,
      CASE WHEN whole THEN low_start END AS percent_start, CASE WHEN whole THEN low_end END AS percent_end,
      CASE WHEN whole THEN progress_score(low_start) END AS score_start, CASE WHEN whole THEN progress_score(low_end) END AS score_end,
      progress_score(low_end) AS least, CASE WHEN whole THEN progress_score(low_end) ELSE progress_score(high_end) END AS most
    FROM percents
    UNION ALL
    SELECT level, unit_id, year, baseline_vintage, rt_count, criterion, volume_start, works, cut, volume_end, percent_start,
      percent_end, score_start, CASE WHEN cut = 0 THEN score_start ELSE progress_score(percent_end) END,
      CASE WHEN cut = 0 OR percent_end IS NULL THEN old_min ELSE progress_score(percent_end) END,
      CASE WHEN cut = 0 OR percent_end IS NULL THEN old_max ELSE progress_score(percent_end) END
    FROM rt_percents`
}

/** Position of each criterion, for the order of rows. */
export function criterionOrder(methodology: Methodology): string {
  const ids = methodology.criteria.map(({ id }) => sqlText(id)).join(', ')
  return `list_position([${ids}], criterion)`
}

/** Rows of `progress_criteria`. */
export function progressCriteria(methodology: Methodology): string {
  return `SELECT level, unit_id, year, ${sqlText(methodology.id)} AS methodology, criterion, baseline_vintage, volume_start,
      works AS volume_works, volume_end, percent_start, percent_end, score_start, score_end,
      round(works - cut, ${PERCENT_DECIMALS}) AS works_beyond_need
    FROM ${TEMP.units} ORDER BY level, year, unit_id, ${criterionOrder(methodology)}`
}
