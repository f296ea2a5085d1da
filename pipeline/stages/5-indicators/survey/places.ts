import type { StageContext } from '../../../stage.ts'
import { parquet, parquetOrNone, sqlText } from '../../../store/index.ts'
import { stageTable } from './inputs.ts'

/** Of the dated records of a source, a year holds at least this share, or its days are strays. */
const LEAST_SHARE_OF_SOURCE = 0.1

const SURVEY_YEARS = 'survey_years'
const NAMED_RT = 'survey_named_rt'

/** Where surveyed households lie: one table for all who count them, so that no two figures differ by one household. */
export interface HouseholdPlaces {
  /**
   * Temporary table, one row per household: household_id, rt_id, zone_id, kawasan, kelurahan_code, vintage (NULL: nobody of its source
   * tells a day), row_weighted, row_weight (1 where not weighted), is_elsewhere, is_moved, source_id.
   */
  table: string
  /** Whether any year is counted by its sampling weights. */
  weighted: boolean
}

/** Kawasan names are compared without case and with single blanks, as `values/kawasan-name.ts` does. */
export const kawasanKey = (name: string) =>
  `nullif(lower(regexp_replace(trim(${name}), '\\s+', ' ', 'g')), '')`

/**
 * Makes the table of where each surveyed household lies and counts, and says what was placed by a rule. null without a survey.
 *
 * RT: the one the form names, for that is the unit profiles are made by and RT that touch lie within the error of a GPS;
 * where the form names none that is known, the one the point lies in, unless it lies on a border. Kelurahan: that of the form
 * where the form named the RT, else of the point, else of the form. Zone: that of the point; kawasan: that of the zone in the decree in force.
 *
 * Year: its own, where a tenth of the dated records of its source are of that year; else that of most of the source.
 * Weights count in the years in which every household has one above zero.
 *
 * @param decree number of the decree in force, whose zones say which kawasan a household lies in
 */
export async function placeHouseholds(
  context: StageContext,
  decree: string | null,
): Promise<HouseholdPlaces | null> {
  const { store } = context
  const path = context.table('2-validate', 'households')
  if (path === null) return null
  const households = parquet(path)
  await store.run(yearsTable(households))
  await store.run(namedTable(context))
  const table = 'survey_places'
  const zones = parquetOrNone(context.table('2-validate', 'zones'), 'zones')
  await store.run(`CREATE OR REPLACE TEMP TABLE ${table} AS
    WITH named AS (SELECT zone_id, kawasan AS name, ${kawasanKey('kawasan')} AS key FROM ${zones}
        WHERE decree_number = ${decree === null ? 'NULL' : sqlText(decree)} AND ${kawasanKey('kawasan')} IS NOT NULL),
      kawasan AS (SELECT key, arg_min(name, zone_id) AS name FROM named GROUP BY key),
      zone_kawasan AS (SELECT zone_id, min(k.name) AS kawasan FROM named JOIN kawasan k USING (key) GROUP BY zone_id),
      placed AS (
        SELECT h.household_id, h.source_id, coalesce(f.rt_id, l.inside_rt_id) AS rt_id, l.zone_id, k.kawasan,
          CASE WHEN f.rt_id IS NULL THEN coalesce(l.kelurahan_code, h.kelurahan_code) ELSE h.kelurahan_code END AS kelurahan_code,
          y.vintage, CASE WHEN h.weight > 0 THEN h.weight END AS weight,
          f.rt_id IS NOT NULL AND l.inside_rt_id IS NOT NULL AND f.rt_id <> l.inside_rt_id AS is_elsewhere,
          y.vintage IS NOT NULL AND y.year IS DISTINCT FROM y.vintage AS is_moved
        FROM ${households} h
        JOIN ${SURVEY_YEARS} y ON y.source_id IS NOT DISTINCT FROM h.source_id AND y.year IS NOT DISTINCT FROM ${yearSql('h')}
        LEFT JOIN ${NAMED_RT} f ON f.kelurahan_code = h.kelurahan_code AND f.rt_rw = h.rt_rw AND f.vintage IS NOT DISTINCT FROM y.vintage
        LEFT JOIN (SELECT id, zone_id, kelurahan_code, CASE WHEN NOT ambiguous THEN rt_id END AS inside_rt_id
          FROM ${stageTable(context, '4-density', 'household_locations')}) l ON l.id = h.household_id
        LEFT JOIN zone_kawasan k ON k.zone_id = l.zone_id),
      weighted AS (SELECT vintage, count(weight) = count(*) AS row_weighted FROM placed GROUP BY vintage)
    SELECT p.* EXCLUDE (weight), w.row_weighted, weight IS NOT NULL AS has_weight,
      CASE WHEN w.row_weighted THEN weight ELSE 1 END AS row_weight
    FROM placed p JOIN weighted w ON w.vintage IS NOT DISTINCT FROM p.vintage`)
  await reportPlaces(context, table)
  for (const made of [SURVEY_YEARS, NAMED_RT]) await store.run(`DROP TABLE ${made}`)
  const weighted = (await store.count(`(SELECT 1 FROM ${table} WHERE row_weighted LIMIT 1)`)) > 0
  return { table, weighted }
}

const yearSql = (alias: string) => `TRY_CAST(left(${alias}.survey_date::VARCHAR, 4) AS BIGINT)`

/**
 * The year in which records of each source and day count: `source_id`, `year` of the day (NULL: none) and `vintage`. A year with a tenth of
 * the dated records of a source is a round of its own; strays and records without a day go to the year of most, of equal ones the later.
 */
function yearsTable(households: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${SURVEY_YEARS} AS
    SELECT source_id, year,
      CASE WHEN year IS NOT NULL AND n >= ${LEAST_SHARE_OF_SOURCE} * dated THEN year
        ELSE first_value(year) OVER (PARTITION BY source_id ORDER BY year IS NULL, n DESC, year DESC) END AS vintage
    FROM (SELECT *, sum(CASE WHEN year IS NOT NULL THEN n END) OVER (PARTITION BY source_id) AS dated
      FROM (SELECT source_id, ${yearSql('h')} AS year, count(*) AS n FROM ${households} h GROUP BY ALL))`
}

/**
 * RT as forms name them, by year of survey, kelurahan and RT/RW: those of the profiles of that year, else of the nearest year (of two the
 * earlier, which the form could know; the latest where there is no year), else the mapped ones. What names two RT names none.
 */
function namedTable(context: StageContext): string {
  const profiles = parquetOrNone(context.table('2-validate', 'rt_profiles'), 'rt_profiles')
  const areas = stageTable(context, '3-area', 'admin_areas')
  return `CREATE OR REPLACE TEMP TABLE ${NAMED_RT} AS
    WITH years AS (SELECT DISTINCT vintage FROM ${SURVEY_YEARS}),
    rt AS (
      SELECT DISTINCT kelurahan_code, rt_rw, rt_id, vintage AS profile_year, 1 AS rank FROM ${profiles}
      UNION SELECT DISTINCT kelurahan_code, rt_rw, admin_code, NULL::BIGINT, 2 FROM ${areas} WHERE level = 'rt'),
    named AS (
      SELECT kelurahan_code, rt_rw, rt_id, y.vintage,
        (rank, coalesce(abs(profile_year - y.vintage), -profile_year, 0), coalesce(profile_year, 0)) AS nearness
      FROM rt CROSS JOIN years y
      WHERE kelurahan_code IS NOT NULL AND rt_rw IS NOT NULL AND rt_id IS NOT NULL)
    SELECT kelurahan_code, rt_rw, vintage, min(rt_id) AS rt_id
    FROM (SELECT *, min(nearness) OVER (PARTITION BY kelurahan_code, rt_rw, vintage) AS nearest FROM named)
    WHERE nearness = nearest GROUP BY kelurahan_code, rt_rw, vintage HAVING count(DISTINCT rt_id) = 1`
}

/** Households that count nowhere, or were placed, dated or counted by a rule. */
async function reportPlaces({ store, progress }: StageContext, table: string): Promise<void> {
  const say = (text: string, facts: Record<string, string | number>) =>
    progress.say(`  note   ${text}`, facts)
  const sources = await store.rows<{ source_id: string; years: string | null; undated: number }>(
    `SELECT source_id, string_agg(DISTINCT vintage::VARCHAR, ', ' ORDER BY vintage::VARCHAR) AS years,
       count(*) FILTER (vintage IS NULL) AS undated
     FROM ${table} GROUP BY source_id HAVING count(DISTINCT vintage) > 1 OR undated > 0 ORDER BY source_id`,
  )
  for (const { source_id, years, undated } of sources) {
    if (undated > 0)
      say(`${undated} households of ${source_id} tell no day of survey: no year, not used for deficits`, {
        ...{ source_id, households: undated },
      })
    if (years?.includes(','))
      say(
        `${source_id} holds surveys of ${years}: each year counts by itself, also where one survey went on over New Year`,
        { source_id, years },
      )
  }
  const moved = await store.rows<{ source_id: string; vintage: number; households: number }>(
    `SELECT source_id, vintage, count(*) AS households FROM ${table} WHERE is_moved GROUP BY ALL ORDER BY ALL`,
  )
  for (const { source_id, vintage, households } of moved)
    say(
      `${households} households of ${source_id} tell no day, or one of a year with less than a tenth of it: counted in ${vintage}`,
      { source_id, vintage, households },
    )
  const halves = await store.rows<{ vintage: number | null; n: number; given: number }>(
    `SELECT vintage, count(*) AS n, count(*) FILTER (has_weight) AS given FROM ${table} GROUP BY vintage
     HAVING given > 0 AND given < n ORDER BY vintage NULLS FIRST`,
  )
  for (const { vintage, n, given } of halves)
    say(
      `${n - given} of ${n} households of ${vintage ?? 'no date'} have no sampling weight: every one of that year counts for one`,
      { households: n - given },
    )
  const [lost] = await store.rows<Record<'all_households' | 'outside' | 'elsewhere', number>>(
    `SELECT count(*) AS all_households, count(*) FILTER (rt_id IS NULL) AS outside, count(*) FILTER (is_elsewhere) AS elsewhere FROM ${table}`,
  )
  const { all_households: all, outside, elsewhere } = lost!
  if (outside > 0)
    say(`${outside} of ${all} households lie in no known RT: not used for deficits`, { outside })
  if (elsewhere > 0)
    say(`${elsewhere} households lie in another RT than their form names: counted where the form says`, {
      elsewhere,
    })
}
