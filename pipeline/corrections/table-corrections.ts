import type { Row, Value } from '../store/index.ts'
import type { Watch } from './watch.ts'

/** A row as the corrections leave it. */
export interface Corrected {
  /** The row that came in, unless a value of it was changed. */
  row: Row
  /** Ids of the corrections carried out on it, in file order, flags among them. */
  applied: readonly string[]
  /** Whether it is to be left out: it counts as filtered. */
  dropped: boolean
  /** Columns that got a new value: what reading said of their cells no longer matters. */
  overridden: ReadonlySet<string>
}

const NO_ROWS: readonly Row[] = Object.freeze([])
const NO_IDS: readonly string[] = Object.freeze([])
const NO_COLUMNS: ReadonlySet<string> = new Set<string>()

/**
 * The corrections of one table. A row costs one look-up for each column by which any of them can be found, however
 * many there are.
 */
export class TableCorrections {
  readonly #indexes: [column: string, found: Map<Value, Watch[]>][]

  constructor(watches: readonly Watch[]) {
    this.#indexes = indexesOf(watches)
  }

  /**
   * To be called once for each row, before it is judged. Conditions and guards look at the row as it came in, so
   * that no correction depends on another; a row that a guard refuses stays as it is.
   *
   * @param standsFor records whose place the row takes: what is said of their source and record is said of it, too
   */
  apply(row: Row, standsFor: readonly Row[] = NO_ROWS): Corrected {
    const met = this.#met(row, standsFor)
    if (met === null) return { row, applied: NO_IDS, dropped: false, overridden: NO_COLUMNS }
    const applied: string[] = []
    const changedBy = new Map<string, Watch>()
    let droppedBy: Watch | null = null
    let changed: Row | null = null
    const overridden = new Set<string>()
    for (const watch of met) {
      const change = watch.meet(row)
      if (change === null) continue
      applied.push(watch.correction.id)
      const { action } = watch.correction
      if (action === 'flag') continue
      const earlier = droppedBy ?? (action === 'drop' ? [...changedBy.values()][0] : undefined)
      if (earlier !== undefined && earlier !== null) watch.clash(row, earlier, null)
      if (action === 'drop') {
        droppedBy ??= watch
        continue
      }
      changed ??= { ...row }
      for (const column of Object.keys(change)) {
        const other = changedBy.get(column)
        if (other !== undefined) {
          watch.clash(row, other, column)
          continue
        }
        changedBy.set(column, watch)
        changed[column] = change[column]!
        if (action === 'override') overridden.add(column)
      }
    }
    if (droppedBy !== null) return { row, applied, dropped: true, overridden: NO_COLUMNS }
    return { row: changed ?? row, applied, dropped: false, overridden }
  }

  /** The corrections that mean this row, in file order. */
  #met(row: Row, standsFor: readonly Row[]): Watch[] | null {
    let met = this.#metAs(row)
    for (const record of standsFor) {
      const also = this.#metAs({ ...row, ...record })
      if (also !== null) met = [...new Set([...(met ?? []), ...also])]
    }
    return met?.sort((a, b) => a.order - b.order) ?? null
  }

  #metAs(row: Row): Watch[] | null {
    let met: Watch[] | null = null
    for (const [column, found] of this.#indexes) {
      const candidates = found.get(row[column] ?? null)
      if (candidates === undefined) continue
      for (const watch of candidates) {
        if (!watch.matches(row)) continue
        if (met === null) met = [watch]
        else met.push(watch)
      }
    }
    return met
  }
}

/** The values by which a correction can be found, by column. */
function keysOf({ correction: { record, where } }: Watch): [column: string, values: readonly Value[]][] {
  const keys: [string, readonly Value[]][] = Object.entries(where).map(([column, values]) => [
    column,
    [...new Set(values)],
  ])
  return record === null ? keys : [...keys, ['source_row', [...new Set(record)]]]
}

/** Each correction stands under the one of its columns whose values it shares with the fewest others. */
function indexesOf(watches: readonly Watch[]): [string, Map<Value, Watch[]>][] {
  const sharing = new Map<string, Map<Value, number>>()
  for (const watch of watches) {
    for (const [column, values] of keysOf(watch)) {
      const counts = sharing.get(column) ?? new Map<Value, number>()
      sharing.set(column, counts)
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  const crowd = ([column, values]: [string, readonly Value[]]): number =>
    values.reduce<number>((most, value) => Math.max(most, sharing.get(column)!.get(value)!), 0)
  const indexes = new Map<string, Map<Value, Watch[]>>()
  for (const watch of watches) {
    const [column, values] = keysOf(watch).reduce((best, key) => (crowd(key) < crowd(best) ? key : best))
    const index = indexes.get(column) ?? new Map<Value, Watch[]>()
    indexes.set(column, index)
    for (const value of values) {
      const found = index.get(value)
      if (found) found.push(watch)
      else index.set(value, [watch])
    }
  }
  return [...indexes]
}
