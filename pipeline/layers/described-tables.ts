import { join } from 'node:path'
import { PROJECT_ROOT } from '../city.ts'
import { type TableSchema, type Text, tableSchemas } from '../store/table-schema.ts'
import { ownYaml } from '../yaml-file.ts'

export const PUBLISHED_TABLES_FILE = join(PROJECT_ROOT, 'schemas/published-tables.yaml')

/** How numbers of these tables come about. */
export const NUMBERS_FILE = join(PROJECT_ROOT, 'schemas/numbers.yaml')

export interface DescribedColumn {
  name: string
  type: 'string' | 'number' | 'integer' | 'boolean' | 'geometry' | 'bbox'
  unit: string | null
  title: Text
  /** What it is beyond its title: how it is made, of what, when it is empty. */
  description: Text
}

export interface DescribedTable {
  name: string
  title: Text
  columns: ReadonlyMap<string, DescribedColumn>
}

type Entry = { type: DescribedColumn['type']; unit?: string; title: Text; description?: Text }

interface PublishedTablesFile {
  columns: Record<string, Entry>
  descriptions: Record<string, Text>
  tables: Record<string, { title: Text; columns: Record<string, Entry | null> }>
}

let cache: PublishedTablesFile | undefined

function file(): PublishedTablesFile {
  cache ??= ownYaml(PUBLISHED_TABLES_FILE) as PublishedTablesFile
  return cache
}

/** Names of the tables that `schemas/published-tables.yaml` describes, in its order. */
export function describedTableNames(): string[] {
  return Object.keys(file().tables)
}

/** Names that mean the same wherever they stand. */
export function sharedColumns(): DescribedColumn[] {
  return Object.entries(file().columns).map(([name, entry]) => column(name, entry))
}

/** @throws RangeError when no table names or describes the column of that name everywhere. */
export function sharedColumn(name: string): DescribedColumn {
  const entry = own(file().columns, name)
  if (!entry) throw new RangeError(`schemas/published-tables.yaml does not say what ${name} is`)
  return column(name, entry)
}

/** Names that have a description wherever they stand and no entry of their own. */
export function describedNames(): string[] {
  return Object.keys(file().descriptions)
}

/**
 * What a column is: by its own description, else by the one that columns of that name have wherever they stand.
 * @throws RangeError when neither says it: it does not leave.
 */
export function descriptionOf(name: string, stated?: Text | null): Text {
  const description = stated ?? own(file().columns, name)?.description ?? own(file().descriptions, name)
  if (description) return description
  throw new RangeError(`the column ${name} has a title and no description: schemas/published-tables.yaml`)
}

/**
 * A published table: of a canonical one its public columns and `corrections`, of the others what
 * `schemas/published-tables.yaml` lists; the notice `note` in all of them.
 * @throws RangeError when nothing describes the table.
 */
export function describedTable(name: string): DescribedTable {
  const schema = tableSchemas().get(name)
  if (schema) return canonicalTable(schema)
  const table = own(file().tables, name)
  if (!table) throw new RangeError(`schemas/published-tables.yaml does not describe the table ${name}`)
  const columns = Object.entries(table.columns).map(([name, entry]) =>
    entry === null ? sharedColumn(name) : column(name, entry),
  )
  return { name, title: table.title, columns: byName([...columns, sharedColumn('note')]) }
}

function canonicalTable({ name, title, columns }: TableSchema): DescribedTable {
  const described = columns
    .filter(({ privacy }) => privacy === 'public')
    .map(({ name, type, unit, title, description }) => ({
      ...{ name, type, unit, title },
      description: descriptionOf(name, description),
    }))
  return { name, title, columns: byName([...described, sharedColumn('corrections'), sharedColumn('note')]) }
}

/**
 * The columns of a table that is published, in their order.
 * @throws RangeError when one of them is described nowhere: it does not leave.
 */
export function describedColumns(table: string, names: readonly string[]): DescribedColumn[] {
  const { columns } = describedTable(table)
  return names.map((name) => {
    const described = columns.get(name)
    if (described) return described
    throw new RangeError(
      `tables/${table}.csv would publish ${name}, which schemas/published-tables.yaml does not describe`,
    )
  })
}

function own<T>(entries: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

function column(name: string, { type, unit, title, description }: Entry): DescribedColumn {
  return { name, type, unit: unit ?? null, title, description: descriptionOf(name, description) }
}

function byName(columns: readonly DescribedColumn[]): Map<string, DescribedColumn> {
  return new Map(columns.map((column) => [column.name, column]))
}
