import { UserError } from '../../errors.ts'
import { sqlName, sqlText } from '../../store/index.ts'

export interface DecreeRow {
  decree_number: string
  kind: string
  vintage: number
  decree_date: string | null
}

/**
 * Number of the decree in force: the one the city names, else the latest of kind `decree`, else the only one the zones
 * carry, else null.
 * @throws UserError `config` when the city names a decree that no zone belongs to.
 */
export function decreeInForce(
  named: string | null,
  zoneDecrees: readonly string[],
  decrees: readonly DecreeRow[],
  cityFile: string,
): string | null {
  if (named !== null) {
    if (zoneDecrees.length === 0 || zoneDecrees.includes(named)) return named
    throw new UserError('config', {
      what: 'no zone belongs to the decree in force',
      where: { file: cityFile, key: 'decree' },
      got: named,
      expected: `one of ${[...zoneDecrees].sort().join(', ')}`,
      next: 'correct the number, or see in the quality report why its zones were not accepted',
    })
  }
  const latest = decrees.filter((decree) => decree.kind === 'decree').sort(newestFirst)[0]
  if (latest) return latest.decree_number
  return zoneDecrees.length === 1 ? zoneDecrees[0]! : null
}

function newestFirst(a: DecreeRow, b: DecreeRow): number {
  if (a.vintage !== b.vintage) return b.vintage - a.vintage
  const [dateA, dateB] = [a.decree_date ?? '', b.decree_date ?? '']
  if (dateA !== dateB) return dateA < dateB ? 1 : -1
  return a.decree_number < b.decree_number ? -1 : 1
}

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
