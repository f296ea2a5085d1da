import type { City } from '../../city.ts'
import { parquet, type Row, type Store } from '../../store/index.ts'

interface Amendment {
  amends: string
  amended_row: number
  amended_part: string | null
}

/** Which rows of a source a mended quarantine file stands in for. */
export class Amendments {
  readonly #rows = new Map<string, Set<string>>()
  readonly #parts: ReadonlyMap<string, string>

  private constructor(amendments: readonly Amendment[], parts: ReadonlyMap<string, string>) {
    this.#parts = parts
    for (const { amends, amended_row, amended_part } of amendments) {
      const rows = this.#rows.get(amends) ?? new Set()
      this.#rows.set(amends, rows.add(rowKey(amended_row, amended_part)))
    }
  }

  /** @param path the ingest table `amendments`, or null where no source amends another */
  static async read(store: Store, path: string | null, city: City): Promise<Amendments> {
    const rows = path === null ? [] : await store.rows<Amendment>(`SELECT * FROM ${parquet(path)}`)
    // Of an unpivoted record each row is a part of its own, told by the column its key goes to.
    const parts = new Map(
      city.sources.flatMap((source) => (source.unpivot ? [[source.id, source.unpivot.key] as const] : [])),
    )
    return new Amendments(rows, parts)
  }

  hasReplaced(row: Row): boolean {
    const source_id = String(row.source_id)
    const rows = this.#rows.get(source_id)
    if (!rows) return false
    const part = this.#parts.get(source_id)
    return rows.has(rowKey(row.source_row as number, part === undefined ? null : String(row[part])))
  }
}

function rowKey(row: number, part: string | null): string {
  return part === null ? String(row) : `${row} ${part}`
}
