import { type Place, UserError } from '../../errors.ts'
import type { ByteWindow } from '../bytes.ts'
import { SHP_HEADER_BYTES, SHP_RECORD_HEADER_BYTES } from './shp.ts'

const SHX_ENTRY_BYTES = 8

/**
 * Walks the records of a `.shp`: by the `.shx` where there is one, since edited files have gaps and another order, else one after the other.
 *
 * `next` answers without waiting while the window holds the record; when it says no, `load` moves the window.
 */
export class ShpRecords {
  readonly #shp: ByteWindow
  readonly #shx: ByteWindow | null
  readonly #statedBytes: number
  readonly #end: number
  readonly #where: Place
  #position = SHP_HEADER_BYTES
  #furthest = SHP_HEADER_BYTES
  /** Where the content of the current record begins in `view`, and its length in bytes; 0 for one the index lists as absent. */
  at = 0
  length = 0

  constructor(shp: ByteWindow, shx: ByteWindow | null, statedBytes: number, where: Place) {
    this.#shp = shp
    this.#shx = shx
    this.#statedBytes = statedBytes
    this.#end = Math.min(shp.source.size, statedBytes < SHP_HEADER_BYTES ? shp.source.size : statedBytes)
    this.#where = where
  }

  get view(): DataView {
    return this.#shp.view
  }

  /** Goes to the record if it is in memory. */
  next(record: number): boolean {
    let position = this.#position
    if (this.#shx) {
      const entry = SHP_HEADER_BYTES + SHX_ENTRY_BYTES * (record - 1)
      if (!this.#shx.has(entry, SHX_ENTRY_BYTES)) return false
      const at = this.#shx.at(entry)
      position = this.#shx.view.getUint32(at) * 2
      if (position === 0 && this.#shx.view.getUint32(at + 4) === 0) {
        this.length = 0
        return true
      }
    }
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES)) return false
    const at = this.#shp.at(position)
    const length = this.#shp.view.getUint32(at + 4) * 2
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES + length)) return false
    if (this.#shx) this.#agree(record, at, length)
    this.at = at + SHP_RECORD_HEADER_BYTES
    this.length = length
    this.#position = position + SHP_RECORD_HEADER_BYTES + length
    if (this.#position > this.#furthest) this.#furthest = this.#position
    return true
  }

  /**
   * Reads on until `next` can answer; false when the file ends properly before this record.
   *
   * @throws UserError source, when the file is cut off within the record.
   */
  async load(record: number): Promise<boolean> {
    let position = this.#position
    if (this.#shx) {
      const entry = SHP_HEADER_BYTES + SHX_ENTRY_BYTES * (record - 1)
      if (!this.#shx.has(entry, SHX_ENTRY_BYTES)) await this.#shx.load(entry, SHX_ENTRY_BYTES)
      const at = this.#shx.at(entry)
      position = this.#shx.view.getUint32(at) * 2
      if (position === 0 && this.#shx.view.getUint32(at + 4) === 0) return this.next(record)
      if (position < SHP_HEADER_BYTES) throw this.#foreignIndex(record, `offset ${position}`, 'at least 100')
    }
    const { size } = this.#shp.source
    if (!this.#shx && position === this.#end && size >= this.#statedBytes) return false
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES)) {
      if (!(await this.#shp.load(position, SHP_RECORD_HEADER_BYTES))) throw this.#cutOff(record, position)
    }
    const length = this.#shp.view.getUint32(this.#shp.at(position) + 4) * 2
    const whole = SHP_RECORD_HEADER_BYTES + length
    if (!this.#shp.has(position, whole) && !(await this.#shp.load(position, whole))) {
      throw this.#cutOff(record, position, length)
    }
    return this.next(record)
  }

  /** Whether a whole record with this number follows the last one: the other files then know too few. */
  async hasMore(record: number): Promise<boolean> {
    const position = this.#shx ? this.#furthest : this.#position
    const remaining = this.#end - position - SHP_RECORD_HEADER_BYTES
    if (remaining < 4 || !(await this.#shp.load(position, SHP_RECORD_HEADER_BYTES + 4))) return false
    const at = this.#shp.at(position)
    const length = this.#shp.view.getUint32(at + 4) * 2
    return this.#shp.view.getUint32(at) === record && length >= 4 && length <= remaining
  }

  #agree(record: number, at: number, length: number): void {
    if (this.#shp.view.getUint32(at) === record) return
    const entry = this.#shx!.at(SHP_HEADER_BYTES + SHX_ENTRY_BYTES * (record - 1))
    const indexed = this.#shx!.view.getUint32(entry + 4) * 2
    if (indexed !== length) throw this.#foreignIndex(record, `${length} bytes`, `${indexed} bytes`)
  }

  #foreignIndex(record: number, got: string, expected: string): UserError {
    return new UserError('source', {
      what: 'the .shx does not belong to this .shp',
      where: { ...this.#where, record },
      got,
      expected,
      next: 'fetch all files of the layer from one export; or delete the .shx, which is only an index',
    })
  }

  #cutOff(record: number, position: number, length?: number): UserError {
    const { size } = this.#shp.source
    const needed = position + SHP_RECORD_HEADER_BYTES + (length ?? 4)
    return new UserError('source', {
      what: 'the .shp is cut off',
      where: { ...this.#where, record },
      got: `${size} bytes`,
      expected: `at least ${Math.max(needed, this.#statedBytes)} bytes`,
      next: 'fetch the files again; the copy or the download did not finish',
    })
  }
}
