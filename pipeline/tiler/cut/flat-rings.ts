import { EXTENT } from '../grid.ts'
import type { ChainSet } from './chain-set.ts'
import { tileAt, tileStart } from './tile-range.ts'

/** True when all positions of the chain that is being written, whole units of a zoom, lie on one line. */
export function isFlat(set: ChainSet): boolean {
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

/**
 * Puts in the place of a flat ring what stands for it: a triangle along it, two units high, or a square of 2 x 2 units where it
 * has shrunk to a point.
 */
export function thicken(set: ChainSet, zoom: number): void {
  const { positions } = set
  const start = set.start[set.chains]!
  const x = positions[2 * start]!
  const y = positions[2 * start + 1]!
  const a = farthestFrom(set, start, x, y)
  const ax = positions[2 * a]!
  const ay = positions[2 * a + 1]!
  const b = farthestFrom(set, start, ax, ay)
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
  push(set, lying ? middleX : middleX + 2, lying ? middleY + 2 : middleY)
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
