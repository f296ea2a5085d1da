import type { Geometry, Position } from 'geojson'
import { mercatorX, mercatorY } from './mercator.ts'
import type { LayerKind } from './metadata.ts'
import { ringArea, type TilePoint } from './mvt.ts'
import { partsOf } from './parts.ts'

/**
 * How far apart source and tile may be at maxzoom, in tile units. Rounding to the grid moves a point by at most 0.71;
 * a shape that rounding makes flat is drawn two units high, so that what is drawn may lie a little further out.
 */
export const BOUNDS_UNITS = {
  /** From a source vertex, or a point on a long source edge, to what is drawn. */
  sourceToTile: 1.5,
  /** From a drawn vertex within its tile to the source. */
  tileToSource: 3,
  /** A stretch of a ring that nothing follows may be no wider than this on average. */
  thinWidth: 1,
} as const

/** Source edges are also checked between their vertices, at steps no longer than this. */
const STEP_UNITS = 1024

/** What one tile draws of a feature: `x`, `y` is the tile, points are in its units; rings are closed. */
export interface DrawnPiece {
  x: number
  y: number
  chains: TilePoint[][]
}

export interface GeometryError {
  /** One sentence about the first difference found; undefined when there is none. */
  fault?: string
  /** Greatest distance from a source vertex to what is drawn, units, thin stretches aside. */
  maxErrorUnits: number
  /** Source vertices looked at. */
  vertices: number
  /** Of these, vertices on stretches thinner than the grid, which no tile can draw. */
  thinVertices: number
}

/**
 * Compares a feature with what the tiles of one zoom draw of it, in both directions, and the area of a polygon with the
 * sum of its pieces, which no lost tile escapes. Geometry must be valid; a self-crossing polygon may be found to differ.
 */
export function compareGeometry(
  kind: LayerKind,
  geometry: Geometry,
  pieces: readonly DrawnPiece[],
  zoom: number,
  extent: number,
): GeometryError {
  const worldUnits = 2 ** zoom * extent
  const project = ([lon, lat]: Position): TilePoint => [
    mercatorX(lon!) * worldUnits,
    mercatorY(lat!) * worldUnits,
  ]
  const parts = partsOf(geometry).map((part) => part.map((chain) => chain.map(project)))
  const drawn = new Drawing(pieces, zoom, extent)
  const result: GeometryError = { maxErrorUnits: 0, vertices: 0, thinVertices: 0 }
  parts.forEach((part, p) => {
    part.forEach((chain, c) => {
      checkChain(kind, chain, c > 0, `${kind === 'polygon' ? 'ring' : 'part'} ${p}.${c}`, drawn, result)
    })
  })
  result.fault ??= checkDrawn(kind, parts.flat(), pieces, extent)
  if (kind === 'polygon') result.fault ??= checkArea(parts, pieces, extent)
  return result
}

function checkChain(
  kind: LayerKind,
  chain: TilePoint[],
  hole: boolean,
  name: string,
  drawn: Drawing,
  result: GeometryError,
): void {
  const points = kind === 'point' ? chain : withSteps(chain)
  const missed: number[] = []
  points.forEach((point, i) => {
    const distance = drawn.distanceTo(point, kind === 'point')
    if (distance > BOUNDS_UNITS.sourceToTile) missed.push(i)
    else if (distance > result.maxErrorUnits) result.maxErrorUnits = distance
  })
  result.vertices += points.length
  if (missed.length === 0) return
  const thin = kind === 'polygon' && (hole || missed.length < points.length) && isThin(points, missed)
  if (thin) result.thinVertices += missed.length
  else {
    const [x, y] = points[missed[0]!]!
    result.fault ??= `${name}: ${missed.length} of ${points.length} source points are not drawn, the first at ${unit(x)}, ${unit(y)} units`
  }
}

/** True when every run of missed points encloses less than one unit's width along its length. */
function isThin(ring: TilePoint[], missed: number[]): boolean {
  const count = ring.length
  if (missed.length === count) return isThinRun(ring)
  const isMissed = new Set(missed)
  for (const start of missed) {
    const before = (start + count - 1) % count
    if (isMissed.has(before)) continue
    const run = [ring[before]!]
    let at = start
    while (isMissed.has(at)) {
      run.push(ring[at]!)
      at = (at + 1) % count
    }
    run.push(ring[at]!)
    if (!isThinRun(run)) return false
  }
  return true
}

function isThinRun(run: TilePoint[]): boolean {
  return Math.abs(ringArea(run)) <= (BOUNDS_UNITS.thinWidth * lengthOf(run)) / 2
}

/** Every drawn vertex within its tile, clipping edges apart, must lie near the source. */
function checkDrawn(
  kind: LayerKind,
  sources: TilePoint[][],
  pieces: readonly DrawnPiece[],
  extent: number,
): string | undefined {
  const vertices = new Set(sources.flat().map(keyOf))
  for (const piece of pieces) {
    for (const chain of piece.chains) {
      for (const [x, y] of chain) {
        if (x <= 0 || y <= 0 || x >= extent || y >= extent) continue
        const point: TilePoint = [piece.x * extent + x, piece.y * extent + y]
        if (vertices.has(keyOf(point))) continue
        const distance = Math.min(
          ...sources.map((source) => distanceToChain(point, source, kind === 'point')),
        )
        if (distance > BOUNDS_UNITS.tileToSource) {
          return `a vertex is drawn ${unit(distance)} units away from the source, in tile ${piece.x}/${piece.y} at ${x}, ${y}`
        }
      }
    }
  }
  return undefined
}

/** The drawn area within the tiles must be the source's, give or take one unit along the border and a minimal shape a part. */
function checkArea(
  parts: TilePoint[][][],
  pieces: readonly DrawnPiece[],
  extent: number,
): string | undefined {
  let expected = 0
  let allowed = 0
  for (const [exterior, ...holes] of parts) {
    expected += Math.abs(ringArea(exterior ?? []))
    for (const hole of holes) expected -= Math.abs(ringArea(hole))
    for (const ring of [exterior ?? [], ...holes]) allowed += lengthOf(ring) + 8
  }
  let found = 0
  for (const piece of pieces) for (const ring of piece.chains) found += ringArea(clipToTile(ring, extent))
  if (Math.abs(found - expected) <= allowed) return undefined
  return `${unit(found)} square units are drawn, the source has ${unit(expected)}, allowed difference ${unit(allowed)}`
}

/** What one feature looks like over all tiles of a zoom, in world units. */
class Drawing {
  readonly #tiles = new Map<number, { chains: TilePoint[][]; vertices: Set<string> }>()
  readonly #columns: number
  readonly #extent: number

  constructor(pieces: readonly DrawnPiece[], zoom: number, extent: number) {
    this.#columns = 2 ** zoom
    this.#extent = extent
    for (const { x, y, chains } of pieces) {
      const world = chains.map((chain) =>
        chain.map(([px, py]): TilePoint => [x * extent + px, y * extent + py]),
      )
      this.#tiles.set(y * this.#columns + x, { chains: world, vertices: new Set(world.flat().map(keyOf)) })
    }
  }

  /** Distance in units to what the tile of a point draws, or its neighbours where the point lies on their edge. */
  distanceTo(point: TilePoint, asPoint: boolean): number {
    const key = keyOf(point)
    const rounded = Math.hypot(point[0] - Math.round(point[0]), point[1] - Math.round(point[1]))
    let best = Number.POSITIVE_INFINITY
    for (const ty of this.#near(point[1])) {
      for (const tx of this.#near(point[0])) {
        const tile = this.#tiles.get(ty * this.#columns + tx)
        if (tile === undefined) continue
        if (tile.vertices.has(key)) return rounded
        for (const chain of tile.chains) best = Math.min(best, distanceToChain(point, chain, asPoint))
      }
    }
    return best
  }

  #near(coordinate: number): number[] {
    const last = this.#columns - 1
    const low = Math.min(Math.max(Math.floor((coordinate - 1) / this.#extent), 0), last)
    const high = Math.min(Math.max(Math.floor((coordinate + 1) / this.#extent), 0), last)
    return low === high ? [low] : [low, high]
  }
}

/** The grid point a position rounds to; a text, as two coordinates of a deep zoom do not fit in one double. */
function keyOf([x, y]: TilePoint): string {
  return `${Math.round(x)} ${Math.round(y)}`
}

function withSteps(chain: TilePoint[]): TilePoint[] {
  const out: TilePoint[] = []
  chain.forEach((point, i) => {
    const previous = chain[i - 1]
    if (previous !== undefined) {
      const [ax, ay] = previous
      const steps = Math.ceil(Math.hypot(point[0] - ax, point[1] - ay) / STEP_UNITS)
      for (let s = 1; s < steps; s++) {
        out.push([ax + ((point[0] - ax) * s) / steps, ay + ((point[1] - ay) * s) / steps])
      }
    }
    out.push(point)
  })
  return out
}

function distanceToChain([x, y]: TilePoint, chain: readonly TilePoint[], asPoint: boolean): number {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < chain.length; i++) {
    let [ax, ay] = chain[i]!
    const before = asPoint ? undefined : chain[i - 1]
    if (before !== undefined) {
      const dx = before[0] - ax
      const dy = before[1] - ay
      const square = dx * dx + dy * dy
      const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square))
      ax += t * dx
      ay += t * dy
    }
    const distance = Math.hypot(x - ax, y - ay)
    if (distance < best) best = distance
  }
  return best
}

function lengthOf(chain: readonly TilePoint[]): number {
  let sum = 0
  for (let i = 1; i < chain.length; i++) {
    sum += Math.hypot(chain[i]![0] - chain[i - 1]![0], chain[i]![1] - chain[i - 1]![1])
  }
  return sum
}

/** Sutherland-Hodgman against the square of the tile; the area is right even where the ring falls apart. */
function clipToTile(ring: readonly TilePoint[], extent: number): TilePoint[] {
  let points = ring.slice()
  for (const axis of [0, 1] as const) {
    for (const [limit, sign] of [
      [0, 1],
      [extent, -1],
    ] as const) {
      const inside = (p: TilePoint) => (p[axis] - limit) * sign >= 0
      if (points.every(inside)) continue
      const out: TilePoint[] = []
      points.forEach((b, i) => {
        const a = points[(i + points.length - 1) % points.length]!
        if (inside(a) !== inside(b)) {
          const t = (limit - a[axis]) / (b[axis] - a[axis])
          out.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t])
        }
        if (inside(b)) out.push(b)
      })
      points = out
    }
  }
  return points
}

function unit(value: number): string {
  return value.toFixed(1)
}
