import { type Bounds, boundsOf, polygonOfBounds } from './bounds.ts'
import type { Geos } from './geos.ts'
import { intersectionHeld, orNull } from './overlay-held.ts'
import type { Polygonal } from './rings.ts'

/** Halving a box thirty times takes it from the size of a country below a metre. */
const DEEPEST = 30

/**
 * Cuts a planar polygon by halving its box until no piece is `tooLarge`: GEOS reads a whole operand for every call, so
 * that small pieces bound both time and memory. The pieces cover the polygon and share edges only; the straight cuts
 * change its area by rounding alone (below 1e-12 of it in the tests). What no engine can cut stays whole, and slow.
 * @param tooLarge told how often the piece was halved: what cutting cannot make smaller has to stop by that
 */
export function* subdivide(
  polygon: Polygonal,
  geos: Geos,
  tooLarge: (piece: Polygonal, box: Bounds, depth: number) => boolean,
  depth = 0,
): Generator<Polygonal> {
  const box = boundsOf(polygon)
  if (box === null) return
  if (depth === DEEPEST || !tooLarge(polygon, box, depth)) {
    yield polygon
    return
  }
  const pieces = orNull(() =>
    halves(box).map((half) => intersectionHeld(polygon, polygonOfBounds(half), geos)),
  )
  if (pieces === null) yield polygon
  for (const piece of pieces ?? []) {
    if (piece !== null) yield* subdivide(piece, geos, tooLarge, depth + 1)
  }
}

/** Positions of all rings. */
export function vertexCount(polygon: Polygonal): number {
  const parts = polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates
  return parts.reduce((sum, rings) => sum + rings.reduce((n, ring) => n + ring.length, 0), 0)
}

function halves([west, south, east, north]: Bounds): [Bounds, Bounds] {
  if (east - west >= north - south) {
    const middle = (west + east) / 2
    return [
      [west, south, middle, north],
      [middle, south, east, north],
    ]
  }
  const middle = (south + north) / 2
  return [
    [west, south, east, middle],
    [west, middle, east, north],
  ]
}
