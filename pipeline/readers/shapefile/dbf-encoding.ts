import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { UserError } from '../../errors.ts'
import type { ByteWindow } from '../bytes.ts'
import type { SourceLayer } from '../types.ts'
import type { DbfHeader } from './dbf.ts'

export type Encoding = SourceLayer['encoding']

/** Language-driver ids of byte 29 that name a code page (dBASE IV, Visual FoxPro, ESRI). */
const CODE_PAGE_OF_LDID: Record<number, number> = {
  1: 437,
  2: 850,
  3: 1252,
  8: 865,
  9: 437,
  10: 850,
  11: 437,
  13: 437,
  14: 850,
  15: 437,
  16: 850,
  17: 437,
  18: 850,
  19: 932,
  20: 850,
  21: 437,
  22: 850,
  23: 865,
  24: 437,
  25: 437,
  26: 850,
  27: 437,
  28: 863,
  29: 850,
  31: 852,
  34: 852,
  35: 852,
  36: 860,
  37: 850,
  38: 866,
  55: 850,
  64: 852,
  77: 936,
  78: 949,
  79: 950,
  80: 874,
  88: 1252,
  89: 1252,
  100: 852,
  101: 866,
  102: 865,
  103: 861,
  106: 737,
  107: 857,
  108: 863,
  120: 950,
  121: 949,
  122: 936,
  123: 932,
  124: 874,
  134: 737,
  135: 852,
  136: 857,
  200: 1250,
  201: 1251,
  202: 1254,
  203: 1253,
  204: 1257,
}

/** Code pages whose names are not `windows-` or `cp` and the number. */
const NAME_OF_CODE_PAGE: Record<number, string> = {
  1200: 'utf-16le',
  1201: 'utf-16be',
  20127: 'ascii',
  20866: 'koi8-r',
  21866: 'koi8-u',
  65001: 'utf-8',
}

/**
 * The encoding a person, a `.cpg` or a code page number names, in the form iconv-lite knows; null when it names none
 * (`system`, `ANSI`, a word nobody knows).
 */
export function encodingNamed(text: string): string | null {
  const name = text
    .replaceAll(/["'\uFEFF\0]/g, '')
    .trim()
    .toLowerCase()
  if (name === '' || name === 'system') return null
  const iso = /^(?:iso)?[\s_-]*(?:8859|885)[\s_-]*(\d{1,2})$/.exec(name)
  if (iso) return existing(`iso-8859-${Number(iso[1])}`)
  const page = /^(?:ansi|oem|cp|ms|windows|codepage|code page|win)?[\s_-]*(\d{3,5})$/.exec(name)
  if (page) return ofCodePage(Number(page[1]))
  if (/^utf[\s_-]*8$/.test(name)) return 'utf-8'
  if (/^utf[\s_-]*16(?:le)?$/.test(name)) return 'utf-16le'
  return existing(name)
}

function ofCodePage(page: number): string | null {
  if (page >= 28591 && page <= 28606) return existing(`iso-8859-${page - 28590}`)
  if (page >= 1250 && page <= 1258) return `windows-${page}`
  return NAME_OF_CODE_PAGE[page] ?? existing(`cp${page}`)
}

function existing(name: string): string | null {
  // These turn text into other text; no file is stored in them.
  if (/^(?:base64|hex|binary|internal)/.test(name)) return null
  return iconv.encodingExists(name) ? name : null
}

/** What a `.cpg` says that no encoding is known by; null for one that is not there, is clear, or says "of this machine" on purpose. */
export function unknownCpg(cpg: string | null): string | null {
  if (cpg === null || encodingNamed(cpg) !== null) return null
  const said = cpg.trim().slice(0, 40)
  return said.toLowerCase() === 'system' ? null : said
}

/**
 * The encoding stated for a `.dbf`: the option, else the `.cpg`, else the language-driver id. Null when nothing states one; id 87
 * ("the ANSI page of this machine") states none, since programs write it whatever the text is.
 *
 * @throws UserError config, for an option that names no known encoding.
 */
export function statedEncoding(
  option: string | undefined,
  cpg: string | null,
  languageId: number,
  label: string,
): Encoding | null {
  if (option !== undefined) {
    const name = encodingNamed(option)
    if (name === null) {
      throw new UserError('config', {
        what: 'the encoding of the source is unknown',
        where: { file: label },
        got: option,
        expected: 'a name such as utf-8, windows-1252 or iso-8859-1',
        next: 'correct or remove `encoding` of this source in city.yaml',
      })
    }
    return { name, how: 'option' }
  }
  const ofCpg = cpg === null ? null : encodingNamed(cpg)
  if (ofCpg !== null) return { name: ofCpg, how: 'cpg' }
  const page = CODE_PAGE_OF_LDID[languageId]
  const ofLdid = page === undefined ? null : ofCodePage(page)
  return ofLdid === null ? null : { name: ofLdid, how: 'ldid' }
}

/**
 * UTF-8 when every text cell of the first `rows` rows is valid UTF-8, else windows-1252. `sample` is the first word with a letter outside
 * ASCII, as that encoding reads it; absent when there is none and the choice does not matter.
 */
export async function detectEncoding(window: ByteWindow, header: DbfHeader, rows: number): Promise<Encoding> {
  const textFields = header.fields.filter((field) => field.type === 'C')
  const { headerLength, recordLength } = header
  let sample: Buffer | null = null
  for (let row = 0; row < rows; row++) {
    const position = headerLength + row * recordLength
    if (!window.has(position, recordLength)) {
      // What is missing is said when records are read.
      if (!(await loadRow(window, position, recordLength))) break
      if (isAscii(window.loaded)) {
        row = Math.max(row, Math.floor((window.end - headerLength) / recordLength) - 1)
        continue
      }
    }
    const at = window.at(position)
    if (isAscii(window.bytes.subarray(at, at + recordLength))) continue
    for (const field of textFields) {
      const cell = window.bytes.subarray(at + field.offset, at + field.offset + field.length)
      if (isAscii(cell)) continue
      if (wholeUtf8(cell) === null) return detected('windows-1252', cell)
      sample ??= Buffer.from(cell)
    }
  }
  return detected('utf-8', sample)
}

/** Brings a row into the window; the last one may lack one byte of padding, which is then put there. False when the file ends before. */
export async function loadRow(table: ByteWindow, position: number, length: number): Promise<boolean> {
  if (await table.load(position, length)) return true
  if (!(await table.load(position, length - 1))) return false
  table.bytes[table.at(position) + length - 1] = 0x20
  return true
}

function detected(name: string, cell: Buffer | null): Encoding {
  if (cell === null) return { name, how: 'detected' }
  const words = decodeText(cell, name).text.split(/[\s\0]+/)
  const sample = words.find((word) => !isAsciiText(word))
  return sample === undefined ? { name, how: 'detected' } : { name, how: 'detected', sample }
}

/** The cell without a last character that its width cut in two; null when it is no UTF-8 even so. */
export function wholeUtf8(cell: Buffer): Buffer | null {
  if (isUtf8(cell)) return cell
  for (let cut = 1; cut <= 3 && cut <= cell.length; cut++) {
    // Only a lead byte can begin a character that was cut.
    if (cell[cell.length - cut]! >= 0xc2) {
      const whole = cell.subarray(0, cell.length - cut)
      return isUtf8(whole) ? whole : null
    }
  }
  return null
}

export interface DecodedText {
  text: string
  /** `cut`: without a last character that the width cut in two. `other`: the bytes are not in the encoding asked for. */
  from: 'whole' | 'cut' | 'other'
}

/**
 * Text in `encoding`, never with a replacement character: bytes that are not in it are read as UTF-8 if they are that, else as windows-1252,
 * in which every byte means something.
 */
export function decodeText(bytes: Buffer, encoding: string): DecodedText {
  if (encoding === 'utf-8') {
    if (isUtf8(bytes)) return { text: bytes.toString('utf8'), from: 'whole' }
    const whole = wholeUtf8(bytes)
    if (whole !== null) return { text: whole.toString('utf8'), from: 'cut' }
    return { text: windows1252(bytes), from: 'other' }
  }
  const text = iconv.decode(bytes, encoding)
  if (!text.includes('\uFFFD')) return { text, from: 'whole' }
  // In the encodings of two bytes a letter the lead byte of a letter cut in two remains.
  const shorter = isSingleByte(encoding) ? text : iconv.decode(bytes.subarray(0, -1), encoding)
  if (!shorter.includes('\uFFFD')) return { text: shorter, from: 'cut' }
  return { text: isUtf8(bytes) ? bytes.toString('utf8') : windows1252(bytes), from: 'other' }
}

/** The five bytes without a letter become the control characters of their number, as browsers have them. */
function windows1252(bytes: Buffer): string {
  return iconv
    .decode(bytes, 'windows-1252')
    .replaceAll('\uFFFD', (_, at: number) => String.fromCharCode(bytes[at]!))
}

/** Whether each byte is a letter in the encoding, so that UTF-8 read in it looks like `Ã©`. */
export function isSingleByte(encoding: string): boolean {
  return /^(?:windows-125|iso-8859|koi8|cp(?:437|7\d\d|8\d\d)$)/.test(encoding)
}

export function isAsciiText(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}
