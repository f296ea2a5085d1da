import type { Geometry } from 'geojson'
import { type MovePosition, mapPositions, toLonLat } from '../../geo/crs.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { ReaderFinding } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'
import type { DecidedCrs } from './source-crs.ts'

const ALLOWED = {
  point: ['Point', 'MultiPoint'],
  line: ['LineString', 'MultiLineString'],
  polygon: ['Polygon', 'MultiPolygon'],
  any: ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
}

export interface PlacedGeometry {
  wkb: Uint8Array | null
  finding?: ReaderFinding
}

/** Turns geometries of the layer into WKB in longitude and latitude; one of a kind that the table does not hold becomes null with a finding. */
export function geometryTransform(
  schema: TableSchema,
  decided: DecidedCrs | null,
): (geometry: Geometry | null) => PlacedGeometry {
  const kind = schema.geometry
  if (kind === null || decided === null) return () => ({ wkb: null })
  const forward = toLonLat(decided.crs)
  const move: MovePosition = decided.axisOrder === 'lon_lat' ? forward : (x, y) => forward(y, x)
  const allowed = ALLOWED[kind]
  return (geometry) => {
    if (geometry === null) return { wkb: null }
    if (!allowed.includes(geometry.type)) {
      return { wkb: null, finding: geometryFinding('GEOM_TYPE', geometry.type, allowed.join(', ')) }
    }
    try {
      return { wkb: encodeWkb(mapPositions(geometry, move)) }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return { wkb: null, finding: geometryFinding('GEOM_OUTSIDE_ENVELOPE', error.message, decided.crs.code) }
    }
  }
}

function geometryFinding(code: string, got: string, expected: string): ReaderFinding {
  return {
    code,
    record: null,
    field: 'geometry',
    got,
    message: {
      id: `Geometri tidak dapat dipakai; diharapkan ${expected}.`,
      en: `The geometry cannot be used; expected ${expected}.`,
    },
  }
}
