import { type FeatureChunk, POLYGON } from '../features/feature-chunk.ts'
import { positionHash } from './border-table.ts'

/** Below this many ring positions a sample would tell too little, and all of them take little. */
const SAMPLED_FROM = 100_000
/** Below this many, junctions are found sooner than they are worth a question. */
const ASKED_FROM = 2_000_000
/** Of the places in a sample at least this share lies on more than one ring where borders are shared. */
const SHARED_SHARE = 0.01
const SAMPLE_BITS = 8
/** A sample of some hundred places is wrong by a few in a hundred; a table that turns out full is filled again. */
const MARGIN = 1.25

export interface BorderSample {
  /** Different ring positions at most. */
  places: number
  /** Whether borders are shared often enough to look for junctions; always so for few positions. */
  shared: boolean
}

/**
 * How many different places rings have, and whether at least one in a hundred lies on two rings: from a sample that is
 * chosen by the hash of the places, so that it is the same for any order of the features and holds each place whole.
 * @param ringPositions how many ring positions the chunks hold; each place is counted once for each ring through it
 */
export function sampleBorders(chunks: readonly FeatureChunk[], ringPositions: number): BorderSample {
  if (ringPositions < SAMPLED_FROM) return { places: ringPositions, shared: true }
  const sample = sampled(chunks, ringPositions)
  if (sample === null) return { places: ringPositions, shared: true }
  let places = 0
  let shared = 0
  for (let i = 0; i < sample.length; i++) {
    if (i > 0 && sample[i] === sample[i - 1]) {
      if (i < 2 || sample[i] !== sample[i - 2]) shared++
    } else places++
  }
  return {
    places: Math.min(ringPositions, Math.ceil(places * 2 ** SAMPLE_BITS * MARGIN)),
    shared: ringPositions < ASKED_FROM || shared >= places * SHARED_SHARE,
  }
}

/** Hashes of one place in 256, sorted, as often as rings go through it; null where they are far more than a fair share. */
function sampled(chunks: readonly FeatureChunk[], ringPositions: number): Uint32Array | null {
  const sample = new Uint32Array(Math.ceil(ringPositions / 2 ** (SAMPLE_BITS - 2)) + 1024)
  let taken = 0
  for (const { positions, positionStart, chainStart, kinds, count } of chunks) {
    for (let feature = 0; feature < count; feature++) {
      if (kinds[feature] !== POLYGON) continue
      const end = positionStart[chainStart[feature + 1]!]!
      for (let i = positionStart[chainStart[feature]!]!; i < end; i++) {
        const hash = positionHash(positions[2 * i]!, positions[2 * i + 1]!)
        if (hash >>> (32 - SAMPLE_BITS) !== 0) continue
        if (taken === sample.length) return null
        sample[taken++] = hash
      }
    }
  }
  return sample.subarray(0, taken).sort()
}
