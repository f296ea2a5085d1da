/**
 * Exact predicates: the sign is that of real arithmetic on the doubles as given, never of a rounded result.
 * The filter's bound is Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates",
 * Discrete & Computational Geometry 18 (1997), section 4.2; what it cannot decide is done with integers.
 */

const FILTER = (3 + 16 * 2 ** -53) * 2 ** -53
/** Far above what a product loses by underflow, far below any difference of coordinates in degrees or metres. */
const UNDERFLOW = 1e-290

/**
 * Positive when a, b, c turn counter-clockwise (c is left of the line from a to b), negative when clockwise, zero
 * when exactly in line. Only the sign is meant to be used.
 */
export function orient2d(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy)
  const right = (ay - cy) * (bx - cx)
  const det = left - right
  const bound = FILTER * (Math.abs(left) + Math.abs(right)) + UNDERFLOW
  if (det > bound || -det > bound) return det
  // Differences of doubles are zero only when the doubles are equal: axis-parallel borders end here.
  if ((ax === cx || by === cy) && (ay === cy || bx === cx)) return 0
  return orient2dByIntegers(ax, ay, bx, by, cx, cy)
}

const double = new Float64Array(1)
const bits = new BigUint64Array(double.buffer)

/** A finite double is mantissa x 2^exponent with whole numbers. */
function mantissaOf(value: number): bigint {
  double[0] = value
  const raw = bits[0]!
  const fraction = raw & 0xfffffffffffffn
  const magnitude = ((raw >> 52n) & 0x7ffn) === 0n ? fraction : fraction | 0x10000000000000n
  return raw >> 63n === 1n ? -magnitude : magnitude
}

function exponentOf(value: number): number {
  double[0] = value
  const biased = Number((bits[0]! >> 52n) & 0x7ffn)
  return (biased === 0 ? 1 : biased) - 1075
}

function orient2dByIntegers(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  let lowest = Infinity
  for (const value of [ax, ay, bx, by, cx, cy]) {
    if (!Number.isFinite(value)) return Number.NaN
    if (value !== 0) lowest = Math.min(lowest, exponentOf(value))
  }
  if (lowest === Infinity) return 0
  const whole = (value: number): bigint =>
    value === 0 ? 0n : mantissaOf(value) << BigInt(exponentOf(value) - lowest)
  const x = whole(cx)
  const y = whole(cy)
  const det = (whole(ax) - x) * (whole(by) - y) - (whole(ay) - y) * (whole(bx) - x)
  return det > 0n ? 1 : det < 0n ? -1 : 0
}

/**
 * The border rule, in the one place where it is decided: whether the edge from a to b crosses the line that runs east from
 * (x + tiny, y + tinier). A point lies in a polygon when an odd number of its edges does.
 *
 * Half-open in y, which is the step to the north: an edge along y never counts, and of two edges that meet at the height
 * of the point one does. An edge through the point is not east of it, which is the step to the east.
 */
export function crossesEastOf(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  if (ay <= y === by <= y) return false
  if (x < ax && x < bx) return true
  if (x >= ax && x >= bx) return false
  const turn = orient2d(ax, ay, bx, by, x, y)
  return by > ay ? turn > 0 : turn < 0
}

/** Where a point lies against the rings of one polygon, by the even-odd rule, exactly. */
export type RingPosition = 'inside' | 'border' | 'outside'

/**
 * Exact, unindexed test of one point against the rings of one polygon (shell and holes alike, closed or not): for
 * checks and for polygons asked about once. Many points belong in a `PolygonLocator`.
 */
export function positionInRings(
  rings: readonly (readonly (readonly number[])[])[],
  x: number,
  y: number,
): RingPosition {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const ax = ring[j]![0]!
      const ay = ring[j]![1]!
      const bx = ring[i]![0]!
      const by = ring[i]![1]!
      const low = Math.min(ay, by)
      const high = Math.max(ay, by)
      if (y < low || y > high) continue
      if (low === high) {
        if (x >= Math.min(ax, bx) && x <= Math.max(ax, bx)) return 'border'
        continue
      }
      const turn = orient2d(ax, ay, bx, by, x, y)
      if (turn === 0) return 'border'
      // Half-open in y, so that a vertex between two edges is counted once.
      if (y < high && turn > 0 === by > ay) inside = !inside
    }
  }
  return inside ? 'inside' : 'outside'
}
