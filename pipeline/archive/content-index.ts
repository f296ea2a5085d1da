/** Contents already stored are found again by these bytes at the end of a gzip: CRC-32 and length of what it holds (RFC 1952). */
const TRAILER_BYTES = 8
const FIRST_SLOTS = 1 << 12
/** Copies of contents met again are kept up to this many bytes, so that most are not read back from the file. */
const KEPT_BYTES = 1 << 22

/**
 * Knows where every different content of an archive is stored, in at most 48 bytes each. Contents with the same checksum and
 * length are held against each other byte by byte.
 */
export class ContentIndex {
  #checksums = new Uint32Array(FIRST_SLOTS / 2)
  #lengths = new Uint32Array(FIRST_SLOTS / 2)
  #places = new Float64Array(FIRST_SLOTS / 2)
  /** Content number + 1 by hash, 0 where free; twice as many slots as contents or more. */
  #slots = new Int32Array(FIRST_SLOTS)
  readonly #kept = new Map<number, Uint8Array>()
  #keptBytes = 0
  readonly #stored: (place: number, length: number) => Uint8Array
  /** Different contents so far. */
  count = 0

  /** @param stored reads the bytes of a content back from its place. */
  constructor(stored: (place: number, length: number) => Uint8Array) {
    this.#stored = stored
  }

  /**
   * @param gzip a whole gzip; any other bytes are told apart as well, only slower.
   * @param place where it will be stored when it is new; not the place of any other.
   * @returns place of the equal content, or `place`.
   */
  placeOf(gzip: Uint8Array, place: number): number {
    const checksum = checksumOf(gzip)
    const mask = this.#slots.length - 1
    let slot = scattered(checksum) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const content = this.#slots[slot]! - 1
      if (this.#checksums[content] !== checksum || this.#lengths[content] !== gzip.length) continue
      if (this.#isEqual(content, gzip)) return this.#places[content]!
    }
    const content = this.count++
    this.#slots[slot] = content + 1
    this.#checksums[content] = checksum
    this.#lengths[content] = gzip.length
    this.#places[content] = place
    if (this.count === this.#checksums.length) this.#grow()
    return place
  }

  #isEqual(content: number, gzip: Uint8Array): boolean {
    const kept = this.#kept.get(content)
    if (kept !== undefined) return Buffer.compare(kept, gzip) === 0
    const stored = this.#stored(this.#places[content]!, gzip.length)
    if (Buffer.compare(stored, gzip) !== 0) return false
    if (this.#keptBytes + stored.length <= KEPT_BYTES) {
      this.#keptBytes += stored.length
      this.#kept.set(content, stored.slice())
    }
    return true
  }

  #grow(): void {
    this.#checksums = doubled(this.#checksums)
    this.#lengths = doubled(this.#lengths)
    const places = new Float64Array(this.#places.length * 2)
    places.set(this.#places)
    this.#places = places
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let content = 0; content < this.count; content++) {
      let slot = scattered(this.#checksums[content]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = content + 1
    }
    this.#slots = slots
  }
}

function checksumOf(gzip: Uint8Array): number {
  const at = gzip.length - TRAILER_BYTES
  if (at < 0) return 0
  return (gzip[at]! | (gzip[at + 1]! << 8) | (gzip[at + 2]! << 16) | (gzip[at + 3]! << 24)) >>> 0
}

function scattered(checksum: number): number {
  const mixed = Math.imul(checksum, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(values.length * 2)
  grown.set(values)
  return grown
}
