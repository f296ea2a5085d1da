import type { Position } from 'geojson'
import { labelPoint } from './label-point.ts'
import { positionInRings } from './locate-exact.ts'
import type { Polygonal } from './rings.ts'

/**
 * A point strictly inside the polygon, for saying where it is: the centroid of its ground where that is strictly inside
 * (decided exactly), else the label point. Far cheaper than the label point, and for plain shapes the same. Of several
 * parts it is the label point, which stands in the largest.
 *
 * Null when no representable point is strictly inside.
 */
export function pointInside(geometry: Polygonal): [lon: number, lat: number] | null {
  const rings =
    geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.coordinates.length === 1
        ? geometry.coordinates[0]!
        : null
  const centroid = rings && centroidOf(rings)
  if (centroid && positionInRings(rings, centroid[0], centroid[1]) === 'inside') return centroid
  return labelPoint(geometry)
}

/** Of the shell less the holes, whatever their winding; null where the rings enclose nothing. */
function centroidOf(rings: readonly (readonly Position[])[]): [number, number] | null {
  const first = rings[0]?.[0]
  if (first === undefined) return null
  const [x0, y0] = first as [number, number]
  let area = 0
  let sx = 0
  let sy = 0
  rings.forEach((ring, index) => {
    let twice = 0
    let mx = 0
    let my = 0
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = [ring[j]![0]! - x0, ring[j]![1]! - y0]
      const [bx, by] = [ring[i]![0]! - x0, ring[i]![1]! - y0]
      const cross = ax * by - bx * ay
      twice += cross
      mx += (ax + bx) * cross
      my += (ay + by) * cross
    }
    const sign = twice < 0 === (index === 0) ? -1 : 1
    area += sign * twice
    sx += sign * mx
    sy += sign * my
  })
  const x = x0 + sx / (3 * area)
  const y = y0 + sy / (3 * area)
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null
}
