import { gzip } from './gzip.ts'
import { HEADER_BYTES, ROOT_LIMIT_BYTES } from './header.ts'

/** PMTiles directory entry (spec section 4); `runLength` 0 points to a leaf directory. Offsets and lengths in bytes. */
export interface Entry {
  tileId: number
  offset: number
  length: number
  runLength: number
}

/** Uncompressed directory: counts, id deltas, run lengths, lengths, offsets (spec section 4.2). Entries must be in id order. */
export function encodeDirectory(entries: readonly Entry[]): Uint8Array {
  const out = new VarintWriter()
  out.write(entries.length)
  let previousId = 0
  for (const entry of entries) {
    out.write(entry.tileId - previousId)
    previousId = entry.tileId
  }
  for (const entry of entries) out.write(entry.runLength)
  for (const entry of entries) out.write(entry.length)
  let end = -1
  for (const entry of entries) {
    out.write(entry.offset === end ? 0 : entry.offset + 1)
    end = entry.offset + entry.length
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

/**
 * Root directory with as few leaf directories as keep it within the first 16 KiB.
 * @param rootLimitBytes room for the compressed root.
 */
export function buildDirectories(
  entries: readonly Entry[],
  rootLimitBytes = ROOT_LIMIT_BYTES - HEADER_BYTES,
): Directories {
  const flat = gzip(encodeDirectory(entries))
  if (flat.length <= rootLimitBytes) return { root: flat, leaves: new Uint8Array(0), leafCount: 0 }
  for (let leafSize = 4096; ; leafSize *= 2) {
    const pointers: Entry[] = []
    const leaves: Uint8Array[] = []
    let offset = 0
    for (let i = 0; i < entries.length; i += leafSize) {
      const chunk = entries.slice(i, i + leafSize)
      const leaf = gzip(encodeDirectory(chunk))
      pointers.push({ tileId: chunk[0]!.tileId, offset, length: leaf.length, runLength: 0 })
      leaves.push(leaf)
      offset += leaf.length
    }
    const root = gzip(encodeDirectory(pointers))
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
