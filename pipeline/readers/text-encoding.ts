import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { UserError } from '../errors.ts'
import { byteOrderMark, emptyFile } from './source-file.ts'
import { readBytes } from './text-bytes.ts'

export interface TextEncoding {
  /** Name as a person would write it: `utf-8`, `windows-1252`, `utf-16le`, or the option's own spelling. */
  name: string
  how: 'option' | 'bom' | 'detected'
  /** Bytes of the byte order mark, left out when the text is read. */
  bomBytes: number
  /** Text around the first non-ASCII character, decoded, where the encoding is a guess. */
  sample?: string
  /** Byte sequences that belong to the other of UTF-8 and windows-1252, and the 1-based line of the first byte that is not UTF-8. */
  doubt?: { foreign: number; line: number }
}

const SAMPLE_CHARACTERS = 24
/** Reads bytes as they are, to count their lines. */
const AS_BYTES: TextEncoding = { name: 'utf-8', how: 'detected', bomBytes: 0 }

/**
 * Decides the encoding of a text file, or of the text in a gzip file: option, then byte order mark, then UTF-8 where at least half of the byte
 * sequences outside ASCII are valid UTF-8, else windows-1252. Text in windows-1252 hardly ever holds such a sequence, so one byte that was cut or
 * typed elsewhere does not change how all others are read; either way a mixture is stated in `doubt`.
 * @throws UserError `config` for an unknown option; `source` for bytes that the stated encoding forbids, no text, or a
 *   gzip file that cannot be inflated
 */
export async function resolveEncoding(path: string, label: string, option?: string): Promise<TextEncoding> {
  if (option !== undefined && !iconv.encodingExists(option)) {
    throw new UserError('config', {
      what: 'unknown text encoding',
      where: { file: label, key: 'encoding' },
      got: option,
      expected: 'a name such as utf-8, windows-1252, iso-8859-1 or utf-16le',
    })
  }
  const scan = new Utf8Scan()
  let bom: { name: string; bytes: number } | null = null
  let isFirst = true
  for await (const chunk of readBytes(path, label)) {
    if (isFirst) bom = byteOrderMark(chunk)
    isFirst = false
    const stated = option ?? bom?.name
    if (stated !== undefined && !isUtf8Name(stated)) {
      return { name: stated, how: option === undefined ? 'bom' : 'option', bomBytes: bom?.bytes ?? 0 }
    }
    scan.push(chunk)
    const isRefused = scan.hasNul || (stated !== undefined && scan.invalidAt !== null)
    if (isRefused) break
  }
  if (isFirst) throw emptyFile(label, '0 bytes inside the gzip file')
  scan.end()
  if (scan.hasNul) throw notText(label)
  const bomBytes = bom?.bytes ?? 0
  if (option !== undefined || bom !== null) {
    const how = option === undefined ? 'bom' : 'option'
    if (scan.invalidAt !== null) throw await notUtf8(path, label, scan.invalidAt, how)
    return { name: 'utf-8', how, bomBytes }
  }
  const detected = { how: 'detected', bomBytes: 0 } as const
  if (scan.invalidAt === null) return { name: 'utf-8', ...detected }
  const isUtf8Text = scan.valid >= scan.invalid
  const foreign = isUtf8Text ? scan.invalid : scan.valid
  const name = isUtf8Text ? 'utf-8' : 'windows-1252'
  const sample = isUtf8Text ? {} : { sample: scan.sample(name) }
  if (foreign === 0) return { name, ...detected, ...sample }
  const line = await lineAtOffset(path, AS_BYTES, scan.invalidAt)
  return { name, ...detected, ...sample, doubt: { foreign, line } }
}

/** Streams a text file, or the text in a gzip file, as UTF-8 bytes without its byte order mark, whatever its encoding. */
export async function* readAsUtf8(
  path: string,
  encoding: TextEncoding,
  label?: string,
): AsyncGenerator<Buffer> {
  const decoder = isUtf8Name(encoding.name) ? null : iconv.getDecoder(encoding.name)
  let left = encoding.bomBytes
  for await (const chunk of readBytes(path, label)) {
    const bytes = left === 0 ? chunk : chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
    yield decoder === null ? bytes : Buffer.from(decoder.write(bytes), 'utf8')
  }
  const rest = decoder?.end()
  if (rest) yield Buffer.from(rest, 'utf8')
}

/** 1-based line of a byte offset in the stream of `readAsUtf8`. */
export async function lineAtOffset(path: string, encoding: TextEncoding, offset: number): Promise<number> {
  let line = 1
  let base = 0
  for await (const chunk of readAsUtf8(path, encoding)) {
    const end = Math.min(chunk.length, offset - base)
    for (let at = chunk.indexOf(10); at !== -1 && at < end; at = chunk.indexOf(10, at + 1)) line++
    base += chunk.length
    if (base >= offset) break
  }
  return line
}

function isUtf8Name(name: string): boolean {
  return /^utf-?8$/i.test(name)
}

/** Judges chunks of bytes: zero bytes in the first, what is UTF-8 and what is not, and what stands around the first non-ASCII byte. */
class Utf8Scan {
  hasNul = false
  /** Offset of the first byte that is not valid UTF-8. */
  invalidAt: number | null = null
  /** Characters outside ASCII in valid UTF-8. */
  valid = 0
  /** Runs of bytes that begin with one that is not. */
  invalid = 0
  #around: { bytes: Buffer; at: number } | null = null
  #carried: Buffer = Buffer.alloc(0)
  /** Offset of the first byte that is not judged yet. */
  #offset = 0

  push(chunk: Buffer): void {
    if (this.#offset === 0 && chunk.includes(0)) this.hasNul = true
    if (this.hasNul) return
    const text = this.#carried.length === 0 ? chunk : Buffer.concat([this.#carried, chunk])
    if (this.#around === null && !isAscii(text)) this.#quote(text)
    const whole = text.length - openTail(text)
    this.#judge(text.subarray(0, whole))
    this.#carried = Buffer.from(text.subarray(whole))
  }

  end(): void {
    if (!this.hasNul) this.#judge(this.#carried)
  }

  /** Text around the first non-ASCII character. */
  sample(encoding: string): string {
    if (this.#around === null) return ''
    const { bytes, at } = this.#around
    return iconv
      .decode(bytes, encoding)
      .slice(Math.max(0, at - SAMPLE_CHARACTERS), at + SAMPLE_CHARACTERS)
      .replace(/\s+/g, ' ')
      .trim()
  }

  #quote(text: Buffer): void {
    const found = text.findIndex((byte) => byte > 127)
    const from = Math.max(0, found - 2 * SAMPLE_CHARACTERS)
    this.#around = {
      bytes: Buffer.from(text.subarray(from, found + 2 * SAMPLE_CHARACTERS)),
      at: found - from,
    }
  }

  #judge(whole: Buffer): void {
    if (!isAscii(whole)) {
      if (isUtf8(whole)) this.valid += countLeads(whole)
      else this.#count(whole)
    }
    this.#offset += whole.length
  }

  #count(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (bytes[at]! < 0x80) {
        at++
        continue
      }
      const length = lengthOfCharacter(bytes[at]!)
      const isValid = length > 1 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))
      if (isValid) {
        this.valid++
        at += length
        continue
      }
      this.invalidAt ??= this.#offset + at
      this.invalid++
      do at++
      while (isContinuation(bytes[at]))
    }
  }
}

/** Characters outside ASCII in valid UTF-8. An index is several times as fast here as the iterator of a Buffer. */
function countLeads(bytes: Buffer): number {
  let count = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0xc0) count++
  return count
}

/** Bytes of the UTF-8 character that begins with this byte; 1 where none of several does. */
function lengthOfCharacter(byte: number): number {
  if (byte < 0xc0) return 1
  return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0
}

/** Bytes at the end that begin a character whose rest has not been read yet. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < lengthOfCharacter(byte) ? back : 0
  }
  return 0
}

function notText(label: string): UserError {
  return new UserError('source', {
    what: 'the file is not text',
    where: { file: label },
    got: 'zero bytes among its first bytes',
    expected: 'a text file in UTF-8 or windows-1252',
    next: 'export it again as text; a UTF-16 file without a byte order mark needs encoding: utf-16le',
  })
}

async function notUtf8(path: string, label: string, at: number, how: 'option' | 'bom'): Promise<UserError> {
  return new UserError('source', {
    what: 'the file is not valid UTF-8',
    where: { file: label, line: await lineAtOffset(path, AS_BYTES, at) },
    got: `an invalid byte at offset ${at}`,
    expected: how === 'option' ? 'UTF-8, as the encoding option says' : 'UTF-8, as its byte order mark says',
    next: 'set encoding to windows-1252 if the accents then read well, or ask for the file again',
  })
}
