import type { Store } from '../store/index.ts'
import { isInForce, kelurahanNames, type RecordTables } from './kelurahan-names.ts'

/** An RT/RW that is exact: a number of an RT alone stands in every RW. */
const EXACT = '^RT.*-(RW|DS)'

/**
 * SQL of the zones of a decree whose own record is that of an RT: the same kelurahan and the same numbers of RT and RW (or
 * dusun). The kelurahan of an RT is told by its code, else by its name where that is clear; of a zone by its code, else by its
 * name in its kecamatan ({@link kelurahanNames}). One row per RT and profile year (a mapped RT without a profile: null), with
 * `zone_ids VARCHAR[]`, all that fit, sorted, and `rts`, how many RT of that year have this record. Only one of one is certain.
 */
export async function zonesOfRtRecords(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  return `(WITH ${await recordsSql(store, tables, decree)}
    SELECT rt_id, vintage, zone_ids, count(*) OVER (PARTITION BY vintage, place, rt_rw) AS rts
    FROM rt_records JOIN fitting USING (place, rt_rw))`
}

/**
 * SQL of the profiles that {@link zonesOfRtRecords} has no row of because their kelurahan, which they only name, is not clear,
 * while a zone of the decree lists an RT of that name: `source_id`, `kelurahan` as written, `codes` and `kecamatan`, how many bear
 * the name, `records`, and `source_row` of the first, `rt_id` and `vintage` of one.
 */
export async function unclearKelurahan(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  const { zones, profiles } = tables
  return `(WITH ${await kelurahanNames(store, tables, decree)}
    SELECT p.source_id, p.kelurahan, n.codes, n.kecamatan, count(*) AS records, min(p.source_row) AS source_row,
      min(p.rt_id) AS rt_id, min(p.vintage) AS vintage
    FROM ${profiles} p JOIN spelled s ON s.written = p.kelurahan JOIN names n ON n.name = s.name
    WHERE NOT n.is_clear AND p.kelurahan_code IS NULL AND p.zone_id IS NULL AND regexp_matches(p.rt_rw, '${EXACT}')
      AND s.name IN (SELECT spelled.name FROM ${zones} z JOIN spelled ON spelled.written = z.kelurahan
        WHERE ${isInForce(decree)} AND regexp_matches(z.rt_rw, '${EXACT}'))
    GROUP BY ALL)`
}

/**
 * SQL of the RT that {@link zonesOfRtRecords} has no row of although the decree lists their RT/RW in a kelurahan of their name,
 * because it is not clear whether that one is theirs: `rt_id`, `vintage` (null: a mapped RT without a profile), `kelurahan_code`,
 * `kecamatan` of that kelurahan (null where nothing tells it), `kelurahan_decree` and `kecamatan_decree` as the decree writes them
 * (null: none), and `zone_ids VARCHAR[]`, sorted.
 */
export async function unclearZones(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  return `(WITH ${await recordsSql(store, tables, decree)}
    SELECT r.rt_id, r.vintage, r.kelurahan_code, k.written AS kecamatan, z.kelurahan AS kelurahan_decree,
      z.kecamatan AS kecamatan_decree, list_sort(list(DISTINCT z.zone_id)) AS zone_ids
    FROM zone_places z JOIN bearers b USING (name) JOIN rt_records r ON r.kelurahan_code = b.code AND r.rt_rw = z.rt_rw
    LEFT JOIN kecamatan_of k ON k.code = b.code
    WHERE z.place IS NULL AND regexp_matches(z.rt_rw, '${EXACT}') AND r.zone_id IS NULL
      AND NOT EXISTS (FROM fitting f WHERE f.place = r.place AND f.rt_rw = r.rt_rw)
    GROUP BY ALL)`
}

/**
 * SQL of {@link kelurahanNames}, of `rt_records`, each RT and profile year with its `place`, and of `fitting`, the `zone_ids` of the
 * decree at a place and RT/RW.
 */
async function recordsSql(store: Store, tables: RecordTables, decree: string | null): Promise<string> {
  const { profiles, units } = tables
  return `${await kelurahanNames(store, tables, decree)},
      rt AS (
        SELECT rt_id, vintage, kelurahan, kelurahan_code, rt_rw, zone_id FROM ${profiles}
        UNION ALL
        SELECT admin_code, NULL, kelurahan, kelurahan_code, rt_rw, zone_id FROM ${units}
        WHERE level = 'rt' AND admin_code NOT IN (SELECT rt_id FROM ${profiles})
      ),
      rt_records AS (
        SELECT rt.*, coalesce(rt.kelurahan_code, n.code, 'name ' || n.name) AS place
        FROM rt LEFT JOIN spelled s ON s.written = rt.kelurahan LEFT JOIN names n ON n.name = s.name AND n.is_clear
      ),
      fitting AS (
        SELECT place, rt_rw, list_sort(list(DISTINCT zone_id)) AS zone_ids FROM zone_places
        WHERE place IS NOT NULL AND regexp_matches(rt_rw, '${EXACT}') GROUP BY place, rt_rw
      )`
}
