import { positionHash } from '../borders/border-table.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'

/** The square of 2 x 2 units that stands for a polygon too small to draw. */
export const TINY_SQUARE_UNITS = 4

/**
 * Whether a polygon too small to draw is among those that are drawn as a square: as many as their areas add up to. The
 * choice hangs on the place alone, so that what is drawn at one zoom is drawn at every deeper one.
 * @param area_units2 its area in square tile units, below 4
 */
export function isDithered(chunk: FeatureChunk, feature: number, area_units2: number): boolean {
  const at = 2 * chunk.positionStart[chunk.chainStart[feature]!]!
  const chance = positionHash(chunk.positions[at]!, chunk.positions[at + 1]!) / 2 ** 32
  return chance < area_units2 / TINY_SQUARE_UNITS
}
