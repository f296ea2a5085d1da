import type { KeyTable } from '../features/keys.ts'
import { ByteTable, HASH_START, hashByte } from '../values/byte-table.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20

/** Spellings remembered at most; beyond, they are learnt anew. */
const MOST_SPELLINGS = 2 ** 17

/**
 * Reads the names of members from JSON text. Features mostly have the same names in the same order, so that the one that
 * followed last time is tried first.
 */
export class KeyReader {
  /** Number in the key table of the key read last, or DROPPED. */
  key = 0
  readonly #keys: KeyTable
  readonly #spellings = new ByteTable(256)
  #keyOf = new Int32Array(256)
  /** For each spelling + 1 (0: start of the feature) the spelling + 1 that followed last time. */
  #after = new Int32Array(257)
  #last = 0

  constructor(keys: KeyTable) {
    this.#keys = keys
  }

  /** Call before the first key of a feature. */
  restart(): void {
    this.#last = 0
  }

  /**
   * Reads the name whose opening quote is `bytes[at]` into `key`.
   * @returns the place after the closing quote, or -1 when no name without escapes and control characters is there
   * @throws UserError when the layer has too many keys
   */
  read(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== QUOTE) return -1
    const start = at + 1
    const { pool, offsets } = this.#spellings
    const guess = this.#after[this.#last]! - 1
    if (guess >= 0) {
      let from = offsets[guess]!
      const to = offsets[guess + 1]!
      let i = start
      while (from < to && pool[from] === bytes[i]) {
        from++
        i++
      }
      if (from === to && bytes[i] === QUOTE) {
        this.#last = guess + 1
        this.key = this.#keyOf[guess]!
        return i + 1
      }
    }
    let hash = HASH_START
    let end = start
    for (let byte = bytes[end]!; byte !== QUOTE; byte = bytes[++end]!) {
      if (!(byte >= SPACE) || byte === BACKSLASH) return -1
      hash = hashByte(hash, byte)
    }
    let spelling = this.#spellings.find(0, bytes, start, end, hash)
    if (spelling < 0) spelling = this.#learn(bytes, start, end, hash)
    this.#after[this.#last] = spelling + 1
    this.#last = spelling + 1
    this.key = this.#keyOf[spelling]!
    return end + 1
  }

  #learn(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
    const key = this.#keys.place(name)
    if (this.#spellings.size >= MOST_SPELLINGS) {
      this.#spellings.clear()
      this.#after.fill(0)
      this.#last = 0
    }
    const spelling = this.#spellings.add(0, bytes, start, end, hash)
    if (spelling >= this.#keyOf.length) {
      const keyOf = new Int32Array(spelling * 2)
      const after = new Int32Array(spelling * 2 + 1)
      keyOf.set(this.#keyOf)
      after.set(this.#after)
      this.#keyOf = keyOf
      this.#after = after
    }
    this.#keyOf[spelling] = key
    return spelling
  }
}
