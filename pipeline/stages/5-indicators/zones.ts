import { sqlName, sqlText } from '../../store/index.ts'

/** Kawasan names are compared without case and with single blanks. */
function kawasanKey(column: string): string {
  return `nullif(lower(regexp_replace(trim(${column}), '\\s+', ' ', 'g')), '')`
}

/** The same comparison outside SQL; null when there is no name. */
export function kawasanName(name: string | null): string | null {
  const key = (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase()
  return key === '' ? null : key
}

export interface Membership {
  /** Joins to put behind `FROM rt_profiles p`. */
  joins: string
  /** Expression that gives the zone of the profile, or NULL. */
  zone: string
}

/**
 * An RT belongs to the zone its profile names; else to the zone of the same kawasan; where a kawasan has several zones,
 * to the one with its own kelurahan and RT/RW. Zones of the decree in force come before those of other decrees, and what
 * would fit two zones fits none.
 */
export function membership(zones: string, decree: string | null): Membership {
  const one = (keys: string[]) => {
    const columns = keys.map((key) =>
      key === 'kawasan' ? `${kawasanKey('kawasan')} AS kawasan` : sqlName(key),
    )
    const inForce = decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
    return `(SELECT * FROM (
      SELECT ${columns.join(', ')}, CASE
          WHEN count(DISTINCT zone_id) FILTER (${inForce}) = 1 THEN min(zone_id) FILTER (${inForce})
          WHEN count(*) FILTER (${inForce}) = 0 AND count(DISTINCT zone_id) = 1 THEN min(zone_id) END AS zone_id
      FROM ${zones} GROUP BY ALL) WHERE zone_id IS NOT NULL)`
  }
  const same = `p.zone_id IS NULL AND ${kawasanKey('p.kawasan')}`
  return {
    joins: `LEFT JOIN ${one(['kawasan'])} zk ON ${same} = zk.kawasan
      LEFT JOIN ${one(['kawasan', 'kelurahan_code', 'rt_rw'])} zr
        ON ${same} = zr.kawasan AND p.kelurahan_code = zr.kelurahan_code AND p.rt_rw = zr.rt_rw`,
    zone: 'coalesce(p.zone_id, zk.zone_id, zr.zone_id)',
  }
}

/**
 * Rows for `score_totals` of zones and vintages of which only a stated total is known. A zone that two decrees of one
 * year state is taken from the decree in force, then from a decree rather than a verification.
 */
export function statedTotals(zones: string, decrees: string, units: string, decree: string | null): string {
  return `SELECT 'zone' AS level, zone_id AS unit_id, vintage, 'stated' AS score_source,
      score_stated::INTEGER AS score_min, score_stated::INTEGER AS score_max,
      0::DOUBLE AS completeness_pct, 0::BIGINT AS rt_count, NULL::DOUBLE AS area_ha_verified,
      NULL::BIGINT AS buildings, NULL::BIGINT AS population, NULL::BIGINT AS families
    FROM (
      SELECT z.zone_id, e.vintage, z.score_stated
      FROM ${zones} z LEFT JOIN ${decrees} e USING (decree_number)
      WHERE z.score_stated IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY z.zone_id, e.vintage
        ORDER BY (decree_number IS NOT DISTINCT FROM ${decree === null ? 'NULL' : sqlText(decree)}) DESC,
          (e.kind = 'decree') DESC NULLS LAST, decree_number, z.source_row) = 1
    ) s
    WHERE NOT EXISTS (FROM ${units} u
      WHERE u.level = 'zone' AND u.unit_id = s.zone_id AND u.vintage IS NOT DISTINCT FROM s.vintage)`
}
