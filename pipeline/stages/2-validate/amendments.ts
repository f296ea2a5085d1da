import { type City, type Source, sourceKey } from '../../city.ts'
import { ContractError } from '../../errors.ts'
import { parquet, type Row, type Store } from '../../store/index.ts'

/** A record of a source, as rows name it. */
export interface SourceRecordOf extends Row {
  source_id: string
  source_row: number
}

/** One record of a mended file and the row it stands in for. */
export interface Amendment extends Row {
  source_id: string
  source_row: number
  amends: string
  amended_row: number
  /** Of an unpivoted record, the column its row is from. */
  amended_part: string | null
}

/** Which rows of a source a mended quarantine file stands in for. */
export class Amendments {
  readonly all: readonly Amendment[]
  readonly #city: City
  /** By source that is amended, and the row of it. */
  readonly #replaced = new Map<string, Map<string, Amendment>>()
  /** By source that amends, and its record. */
  readonly #replacing = new Map<string, Map<number, Amendment>>()
  readonly #parts: ReadonlyMap<string, string>

  /** @throws ContractError when two records stand in for one row. */
  constructor(all: readonly Amendment[], city: City) {
    this.all = all
    this.#city = city
    // Of an unpivoted record each row is a part of its own, told by the column its key goes to.
    this.#parts = new Map(
      city.sources.flatMap((source) => (source.unpivot ? [[source.id, source.unpivot.key] as const] : [])),
    )
    for (const amendment of all) {
      const { amends, amended_row, amended_part, source_id, source_row } = amendment
      const rows = this.#replaced.get(amends) ?? new Map<string, Amendment>()
      const row = rowKey(amended_row, amended_part)
      const other = rows.get(row)
      if (other) throw this.namedTwice(amendment, other)
      this.#replaced.set(amends, rows.set(row, amendment))
      const records = this.#replacing.get(source_id) ?? new Map<number, Amendment>()
      this.#replacing.set(source_id, records.set(source_row, amendment))
    }
  }

  /** @param path the ingest table `amendments`, or null where no source amends another */
  static async read(store: Store, path: string | null, city: City): Promise<Amendments> {
    const all = path === null ? [] : await store.rows<Amendment>(`SELECT * FROM ${parquet(path)}`)
    return new Amendments(all, city)
  }

  /** Those of some sources alone. */
  only(isOf: (source_id: string) => boolean): Amendments {
    return new Amendments(
      this.all.filter(({ source_id }) => isOf(source_id)),
      this.#city,
    )
  }

  /** The record that stands in for a row, or null where none does. */
  replacing(row: Row): Amendment | null {
    const source_id = String(row.source_id)
    const rows = this.#replaced.get(source_id)
    if (!rows) return null
    const part = this.#parts.get(source_id)
    return rows.get(rowKey(row.source_row as number, part === undefined ? null : String(row[part]))) ?? null
  }

  hasReplaced(row: Row): boolean {
    return this.#replaced.size > 0 && this.replacing(row) !== null
  }

  /** The record a row stands in for, the one that record stood in for, and so on; none for most rows. */
  replacedBy(row: Row): readonly SourceRecordOf[] {
    if (this.#replacing.size === 0) return NONE
    const records: SourceRecordOf[] = []
    let amendment = this.#replacing.get(String(row.source_id))?.get(row.source_row as number)
    while (amendment) {
      const { amends, amended_row } = amendment
      records.push({ source_id: amends, source_row: amended_row })
      amendment = this.#replacing.get(amends)?.get(amended_row)
    }
    return records
  }

  /** The column that tells the rows of a record of this source apart, or null where a record is one row. */
  partColumn(source_id: string): string | null {
    return this.#parts.get(source_id) ?? null
  }

  namedTwice(amendment: Amendment, other: Amendment): ContractError {
    return this.fault(
      amendment,
      'two records stand in for one',
      `${nameOf(amendment)}, for which record ${other.source_row} of ${other.source_id} stands in`,
      'each record that was set aside at most once',
      'take one of the two out',
    )
  }

  fault(
    { source_id, source_row }: Amendment,
    what: string,
    got: string,
    expected: string,
    next: string,
  ): ContractError {
    const source = this.#city.sources.find(({ id }) => id === source_id) as Source
    const key = `${sourceKey(this.#city, source)}.amends`
    const where = { file: source.path, key, record: source_row, field: 'source_record' }
    return new ContractError({ what, where, got, expected, next })
  }
}

/** The row an amendment stands in for, as a person finds it. */
export function nameOf({ amends, amended_row, amended_part }: Amendment): string {
  return `record ${amended_row}${amended_part === null ? '' : ` (${amended_part})`} of ${amends}`
}

const NONE: readonly SourceRecordOf[] = Object.freeze([])

function rowKey(row: number, part: string | null): string {
  return part === null ? String(row) : `${row} ${part}`
}
