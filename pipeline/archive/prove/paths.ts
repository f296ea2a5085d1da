/** Twice the signed area of the ring of points `from .. to`. */
export function twiceAreaOf(x: Float64Array, y: Float64Array, from: number, to: number): number {
  const ox = x[from]!
  const oy = y[from]!
  let twice = 0
  for (let i = from + 1; i + 1 < to; i++) {
    twice += (x[i]! - ox) * (y[i + 1]! - oy) - (x[i + 1]! - ox) * (y[i]! - oy)
  }
  return twice
}

/** Whether `length` points from `from`, around a ring of `count`, enclose less than `width` along their length. */
export function isThinPath(
  x: Float64Array,
  y: Float64Array,
  from: number,
  length: number,
  count: number,
  width: number,
): boolean {
  const ox = x[from % count]!
  const oy = y[from % count]!
  let twice = 0
  let way = 0
  for (let i = 1; i < length; i++) {
    const a = (from + i - 1) % count
    const b = (from + i) % count
    twice += (x[a]! - ox) * (y[b]! - oy) - (x[b]! - ox) * (y[a]! - oy)
    way += distance(x, y, a, b)
  }
  return Math.abs(twice) <= width * way
}

export function distance(x: Float64Array, y: Float64Array, i: number, j: number): number {
  const dx = x[j]! - x[i]!
  const dy = y[j]! - y[i]!
  return Math.sqrt(dx * dx + dy * dy)
}
