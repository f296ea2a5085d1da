import { UserError } from '../../errors.ts'

/** Start of a hash of bytes; go on with `hashByte` for each of them. */
export const HASH_START = 0x811c9dc5 | 0
const HASH_FACTOR = 0x01000193
const MOST_BYTES = 2 ** 32 - 1

/** FNV-1a, one byte further. */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_FACTOR)
}

export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_FACTOR)
  return hash
}

/**
 * Records of a tag and some bytes, each kept once and numbered from 0 in the order in which they came. Found again by
 * open addressing over a hash of their bytes.
 */
export class ByteTable {
  size = 0
  /** Bytes of record r: `pool[offsets[r]]` to `pool[offsets[r + 1]]`. */
  pool: Uint8Array
  offsets: Uint32Array
  tags: Uint8Array
  /** Pairs of record + 1 (0: free) and hash. */
  #slots: Int32Array
  #mask: number

  /** @param room records to make room for; more is made as they come */
  constructor(room = 1024) {
    let slots = 16
    while (slots < room * 2) slots *= 2
    this.#slots = new Int32Array(slots * 2)
    this.#mask = slots - 1
    this.offsets = new Uint32Array(room + 1)
    this.tags = new Uint8Array(room)
    this.pool = new Uint8Array(room * 16)
  }

  /**
   * Number of the record, or -1.
   * @param hash of the bytes, as `hashBytes` gives it
   */
  find(tag: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { pool, offsets } = this
    const slots = this.#slots
    const mask = this.#mask
    const length = end - start
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const record = slots[2 * slot]! - 1
      if (record < 0) return -1
      if (slots[2 * slot + 1]! !== hash) continue
      const at = offsets[record]!
      if (offsets[record + 1]! - at !== length || this.tags[record] !== tag) continue
      let i = 0
      while (i < length && pool[at + i] === bytes[start + i]) i++
      if (i === length) return record
    }
  }

  /**
   * Keeps a record that is not there yet.
   * @returns its number
   * @throws UserError when the records are more than 4 GiB together
   */
  add(tag: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const record = this.size
    const at = this.offsets[record]!
    const after = at + end - start
    if (after > MOST_BYTES) throw tooManyBytes()
    if (after > this.pool.length) this.pool = grown(this.pool, after)
    if (record + 2 > this.offsets.length) {
      const offsets = new Uint32Array(this.offsets.length * 2)
      offsets.set(this.offsets)
      this.offsets = offsets
      this.tags = grown(this.tags, offsets.length)
    }
    const { pool } = this
    for (let i = start, o = at; i < end; i++, o++) pool[o] = bytes[i]!
    this.tags[record] = tag
    this.offsets[record + 1] = after
    this.size++
    if (2 * this.size > this.#mask) this.#widen()
    this.#place(record, hash)
    return record
  }

  clear(): void {
    this.size = 0
    this.#slots.fill(0)
  }

  #place(record: number, hash: number): void {
    const slots = this.#slots
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    while (slots[2 * slot] !== 0) slot = (slot + 1) & this.#mask
    slots[2 * slot] = record + 1
    slots[2 * slot + 1] = hash
  }

  #widen(): void {
    const before = this.#slots
    this.#slots = new Int32Array(before.length * 2)
    this.#mask = before.length - 1
    for (let i = 0; i < before.length; i += 2)
      if (before[i] !== 0) this.#place(before[i]! - 1, before[i + 1]!)
  }
}

function grown(bytes: Uint8Array, least: number): Uint8Array {
  const wider = new Uint8Array(Math.min(MOST_BYTES, Math.max(least, bytes.length * 2)))
  wider.set(bytes)
  return wider
}

function tooManyBytes(): UserError {
  return new UserError('tiles', {
    what: 'the attributes hold more than 4 GiB of different values',
    expected: 'values that repeat, or fewer attributes',
    next: 'leave out attributes with long texts, such as descriptions or addresses',
  })
}
