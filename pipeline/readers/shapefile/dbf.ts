import iconv from 'iconv-lite'
import { type Place, UserError } from '../../errors.ts'
import type { FindingLog } from '../finding-log.ts'
import type { Cell } from '../types.ts'
import { isAsciiText, wholeUtf8 } from './dbf-encoding.ts'

export interface DbfField {
  /** Name as bytes: its encoding is known only after the whole file was looked at. */
  rawName: Buffer
  /** One letter: C text, N and F numbers as text, D date, L logical, M memo ... */
  type: string
  /** Bytes from the start of a row, whose first byte is the deletion flag. */
  offset: number
  length: number
}

export interface DbfHeader {
  records: number
  headerLength: number
  recordLength: number
  languageId: number
  fields: DbfField[]
}

const FIELD_BYTES = 32
/** FoxBASE, Visual FoxPro (three kinds) and FoxPro 2; the versions of dBASE III and IV end in the bits 011. */
const OTHER_VERSIONS = [0x02, 0x30, 0x31, 0x32, 0xf5]

/**
 * Reads the header of a dBASE III / IV / FoxPro table.
 *
 * @param bytes the beginning of the file, at least as long as its header
 * @param size the length of the file in bytes
 * @throws UserError source, when it is not such a table, or its records are cut off.
 */
export function readDbfHeader(bytes: Buffer, size: number, where: Place): DbfHeader {
  if (bytes.length < FIELD_BYTES)
    throw damaged(where, `${bytes.length} bytes`, 'a header of at least 32 bytes')
  const version = bytes[0]!
  if ((version & 7) !== 3 && !OTHER_VERSIONS.includes(version)) {
    throw damaged(where, `version byte 0x${version.toString(16)}`, 'dBASE III, dBASE IV or FoxPro')
  }
  const records = bytes.readUInt32LE(4)
  const headerLength = bytes.readUInt16LE(8)
  const recordLength = bytes.readUInt16LE(10)
  if (headerLength < FIELD_BYTES + 1 || headerLength > bytes.length || recordLength < 1) {
    throw damaged(
      where,
      `header of ${headerLength} bytes, rows of ${recordLength}`,
      `both within ${size} bytes`,
    )
  }
  const fields = readFields(bytes, headerLength, recordLength, where)
  const missing = headerLength + records * recordLength - size
  // Some writers leave out the last padding byte together with the end-of-file mark.
  if (missing > 1) {
    const whole = Math.max(0, Math.floor((size - headerLength) / recordLength))
    throw new UserError('source', {
      what: 'the .dbf is cut off',
      where: { ...where, record: whole + 1 },
      got: `${whole} whole rows in ${size} bytes`,
      expected: `${records} rows as its header states`,
      next: 'fetch the files again; the copy or the download did not finish',
    })
  }
  return { records, headerLength, recordLength, languageId: bytes[29]!, fields }
}

function readFields(bytes: Buffer, headerLength: number, recordLength: number, where: Place): DbfField[] {
  const fields: DbfField[] = []
  let offset = 1
  let wideOffset = 1
  for (let at = FIELD_BYTES; at + FIELD_BYTES <= headerLength && bytes[at] !== 0x0d; at += FIELD_BYTES) {
    const raw = bytes.subarray(at, at + 11)
    const end = raw.indexOf(0)
    const type = String.fromCharCode(bytes[at + 11]!).toUpperCase()
    const length = bytes[at + 16]!
    fields.push({ rawName: Buffer.from(end === -1 ? raw : raw.subarray(0, end)), type, offset, length })
    offset += length
    wideOffset += type === 'C' ? length + 256 * bytes[at + 17]! : length
  }
  if (offset !== recordLength && wideOffset === recordLength) {
    // Clipper and FoxPro keep the high byte of a text width where decimals stand.
    let wide = 1
    fields.forEach((field, i) => {
      field.offset = wide
      if (field.type === 'C') field.length += 256 * bytes[FIELD_BYTES * (i + 1) + 17]!
      wide += field.length
    })
  } else if (offset > recordLength) {
    throw damaged(where, `columns of ${offset} bytes in rows of ${recordLength}`, 'columns that fit the row')
  }
  return fields
}

/** Column names in the file's encoding, each unique: a name met again gets `_2`, `_3`; a blank one becomes `FIELD_<n>`. */
export function fieldNames(fields: DbfField[], encoding: string): string[] {
  // Assigning to `__proto__` of a plain object would lose the cell.
  const taken = new Set<string>(['__proto__'])
  return fields.map((field, i) => {
    const decoded = iconv.decode(field.rawName, encoding)
    const name = decoded.replaceAll(/^\s+|[\s\uFFFD]+$/g, '') || `FIELD_${i + 1}`
    let unique = name
    for (let n = 2; taken.has(unique); n++) unique = `${name}_${n}`
    taken.add(unique)
    return unique
  })
}

/** Turns rows into cells: numbers stay text as typed, dates become `YYYY-MM-DD`, blanks become null. */
export class DbfDecoder {
  readonly #fields: (DbfField & { name: string })[]
  readonly #recordLength: number
  readonly #encoding: string
  readonly #where: Place
  readonly #log: FindingLog

  constructor(header: DbfHeader, names: string[], encoding: string, where: Place, log: FindingLog) {
    this.#fields = header.fields.map((field, i) => ({ ...field, name: names[i]! }))
    this.#recordLength = header.recordLength
    this.#encoding = encoding
    this.#where = where
    this.#log = log
  }

  /**
   * The cells of the row that begins at `at`.
   *
   * @throws UserError source, for text that is not in the encoding, and for a memo, which is kept in a file of its own.
   */
  decode(bytes: Buffer, at: number, record: number): Record<string, Cell> {
    const row = bytes.toString('latin1', at, at + this.#recordLength)
    const plain = isAsciiText(row) && !this.#encoding.startsWith('utf-16')
    const cells: Record<string, Cell> = {}
    for (const field of this.#fields) {
      const from = field.offset
      const to = from + field.length
      let cell: Cell
      switch (field.type) {
        case 'C':
          cell = plain
            ? trimText(row, from, to)
            : this.#text(bytes.subarray(at + from, at + to), record, field.name)
          break
        case 'N':
        case 'F':
          cell = trim(row, from, to)
          if (cell?.startsWith('*') && /^\*+$/.test(cell)) {
            this.#log.add('DBF_OVERFLOW', record, field.name, cell, {
              id: 'angka lebih panjang daripada kolomnya; nilai aslinya tidak ada lagi',
              en: 'the number was wider than its column; its value is lost',
            })
            cell = null
          }
          break
        case 'D':
          cell = date(trim(row, from, to))
          break
        case 'L':
          cell = logical(trim(row, from, to))
          break
        default:
          cell = this.#binary(bytes, at + from, field, row.slice(from, to), record)
      }
      cells[field.name] = cell
    }
    return cells
  }

  #text(cell: Buffer, record: number, field: string): string | null {
    if (this.#encoding.startsWith('utf-16')) {
      const text = iconv.decode(cell, this.#encoding)
      return trimText(text, 0, text.length)
    }
    const end = cell.indexOf(0)
    const filled = end === -1 ? cell : cell.subarray(0, end)
    let text: string
    if (this.#encoding === 'utf-8') {
      const whole = wholeUtf8(filled)
      if (whole === null) throw this.#undecodable(filled, record, field)
      text = whole.toString('utf8')
    } else {
      text = iconv.decode(filled, this.#encoding)
      if (text.includes('\uFFFD')) throw this.#undecodable(filled, record, field)
    }
    return trimText(text, 0, text.length)
  }

  #binary(bytes: Buffer, at: number, field: DbfField & { name: string }, text: string, record: number): Cell {
    switch (field.type) {
      case 'I':
      case '+':
        if (field.length === 4) return bytes.readInt32LE(at)
        break
      case 'O':
      case 'B':
        if (field.length === 8) {
          const value = bytes.readDoubleLE(at)
          return Number.isFinite(value) ? value : null
        }
        break
    }
    const shown = trim(text, 0, text.length)
    if (shown === null || /^0+$/.test(shown)) return null
    throw new UserError('source', {
      what: 'a column of the .dbf has a type that a shapefile cannot hold',
      where: { ...this.#where, record, field: field.name },
      got: `type ${field.type}`,
      expected: 'text, number, date or logical (C, N, F, D, L)',
      next: 'turn the column into text, or remove it, and export the layer again',
    })
  }

  #undecodable(cell: Buffer, record: number, field: string): UserError {
    const other = this.#encoding === 'utf-8' ? 'windows-1252' : 'utf-8'
    return new UserError('source', {
      what: `text is not ${this.#encoding}`,
      where: { ...this.#where, record, field },
      got: `${cell.length} bytes that are not ${this.#encoding}`,
      expected: `text in ${this.#encoding}, as the file or the option says`,
      next: `set \`encoding: ${other}\` for this source in city.yaml`,
    })
  }
}

/** Text with what is left of its padding removed at the end; a leading space is part of the text. */
function trimText(text: string, from: number, to: number): string | null {
  const zero = text.indexOf('\0', from)
  let end = zero === -1 || zero > to ? to : zero
  while (end > from && text.charCodeAt(end - 1) <= 0x20) end--
  return end === from ? null : text.slice(from, end)
}

function trim(text: string, from: number, to: number): string | null {
  let start = from
  let end = to
  while (start < end && text.charCodeAt(start) <= 0x20) start++
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--
  return end === start ? null : text.slice(start, end)
}

/** `YYYYMMDD` as `YYYY-MM-DD`; zeros as null; anything that is no calendar day as it stands, for the schema to refuse. */
function date(text: string | null): string | null {
  if (text === null || /^0+$/.test(text)) return null
  if (!/^\d{8}$/.test(text)) return text
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(4, 6))
  const day = Number(text.slice(6))
  if (month < 1 || month > 12 || day < 1) return text
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days =
    month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return day > days ? text : `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
}

/** Blank and `?` mean not initialised; a letter that is neither yes nor no stays as it stands, for the schema to refuse. */
function logical(text: string | null): Cell {
  if (text === null || text === '?') return null
  if (/^[TtYy]$/.test(text)) return true
  return /^[FfNn]$/.test(text) ? false : text
}

function damaged(where: Place, got: string, expected: string): UserError {
  return new UserError('source', {
    what: 'the .dbf is damaged or is not a dBASE table',
    where,
    got,
    expected,
    next: 'export the layer again, or fetch the files again from the provider',
  })
}
