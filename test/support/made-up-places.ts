import type { Polygon, Position } from 'geojson'
import { crsFromCode, toLonLat } from '../../pipeline/geo/crs.ts'
import type { SourceSpec } from './workspace.ts'

const lonLat = toLonLat(crsFromCode('EPSG:32748'))

/** South-west corner of the made-up city in UTM 48S. */
export const EAST_M = 665_000
export const NORTH_M = 9_281_000

/** A point given in metres east and north of the city's corner, as lon/lat. */
export function at(east_m: number, north_m: number): Position {
  return lonLat(EAST_M + east_m, NORTH_M + north_m)
}

/** A rectangle in UTM 48S as lon/lat: its planar area is width x height. */
export function rectangle(east_m: number, north_m: number, width_m: number, height_m: number): Polygon {
  const corners = [
    [0, 0],
    [width_m, 0],
    [width_m, height_m],
    [0, height_m],
    [0, 0],
  ]
  return { type: 'Polygon', coordinates: [corners.map(([e, n]) => at(east_m + e!, north_m + n!))] }
}

/** A polygon through points given in metres east and north of the city's corner. */
export function polygon(...corners: [number, number][]): Polygon {
  return { type: 'Polygon', coordinates: [[...corners, corners[0]!].map(([e, n]) => at(e, n))] }
}

/** Three kelurahan of a square kilometre in a row from west to east, in two kecamatan. */
export const KELURAHAN = [
  { code: '99.71.01.1001', name: 'Melati', kecamatan: 'Utara', outline: rectangle(0, 0, 1000, 1000) },
  { code: '99.71.01.1002', name: 'Kenanga', kecamatan: 'Utara', outline: rectangle(1000, 0, 1000, 1000) },
  {
    code: '99.71.02.1001',
    name: 'Tanjung Unggat',
    kecamatan: 'Selatan',
    outline: rectangle(2000, 0, 1000, 1000),
  },
] as const

export function kelurahanSource(spec: Partial<SourceSpec> = {}): SourceSpec {
  return {
    id: 'kelurahan',
    table: 'admin_units',
    columns: {
      admin_code: 'code',
      kelurahan_code: 'code',
      name: 'name',
      kelurahan: 'name',
      kecamatan: 'kecamatan',
      level: { value: 'kelurahan' },
    },
    content: {
      features: KELURAHAN.map(({ outline, ...properties }) => ({ properties, geometry: outline })),
    },
    ...spec,
  }
}

export interface Feature {
  geometry: unknown
  [property: string]: unknown
}

/** A GeoJSON source whose properties carry the canonical names. */
export function featureSource(table: string, rows: Feature[], spec: Partial<SourceSpec> = {}): SourceSpec {
  const features = rows.map(({ geometry, ...properties }) => ({ properties, geometry }))
  return { id: table.replaceAll('_', '-'), table, content: { features }, ...spec }
}

/** A CSV source whose header carries the canonical names; lines are trimmed. */
export function csvSource(table: string, csv: string, spec: Partial<SourceSpec> = {}): SourceSpec {
  const lines = csv.split('\n').map((line) => line.trim())
  const text = lines.filter((line) => line !== '').join('\n')
  return { id: table.replaceAll('_', '-'), table, content: { csv: `${text}\n` }, ...spec }
}
