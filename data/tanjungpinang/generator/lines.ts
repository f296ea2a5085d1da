import { along, between, direction, distance, left, type Point, type Ring } from './plane.ts'
import type { Random } from './random.ts'

/**
 * Makes a hand-drawn line natural: every segment longer than `step_m` gets its middle displaced sideways by up to
 * `roughness` of its length, again and again.
 */
export function roughen(line: readonly Point[], step_m: number, roughness: number, random: Random): Point[] {
  const result: Point[] = [line[0]!]
  for (let i = 1; i < line.length; i++) displace(line[i - 1]!, line[i]!, step_m, roughness, random, result)
  return result
}

function displace(
  a: Point,
  b: Point,
  step_m: number,
  roughness: number,
  random: Random,
  into: Point[],
): void {
  const length = distance(a, b)
  if (length <= step_m) {
    into.push(b)
    return
  }
  const middle = along(
    between(a, b, random.between(0.4, 0.6)),
    left(direction(a, b)),
    random.between(-1, 1) * roughness * length,
  )
  displace(a, middle, step_m, roughness, random, into)
  displace(middle, b, step_m, roughness, random, into)
}

/** Rounds the corners of a hand-drawn line by cutting each at a quarter of its legs; the ends stay. */
export function rounded(line: readonly Point[]): Point[] {
  const result: Point[] = [line[0]!]
  for (let i = 1; i < line.length - 1; i++) {
    result.push(between(line[i]!, line[i - 1]!, 0.25), between(line[i]!, line[i + 1]!, 0.25))
  }
  result.push(line[line.length - 1]!)
  return result
}

export function roughenRing(ring: Ring, step_m: number, roughness: number, random: Random): Point[] {
  return roughen([...ring, ring[0]!], step_m, roughness, random).slice(0, -1)
}

export function length(line: readonly Point[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1]!, line[i]!)
  return sum
}

/** The point `metres` along a line. */
export function pointAt(line: readonly Point[], metres: number): Point {
  let left_m = metres
  for (let i = 1; i < line.length; i++) {
    const span = distance(line[i - 1]!, line[i]!)
    if (left_m <= span) return between(line[i - 1]!, line[i]!, span === 0 ? 0 : left_m / span)
    left_m -= span
  }
  return line[line.length - 1]!
}

/** A stretch of a line, evenly spaced and smoothed over `window_m` to both sides. */
export function smoothStretch(
  line: readonly Point[],
  from_m: number,
  to_m: number,
  count: number,
  window_m: number,
): Point[] {
  const result: Point[] = []
  for (let i = 0; i < count; i++) {
    const middle = from_m + ((to_m - from_m) * i) / (count - 1)
    let x = 0
    let y = 0
    for (let k = -10; k <= 10; k++) {
      const [px, py] = pointAt(line, middle + (k / 10) * window_m)
      x += px
      y += py
    }
    result.push([x / 21, y / 21])
  }
  return result
}

/** Left normals of a line at its vertices, each taken over `reach` vertices to both sides so that they seldom cross. */
export function normals(line: readonly Point[], reach: number): Point[] {
  return line.map((_, i) =>
    left(direction(line[Math.max(0, i - reach)]!, line[Math.min(line.length - 1, i + reach)]!)),
  )
}

/** Smooth values between -1 and 1, sampled at `count` places along `knots` slow waves; closed ones end as they began. */
export function waves(count: number, knots: number, random: Random, closed = false): number[] {
  const values = Array.from({ length: knots + 1 }, () => random.between(-1, 1))
  if (closed) values[knots] = values[0]!
  return Array.from({ length: count }, (_, i) => {
    const place = (i / (closed ? count : Math.max(1, count - 1))) * knots
    const k = Math.min(knots - 1, Math.floor(place))
    const t = place - k
    const s = t * t * (3 - 2 * t)
    return values[k]! * (1 - s) + values[k + 1]! * s
  })
}
