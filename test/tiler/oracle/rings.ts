import { ringArea, type TilePoint } from '../../../pipeline/archive/index.ts'

/**
 * Chain in tile units without repeated points and, for a ring, without spikes (stretches that run back over
 * themselves), as MVT 2.1 section 4.3.4 demands. A ring comes back open.
 */
export function cleanLine(points: readonly TilePoint[]): TilePoint[] {
  return points.filter((point, i) => i === 0 || !same(point, points[i - 1]!))
}

export function cleanRing(points: readonly TilePoint[]): TilePoint[] {
  let ring: TilePoint[] = []
  for (const point of points) push(ring, point)
  // The seam between last and first point is a place like any other.
  for (let before = -1; ring.length !== before && ring.length > 0; ) {
    before = ring.length
    while (ring.length > 1 && same(ring[0]!, ring.at(-1)!)) ring.pop()
    if (ring.length < 3) return []
    if (isSpike(ring.at(-2)!, ring.at(-1)!, ring[0]!)) ring.pop()
    else if (isSpike(ring.at(-1)!, ring[0]!, ring[1]!)) ring = ring.slice(1)
  }
  return ring.length >= 3 && ringArea(ring) !== 0 ? ring : []
}

function push(ring: TilePoint[], point: TilePoint): void {
  for (;;) {
    const last = ring.at(-1)
    if (last !== undefined && same(last, point)) return
    const before = ring.at(-2)
    if (last === undefined || before === undefined || !isSpike(before, last, point)) break
    ring.pop()
  }
  ring.push(point)
}

/** The ring turned so that its area has the wanted sign: positive for an exterior, negative for a hole. */
export function orient(ring: TilePoint[], sign: 1 | -1): TilePoint[] {
  return ringArea(ring) * sign > 0 ? ring : ring.toReversed()
}

/** Square of 2 x 2 units around a point, wholly within the tile. */
export function minimalSquare(x: number, y: number, extent: number): TilePoint[] {
  const cx = clamp(x, 1, extent - 1)
  const cy = clamp(y, 1, extent - 1)
  return [
    [cx - 1, cy - 1],
    [cx + 1, cy - 1],
    [cx + 1, cy + 1],
    [cx - 1, cy + 1],
  ]
}

/** Line of two units through a point, wholly within the tile. */
export function minimalLine(x: number, y: number, extent: number): TilePoint[] {
  const cx = clamp(x, 1, extent - 1)
  const cy = clamp(y, 0, extent)
  return [
    [cx - 1, cy],
    [cx + 1, cy],
  ]
}

/**
 * What stands for an exterior ring that rounding made flat: a triangle along its longest stretch, two units high, or a
 * minimal square when it shrank to a point.
 */
export function thicken(points: readonly TilePoint[], extent: number): TilePoint[] {
  const a = points.reduce((best, p) => (p[0] < best[0] || (p[0] === best[0] && p[1] < best[1]) ? p : best))
  const b = points.reduce((best, p) => (distance2(a, p) > distance2(a, best) ? p : best), a)
  if (same(a, b)) return minimalSquare(a[0], a[1], extent)
  const middle: TilePoint = [Math.round((a[0] + b[0]) / 2), Math.round((a[1] + b[1]) / 2)]
  const flat = Math.abs(b[0] - a[0]) >= Math.abs(b[1] - a[1])
  const c: TilePoint = flat ? [middle[0], middle[1] + 2] : [middle[0] + 2, middle[1]]
  return orient([a, b, c], 1)
}

function same(a: TilePoint, b: TilePoint): boolean {
  return a[0] === b[0] && a[1] === b[1]
}

/** True when b lies on one line with a and c and the way turns back at b. */
function isSpike(a: TilePoint, b: TilePoint, c: TilePoint): boolean {
  const ux = b[0] - a[0]
  const uy = b[1] - a[1]
  const vx = c[0] - b[0]
  const vy = c[1] - b[1]
  return ux * vy === uy * vx && ux * vx + uy * vy < 0
}

function distance2(a: TilePoint, b: TilePoint): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
