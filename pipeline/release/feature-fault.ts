import type { Feature, Geometry } from 'geojson'
import gjv from 'geojson-validation'
import { checkRings } from '../geo/rings.ts'

/** What keeps a feature from being GeoJSON by RFC 7946, rings and right-hand rule included; undefined where nothing does. */
export function featureFault(feature: Feature): string | undefined {
  return (gjv.isFeature(feature, true) as string[])[0] ?? faultOfGeometry(feature.geometry)
}

/** What the structure of 2008 does not ask for. */
function faultOfGeometry(geometry: Geometry | null): string | undefined {
  if (geometry === null) return undefined
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
    const { faults, wrongWindings } = checkRings(geometry)
    return faults[0]?.kind ?? (wrongWindings > 0 ? 'a ring against the right-hand rule' : undefined)
  }
  // JSON has no other numbers than finite ones.
  return JSON.stringify(geometry).includes('null') ? 'not-finite' : undefined
}
