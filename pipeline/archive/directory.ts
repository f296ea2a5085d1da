import { type Entry, EntryList } from './entry-list.ts'
import { gzip } from './gzip.ts'
import { HEADER_BYTES, ROOT_LIMIT_BYTES } from './header.ts'

export type { Entry } from './entry-list.ts'

/** Uncompressed directory: counts, id deltas, run lengths, lengths, offsets (spec section 4.2). Entries must be in id order. */
export function encodeDirectory(entries: readonly Entry[]): Uint8Array {
  return encodeEntries(EntryList.of(entries), 0, entries.length)
}

/** The entries from `start` to before `end` as {@link encodeDirectory} writes them. */
function encodeEntries(
  { tileIds, runLengths, lengths, offsets }: EntryList,
  start: number,
  end: number,
): Uint8Array {
  const out = new VarintWriter()
  out.write(end - start)
  let previousId = 0
  for (let i = start; i < end; i++) {
    out.write(tileIds[i]! - previousId)
    previousId = tileIds[i]!
  }
  for (let i = start; i < end; i++) out.write(runLengths[i]!)
  for (let i = start; i < end; i++) out.write(lengths[i]!)
  let next = -1
  for (let i = start; i < end; i++) {
    out.write(offsets[i] === next ? 0 : offsets[i]! + 1)
    next = offsets[i]! + lengths[i]!
  }
  return out.bytes()
}

/** @throws RangeError when the bytes end early, are too many, or a number is beyond 2^53. */
export function decodeDirectory(bytes: Uint8Array): Entry[] {
  const input = new VarintReader(bytes)
  const count = input.read()
  // Every entry takes at least four bytes: a larger count is a lie that would only fill the memory.
  if (count * 4 > bytes.length)
    throw new RangeError(`the directory claims ${count} entries in ${bytes.length} bytes`)
  const entries: Entry[] = []
  let tileId = 0
  for (let i = 0; i < count; i++) {
    tileId += input.read()
    entries.push({ tileId, offset: 0, length: 0, runLength: 0 })
  }
  for (const entry of entries) entry.runLength = input.read()
  for (const entry of entries) entry.length = input.read()
  let end = -1
  for (const entry of entries) {
    const value = input.read()
    if (value === 0 && end < 0) throw new RangeError('the first entry of a directory has no offset')
    entry.offset = value === 0 ? end : value - 1
    end = entry.offset + entry.length
  }
  if (!input.done) throw new RangeError('the directory goes on after its last entry')
  return entries
}

export interface Directories {
  /** Compressed root directory, at most 16384 - 127 bytes. */
  root: Uint8Array
  /** Compressed leaf directories, one after the other; empty when the root holds all entries. */
  leaves: Uint8Array
  leafCount: number
}

/** With more entries than this the root is not tried without leaf directories: readers would take apart all of it for one tile. */
const MOST_IN_ROOT = 1 << 14
const SMALLEST_LEAF = 4096

/**
 * Root directory with as few leaf directories as keep it within the first 16 KiB.
 * @param rootLimitBytes room for the compressed root.
 */
export function buildDirectories(
  entries: EntryList,
  rootLimitBytes = ROOT_LIMIT_BYTES - HEADER_BYTES,
): Directories {
  if (entries.count <= MOST_IN_ROOT) {
    const flat = gzip(encodeEntries(entries, 0, entries.count))
    if (flat.length <= rootLimitBytes) return { root: flat, leaves: new Uint8Array(0), leafCount: 0 }
  }
  for (let leafSize = SMALLEST_LEAF; ; leafSize *= 2) {
    const pointers = new EntryList()
    const leaves: Uint8Array[] = []
    let offset = 0
    for (let start = 0; start < entries.count; start += leafSize) {
      const leaf = gzip(encodeEntries(entries, start, Math.min(start + leafSize, entries.count)))
      pointers.push(entries.tileIds[start]!, offset, leaf.length, 0)
      leaves.push(leaf)
      offset += leaf.length
    }
    const root = gzip(encodeEntries(pointers, 0, pointers.count))
    if (root.length <= rootLimitBytes)
      return { root, leaves: Buffer.concat(leaves), leafCount: leaves.length }
  }
}

class VarintWriter {
  #buffer = new Uint8Array(1024)
  #length = 0

  write(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} cannot stand in a directory`)
    if (this.#length + 8 > this.#buffer.length) {
      const grown = new Uint8Array(this.#buffer.length * 2)
      grown.set(this.#buffer)
      this.#buffer = grown
    }
    let rest = value
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#buffer[this.#length++] = rest
  }

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length)
  }
}

class VarintReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('the directory ends within a number')
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('a number in the directory is beyond 2^53')
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }
}
