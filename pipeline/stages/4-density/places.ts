import { openGeos } from '../../geo/geos.ts'
import { AreaShareLocator } from '../../geo/locate-area-share.ts'
import { type FlatPolygons, flatPolygonsOfWkb } from '../../geo/locate-flat.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'

/** Levels that points and footprints are located in, and the column of each. */
export const LEVEL_COLUMNS = { zone: 'zone_id', rt: 'rt_id', kelurahan: 'kelurahan_code' } as const
export type LocatedLevel = keyof typeof LEVEL_COLUMNS

/** Polygons of one level, in the order of their ids. */
export interface Places {
  level: LocatedLevel
  ids: string[]
  polygons: FlatPolygons
  /** Only where the city locates buildings by area share. */
  shares: AreaShareLocator | null
}

/** The zones of the decree in force, the mapped RT, and the kelurahan. */
export async function readPlaces(context: StageContext, decree: string | null): Promise<Places[]> {
  const { table } = context
  const zones = table('2-validate', 'zones')
  const units = parquet(table('3-area', 'admin_areas')!)
  const admin = (level: string, id: string): string =>
    `SELECT ${id} AS id, ST_AsWKB(geometry) AS wkb FROM ${units} WHERE level = '${level}' AND ${id} IS NOT NULL AND geometry IS NOT NULL
     ORDER BY ${id}, admin_code`
  const inForce =
    zones === null || decree === null
      ? null
      : `SELECT zone_id AS id, ST_AsWKB(geometry) AS wkb FROM ${parquet(zones)} WHERE decree_number = ${sqlText(decree)} AND geometry IS NOT NULL
         ORDER BY zone_id`
  return [
    await readLevel(context, 'zone', inForce),
    await readLevel(context, 'rt', admin('rt', 'admin_code')),
    await readLevel(context, 'kelurahan', admin('kelurahan', 'kelurahan_code')),
  ]
}

async function readLevel(
  { store, city }: StageContext,
  level: LocatedLevel,
  query: string | null,
): Promise<Places> {
  const rows = query === null ? [] : await store.rows<{ id: string; wkb: Uint8Array }>(query)
  return {
    level,
    ids: rows.map(({ id }) => id),
    polygons: flatPolygonsOfWkb(rows.map(({ wkb }) => wkb)),
    shares:
      city.density.buildings_by === 'area_share'
        ? new AreaShareLocator(
            rows.map(({ wkb }) => decodeWkb(wkb) as Polygonal),
            await openGeos(),
          )
        : null,
  }
}
