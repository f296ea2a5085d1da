import { isDate } from '../calendar-date.ts'
import type { Column, TableSchema } from '../store/index.ts'
import type { CheckedYaml, Key } from '../yaml-file.ts'
import type { Cell, Correction, Expected } from './correction.ts'
import { isRange } from './guard.ts'

const TYPES = {
  string: 'text, in quotes where it looks like a number',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
} as const

/** Makes the fault of a key inside one correction. */
export type SayFault = (key: Key, said: Parameters<CheckedYaml['fault']>[1]) => Error

/** Filled while reading: they say where a row comes from, so no correction may choose or change them. */
const ORIGIN: Record<string, string> = {
  source_id: 'name the source under source',
  source_row: 'name the record under record',
}

/** Checks the columns that one correction names, and the types of the values it gives them. */
export class CorrectionColumns {
  readonly #schema: TableSchema
  readonly #fault: SayFault

  constructor(schema: TableSchema, fault: SayFault) {
    this.#schema = schema
    this.#fault = fault
  }

  checkWhere({ where }: Correction): void {
    for (const [name, values] of Object.entries(where)) {
      const column = this.#column(['where', name], name, true)
      for (const value of values) this.#checkType(['where', name], column, value, true)
    }
  }

  checkExpected({ expect }: Correction): void {
    for (const [name, expected] of Object.entries(expect.values)) {
      const column = this.#column(['expect', 'values', name], name, false)
      this.#checkExpectation(['expect', 'values', name], column, expected)
    }
  }

  checkSet({ set }: Correction): void {
    for (const [name, value] of Object.entries(set)) {
      const column = this.#column(['set', name], name, true)
      this.#checkType(['set', name], column, value, !column.required)
      this.#checkDomain(['set', name], column, value)
    }
  }

  checkScale({ scale, expect }: Correction): void {
    for (const [name, factor] of Object.entries(scale)) {
      const column = this.#column(['scale', name], name, true)
      if (column.type !== 'number' && column.type !== 'integer') {
        throw this.#fault(['scale', name], {
          what: 'only numbers can be scaled',
          got: `${name}, which holds ${TYPES[column.type]}`,
          expected: 'a column of numbers, or action: override',
        })
      }
      if (!Number.isFinite(factor) || factor === 0 || factor === 1) {
        throw this.#fault(['scale', name], {
          what: 'this factor does not correct a value',
          got: String(factor),
          expected: 'a number other than 0 and 1',
        })
      }
      const now = expect.values[name]
      if (now === null || (Array.isArray(now) && now.includes(null))) {
        throw this.#fault(['expect', 'values', name], {
          what: 'nothing cannot be scaled',
          got: 'null',
          expected: 'a number, a list of numbers, or {min, max}',
        })
      }
    }
  }

  #column(key: Key, name: string, free: boolean): Column {
    const next = free ? ORIGIN[name] : undefined
    const column = this.#schema.columns.find((one) => one.name === name)
    if (column && column.privacy !== 'secret' && next === undefined) return column
    const known = this.#schema.columns.filter(
      (one) => one.privacy !== 'secret' && !(free && one.name in ORIGIN),
    )
    throw this.#fault(key, {
      what:
        column?.privacy === 'secret'
          ? 'a secret column is dropped while reading, so that nothing of it can be corrected'
          : next === undefined
            ? `the table ${this.#schema.name} has no such column`
            : 'this column says where a row comes from',
      got: name,
      expected: `one of ${known.map((one) => one.name).join(', ')}`,
      next,
    })
  }

  #checkType(key: Key, column: Column, value: Cell, nullable: boolean): void {
    if (value === null ? nullable : isOfType(column, value)) return
    throw this.#fault(key, {
      what: `the value is not of the type of ${column.name}`,
      got: JSON.stringify(value) ?? String(value),
      expected: `${TYPES[column.type]}${nullable ? ', or null' : ''}`,
    })
  }

  #checkExpectation(key: Key, column: Column, expected: Expected): void {
    if (!isRange(expected)) {
      for (const value of [expected].flat()) this.#checkType(key, column, value, true)
      return
    }
    const { min, max } = expected
    const isNumeric = column.type === 'number' || column.type === 'integer'
    if (isNumeric && !Number.isNaN(min) && !Number.isNaN(max) && !(min! > max!)) return
    throw this.#fault(key, {
      what: isNumeric ? 'the range holds no number' : 'a range can be expected of numbers only',
      got: JSON.stringify(expected),
      expected: isNumeric ? 'min not above max' : `${TYPES[column.type]}, a list of them, or null`,
    })
  }

  /** What a table may not hold would only be set aside later. */
  #checkDomain(key: Key, column: Column, value: Cell): void {
    if (value === null) return
    const expected =
      column.values && !column.values.includes(String(value))
        ? `one of ${column.values.join(', ')}`
        : column.minimum !== null && typeof value === 'number' && value < column.minimum
          ? `at least ${column.minimum}`
          : column.maximum !== null && typeof value === 'number' && value > column.maximum
            ? `at most ${column.maximum}`
            : column.pattern && !column.pattern.test(String(value))
              ? `text of the form ${column.pattern.source}`
              : column.format === 'date' && !isDate(String(value))
                ? 'a date such as 2024-05-31'
                : null
    if (expected === null) return
    throw this.#fault(key, {
      what: `${column.name} may not hold this value`,
      got: JSON.stringify(value),
      expected,
    })
  }
}

function isOfType({ type }: Column, value: Exclude<Cell, null>): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'number') return Number.isFinite(value)
  return typeof value === type
}
