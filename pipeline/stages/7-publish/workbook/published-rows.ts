import type { StageContext } from '../../../stage.ts'
import { parquet, type Row, type Text, type Value } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
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

/** Names of all zones by `zone_id`: those of the decree in force, else of the last other that has the zone. */
export async function zoneNames(input: WorkbookInput): Promise<Map<string, Row>> {
  const zones = await publishedRows(input, 'zone_areas')
  const isInForce = ({ decree_number }: Row) => decree_number === input.decree?.number
  const inOrder = [...zones.filter((zone) => !isInForce(zone)), ...zones.filter(isInForce)]
  return new Map(
    inOrder.map(({ zone_id = null, name = null, kawasan = null, kelurahan = null }) => [
      String(zone_id),
      { zone_id, name, kawasan, kelurahan },
    ]),
  )
}

/** What the place of a row is called: a zone as the release calls it, a kawasan by its name, the city by its title. */
export function placeNames(
  { level, id }: Row,
  names: ReadonlyMap<string, Row>,
  { context }: WorkbookInput,
): Row {
  if (level === 'zone') return names.get(String(id)) ?? {}
  if (level === 'city') return { name: both(context.city.title) }
  return level === 'kawasan' ? { name: id ?? null } : {}
}

/** Names of the published kelurahan by their code; none where the city has no map of them. */
export async function kelurahanNames({ context }: WorkbookInput): Promise<Map<string, Value>> {
  const layer = context.file('6-tiles', 'layers/kelurahan.parquet')
  if (layer === null) return new Map()
  const rows = await context.store.rows<{ kelurahan_code: string; name: string | null }>(
    `SELECT kelurahan_code, name FROM ${parquet(layer)}`,
  )
  return new Map(rows.map(({ kelurahan_code, name }) => [kelurahan_code, name]))
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
