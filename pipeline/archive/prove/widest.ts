import type { Fault, IsUnshared } from './tile-gaps.ts'

/** The largest full square in a set of unit squares given row by row. */
export class Widest {
  #area = 0
  #widest = 0
  #widestUnshared = 0
  #at: [number, number] | undefined
  /** Side of the largest square that ends at a column, in the last row and the one before it. */
  #sides: Int32Array
  #before: Int32Array
  /** Row that wrote each of them. */
  #rows: Int32Array
  #rowsBefore: Int32Array

  readonly #margin: number
  readonly #isUnshared: IsUnshared

  constructor(extent: number, margin: number, isUnshared: IsUnshared) {
    this.#margin = margin
    this.#isUnshared = isUnshared
    this.#sides = new Int32Array(extent)
    this.#before = new Int32Array(extent)
    this.#rows = new Int32Array(extent).fill(-2)
    this.#rowsBefore = new Int32Array(extent).fill(-2)
  }

  row(row: number, stretches: number[]): void {
    if (stretches.length === 0) return
    ;[this.#sides, this.#before] = [this.#before, this.#sides]
    ;[this.#rows, this.#rowsBefore] = [this.#rowsBefore, this.#rows]
    const above = (column: number) => (this.#rowsBefore[column] === row - 1 ? this.#before[column]! : 0)
    for (let s = 0; s < stretches.length; s += 2) {
      let side = 0
      for (let column = stretches[s]!; column < stretches[s + 1]!; column++) {
        const corner = column === stretches[s] ? 0 : above(column - 1)
        side = 1 + Math.min(side, corner, above(column))
        this.#sides[column] = side
        this.#rows[column] = row
        this.#area++
        if (side <= this.#widest) continue
        if (side > 1 && this.#isUnshared(column + 1 - side / 2, row + 1 - side / 2, this.#margin + side)) {
          this.#widestUnshared = Math.max(this.#widestUnshared, side)
          continue
        }
        this.#widest = side
        this.#at = [column + 1, row + 1]
      }
    }
  }

  fault(): Fault {
    return { area: this.#area, widest: this.#widest, at: this.#at, widest_unshared: this.#widestUnshared }
  }
}
