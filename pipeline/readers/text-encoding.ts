import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { UserError } from '../errors.ts'

export interface TextEncoding {
  /** Name as a person would write it: `utf-8`, `windows-1252`, `utf-16le`, or the option's own spelling. */
  name: string
  how: 'option' | 'bom' | 'detected'
  /** Bytes of the byte order mark, left out when the text is read. */
  bomBytes: number
  /** Text around the first non-ASCII character, decoded, where the encoding is a guess. */
  sample?: string
}

const CHUNK_BYTES = 1 << 20
const SAMPLE_CHARACTERS = 24

/**
 * Checks that a source is a readable, non-empty file.
 * @throws UserError `source`
 */
export async function requireFile(path: string, label: string): Promise<void> {
  let size: number
  try {
    const found = await stat(path)
    if (!found.isFile()) throw notReadable(label, found.isDirectory() ? 'a folder' : 'not a file')
    size = found.size
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError('source', {
        what: 'the source file is missing',
        where: { file: label },
        expected: 'a file at this path, relative to the workspace',
        next: 'put the file there or correct the path in city.yaml',
      })
    }
    throw notReadable(label, code)
  }
  if (size === 0) {
    throw new UserError('source', {
      what: 'the source file is empty',
      where: { file: label },
      got: '0 bytes',
      next: 'ask for the file again: the copy or the download did not complete',
    })
  }
}

function notReadable(label: string, got: string): UserError {
  return new UserError('source', { what: 'the source file cannot be read', where: { file: label }, got })
}

/**
 * Decides the encoding of a text file: option, then byte order mark, then UTF-8 if every byte of the file is valid
 * UTF-8, else windows-1252.
 * @throws UserError `config` for an unknown option; `source` for bytes that the stated encoding forbids, or no text
 */
export async function resolveEncoding(path: string, label: string, option?: string): Promise<TextEncoding> {
  const handle = await open(path, 'r')
  try {
    const bom = await readBom(handle)
    if (option !== undefined && !iconv.encodingExists(option)) {
      throw new UserError('config', {
        what: 'unknown text encoding',
        where: { file: label, key: 'encoding' },
        got: option,
        expected: 'a name such as utf-8, windows-1252, iso-8859-1 or utf-16le',
      })
    }
    const stated = option ?? bom?.name
    const how = option === undefined ? 'bom' : 'option'
    if (stated !== undefined && !isUtf8Name(stated)) return { name: stated, how, bomBytes: bom?.bytes ?? 0 }

    const scan = await scanUtf8(handle)
    if (scan.hasNul) throw notText(label)
    if (stated !== undefined) {
      if (scan.invalidAt !== null) throw await notUtf8(path, label, scan.invalidAt, how)
      return { name: 'utf-8', how, bomBytes: bom?.bytes ?? 0 }
    }
    if (scan.invalidAt === null) return { name: 'utf-8', how: 'detected', bomBytes: 0 }
    const name = 'windows-1252'
    return {
      name,
      how: 'detected',
      bomBytes: 0,
      sample: await readSample(handle, scan.firstNonAscii ?? 0, name),
    }
  } finally {
    await handle.close()
  }
}

/** Streams a text file as UTF-8 bytes without its byte order mark, whatever its encoding. */
export async function* readAsUtf8(path: string, encoding: TextEncoding): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { start: encoding.bomBytes, highWaterMark: CHUNK_BYTES })
  if (isUtf8Name(encoding.name)) {
    yield* stream as AsyncIterable<Buffer>
    return
  }
  const decoder = iconv.getDecoder(encoding.name)
  for await (const chunk of stream as AsyncIterable<Buffer>) yield Buffer.from(decoder.write(chunk), 'utf8')
  const rest = decoder.end()
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

async function readBom(handle: FileHandle): Promise<{ name: string; bytes: number } | null> {
  const head = Buffer.alloc(3)
  await handle.read(head, 0, 3, 0)
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bytes: 2 }
  return null
}

interface Utf8Scan {
  hasNul: boolean
  firstNonAscii: number | null
  /** Offset of the first chunk part that is not valid UTF-8. */
  invalidAt: number | null
}

async function scanUtf8(handle: FileHandle): Promise<Utf8Scan> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  const scan: Utf8Scan = { hasNul: false, firstNonAscii: null, invalidAt: null }
  let carried = 0
  let offset = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, carried, CHUNK_BYTES - carried, offset + carried)
    const filled = carried + bytesRead
    const text = buffer.subarray(0, filled)
    if (offset === 0) scan.hasNul = text.includes(0)
    if (scan.hasNul) return scan
    if (!isAscii(text)) scan.firstNonAscii ??= offset + text.findIndex((byte) => byte > 127)
    const whole = bytesRead === 0 ? filled : filled - openTail(text)
    if (!isUtf8(text.subarray(0, whole))) {
      scan.invalidAt = offset + firstInvalid(text.subarray(0, whole))
      return scan
    }
    if (bytesRead === 0) return scan
    buffer.copyWithin(0, whole, filled)
    offset += whole
    carried = filled - whole
  }
}

/** Bytes at the end that begin a character whose rest has not been read yet. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function firstInvalid(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const part = bytes.subarray(0, middle)
    if (isUtf8(part.subarray(0, middle - openTail(part)))) good = middle
    else bad = middle
  }
  return good - openTail(bytes.subarray(0, good))
}

async function readSample(handle: FileHandle, at: number, name: string): Promise<string> {
  const before = 2 * SAMPLE_CHARACTERS
  const start = Math.max(0, at - before)
  const buffer = Buffer.alloc(2 * before)
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
  const text = iconv.decode(buffer.subarray(0, bytesRead), name)
  const middle = at - start
  return text
    .slice(Math.max(0, middle - SAMPLE_CHARACTERS), middle + SAMPLE_CHARACTERS)
    .replace(/\s+/g, ' ')
    .trim()
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
  const asBytes: TextEncoding = { name: 'utf-8', how: 'detected', bomBytes: 0 }
  return new UserError('source', {
    what: 'the file is not valid UTF-8',
    where: { file: label, line: await lineAtOffset(path, asBytes, at) },
    got: `an invalid byte at offset ${at}`,
    expected: how === 'option' ? 'UTF-8, as the encoding option says' : 'UTF-8, as its byte order mark says',
    next: 'set encoding to windows-1252 if the accents then read well, or ask for the file again',
  })
}
