import type { Fault } from '../errors.ts'
import type { Row } from '../store/index.ts'
import { type TableSchema, tableSchema } from '../store/table-schema.ts'
import {
  type Cell,
  type Correction,
  type CorrectionExample,
  type CorrectionSummary,
  changedColumns,
  isApplied,
} from './correction.ts'
import { expectation, fits, shown } from './guard.ts'
import { placeOf, type RowPlace, Sample } from './sample.ts'

const EXAMPLES = 5

/** What a correction makes of a row it is carried out on. */
export type Change = Record<string, Cell>

/** One correction and what it has met so far; its verdict does not depend on the order of the rows. */
export class Watch {
  readonly correction: Correction
  /** Place in the file, from 0. */
  readonly order: number
  readonly #schema: TableSchema
  readonly #isPersonal: boolean
  readonly #isApplied: boolean
  readonly #where: [column: string, values: ReadonlySet<unknown>][]
  readonly #records: ReadonlySet<unknown> | null
  #rows = 0
  readonly #examples = new Sample<CorrectionExample>(EXAMPLES)
  /** Rows whose values are not what the guard expects, by column. */
  readonly #misses = new Map<string, Sample<unknown>>()
  /** Rows with a value that the column cannot hold after scaling, by column. */
  readonly #unfit = new Map<string, Sample<number>>()
  /** Rows that an earlier correction decides already, by its id and the column. */
  readonly #clashes = new Map<string, { other: string; column: string | null; rows: Sample<null> }>()

  constructor(correction: Correction, order: number) {
    this.correction = correction
    this.order = order
    this.#schema = tableSchema(correction.table)
    this.#isPersonal = this.#schema.columns.some((column) => column.privacy !== 'public')
    this.#isApplied = isApplied(correction)
    this.#where = Object.entries(correction.where).map(([column, values]) => [column, new Set(values)])
    this.#records = correction.record && new Set(correction.record)
  }

  matches(row: Row): boolean {
    if (this.correction.source !== null && row.source_id !== this.correction.source) return false
    if (this.#records !== null && !this.#records.has(row.source_row)) return false
    return this.#where.every(([column, values]) => values.has(row[column] ?? null))
  }

  /** Counts a row that matches; what is to be done with it, or null for nothing. */
  meet(row: Row): Change | null {
    if (this.correction.status === 'fixed' && !this.#faultStands(row)) return null
    const at = placeOf(row, this.#schema.key)
    this.#rows++
    if (this.correction.status === 'fixed') {
      this.#examples.offer(at, this.#example(at, null, null, null))
      return null
    }
    const holds = this.#guard(row, at)
    if (!holds || !this.#isApplied) {
      if (holds) this.#examples.offer(at, this.#example(at, null, null, null))
      return null
    }
    const change = this.#change(row, at)
    const columns = Object.keys(change)
    if (columns.length === 0) this.#examples.offer(at, this.#example(at, null, null, null))
    for (const column of columns) {
      const before = (row[column] ?? null) as Cell
      this.#examples.offer(at, this.#example(at, column, before, change[column]!))
    }
    return change
  }

  /** An earlier correction sets the same column of a row, or one of the two leaves it out (column null). */
  clash(row: Row, other: Watch, column: string | null): void {
    const name = JSON.stringify([other.correction.id, column])
    const clash = this.#clashes.get(name) ?? { other: other.correction.id, column, rows: new Sample<null>(1) }
    this.#clashes.set(name, clash)
    clash.rows.offer(placeOf(row, this.#schema.key), null)
  }

  summary(): CorrectionSummary {
    const { id, table, source, action, reason, provider, reported, status } = this.correction
    const head = { id, table, source, action, reason, provider, reported, status }
    return { ...head, applied: this.#isApplied, rows: this.#rows, examples: this.#examples.items }
  }

  /** Everything in which the data are not as the correction says. */
  faults(): Fault[] {
    if (this.correction.status === 'fixed') return this.#rows > 0 ? [this.#faultIsBack()] : []
    if (this.#rows === 0) return [this.#faultOfNone()]
    const { rows } = this.correction.expect
    return [
      ...(rows !== null && rows !== this.#rows ? [this.#faultOfCount(rows)] : []),
      ...[...this.#misses].map(([column, misses]) => this.#faultOfGuard(column, misses)),
      ...[...this.#unfit].map(([column, unfit]) => this.#faultOfScale(column, unfit)),
      ...[...this.#clashes.values()].map((clash) => this.#faultOfClash(clash)),
    ]
  }

  /** Whether a row still holds what was to be mended. */
  #faultStands(row: Row): boolean {
    const changed = changedColumns(this.correction)
    const held = ([column, expected]: [string, Correction['expect']['values'][string]]) =>
      fits(row[column] ?? null, expected)
    const values = Object.entries(this.correction.expect.values)
    if (!values.filter(([column]) => !changed.includes(column)).every(held)) return false
    return changed.length === 0 || values.filter(([column]) => changed.includes(column)).some(held)
  }

  #guard(row: Row, at: RowPlace): boolean {
    let holds = true
    for (const [column, expected] of Object.entries(this.correction.expect.values)) {
      const value = row[column] ?? null
      if (fits(value, expected)) continue
      holds = false
      offer(this.#misses, column, at, value)
    }
    return holds
  }

  #change(row: Row, at: RowPlace): Change {
    const change: Change = { ...this.correction.set }
    for (const [column, factor] of Object.entries(this.correction.scale)) {
      // Fifteen digits are what decimal figures survive with: 12345 m2 become 1.2345 ha and no 1.2345000000000002.
      const value = Number(((row[column] as number) * factor).toPrecision(15))
      if (this.#isWhole(column) ? Number.isSafeInteger(value) : Number.isFinite(value)) change[column] = value
      else offer(this.#unfit, column, at, value)
    }
    return change
  }

  #isWhole(column: string): boolean {
    return this.#schema.columns.find(({ name }) => name === column)!.type === 'integer'
  }

  #example(at: RowPlace, column: string | null, before: Cell, after: Cell): CorrectionExample {
    return this.#isPersonal
      ? { ...at, key: null, column, before: null, after: null }
      : { ...at, column, before, after }
  }

  #name(at: RowPlace): string {
    const key = at.key === null || this.#isPersonal ? '' : ` (${at.key})`
    return `record ${at.source_row} of ${at.source_id}${key}`
  }

  /** Values of households appear in no message. */
  #shown(column: string, text: string): string {
    const { privacy } = this.#schema.columns.find(({ name }) => name === column)!
    return privacy === 'public' ? text : `a value of class ${privacy}, not shown`
  }

  #what(text: string): string {
    return `the correction ${this.correction.id} ${text}`
  }

  #faultOfNone(): Fault {
    const { place, table, source, record, where, expect, status } = this.correction
    const columns = Object.entries(where).map(
      ([column, values]) => `${column} ${this.#shown(column, values.map(shown).join(' or '))}`,
    )
    const records = record === null ? [] : [`record ${record.join(' or ')}`]
    return {
      what: this.#what('matches nothing'),
      where: place(columns.length > 0 ? 'where' : 'record'),
      got: `no row of ${table}${source === null ? '' : ` from ${source}`} with ${[...records, ...columns].join(', ')}`,
      expected: expect.rows === null ? 'at least 1 row' : rowsText(expect.rows),
      next:
        status === 'rejected'
          ? 'what was rejected is no longer in the data: take the entry out'
          : 'if the provider has mended the data, set status: fixed; else correct where, record or source',
    }
  }

  #faultOfCount(expected: number): Fault {
    const { place, expect } = this.correction
    return {
      what: this.#what('matches another number of rows than it expects'),
      where: place('expect', 'rows'),
      got: rowsText(this.#rows),
      expected: `${rowsText(expect.rows ?? expected)} (expect.rows, 1 when left out)`,
      next: 'make where name only the records meant, or state how many they are in expect.rows',
    }
  }

  #faultOfGuard(column: string, misses: Sample<unknown>): Fault {
    const { place, expect, status } = this.correction
    const { at, item } = misses.first!
    return {
      what: this.#what('finds something else than it expects'),
      where: { ...place('expect', 'values', column), field: column },
      got: `${this.#shown(column, shown(item))} in ${this.#name(at)}${others(misses.count)}`,
      expected: this.#shown(column, expectation(expect.values[column]!)),
      next:
        status === 'rejected'
          ? 'what was rejected is no longer in the data: take the entry out'
          : 'look at the source: if its provider has mended it, set status: fixed; else state what stands there now',
    }
  }

  #faultOfScale(column: string, unfit: Sample<number>): Fault {
    const { place, scale } = this.correction
    const { at, item } = unfit.first!
    return {
      what: this.#what('gives a number that the column cannot hold'),
      where: { ...place('scale', column), field: column },
      got: `${this.#shown(column, String(item))} in ${this.#name(at)}${others(unfit.count)}`,
      expected: `a ${this.#isWhole(column) ? 'whole' : 'finite'} number after multiplying by ${scale[column]}`,
      next: 'correct the factor, or use action: override',
    }
  }

  #faultOfClash({
    other,
    column,
    rows,
  }: {
    other: string
    column: string | null
    rows: Sample<null>
  }): Fault {
    const { place, action } = this.correction
    const key = column === null ? ['action'] : [action === 'scale' ? 'scale' : 'set', column]
    return {
      what: this.#what(
        column === null
          ? `and ${other} both decide over one record, and at least one leaves it out`
          : `and ${other} both change ${column} of one record`,
      ),
      where: place(...key),
      got: `${this.#name(rows.first!.at)}${others(rows.count)}`,
      expected: 'at most one correction that changes a value or leaves out a record',
      next: 'make one of them mean fewer records, or take it out',
    }
  }

  #faultIsBack(): Fault {
    const { place, expect } = this.correction
    const { at } = this.#examples.first!
    const values = Object.entries(expect.values).map(
      ([column, expected]) => `${column} ${this.#shown(column, expectation(expected))}`,
    )
    return {
      what: this.#what('is fixed by its status, but the fault stands in the data'),
      where: place('status'),
      got: `${this.#name(at)}${others(this.#rows)}${values.length === 0 ? '' : `: ${values.join(', ')}`}`,
      expected: 'no row with the fault',
      next: 'if an old file was put back, take the new one; else tell the provider again and set status: reported',
    }
  }
}

function offer<T>(samples: Map<string, Sample<T>>, column: string, at: RowPlace, item: T): void {
  const sample = samples.get(column) ?? new Sample<T>(1)
  samples.set(column, sample)
  sample.offer(at, item)
}

function rowsText(n: number): string {
  return `${n} row${n === 1 ? '' : 's'}`
}

function others(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : ''
}
