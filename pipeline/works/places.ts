/** SQL of a kawasan's name as names are compared: without case, with single blanks; NULL when there is none. */
export function kawasanKeySql(column: string): string {
  return `nullif(lower(regexp_replace(trim(${column}), '\\s+', ' ', 'g')), '')`
}

/** Levels of which a work can be known, from the smallest; `outside`: in an RT that was never surveyed. */
export const PLACE_LEVELS = ['rt', 'zone', 'kawasan', 'kelurahan', 'city', 'outside'] as const

/**
 * SQL that says where each work is: `source_id, source_row, intervention_id, place_level, place_id`.
 *
 * A work is in the RT of its `rt_id`; else in the one RT of its kelurahan, its zone or its kawasan that has its RT/RW (and
 * lies in no other kelurahan than it names);
 * else it is a work of that zone, kawasan or kelurahan as a whole; else of the city (`place_id` NULL). An RT that is named
 * in full and is none of a place whose RT are known is `outside`: what was built there mends no surveyed deficit.
 *
 * @param works relation of `interventions`
 * @param profiles relation of `rt_profiles`; the latest row of an RT says where it lies. `zone_id` may come from elsewhere.
 * @returns `place_id` of a kawasan is its name as {@link kawasanKeySql} compares it
 */
export function workPlacesSql(works: string, profiles: string): string {
  const count = (container: string, at: string) =>
    `(SELECT ${container} AS container, rt_rw, count(*) AS n, min(rt_id) AS rt_id FROM rt
       WHERE ${container} IS NOT NULL GROUP BY ALL) AS ${at}`
  // An RT/RW is one of its kelurahan: where the work names one, an RT of another that shares the zone is not meant.
  const within = (container: string) =>
    `(SELECT o.${container} AS container, o.kelurahan_code, o.rt_rw, count(*) AS n, min(rt.rt_id) AS rt_id
       FROM (SELECT DISTINCT ${container}, kelurahan_code, rt_rw FROM w) o
       JOIN rt ON rt.${container} = o.${container} AND rt.rt_rw = o.rt_rw
         AND coalesce(rt.kelurahan_code = o.kelurahan_code, true) GROUP BY ALL)`
  const known = (container: string, at: string) =>
    `(SELECT DISTINCT ${container} AS container FROM rt WHERE ${container} IS NOT NULL) AS ${at}`
  return `WITH rt AS (
      SELECT rt_id, arg_max(kelurahan_code, vintage) AS kelurahan_code, arg_max(rt_rw, vintage) AS rt_rw,
        arg_max(zone_id, vintage) AS zone_id, ${kawasanKeySql('arg_max(kawasan, vintage)')} AS kawasan
      FROM ${profiles} GROUP BY rt_id
    ), w AS (
      SELECT source_id, source_row, intervention_id, rt_id, kelurahan_code, rt_rw, zone_id,
        ${kawasanKeySql('kawasan')} AS kawasan, regexp_matches(rt_rw, '^RT.*-') AS is_full
      FROM ${works}
    ), found AS (
      SELECT w.*, own.rt_id AS own_rt,
        CASE WHEN k.n = 1 THEN k.rt_id WHEN z.n = 1 THEN z.rt_id WHEN a.n = 1 THEN a.rt_id END AS found_rt,
        coalesce(k.n, z.n, a.n) IS NULL
          AND (kk.container IS NOT NULL OR zz.container IS NOT NULL OR aa.container IS NOT NULL) AS is_none
      FROM w
      LEFT JOIN rt own ON own.rt_id = w.rt_id
      LEFT JOIN ${count('kelurahan_code', 'k')} ON k.container = w.kelurahan_code AND k.rt_rw = w.rt_rw
      LEFT JOIN ${within('zone_id')} AS z ON z.container = w.zone_id AND z.rt_rw = w.rt_rw
        AND z.kelurahan_code IS NOT DISTINCT FROM w.kelurahan_code
      LEFT JOIN ${within('kawasan')} AS a ON a.container = w.kawasan AND a.rt_rw = w.rt_rw
        AND a.kelurahan_code IS NOT DISTINCT FROM w.kelurahan_code
      LEFT JOIN ${known('kelurahan_code', 'kk')} ON kk.container = w.kelurahan_code
      LEFT JOIN ${known('zone_id', 'zz')} ON zz.container = w.zone_id
      LEFT JOIN ${known('kawasan', 'aa')} ON aa.container = w.kawasan
    ), placed AS (
      SELECT source_id, source_row, intervention_id, zone_id, kawasan, kelurahan_code,
        coalesce(own_rt, CASE WHEN rt_id IS NULL THEN found_rt END) AS rt_id,
        CASE
          WHEN own_rt IS NOT NULL THEN 'rt'
          WHEN rt_id IS NOT NULL THEN 'outside'
          WHEN found_rt IS NOT NULL THEN 'rt'
          WHEN coalesce(is_full, false) AND is_none THEN 'outside'
          WHEN zone_id IS NOT NULL THEN 'zone'
          WHEN kawasan IS NOT NULL THEN 'kawasan'
          WHEN kelurahan_code IS NOT NULL THEN 'kelurahan'
          ELSE 'city' END AS place_level
      FROM found
    )
    SELECT source_id, source_row, intervention_id, place_level,
      CASE place_level WHEN 'rt' THEN rt_id WHEN 'zone' THEN zone_id WHEN 'kawasan' THEN kawasan
        WHEN 'kelurahan' THEN kelurahan_code END AS place_id
    FROM placed`
}
