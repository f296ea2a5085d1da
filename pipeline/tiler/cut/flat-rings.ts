import { EXTENT } from '../grid.ts'
import type { ChainSet } from './chain-set.ts'
import { tileAt, tileStart, worldEdge } from './tile-range.ts'

/** Units whose products doubles hold exactly. */
const WIDEST = 2 ** 25

/** True when the chain that is being written, a ring in whole units of a zoom, goes forth and back and holds no ground. */
export function isFlat(set: ChainSet): boolean {
  return liesOnLine(set) || (twiceArea(set) === 0 && runsBack(set))
}

function liesOnLine(set: ChainSet): boolean {
  const { positions } = set
  const start = set.start[set.chains]!
  if (set.count - start < 3) return true
  const ax = positions[2 * start]!
  const ay = positions[2 * start + 1]!
  const dx = positions[2 * start + 2]! - ax
  const dy = positions[2 * start + 3]! - ay
  for (let i = start + 2; i < set.count; i++) {
    const ex = positions[2 * i]! - ax
    const ey = positions[2 * i + 1]! - ay
    const product = dx * ey
    // Products that differ once they are rounded do differ; large ones that do not may still.
    if (product !== dy * ex) return false
    if (!Number.isSafeInteger(product) && BigInt(dx) * BigInt(ey) !== BigInt(dy) * BigInt(ex)) return false
  }
  return true
}

function twiceArea({ positions, start, chains, count }: ChainSet): number {
  const first = start[chains]!
  const ox = positions[2 * first]!
  const oy = positions[2 * first + 1]!
  let twice = 0
  for (let i = first + 2; i < count; i++) {
    const ax = positions[2 * i - 2]! - ox
    const ay = positions[2 * i - 1]! - oy
    // Beyond, products are no longer whole; so wide a ring is drawn as it is.
    if (Math.abs(ax) > WIDEST || Math.abs(ay) > WIDEST) return Number.NaN
    twice += ax * (positions[2 * i + 1]! - oy) - (positions[2 * i]! - ox) * ay
  }
  return twice
}

/** Whether nothing is left of a ring once every stretch that it walks forth and back is taken away. */
function runsBack({ positions, start, chains, count }: ChainSet): boolean {
  const left: number[] = []
  for (let i = start[chains]!; i < count; i++) {
    left.push(i)
    while (left.length > 2 && turnsBack(positions, left.at(-3)!, left.at(-2)!, left.at(-1)!)) {
      left.splice(-2, 1)
      if (isSame(positions, left.at(-2)!, left.at(-1)!)) left.pop()
    }
  }
  for (let more = true; more && left.length > 2; ) {
    more = false
    if (
      isSame(positions, left[0]!, left.at(-1)!) ||
      turnsBack(positions, left.at(-2)!, left.at(-1)!, left[0]!)
    ) {
      left.pop()
      more = true
    } else if (turnsBack(positions, left.at(-1)!, left[0]!, left[1]!)) {
      left.shift()
      more = true
    }
  }
  return left.length < 3
}

function isSame(positions: Float64Array, a: number, b: number): boolean {
  return positions[2 * a] === positions[2 * b] && positions[2 * a + 1] === positions[2 * b + 1]
}

/** Whether the way from a to b goes back along itself to c. */
function turnsBack(positions: Float64Array, a: number, b: number, c: number): boolean {
  const ux = positions[2 * b]! - positions[2 * a]!
  const uy = positions[2 * b + 1]! - positions[2 * a + 1]!
  const vx = positions[2 * c]! - positions[2 * b]!
  const vy = positions[2 * c + 1]! - positions[2 * b + 1]!
  return ux * vy === uy * vx && ux * vx + uy * vy < 0
}

/**
 * Puts in the place of a flat ring what stands for it: a triangle along it or its longest edge, two units high, or a square of 2 x 2 units where it
 * has shrunk to a point. Where a ring runs along the edge of the world its triangle lies within.
 */
export function thicken(set: ChainSet, zoom: number): void {
  const { positions } = set
  const start = set.start[set.chains]!
  const onLine = liesOnLine(set)
  const a = onLine
    ? farthestFrom(set, start, positions[2 * start]!, positions[2 * start + 1]!)
    : longestEdge(set)
  const ax = positions[2 * a]!
  const ay = positions[2 * a + 1]!
  const b = onLine ? farthestFrom(set, start, ax, ay) : a + 1
  const bx = positions[2 * b]!
  const by = positions[2 * b + 1]!
  set.dropChain()
  if (Math.abs(ax - bx) < 2 && Math.abs(ay - by) < 2) {
    addSquare(set, zoom, ax, ay)
    return
  }
  set.reserve(3)
  const middleX = Math.floor((ax + bx) / 2)
  const middleY = Math.floor((ay + by) / 2)
  const lying = Math.abs(bx - ax) >= Math.abs(by - ay)
  push(set, ax, ay)
  push(set, bx, by)
  push(set, lying ? middleX : beside(zoom, middleX), lying ? beside(zoom, middleY) : middleY)
}

/** Two units farther east or south, or back where no tile is any more. */
function beside(zoom: number, units: number): number {
  return units + 2 > worldEdge(zoom) ? units - 2 : units + 2
}

/** A square of 2 x 2 units about a place, moved so that it lies wholly within one tile. */
export function addSquare(set: ChainSet, zoom: number, x: number, y: number): void {
  const cx = withinTile(zoom, x)
  const cy = withinTile(zoom, y)
  set.reserve(4)
  push(set, cx - 1, cy - 1)
  push(set, cx + 1, cy - 1)
  push(set, cx + 1, cy + 1)
  push(set, cx - 1, cy + 1)
}

/** A line of two units through a place, wholly within one tile. */
export function addDash(set: ChainSet, zoom: number, x: number, y: number): void {
  const cx = withinTile(zoom, x)
  set.reserve(2)
  push(set, cx - 1, y)
  push(set, cx + 1, y)
}

function withinTile(zoom: number, units: number): number {
  const start = tileStart(zoom, tileAt(zoom, units))
  return Math.min(Math.max(units, start + 1), start + EXTENT - 1)
}

function push(set: ChainSet, x: number, y: number): void {
  set.positions[2 * set.count] = x
  set.positions[2 * set.count + 1] = y
  set.count++
}

/** Where the longest edge of the chain begins that does not close it; what runs back has each of its edges twice. */
function longestEdge({ positions, start, chains, count }: ChainSet): number {
  let best = start[chains]!
  let best2 = -1
  for (let i = best; i + 1 < count; i++) {
    const dx = positions[2 * i + 2]! - positions[2 * i]!
    const dy = positions[2 * i + 3]! - positions[2 * i + 1]!
    if (dx * dx + dy * dy <= best2) continue
    best2 = dx * dx + dy * dy
    best = i
  }
  return best
}

function farthestFrom({ positions, count }: ChainSet, start: number, x: number, y: number): number {
  let best = start
  let best2 = -1
  for (let i = start; i < count; i++) {
    const dx = positions[2 * i]! - x
    const dy = positions[2 * i + 1]! - y
    const distance2 = dx * dx + dy * dy
    if (distance2 > best2) {
      best2 = distance2
      best = i
    }
  }
  return best
}
