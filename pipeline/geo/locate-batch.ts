import { crossesEastOf } from './locate-exact.ts'
import type { FlatPolygons } from './locate-flat.ts'
import { PointGrid } from './locate-points.ts'

/** Points taken at once when the caller does not say: their scratch takes some 60 bytes each. */
export const POINTS_AT_ONCE = 1 << 21
/** What `holders` says of a point that more polygons hold than this. */
export const MANY = 0xffff

export interface BatchOptions {
  /** Bound on the points whose scratch is held at a time; the answers do not depend on it. */
  pointsAtOnce?: number
  /** Whether every hit is wanted too: their memory grows with their number. */
  hits?: boolean
}

/** Every polygon that holds each point. */
export interface Hits {
  /** Point i is held by polygons[starts[i]] to polygons[starts[i + 1] - 1], ascending. */
  readonly starts: Uint32Array
  readonly polygons: Int32Array
}

/** Answers for the points in the order given. */
export interface LocatedPoints {
  /** The lowest index of the polygons that hold the point, -1 for none and for a point that is not finite. */
  readonly polygon: Int32Array
  /** How many polygons hold it: 2 and more is ambiguous; {@link MANY} is that many or more. */
  readonly holders: Uint16Array
  /** Only where they were asked for. */
  readonly hits: Hits | null
}

/**
 * Which polygons hold each of many points, by the border rule of `PolygonLocator` and as exactly; for points asked about
 * once, by the hundred thousand. Nothing is built for the polygons: the points are sorted into a grid, then every polygon
 * in turn takes those in its box, sorted by y into slabs, and each of its edges flips the ones it lies east of. So a
 * vertex is read once for each `pointsAtOnce` points, in the order it lies in memory.
 *
 * The time grows with vertices + points x (edges level with a point in the polygons whose box holds it).
 * @param lon x of the points, in the units of the polygons
 * @param lat y of the points
 * @throws RangeError when the arrays differ in length
 */
export function locateBatch(
  polygons: FlatPolygons,
  lon: Float64Array,
  lat: Float64Array,
  { pointsAtOnce = POINTS_AT_ONCE, hits = false }: BatchOptions = {},
): LocatedPoints {
  if (lon.length !== lat.length) throw new RangeError(`${lon.length} longitudes, ${lat.length} latitudes`)
  const located = { polygon: new Int32Array(lon.length).fill(-1), holders: new Uint16Array(lon.length) }
  const lists: HitList[] = []
  for (let from = 0; from < lon.length; from += pointsAtOnce) {
    const to = Math.min(from + pointsAtOnce, lon.length)
    const list = hits ? new HitList(from) : null
    locateSome(
      polygons,
      lon.subarray(from, to),
      lat.subarray(from, to),
      located.polygon.subarray(from, to),
      located.holders.subarray(from, to),
      list,
    )
    if (list) lists.push(list)
  }
  return { ...located, hits: hits ? gather(lists, lon.length) : null }
}

function locateSome(
  { size, xy, ringEnds, firstRing, boxes }: FlatPolygons,
  lon: Float64Array,
  lat: Float64Array,
  owners: Int32Array,
  holders: Uint16Array,
  list: HitList | null,
): void {
  const grid = PointGrid.over(lon, lat, boxes)
  if (grid === null) return
  const { index } = grid
  const slabs = new Slabs(grid.size)
  for (let p = 0; p < size; p++) {
    const count = grid.takeBox(boxes, p, slabs.members)
    if (count === 0) continue
    slabs.sort(grid, count, boxes, p)
    for (let ring = firstRing[p]!; ring < firstRing[p + 1]!; ring++)
      slabs.flip(xy, ringEnds[ring]!, ringEnds[ring + 1]! - 1)
    for (let k = 0; k < count; k++) {
      if (slabs.inside[k] === 0) continue
      slabs.inside[k] = 0
      const point = index[slabs.sorted[k]!]!
      if (owners[point]! < 0) owners[point] = p
      if (holders[point]! < MANY) holders[point]!++
      list?.add(point, p)
    }
  }
}

/**
 * Bound on the error of dx (y - ay) - dy (x - ax), in units of the box that holds all of them: each of the two products of
 * differences is off by 3 u and the last subtraction by 2 u of the box, u = 2^-53; two are to spare for the box itself and for
 * terms of u^2. Underflow loses less than {@link UNDERFLOW}.
 */
const TURN_ERROR = 10 * 2 ** -53
const UNDERFLOW = 1e-290
/** Slabs a point: in finer ones an edge meets fewer points that are not level with it. */
const SLABS_PER_POINT = 3

/** The points in the box of one polygon, sorted by y into slabs; the arrays are used for one polygon after another. */
class Slabs {
  /** Places in the grid of the points in the box, as they are taken. */
  readonly members: Uint32Array
  /** The same, slab by slab from the south. */
  readonly sorted: Uint32Array
  /** Whether an odd number of edges lies east of sorted[k]; all zero between polygons. */
  readonly inside: Uint8Array
  /** x, y of sorted[k] at 2 k, side by side for the edges to pass over. */
  readonly #xy: Float64Array
  readonly #slabOf: Uint32Array
  /** Slab s holds sorted[starts[s]] to sorted[starts[s + 1] - 1]. */
  readonly #starts: Uint32Array
  #south = 0
  #perUnit = 0
  #last = 0
  /** A turn further from zero has the sign that real arithmetic gives it. */
  #bound = 0

  constructor(capacity: number) {
    this.members = new Uint32Array(capacity)
    this.sorted = new Uint32Array(capacity)
    this.inside = new Uint8Array(capacity)
    this.#xy = new Float64Array(2 * capacity)
    this.#slabOf = new Uint32Array(capacity)
    this.#starts = new Uint32Array(SLABS_PER_POINT * capacity + 2)
  }

  /** Sorts the first `count` of `members`, all of them in the box of polygon p, from south to north. */
  sort(grid: PointGrid, count: number, boxes: Float64Array, p: number): void {
    const south = boxes[4 * p + 1]!
    const north = boxes[4 * p + 3]!
    const { members, sorted } = this
    const xy = this.#xy
    const slabOf = this.#slabOf
    const starts = this.#starts
    const slabs = SLABS_PER_POINT * count
    const last = slabs - 1
    const inverse = slabs / (north - south)
    // Of a height that is next to nothing the inverse is infinite: everything is then in the first slab.
    const perUnit = inverse < Infinity ? inverse : 0
    this.#south = south
    this.#bound = TURN_ERROR * ((boxes[4 * p + 2]! - boxes[4 * p]!) * (north - south)) + UNDERFLOW
    this.#last = last
    this.#perUnit = perUnit
    starts.fill(0, 0, slabs + 2)
    for (let k = 0; k < count; k++) {
      const slab = slabAt(grid.xy[2 * members[k]! + 1]!, south, perUnit, last)
      slabOf[k] = slab
      starts[slab + 2]!++
    }
    for (let slab = 2; slab < slabs + 2; slab++) starts[slab]! += starts[slab - 1]!
    for (let k = 0; k < count; k++) {
      const member = members[k]!
      const to = starts[slabOf[k]! + 1]!++
      sorted[to] = member
      xy[2 * to] = grid.xy[2 * member]!
      xy[2 * to + 1] = grid.xy[2 * member + 1]!
    }
  }

  /** Flips the points that an edge of the closed ring from vertex `first` to vertex `end` lies east of. */
  flip(vertices: Float64Array, first: number, end: number): void {
    const { inside } = this
    const xy = this.#xy
    const starts = this.#starts
    const south = this.#south
    const perUnit = this.#perUnit
    const last = this.#last
    const bound = this.#bound
    if (first >= end) return
    let ax = vertices[2 * first]!
    let ay = vertices[2 * first + 1]!
    let a = slabAt(ay, south, perUnit, last)
    for (let v = first + 1; v <= end; v++) {
      const bx = vertices[2 * v]!
      const by = vertices[2 * v + 1]!
      const b = slabAt(by, south, perUnit, last)
      const to = starts[Math.max(a, b) + 1]!
      const dx = bx - ax
      const dy = by - ay
      const down = +(dy < 0)
      for (let k = starts[Math.min(a, b)]!; k < to; k++) {
        const x = xy[2 * k]!
        const y = xy[2 * k + 1]!
        const turn = dx * (y - ay) - dy * (x - ax)
        // The rule of crossesEastOf without a branch: which way it goes is as good as random.
        if (Math.abs(turn) > bound) inside[k]! ^= (+(ay <= y) ^ +(by <= y)) & (+(turn > 0) ^ down)
        else if (crossesEastOf(ax, ay, bx, by, x, y)) inside[k]! ^= 1
      }
      ax = bx
      ay = by
      a = b
    }
  }
}

/**
 * Monotone in y, which is no less than south: the slabs from one end of an edge to the other hold every point that is
 * level with it. A height too large for a double has one slab, and no number becomes 0.
 */
function slabAt(y: number, south: number, perUnit: number, last: number): number {
  const slab = ((y - south) * perUnit) | 0
  return Math.min(slab, last)
}

/** Pairs of a point and a polygon, in the order of polygons. */
class HitList {
  readonly #from: number
  #points = new Uint32Array(1 << 10)
  #polygons = new Int32Array(1 << 10)
  #used = 0

  constructor(from: number) {
    this.#from = from
  }

  add(point: number, polygon: number): void {
    if (this.#used === this.#points.length) {
      const points = new Uint32Array(2 * this.#used)
      points.set(this.#points)
      this.#points = points
      const polygons = new Int32Array(2 * this.#used)
      polygons.set(this.#polygons)
      this.#polygons = polygons
    }
    this.#points[this.#used] = this.#from + point
    this.#polygons[this.#used++] = polygon
  }

  each(visit: (point: number, polygon: number) => void): void {
    for (let i = 0; i < this.#used; i++) visit(this.#points[i]!, this.#polygons[i]!)
  }
}

function gather(lists: readonly HitList[], points: number): Hits {
  const starts = new Uint32Array(points + 1)
  for (const list of lists) list.each((point) => starts[point + 1]!++)
  for (let point = 0; point < points; point++) starts[point + 1]! += starts[point]!
  const polygons = new Int32Array(starts[points]!)
  const next = starts.slice()
  for (const list of lists) {
    list.each((point, polygon) => {
      polygons[next[point]!++] = polygon
    })
  }
  return { starts, polygons }
}
