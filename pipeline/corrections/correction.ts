import type { Place } from '../errors.ts'
import type { Text } from '../store/index.ts'

export type Action = 'drop' | 'override' | 'scale' | 'flag'

/**
 * What the provider of the data knows and says: `open` not told yet, `reported` told, `confirmed` agrees, `rejected`
 * says the data are right, `fixed` has mended them.
 */
export type Status = 'open' | 'reported' | 'confirmed' | 'rejected' | 'fixed'

export type Cell = string | number | boolean | null

/** Numbers from `min` to `max`, both included; an end that is left out is open. */
export interface Range {
  min?: number
  max?: number
}

/** What must stand in a column: a value, one of several, or a number in a range. */
export type Expected = Cell | Cell[] | Range

/** One checked entry of `corrections.yaml`, defaults filled in. */
export interface Correction {
  id: string
  /** Canonical table. */
  table: string
  /** The one source it speaks of, or null for every source of the table. */
  source: string | null
  /** Records of the source, 1-based; null when `where` alone selects. */
  record: readonly number[] | null
  /** Canonical column and the values, one of which it has in the rows meant. */
  where: Readonly<Record<string, readonly Cell[]>>
  action: Action
  /** New values by column; empty unless the action is `override`. */
  set: Readonly<Record<string, Cell>>
  /** Factors by column; empty unless the action is `scale`. */
  scale: Readonly<Record<string, number>>
  expect: {
    /** How many rows are meant; null for a flag without a guard: one or more. */
    rows: number | null
    /** What stands there now, by column. */
    values: Readonly<Record<string, Expected>>
  }
  reason: Text
  /** Institution that keeps the data. */
  provider: string
  /** ISO date on which the provider was told; null while `open`. */
  reported: string | null
  status: Status
  /** Where a key of the entry stands in the file. */
  place(...key: (string | number)[]): Place
}

/** Whether a correction is carried out: what was rejected or is mended already must not touch the data. */
export function isApplied({ status }: Pick<Correction, 'status'>): boolean {
  return status !== 'rejected' && status !== 'fixed'
}

/** The columns whose values a correction changes. */
export function changedColumns(correction: Pick<Correction, 'set' | 'scale'>): string[] {
  return [...Object.keys(correction.set), ...Object.keys(correction.scale)]
}

/** A row that a correction met, as the report may show it. */
export interface CorrectionExample {
  source_id: string
  source_row: number
  /** Natural key; null where a part is missing or the table describes households. */
  key: string | null
  /** The column that was changed; null where the record as a whole was left out, marked or left as it is. */
  column: string | null
  /** Null where nothing stood there, and always in tables that describe households. */
  before: Cell
  after: Cell
}

/** One correction and what became of it, for the report. */
export interface CorrectionSummary {
  id: string
  table: string
  source: string | null
  action: Action
  reason: Text
  provider: string
  reported: string | null
  status: Status
  /** Whether it was carried out, by its status. */
  applied: boolean
  /** Rows it met; 0 for one that is `fixed`. */
  rows: number
  /** The first rows it met, in order of source and record. */
  examples: CorrectionExample[]
}
