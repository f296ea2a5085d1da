import { parseExpression } from '../../../methodology/expression.ts'
import { sqlName, sqlText } from '../../../store/index.ts'
import { HEADERS, type Plan } from './plan.ts'

/** One row per RT and year that can be scored: its headers and the unit of each level it belongs to. */
export const PLACES = 'ind_places'

/** What an RT belongs to, finest first; the city holds all of them. */
export const LEVELS = {
  zone: 'zone_id',
  kawasan: 'kawasan',
  kelurahan: 'kelurahan_code',
  kecamatan: 'kecamatan_code',
} as const
export type PlaceLevel = keyof typeof LEVELS

/** SQL of the tables that tell where an RT is and how large; `survey` is null where nobody was asked. */
export interface PlaceTables {
  profiles: string
  deficits: string
  survey: string | null
  rtZones: string
  zones: string
  units: string
}

/** `21.72.03` of `21.72.03.1001`. */
const KECAMATAN_LENGTH = 8

/** The key by which names of kawasan are compared, as `values/kawasan-name.ts` gives it. */
const kawasanKey = (name: string) => `nullif(lower(regexp_replace(trim(${name}), '\\s+', ' ', 'g')), '')`

/**
 * An RT-year is scored when it has a profile, a header from the survey, a stated percent, which needs no denominator, or volumes of an
 * RT that a profile of another year, the map or the survey knows: open cells, so that a unit whose RT lost their profiles is an
 * interval and not the score of the others.
 * Its zone is that of `rt_zones` for the year, or without a profile of the year the only one the RT ever had; its kawasan
 * that of its profile, else of its zone in the decree in force, as first written; its kelurahan that of its profile, else
 * of the mapped RT, else the only one its profiles of other years name. `is_summed` is false of an RT-year that only a survey of households tells of in a city that has profiles: it is no
 * part of the account the profiles keep, and a few households of a later year would pass for the whole city.
 */
export function placesTable(plans: readonly Plan[], from: PlaceTables, decree: string | null): string {
  const texts = plans.flatMap(({ methodology }) => [
    ...methodology.criteria.map(({ denominator }) => denominator),
    ...methodology.criteria.flatMap(({ whole_when: rule }) => (rule ? [rule.ratio.of, rule.ratio.to] : [])),
  ])
  const columns = [...new Set([...HEADERS, ...texts.flatMap((text) => parseExpression(text).columns)])]
  const surveyed = new Set<string>(HEADERS)
  const head = (of: (name: string) => string) =>
    columns.map((name) => `${of(name)}::DOUBLE AS ${sqlName(name)}`).join(', ')
  const survey =
    from.survey === null
      ? ''
      : `UNION ALL SELECT rt_id, vintage, kelurahan_code, kawasan, NULL, NULL, false,
           NOT EXISTS (FROM ${from.profiles}) OR (rt_id, vintage) IN (
             SELECT (rt_id, vintage) FROM ${from.deficits} WHERE coalesce(volume, percent_stated) IS NOT NULL),
           ${head((name) => (surveyed.has(name) ? sqlName(name) : 'NULL'))}
         FROM ${from.survey} s ANTI JOIN ${from.profiles} p USING (rt_id, vintage)`
  // A code that nothing else tells of may be another's misspelt: its percents stand for themselves, its volumes for nobody's.
  const knownRt = `SELECT rt_id FROM ${from.profiles} UNION SELECT rt_id FROM ${from.rtZones}
    ${from.survey === null ? '' : `UNION SELECT rt_id FROM ${from.survey}`}`
  const bare = `UNION ALL SELECT DISTINCT rt_id, vintage, NULL, NULL, NULL, NULL, false, true, ${head(() => 'NULL')}
      FROM (SELECT rt_id, vintage FROM ${from.deficits} WHERE percent_stated IS NOT NULL OR (volume IS NOT NULL AND rt_id IN (${knownRt}))) d
      ANTI JOIN ${from.profiles} p USING (rt_id, vintage)
      ${from.survey === null ? '' : `ANTI JOIN ${from.survey} s USING (rt_id, vintage)`}`
  const inForce = decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
  return `CREATE OR REPLACE TEMP TABLE ${PLACES} AS
    WITH headers(rt_id, vintage, kelurahan_code, kawasan, source_id, source_row, profiled, is_summed, ${columns.map(sqlName).join(', ')}) AS (
        SELECT rt_id, vintage, kelurahan_code, kawasan, source_id, source_row, true, true, ${head(sqlName)} FROM ${from.profiles}
        ${survey} ${bare}
      ),
      zone_kawasan AS (SELECT zone_id, kawasan, source_id, source_row FROM ${from.zones} WHERE ${inForce}),
      written AS (
        SELECT kawasan AS name, 0 AS turn, min((source_id, source_row)) AS place FROM zone_kawasan GROUP BY ALL
        UNION ALL SELECT kawasan, 1, min((source_id, source_row)) FROM headers GROUP BY ALL
      ),
      kawasan_names AS (
        SELECT name, first_value(trim(name)) OVER (PARTITION BY ${kawasanKey('name')} ORDER BY turn, place, name) AS kawasan
        FROM written WHERE ${kawasanKey('name')} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY name ORDER BY turn) = 1
      ),
      only_zone AS (
        SELECT rt_id, CASE WHEN count(DISTINCT zone_id) = 1 THEN min(zone_id) END AS zone_id FROM ${from.rtZones} GROUP BY rt_id
      ),
      mapped AS (SELECT admin_code AS rt_id, kelurahan_code FROM ${from.units} WHERE level = 'rt'),
      only_kelurahan AS (
        SELECT rt_id, CASE WHEN count(DISTINCT kelurahan_code) = 1 THEN min(kelurahan_code) END AS kelurahan_code
        FROM ${from.profiles} GROUP BY rt_id
      ),
      found AS (
        SELECT h.* EXCLUDE (kelurahan_code, kawasan), coalesce(h.kelurahan_code, m.kelurahan_code, k.kelurahan_code) AS kelurahan_code,
          coalesce(z.zone_id, o.zone_id) AS zone_id, h.kawasan AS kawasan_named
        FROM headers h
        LEFT JOIN ${from.rtZones} z ON z.rt_id = h.rt_id AND z.vintage = h.vintage
        LEFT JOIN only_zone o ON o.rt_id = CASE WHEN NOT h.profiled THEN h.rt_id END
        LEFT JOIN mapped m ON m.rt_id = h.rt_id
        LEFT JOIN only_kelurahan k ON k.rt_id = h.rt_id
      )
    SELECT f.* EXCLUDE (kawasan_named), coalesce(own.kawasan, of_zone.kawasan) AS kawasan,
      left(f.kelurahan_code, ${KECAMATAN_LENGTH}) AS kecamatan_code
    FROM found f
    LEFT JOIN kawasan_names own ON own.name = f.kawasan_named
    LEFT JOIN zone_kawasan zk ON zk.zone_id = f.zone_id
    LEFT JOIN kawasan_names of_zone ON of_zone.name = zk.kawasan
    ORDER BY f.vintage, f.rt_id`
}
