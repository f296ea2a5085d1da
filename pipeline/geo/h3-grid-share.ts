import type { Position } from 'geojson'
import type { Project } from './area.ts'
import { boundsOf } from './bounds.ts'
import { cellPolygon, cellsInBox } from './h3-grid.ts'
import type { Polygonal } from './rings.ts'

/** Edge of a cell of resolution 0 in degrees, rounded up; each resolution divides it by the square root of 7. */
const EDGE_DEGREES = 16

/**
 * How much of a polygon lies in each H3 cell, in square metres of the plane of `project`: the ring clipped by the cell
 * (Sutherland and Hodgman 1974; exact for areas, as edges it doubles enclose nothing). Cells without a share are left
 * out; the shares add up to the planar area of the polygon.
 */
export function cellShares(polygon: Polygonal, resolution: number, project: Project): Map<string, number> {
  const reach = EDGE_DEGREES / 7 ** (resolution / 2)
  const shares = new Map<string, number>()
  for (const coordinates of polygon.type === 'Polygon' ? [polygon.coordinates] : polygon.coordinates) {
    const box = boundsOf({ type: 'Polygon', coordinates })
    if (box === null) continue
    const rings = coordinates.map((ring) => projected(ring, project))
    const [west, south, east, north] = box
    for (const h3 of cellsInBox([west - reach, south - reach, east + reach, north + reach], resolution)) {
      const cell = projected(cellPolygon(h3).coordinates[0]!, project)
      let area_m2 = 0
      rings.forEach((ring, index) => {
        const inside_m2 = Math.abs(shoelace(clip(ring, cell)))
        area_m2 += index === 0 ? inside_m2 : -inside_m2
      })
      if (area_m2 > 0) shares.set(h3, (shares.get(h3) ?? 0) + area_m2)
    }
  }
  return shares
}

type Point = [number, number]

/** Without the closing point. */
function projected(ring: Position[], project: Project): Point[] {
  return ring.slice(0, -1).map((position) => project(position[0]!, position[1]!))
}

/** The part of a ring within a convex counter-clockwise one. */
function clip(ring: Point[], convex: Point[]): Point[] {
  let kept = ring
  for (let i = 0; i < convex.length && kept.length > 0; i++) {
    const [ax, ay] = convex[i]!
    const [bx, by] = convex[(i + 1) % convex.length]!
    const side = ([x, y]: Point): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    const next: Point[] = []
    let from = kept[kept.length - 1]!
    let fromSide = side(from)
    for (const to of kept) {
      const toSide = side(to)
      if (fromSide < 0 !== toSide < 0) {
        const t = fromSide / (fromSide - toSide)
        next.push([from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])])
      }
      if (toSide >= 0) next.push(to)
      from = to
      fromSide = toSide
    }
    kept = next
  }
  return kept
}

function shoelace(ring: Point[]): number {
  if (ring.length < 3) return 0
  const [x0, y0] = ring[0]!
  let twice = 0
  for (let i = 1; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    twice += (ax - x0) * (by - y0) - (ay - y0) * (bx - x0)
  }
  return twice / 2
}
