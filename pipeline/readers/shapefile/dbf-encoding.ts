import { isUtf8 } from 'node:buffer'
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
  return iconv.encodingExists(name) ? name : null
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
 * UTF-8 when every text cell of the file is valid UTF-8, else windows-1252. `sample` is the first word with a letter outside ASCII, as
 * that encoding reads it; absent when there is none and the choice does not matter.
 */
export async function detectEncoding(window: ByteWindow, header: DbfHeader): Promise<Encoding> {
  const textFields = header.fields.filter((field) => field.type === 'C')
  let sample: Buffer | null = null
  for (let row = 0; row < header.records; row++) {
    const position = header.headerLength + row * header.recordLength
    if (!window.has(position, header.recordLength)) await window.load(position, header.recordLength)
    const at = window.at(position)
    if (isAscii(window.bytes, at, at + header.recordLength)) continue
    for (const field of textFields) {
      const cell = window.bytes.subarray(at + field.offset, at + field.offset + field.length)
      if (isAscii(cell, 0, cell.length)) continue
      if (wholeUtf8(cell) === null) return detected('windows-1252', cell)
      sample ??= Buffer.from(cell)
    }
  }
  return detected('utf-8', sample)
}

function detected(name: string, cell: Buffer | null): Encoding {
  if (cell === null) return { name, how: 'detected' }
  const words = iconv.decode(cell, name).split(/[\s\0]+/)
  const sample = words.find((word) => !isAsciiText(word))
  return sample === undefined ? { name, how: 'detected' } : { name, how: 'detected', sample }
}

/** The cell without a last character that its width cut in two; null when it is no UTF-8 even so. */
export function wholeUtf8(cell: Buffer): Buffer | null {
  if (isUtf8(cell)) return cell
  for (let cut = 1; cut <= 3 && cut < cell.length; cut++) {
    // Only a lead byte can begin a character that was cut.
    if (cell[cell.length - cut]! >= 0xc2) {
      const whole = cell.subarray(0, cell.length - cut)
      return isUtf8(whole) ? whole : null
    }
  }
  return null
}

export function isAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! > 0x7f) return false
  return true
}

export function isAsciiText(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}
