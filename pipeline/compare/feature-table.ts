/** What is known of a feature that is not drawn the same in every tile of both archives. */
export const SEEN = {
  /** Drawn in a tile where the other archive does not draw it. */
  onlyA: 1,
  onlyB: 2,
  /** Drawn by both in some tile. */
  both: 4,
  attributes: 8,
  geometry: 16,
} as const

const FIRST_SLOTS = 256

/** Features by id with what was seen of them: 29 bytes for each of its slots, of which at least half are free. */
export class FeatureTable {
  #ids = new Float64Array(FIRST_SLOTS).fill(Number.NaN)
  #seen = new Uint8Array(FIRST_SLOTS)
  #distances = new Float64Array(FIRST_SLOTS)
  #tiles = new Float64Array(FIRST_SLOTS)
  count = 0

  /** @returns what was seen before. */
  see(id: number, what: number): number {
    const slot = this.#slotOf(id, true)
    const before = this.#seen[slot]!
    this.#seen[slot] = before | what
    return before
  }

  /** Keeps the greatest distance and the tile where it was found first. */
  moved(id: number, distance: number, tileId: number): void {
    const slot = this.#slotOf(id, true)
    const isFirst = (this.#seen[slot]! & SEEN.geometry) === 0
    this.#seen[slot]! |= SEEN.geometry
    if (!isFirst && distance <= this.#distances[slot]!) return
    this.#distances[slot] = distance
    this.#tiles[slot] = tileId
  }

  has(id: number): boolean {
    return !Number.isNaN(this.#ids[this.#slotOf(id, false)])
  }

  each(visit: (id: number, seen: number, distance: number, tileId: number) => void): void {
    for (let slot = 0; slot < this.#ids.length; slot++) {
      const id = this.#ids[slot]!
      if (!Number.isNaN(id)) visit(id, this.#seen[slot]!, this.#distances[slot]!, this.#tiles[slot]!)
    }
  }

  #slotOf(id: number, add: boolean): number {
    const mask = this.#ids.length - 1
    let slot = scattered(id) & mask
    while (this.#ids[slot] !== id && !Number.isNaN(this.#ids[slot])) slot = (slot + 1) & mask
    if (!add || this.#ids[slot] === id) return slot
    if (2 * (this.count + 1) > this.#ids.length) {
      this.#grow()
      return this.#slotOf(id, true)
    }
    this.#ids[slot] = id
    this.count++
    return slot
  }

  #grow(): void {
    const [ids, seen, distances, tiles] = [this.#ids, this.#seen, this.#distances, this.#tiles]
    this.#ids = new Float64Array(ids.length * 2).fill(Number.NaN)
    this.#seen = new Uint8Array(ids.length * 2)
    this.#distances = new Float64Array(ids.length * 2)
    this.#tiles = new Float64Array(ids.length * 2)
    this.count = 0
    for (let i = 0; i < ids.length; i++) {
      if (Number.isNaN(ids[i])) continue
      const slot = this.#slotOf(ids[i]!, true)
      this.#seen[slot] = seen[i]!
      this.#distances[slot] = distances[i]!
      this.#tiles[slot] = tiles[i]!
    }
  }
}

function scattered(id: number): number {
  const mixed =
    Math.imul((id % 4_294_967_296) | 0, 0x9e3779b1) ^ Math.imul((id / 4_294_967_296) | 0, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
