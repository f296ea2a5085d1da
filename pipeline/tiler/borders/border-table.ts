import { type FeatureChunk, POLYGON } from '../features/feature-chunk.ts'

/** A position of this pair hash is a junction: two rings go on from it in different ways. */
const JUNCTION = 0
const EMPTY = 0
/** Of the slots this share is to be taken, so that a search stays short. */
const WANTED = 0.75
/** A shard that has a larger share of its slots taken is full. */
const FULLEST = 0.875
const LEAST_SLOTS = 1024

/**
 * Which ring positions are junctions: places where the rings that meet there do not all have the same two neighbours.
 * Between two junctions a border is one arc, whoever it belongs to, and is simplified once for all.
 *
 * Two words a position, side by side in memory that threads share: its hash, and a hash of its two neighbours that does
 * not tell which of them comes first. Positions of equal hash count as one: of twelve million about one in a thousand is so taken
 * for a junction, which keeps it at every zoom and does no other harm. What is found does not depend on the order of the rings.
 */
export interface BorderTable {
  /** Slots of one shard. */
  slots: number
  shards: number
  /** Slot s has its hash at 2s and its pair at 2s + 1. */
  words: Uint32Array
}

/** @param places different positions of rings at most; see `sampleBorders` */
export function borderTable(places: number, shards: number): BorderTable {
  const slots = Math.max(LEAST_SLOTS, Math.ceil(places / (shards * WANTED)))
  return {
    slots,
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

/**
 * A table that holds all ring positions. One that turns out to be full, where the sample misled, is thrown away whole for one
 * of twice the slots: what is left out of a shard would hang on how many shards there are.
 * @param fill adds all rings to each shard, and tells of each whether it had room
 */
export async function fillBorders(
  places: number,
  shards: number,
  fill: (table: BorderTable) => Promise<readonly boolean[]>,
): Promise<BorderTable> {
  for (let wanted = places; ; ) {
    const table = borderTable(wanted, shards)
    const fits = await fill(table)
    if (!fits.includes(false)) return table
    wanted = Math.floor(2 * table.slots * shards * WANTED)
  }
}

/**
 * Puts the ring positions of chunks into one empty shard of the table: those whose hash belongs there.
 * @returns false, and a shard that is of no use, when it is too small
 */
export function addBorders(table: BorderTable, chunks: readonly FeatureChunk[], shard: number): boolean {
  let room = Math.floor(table.slots * FULLEST)
  for (const chunk of chunks) {
    room = addChunk(table, chunk, shard, room)
    if (room < 0) return false
  }
  return true
}

/** @returns how many more positions the shard takes; below 0 when it is full */
function addChunk(table: BorderTable, chunk: FeatureChunk, shard: number, room: number): number {
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
        if (shardOf(table, here) === shard && addPosition(table, here, pairHash(before, after)) && --room < 0)
          return room
        before = here
        here = after
      }
    }
  }
  return room
}

function shardOf(table: BorderTable, hash: number): number {
  return table.shards === 1 ? 0 : Math.floor((hash * table.shards) / 2 ** 32)
}

/** @returns whether the position was not there before */
function addPosition(table: BorderTable, hash: number, pair: number): boolean {
  const { words } = table
  const at = placeOf(table, hash)
  if (words[at] === EMPTY) {
    words[at] = hash
    words[at + 1] = pair
    return true
  }
  if (words[at + 1] !== pair) words[at + 1] = JUNCTION
  return false
}

/** Where in the words the hash is, or would go: some slots of every shard are empty. */
function placeOf(table: BorderTable, hash: number): number {
  const { words, slots } = table
  const base = shardOf(table, hash) * slots
  // The highest bits of the hash chose the shard: these are the highest of another mixture.
  let slot = Math.floor(((Math.imul(hash, 0x9e3779b1) >>> 0) * slots) / 2 ** 32)
  for (;;) {
    const at = 2 * (base + slot)
    const found = words[at]
    if (found === hash || found === EMPTY) return at
    slot = slot + 1 === slots ? 0 : slot + 1
  }
}

export function isJunction(table: BorderTable, hash: number): boolean {
  return table.words[placeOf(table, hash) + 1] === JUNCTION
}
