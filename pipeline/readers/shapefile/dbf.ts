import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { type Place, UserError } from '../../errors.ts'
import type { Text } from '../types.ts'
import { decodeText, wholeUtf8 } from './dbf-encoding.ts'

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
  /** Rows as the header states. */
  records: number
  headerLength: number
  recordLength: number
  languageId: number
  fields: DbfField[]
  /** A length of the header that was mended by what the file holds; null when there is none. */
  mended: Text | null
}

/** What is to be said of a layer before any record is read. */
export interface LayerNote {
  code: string
  field: string | null
  got: string | null
  message: Text
}

const FIELD_BYTES = 32
const NAME_BYTES = 10
/** FoxBASE, Visual FoxPro (three kinds) and FoxPro 2; the versions of dBASE III and IV end in the bits 011. */
const OTHER_VERSIONS = [0x02, 0x30, 0x31, 0x32, 0xf5]
/** The hidden column in which Visual FoxPro marks nulls. */
const NULL_FLAGS = '0'

/**
 * Reads the header of a dBASE III / IV / FoxPro table.
 *
 * Lengths that cannot be true are replaced by those of the column list, when the file is then exactly as long as it must be.
 *
 * @param bytes the beginning of the file, at least as long as its header
 * @param size the length of the file in bytes
 * @throws UserError source, when it is not such a table.
 */
export function readDbfHeader(bytes: Buffer, size: number, where: Place): DbfHeader {
  if (bytes.length < FIELD_BYTES)
    throw damaged(where, `${bytes.length} bytes`, 'a header of at least 32 bytes')
  const version = bytes[0]!
  if ((version & 7) !== 3 && !OTHER_VERSIONS.includes(version)) {
    throw damaged(where, `version byte 0x${version.toString(16)}`, 'dBASE III, dBASE IV or FoxPro')
  }
  const stated = {
    records: bytes.readUInt32LE(4),
    headerLength: bytes.readUInt16LE(8),
    recordLength: bytes.readUInt16LE(10),
    languageId: bytes[29]!,
  }
  const isPossible =
    stated.headerLength > FIELD_BYTES && stated.headerLength <= bytes.length && stated.recordLength > 0
  if (isPossible && holdsExactly(stated, stated.records, size)) {
    const fields = readFields(bytes, stated.headerLength, stated.recordLength)
    if (fields !== null) return { ...stated, fields, mended: null }
  }
  const mended = mendLengths(bytes, stated, size)
  if (mended !== null) return mended
  const fields = isPossible ? readFields(bytes, stated.headerLength, stated.recordLength) : null
  if (fields === null) {
    throw damaged(
      where,
      `header of ${stated.headerLength} bytes, rows of ${stated.recordLength}`,
      `both within ${size} bytes, and rows as wide as the columns`,
    )
  }
  return { ...stated, fields, mended: null }
}

/** Whether the file ends where so many rows end: with or without its end mark, or without the last byte of padding as well. */
export function holdsExactly(
  { headerLength, recordLength }: Pick<DbfHeader, 'headerLength' | 'recordLength'>,
  rows: number,
  size: number,
): boolean {
  const rest = size - headerLength - rows * recordLength
  return rest >= -1 && rest <= 2
}

/** Whether so many rows fit in the file; the last may lack one byte of padding. */
export function holdsAtLeast(header: DbfHeader, rows: number, size: number): boolean {
  return header.headerLength + rows * header.recordLength - size <= 1
}

type Lengths = Omit<DbfHeader, 'fields' | 'mended'>

function mendLengths(bytes: Buffer, stated: Lengths, size: number): DbfHeader | null {
  let at = FIELD_BYTES
  while (at < bytes.length && bytes[at] !== 0x0d) at += FIELD_BYTES
  if (at >= bytes.length || at === FIELD_BYTES) return null
  const recordLength = widthOf(bytes, at)
  const lengths = { ...stated, headerLength: at + 1, recordLength }
  if (lengths.headerLength === stated.headerLength && recordLength === stated.recordLength) return null
  if (stated.records === 0 || !holdsExactly(lengths, stated.records, size)) return null
  const fields = readFields(bytes, lengths.headerLength, recordLength)
  if (fields === null) return null
  return {
    ...lengths,
    fields,
    mended: {
      id: `kepala .dbf menyebut panjang ${stated.headerLength} dan baris ${stated.recordLength} byte; menurut daftar kolom dan panjang berkas ${lengths.headerLength} dan ${recordLength}`,
      en: `the .dbf states a header of ${stated.headerLength} and rows of ${stated.recordLength} bytes; by its columns and length they are ${lengths.headerLength} and ${recordLength}`,
    },
  }
}

function widthOf(bytes: Buffer, end: number): number {
  let width = 1
  for (let at = FIELD_BYTES; at < end; at += FIELD_BYTES) width += bytes[at + 16]!
  return width
}

/** The columns, or null when they do not fit the row. */
function readFields(bytes: Buffer, headerLength: number, recordLength: number): DbfField[] | null {
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
  } else if (offset > recordLength) return null
  return fields.filter((field) => field.type !== NULL_FLAGS)
}

/**
 * Column names in the file's encoding, each unique: a name met again gets `_2`, `_3`; a blank one becomes `FIELD_<n>`.
 *
 * @param note called for each column whose name is not the one in the file
 */
export function fieldNames(
  fields: DbfField[],
  encoding: string,
  note: (note: LayerNote) => void = () => {},
): string[] {
  // Assigning to `__proto__` of a plain object would lose the cell.
  const taken = new Set<string>(['__proto__'])
  return fields.map((field, i) => {
    const { text, isOther } = decodeName(field.rawName, encoding)
    const stated = text.replaceAll(/^\s+|[\s\uFFFD]+$/g, '')
    let name = stated || `FIELD_${i + 1}`
    for (let n = 2; taken.has(name); n++) name = `${stated || `FIELD_${i + 1}`}_${n}`
    taken.add(name)
    if (isOther) note(doubtfulName(name, encoding))
    if (name !== stated) note(renamed(name, stated, i + 1))
    return name
  })
}

function decodeName(raw: Buffer, encoding: string): { text: string; isOther: boolean } {
  if (encoding.startsWith('utf-16')) return { text: iconv.decode(raw, 'windows-1252'), isOther: false }
  // A name as long as names can be may be cut within a letter.
  const whole = encoding === 'utf-8' && raw.length >= NAME_BYTES ? wholeUtf8(raw) : null
  if (encoding === 'utf-8' && whole === null && !isUtf8(raw)) {
    return { text: decodeText(raw, 'windows-1252').text, isOther: true }
  }
  const { text, from } = decodeText(whole ?? raw, encoding)
  return { text, isOther: from === 'other' }
}

function doubtfulName(name: string, encoding: string): LayerNote {
  return {
    code: 'ENCODING_DOUBTFUL',
    field: name,
    got: encoding,
    message: {
      id: `Nama kolom "${name}" bukan ${encoding} dan dibaca dengan pengodean lain.`,
      en: `The column name "${name}" is not ${encoding} and was read in another encoding.`,
    },
  }
}

function renamed(name: string, stated: string, column: number): LayerNote {
  return {
    code: 'COLUMN_RENAMED',
    field: name,
    got: stated,
    message: {
      id: `Kolom ke-${column} bernama "${stated}" di berkas; dibaca sebagai "${name}".`,
      en: `Column ${column} is called "${stated}" in the file; it is read as "${name}".`,
    },
  }
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
