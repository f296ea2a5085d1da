import { type Place, UserError } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import type { Cell } from '../types.ts'

/**
 * What a file may become, by its size in bytes. A run of equal values takes a few bytes whatever its length, so 300 bytes can be billions of rows;
 * rows that anyone surveyed differ in their geometry or number, and take tens of bytes each.
 */
export const PARQUET_LIMITS = {
  rows: (size: number) => 1_000_000 + 16 * size,
  /** UTF-16 units of text in all cells. */
  text: (size: number) => 64 * 2 ** 20 + 1000 * size,
  /** Milliseconds that DuckDB may take in all. It decodes some hundred bytes in a microsecond. */
  time: (size: number) => 60_000 + size / 1000,
}

/** @throws UserError source, for more rows than a file of its size can be believed to hold */
export function requireRows(rows: number, size: number, where: Place): void {
  const most = PARQUET_LIMITS.rows(size)
  if (rows > most) throw tooMuch(where, `${rows} rows in ${size} bytes`, `at most ${most} rows`)
}

/** Counts the text of one pass. */
export class TextBudget {
  readonly #size: number
  readonly #where: Place
  #left: number

  constructor(size: number, where: Place) {
    this.#size = size
    this.#where = where
    this.#left = PARQUET_LIMITS.text(size)
  }

  /** @throws UserError source, when the record or all records together hold more text than is safe */
  spend(cells: Record<string, Cell>, record: number): void {
    let length = 0
    for (const name of Object.keys(cells)) {
      const cell = cells[name]
      if (typeof cell === 'string') length += cell.length
    }
    const where = { ...this.#where, record }
    if (length > RECORD_LIMITS.bytes) throw beyondLimit('bytes', length, where)
    this.#left -= length
    if (this.#left >= 0) return
    const most = PARQUET_LIMITS.text(this.#size)
    throw tooMuch(where, `more than ${most} letters in ${this.#size} bytes`, `at most ${most} letters`)
  }
}

/** Time that DuckDB takes for one file, over all that it is asked. */
export class TimeBudget {
  readonly #where: Place
  readonly #interrupt: () => void
  #left: number

  constructor(size: number, where: Place, interrupt: () => void) {
    this.#where = where
    this.#interrupt = interrupt
    this.#left = PARQUET_LIMITS.time(size)
  }

  /** Waits for one answer. @throws UserError source, when the time is used up; the work is then interrupted */
  async within<T>(work: () => Promise<T>): Promise<T> {
    const begin = performance.now()
    const stop = (): void => {
      // A timer may fire a hair before the clock says so.
      this.#left = Number.NEGATIVE_INFINITY
      this.#interrupt()
    }
    const timer = setTimeout(stop, Math.max(0, this.#left))
    try {
      const answer = await work()
      this.#spend(begin)
      return answer
    } catch (error) {
      this.#spend(begin)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  #spend(begin: number): void {
    this.#left -= performance.now() - begin
    if (this.#left < 0) throw tooMuch(this.#where, 'a file that takes too long to unpack', 'a minute at most')
  }
}

function tooMuch(where: Place, got: string, expected: string): UserError {
  return new UserError(
    'source',
    {
      what: 'the Parquet file holds far more than its size allows to believe',
      where,
      got,
      expected,
      next: 'the file is damaged or is not what it seems; ask for it again, as GeoPackage if need be',
    },
    { quotesRecord: false },
  )
}
