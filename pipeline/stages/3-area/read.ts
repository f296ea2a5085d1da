import type { MultiPolygon, Polygon } from 'geojson'
import { type Bounds, boundsOf } from '../../geo/bounds.ts'
import { decodeWkb } from '../../geo/wkb.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'

export type Area = Polygon | MultiPolygon

export interface Zone {
  zone_id: string
  decree_number: string
  /** As it is published: where the decree gives none, the kawasan, else the RT, else the code stands for it. */
  name: string
  kawasan: string | null
  kelurahan: string | null
  /** Year, date (YYYY-MM-DD, where it is known) and kind of its decree; null where no table of decrees names it. */
  vintage: number | null
  decree_date: string | null
  kind: string | null
  /** Together the RT a zone stands for, whatever its code. */
  kelurahan_code: string | null
  rt_rw: string | null
  area_ha_decree: number | null
  /** Half a unit of the last digit of `area_ha_decree`, as the quality report took it. */
  half_unit_ha: number
  geometry: Area
  bounds: Bounds
}

export interface Unit {
  admin_code: string
  level: string
  name: string | null
  kelurahan_code: string
  kelurahan: string | null
  kecamatan: string | null
  kecamatan_code: string | null
  zone_id: string | null
  rt_rw: string | null
  bps_code: string | null
  geometry: Area
  bounds: Bounds
}

type Stored<T> = Omit<T, 'geometry' | 'bounds'> & { wkb: Uint8Array }

/** Accepted zones of every decree, by decree and code; the decree's year, date and kind beside them. */
export async function readZones({ store, table }: StageContext): Promise<Zone[]> {
  const zones = table('2-validate', 'zones')
  if (zones === null) return []
  const decrees = table('2-validate', 'decrees')
  const roundings = table('2-validate', 'zone_roundings')!
  const facts =
    decrees === null
      ? 'NULL::BIGINT AS vintage, NULL::VARCHAR AS decree_date, NULL::VARCHAR AS kind'
      : 'd.vintage, d.decree_date::VARCHAR AS decree_date, d.kind'
  const join = decrees === null ? '' : `LEFT JOIN ${parquet(decrees)} d USING (decree_number)`
  const rows = await store.rows<Stored<Zone>>(
    `SELECT z.zone_id, decree_number, coalesce(z.name, z.kawasan, z.rt_rw, z.zone_id) AS name, z.kawasan, z.kelurahan,
       ${facts}, z.kelurahan_code, z.rt_rw, z.area_ha_decree, r.half_unit_ha,
       ST_AsWKB(z.geometry) AS wkb
     FROM ${parquet(zones)} z LEFT JOIN ${parquet(roundings)} r USING (decree_number, zone_id) ${join}
     ORDER BY decree_number, z.zone_id`,
  )
  return rows.map(withGeometry<Zone>)
}

/** Accepted administrative units, by level and code. */
export async function readUnits({ store, table }: StageContext): Promise<Unit[]> {
  const units = table('2-validate', 'admin_units')
  if (units === null) return []
  const rows = await store.rows<Stored<Unit>>(
    `SELECT admin_code, level, name, kelurahan_code, kelurahan, kecamatan, kecamatan_code, zone_id, rt_rw, bps_code,
       ST_AsWKB(geometry) AS wkb FROM ${parquet(units)} ORDER BY level, admin_code`,
  )
  return rows.map(withGeometry<Unit>)
}

function withGeometry<T extends { geometry: Area; bounds: Bounds }>(row: Stored<T>): T {
  const { wkb, ...rest } = row
  const geometry = decodeWkb(wkb) as Area
  return { ...rest, geometry, bounds: boundsOf(geometry)! } as unknown as T
}

export function boxesMeet(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}
