import { join } from 'node:path'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'

/** An RT of the profiles and what its profile tells; null is unknown. */
export interface RtPeople {
  rt_id: string
  population: number | null
  families: number | null
  /** Outline, where the RT is mapped. */
  geometry: Polygonal | null
}

/** Points with the RT that holds each: its place in `rts`, -1 for none that has a profile. */
export interface GridPoints {
  lon: Float64Array
  lat: Float64Array
  rt: Int32Array
}

export interface GridInputs {
  /** Outlines of the kelurahan, the RT and the zones in force. */
  extent: { level: string; geometry: Polygonal }[]
  rts: RtPeople[]
  /** Buildings that a unit of the city holds; null where the city gives none at all, or all of them were set aside. */
  buildings: GridPoints | null
  /** Buildings that no unit holds: they are of another city, as in the table of densities. */
  buildings_outside: number
  /** Surveyed households that a unit of the city holds; null without a survey. */
  households: Omit<GridPoints, 'rt'> | null
}

/**
 * What the grid is made from: outlines, RT profiles of one vintage, and the points this stage has located.
 * @param vintage of the profiles; null where there are none
 */
export async function readGridInputs(
  context: StageContext,
  decree: string | null,
  vintage: number | null,
): Promise<GridInputs> {
  const extent = await readExtent(context, decree)
  const rts = await readRts(context, vintage)
  const place = new Map(rts.map(({ rt_id }, index) => [rt_id, index]))
  const everywhere = extent.length === 0
  const buildings = await readPoints(context, 'buildings', place, everywhere)
  const households = await readPoints(context, 'households', place, everywhere)
  return {
    extent,
    rts,
    buildings: buildings?.points ?? null,
    buildings_outside: buildings?.outside ?? 0,
    households: households?.points ?? null,
  }
}

async function readExtent(
  { store, table }: StageContext,
  decree: string | null,
): Promise<GridInputs['extent']> {
  const zones = table('2-validate', 'zones')
  const queries = [
    `SELECT level, admin_code AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(table('3-area', 'admin_areas')!)}
     WHERE level IN ('kelurahan', 'rt')`,
  ]
  if (zones !== null && decree !== null)
    queries.push(
      `SELECT 'zone' AS level, zone_id AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(zones)} WHERE decree_number = ${sqlText(decree)}`,
    )
  const rows = await store.rows<{ level: string; wkb: Uint8Array | null }>(
    `${queries.join(' UNION ALL ')} ORDER BY level, id`,
  )
  return rows.flatMap(({ level, wkb }) =>
    wkb === null ? [] : [{ level, geometry: decodeWkb(wkb) as Polygonal }],
  )
}

async function readRts({ store, table }: StageContext, vintage: number | null): Promise<RtPeople[]> {
  const profiles = table('2-validate', 'rt_profiles')
  if (profiles === null || vintage === null) return []
  const rows = await store.rows<Omit<RtPeople, 'geometry'> & { wkb: Uint8Array | null }>(
    `SELECT p.rt_id, p.population, p.families, ST_AsWKB(u.geometry) AS wkb FROM ${parquet(profiles)} p
     LEFT JOIN ${parquet(table('3-area', 'admin_areas')!)} u ON u.level = 'rt' AND u.admin_code = p.rt_id
     WHERE p.vintage = ${vintage} ORDER BY p.rt_id`,
  )
  return rows.map(({ wkb, ...rt }) => ({
    ...rt,
    geometry: wkb === null ? null : (decodeWkb(wkb) as Polygonal),
  }))
}

/** Null where there is no table, and where it has no row: a table without a row says nothing of where there is none. */
async function readPoints(
  { store, table, directory }: StageContext,
  source: 'buildings' | 'households',
  rts: Map<string, number>,
  everywhere: boolean,
): Promise<{ points: GridPoints; outside: number } | null> {
  if (table('2-validate', source) === null) return null
  const path = parquet(join(directory, `${source.slice(0, -1)}_locations.parquet`))
  const all = await store.count(path)
  if (all === 0) return null
  const ours = everywhere ? 'true' : 'coalesce(zone_id, rt_id, kelurahan_code) IS NOT NULL'
  const count = await store.count(`${path} WHERE ${ours}`)
  const points = { lon: new Float64Array(count), lat: new Float64Array(count), rt: new Int32Array(count) }
  let next = 0
  for await (const batch of store.batches<{ lon: number; lat: number; rt_id: string | null }>(
    `SELECT lon, lat, rt_id FROM ${path} WHERE ${ours} ORDER BY id`,
  )) {
    for (const { lon, lat, rt_id } of batch) {
      points.lon[next] = lon
      points.lat[next] = lat
      points.rt[next++] = rt_id === null ? -1 : (rts.get(rt_id) ?? -1)
    }
  }
  return { points, outside: all - count }
}
