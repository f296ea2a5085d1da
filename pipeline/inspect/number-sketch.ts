import { type DecimalMark, decideDecimal, parseNumber } from '../values/number.ts'
import type { Cell } from '../values/types.ts'

const UNITS_MAX = 20

interface Range {
  count: number
  whole: number
  min: number
  max: number
}

/** What the numbers of a column add up to once its decimal mark is known. */
export interface NumberVerdict {
  decimal: DecimalMark | 'mixed' | null
  /** Cells that read as a number, and of those the whole ones. */
  number: number
  integer: number
  min: number | null
  max: number | null
  ambiguous: number
  units: { unit: string; count: number }[]
}

/**
 * Numbers of one column met so far. A cell such as `1.234` is kept in both readings until the others tell which mark the
 * column uses: one pass is enough and memory does not grow.
 */
export class NumberSketch {
  readonly #clear = emptyRange()
  readonly #marks: Record<DecimalMark, number> = { ',': 0, '.': 0 }
  /** Ambiguous cells by the mark they hold, read with it as the decimal sign and as the thousands mark. */
  readonly #either: Record<DecimalMark, { decimal: Range; thousands: Range }> = {
    ',': { decimal: emptyRange(), thousands: emptyRange() },
    '.': { decimal: emptyRange(), thousands: emptyRange() },
  }
  readonly #units = new Map<string, number>()

  /** @param isDeclared the format says the column is of numbers: whatever mark stands in a cell is the decimal one. */
  add(cell: Cell, isDeclared: boolean): void {
    if (isDeclared && typeof cell === 'string' && !(cell.includes('.') && cell.includes(','))) {
      this.#addDeclared(cell)
      return
    }
    const parsed = parseNumber(cell)
    if ('value' in parsed) {
      if (parsed.value === null) return
      grow(this.#clear, parsed.value)
      this.#countUnit(parsed.unit)
      const mark = typeof cell === 'string' ? decideDecimal([cell]) : null
      if (mark !== null) this.#marks[mark]++
    } else if (parsed.error === 'ambiguous') this.#addEither(String(cell))
  }

  #addDeclared(cell: string): void {
    const parsed = parseNumber(cell.replace(',', '.'), { decimal: '.' })
    if (!('value' in parsed) || parsed.value === null) return
    grow(this.#clear, parsed.value)
    if (cell.includes(',')) this.#marks[',']++
    else if (cell.includes('.')) this.#marks['.']++
  }

  #addEither(cell: string): void {
    const mark: DecimalMark = cell.includes(',') ? ',' : '.'
    const asDecimal = parseNumber(cell, { decimal: mark })
    const asThousands = parseNumber(cell, { decimal: mark === ',' ? '.' : ',' })
    // `Rp 1.234 M` is ambiguous in its unit as well.
    if (!('value' in asDecimal) || !('value' in asThousands)) return
    grow(this.#either[mark].decimal, asDecimal.value!)
    grow(this.#either[mark].thousands, asThousands.value!)
    this.#countUnit(asDecimal.unit)
  }

  #countUnit(unit: string | null): void {
    if (unit === null) return
    const known = this.#units.get(unit)
    if (known === undefined && this.#units.size >= UNITS_MAX) return
    this.#units.set(unit, (known ?? 0) + 1)
  }

  verdict(): NumberVerdict {
    const { ',': commas, '.': points } = this.#marks
    const decimal = commas > 0 && points > 0 ? 'mixed' : commas > 0 ? ',' : points > 0 ? '.' : null
    const total = { ...this.#clear }
    let ambiguous = 0
    for (const mark of [',', '.'] as const) {
      const { decimal: asDecimal, thousands } = this.#either[mark]
      if (decimal === ',' || decimal === '.') merge(total, decimal === mark ? asDecimal : thousands)
      else ambiguous += asDecimal.count
    }
    return {
      decimal,
      number: total.count + ambiguous,
      integer: total.whole,
      min: total.count === 0 ? null : total.min,
      max: total.count === 0 ? null : total.max,
      ambiguous,
      units: [...this.#units].map(([unit, count]) => ({ unit, count })).sort((a, b) => b.count - a.count),
    }
  }
}

function emptyRange(): Range {
  return { count: 0, whole: 0, min: Infinity, max: -Infinity }
}

function grow(range: Range, value: number): void {
  range.count++
  if (Number.isSafeInteger(value)) range.whole++
  if (value < range.min) range.min = value
  if (value > range.max) range.max = value
}

function merge(into: Range, other: Range): void {
  into.count += other.count
  into.whole += other.whole
  into.min = Math.min(into.min, other.min)
  into.max = Math.max(into.max, other.max)
}
