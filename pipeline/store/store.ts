import {
  DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBInstance,
} from '@duckdb/node-api'

export type Value = string | number | boolean | null | Uint8Array | Value[]
export type Row = Record<string, Value>

export interface StoreOptions {
  /** Upper bound of DuckDB's memory in MB; what does not fit spills into `tempDir`. */
  memoryMb?: number
  threads?: number
  tempDir?: string
}

/** One in-memory DuckDB with the few calls the stages need; SQL text comes from us, names are quoted by {@link sqlName}. */
export class Store {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  /** How many threads it works with; null when DuckDB was left to choose. */
  readonly #threads: number | null

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, threads: number | null) {
    this.#instance = instance
    this.#connection = connection
    this.#threads = threads
  }

  static async open(options: StoreOptions = {}): Promise<Store> {
    const settings: Record<string, string> = {
      // Nothing may be fetched or loaded from outside: every function used is in the core.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    }
    if (options.memoryMb !== undefined) settings.memory_limit = `${options.memoryMb}MB`
    if (options.threads !== undefined) settings.threads = String(options.threads)
    if (options.tempDir !== undefined) settings.temp_directory = options.tempDir
    const instance = await DuckDBInstance.create(':memory:', settings)
    return new Store(instance, await instance.connect(), options.threads ?? null)
  }

  /** Runs statements; returns how many rows a COPY wrote. */
  async run(sql: string): Promise<number> {
    return (await this.#connection.run(sql)).rowsChanged
  }

  /** The same on one thread, for output whose bytes must not depend on how many there are. */
  async runOnOneThread(sql: string): Promise<number> {
    if (this.#threads === 1) return this.run(sql)
    await this.run('SET threads TO 1')
    try {
      return await this.run(sql)
    } finally {
      await this.run(this.#threads === null ? 'RESET threads' : `SET threads TO ${this.#threads}`)
    }
  }

  /** All rows of a query; integers arrive as numbers, blobs as bytes. */
  async rows<T extends object = Row>(
    sql: string,
    parameters?: (string | number | boolean | null)[],
  ): Promise<T[]> {
    const result = await this.#connection.run(sql, parameters)
    const names = result.columnNames()
    const rows: T[] = []
    for (const chunk of await result.fetchAllChunks()) {
      for (const row of rowsOf<T>(names, chunk)) rows.push(row)
    }
    return rows
  }

  /**
   * The same in batches, for tables that may be large; the query sees files, not temporary tables. It runs on a connection
   * of its own: another statement on the same one, a full appender too, would end it as if there were no more rows.
   */
  async *batches<T extends object = Row>(sql: string): AsyncGenerator<T[]> {
    const connection = await this.#instance.connect()
    try {
      const result = await connection.stream(sql)
      const names = result.columnNames()
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) return
        yield rowsOf<T>(names, chunk)
      }
    } finally {
      connection.closeSync()
    }
  }

  async count(sql: string): Promise<number> {
    const rows = await this.rows<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`)
    return rows[0]?.n ?? 0
  }

  async appender(table: string) {
    return this.#connection.createAppender(table)
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

/** Column by column: to ask a vector for its items one after another is twice as fast as to ask all vectors for a row. */
function rowsOf<T extends object>(names: readonly string[], chunk: DuckDBDataChunk): T[] {
  const rows: Row[] = Array.from({ length: chunk.rowCount }, () => ({}))
  names.forEach((name, column) => {
    chunk.visitColumnValues(column, (value, index) => {
      rows[index]![name] = toValue(value)
    })
  })
  return rows as T[]
}

function toValue(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof DuckDBBlobValue) return value.bytes
  if (value instanceof DuckDBDecimalValue) return value.toDouble()
  if (typeof value === 'object' && 'items' in value && Array.isArray(value.items))
    return value.items.map(toValue)
  return String(value)
}

/** Quotes a column or table name. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes a text literal; a path that is read needs {@link sqlPath}. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * The path of one file that is read, as a literal: DuckDB would take `*`, `?` and `[` in it for a pattern and read what
 * lies in other folders too. Behind a backslash, which is a separator on Windows alone, a sign is left as it is.
 */
export function sqlPath(path: string): string {
  const plain = process.platform === 'win32' ? path.replaceAll('\\', '/') : path
  return sqlText(plain.includes('\\') ? plain : plain.replace(/[[*?]/g, '[$&]'))
}
