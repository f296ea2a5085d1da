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
 * dusun). The kelurahan is the same by its code, or by its name where only one kelurahan bears it: by the map of kelurahan, and
 * a name that is not on it by the codes of all records. One that the decree writes in two kecamatan tells nothing, also where
 * the map, which may be of a part of the city, has it once. One row per RT and profile year (a mapped RT without a profile: null), with `zone_ids VARCHAR[]`, all that fit, sorted, and `rts`,
 * how many RT of that year have this record. Only one of one is certain.
 */
export async function zonesOfRtRecords(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  const { zones, profiles, units } = tables
  const place = (of: string) =>
    `coalesce(${of}.kelurahan_code, known.code, 'name ' || known.name) AS place, ${of}.rt_rw`
  const known = (of: string) =>
    `LEFT JOIN spelled ON spelled.written = ${of}.kelurahan LEFT JOIN known ON known.name = spelled.name`
  return `(WITH ${await namesSql(store, tables, decree)},
      known AS (SELECT name, code FROM names WHERE is_clear),
      rt AS (
        SELECT rt_id, vintage, kelurahan, kelurahan_code, rt_rw FROM ${profiles}
        UNION ALL
        SELECT admin_code, NULL, kelurahan, kelurahan_code, rt_rw FROM ${units}
        WHERE level = 'rt' AND admin_code NOT IN (SELECT rt_id FROM ${profiles})
      ),
      rt_record AS (SELECT rt.rt_id, rt.vintage, ${place('rt')} FROM rt ${known('rt')}),
      zone_record AS (SELECT z.zone_id, ${place('z')} FROM ${zones} z ${known('z')} WHERE ${isInForce(decree)}),
      fitting AS (
        SELECT place, rt_rw, list_sort(list(DISTINCT zone_id)) AS zone_ids FROM zone_record
        WHERE place IS NOT NULL AND regexp_matches(rt_rw, '${EXACT}') GROUP BY place, rt_rw
      )
    SELECT rt_id, vintage, zone_ids, count(*) OVER (PARTITION BY vintage, place, rt_rw) AS rts
    FROM rt_record JOIN fitting USING (place, rt_rw))`
}

/**
 * SQL of the profiles that {@link zonesOfRtRecords} has no row of because their kelurahan, which they only name, is not clear,
 * while a zone of the decree lists an RT of that name: `source_id`, `kelurahan` as written, `codes` and `kecamatan`, how many bear
 * the name, `records`, and `source_row` of the first.
 */
export async function unclearKelurahan(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  const { zones, profiles } = tables
  return `(WITH ${await namesSql(store, tables, decree)}
    SELECT p.source_id, p.kelurahan, n.codes, n.kecamatan, count(*) AS records, min(p.source_row) AS source_row
    FROM ${profiles} p JOIN spelled s ON s.written = p.kelurahan JOIN names n ON n.name = s.name
    WHERE NOT n.is_clear AND p.kelurahan_code IS NULL AND p.zone_id IS NULL AND regexp_matches(p.rt_rw, '${EXACT}')
      AND s.name IN (SELECT spelled.name FROM ${zones} z JOIN spelled ON spelled.written = z.kelurahan
        WHERE ${isInForce(decree)} AND regexp_matches(z.rt_rw, '${EXACT}'))
    GROUP BY ALL)`
}

function isInForce(decree: string | null): string {
  return decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
}

/**
 * SQL of two relations: `spelled`, names as written and as they are compared, and `names` of kelurahan, with `code` (null where
 * none is known), `codes` and `kecamatan`, how many of them are met, and `is_clear`.
 */
async function namesSql(
  store: Store,
  { zones, profiles, units }: RecordTables,
  decree: string | null,
): Promise<string> {
  return `spelled(written, name) AS (${await comparedNames(store, { zones, profiles, units })}),
      written AS (
        SELECT kelurahan AS written, kelurahan_code AS code, kecamatan, false AS is_map FROM ${zones} WHERE ${isInForce(decree)}
        UNION ALL SELECT kelurahan, kelurahan_code, NULL, false FROM ${profiles}
        UNION ALL SELECT coalesce(kelurahan, CASE WHEN level = 'kelurahan' THEN name END), kelurahan_code, NULL, level = 'kelurahan'
          FROM ${units}
      ),
      counted AS (
        SELECT s.name, count(DISTINCT code) FILTER (is_map) AS on_map, min(code) FILTER (is_map) AS code_on_map, min(code) AS any_code,
          count(DISTINCT code) AS codes, count(DISTINCT k.name) AS kecamatan
        FROM written w JOIN spelled s USING (written) LEFT JOIN spelled k ON k.written = w.kecamatan GROUP BY s.name
      ),
      names AS (
        SELECT name, coalesce(code_on_map, any_code) AS code, CASE WHEN on_map > 0 THEN on_map ELSE codes END AS codes,
          kecamatan, kecamatan <= 1 AND CASE WHEN on_map > 0 THEN on_map = 1 ELSE codes <= 1 END AS is_clear
        FROM counted
      )`
}

/** SQL rows of each name of a kelurahan or kecamatan as written, and as names are compared. */
async function comparedNames(store: Store, { zones, profiles, units }: RecordTables): Promise<string> {
  const rows = await store.rows<{ written: string }>(
    `SELECT DISTINCT written FROM (
       SELECT kelurahan AS written FROM ${zones} UNION ALL SELECT kecamatan FROM ${zones} UNION ALL SELECT kelurahan FROM ${profiles}
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
