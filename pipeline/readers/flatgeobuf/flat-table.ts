import { ByteBuffer } from 'flatbuffers'

/** Thrown for bytes that are not what FlatBuffers lay out; the reader says where in the file. */
export class FlatError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FlatError'
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of bytes. @throws FlatError for bytes that are no UTF-8 */
export function utf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw new FlatError(`a text that is not UTF-8: ${Buffer.from(bytes.subarray(0, 24)).toString('hex')}`)
  }
}

/** A run of items inside the buffer, its length verified. */
export interface FlatVector {
  /** Offset of the first item. */
  start: number
  count: number
}

/**
 * A table in a FlatBuffer, every offset and length compared with the buffer before it is followed. Offsets lead forward only, so tables cannot
 * hold themselves; they may be shared, which the caller must bound.
 *
 * Source: FlatBuffers "Internals" (tables, vtables, vectors).
 */
export class FlatTable {
  readonly buffer: ByteBuffer
  readonly #at: number
  readonly #vtable: number
  readonly #vtableBytes: number
  readonly #tableBytes: number

  private constructor(buffer: ByteBuffer, at: number) {
    this.buffer = buffer
    this.#at = at
    this.#need(at, 4, 'a table')
    this.#vtable = at - buffer.readInt32(at)
    this.#need(this.#vtable, 4, 'a vtable')
    this.#vtableBytes = buffer.readUint16(this.#vtable)
    this.#tableBytes = buffer.readUint16(this.#vtable + 2)
    if (this.#vtableBytes < 4 || this.#tableBytes < 4) throw new FlatError('a vtable that is too short')
    this.#need(this.#vtable, this.#vtableBytes, 'a vtable')
    this.#need(at, this.#tableBytes, 'a table')
  }

  /** The root table of a buffer. @throws FlatError */
  static root(bytes: Uint8Array): FlatTable {
    if (bytes.length < 8) throw new FlatError(`${bytes.length} bytes for a table`)
    const buffer = new ByteBuffer(bytes)
    return new FlatTable(buffer, buffer.readUint32(0))
  }

  has(field: number): boolean {
    return this.#field(field, 1) !== null
  }

  uint8(field: number, otherwise = 0): number {
    const at = this.#field(field, 1)
    return at === null ? otherwise : this.buffer.readUint8(at)
  }

  uint16(field: number, otherwise = 0): number {
    const at = this.#field(field, 2)
    return at === null ? otherwise : this.buffer.readUint16(at)
  }

  int32(field: number, otherwise = 0): number {
    const at = this.#field(field, 4)
    return at === null ? otherwise : this.buffer.readInt32(at)
  }

  uint64(field: number): bigint {
    const at = this.#field(field, 8)
    return at === null ? 0n : this.buffer.readUint64(at)
  }

  /** Null where the field is not there. @throws FlatError, also for text that is no UTF-8 */
  string(field: number): string | null {
    const vector = this.vector(field, 1)
    return vector === null
      ? null
      : utf8(this.buffer.bytes().subarray(vector.start, vector.start + vector.count))
  }

  /** Null where the field is not there. */
  table(field: number): FlatTable | null {
    const at = this.#field(field, 4)
    return at === null ? null : new FlatTable(this.buffer, this.#follow(at))
  }

  /** A vector whose items take `itemBytes`; null where the field is not there. */
  vector(field: number, itemBytes: number): FlatVector | null {
    const at = this.#field(field, 4)
    if (at === null) return null
    const target = this.#follow(at)
    const count = this.buffer.readUint32(target)
    this.#need(target + 4, count * itemBytes, `a vector of ${count} items`)
    return { start: target + 4, count }
  }

  /** The tables of a vector of tables; none where the field is not there. */
  *tables(field: number): Generator<FlatTable> {
    const vector = this.vector(field, 4)
    for (let i = 0; vector !== null && i < vector.count; i++) {
      yield new FlatTable(this.buffer, this.#follow(vector.start + 4 * i))
    }
  }

  #field(field: number, bytes: number): number | null {
    const slot = 4 + 2 * field
    if (slot + 2 > this.#vtableBytes) return null
    const offset = this.buffer.readUint16(this.#vtable + slot)
    if (offset === 0) return null
    if (offset + bytes > this.#tableBytes) throw new FlatError(`field ${field} lies outside its table`)
    return this.#at + offset
  }

  #follow(at: number): number {
    const target = at + this.buffer.readUint32(at)
    this.#need(target, 4, 'an offset')
    return target
  }

  #need(at: number, bytes: number, what: string): void {
    if (at < 0 || at + bytes > this.buffer.capacity())
      throw new FlatError(`${what} that leads outside the buffer`)
  }
}
