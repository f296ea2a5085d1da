/**
 * Exact questions about segments with whole coordinates below 2^24: every product stays below 2^53. Segment i of `xy` runs
 * from position i to position i + 1.
 */

export const APART = 0
/** They share one point, an end of at least one of them. */
export const TOUCHING = 1
/** They cross between their ends, or share a stretch. */
export const CROSSING = 2

/** Whether two segments whose boxes meet share a point. */
export function segmentsMeet(xy: Int32Array, i: number, j: number): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const ux = xy[2 * i + 2]! - ax
  const uy = xy[2 * i + 3]! - ay
  const cx = xy[2 * j]!
  const cy = xy[2 * j + 1]!
  const dx = xy[2 * j + 2]!
  const dy = xy[2 * j + 3]!
  const sideC = ux * (cy - ay) - uy * (cx - ax)
  const sideD = ux * (dy - ay) - uy * (dx - ax)
  if ((sideC > 0 && sideD > 0) || (sideC < 0 && sideD < 0)) return false
  const vx = dx - cx
  const vy = dy - cy
  const sideA = vx * (ay - cy) - vy * (ax - cx)
  const sideB = vx * (ay + uy - cy) - vy * (ax + ux - cx)
  return !((sideA > 0 && sideB > 0) || (sideA < 0 && sideB < 0))
}

/** How two segments meet: `APART`, `TOUCHING` or `CROSSING`. */
export function segmentsContact(xy: Int32Array, i: number, j: number): number {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  const cx = xy[2 * j]!
  const cy = xy[2 * j + 1]!
  const dx = xy[2 * j + 2]!
  const dy = xy[2 * j + 3]!
  const sideC = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  const sideD = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
  if ((sideC > 0 && sideD > 0) || (sideC < 0 && sideD < 0)) return APART
  const sideA = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
  const sideB = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
  if ((sideA > 0 && sideB > 0) || (sideA < 0 && sideB < 0)) return APART
  if (sideC === 0 && sideD === 0) {
    // On one line: by the axis along which they are not flat.
    const flat = ax === bx
    const shared =
      Math.min(Math.max(flat ? ay : ax, flat ? by : bx), Math.max(flat ? cy : cx, flat ? dy : dx)) -
      Math.max(Math.min(flat ? ay : ax, flat ? by : bx), Math.min(flat ? cy : cx, flat ? dy : dx))
    return shared > 0 ? CROSSING : shared === 0 ? TOUCHING : APART
  }
  return sideC === 0 || sideD === 0 || sideA === 0 || sideB === 0 ? TOUCHING : CROSSING
}

/** Whether position p lies on segment i, its ends included. */
export function onSegment(xy: Int32Array, i: number, p: number): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  const x = xy[2 * p]!
  const y = xy[2 * p + 1]!
  return (
    (bx - ax) * (y - ay) === (by - ay) * (x - ax) &&
    x >= Math.min(ax, bx) &&
    x <= Math.max(ax, bx) &&
    y >= Math.min(ay, by) &&
    y <= Math.max(ay, by)
  )
}

/** Nearer to a half than this, a place computed in doubles may be rounded wrongly. */
const DOUBTFUL = 2 ** -16

/**
 * One coordinate of the point where two crossing segments meet, rounded half up, exactly: `along` 0 for x, 1 for y. It does not
 * depend on the order or the direction of the segments.
 */
export function crossingPlace(xy: Int32Array, i: number, j: number, along: 0 | 1): number {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const ux = xy[2 * i + 2]! - ax
  const uy = xy[2 * i + 3]! - ay
  const vx = xy[2 * j + 2]! - xy[2 * j]!
  const vy = xy[2 * j + 3]! - xy[2 * j + 1]!
  const above = (xy[2 * j]! - ax) * vy - (xy[2 * j + 1]! - ay) * vx
  const below = ux * vy - uy * vx
  const start = along === 0 ? ax : ay
  const length = along === 0 ? ux : uy
  const near = (length * above) / below + 0.5
  const whole = Math.floor(near)
  if (near - whole > DOUBTFUL && near - whole < 1 - DOUBTFUL) return start + whole
  const sign = below < 0 ? -2n : 2n
  const numerator = BigInt(length) * BigInt(above) * sign + BigInt(Math.abs(below))
  const denominator = BigInt(Math.abs(below)) * 2n
  const quotient = numerator / denominator
  const rounded = numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
  return start + Number(rounded)
}

/**
 * Whether segment i meets the unit square around a whole place: from half a unit before it, included, to half a unit behind
 * it, not included, in x and in y. Every point of the plane lies in the square of the place it is rounded to.
 */
export function meetsSquare(xy: Int32Array, i: number, x: number, y: number): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  const minX = Math.min(ax, bx)
  const maxX = Math.max(ax, bx)
  const minY = Math.min(ay, by)
  const maxY = Math.max(ay, by)
  if (x < minX || x > maxX || y < minY || y > maxY) return false
  const ux = bx - ax
  const uy = by - ay
  // Twice the side of the middle, and how much it changes to the corners: all in doubled units, to stay whole.
  const middle = 2 * (ux * (y - ay) - uy * (x - ax))
  const lowLow = middle - ux + uy
  const lowHigh = middle + ux + uy
  const highLow = middle - ux - uy
  const highHigh = middle + ux - uy
  const least = Math.min(lowLow, lowHigh, highLow, highHigh)
  const most = Math.max(lowLow, lowHigh, highLow, highHigh)
  if (least < 0 && most > 0) return true
  if (ux === 0 && uy === 0) return true
  // Of the border only the lowest corner can hold a segment's point: no segment runs along a border at halves.
  return lowLow === 0 && minX < x && minY < y && maxX >= x && maxY >= y
}
