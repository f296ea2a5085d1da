import { parquet, type Store, sqlText } from '../../store/index.ts'

/** A row of the ingest table `ingest_findings`. */
export interface IngestFinding {
  code: string
  table_name: string
  source_id: string
  source_row: number | null
  /** 0-based place of the row in its canonical table, or null when the finding is about the whole source. */
  table_row: number | null
  field: string | null
  got: string | null
  message_id: string
  message_en: string
}

/** Rows of a table whose findings are held at a time. */
const WINDOW = 20_000

/** What ingest met in the rows of one table, read a window at a time beside the rows themselves. */
export class RowFindings {
  readonly #store: Store
  readonly #where: string
  readonly #isEmpty: boolean
  #from = 0
  #until = 0
  #held = new Map<number, IngestFinding[]>()

  private constructor(store: Store, where: string, isEmpty: boolean) {
    this.#store = store
    this.#where = where
    this.#isEmpty = isEmpty
  }

  static async open(store: Store, path: string, table: string): Promise<RowFindings> {
    const where = `FROM ${parquet(path)} WHERE table_name = ${sqlText(table)} AND table_row`
    const [first] = await store.rows(`SELECT 1 ${where} IS NOT NULL LIMIT 1`)
    return new RowFindings(store, where, first === undefined)
  }

  /** Makes ready what was met in the rows from this one on; rows are to be asked for in order. */
  async reach(row: number): Promise<void> {
    if (!this.#isEmpty && (row < this.#from || row >= this.#until)) await this.#load(row)
  }

  /** Findings of a row that was reached. */
  of(row: number): readonly IngestFinding[] {
    return this.#held.get(row) ?? []
  }

  async #load(from: number): Promise<void> {
    this.#from = from
    this.#until = from + WINDOW
    this.#held = new Map()
    const findings = await this.#store.rows<IngestFinding>(
      `SELECT * ${this.#where} BETWEEN ${from} AND ${from + WINDOW - 1}`,
    )
    for (const finding of findings) {
      const held = this.#held.get(finding.table_row!)
      if (held) held.push(finding)
      else this.#held.set(finding.table_row!, [finding])
    }
  }
}
