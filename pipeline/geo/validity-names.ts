import type { Position } from 'geojson'
import type { Polygonal } from './rings.ts'
import type { Invalid } from './validity.ts'

/**
 * What a polygon that breaks OGC 06-103r4 section 6.1.11 suffers from: `self-intersection`, one ring that crosses or
 * touches itself; `ring-crossing`, rings that are sound one by one and cross, or lie where they must not, together;
 * `other`, a ring that is none (too short, open, not numbers).
 */
export type InvalidKind = 'self-intersection' | 'ring-crossing' | 'other'

/** The stable code of each kind in the catalogue of quality rules. */
export const INVALID_CODE: Readonly<Record<InvalidKind, string>> = {
  'self-intersection': 'GEOM_SELF_INTERSECTION',
  'ring-crossing': 'GEOM_RING_CROSSING',
  other: 'GEOM_INVALID',
}

/** The messages of GEOS (`TopologyValidationError`) on rings that are in each other's way. */
const BETWEEN_RINGS = new Set([
  'Hole lies outside shell',
  'Holes are nested',
  'Nested shells',
  'Duplicate Rings',
  'Interior is disconnected',
])

/** Distance, as a share of the ordinates, within which a ring passes through a point that GEOS computed: under 1 mm. */
const THROUGH = 1e-11

/** GEOS says "Self-intersection" for one ring and for two alike; how many pass through its point tells them apart. */
export function kindOfInvalid(geometry: Polygonal, { reason, at }: Invalid): InvalidKind {
  if (BETWEEN_RINGS.has(reason)) return 'ring-crossing'
  if (reason === 'Ring Self-intersection') return 'self-intersection'
  if (reason !== 'Self-intersection') return 'other'
  return at !== null && ringsThrough(geometry, at) > 1 ? 'ring-crossing' : 'self-intersection'
}

function ringsThrough(geometry: Polygonal, at: [number, number]): number {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return parts.flat().filter((ring) => passesThrough(ring, at)).length
}

function passesThrough(ring: readonly Position[], [x, y]: [number, number]): boolean {
  const reach = THROUGH * Math.max(1, Math.abs(x), Math.abs(y))
  return ring.some((end, i) => {
    const start = ring[i === 0 ? 0 : i - 1]!
    const dx = end[0]! - start[0]!
    const dy = end[1]! - start[1]!
    const length2 = dx * dx + dy * dy
    const along = length2 === 0 ? 0 : ((x - start[0]!) * dx + (y - start[1]!) * dy) / length2
    const nearest = Math.min(1, Math.max(0, along))
    return Math.hypot(start[0]! + nearest * dx - x, start[1]! + nearest * dy - y) <= reach
  })
}
