/** Twice the area of a ring of whole tile units, y down: positive for an exterior ring (MVT 2.1, section 4.3.4.4). */
export function twiceRingArea(xy: Int32Array, from: number, to: number): number {
  if (to - from < 3) return 0
  const ox = xy[2 * from]!
  const oy = xy[2 * from + 1]!
  let twice = 0
  let px = 0
  let py = 0
  for (let i = from + 1; i < to; i++) {
    const x = xy[2 * i]! - ox
    const y = xy[2 * i + 1]! - oy
    twice += px * y - x * py
    px = x
    py = y
  }
  return twice
}

let ax = new Float64Array(256)
let ay = new Float64Array(256)
let bx = new Float64Array(256)
let by = new Float64Array(256)

/**
 * Signed area, square units, of what a ring holds of its tile proper (0 to `extent`): Sutherland-Hodgman, whose area is
 * right even where the ring falls apart.
 */
export function areaWithinTile(xy: Int32Array, from: number, to: number, extent: number): number {
  let inside = true
  for (let i = 2 * from; i < 2 * to && inside; i++) inside = xy[i]! >= 0 && xy[i]! <= extent
  if (inside) return twiceRingArea(xy, from, to) / 2
  // Each of the four cuts at most doubles the points.
  const room = 16 * (to - from) + 16
  if (ax.length < room) {
    ax = new Float64Array(room)
    ay = new Float64Array(room)
    bx = new Float64Array(room)
    by = new Float64Array(room)
  }
  let count = to - from
  for (let i = 0; i < count; i++) {
    ax[i] = xy[2 * (from + i)]!
    ay[i] = xy[2 * (from + i) + 1]!
  }
  count = cut(ax, ay, count, bx, by, 0, 1)
  count = cut(bx, by, count, ax, ay, extent, -1)
  count = cut(ay, ax, count, by, bx, 0, 1)
  count = cut(by, bx, count, ay, ax, extent, -1)
  let twice = 0
  for (let i = 0, j = count - 1; i < count; j = i++) twice += ax[j]! * ay[i]! - ax[i]! * ay[j]!
  return twice / 2
}

/** Keeps the side of a line on which `sign` times the first coordinate is greater; returns the points left. */
function cut(
  u: Float64Array,
  v: Float64Array,
  count: number,
  outU: Float64Array,
  outV: Float64Array,
  line: number,
  sign: 1 | -1,
): number {
  let left = 0
  for (let i = 0, j = count - 1; i < count; j = i++) {
    const before = (u[j]! - line) * sign
    const here = (u[i]! - line) * sign
    if (before >= 0 !== here >= 0) {
      outU[left] = line
      outV[left++] = v[j]! + ((v[i]! - v[j]!) * before) / (before - here)
    }
    if (here >= 0) {
      outU[left] = u[i]!
      outV[left++] = v[i]!
    }
  }
  return left
}
