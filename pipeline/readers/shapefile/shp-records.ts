import { type Place, UserError } from '../../errors.ts'
import type { ByteWindow } from '../bytes.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import { SHP_HEADER_BYTES, SHP_RECORD_HEADER_BYTES } from './shp.ts'
import { SHX_ENTRY_BYTES } from './shp-index.ts'

/**
 * Walks the records of a `.shp`: by the `.shx` where one is given, since edited files have gaps and another order, else one after the other.
 *
 * `next` answers without waiting while the window holds the record; when it says no, `load` moves the window.
 */
export class ShpRecords {
  readonly #shp: ByteWindow
  readonly #shx: ByteWindow | null
  readonly #isContiguous: boolean
  readonly #statedBytes: number
  readonly #where: Place
  #position = SHP_HEADER_BYTES
  #furthest = SHP_HEADER_BYTES
  /** Where the content of the current record begins in `view`, and its length in bytes. */
  at = 0
  length = 0
  /** Whether the index lists the current record as one without content. */
  isAbsent = false

  /** @param isContiguous whether the `.shx` lists the records in the order and places in which they lie */
  constructor(
    shp: ByteWindow,
    shx: ByteWindow | null,
    isContiguous: boolean,
    statedBytes: number,
    where: Place,
  ) {
    this.#shp = shp
    this.#shx = shx
    this.#isContiguous = isContiguous
    this.#statedBytes = statedBytes
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
        this.isAbsent = true
        return true
      }
    }
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES)) return false
    const at = this.#shp.at(position)
    const length = this.#shp.view.getUint32(at + 4) * 2
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES + length)) return false
    if (this.#shp.view.getUint32(at) !== record) this.#otherNumber(record, at, length)
    this.isAbsent = false
    this.at = at + SHP_RECORD_HEADER_BYTES
    this.length = length
    this.#position = position + SHP_RECORD_HEADER_BYTES + length
    if (this.#position > this.#furthest) this.#furthest = this.#position
    return true
  }

  /**
   * Reads on until `next` can answer; false when the file ends properly before this record.
   *
   * @throws UserError source, when the file is cut off within the record, or the record is beyond a limit.
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
    if (!this.#shx && position === size && size >= this.#statedBytes) return false
    if (!this.#shp.has(position, SHP_RECORD_HEADER_BYTES)) {
      if (!(await this.#shp.load(position, SHP_RECORD_HEADER_BYTES))) throw this.#cutOff(record, position)
    }
    const length = this.#shp.view.getUint32(this.#shp.at(position) + 4) * 2
    const whole = SHP_RECORD_HEADER_BYTES + length
    if (position + whole > size) throw this.#cutOff(record, position, length)
    if (length > RECORD_LIMITS.bytes) throw beyondLimit('bytes', length, { ...this.#where, record })
    if (!this.#shp.has(position, whole)) await this.#shp.load(position, whole)
    return this.next(record)
  }

  /** Whether a whole record with this number follows the last one: the other files then know too few. */
  async hasMore(record: number): Promise<boolean> {
    const position = this.#shx ? this.#furthest : this.#position
    const remaining = this.#shp.source.size - position - SHP_RECORD_HEADER_BYTES
    if (remaining < 4 || !(await this.#shp.load(position, SHP_RECORD_HEADER_BYTES + 4))) return false
    const at = this.#shp.at(position)
    const length = this.#shp.view.getUint32(at + 4) * 2
    return this.#shp.view.getUint32(at) === record && length >= 4 && length <= remaining
  }

  /**
   * The number alone may be wrong, since some writers begin at 0. Where it is, the index must know the length; and an index that jumps about
   * must lead to the record it promises, or one record could pass for two.
   */
  #otherNumber(record: number, at: number, length: number): void {
    if (!this.#shx) return
    const number = this.#shp.view.getUint32(at)
    if (!this.#isContiguous) throw this.#foreignIndex(record, `record number ${number}`, `${record}`)
    const entry = this.#shx.at(SHP_HEADER_BYTES + SHX_ENTRY_BYTES * (record - 1))
    const indexed = this.#shx.view.getUint32(entry + 4) * 2
    if (indexed !== length) throw this.#foreignIndex(record, `${length} bytes`, `${indexed} bytes`)
  }

  #foreignIndex(record: number, got: string, expected: string): UserError {
    return new UserError(
      'source',
      {
        what: 'the .shx does not belong to this .shp',
        where: { ...this.#where, record },
        got,
        expected,
        next: 'fetch all files of the layer from one export; or delete the .shx, which is only an index',
      },
      { quotesRecord: false },
    )
  }

  #cutOff(record: number, position: number, length?: number): UserError {
    const { size } = this.#shp.source
    const needed = position + SHP_RECORD_HEADER_BYTES + (length ?? 4)
    return new UserError(
      'source',
      {
        what: 'the .shp is cut off',
        where: { ...this.#where, record },
        got: `${size} bytes`,
        expected: `at least ${Math.max(needed, this.#statedBytes)} bytes`,
        next: 'fetch the files again; the copy or the download did not finish',
      },
      { quotesRecord: false },
    )
  }
}
