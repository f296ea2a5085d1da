import type { Geometry, Position } from 'geojson'
import { type Bounds, boundsOf } from './bounds.ts'
import { PolygonLocator } from './locate.ts'
import type { Polygonal } from './rings.ts'

/** Nearer than this, planar metres, two things touch: ten times the grain of a double at UTM northings. */
export const TOUCH_M = 1e-8

/** A place on a segment: 0 at its first end, 1 at its last. */
export interface PlaceOnSegment {
  distance_m: number
  t: number
}

/**
 * Distances in a plane, in metres, from a geometry given in metres (see `mapPositions`): points, lines and polygons of
 * any number of parts. What lies inside a polygon is at distance 0. In the UTM plane a distance is that on the ground
 * times the scale of the projection, 0.9996 to 1.00098 within a zone at the equator: at most 1 m in a kilometre off.
 */
export class PlanarShape {
  readonly bounds: Bounds
  /** ax, ay, bx, by of segment s at 4 s; a point is a segment of no length. */
  readonly segments: Float64Array
  readonly #locator: PolygonLocator | null

  /** @throws RangeError when the geometry has no position, or one that is not finite */
  constructor(geometry: Geometry) {
    const lines: Position[][] = []
    const polygons: Polygonal[] = []
    collect(geometry, lines, polygons)
    const ends: number[] = []
    for (const line of lines) {
      if (line.length === 1) ends.push(line[0]![0]!, line[0]![1]!, line[0]![0]!, line[0]![1]!)
      for (let i = 1; i < line.length; i++) {
        ends.push(line[i - 1]![0]!, line[i - 1]![1]!, line[i]![0]!, line[i]![1]!)
      }
    }
    const wrong = ends.find((value) => !Number.isFinite(value))
    if (wrong !== undefined) throw new RangeError(`a coordinate is not finite: got ${wrong}`)
    const bounds = boundsOf(geometry)
    if (bounds === null || ends.length === 0)
      throw new RangeError('a geometry without positions has no distance')
    this.bounds = bounds
    this.segments = Float64Array.from(ends)
    this.#locator = polygons.length > 0 ? new PolygonLocator(polygons) : null
  }

  /** Whether a point lies in one of the polygons; on their border it may or may not. */
  contains(x: number, y: number): boolean {
    return this.#locator !== null && this.#locator.locate(x, y) >= 0
  }

  /** Least distance to a segment, and where on the segment that is; where they meet, one of the places where they do. */
  toSegment(ax: number, ay: number, bx: number, by: number): PlaceOnSegment {
    if (this.contains(ax, ay)) return { distance_m: 0, t: 0 }
    if (this.contains(bx, by)) return { distance_m: 0, t: 1 }
    let best: PlaceOnSegment = { distance_m: Infinity, t: 0 }
    const own = this.segments
    const box: Bounds = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)]
    for (let s = 0; s < own.length; s += 4) {
      const apart_m = gap(box, own[s]!, own[s + 1]!, own[s + 2]!, own[s + 3]!)
      if (apart_m >= best.distance_m) continue
      const near = segmentToSegment(ax, ay, bx, by, own[s]!, own[s + 1]!, own[s + 2]!, own[s + 3]!)
      if (near.distance_m < best.distance_m) best = near
      if (best.distance_m === 0) break
    }
    return best
  }

  /** Distance between the boxes around both: never more than between the shapes. */
  boxGap(other: PlanarShape): number {
    return gap(this.bounds, ...other.bounds)
  }

  /** Least distance to another shape; 0 where they meet or one holds the other. */
  toShape(other: PlanarShape): number {
    return this.reach(other).distance_m
  }

  /** {@link toShape}, and the place of the other shape that is so near. */
  reach(other: PlanarShape): { distance_m: number; place: [x: number, y: number] } {
    const theirs = other.segments
    const own = this.segments
    for (let s = 0; s < own.length; s += 4)
      if (other.contains(own[s]!, own[s + 1]!)) return { distance_m: 0, place: [own[s]!, own[s + 1]!] }
    let best = Infinity
    let place: [number, number] = [theirs[0]!, theirs[1]!]
    for (let s = 0; s < theirs.length; s += 4) {
      const [ax, ay, bx, by] = [theirs[s]!, theirs[s + 1]!, theirs[s + 2]!, theirs[s + 3]!]
      if (gap(this.bounds, ax, ay, bx, by) >= best) continue
      const { distance_m, t } = this.toSegment(ax, ay, bx, by)
      if (distance_m >= best) continue
      best = distance_m
      place = [ax + t * (bx - ax), ay + t * (by - ay)]
      if (best === 0) break
    }
    return { distance_m: best, place }
  }

  /** The place of the outline (or line, or point) nearest to a place. */
  nearestTo(x: number, y: number): [x: number, y: number] {
    const own = this.segments
    let best2 = Infinity
    let place: [number, number] = [own[0]!, own[1]!]
    // Written out without pointToSegment, which makes an object each time: this is asked of every vertex near a location.
    for (let s = 0; s < own.length; s += 4) {
      const [ax, ay] = [own[s]!, own[s + 1]!]
      const [ux, uy] = [own[s + 2]! - ax, own[s + 3]! - ay]
      const length2 = ux * ux + uy * uy
      const along = length2 > 0 ? ((x - ax) * ux + (y - ay) * uy) / length2 : 0
      const t = Math.max(0, Math.min(1, along))
      const [px, py] = [ax + t * ux, ay + t * uy]
      const apart2 = (x - px) * (x - px) + (y - py) * (y - py)
      if (apart2 >= best2) continue
      best2 = apart2
      place = [px, py]
    }
    return place
  }

  /** Places on a segment where it runs into or out of the shape, and its ends in it or on its border; ascending. */
  meetings(ax: number, ay: number, bx: number, by: number): number[] {
    const found = new Set<number>()
    const holds = (x: number, y: number) =>
      this.contains(x, y) || this.toSegment(x, y, x, y).distance_m <= TOUCH_M
    if (holds(ax, ay)) found.add(0)
    if (holds(bx, by)) found.add(1)
    const own = this.segments
    for (let s = 0; s < own.length; s += 4) {
      const near = segmentToSegment(ax, ay, bx, by, own[s]!, own[s + 1]!, own[s + 2]!, own[s + 3]!)
      if (near.distance_m <= TOUCH_M) found.add(near.t)
    }
    return [...found].sort((a, b) => a - b)
  }
}

/** Least distance between two segments in a plane and where on the first it is; the lowest such place when many are. */
export function segmentToSegment(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): PlaceOnSegment {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy]
  const cross = ux * vy - uy * vx
  if (cross !== 0) {
    const t = ((cx - ax) * vy - (cy - ay) * vx) / cross
    const w = ((cx - ax) * uy - (cy - ay) * ux) / cross
    if (t >= 0 && t <= 1 && w >= 0 && w <= 1) return { distance_m: 0, t }
  }
  let best: PlaceOnSegment = { distance_m: pointToSegment(ax, ay, cx, cy, dx, dy).distance_m, t: 0 }
  for (const [x, y] of [
    [cx, cy],
    [dx, dy],
  ] as const) {
    const near = pointToSegment(x, y, ax, ay, bx, by)
    if (near.distance_m < best.distance_m || (near.distance_m === best.distance_m && near.t < best.t))
      best = near
  }
  const last_m = pointToSegment(bx, by, cx, cy, dx, dy).distance_m
  return last_m < best.distance_m ? { distance_m: last_m, t: 1 } : best
}

/** Distance from a point to a segment in a plane, and where on the segment the nearest point is. */
export function pointToSegment(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): PlaceOnSegment {
  const [ux, uy] = [bx - ax, by - ay]
  const length2 = ux * ux + uy * uy
  const t = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * ux + (y - ay) * uy) / length2)) : 0
  const [nx, ny] = [x - (ax + t * ux), y - (ay + t * uy)]
  return { distance_m: Math.sqrt(nx * nx + ny * ny), t }
}

/** Distance between a box and the box of a segment: never more than between what they hold. */
function gap(box: Bounds, ax: number, ay: number, bx: number, by: number): number {
  const x = Math.max(0, box[0] - Math.max(ax, bx), Math.min(ax, bx) - box[2])
  const y = Math.max(0, box[1] - Math.max(ay, by), Math.min(ay, by) - box[3])
  return Math.sqrt(x * x + y * y)
}

function collect(geometry: Geometry, lines: Position[][], polygons: Polygonal[]): void {
  switch (geometry.type) {
    case 'Point':
      if (geometry.coordinates.length > 0) lines.push([geometry.coordinates])
      break
    case 'MultiPoint':
      for (const position of geometry.coordinates) lines.push([position])
      break
    case 'LineString':
      lines.push(geometry.coordinates)
      break
    case 'MultiLineString':
      lines.push(...geometry.coordinates)
      break
    case 'Polygon':
      lines.push(...geometry.coordinates)
      polygons.push(geometry)
      break
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) lines.push(...rings)
      polygons.push(geometry)
      break
    case 'GeometryCollection':
      for (const member of geometry.geometries) collect(member, lines, polygons)
      break
  }
}
