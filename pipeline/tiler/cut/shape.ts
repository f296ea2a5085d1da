import { type FeatureChunk, HOLE, PART } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM } from '../grid.ts'
import type { ChainSet } from './chain-set.ts'
import type { KeptPositions } from './kept-positions.ts'

const LAST_PLACE = 2 ** 31 - 1

/**
 * Adds a chain of a feature as it is drawn at a zoom: the positions kept there, rounded to whole world units (half up), without
 * equal neighbours. The chain is not ended: see `ChainSet.endChain`.
 * @param chain of the feature, from 0
 * @param ring whether its last position is next to its first
 */
export function addChain(
  set: ChainSet,
  positions: Int32Array,
  kept: KeptPositions,
  chain: number,
  zoom: number,
  ring: boolean,
): void {
  const { places } = kept
  const start = kept.start[chain]!
  const end = kept.start[chain + 1]!
  set.reserve(end - start)
  const out = set.positions
  const shift = DEEPEST_ZOOM - zoom
  const half = shift === 0 ? 0 : 2 ** (shift - 1)
  // Beyond, the sum with half a unit would no longer be a signed 32-bit number: it is rounded to the edge of the world.
  const last = LAST_PLACE - half
  const edge = 2 ** (31 - shift)
  const first = set.count
  let count = first
  let lastX = Number.NaN
  let lastY = Number.NaN
  for (let i = start; i < end; i++) {
    const at = 2 * places[i]!
    const px = positions[at]!
    const py = positions[at + 1]!
    const x = px > last ? edge : (px + half) >> shift
    const y = py > last ? edge : (py + half) >> shift
    if (x === lastX && y === lastY) continue
    out[2 * count] = x
    out[2 * count + 1] = y
    count++
    lastX = x
    lastY = y
  }
  if (ring) {
    while (count - first > 1 && out[2 * first] === lastX && out[2 * first + 1] === lastY) {
      count--
      lastX = out[2 * count - 2]!
      lastY = out[2 * count - 1]!
    }
  }
  set.count = count
}

/** Twice the area of a feature's parts in square places of the grid; holes are taken away from the part that they are of. */
export function twiceAreaOf(chunk: FeatureChunk, feature: number): number {
  const { positions, positionStart, chainStart, roles } = chunk
  let sum = 0
  let part = 0
  for (let chain = chainStart[feature]!; chain < chainStart[feature + 1]!; chain++) {
    const start = positionStart[chain]!
    const end = positionStart[chain + 1]!
    const ox = positions[2 * start]!
    const oy = positions[2 * start + 1]!
    let twice = 0
    for (let i = start + 2; i < end; i++) {
      const ax = positions[2 * i - 2]! - ox
      const ay = positions[2 * i - 1]! - oy
      twice += ax * (positions[2 * i + 1]! - oy) - (positions[2 * i]! - ox) * ay
    }
    if (roles[chain] === HOLE) part -= Math.abs(twice)
    else {
      sum += Math.max(part, 0)
      part = Math.abs(twice)
    }
  }
  return sum + Math.max(part, 0)
}

export function isHole(chunk: FeatureChunk, chain: number): boolean {
  return chunk.roles[chain] !== PART
}
