import type { City } from '../../city.ts'
import { crsFromCode, fromLonLat, mapPositions } from '../../geo/crs.ts'
import type { Polygonal } from '../../geo/rings.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet, sqlText } from '../../store/index.ts'

/** A unit that densities are told of, in metres of the city's UTM zone. */
export interface PlanarUnit {
  level: string
  unit_id: string
  area_ha_utm: number
  geometry: Polygonal
}

/** From stored lon/lat WKB to the plane in which the city's hectares are measured. */
export function planarReader(city: City): <G extends Polygonal>(wkb: Uint8Array) => G {
  const project = fromLonLat(crsFromCode(city.utm_crs))
  return <G extends Polygonal>(wkb: Uint8Array) => mapPositions(decodeWkb(wkb), project) as G
}

export function unitKey({ level, unit_id }: Pick<PlanarUnit, 'level' | 'unit_id'>): string {
  return `${level} ${unit_id}`
}

/** Zones in force, RT, RW, kelurahan, kecamatan and city, by level and code. */
export async function planarUnits(
  { store, table, city }: StageContext,
  decree: string | null,
): Promise<PlanarUnit[]> {
  const zones = table('2-validate', 'zones')
  const zoneQuery =
    zones === null || decree === null
      ? ''
      : `UNION ALL SELECT 'zone', zone_id, a.area_ha_utm, ST_AsWKB(z.geometry) FROM ${parquet(zones)} z
         JOIN ${parquet(table('3-area', 'zone_areas')!)} a USING (decree_number, zone_id)
         WHERE decree_number = ${sqlText(decree)}`
  const rows = await store.rows<Omit<PlanarUnit, 'geometry'> & { wkb: Uint8Array }>(
    `SELECT level, admin_code AS unit_id, area_ha_utm, ST_AsWKB(geometry) AS wkb
     FROM ${parquet(table('3-area', 'admin_areas')!)} ${zoneQuery} ORDER BY level, unit_id`,
  )
  const read = planarReader(city)
  return rows.map(({ wkb, ...unit }) => ({ ...unit, geometry: read(wkb) }))
}
