import { DOUBLE, type DuckDBAppender, STRUCT, structValue } from '@duckdb/node-api'
import { type Bbox, GeoParquetFacts } from './geoparquet.ts'
import { type Row, type Store, sqlName, sqlPath, sqlText } from './store.ts'
import { type TableSchema, tableSchema } from './table-schema.ts'

export type ColumnType = 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'BOOLEAN' | 'GEOMETRY' | 'BBOX'

/**
 * Columns of a table in order; at most one is a `GEOMETRY`, which crosses as WKB in EPSG:4326 lon/lat. A `BBOX` beside it, a
 * list of west, south, east and north, makes the file GeoParquet 1.1.
 */
export type Columns = Record<string, ColumnType>

const BBOX_TYPE = STRUCT({ xmin: DOUBLE, ymin: DOUBLE, xmax: DOUBLE, ymax: DOUBLE })

const TYPES = { string: 'VARCHAR', number: 'DOUBLE', integer: 'BIGINT', boolean: 'BOOLEAN' } as const

/** The stored columns of a canonical table: its schema less the secret ones, and the geometry last. */
export function columnsOf(schema: TableSchema): Columns {
  const columns: Columns = {}
  for (const column of schema.columns) {
    if (column.privacy !== 'secret') columns[column.name] = TYPES[column.type]
  }
  if (schema.geometry !== null) columns.geometry = 'GEOMETRY'
  return columns
}

/** One vector of DuckDB. */
const FEW_ROWS = 2048

/** Tables begun so far. */
let written = 0

/** A table being filled row by row, then written as one Parquet file. */
export class TableWriter {
  readonly #store: Store
  readonly #name: string
  readonly #columns: Columns
  readonly #entries: [name: string, type: Columns[string]][]
  readonly #appender: DuckDBAppender
  readonly #geometry: string | undefined
  readonly #bbox: string | undefined
  readonly #facts = new GeoParquetFacts()
  rows = 0

  private constructor(store: Store, name: string, columns: Columns, appender: DuckDBAppender) {
    this.#store = store
    this.#name = name
    this.#columns = columns
    this.#entries = Object.entries(columns)
    this.#appender = appender
    this.#geometry = columnOfType(columns, 'GEOMETRY')
    this.#bbox = columnOfType(columns, 'BBOX')
  }

  static async create(store: Store, label: string, columns: Columns): Promise<TableWriter> {
    // An appender that a fault left open writes what it holds when it is collected: into a table nobody reads.
    const name = `${label}_${++written}`
    const list = Object.entries(columns)
      .map(([column, type]) => `${sqlName(column)} ${STORED[type] ?? type}`)
      .join(', ')
    await store.run(`CREATE OR REPLACE TEMP TABLE ${sqlName(name)} (${list})`)
    return new TableWriter(store, name, columns, await store.appender(name))
  }

  /** @throws TypeError when a value does not have its column's type. */
  append(row: Row): void {
    const appender = this.#appender
    for (const [name, type] of this.#entries) {
      const value = row[name] ?? null
      if (value === null) appender.appendNull()
      else if (type === 'VARCHAR' && typeof value === 'string') appender.appendVarchar(value)
      else if (type === 'DOUBLE' && typeof value === 'number') appender.appendDouble(value)
      else if (type === 'BIGINT' && typeof value === 'number') appender.appendBigInt(BigInt(value))
      else if (type === 'BOOLEAN' && typeof value === 'boolean') appender.appendBoolean(value)
      else if (type === 'GEOMETRY' && value instanceof Uint8Array) appender.appendBlob(value)
      else if (type === 'BBOX' && isBbox(value)) appender.appendStruct(boxValue(value), BBOX_TYPE)
      else throw new TypeError(`${this.#name}.${name}: got ${typeof value}, expected ${type}`)
    }
    appender.endRow()
    if (this.#bbox !== undefined) {
      const [wkb, bbox] = [row[this.#geometry!], row[this.#bbox]]
      if (wkb instanceof Uint8Array && isBbox(bbox)) this.#facts.add(wkb, bbox)
    }
    this.rows++
  }

  /** Writes the Parquet file and forgets the rows. */
  async finish(path: string): Promise<void> {
    this.#appender.closeSync()
    if (this.#bbox !== undefined) await this.#writeCovered(path, this.#geometry!, this.#bbox)
    else await this.#writeTable(path)
    await this.#store.run(`DROP TABLE ${sqlName(this.#name)}`)
  }

  async #writeTable(path: string): Promise<void> {
    const list = Object.entries(this.#columns)
      .map(([name, type]) =>
        type === 'GEOMETRY' ? `ST_GeomFromWKB(${sqlName(name)}) AS ${sqlName(name)}` : sqlName(name),
      )
      .join(', ')
    const query = `SELECT ${list} FROM ${sqlName(this.#name)}`
    await writeParquet(this.#store, { query, rows: this.rows }, path, this.#columns)
  }

  /**
   * GeoParquet 1.1 with the boxes as its covering. The database writes none of its own metadata: it knows 1.0 alone, and the
   * Parquet type of geometries beside it stops readers that are older than that type.
   */
  async #writeCovered(path: string, geometry: string, bbox: string): Promise<void> {
    const options = `GEOPARQUET_VERSION 'NONE', KV_METADATA {geo: ${sqlText(this.#facts.metadata(geometry, bbox))}}`
    await copyTo(
      this.#store,
      { query: `SELECT * FROM ${sqlName(this.#name)}`, rows: this.rows },
      path,
      options,
    )
  }
}

/** How a type is held until the file is written, where it is not called the same. */
const STORED: Partial<Record<ColumnType, string>> = { GEOMETRY: 'BLOB', BBOX: BBOX_TYPE.toString() }

function columnOfType(columns: Columns, wanted: ColumnType): string | undefined {
  return Object.entries(columns).find(([, type]) => type === wanted)?.[0]
}

function isBbox(value: unknown): value is Bbox {
  return Array.isArray(value) && value.length === 4 && value.every((side) => typeof side === 'number')
}

function boxValue([xmin, ymin, xmax, ymax]: Bbox) {
  return structValue({ xmin, ymin, xmax, ymax })
}

/**
 * Writes a query as Parquet: computed on all threads first, then written on one. Rows keep the order of the query.
 *
 * @returns how many rows it wrote
 */
export async function copyToParquet(
  store: Store,
  query: string,
  path: string,
  columns?: Columns,
): Promise<number> {
  const [made] = await store.rows<{ Count: number }>(
    `CREATE OR REPLACE TEMP TABLE rows_being_written AS ${query}`,
  )
  const rows = made!.Count
  await writeParquet(store, { query: 'SELECT * FROM rows_being_written', rows }, path, columns)
  await store.run('DROP TABLE rows_being_written')
  return rows
}

/**
 * Zstd Parquet; a column of type GEOMETRY becomes GeoParquet 1.0 (WKB, lon/lat on WGS 84 as the standard's default CRS)
 * with the Parquet logical type beside it, so that an empty table keeps its type too. Written on one thread: from some
 * 200,000 rows on, several would cut the row groups where they please. Few rows are a single row group on any number of
 * threads, and writing them takes less time than stopping the others.
 */
async function writeParquet(
  store: Store,
  { query, rows }: { query: string; rows: number },
  path: string,
  columns?: Columns,
): Promise<void> {
  const geometry = columns && columnOfType(columns, 'GEOMETRY')
  const source = geometry
    ? `SELECT * REPLACE (${sqlName(geometry)}::GEOMETRY('OGC:CRS84') AS ${sqlName(geometry)}) FROM (${query})`
    : query
  await copyTo(store, { query: source, rows }, path, `GEOPARQUET_VERSION 'BOTH'`)
}

async function copyTo(
  store: Store,
  { query, rows }: { query: string; rows: number },
  path: string,
  options: string,
): Promise<void> {
  const copy = `COPY (${query}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd, ${options})`
  await (rows <= FEW_ROWS ? store.run(copy) : store.runOnOneThread(copy))
}

/** Writes rows that are already in memory. */
export async function writeTable(
  store: Store,
  path: string,
  columns: Columns,
  rows: Iterable<Row>,
): Promise<number> {
  const writer = await TableWriter.create(store, 'table_being_written', columns)
  for (const row of rows) writer.append(row)
  await writer.finish(path)
  return writer.rows
}

/** A FROM clause for a Parquet file: for that one alone, and a folder above it called `key=value` is no column of it. */
export function parquet(path: string): string {
  return `read_parquet(${sqlPath(path)}, hive_partitioning = false)`
}

/** The same for a canonical table that the city may not have: without a file, no rows of its columns but the geometry. */
export function parquetOrNone(path: string | null, table: string): string {
  if (path !== null) return parquet(path)
  const columns = Object.entries(columnsOf(tableSchema(table)))
    .filter(([, type]) => type !== 'GEOMETRY')
    .map(([column, type]) => `NULL::${type} AS ${sqlName(column)}`)
  return `(SELECT ${columns.join(', ')} WHERE false)`
}
