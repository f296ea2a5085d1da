import { isAscii } from 'node:buffer'
import iconv from 'iconv-lite'
import type { FindingLog } from '../finding-log.ts'
import type { Cell } from '../types.ts'
import type { DbfField, DbfHeader } from './dbf.ts'
import { binaryCell, isBinary, isMemo } from './dbf-binary.ts'
import { decodeText, type Encoding, isAsciiText, isSingleByte } from './dbf-encoding.ts'

interface Column extends DbfField {
  name: string
  /** Text or a number written as text: blank when all of it is padding. */
  isWritten: boolean
}

/** Padding is made of spaces and, by some writers, of zero bytes. */
const SPACE = 0x20

/** Turns rows into cells: numbers stay text as typed, dates become `YYYY-MM-DD`, blanks become null. */
export class DbfDecoder {
  readonly #columns: Column[]
  /** Cloned for each row: filling keys that are there is faster than adding them one by one. */
  readonly #blank: Record<string, Cell>
  readonly #recordLength: number
  readonly #encoding: string
  readonly #looksForUtf8: boolean
  readonly #isWide: boolean
  readonly #log: FindingLog

  constructor(header: DbfHeader, names: string[], encoding: Encoding, log: FindingLog) {
    this.#columns = header.fields.map((field, i) => ({
      ...field,
      name: names[i]!,
      isWritten: 'CNF'.includes(field.type),
    }))
    this.#blank = Object.fromEntries(names.map((name) => [name, null]))
    this.#recordLength = header.recordLength
    this.#encoding = encoding.name
    this.#isWide = encoding.name.startsWith('utf-16')
    this.#looksForUtf8 = (encoding.how === 'cpg' || encoding.how === 'ldid') && isSingleByte(encoding.name)
    this.#log = log
  }

  /** Whether these bytes hold neither zero bytes nor letters outside ASCII, so that rows in them can be read the short way. */
  isPlain(bytes: Buffer): boolean {
    return !this.#isWide && isAscii(bytes) && !bytes.includes(0)
  }

  /** The cells of the row that begins at `at`; `isPlain` as told by the function of that name. */
  decode(bytes: Buffer, at: number, record: number, isPlain: boolean): Record<string, Cell> {
    const row = bytes.toString('latin1', at, at + this.#recordLength)
    const cells = { ...this.#blank }
    for (const column of this.#columns) {
      if (column.isWritten) {
        // Padding is looked for among the bytes, which are read faster than letters of a string.
        let end = at + column.offset + column.length
        const from = at + column.offset
        while (end > from && bytes[end - 1]! <= SPACE) end--
        if (end === from) continue
        if (column.type !== 'C') cells[column.name] = this.#number(bytes, from, end, at, row, record, column)
        else if (isPlain) cells[column.name] = row.slice(from - at, end - at)
        else cells[column.name] = this.#text(bytes, at, row, column, record)
      } else {
        cells[column.name] = this.#other(bytes, at, row, column, record)
      }
    }
    return cells
  }

  #text(bytes: Buffer, at: number, row: string, column: Column, record: number): string | null {
    const from = column.offset
    const to = from + column.length
    if (this.#isWide) {
      const text = iconv.decode(bytes.subarray(at + from, at + to), this.#encoding)
      return trimEnd(beforeNul(text, 0, text.length), 0, text.length)
    }
    const filled = beforeNul(row, from, to)
    const raw = trimEnd(filled, 0, filled.length)
    if (raw === null || isAsciiText(raw)) return raw
    const cell = bytes.subarray(at + from, at + from + raw.length)
    const { text, from: how } = decodeText(cell, this.#encoding)
    if (how !== 'whole') {
      // A letter can be cut by the width alone: where padding follows, the bytes are simply not in this encoding.
      const isCut = how === 'cut' && raw.length >= column.length - 1
      if (isCut) this.#cut(record, column.name)
      else {
        const other = decodeText(cell, 'windows-1252').text
        this.#otherEncoding(record, column.name)
        return how === 'cut' ? other : text
      }
    } else if (this.#looksForUtf8 && decodeText(cell, 'utf-8').from === 'whole') {
      this.#looksLikeUtf8(record, column.name)
    }
    return trimEnd(text, 0, text.length)
  }

  /** A number as it is written, between `from` and the padding at `end`; asterisks and `NaN` are none, and a finding. */
  #number(
    bytes: Buffer,
    from: number,
    end: number,
    at: number,
    row: string,
    record: number,
    column: Column,
  ): string | null {
    let start = from
    while (bytes[start]! <= SPACE) start++
    const text = row.slice(start - at, end - at)
    for (let i = start; i < end; i++) {
      const code = bytes[i]!
      // Digits, signs, point and comma.
      if (code > 0x39 || code < 0x2b || code === 0x2f) return this.#oddNumber(text, record, column.name)
    }
    return text
  }

  #oddNumber(raw: string, record: number, field: string): string | null {
    const text = beforeNul(raw, 0, raw.length).trim()
    if (text === '') return null
    if (/^\*+$/.test(text)) {
      this.#log.add('DBF_OVERFLOW', record, field, text, {
        id: 'angka lebih panjang daripada kolomnya; nilai aslinya tidak ada lagi',
        en: 'the number was wider than its column; its value is lost',
      })
      return null
    }
    // As C and Windows print what is no number: nan, -nan(ind), inf, 1.#QNAN, -1.#IND00.
    if (/^[-+]?(?:nan|inf|1\.#)/i.test(text)) {
      this.#misfit(record, field, text, 'bukan angka', 'is not a number')
      return null
    }
    return text
  }

  #other(bytes: Buffer, at: number, row: string, column: Column, record: number): Cell {
    const text = trim(row, column.offset, column.offset + column.length)
    switch (column.type) {
      case 'D':
        return this.#date(text, record, column.name)
      case 'L':
        return logical(text)
    }
    if (isMemo(column)) {
      const isBlank = text === null || /^0*$/.test(text)
      if (!isBlank) {
        this.#log.add('DBF_MEMO', record, column.name, null, {
          id: 'sel memo menunjuk ke berkas lain; teksnya tidak dibaca',
          en: 'the memo cell points into another file; its text is not read',
        })
      }
      return null
    }
    if (isBinary(column)) {
      const cell = binaryCell(bytes, at + column.offset, column.type)
      if (cell !== undefined) return cell
      this.#misfit(record, column.name, column.type, 'tidak terbaca', 'cannot be read')
      return null
    }
    return this.#text(bytes, at, row, column, record)
  }

  /** `YYYYMMDD` as `YYYY-MM-DD`; zeros, which stand for no date, as null; what is no calendar day as null with a finding. */
  #date(text: string | null, record: number, field: string): string | null {
    if (text === null || /^0+$/.test(text)) return null
    if (isDay(text)) return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
    this.#misfit(record, field, text, 'bukan tanggal', 'is not a date')
    return null
  }

  #misfit(record: number, field: string, got: string, id: string, en: string): void {
    this.#log.add('DBF_VALUE', record, field, got, {
      id: `isi sel ${id}; dibaca sebagai kosong`,
      en: `the cell ${en}; read as blank`,
    })
  }

  #cut(record: number, field: string): void {
    this.#log.add('DBF_VALUE', record, field, null, {
      id: 'teks terpotong di tengah huruf oleh lebar kolom; huruf itu ditinggalkan',
      en: 'the width of the column cuts the text within a letter; that letter is left out',
    })
  }

  #otherEncoding(record: number, field: string): void {
    this.#log.add('ENCODING_DOUBTFUL', record, field, this.#encoding, {
      id: `isi sel bukan ${this.#encoding}; dibaca dengan pengodean lain`,
      en: `the cell is not ${this.#encoding}; it was read in another encoding`,
    })
  }

  #looksLikeUtf8(record: number, field: string): void {
    this.#log.add('ENCODING_DOUBTFUL', record, field, this.#encoding, {
      id: `isi sel tampak seperti UTF-8, tetapi berkas menyebut ${this.#encoding} dan dibaca demikian; bila salah, tulis encoding: utf-8`,
      en: `the cell looks like UTF-8, but the file states ${this.#encoding} and it was read so; if that is wrong, set encoding: utf-8`,
    })
  }
}

/** Text without the padding at its end; a leading space is part of the text. */
function trimEnd(text: string, from: number, to: number): string | null {
  let end = Math.min(to, text.length)
  while (end > from && text.charCodeAt(end - 1) <= 0x20) end--
  return end <= from ? null : text.slice(from, end)
}

function trim(text: string, from: number, to: number): string | null {
  let start = from
  while (start < to && text.charCodeAt(start) <= 0x20) start++
  return trimEnd(text, start, to)
}

/** What stands before the first zero byte: after it there may be what the cell held before. */
function beforeNul(text: string, from: number, to: number): string {
  const zero = text.indexOf('\0', from)
  return text.slice(from, zero === -1 || zero > to ? to : zero)
}

function isDay(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(4, 6))
  const day = Number(text.slice(6))
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2) return day <= (isLeap ? 29 : 28)
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}

/** Blank and `?` mean not initialised; a letter that is neither yes nor no stays as it stands, for the schema to refuse. */
function logical(text: string | null): Cell {
  if (text === null || text === '?') return null
  if (/^[TtYy]$/.test(text)) return true
  return /^[FfNn]$/.test(text) ? false : text
}
