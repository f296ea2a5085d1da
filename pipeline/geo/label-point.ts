import type { Position } from 'geojson'
import { positionInRings } from './locate-exact.ts'
import { type Polygonal, signedArea } from './rings.ts'

/** The search ends where no point can be farther from the border by more than this factor. */
const GOOD_ENOUGH = 1.02
const MAX_CELLS = 4096
const MAX_SCANLINES = 32

/**
 * A point strictly inside the polygon and about as far from its border as a point can be (within 2 % where the shape
 * allows), for labels and for saying where an area is; of several parts the one with the most ground is taken. Distances
 * are taken on the map as seen at the polygon's own latitude. The same polygon always gives the same point.
 *
 * Null when no representable point is strictly inside: no area, or thinner than the grain of the coordinates.
 */
export function labelPoint(geometry: Polygonal): [lon: number, lat: number] | null {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const byArea = parts
    .map((rings) => ({ rings, area: groundOf(rings) }))
    .sort((a, b) => (a.area === b.area ? 0 : b.area - a.area))
  for (const { rings } of byArea) {
    const point = farthestFromBorder(rings) ?? onScanline(rings)
    if (point) return point
  }
  return null
}

function groundOf(rings: Position[][]): number {
  let area = 0
  rings.forEach((ring, i) => {
    area += (i === 0 ? 1 : -1) * Math.abs(signedArea(ring))
  })
  return area
}

interface Cell {
  x: number
  y: number
  halfWidth: number
  halfHeight: number
  distance: number
}

/** Halves cells over the polygon's box, keeping those that may still hold a better point than the best so far. */
function farthestFromBorder(rings: Position[][]): [number, number] | null {
  const edges = new Edges(rings)
  if (!(edges.width > 0 && edges.height > 0)) return null
  const side = Math.max(Math.min(edges.width, edges.height), Math.max(edges.width, edges.height) / 64)
  const columns = Math.ceil(edges.width / side)
  const rows = Math.ceil(edges.height / side)
  const halfWidth = edges.width / columns / 2
  const halfHeight = edges.height / rows / 2
  let cells: Cell[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = (2 * column + 1) * halfWidth
      const y = (2 * row + 1) * halfHeight
      cells.push({ x, y, halfWidth, halfHeight, distance: edges.distance(x, y) })
    }
  }
  const centre = centroidCell(edges)
  let best = centre
  let seen = cells.length
  while (cells.length > 0 && seen < MAX_CELLS) {
    for (const cell of cells) if (cell.distance > best.distance) best = cell
    const enough = Math.max(best.distance * GOOD_ENOUGH, 0)
    const promising = cells.filter(
      (cell) => cell.distance + Math.hypot(cell.halfWidth, cell.halfHeight) > enough,
    )
    seen += 4 * promising.length
    cells = promising.flatMap((cell) => quarter(cell, edges))
  }
  for (const cell of cells) if (cell.distance > best.distance) best = cell
  if (centre.distance > 0 && best.distance <= centre.distance * GOOD_ENOUGH) best = centre
  if (best.distance <= 0) return null
  const [lon, lat] = edges.lonLat(best.x, best.y)
  return positionInRings(rings, lon, lat) === 'inside' ? [lon, lat] : null
}

/** The centroid is where a person would put the point in a plain shape. */
function centroidCell(edges: Edges): Cell {
  const [x, y] = edges.centroid()
  return { x, y, halfWidth: 0, halfHeight: 0, distance: edges.distance(x, y) }
}

function quarter(cell: Cell, edges: Edges): Cell[] {
  const halfWidth = cell.halfWidth / 2
  const halfHeight = cell.halfHeight / 2
  const quarters: Cell[] = []
  for (const y of [cell.y - halfHeight, cell.y + halfHeight]) {
    for (const x of [cell.x - halfWidth, cell.x + halfWidth]) {
      quarters.push({ x, y, halfWidth, halfHeight, distance: edges.distance(x, y) })
    }
  }
  return quarters
}

/** The edges of one polygon from its south-west corner, degrees of longitude shortened to those of latitude. */
class Edges {
  readonly width: number
  readonly height: number
  readonly #west: number
  readonly #south: number
  readonly #shortening: number
  /** ax, ay, bx, by of edge e at 4 e. */
  readonly #ends: Float64Array

  constructor(rings: Position[][]) {
    let west = Infinity
    let south = Infinity
    let east = -Infinity
    let north = -Infinity
    let count = 0
    for (const ring of rings) {
      count += ring.length
      for (const position of ring) {
        west = Math.min(west, position[0]!)
        south = Math.min(south, position[1]!)
        east = Math.max(east, position[0]!)
        north = Math.max(north, position[1]!)
      }
    }
    this.#west = west
    this.#south = south
    this.#shortening = Math.max(Math.cos((((south + north) / 2) * Math.PI) / 180), 0.01)
    this.width = (east - west) * this.#shortening
    this.height = north - south
    this.#ends = new Float64Array(4 * count)
    let at = 0
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        for (const position of [ring[j]!, ring[i]!]) {
          this.#ends[at++] = (position[0]! - west) * this.#shortening
          this.#ends[at++] = position[1]! - south
        }
      }
    }
  }

  lonLat(x: number, y: number): [number, number] {
    return [this.#west + x / this.#shortening, this.#south + y]
  }

  /** Centroid of the ground, or the middle of the box where the rings enclose none. */
  centroid(): [number, number] {
    const ends = this.#ends
    let twice = 0
    let sx = 0
    let sy = 0
    for (let e = 0; e < ends.length; e += 4) {
      const cross = ends[e]! * ends[e + 3]! - ends[e + 2]! * ends[e + 1]!
      twice += cross
      sx += (ends[e]! + ends[e + 2]!) * cross
      sy += (ends[e + 1]! + ends[e + 3]!) * cross
    }
    const x = sx / (3 * twice)
    const y = sy / (3 * twice)
    return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : [this.width / 2, this.height / 2]
  }

  /** Distance to the nearest edge, negative outside. */
  distance(x: number, y: number): number {
    const ends = this.#ends
    let inside = false
    let nearest = Infinity
    for (let e = 0; e < ends.length; e += 4) {
      const ax = ends[e]!
      const ay = ends[e + 1]!
      const dx = ends[e + 2]! - ax
      const dy = ends[e + 3]! - ay
      const px = x - ax
      const py = y - ay
      if (ay <= y !== ay + dy <= y && px < (py * dx) / dy) inside = !inside
      const length2 = dx * dx + dy * dy
      const t = length2 > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0
      const qx = px - t * dx
      const qy = py - t * dy
      nearest = Math.min(nearest, qx * qx + qy * qy)
    }
    return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest)
  }
}

/** For slivers: the middle of the widest stretch inside on lines between vertices, the tallest gaps first. */
function onScanline(rings: Position[][]): [number, number] | null {
  const ys = [...new Set(rings.flat().map((position) => position[1]!))].sort((a, b) => a - b)
  const gaps: { low: number; high: number }[] = []
  for (let i = 1; i < ys.length; i++) gaps.push({ low: ys[i - 1]!, high: ys[i]! })
  gaps.sort((a, b) => b.high - b.low - (a.high - a.low))
  for (const { low, high } of gaps.slice(0, MAX_SCANLINES)) {
    const y = low + (high - low) / 2
    const crossings: number[] = []
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [ax, ay] = ring[j] as [number, number]
        const [bx, by] = ring[i] as [number, number]
        if (ay <= y !== by <= y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax))
      }
    }
    crossings.sort((a, b) => a - b)
    let middle = Number.NaN
    let widest = 0
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const width = crossings[i + 1]! - crossings[i]!
      if (width > widest) {
        widest = width
        middle = crossings[i]! + width / 2
      }
    }
    if (widest > 0 && positionInRings(rings, middle, y) === 'inside') return [middle, y]
  }
  return null
}
