import type { Cell } from '../types.ts'
import { type XmlAttributes, XmlFault, type XmlHandler } from '../xml.ts'
import { paddedCode, serialDate } from './number-format.ts'
import { RichText, unescapeText } from './shared-strings.ts'
import { type CellTables, isTrue } from './workbook.ts'

/** Cells of one row that are not blank, columns 1-based and rising. */
export interface SheetRow {
  row: number
  isHidden: boolean
  columns: number[]
  values: Cell[]
  /** Cells that are read as blank because their value cannot be read. */
  faults: { column: number; got: string }[]
}

/** A merged range, rows and columns 1-based and inclusive. */
export interface MergedRange {
  top: number
  left: number
  bottom: number
  right: number
}

export const COLUMNS_MAX = 16_384
const ROWS_MAX = 1_048_576
const MERGES_MAX = 200_000
/** Characters of one cell; the format allows 32,767. */
const CELL_CHARACTERS_MAX = 1 << 20
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/

/**
 * Takes the rows of a worksheet; they wait in `rows` until they are taken. References are optional in the format: without one a row or cell is
 * the next. The stated dimension is not believed.
 *
 * Source: ECMA-376 part 1, sections 18.3.1.4 (c), 18.3.1.73 (row), 18.3.1.55 (mergeCell) and 18.18.11 (ST_CellType).
 */
export class SheetWalk implements XmlHandler {
  rows: SheetRow[] = []
  readonly merges: MergedRange[] = []
  readonly hiddenColumns: { from: number; to: number }[] = []
  readonly #tables: CellTables
  #isData = false
  #row: SheetRow | null = null
  #lastRow = 0
  #lastColumn = 0
  #column = 0
  #type = ''
  #style = 0
  #isCell = false
  #isValue = false
  #value: string | null = null
  #hasFormula = false
  #inline: RichText | null = null
  #characters = 0

  constructor(tables: CellTables) {
    this.#tables = tables
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#inline !== null) this.#inline.open(name)
    else if (this.#isCell) {
      if (name === 'v') {
        this.#isValue = true
        this.#value ??= ''
      } else if (name === 'f') this.#hasFormula = true
      else if (name === 'is') this.#inline = new RichText()
    } else if (name === 'c' && this.#row !== null) this.#openCell(attributes)
    else if (name === 'row' && this.#isData) this.#openRow(attributes)
    else if (name === 'sheetData') this.#isData = true
    else if (name === 'mergeCell') this.#merge(attributes.ref ?? '')
    else if (name === 'col' && isTrue(attributes.hidden)) {
      const [from, to] = [Number(attributes.min), Number(attributes.max)]
      if (this.hiddenColumns.length < COLUMNS_MAX) this.hiddenColumns.push({ from, to })
    }
  }

  close(name: string): void {
    if (name === 'is') {
      this.#value = this.#inline?.text ?? null
      this.#inline = null
    } else if (this.#inline !== null) this.#inline.close(name)
    else if (name === 'v') this.#isValue = false
    else if (name === 'c' && this.#isCell) this.#closeCell()
    else if (name === 'row' && this.#row !== null) {
      if (this.#row.columns.length > 0 || this.#row.faults.length > 0) this.rows.push(this.#row)
      this.#row = null
    } else if (name === 'sheetData') this.#isData = false
  }

  text(text: string): void {
    if (!this.#isValue && this.#inline === null) return
    this.#characters += text.length
    if (this.#characters > CELL_CHARACTERS_MAX) {
      throw new XmlFault('a cell is larger than is safe to read', {
        got: `more than ${CELL_CHARACTERS_MAX} characters in ${this.#here()}`,
        expected: 'at most 32,767 characters, as the format has it',
      })
    }
    if (this.#inline !== null) this.#inline.add(text)
    else this.#value = (this.#value ?? '') + text
  }

  #openRow(attributes: XmlAttributes): void {
    const row = attributes.r === undefined ? this.#lastRow + 1 : Number(attributes.r)
    if (!Number.isInteger(row) || row <= this.#lastRow || row > ROWS_MAX) {
      throw new XmlFault('the rows of the sheet are out of order', {
        got: `row ${attributes.r ?? row} after row ${this.#lastRow}`,
        expected: `rising numbers up to ${ROWS_MAX}`,
        next: 'open the file in Excel or LibreOffice and save it again',
      })
    }
    this.#lastRow = row
    this.#lastColumn = 0
    this.#row = { row, isHidden: isTrue(attributes.hidden), columns: [], values: [], faults: [] }
  }

  #openCell(attributes: XmlAttributes): void {
    const { r, t, s } = attributes
    const place = r === undefined ? { column: this.#lastColumn + 1, row: this.#lastRow } : cellPlace(r)
    if (
      place === null ||
      place.row !== this.#lastRow ||
      place.column <= this.#lastColumn ||
      place.column > COLUMNS_MAX
    ) {
      throw new XmlFault('the cells of the sheet are out of order', {
        got: `cell ${r?.slice(0, 20) ?? place?.column} in row ${this.#lastRow} after column ${this.#lastColumn}`,
        expected: `rising columns up to ${COLUMNS_MAX} (XFD) of the same row`,
        next: 'open the file in Excel or LibreOffice and save it again',
      })
    }
    this.#column = place.column
    this.#lastColumn = place.column
    this.#isCell = true
    this.#type = t ?? 'n'
    this.#style = s === undefined ? 0 : Number(s)
    this.#value = null
    this.#hasFormula = false
    this.#characters = 0
  }

  #closeCell(): void {
    this.#isCell = false
    const text = this.#value
    const row = this.#row!
    if (text === null || (text === '' && this.#type !== 'str')) {
      if (this.#hasFormula) this.#fault('a formula without its value')
      return
    }
    let value: Cell = null
    if (this.#type === 'n') {
      value = this.#number(text.trim())
      if (value === null && text.trim() !== '') this.#fault(text)
    } else if (this.#type === 's') value = this.#shared(text)
    else if (this.#type === 'b') value = isTrue(text.trim())
    else if (this.#type === 'e') this.#fault(text)
    else if (this.#type === 'd') value = text.trim().replace(/T00:00:00(?:\.0+)?Z?$/, '')
    else value = unescapeText(text).trim()
    if (value === null || value === '') return
    row.columns.push(this.#column)
    row.values.push(value)
  }

  #fault(got: string): void {
    this.#row!.faults.push({ column: this.#column, got: got.slice(0, 80) })
  }

  #number(text: string): Cell {
    if (!NUMBER.test(text)) return null
    const number = Number(text)
    if (!Number.isFinite(number)) return null
    const meaning = this.#tables.meanings[this.#style] ?? 'number'
    if (typeof meaning === 'object') {
      const code = paddedCode(text, meaning)
      if (code !== null) return code
    } else if (meaning !== 'number') {
      const date = serialDate(number, meaning, this.#tables.is1904)
      if (date !== null) return date
    }
    // Digits beyond what a double holds are kept as text: they belong to a code.
    return /^[-+]?\d{16,}$/.test(text) && !Number.isSafeInteger(number) ? text : number
  }

  #shared(text: string): string {
    const index = Number(text)
    const { strings } = this.#tables
    if (strings === null) return '?'
    if (Number.isInteger(index) && index >= 0 && index < strings.length && text.trim() !== '')
      return strings[index]!
    throw new XmlFault('a cell refers to a text that is not in the workbook', {
      got: `text ${text.slice(0, 20)} in ${this.#here()}`,
      expected: `a number below ${strings.length}`,
      next: 'the file is damaged: open it in Excel or LibreOffice and save it again',
    })
  }

  #merge(reference: string): void {
    const [from, to = from] = reference.split(':')
    const [start, end] = [cellPlace(from ?? ''), cellPlace(to ?? '')]
    if (start === null || end === null) return
    if (this.merges.length >= MERGES_MAX)
      throw new XmlFault('the sheet has too many merged cells', { got: `more than ${MERGES_MAX}` })
    this.merges.push({
      top: Math.min(start.row, end.row),
      left: Math.min(start.column, end.column),
      bottom: Math.max(start.row, end.row),
      right: Math.max(start.column, end.column),
    })
  }

  #here(): string {
    return `${columnLetters(this.#column)}${this.#lastRow}`
  }
}

/** Row and column of a reference such as `AB12`, or null for another text. */
function cellPlace(reference: string): { row: number; column: number } | null {
  let at = 0
  let column = 0
  for (; at < 3; at++) {
    const letter = reference.charCodeAt(at) - 64
    if (!(letter >= 1 && letter <= 26)) break
    column = column * 26 + letter
  }
  let row = 0
  const digits = at
  for (; at < reference.length && at < digits + 7; at++) {
    const digit = reference.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return null
    row = row * 10 + digit
  }
  return column > 0 && row > 0 && at === reference.length ? { row, column } : null
}

/** Letters of a column as a spreadsheet shows them: 28 is `AB`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
