import { type City, type Source, sourceKey, sourcePath } from '../../city.ts'
import { ContractError, type Fault } from '../../errors.ts'
import { sha256File } from '../../freshness.ts'
import { QUARANTINE_COLUMNS } from '../../mapping/quarantined.ts'
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

/** Longest name of a column in a shapefile. */
const SHAPEFILE_NAME = 10

/** What tells that a record comes from a quarantine file, if with names cut short. */
const OURS = new Set(
  QUARANTINE_COLUMNS.filter((name) => name.startsWith('source_') || name.startsWith('reason_')).map((name) =>
    name.slice(0, SHAPEFILE_NAME),
  ),
)

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
    this.#refuseLostColumn(cells, record)
    const row = String(cells.source_record ?? '').trim()
    if (row === '') return
    if (!/^[1-9]\d*$/.test(row)) {
      throw this.#fault(record, 'source_record', row, 'the number of a record, or nothing for a new one')
    }
    const sha256 = String(cells.source_sha256 ?? '').trim()
    if (sha256 === '') {
      throw this.#fault(record, 'source_sha256', 'nothing', `what it held in quarantine: ${this.#sha256}`)
    }
    if (sha256 !== this.#sha256) throw this.#fault(record, 'source_sha256', sha256, this.#sha256)
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

  /** Names of a shapefile end after ten characters; a record drawn anew in GeoJSON may have none of the columns. */
  #refuseLostColumn(cells: SourceRecord['cells'], record: number): void {
    const names = Object.keys(cells)
    const lost = (['source_record', 'source_sha256'] as const).find((name) => !names.includes(name))
    if (lost === undefined || !names.some((name) => OURS.has(name.slice(0, SHAPEFILE_NAME)))) return
    const isCut = names.includes(lost.slice(0, SHAPEFILE_NAME))
    throw new ContractError({
      what: isCut
        ? `the file was saved as a shapefile, which cuts the name of the column ${lost}`
        : `the column ${lost} is missing`,
      where: this.#where(record, lost),
      got: isCut ? lost.slice(0, SHAPEFILE_NAME) : 'no such column',
      expected: `the column ${lost} as it was in quarantine`,
      next: isCut
        ? 'save the mended file as GeoJSON or CSV'
        : 'put the column back from the quarantine file and keep it: it says which record is meant',
    })
  }

  #where(record: number, field: string): Fault['where'] {
    return { file: this.#source.path, key: `${sourceKey(this.#city, this.#source)}.amends`, record, field }
  }

  #fault(record: number, field: string, got: string, expected: string): ContractError {
    const isEmptied = field === 'source_sha256' && got === 'nothing'
    const hasChanged = field === 'source_sha256' && !isEmptied
    return new ContractError({
      what: hasChanged
        ? `${this.#amended.path} is not the file these records were set aside from: record numbers may have moved`
        : isEmptied
          ? 'source_sha256 was emptied, though source_record names a record: it says which file that record is of'
          : 'the record it stands in for is not named',
      where: this.#where(record, field),
      got,
      expected,
      next: hasChanged
        ? 'take this source out, build, and mend what is in quarantine now'
        : isEmptied
          ? 'copy it from another record of the quarantine file; empty source_record too for a new record'
          : 'leave the columns of the quarantine file as they were',
    })
  }
}
