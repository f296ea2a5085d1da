import type { Cell } from '../types.ts'
import { columnLetters, type MergedRange, type SheetRow } from './sheet-walk.ts'

/** A number merged over several rows, which only the first of them has. */
export interface MergedNumber {
  column: number
  /** First row of the range, as the sheet counts. */
  row: number
  /** Cells of the range, such as `B2:B4`. */
  cells: string
  value: number
}

/**
 * Gives the text of a range merged over several rows to each of its rows: annexes merge the kecamatan beside all its RT. A number is not given
 * on, as a sum would count it once for each row: it stays in the first row, and is in `numbers` once another row of the range has come. Only
 * the first column of a range is filled, and rows that hold nothing of their own stay blank. Rows are taken in order.
 */
export class MergedValues {
  filled = 0
  readonly filledColumns = new Set<number>()
  /** Numbers met since they were last taken. */
  numbers: MergedNumber[] = []
  readonly #merges: MergedRange[]
  readonly #open = new Map<number, { range: MergedRange; value: Cell }>()
  #next = 0

  /** @param merges the topmost first */
  constructor(merges: MergedRange[]) {
    this.#merges = merges
  }

  /** Fills `cells` through `set`; the row's own values are never replaced. */
  fill(row: SheetRow, set: (column: number, value: Cell) => void): void {
    const own = this.#open.size > 0 ? new Set(row.columns) : null
    for (const [column, { range, value }] of this.#open) {
      if (range.bottom < row.row) {
        this.#open.delete(column)
        continue
      }
      if (own?.has(column)) continue
      if (typeof value === 'number') {
        this.numbers.push({ column, row: range.top, cells: cellsOf(range), value })
        this.#open.delete(column)
        continue
      }
      set(column, value)
      this.filled++
      this.filledColumns.add(column)
    }
    for (; this.#next < this.#merges.length && this.#merges[this.#next]!.top <= row.row; this.#next++) {
      const range = this.#merges[this.#next]!
      const at = range.top === row.row ? row.columns.indexOf(range.left) : -1
      if (at !== -1) this.#open.set(range.left, { range, value: row.values[at]! })
    }
  }
}

function cellsOf({ top, left, bottom, right }: MergedRange): string {
  return `${columnLetters(left)}${top}:${columnLetters(right)}${bottom}`
}
