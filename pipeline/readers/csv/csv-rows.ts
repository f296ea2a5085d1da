import { hasReplacement } from '../doubtful-text.ts'
import { RECORD_LIMITS } from '../limits.ts'

/** Bytes of one row: a longer one is a quote that never closes. */
const ROW_BYTES_MAX = 64 << 20

const QUOTE = 0x22
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export interface CsvRow {
  /** Line the row begins on, 1-based. */
  line: number
  cells: string[]
  /** A cell holds U+FFFD: a byte of the row could not be read as text. */
  isDoubtful?: true
}

/** A row that breaks the grammar, turned into a `UserError` by the reader. */
export class CsvFault extends Error {
  readonly line: number
  /** Cells beyond the limit of columns. */
  readonly limit: { name: 'columns'; got: number } | null

  constructor(got: string, line: number, limit: CsvFault['limit'] = null) {
    super(got)
    this.name = 'CsvFault'
    this.line = line
    this.limit = limit
  }
}

/**
 * Splits chunks of UTF-8 bytes of any size into rows of cells: `"` quotes a cell, `""` is a quote in one, a row ends at CR LF, LF or CR
 * outside quotes. Blank lines are rows of one empty cell. Cells are not trimmed, but blanks may follow a closing quote.
 *
 * Source: RFC 4180.
 * @throws CsvFault from `push` and `end`; rows before the fault are in `rows`
 */
export class RowSplitter {
  /** Rows found and not yet taken. */
  rows: CsvRow[] = []
  readonly #delimiter: string
  #line: number
  #pieces: Buffer[] = []
  #heldBytes = 0
  /** A row without an end is looked at again only when it has doubled: the work stays linear. */
  #retryAt = 0

  constructor(delimiter: string, firstLine = 1) {
    this.#delimiter = delimiter
    this.#line = firstLine
  }

  /** Takes the rows found so far. */
  take(): CsvRow[] {
    const { rows } = this
    this.rows = []
    return rows
  }

  push(chunk: Buffer): void {
    this.#pieces.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes >= this.#retryAt) this.#split(false)
  }

  end(): void {
    this.#split(true)
  }

  #split(isLast: boolean): void {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    const marks = new Marks(bytes)
    let at = 0
    while (at < bytes.length) {
      const end = marks.rowEnd(at)
      // A CR at the very end may be the first half of a line end.
      const isOpen = end === bytes.length || (bytes[end] === CARRIAGE_RETURN && end + 1 === bytes.length)
      if (isOpen && !isLast) break
      const text = bytes.toString('utf8', at, end)
      const cells = marks.quoted
        ? readQuotedCells(text, this.#delimiter, this.#line)
        : text.split(this.#delimiter, RECORD_LIMITS.columns + 1)
      this.#take(cells, hasReplacement(text))
      this.#line += marks.quoted ? 1 + countLineBreaks(text) : 1
      at = end + (bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED ? 2 : 1)
    }
    const rest = bytes.subarray(at)
    if (rest.length > ROW_BYTES_MAX) {
      throw new CsvFault(
        `a row of more than ${ROW_BYTES_MAX} bytes: a quote is opened and never closed`,
        this.#line,
      )
    }
    this.#pieces = rest.length === 0 ? [] : [rest]
    this.#heldBytes = rest.length
    this.#retryAt = Math.min(2 * rest.length, ROW_BYTES_MAX)
  }

  #take(cells: string[], isDoubtful: boolean): void {
    if (cells.length > RECORD_LIMITS.columns) {
      throw new CsvFault('too many cells', this.#line, { name: 'columns', got: cells.length })
    }
    this.rows.push(isDoubtful ? { line: this.#line, cells, isDoubtful } : { line: this.#line, cells })
  }
}

/** Where quotes and line ends stand; each is looked for once, however many rows ask. */
class Marks {
  /** The row last asked for holds a quote. */
  quoted = false
  readonly #bytes: Buffer
  #quote = -1
  #feed = -1
  #return = -1

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Index of the line end that closes the row which begins at `start`; the length where none does. */
  rowEnd(start: number): number {
    let end = this.#lineEnd(start)
    if (this.#quote < start) this.#quote = this.#find(QUOTE, start)
    this.quoted = this.#quote < end
    while (this.#quote < end) {
      const closing = this.#find(QUOTE, this.#quote + 1)
      if (closing === this.#bytes.length) {
        this.#quote = closing
        return closing
      }
      this.#quote = this.#find(QUOTE, closing + 1)
      end = this.#lineEnd(closing + 1)
    }
    return end
  }

  #lineEnd(from: number): number {
    if (this.#feed < from) this.#feed = this.#find(LINE_FEED, from)
    if (this.#return < from) this.#return = this.#find(CARRIAGE_RETURN, from)
    return Math.min(this.#feed, this.#return)
  }

  #find(byte: number, from: number): number {
    const found = this.#bytes.indexOf(byte, from)
    return found === -1 ? this.#bytes.length : found
  }
}

function readQuotedCells(row: string, delimiter: string, line: number): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (cells.length > RECORD_LIMITS.columns) return cells
    if (row[at] === '"') {
      const { cell, end } = readQuotedCell(row, at, line)
      cells.push(cell)
      at = end
      while (row[at] === ' ' && delimiter !== ' ') at++
      if (at < row.length && row[at] !== delimiter) throw new CsvFault('text after a closing quote', line)
    } else {
      const found = row.indexOf(delimiter, at)
      const end = found === -1 ? row.length : found
      const cell = row.slice(at, end)
      if (cell.includes('"')) throw new CsvFault('a quote inside a cell that is not quoted', line)
      cells.push(cell)
      at = end
    }
    if (at >= row.length) return cells
    at += delimiter.length
  }
}

function readQuotedCell(row: string, start: number, line: number): { cell: string; end: number } {
  let isDoubled = false
  let end = start
  for (;;) {
    end = row.indexOf('"', end + 1)
    if (end === -1) throw new CsvFault('a quote that is opened and never closed', line)
    if (row[end + 1] !== '"') break
    isDoubled = true
    end++
  }
  const cell = row.slice(start + 1, end)
  return { cell: isDoubled ? cell.replaceAll('""', '"') : cell, end: end + 1 }
}

function countLineBreaks(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0
  let count = 0
  for (const _ of text.matchAll(/\r\n|\n|\r/g)) count++
  return count
}
