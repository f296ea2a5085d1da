import type { Geometry } from 'geojson'
import { structureFault } from '../../../geo/validity.ts'
import type { World, ZoneFact } from '../world.ts'

const zonesByCode = new WeakMap<readonly ZoneFact[], { seen: number; zones: Map<string, ZoneFact> }>()

/** Whether a second zone of a decree and code lies on other ground than the accepted first one: not a piece is shared. */
export function isOtherGround(
  decree_number: unknown,
  zone_id: unknown,
  geometry: Geometry | null,
  { zones, geos }: World,
): boolean {
  if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') return false
  const known = zonesByCode.get(zones) ?? { seen: 0, zones: new Map<string, ZoneFact>() }
  zonesByCode.set(zones, known)
  for (; known.seen < zones.length; known.seen++) {
    const zone = zones[known.seen]!
    known.zones.set(`${zone.decree_number}\u0000${zone.zone_id}`, zone)
  }
  const first = known.zones.get(`${decree_number}\u0000${zone_id}`)
  if (!first || structureFault(geometry) || structureFault(first.geometry)) return false
  return !geos.interiorsMeet(first.geometry, geometry)
}
