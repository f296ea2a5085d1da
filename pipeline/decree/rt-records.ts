import { type Store, sqlText } from '../store/index.ts'
import { comparableName } from './names.ts'

/** SQL of the canonical tables, as accepted. */
export interface RecordTables {
  zones: string
  profiles: string
  units: string
}

/** An RT/RW that is exact: a number of an RT alone stands in every RW. */
const EXACT = '^RT.*-(RW|DS)'

/**
 * SQL of the zones of a decree whose own record is that of an RT: the same kelurahan and the same numbers of RT and RW (or
 * dusun). The kelurahan is the same by its code, or by its name where only one kelurahan bears it: a name met with two codes,
 * or in two kecamatan, tells nothing. One row per RT and profile year (a mapped RT without a profile: null), with
 * `zone_ids VARCHAR[]`, all that fit, sorted, and `rts`, how many RT of that year have this record. Only one of one is certain.
 */
export async function zonesOfRtRecords(
  store: Store,
  { zones, profiles, units }: RecordTables,
  decree: string | null,
): Promise<string> {
  const names = await comparedNames(store, { zones, profiles, units })
  const inForce = decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
  const place = (of: string) =>
    `coalesce(${of}.kelurahan_code, known.code, 'name ' || known.name) AS place, ${of}.rt_rw`
  const known = (of: string) =>
    `LEFT JOIN spelled ON spelled.written = ${of}.kelurahan LEFT JOIN known ON known.name = spelled.name`
  return `(WITH spelled(written, name) AS (${names}),
      written AS (
        SELECT kelurahan AS written, kelurahan_code AS code, lower(trim(kecamatan)) AS kecamatan FROM ${zones}
        UNION ALL SELECT kelurahan, kelurahan_code, NULL FROM ${profiles}
        UNION ALL SELECT coalesce(kelurahan, CASE WHEN level = 'kelurahan' THEN name END), kelurahan_code, NULL FROM ${units}
      ),
      known AS (
        SELECT spelled.name, min(code) AS code FROM written JOIN spelled USING (written)
        GROUP BY spelled.name HAVING count(DISTINCT code) <= 1 AND count(DISTINCT kecamatan) <= 1
      ),
      rt AS (
        SELECT rt_id, vintage, kelurahan, kelurahan_code, rt_rw FROM ${profiles}
        UNION ALL
        SELECT admin_code, NULL, kelurahan, kelurahan_code, rt_rw FROM ${units}
        WHERE level = 'rt' AND admin_code NOT IN (SELECT rt_id FROM ${profiles})
      ),
      rt_record AS (SELECT rt.rt_id, rt.vintage, ${place('rt')} FROM rt ${known('rt')}),
      zone_record AS (SELECT z.zone_id, ${place('z')} FROM ${zones} z ${known('z')} WHERE ${inForce}),
      fitting AS (
        SELECT place, rt_rw, list_sort(list(DISTINCT zone_id)) AS zone_ids FROM zone_record
        WHERE place IS NOT NULL AND regexp_matches(rt_rw, '${EXACT}') GROUP BY place, rt_rw
      )
    SELECT rt_id, vintage, zone_ids, count(*) OVER (PARTITION BY vintage, place, rt_rw) AS rts
    FROM rt_record JOIN fitting USING (place, rt_rw))`
}

/** SQL rows of each name of a kelurahan as written, and as names are compared. */
async function comparedNames(store: Store, { zones, profiles, units }: RecordTables): Promise<string> {
  const rows = await store.rows<{ written: string }>(
    `SELECT DISTINCT written FROM (
       SELECT kelurahan AS written FROM ${zones} UNION ALL SELECT kelurahan FROM ${profiles}
       UNION ALL SELECT coalesce(kelurahan, CASE WHEN level = 'kelurahan' THEN name END) FROM ${units})
     WHERE written IS NOT NULL ORDER BY written`,
  )
  const pairs = rows.flatMap(({ written }) => {
    const name = comparableName(written)
    return name === '' ? [] : [`(${sqlText(written)}, ${sqlText(name)})`]
  })
  return pairs.length === 0
    ? `SELECT ''::VARCHAR, ''::VARCHAR WHERE false`
    : `SELECT * FROM (VALUES ${pairs.join(', ')})`
}
