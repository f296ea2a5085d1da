/** A place of the world in units of a zoom, as messages call it: its tile (column/row), and where in it. */
export function placeText(worldX: number, worldY: number, extent: number): string {
  const [column, row] = [Math.floor(worldX / extent), Math.floor(worldY / extent)]
  const within = (units: number) => Math.round(units * 10) / 10
  return `tile ${column}/${row} at ${within(worldX - column * extent)}, ${within(worldY - row * extent)}`
}

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

/** Whether the edges from point a to b and from c to d have a place in common. */
export function edgesMeet(
  x: Float64Array,
  y: Float64Array,
  a: number,
  b: number,
  c: number,
  d: number,
): boolean {
  if (Math.max(x[a]!, x[b]!) < Math.min(x[c]!, x[d]!) || Math.max(x[c]!, x[d]!) < Math.min(x[a]!, x[b]!))
    return false
  if (Math.max(y[a]!, y[b]!) < Math.min(y[c]!, y[d]!) || Math.max(y[c]!, y[d]!) < Math.min(y[a]!, y[b]!))
    return false
  const side = (i: number, j: number, k: number) =>
    Math.sign((x[j]! - x[i]!) * (y[k]! - y[i]!) - (y[j]! - y[i]!) * (x[k]! - x[i]!))
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0
}
