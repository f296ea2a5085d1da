import type { MultiPolygon, Polygon } from 'geojson'
import type { Bounds } from './bounds.ts'
import { crossesEastOf } from './locate-exact.ts'
import { flatPolygons } from './locate-flat.ts'
import { type BoxGrid, buildBoxGrid, type CellCursor, seekCell } from './locate-grid.ts'

/** Slabs per polygon are kept so few that each edge is listed in about this many slabs on average. */
const MAX_SLABS_PER_EDGE = 3

const HEAD_SIZE = 8
const HEAD_SLABS_PER_UNIT = 4
const HEAD_FIRST_SLAB = 5
const HEAD_SLAB_COUNT = 6

/**
 * Answers which of many polygons hold a point, exactly.
 *
 * **Border rule.** A point counts as if it were moved by an infinitely small step to the east, and by a far smaller
 * one to the north. So a point on a border belongs to the polygon east of it; on a border running exactly east-west,
 * to the polygon north of it: west and south borders are inside, east and north borders outside. Where polygons that
 * do not overlap share a border vertex for vertex, every point of it belongs to exactly one of them; on the outer
 * border of them all, to one or to none. The decision is made on the doubles as given, without rounding.
 *
 * Rings are combined by the even-odd rule, whatever their winding; an open ring is closed. Where polygons overlap,
 * `locate` answers the lowest index and `locateAll` every one. Each polygon's edges are sorted into horizontal slabs,
 * so a question costs a few edges, not all.
 */
export class PolygonLocator {
  /** How many polygons were given, null ones included. */
  readonly size: number
  /** Per polygon what a question reads first, on one cache line: west, south, east, north, and HEAD_* below. */
  readonly #heads: Float64Array
  readonly #grid: BoxGrid | null
  readonly #cursor: CellCursor = { items: new Uint32Array(0), from: 0, to: 0 }
  /** x, y of vertex v at 2 v; an edge is named by its first vertex and ends at the next. */
  readonly #xy: Float64Array
  /** Slab s lists edges[slabStarts[s]] to edges[slabStarts[s + 1] - 1]. */
  readonly #slabStarts: Uint32Array
  readonly #edges: Uint32Array

  /**
   * @param polygons in any order; null and empty ones hold no point
   * @throws RangeError when a coordinate is not finite, naming the polygon
   */
  constructor(polygons: readonly (Polygon | MultiPolygon | null)[]) {
    this.size = polygons.length
    const { xy, ringEnds, firstRing, boxes } = flatPolygons(polygons)
    this.#xy = xy
    this.#heads = layHeads(polygons.length, boxes, xy, ringEnds, firstRing)
    const slabCount = this.#heads[HEAD_SIZE * polygons.length + HEAD_FIRST_SLAB]!
    const starts = new Uint32Array(slabCount + 1)
    const visit = (put: (slab: number, edge: number) => void): void =>
      this.#eachSlabOfEdges(ringEnds, firstRing, put)
    visit((slab) => {
      starts[slab + 1]!++
    })
    for (let slab = 0; slab + 1 < starts.length; slab++) starts[slab + 1]! += starts[slab]!
    const edges = new Uint32Array(starts[starts.length - 1]!)
    const next = starts.slice()
    visit((slab, edge) => {
      edges[next[slab]!++] = edge
    })
    this.#slabStarts = starts
    this.#edges = edges

    const members: number[] = []
    const extent: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
    for (let p = 0; p < polygons.length; p++) {
      if (!(boxes[4 * p]! <= boxes[4 * p + 2]!)) continue
      members.push(p)
      extent[0] = Math.min(extent[0], boxes[4 * p]!)
      extent[1] = Math.min(extent[1], boxes[4 * p + 1]!)
      extent[2] = Math.max(extent[2], boxes[4 * p + 2]!)
      extent[3] = Math.max(extent[3], boxes[4 * p + 3]!)
    }
    this.#grid = members.length > 0 ? buildBoxGrid(boxes, Uint32Array.from(members), extent) : null
  }

  /** The lowest index of the polygons that hold the point, or -1; also -1 when a coordinate is not finite. */
  locate(lon: number, lat: number): number {
    if (this.#grid === null || !Number.isFinite(lon) || !Number.isFinite(lat)) return -1
    const cursor = this.#cursor
    seekCell(this.#grid, lon, lat, cursor)
    for (let i = cursor.from; i < cursor.to; i++) {
      const polygon = cursor.items[i]!
      if (this.#holds(polygon, lon, lat)) return polygon
    }
    return -1
  }

  /** The indices of all polygons that hold the point, ascending. */
  locateAll(lon: number, lat: number): number[] {
    const found: number[] = []
    if (this.#grid === null || !Number.isFinite(lon) || !Number.isFinite(lat)) return found
    const cursor = this.#cursor
    seekCell(this.#grid, lon, lat, cursor)
    for (let i = cursor.from; i < cursor.to; i++) {
      const polygon = cursor.items[i]!
      if (this.#holds(polygon, lon, lat)) found.push(polygon)
    }
    return found
  }

  #holds(polygon: number, x: number, y: number): boolean {
    const heads = this.#heads
    const head = HEAD_SIZE * polygon
    const south = heads[head + 1]!
    if (x < heads[head]! || x >= heads[head + 2]! || y < south || y >= heads[head + 3]!) return false
    const xy = this.#xy
    const slab =
      heads[head + HEAD_FIRST_SLAB]! +
      slabOf(y, south, heads[head + HEAD_SLABS_PER_UNIT]!, heads[head + HEAD_SLAB_COUNT]!)
    const end = this.#slabStarts[slab + 1]!
    let inside = false
    for (let i = this.#slabStarts[slab]!; i < end; i++) {
      const v = 2 * this.#edges[i]!
      if (crossesEastOf(xy[v]!, xy[v + 1]!, xy[v + 2]!, xy[v + 3]!, x, y)) inside = !inside
    }
    return inside
  }

  #eachSlabOfEdges(
    ringEnds: Uint32Array,
    firstRing: Uint32Array,
    put: (slab: number, edge: number) => void,
  ): void {
    const xy = this.#xy
    for (let p = 0; p < this.size; p++) {
      const head = HEAD_SIZE * p
      const south = this.#heads[head + 1]!
      const perUnit = this.#heads[head + HEAD_SLABS_PER_UNIT]!
      const first = this.#heads[head + HEAD_FIRST_SLAB]!
      const count = this.#heads[head + HEAD_SLAB_COUNT]!
      for (let ring = firstRing[p]!; ring < firstRing[p + 1]!; ring++) {
        const last = ringEnds[ring + 1]! - 1
        for (let v = ringEnds[ring]!; v < last; v++) {
          const ay = xy[2 * v + 1]!
          const by = xy[2 * v + 3]!
          if (ay === by) continue
          const from = slabOf(Math.min(ay, by), south, perUnit, count)
          const to = slabOf(Math.max(ay, by), south, perUnit, count)
          for (let slab = from; slab <= to; slab++) put(first + slab, v)
        }
      }
    }
  }
}

/** Monotone in y, so the slab of a point lists every edge that spans the point's y, whatever the rounding. */
function slabOf(y: number, south: number, slabsPerUnit: number, count: number): number {
  const slab = Math.floor((y - south) * slabsPerUnit)
  return slab < count ? slab : count - 1
}

/**
 * Half as many slabs as edges, fewer for polygons whose edges are tall (a comb would list every edge in every slab).
 * One head more than polygons: its first slab is the number of all slabs.
 */
function layHeads(
  size: number,
  boxes: Float64Array,
  xy: Float64Array,
  ringEnds: Uint32Array,
  firstRing: Uint32Array,
): Float64Array {
  const heads = new Float64Array(HEAD_SIZE * (size + 1))
  let slabs = 0
  for (let p = 0; p < size; p++) {
    let edges = 0
    let climb = 0
    for (let ring = firstRing[p]!; ring < firstRing[p + 1]!; ring++) {
      const last = ringEnds[ring + 1]! - 1
      for (let v = ringEnds[ring]!; v < last; v++) {
        edges++
        climb += Math.abs(xy[2 * v + 3]! - xy[2 * v + 1]!)
      }
    }
    const height = boxes[4 * p + 3]! - boxes[4 * p + 1]!
    const fitting = climb > 0 ? (MAX_SLABS_PER_EDGE * edges * height) / climb : 1
    const count = edges === 0 ? 0 : Math.max(1, Math.floor(Math.min(edges / 2, fitting)))
    const head = HEAD_SIZE * p
    heads.set(boxes.subarray(4 * p, 4 * p + 4), head)
    heads[head + HEAD_SLABS_PER_UNIT] = height > 0 ? count / height : 0
    heads[head + HEAD_FIRST_SLAB] = slabs
    heads[head + HEAD_SLAB_COUNT] = count
    slabs += count
  }
  heads[HEAD_SIZE * size + HEAD_FIRST_SLAB] = slabs
  return heads
}
