import { type FeatureChunk, POLYGON } from '../features/feature-chunk.ts'

/** A position of this pair hash is a junction: two rings go on from it in different ways. */
const JUNCTION = 0
const EMPTY = 0
/** Of the slots no more than this share is taken, so that a search stays short. */
const FULLEST = 0.75

/**
 * Which ring positions are junctions: places where the rings that meet there do not all have the same two neighbours.
 * Between two junctions a border is one arc, whoever it belongs to, and is simplified once for all.
 *
 * Two words a position, side by side in memory that threads share: its hash, and a hash of its two neighbours that does
 * not tell which of them comes first. Positions of equal hash count as one: of twelve million about one in a thousand is so taken
 * for a junction, which keeps it at every zoom and does no other harm. What is found does not depend on the order of the rings.
 */
export interface BorderTable {
  /** Slots of one shard: 2 to the power of bits. */
  slots: number
  bits: number
  shards: number
  /** Slot s has its hash at 2s and its pair at 2s + 1. */
  words: Uint32Array
}

/** @param positions how many positions of rings there are; each place is counted once for each ring through it */
export function borderTable(positions: number, shards: number): BorderTable {
  // At least every second position of a shared border is there twice; those of free borders are not.
  let bits = 10
  while (2 ** bits * shards * FULLEST < positions) bits++
  const slots = 2 ** bits
  return {
    slots,
    bits,
    shards,
    words: new Uint32Array(new SharedArrayBuffer(slots * shards * 8)),
  }
}

/** Never EMPTY. */
export function positionHash(x: number, y: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12) ^ y, 0x297a2d39)
  h = (h ^ (h >>> 15)) >>> 0
  return h === EMPTY ? 1 : h
}

/** Never JUNCTION; the same for either order of the neighbours. */
function pairHash(before: number, after: number): number {
  const sum = Math.imul((before + after) | 0, 0x9e3779b1) ^ (before ^ after)
  const h = (sum ^ (sum >>> 16)) >>> 0
  return h === JUNCTION ? 1 : h
}

/** Puts the ring positions of a chunk into one shard of the table: those whose hash belongs there. */
export function addBorders(table: BorderTable, chunk: FeatureChunk, shard: number): void {
  const { positions, positionStart, chainStart, kinds } = chunk
  for (let feature = 0; feature < chunk.count; feature++) {
    if (kinds[feature] !== POLYGON) continue
    for (let chain = chainStart[feature]!; chain < chainStart[feature + 1]!; chain++) {
      const start = positionStart[chain]!
      const end = positionStart[chain + 1]!
      if (end - start < 3) continue
      let before = positionHash(positions[2 * end - 2]!, positions[2 * end - 1]!)
      let here = positionHash(positions[2 * start]!, positions[2 * start + 1]!)
      for (let i = start; i < end; i++) {
        const next = i + 1 === end ? start : i + 1
        const after = positionHash(positions[2 * next]!, positions[2 * next + 1]!)
        if (shardOf(table, here) === shard) addPosition(table, here, pairHash(before, after))
        before = here
        here = after
      }
    }
  }
}

function shardOf(table: BorderTable, hash: number): number {
  return table.shards === 1 ? 0 : Math.floor((hash * table.shards) / 2 ** 32)
}

function addPosition(table: BorderTable, hash: number, pair: number): void {
  const { words } = table
  const at = placeOf(table, hash)
  if (words[at] === EMPTY) {
    words[at] = hash
    words[at + 1] = pair
  } else if (words[at + 1] !== pair) words[at + 1] = JUNCTION
}

/** Where in the words the hash is, or would go. */
function placeOf(table: BorderTable, hash: number): number {
  const { words, slots } = table
  const base = shardOf(table, hash) * slots
  // The highest bits of the hash chose the shard: these are the highest of another mixture.
  let slot = Math.imul(hash, 0x9e3779b1) >>> (32 - table.bits)
  for (;;) {
    const at = 2 * (base + slot)
    const found = words[at]
    if (found === hash || found === EMPTY) return at
    slot = (slot + 1) & (slots - 1)
  }
}

export function isJunction(table: BorderTable, hash: number): boolean {
  return table.words[placeOf(table, hash) + 1] === JUNCTION
}

/** Below this many ring positions a table costs less than a look at a sample. */
const SAMPLED_FROM = 2_000_000
/** Of the positions in a sample at least this share lies on more than one ring where borders are shared. */
const SHARED_SHARE = 0.01
const SAMPLE_BITS = 8

/**
 * Whether borders are shared often enough to look for junctions: in a sample of the places (by their hash, so that it is
 * the same for any order of the features) at least one in a hundred lies on two rings. Always so for few positions.
 */
export function sharesBorders(chunks: readonly FeatureChunk[], ringPositions: number): boolean {
  if (ringPositions < SAMPLED_FROM) return true
  const sample = new Uint32Array(Math.ceil(ringPositions / 2 ** (SAMPLE_BITS - 2)) + 1024)
  let taken = 0
  for (const { positions, positionStart, chainStart, kinds, count } of chunks) {
    for (let feature = 0; feature < count; feature++) {
      if (kinds[feature] !== POLYGON) continue
      const end = positionStart[chainStart[feature + 1]!]!
      for (let i = positionStart[chainStart[feature]!]!; i < end; i++) {
        const hash = positionHash(positions[2 * i]!, positions[2 * i + 1]!)
        if (hash >>> (32 - SAMPLE_BITS) === 0 && taken < sample.length) sample[taken++] = hash
      }
    }
  }
  const sorted = sample.subarray(0, taken).sort()
  let places = 0
  let shared = 0
  for (let i = 0; i < taken; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) {
      if (i < 2 || sorted[i] !== sorted[i - 2]) shared++
    } else places++
  }
  return shared >= places * SHARED_SHARE
}
