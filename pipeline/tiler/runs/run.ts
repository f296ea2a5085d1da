/**
 * Drawings of features in tiles, in rising order of tile ids, in memory that threads share. Drawing d is feature
 * `features[d]` (its place among all features of the tileset) in the tile `highs[d] * 2^32 + lows[d]`; its MVT commands are
 * `bytes[offsets[d] .. offsets[d + 1]]`.
 */
export interface Run {
  count: number
  lows: Uint32Array
  /** Above zoom 15 tile ids take more than 32 bits; null where none does. */
  highs: Uint32Array | null
  features: Uint32Array
  offsets: Uint32Array
  bytes: Uint8Array
}

export function runBytes(run: Run): number {
  return run.bytes.length + run.count * (run.highs === null ? 12 : 16)
}

export function tileIdAt(run: Run, drawing: number): number {
  const low = run.lows[drawing]!
  return run.highs === null ? low : run.highs[drawing]! * 2 ** 32 + low
}
