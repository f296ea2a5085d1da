import type { Sources } from './sources.ts'

/** Positions are told apart as places of a grid of 2^32 across the world. */
const PLACES = 2 ** 32

/**
 * Which edges of the polygons of a layer two features share: the same two positions, run through once each way or twice the
 * same way. Where an edge is not shared, the source itself ends, gapes or overlaps, be it by the width of a hair.
 */
export class SharedEdges {
  /** By position of the sources: 1 when the edge that starts there is shared. */
  readonly isShared: Uint8Array

  constructor({ positions, positionStart, holes }: Sources) {
    const count = positionStart.data[holes.length]!
    this.isShared = new Uint8Array(count)
    let bits = 4
    while (2 ** bits < 1.5 * count) bits++
    const table = new EdgeTable(bits)
    const slots = new Int32Array(count)
    for (let c = 0; c < holes.length; c++) {
      const from = positionStart.data[c]!
      const to = positionStart.data[c + 1]!
      for (let i = from; i < to; i++) {
        const j = i + 1 < to ? i + 1 : from
        slots[i] = table.add(positions.data, 2 * i, 2 * j)
      }
    }
    for (let i = 0; i < count; i++) this.isShared[i] = table.times[slots[i]!]! > 1 ? 1 : 0
  }
}

/** Counts edges by 62 bits of hash, whichever way they run. */
class EdgeTable {
  readonly times: Uint8Array
  readonly #names: Int32Array
  readonly #mask: number

  constructor(bits: number) {
    this.times = new Uint8Array(2 ** bits)
    this.#names = new Int32Array(2 ** bits)
    this.#mask = 2 ** bits - 1
  }

  /** @returns slot of the edge between the positions at `a` and `b` */
  add(positions: Float64Array, a: number, b: number): number {
    const ax = (positions[a]! * PLACES) | 0
    const ay = (positions[a + 1]! * PLACES) | 0
    const bx = (positions[b]! * PLACES) | 0
    const by = (positions[b + 1]! * PLACES) | 0
    const p = mixed(ax, ay, 0x2545f491)
    const q = mixed(bx, by, 0x2545f491)
    const name = mixed(p ^ q, (p + q) | 0, 0x9e3779b1) | 1
    let slot = mixed((p + q) | 0, Math.imul(p, q), 0x85ebca6b) & this.#mask
    while (this.times[slot] !== 0 && this.#names[slot] !== name) slot = (slot + 1) & this.#mask
    this.#names[slot] = name
    if (this.times[slot]! < 255) this.times[slot]!++
    return slot
  }
}

function mixed(x: number, y: number, seed: number): number {
  let hash = Math.imul(x ^ seed, 0xcc9e2d51)
  hash = Math.imul((hash << 15) | (hash >>> 17), 0x1b873593)
  hash = Math.imul((hash ^ y) | 0, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
