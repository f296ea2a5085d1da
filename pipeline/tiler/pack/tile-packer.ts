import FlatQueue from 'flatqueue'
import { type Run, tileIdAt } from '../runs/run.ts'
import type { TileWriter } from './tile-writer.ts'

/** A tile as it is packed; the bytes are good until the next one. */
export type Packed = (tile_id: number, tile: Uint8Array, drawings: number) => void

/**
 * Puts the drawings of many runs together, tile by tile, in rising order of tile ids.
 * @param runs in the order of the features they hold
 * @param ranks place of each feature in the order of the tiles; null when they were read in that order
 */
export function packTiles(
  runs: readonly Run[],
  ranks: Uint32Array | null,
  writer: TileWriter,
  packed: Packed,
): void {
  const filled = runs.filter((run) => run.count > 0)
  const cursors = new Uint32Array(filled.length)
  /** Runs that are not read to their end, by the tile id that each has next. */
  const waiting = new FlatQueue<number>(Math.max(1, filled.length), Float64Array, Uint32Array)
  for (const [r, run] of filled.entries()) waiting.push(r, tileIdAt(run, 0))
  const meeting = new Uint32Array(filled.length)
  const drawings = new Drawings()
  while (waiting.length > 0) {
    const tileId = waiting.peekValue()!
    let met = 0
    while (waiting.peekValue() === tileId) meeting[met++] = waiting.pop()!
    // Drawings that come in the order of the features need no other.
    sortFew(meeting, met)
    drawings.clear()
    for (let m = 0; m < met; m++) {
      const r = meeting[m]!
      const run = filled[r]!
      let at = cursors[r]!
      do drawings.add(ranks === null ? run.features[at]! : ranks[run.features[at]!]!, r, at++)
      while (at < run.count && tileIdAt(run, at) === tileId)
      cursors[r] = at
      if (at < run.count) waiting.push(r, tileIdAt(run, at))
    }
    drawings.sort()
    writer.begin()
    for (let i = 0; i < drawings.count; i++) {
      const run = filled[drawings.runs[i]!]!
      const at = drawings.places[i]!
      writer.add(run.features[at]!, run.bytes, run.offsets[at]!, run.offsets[at + 1]!)
    }
    packed(tileId, writer.finish(), drawings.count)
  }
}

/** Mostly one or two runs meet in a tile, for which a call of `sort` takes longer than all else. */
function sortFew(numbers: Uint32Array, count: number): void {
  if (count > 32) {
    numbers.subarray(0, count).sort()
    return
  }
  for (let i = 1; i < count; i++) {
    const number = numbers[i]!
    let at = i
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!
    numbers[at] = number
  }
}

/** Ranks have 32 bits; what is left of a double numbers the drawings of a tile. */
const PLACE_BITS = 21

/** The drawings of one tile. */
class Drawings {
  count = 0
  runs = new Uint32Array(1024)
  places = new Uint32Array(1024)
  #ranks = new Uint32Array(1024)
  #rising = true

  clear(): void {
    this.count = 0
    this.#rising = true
  }

  add(rank: number, run: number, place: number): void {
    const at = this.count++
    if (at === this.runs.length) {
      this.runs = grown(this.runs)
      this.places = grown(this.places)
      this.#ranks = grown(this.#ranks)
    }
    this.#ranks[at] = rank
    this.runs[at] = run
    this.places[at] = place
    if (at > 0 && rank < this.#ranks[at - 1]!) this.#rising = false
  }

  sort(): void {
    if (this.#rising) return
    const { count } = this
    const ranks = this.#ranks
    const order =
      count < 2 ** PLACE_BITS
        ? Float64Array.from({ length: count }, (_, i) => ranks[i]! * 2 ** PLACE_BITS + i)
            .sort()
            .map((key) => key % 2 ** PLACE_BITS)
        : Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => ranks[a]! - ranks[b]! || a - b)
    const { runs, places } = this
    this.runs = Uint32Array.from({ length: runs.length }, (_, i) => (i < count ? runs[order[i]!]! : 0))
    this.places = Uint32Array.from({ length: runs.length }, (_, i) => (i < count ? places[order[i]!]! : 0))
  }
}

function grown(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(2 * words.length)
  more.set(words)
  return more
}
