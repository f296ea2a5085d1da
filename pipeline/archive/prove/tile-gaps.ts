import { Coverage, type WoundRings } from './coverage.ts'

/** What one tile leaves open between neighbours, or draws twice; areas in square units, widths in whole units. */
export interface TileGaps {
  /** Squares drawn by any polygon. */
  covered: number
  /** The same with each polygon counted for itself. */
  counted: number
  gap: Fault
  overlap: Fault
}

export interface Fault {
  area: number
  /**
   * Side of the largest square of unit squares in it. Along a border that runs straight down or across this is its width,
   * along a slanting one up to 1.42 times less; 1 for what is no wider than a unit.
   */
  widest: number
  /** Lower right corner of that square. */
  at: [x: number, y: number] | undefined
}

/**
 * Gaps and overlaps that drawing made: places that nothing drawn covers although the source covers all within `margin`
 * units around, and places drawn twice where the source, within `margin`, nowhere has two polygons. Outer borders and
 * gaps of the source itself do not count. Both in units of the tile; only the tile proper (0 to `extent`) is looked at.
 */
export function tileGaps(drawn: WoundRings, source: WoundRings, extent: number, margin: number): TileGaps {
  const drawnCoverage = new Coverage(drawn, extent)
  const sourceCoverage = new Coverage(source, extent)
  const gaps = new Widest(extent)
  const overlaps = new Widest(extent)
  let covered = 0
  let counted = 0
  for (let row = 0; row < extent; row++) {
    const open: number[] = []
    const sums = drawnCoverage.stretches(row, 0, 0, open)
    covered += sums.covered
    counted += sums.counted
    gaps.row(row, within(open, sourceCoverage, row, 1, Number.POSITIVE_INFINITY, extent, margin))
    if (sums.counted === sums.covered) continue
    const twice: number[] = []
    drawnCoverage.stretches(row, 2, Number.POSITIVE_INFINITY, twice)
    overlaps.row(row, within(twice, sourceCoverage, row, 0, 1, extent, margin))
  }
  return { covered, counted, gap: gaps.fault(), overlap: overlaps.fault() }
}

/** What is left of stretches where the source has `fewest` to `most` polygons everywhere within `margin`. */
function within(
  stretches: number[],
  source: Coverage,
  row: number,
  fewest: number,
  most: number,
  extent: number,
  margin: number,
): number[] {
  let left = stretches
  for (let step = 0; step <= 2 * margin && left.length > 0; step++) {
    // The row itself first, which mostly settles it; then outwards.
    const other = row + (step % 2 === 1 ? (step + 1) / 2 : -step / 2)
    if (other < 0 || other >= extent) continue
    const fine: number[] = []
    source.stretches(other, fewest, most, fine)
    left = overlapOf(left, shrunk(fine, extent, margin))
  }
  return left
}

/** Stretches without `margin` at both ends; the edge of the tile is no end. */
function shrunk(stretches: number[], extent: number, margin: number): number[] {
  const out: number[] = []
  for (let i = 0; i < stretches.length; i += 2) {
    const from = stretches[i] === 0 ? 0 : stretches[i]! + margin
    const to = stretches[i + 1] === extent ? extent : stretches[i + 1]! - margin
    if (from < to) out.push(from, to)
  }
  return out
}

function overlapOf(a: number[], b: number[]): number[] {
  const out: number[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!)
    const to = Math.min(a[i + 1]!, b[j + 1]!)
    if (from < to) out.push(from, to)
    if (a[i + 1]! < b[j + 1]!) i += 2
    else j += 2
  }
  return out
}

/** The largest full square in a set of unit squares given row by row. */
class Widest {
  #area = 0
  #widest = 0
  #at: [number, number] | undefined
  /** Side of the largest square that ends at a column, in the last row and the one before it. */
  #sides: Int32Array
  #before: Int32Array
  /** Row that wrote each of them. */
  #rows: Int32Array
  #rowsBefore: Int32Array

  constructor(extent: number) {
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
        this.#widest = side
        this.#at = [column + 1, row + 1]
      }
    }
  }

  fault(): Fault {
    return { area: this.#area, widest: this.#widest, at: this.#at }
  }
}
