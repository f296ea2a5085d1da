import type { StageContext } from '../../../stage.ts'
import type { Row, Text, Value } from '../../../store/index.ts'
import type { Legend } from '../../../viewer/legend.ts'
import { PUBLISHED_TABLES, tableQuery } from '../tables.ts'

/** What the sheets are made from: only what the release publishes as tables. */
export interface WorkbookInput {
  context: StageContext
  decree: { number: string; title: string | null; date: string | null } | null
  legend: Legend
  /** Rows of `tables/data_dictionary.csv`. */
  dictionary: readonly Row[]
}

/** Rows of a published table, in its order; none where the city has no such table. */
export async function publishedRows(
  { context }: WorkbookInput,
  name: string,
  where = 'true',
): Promise<Row[]> {
  const published = PUBLISHED_TABLES.find((table) => table.name === name)
  if (published === undefined) throw new RangeError(`no published table is called ${name}`)
  const query = tableQuery(context, published)
  if (query === null) return []
  return context.store.rows(
    `SELECT * FROM (${query}) AS published WHERE ${where} ORDER BY ${published.order}`,
  )
}

/** Names of the zones of the decree in force, by `zone_id`. */
export async function zoneNames(input: WorkbookInput): Promise<Map<string, Row>> {
  const zones = (await publishedRows(input, 'zone_areas')).filter(
    ({ decree_number }) => decree_number === input.decree?.number,
  )
  return new Map(
    zones.map(({ zone_id = null, name = null, kawasan = null, kelurahan = null }) => [
      String(zone_id),
      { zone_id, name, kawasan, kelurahan },
    ]),
  )
}

/** Groups rows by the values of some columns, in the order of their first rows. */
export function grouped(rows: readonly Row[], ...columns: string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = groupKey(row, ...columns)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

export function groupKey(row: Row, ...columns: string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null))
}

/** A label that a table gives in both languages. */
export function labelOf(row: Row, id: string, en: string): Text | null {
  const text = (value: Value | undefined) => (typeof value === 'string' ? value : null)
  const indonesian = text(row[id])
  return indonesian === null ? null : { id: indonesian, en: text(row[en]) ?? indonesian }
}
