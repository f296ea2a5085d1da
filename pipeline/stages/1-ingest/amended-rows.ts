import { type City, type Source, sourceKey, sourcePath } from '../../city.ts'
import { ContractError } from '../../errors.ts'
import { sha256File } from '../../freshness.ts'
import type { SourceRecord } from '../../readers/types.ts'
import type { Columns, TableWriter } from '../../store/index.ts'

/** One row: a row of `amends` that a record of `source_id` stands in for. */
export const AMENDMENTS: Columns = {
  source_id: 'VARCHAR',
  source_row: 'BIGINT',
  amends: 'VARCHAR',
  amended_row: 'BIGINT',
  amended_part: 'VARCHAR',
}

/** Notes which records of another source the records of a mended quarantine file stand in for. */
export class AmendedRows {
  readonly #city: City
  readonly #source: Source
  readonly #amended: Source
  readonly #sha256: string
  readonly #writer: TableWriter

  private constructor(city: City, source: Source, amended: Source, sha256: string, writer: TableWriter) {
    this.#city = city
    this.#source = source
    this.#amended = amended
    this.#sha256 = sha256
    this.#writer = writer
  }

  /** Null for a source that amends none. */
  static async of(city: City, source: Source, writer: TableWriter): Promise<AmendedRows | null> {
    const amended = city.sources.find(({ id }) => id === source.amends)
    if (!amended) return null
    return new AmendedRows(city, source, amended, await sha256File(sourcePath(city, amended)), writer)
  }

  /**
   * A record without `source_record` is a new one and stands in for none.
   * @throws ContractError when the amended file is no longer the one the record was set aside from, or no row is named.
   */
  take({ cells, record }: SourceRecord): void {
    const row = String(cells.source_record ?? '').trim()
    if (row === '') return
    if (!/^[1-9]\d*$/.test(row)) {
      throw this.#fault(record, 'source_record', row, 'the number of a record, or nothing for a new one')
    }
    const sha256 = String(cells.source_sha256 ?? '').trim()
    if (sha256 !== this.#sha256) {
      throw this.#fault(record, 'source_sha256', sha256 === '' ? 'nothing' : sha256, this.#sha256)
    }
    const { unpivot } = this.#amended
    const part = unpivot ? String(cells[unpivot.key] ?? '').trim() : null
    if (unpivot && !Object.hasOwn(unpivot.columns, part!)) {
      throw this.#fault(
        record,
        unpivot.key,
        part === '' ? 'nothing' : part!,
        `the row of the record it stands in for: one of ${Object.keys(unpivot.columns).join(', ')}`,
      )
    }
    this.#writer.append({
      source_id: this.#source.id,
      source_row: record,
      amends: this.#amended.id,
      amended_row: Number(row),
      amended_part: part,
    })
  }

  #fault(record: number, field: string, got: string, expected: string): ContractError {
    const hasChanged = field === 'source_sha256'
    return new ContractError({
      what: hasChanged
        ? `${this.#amended.path} is not the file these records were set aside from: record numbers may have moved`
        : 'the record it stands in for is not named',
      where: { file: this.#source.path, key: `${sourceKey(this.#city, this.#source)}.amends`, record, field },
      got,
      expected,
      next: hasChanged
        ? 'take this source out, build, and mend what is in quarantine now'
        : 'leave the columns of the quarantine file as they were',
    })
  }
}
