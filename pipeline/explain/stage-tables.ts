import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StageName } from '../stage.ts'
import { parquet, type Store, sqlName } from '../store/index.ts'

type Value = string | number | boolean | null

/** What to read of a table: SQL of a condition with `?` for each parameter, and the order of the rows. */
export interface Selection {
  where?: string
  parameters?: Value[]
  order?: string
  /** SQL of what tells one unit from another, as a column, and the value of the unit that is asked for. */
  of?: Record<string, string | number | null>
}

/**
 * The tables a build left under `output/<city>/stages`, read and never written. A table that a city does not have has no
 * rows, and a column that an older build did not write is null: an explanation tells what is there.
 */
export class StageTables {
  readonly store: Store
  readonly #stages: string
  readonly #columns = new Map<string, Set<string>>()
  readonly #kept: Map<string, Promise<unknown>> | null

  /**
   * @param outputDirectory the city's output directory
   * @param options `keep` reads the rows of all units at once and keeps them for as long as this object lives, for many units
   * that ask the same
   */
  constructor(store: Store, outputDirectory: string, { keep = false } = {}) {
    this.store = store
    this.#kept = keep ? new Map() : null
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
    selection: Selection = {},
  ): Promise<readonly T[]> {
    const path = this.path(stage, name)
    if (path === null) return []
    const there = await this.columns(stage, name)
    const list = columns.map((column) => (there.has(column) ? sqlName(column) : `NULL AS ${sqlName(column)}`))
    return this.select<T>(`SELECT ${list.join(', ')} FROM ${parquet(path)}`, selection)
  }

  /** Rows of a statement, as {@link rows} of a table. */
  async select<T extends object>(
    statement: string,
    { where, parameters = [], order, of = {} }: Selection,
  ): Promise<readonly T[]> {
    const terms = Object.keys(of)
    const sorted = order === undefined ? '' : ` ORDER BY ${order}`
    if (this.#kept === null || terms.length === 0) {
      const own = terms.map((term) => `${term} IS NOT DISTINCT FROM ?`)
      const all = [...(where === undefined ? [] : [where]), ...own].join(' AND ')
      const given = [...parameters, ...Object.values(of)]
      const sql = `SELECT * FROM (${statement}) t${all === '' ? '' : ` WHERE ${all}`}${sorted}`
      return this.once(JSON.stringify([sql, given]), () => this.store.rows<T>(sql, given))
    }
    const marks = terms.map((term, i) => `CAST(${term} AS VARCHAR) AS ${sqlName(MARK + i)}`)
    const condition = where === undefined ? '' : ` WHERE ${where}`
    const sql = `SELECT *, ${marks.join(', ')} FROM (${statement}) t${condition}${sorted}`
    const units = await this.once(JSON.stringify([sql, parameters]), async () =>
      byMarks(await this.store.rows<T>(sql, parameters), terms.length),
    )
    return units.get(keyOf(Object.values(of))) ?? []
  }

  /** What was made of the tables under this name before, where they are kept; else it is made. */
  once<T>(name: string, make: () => Promise<T>): Promise<T> {
    if (this.#kept === null) return make()
    const known = this.#kept.get(name) ?? make()
    this.#kept.set(name, known)
    return known as Promise<T>
  }
}

/** Begins the names of the columns that say whose a row is. */
const MARK = 'of.'

function keyOf(values: readonly (string | number | null)[]): string {
  return JSON.stringify(values.map((value) => (value === null ? null : String(value))))
}

/** Rows by their marks, which are taken off them; the order within is that of the rows. */
function byMarks<T extends object>(rows: readonly T[], marks: number): Map<string, T[]> {
  const units = new Map<string, T[]>()
  for (const row of rows) {
    const entries = Object.entries(row)
    const key = keyOf(entries.slice(-marks).map(([, value]) => value as string | null))
    const bare = Object.fromEntries(entries.slice(0, -marks)) as T
    const known = units.get(key)
    if (known === undefined) units.set(key, [bare])
    else known.push(bare)
  }
  return units
}
