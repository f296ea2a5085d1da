import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StageName } from '../stage.ts'
import { parquet, type Store, sqlName } from '../store/index.ts'

/** What to read of a table: SQL of a condition with `?` for each parameter, and the order of the rows. */
export interface Selection {
  where?: string
  parameters?: (string | number | boolean | null)[]
  order?: string
}

/**
 * The tables a build left under `output/<city>/stages`, read and never written. A table that a city does not have has no
 * rows, and a column that an older build did not write is null: an explanation tells what is there.
 */
export class StageTables {
  readonly store: Store
  readonly #stages: string
  readonly #columns = new Map<string, Set<string>>()
  readonly #read: Map<string, Promise<unknown[]>> | null

  /**
   * @param outputDirectory the city's output directory
   * @param options `keep` keeps what was read for as long as this object lives, for many units that ask the same
   */
  constructor(store: Store, outputDirectory: string, { keep = false } = {}) {
    this.store = store
    this.#read = keep ? new Map() : null
    this.#stages = join(outputDirectory, 'stages')
  }

  /** Path of a table, or null where that stage wrote none. */
  path(stage: StageName, name: string): string | null {
    const path = join(this.#stages, stage, `${name}.parquet`)
    return existsSync(path) ? path : null
  }

  /** Names of the columns of a table; none where there is no table. */
  async columns(stage: StageName, name: string): Promise<Set<string>> {
    const path = this.path(stage, name)
    if (path === null) return new Set()
    let found = this.#columns.get(path)
    if (found === undefined) {
      const rows = await this.store.rows<{ column_name: string }>(`DESCRIBE FROM ${parquet(path)}`)
      found = new Set(rows.map((row) => row.column_name))
      this.#columns.set(path, found)
    }
    return found
  }

  /**
   * Rows of a table with the named columns; a condition may name any of them.
   * @param columns columns to read, null where the table lacks one
   * @returns rows that nobody may change: they may be kept
   */
  async rows<T extends object>(
    stage: StageName,
    name: string,
    columns: readonly (keyof T & string)[],
    { where, parameters, order }: Selection = {},
  ): Promise<T[]> {
    const path = this.path(stage, name)
    if (path === null) return []
    const key = JSON.stringify([path, columns, where, parameters, order])
    const known = this.#read?.get(key)
    if (known !== undefined) return known as Promise<T[]>
    const there = await this.columns(stage, name)
    const list = columns.map((column) => (there.has(column) ? sqlName(column) : `NULL AS ${sqlName(column)}`))
    const from = `(SELECT ${list.join(', ')} FROM ${parquet(path)})`
    const condition = where === undefined ? '' : ` WHERE ${where}`
    const sorted = order === undefined ? '' : ` ORDER BY ${order}`
    const rows = this.store.rows<T>(`SELECT * FROM ${from} t${condition}${sorted}`, parameters)
    this.#read?.set(key, rows)
    return rows
  }
}
