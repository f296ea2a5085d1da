import type { Cell } from '../types.ts'
import type { MergedRange, SheetRow } from './sheet-walk.ts'

/**
 * Gives the value of a range merged over several rows to each of its rows: annexes merge the kecamatan beside all its RT. Only the first column
 * of a range is filled, and rows that hold nothing of their own stay blank. Rows are taken in order.
 */
export class MergedValues {
  filled = 0
  readonly filledColumns = new Set<number>()
  readonly #merges: MergedRange[]
  readonly #open = new Map<number, { bottom: number; value: Cell }>()
  #next = 0

  /** @param merges the topmost first */
  constructor(merges: MergedRange[]) {
    this.#merges = merges
  }

  /** Fills `cells` through `set`; the row's own values are never replaced. */
  fill(row: SheetRow, set: (column: number, value: Cell) => void): void {
    const own = this.#open.size > 0 ? new Set(row.columns) : null
    for (const [column, { bottom, value }] of this.#open) {
      if (bottom < row.row) {
        this.#open.delete(column)
        continue
      }
      if (own?.has(column)) continue
      set(column, value)
      this.filled++
      this.filledColumns.add(column)
    }
    for (; this.#next < this.#merges.length && this.#merges[this.#next]!.top <= row.row; this.#next++) {
      const { top, bottom, left } = this.#merges[this.#next]!
      const at = top === row.row ? row.columns.indexOf(left) : -1
      if (at !== -1) this.#open.set(left, { bottom, value: row.values[at]! })
    }
  }
}
