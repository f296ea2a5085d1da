import type { Methodology } from '../../../methodology/methodology.ts'
import { PERCENT_DECIMALS } from '../../../methodology/score.ts'
import { sqlText } from '../../../store/index.ts'
import { macros } from '../scores/plan.ts'
import { EXACT, MEAN, TEMP } from './members.ts'

/** Percent, score and class as functions of SQL: those of the scores, by names of our own. */
export function progressMacros(methodology: Methodology): string[] {
  const own = (noun: string) => `progress_${noun}`
  const name = { percent: own('percent'), score: own('score'), most: own('most'), class: own('class') }
  return macros({ methodology, name })
}

/**
 * What becomes of every criterion of a unit above RT in a year: level, unit_id, year, is_expected (what the survey of all
 * its RT should have found, else the account of the year), baseline_vintage, rt_count, rt_surveyed, criterion, works, cut,
 * volume, percent and score at the start and at the end, the interval of the end.
 */
export function unitsTable(): string {
  const key = 'level, unit_id, year, is_expected, criterion'
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.units} AS
    WITH more AS (
      SELECT h.level, h.unit_id, e.criterion, e.year, e.is_expected, sum(e.works) AS works,
        sum(CASE WHEN h.level = e.place_level THEN e.cut ELSE e.carried END) AS cut
      FROM ${TEMP.extras} e JOIN ${TEMP.holds} h USING (place_level, place_id) GROUP BY ALL
    ), within AS (
      SELECT ${key}, sum(works) AS works, sum(cut) AS cut FROM ${TEMP.cutSums} GROUP BY ALL
    ), summed AS (
      SELECT ${key}, max(vintage) AS baseline_vintage, sum(rt) AS rt_count,
        coalesce(sum(rt) FILTER (vintage = year), 0) AS rt_surveyed, sum(known) AS known, sum(open) AS open, sum(den) AS den,
        sum(missing) AS missing, sum(unknown) AS unknown, sum(absent) AS absent
      FROM ${TEMP.cohorts} GROUP BY ALL
    ), cut AS (
      SELECT s.*, coalesce(c.works, 0) + coalesce(m.works, 0) AS works,
        least(coalesce(c.cut, 0) + coalesce(m.cut, 0), greatest(s.known, 0)) AS cut
      FROM summed s LEFT JOIN within c USING (${key}) LEFT JOIN more m USING (${key})
    ), numbers AS (
      SELECT ${key}, baseline_vintage, rt_count, rt_surveyed, works::DOUBLE AS works, cut::DOUBLE AS cut,
        known::DOUBLE AS first, (known - cut)::DOUBLE AS last, open::DOUBLE AS open, den::DOUBLE AS den,
        missing = 0 AS whole, unknown > 0 AS unknown, absent > 0 AS absent
      FROM cut
    ), percents AS (
      SELECT *, CASE WHEN absent THEN 0 ELSE progress_percent(first, den) END AS low_start,
        CASE WHEN absent THEN 0 ELSE progress_percent(last, den) END AS low_end,
        CASE WHEN NOT whole THEN progress_most(last + open, den, absent, unknown) END AS high_end
      FROM numbers
    )
    SELECT ${key}, baseline_vintage, rt_count, rt_surveyed,
      CASE WHEN whole THEN first END AS volume_start, works, cut, CASE WHEN whole THEN last END AS volume_end,
      CASE WHEN whole THEN low_start END AS percent_start, CASE WHEN whole THEN low_end END AS percent_end,
      CASE WHEN whole THEN progress_score(low_start) END AS score_start, CASE WHEN whole THEN progress_score(low_end) END AS score_end,
      progress_score(low_end) AS least, CASE WHEN whole THEN progress_score(low_end) ELSE progress_score(high_end) END AS most
    FROM percents`
}

/**
 * The same of an RT, for the criteria that works lower alone (`progress_rt_cells`); and its years (`progress_rt_years`): the
 * interval of its score, and the sums of weighted percents with how many are known. What works do not touch is as surveyed.
 *
 * @param weights relation of `criterion`, `weight`
 */
export function rtTables(scores: string, weights: string): string[] {
  const exact = (column: string) => `TRY_CAST(s.${column} AS ${EXACT})`
  const weighted = (sql: string) => `coalesce(TRY_CAST(${sql} * weight AS ${MEAN}), 0)`
  const counted = (score: string, percent: string) => `CASE WHEN ${score} > 0 THEN ${percent} ELSE 0 END`
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.rtCells} AS
      WITH cells AS (
        SELECT c.rt_id, c.vintage, c.year, c.is_expected, c.criterion, s.volume AS volume_start, c.works::DOUBLE AS works,
          c.cut::DOUBLE AS cut, (${exact('volume')} - c.cut)::DOUBLE AS volume_end, s.percent AS percent_start,
          s.score AS score_start, s.score_min AS old_min, s.score_max AS old_max, s.denominator
        FROM ${TEMP.cuts} c JOIN ${scores} s
          ON s.level = 'rt' AND s.unit_id = c.rt_id AND s.vintage = c.vintage AND s.criterion = c.criterion
      ), percents AS (
        SELECT *, CASE WHEN cut = 0 THEN percent_start
          WHEN denominator IS NOT NULL THEN progress_percent(volume_end, denominator) END AS percent_end FROM cells
      )
      SELECT * EXCLUDE (denominator), CASE WHEN cut = 0 THEN score_start ELSE progress_score(percent_end) END AS score_end,
        CASE WHEN cut = 0 OR percent_end IS NULL THEN old_min ELSE progress_score(percent_end) END AS least,
        CASE WHEN cut = 0 OR percent_end IS NULL THEN old_max ELSE progress_score(percent_end) END AS most
      FROM percents`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.rtYears} AS
      WITH start AS (
        SELECT s.unit_id AS rt_id, s.vintage, sum(s.score_min) AS least, sum(s.score_max) AS most, count(s.percent) AS known,
          sum(${weighted('s.percent')}) AS plain, sum(${weighted(counted('s.score', 's.percent'))}) AS counted
        FROM ${scores} s JOIN (${weights}) w USING (criterion)
        SEMI JOIN ${TEMP.cuts} c ON c.rt_id = s.unit_id AND c.vintage = s.vintage
        WHERE s.level = 'rt' GROUP BY ALL
      ), moved AS (
        SELECT rt_id, vintage, year, is_expected, sum(least - old_min) AS least, sum(most - old_max) AS most,
          count(percent_end) - count(percent_start) AS known,
          sum(${weighted('percent_end')} - ${weighted('percent_start')}) AS plain,
          sum(${weighted(counted('score_end', 'percent_end'))} - ${weighted(counted('score_start', 'percent_start'))}) AS counted
        FROM ${TEMP.rtCells} JOIN (${weights}) w USING (criterion) GROUP BY ALL
      )
      SELECT m.rt_id, m.year, m.is_expected, m.vintage AS baseline_vintage, s.least + m.least AS score_min, s.most + m.most AS score_max,
        s.known + m.known AS known, s.plain + m.plain AS plain, s.counted + m.counted AS counted
      FROM moved m JOIN start s USING (rt_id, vintage)`,
  ]
}

/** Position of each criterion, for the order of rows. */
export function criterionOrder(methodology: Methodology): string {
  const ids = methodology.criteria.map(({ id }) => sqlText(id)).join(', ')
  return `list_position([${ids}], criterion)`
}

/**
 * Rows of `progress_criteria`: what works have gone over. In the year of a survey that is what the survey should have found,
 * unless works followed it; of a unit of which only some RT were surveyed it is its account.
 */
export function progressCriteria(methodology: Methodology): string {
  const columns = `criterion, baseline_vintage, volume_start, works, volume_end, percent_start, percent_end, score_start,
    score_end, cut, is_expected`
  return `WITH surveyed AS (
      SELECT DISTINCT level, unit_id, year FROM ${TEMP.units} WHERE NOT is_expected AND rt_surveyed = rt_count
    ), worked AS (
      SELECT level, unit_id, year, ${columns} FROM ${TEMP.units} LEFT JOIN (SELECT *, true AS is_surveyed FROM surveyed) USING (level, unit_id, year)
      WHERE works <> 0 AND (NOT is_expected OR coalesce(is_surveyed, false))
      UNION ALL SELECT 'rt', rt_id, year, ${columns.replace('baseline_vintage', 'vintage')} FROM ${TEMP.rtCells}
    )
    SELECT level, unit_id, year, ${sqlText(methodology.id)} AS methodology, criterion, baseline_vintage, volume_start,
      works AS volume_works, volume_end, percent_start, percent_end, score_start, score_end,
      round(works - cut, ${PERCENT_DECIMALS}) AS works_beyond_need
    FROM worked QUALIFY rank() OVER (PARTITION BY level, unit_id, year ORDER BY is_expected) = 1
    ORDER BY level, year, unit_id, ${criterionOrder(methodology)}`
}
