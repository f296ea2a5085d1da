import { LEVELS as PLACE_COLUMNS } from '../scores/places.ts'

/** Temporary tables of the progress, all dropped at its end. */
export const TEMP = {
  members: 'progress_members',
  latest: 'progress_latest',
  located: 'progress_located',
  kinds: 'progress_kinds',
  funds: 'progress_funds',
  works: 'progress_works',
  years: 'progress_years',
  holds: 'progress_holds',
  cuts: 'progress_cuts',
  base: 'progress_base',
  cohorts: 'progress_cohorts',
  cutSums: 'progress_cut_sums',
  extras: 'progress_extras',
  units: 'progress_units',
  rtCells: 'progress_rt_cells',
  rtYears: 'progress_rt_years',
  told: 'progress_told',
  rtClasses: 'progress_rt_classes',
  ground: 'progress_ground',
  paid: 'progress_paid',
  costs: 'progress_costs',
} as const

/** Sums are exact, whatever the order of rows and threads; see `scores`. */
export const EXACT = 'DECIMAL(38, 9)'

/** How many decimals a mean of percents is summed with, so that the order of the rows does not matter. */
export const MEAN = 'DECIMAL(38, 15)'

/** Levels above an RT, from the smallest, with the column of an RT that names its unit. */
export const LEVELS = [...Object.entries(PLACE_COLUMNS), ['city', 'city_code']] as [string, string][]

export const LEVEL_COLUMNS = LEVELS.map(([, column]) => column)

/** A year later than any. */
const FOREVER = 9999

/**
 * One row per RT and survey year: its units, its hectares, and the years that this survey speaks of.
 *
 * It speaks of its own year and those after it, up to the year before `until`, in which the RT is surveyed again
 * (`is_followed`) or is no longer on the list. Works from the year `works_from` on are done since. A year of a decree (not of a verification) speaks of all RT: one that is not told of in such a year is no
 * longer on the list, and its account ends there.
 *
 * @param places relation of RT-years: rt_id, vintage, zone_id, kawasan, kelurahan_code, kecamatan_code, area_ha_verified
 * @param scores relation of `criterion_scores` of the methodology. Only an RT-year with some volume or denominator has an account:
 *   with percents alone nothing can be added up, nor lowered by works. A year whose volumes were all set aside ends no account of the
 *   survey before it; where there is none, and where volumes have no denominator, the account of their units is open
 * @param decrees relation of `decrees`
 */
export function membersTables(
  places: string,
  scores: string,
  decrees: string,
  cityCode: string,
  worksOfSurveyYear: 'included' | 'after',
): string[] {
  const from = worksOfSurveyYear === 'included' ? 'vintage + 1' : 'vintage'
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.members} AS
      WITH scored AS (
        SELECT p.* FROM ${places} p JOIN (
          SELECT unit_id AS rt_id, vintage, bool_or(volume IS NOT NULL) AS is_told FROM ${scores}
          WHERE level = 'rt' AND (volume IS NOT NULL OR denominator IS NOT NULL) GROUP BY ALL
        ) s USING (rt_id, vintage)
        QUALIFY is_told OR NOT coalesce(bool_or(is_told) OVER (PARTITION BY rt_id ORDER BY vintage ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false)
      ), surveyed AS (SELECT DISTINCT vintage FROM scored),
      whole AS (SELECT vintage FROM surveyed WHERE vintage IN (SELECT vintage FROM ${decrees} WHERE kind = 'decree')),
      own AS (
        SELECT rt_id, vintage, zone_id, kawasan, kelurahan_code, kecamatan_code, '${cityCode}' AS city_code,
          TRY_CAST(area_ha_verified AS ${EXACT}) AS area_ha,
          lead(vintage) OVER (PARTITION BY rt_id ORDER BY vintage) AS next_own
        FROM scored
      ), spans AS (
        SELECT o.*, least(coalesce(next_own, ${FOREVER}), coalesce(w.next_whole, ${FOREVER})) AS until FROM own o
        LEFT JOIN (
          SELECT a.rt_id, a.vintage, min(l.vintage) AS next_whole FROM own a JOIN whole l ON l.vintage > a.vintage
          ANTI JOIN ${places} p ON p.rt_id = a.rt_id AND p.vintage = l.vintage
          GROUP BY ALL
        ) w USING (rt_id, vintage)
      )
      SELECT * EXCLUDE (next_own), coalesce(next_own = until, false) AS is_followed, ${from} AS works_from FROM spans ORDER BY rt_id, vintage`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.latest} AS SELECT * FROM ${TEMP.members}
      QUALIFY row_number() OVER (PARTITION BY rt_id ORDER BY vintage DESC) = 1`,
  ]
}

/**
 * The units of every RT by its newest profile, without one by what else tells of it last (a survey), also of an RT without an
 * account: a work in it is a work of its zone and of the city, though it lowers nothing.
 * @param places relation of RT-years: rt_id, vintage, profiled, zone_id, kawasan, kelurahan_code, kecamatan_code
 */
export function locatedTable(places: string, cityCode: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.located} AS
    SELECT rt_id, zone_id, kawasan, kelurahan_code, kecamatan_code, '${cityCode}' AS city_code FROM ${places}
    QUALIFY row_number() OVER (PARTITION BY rt_id ORDER BY profiled DESC, vintage DESC) = 1`
}

/** `GROUP BY` of one query for every level above an RT, by these columns beside the unit. */
export function groupByLevels(...columns: string[]): string {
  const sets = LEVEL_COLUMNS.map((unit) => `(${[unit, ...columns].join(', ')})`)
  return `GROUP BY GROUPING SETS (${sets.join(', ')})`
}

/** The level and the unit of a row of {@link groupByLevels}. */
export function levelAndUnit(): string {
  const when = (then: (level: string, column: string) => string) =>
    `CASE ${LEVELS.map(([level, column]) => `WHEN grouping(${column}) = 0 THEN ${then(level, column)}`).join(' ')} END`
  return `${when((level) => `'${level}'`)} AS level, ${when((_, column) => column)} AS unit_id`
}
