import { parquet, type Row, type Store } from '../store/index.ts'
import { statedHalfUnit_ha } from './area-status.ts'

/** Tables that state hectares, and their column of the figure as printed. */
const TEXT_COLUMN = { zones: 'area_ha_decree_text', decree_rows: 'area_text' } as const

export type StatingTable = keyof typeof TEXT_COLUMN

/** More decimals come from a computer, not from a decree: 0.0001 ha is a square metre. */
const MOST_DECIMALS = 4

interface Paths {
  zones: string | null
  decree_rows: string | null
}

/**
 * How fine the stated hectares of each row are. A figure with its text is as fine as its digits. Without, as fine as the
 * annex row of the same number prints the same figure; else as the finest figure in the column of its source, since
 * a column of numbers (GeoJSON, DBF, XLSX, Parquet) keeps no zeros at the end: 1.00 and 12.60 come as 1 and 12.6.
 */
export class StatedDigits {
  readonly #decimals: ReadonlyMap<string, number>
  readonly #printed: ReadonlyMap<string, Printed>

  constructor(decimals: ReadonlyMap<string, number> = new Map(), printed: Iterable<Printed> = []) {
    this.#decimals = decimals
    this.#printed = new Map(Array.from(printed, (row) => [rowKey(row.decree_number, row.row_number), row]))
  }

  /**
   * @param paths ingest tables
   * @param sources those of the workspace; a mended file is as fine as the one it amends
   */
  static async read(
    store: Store,
    paths: Paths,
    sources: readonly { id: string; amends?: string | undefined }[],
  ): Promise<StatedDigits> {
    const decimals = new Map<string, number>()
    for (const table of Object.keys(TEXT_COLUMN) as StatingTable[]) {
      const path = paths[table]
      if (path === null) continue
      for (const { source_id, finest } of await store.rows<{ source_id: string; finest: number }>(
        `SELECT source_id, max(${decimalsSql('area_ha_decree')})::INTEGER AS finest FROM ${parquet(path)}
         WHERE area_ha_decree IS NOT NULL GROUP BY source_id`,
      ))
        decimals.set(columnKey(table, source_id), finest)
      for (const { id, amends } of sources) {
        const finest = decimals.get(columnKey(table, amends ?? ''))
        const own = columnKey(table, id)
        if (finest !== undefined) decimals.set(own, Math.max(finest, decimals.get(own) ?? 0))
      }
    }
    const { zones, decree_rows } = paths
    if (zones === null || decree_rows === null) return new StatedDigits(decimals)
    const printed = await store.rows<Printed & Row>(
      `SELECT r.decree_number, r.row_number, r.area_ha_decree, min(r.area_text) AS text
       FROM ${parquet(zones)} z JOIN ${parquet(decree_rows)} r
         ON r.decree_number = z.decree_number AND r.row_number = z.decree_row_number
           AND r.area_ha_decree = z.area_ha_decree
       WHERE z.area_ha_decree_text IS NULL AND r.area_text IS NOT NULL
       GROUP BY ALL HAVING count(DISTINCT r.area_text) = 1 ORDER BY ALL`,
    )
    return new StatedDigits(decimals, printed)
  }

  /** Half a unit of the last digit of the hectares a row states; 0 where it states none. */
  halfUnit_ha(table: StatingTable, row: Row): number {
    const area_ha = row.area_ha_decree
    if (typeof area_ha !== 'number') return 0
    const decimals = this.#decimals.get(columnKey(table, String(row.source_id)))
    const text = row[TEXT_COLUMN[table]]
    if (typeof text === 'string') return statedHalfUnit_ha(area_ha, text, decimals)
    const printed =
      table === 'zones' ? this.#printed.get(rowKey(row.decree_number, row.decree_row_number)) : undefined
    const same = printed?.area_ha_decree === area_ha ? printed.text : null
    return statedHalfUnit_ha(area_ha, same, decimals)
  }
}

interface Printed {
  decree_number: string
  row_number: number
  area_ha_decree: number
  text: string
}

function columnKey(table: StatingTable, source_id: string): string {
  return `${table}\u0000${source_id}`
}

function rowKey(decree_number: unknown, row_number: unknown): string {
  return `${decree_number}\u0000${row_number}`
}

/** The fewest decimals that give the number, at most {@link MOST_DECIMALS}. */
function decimalsSql(column: string): string {
  const cases = Array.from(
    { length: MOST_DECIMALS },
    (_, decimals) => `WHEN round(${column}, ${decimals}) = ${column} THEN ${decimals}`,
  )
  return `CASE ${cases.join(' ')} ELSE ${MOST_DECIMALS} END`
}
