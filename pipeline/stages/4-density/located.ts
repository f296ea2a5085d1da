import { join } from 'node:path'
import { PolygonLocator } from '../../geo/locate.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'

/** The columns of `building` and `surveyed` that name a unit, by level; null is in none. */
export const UNIT_COLUMNS = {
  zone: 'zone_id',
  rt: 'rt_id',
  rw: 'rw_id',
  kelurahan: 'kelurahan_code',
  kecamatan: 'kecamatan_code',
  city: 'city_code',
} as const

export type Level = keyof typeof UNIT_COLUMNS

/**
 * Temporary tables: `kelurahan_unit`, `rw_unit` (by the RW part of `RT001-RW002`, or a dusun in its place), `rt_unit` (mapped RT with the units above them), `building` and `surveyed` (each located row with
 * its unit of every level; `surveyed` with people and weight), `building_elsewhere`. A row belongs to the RW of its RT; one in no RT to the
 * mapped RW around its point. What an RT or a zone holds over the water is of the city too.
 */
export async function prepareLocated(context: StageContext): Promise<void> {
  const { store, table, directory, city } = context
  const units = parquet(table('3-area', 'admin_areas')!)
  const survey = table('2-validate', 'households')
  await store.run(`CREATE OR REPLACE TEMP TABLE kelurahan_unit AS
    SELECT kelurahan_code, min(kecamatan_code) AS kecamatan_code FROM ${units} WHERE level = 'kelurahan' GROUP BY kelurahan_code`)
  await store.run(
    `CREATE OR REPLACE TEMP MACRO rw_part(rt_rw) AS nullif(regexp_extract(rt_rw, '(RW|DS)[0-9A-Z]+$'), '')`,
  )
  await store.run(`CREATE OR REPLACE TEMP TABLE rw_unit AS
    SELECT kelurahan_code, rw_part(rt_rw) AS rw, min(admin_code) AS rw_id FROM ${units} WHERE level = 'rw' GROUP BY ALL`)
  await store.run(`CREATE OR REPLACE TEMP TABLE rt_unit AS
    SELECT u.admin_code AS rt_id, rw.rw_id, u.kelurahan_code, coalesce(k.kecamatan_code, u.kecamatan_code) AS kecamatan_code,
      ${sqlText(city.code)} AS city_code, u.area_ha_utm
    FROM ${units} u
    LEFT JOIN kelurahan_unit k USING (kelurahan_code)
    LEFT JOIN rw_unit rw ON rw.kelurahan_code = u.kelurahan_code AND rw.rw = rw_part(u.rt_rw)
    WHERE u.level = 'rt'`)
  await findRw(context)
  const located = (name: string): string => `
    SELECT l.id, l.zone_id, l.rt_id, coalesce(u.rw_id, p.rw_id) AS rw_id, l.kelurahan_code, k.kecamatan_code,
      CASE WHEN coalesce(l.zone_id, l.rt_id, l.kelurahan_code) IS NOT NULL THEN ${sqlText(city.code)} END AS city_code
    FROM ${parquet(join(directory, `${name}.parquet`))} l
    LEFT JOIN kelurahan_unit k USING (kelurahan_code)
    LEFT JOIN rt_unit u ON u.rt_id = l.rt_id
    LEFT JOIN rw_point p ON p.name = '${name}' AND p.id = l.id`
  await store.run(`CREATE OR REPLACE TEMP TABLE building AS ${located('building_locations')}`)
  await store.run(elsewhereQuery(context))
  await store.run(
    `CREATE OR REPLACE TEMP TABLE surveyed AS SELECT l.*, ${
      survey === null
        ? 'NULL::BIGINT AS people, NULL::DOUBLE AS weight'
        : 'h.population AS people, nullif(h.weight, 0) AS weight'
    } FROM (${located('household_locations')}) l ${survey === null ? '' : `JOIN ${parquet(survey)} h ON h.household_id = l.id`}`,
  )
}

/**
 * Temporary table `building_elsewhere`: buildings that stand in a unit too but count in another of its level. What several
 * RT or kelurahan hold is of all their RW and kecamatan.
 */
function elsewhereQuery({ directory }: StageContext): string {
  const overlaps = parquet(join(directory, 'building_overlaps.parquet'))
  return `CREATE OR REPLACE TEMP TABLE building_elsewhere AS
    SELECT level, unit_id, id FROM ${overlaps}
    UNION
    SELECT 'rw', u.rw_id, o.id FROM ${overlaps} o JOIN rt_unit u ON u.rt_id = o.unit_id JOIN building b ON b.id = o.id
    WHERE o.level = 'rt' AND u.rw_id IS NOT NULL AND u.rw_id IS DISTINCT FROM b.rw_id
    UNION
    SELECT 'kecamatan', k.kecamatan_code, o.id FROM ${overlaps} o JOIN kelurahan_unit k ON k.kelurahan_code = o.unit_id
    JOIN building b ON b.id = o.id
    WHERE o.level = 'kelurahan' AND k.kecamatan_code IS NOT NULL AND k.kecamatan_code IS DISTINCT FROM b.kecamatan_code`
}

/** Temporary table `rw_point`: the RW around what lies in no RT; overlapping RW count for the first by code. */
async function findRw({ store, table, directory }: StageContext): Promise<void> {
  await store.run('CREATE OR REPLACE TEMP TABLE rw_point (name VARCHAR, id VARCHAR, rw_id VARCHAR)')
  const units = await store.rows<{ rw_id: string; wkb: Uint8Array }>(
    `SELECT admin_code AS rw_id, ST_AsWKB(geometry) AS wkb FROM ${parquet(table('3-area', 'admin_areas')!)}
     WHERE level = 'rw' ORDER BY admin_code`,
  )
  if (units.length === 0) return
  const locator = new PolygonLocator(units.map(({ wkb }) => decodeWkb(wkb) as Polygonal))
  const appender = await store.appender('rw_point')
  for (const name of ['building_locations', 'household_locations']) {
    const query = `SELECT id, lon, lat FROM ${parquet(join(directory, `${name}.parquet`))} WHERE rt_id IS NULL`
    for await (const batch of store.batches<{ id: string; lon: number; lat: number }>(query)) {
      for (const { id, lon, lat } of batch) {
        const found = locator.locate(lon, lat)
        if (found < 0) continue
        appender.appendVarchar(name)
        appender.appendVarchar(id)
        appender.appendVarchar(units[found]!.rw_id)
        appender.endRow()
      }
    }
  }
  appender.closeSync()
}
