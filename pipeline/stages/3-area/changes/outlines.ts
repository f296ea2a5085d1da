import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { areaM2Planar, M2_PER_HA, type Project } from '../../../geo/area.ts'
import { type Bounds, boundsOf } from '../../../geo/bounds.ts'
import { type Geos, GeosError } from '../../../geo/geos.ts'
import { cutGround, groundOf, unionOf } from '../../../geo/overlay.ts'
import type { Area, Zone } from '../read.ts'

export { unionOf } from '../../../geo/overlay.ts'

/** A zone of one vintage, valid and with area. */
export interface Outline {
  zone_id: string
  /** The decree that drew it. */
  decree_number: string
  /** `kelurahan_code rt_rw`, null where the zone does not name both. */
  rt_key: string | null
  geometry: Area
  bounds: Bounds
  area_ha: number
  /** Whether the geometry had to be made valid. */
  repaired: boolean
}

/** Hectares in the plane of the city's UTM zone; none for null. */
export function hectares(geometry: Area | null, project: Project): number {
  return geometry === null ? 0 : areaM2Planar(geometry, project) / M2_PER_HA
}

/** The zones of one decree as outlines, by code. A code that repeats is one zone in several parts; what has no area is none. */
export function outlinesOf(zones: readonly Zone[], geos: Geos, project: Project): Outline[] {
  const byCode = groupBy(zones, (zone) => zone.zone_id)
  return [...byCode]
    .flatMap(([zone_id, parts]) => {
      const grounds = parts.map((part) => groundOf(part.geometry, geos))
      const geometry = unionOf(
        grounds.flatMap((ground) => ground.geometry ?? []),
        geos,
      )
      const bounds = boundsOf(geometry)
      if (geometry === null || bounds === null) return []
      const { decree_number, kelurahan_code, rt_rw } = parts[0]!
      const rt_key = kelurahan_code === null || rt_rw === null ? null : `${kelurahan_code} ${rt_rw}`
      const repaired = grounds.some((ground) => ground.repaired)
      const area_ha = hectares(geometry, project)
      return [{ zone_id, decree_number, rt_key, geometry, bounds, area_ha, repaired }]
    })
    .sort((a, b) => (a.zone_id < b.zone_id ? -1 : 1))
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** What two valid polygons share, null for nothing. Never throws. */
export function sharedOf(a: Area, b: Area, geos: Geos): Area | null {
  try {
    return geos.intersection(a, b)
  } catch (error) {
    if (!(error instanceof GeosError)) throw error
    return cutOne(a, b, geos).both
  }
}

export function cutOne(a: Area, b: Area, geos: Geos): ReturnType<typeof cutGround> {
  return cutGround({ geometry: a, repaired: false }, { geometry: b, repaired: false }, geos)
}

export function polygonsOf(geometry: Area): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

/** Finds what lies near by boxes: places in the list, in its order. */
export class Near<T extends { bounds: Bounds }> {
  readonly #tree: Flatbush | null
  readonly items: readonly T[]

  constructor(items: readonly T[]) {
    this.items = items
    this.#tree = items.length === 0 ? null : new Flatbush(items.length)
    for (const { bounds } of items) this.#tree?.add(...bounds)
    this.#tree?.finish()
  }

  places(bounds: Bounds): number[] {
    return this.#tree?.search(...bounds).sort((a, b) => a - b) ?? []
  }
}
