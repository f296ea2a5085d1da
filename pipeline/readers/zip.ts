import { isAscii, isUtf8 } from 'node:buffer'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry } from 'yauzl'
import { type Place, UserError } from '../errors.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import { type ByteSource, fileSource, memorySource } from './bytes.ts'

export interface ZipLimits {
  /** Members an archive may list. */
  members: number
  /** Uncompressed bytes of all members that are wanted together. */
  totalBytes: number
  /** Uncompressed against compressed size of one member, for members above `ratioFromBytes`. */
  ratio: number
  ratioFromBytes: number
  /** Members up to this size are inflated in memory, larger ones to a temporary file. */
  memoryBytes: number
}

/** Far above any shapefile of an Indonesian city, far below what would fill a disk. */
export const ZIP_LIMITS: ZipLimits = {
  members: 10_000,
  totalBytes: 2 * 2 ** 30,
  ratio: 200,
  ratioFromBytes: 64 * 2 ** 20,
  memoryBytes: 32 * 2 ** 20,
}

/** A member of an archive: its name with forward slashes, and how to read it. */
export interface ZipMember {
  name: string
  size: number
  open(): Promise<ByteSource>
  /**
   * The bytes in order, never more than the size the archive states; nothing is held or written. The checksum is known only at the end, so
   * what is made of the bytes must be given up when this throws.
   */
  stream(): AsyncGenerator<Buffer>
}

/**
 * Lists the files of a zip archive that `wanted` accepts; directories and the resource forks of macOS are left out.
 *
 * @throws UserError source, for a file that is no zip, one that is damaged or encrypted, one whose members have absolute names or names with
 * `..`, lie over each other, are links or have one name, and one that would inflate beyond the limits.
 */
export async function listZip(
  path: string,
  where: Place,
  wanted: (name: string) => boolean,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<ZipMember[]> {
  const members = new Map<string, ZipMember>()
  let total = 0
  for (const { entry, name } of await filesOf(path, where, limits)) {
    if (!wanted(name)) continue
    if (isLink(entry)) throw unsafe(where, 'the archive holds a link in place of a file', `'${name}'`)
    if (members.has(name)) throw unsafe(where, 'the archive holds the same file twice', `'${name}'`)
    total += entry.uncompressedSize
    if (total > limits.totalBytes) {
      throw tooLarge(where, `more than ${limits.totalBytes} bytes uncompressed`, `${limits.totalBytes} bytes`)
    }
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
    if (entry.uncompressedSize > limits.ratioFromBytes && ratio > limits.ratio) {
      throw tooLarge(where, `'${name}' compressed ${Math.round(ratio)} times`, `${limits.ratio} times`)
    }
    members.set(name, {
      name,
      size: entry.uncompressedSize,
      open: () => inflate(path, where, entry, limits),
      stream: () => inflateInOrder(path, where, entry),
    })
  }
  return [...members.values()]
}

/**
 * Names of all files of an archive, for messages about what it holds; no limit but that of their number applies.
 *
 * @throws UserError source, for a file that is no zip or is damaged.
 */
export async function namesInZip(path: string, where: Place): Promise<string[]> {
  return (await filesOf(path, where, ZIP_LIMITS)).map(({ name }) => name)
}

async function filesOf(
  path: string,
  where: Place,
  limits: ZipLimits,
): Promise<{ entry: Entry; name: string }[]> {
  const entries: Entry[] = []
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true })
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      // Leaving the loop closes the archive.
      if (entries.length > limits.members) break
    }
  } catch (error) {
    throw unreadable(where, error)
  }
  if (entries.length > limits.members)
    throw tooLarge(where, `more than ${limits.members} files`, `${limits.members} files`)
  refuseOverlaps(entries, where)
  return entries
    .map((entry) => ({ entry, name: nameOf(entry, where) }))
    .filter(({ name }) => !name.endsWith('/') && !/(?:^|\/)(?:__MACOSX\/|\._)/.test(name))
}

/** Members that share bytes are how a small archive inflates beyond any measure; no program that packs files writes them. */
function refuseOverlaps(entries: Entry[], where: Place): void {
  const byOffset = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let end = 0
  for (const entry of byOffset) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw unsafe(where, 'files of the archive lie over each other', `'${entry.fileName}'`)
    }
    end =
      entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameRaw.length + entry.compressedSize
  }
}

const LOCAL_HEADER_BYTES = 30
const UTF8_FLAG = 0x800

/** Names without the UTF-8 flag are in code page 437 by the standard (APPNOTE.TXT, 4.4.4), and in UTF-8 by many programs. */
function nameOf(entry: Entry, where: Place): string {
  const raw = entry.fileNameRaw
  const isStated = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0
  const hasOwn = entry.extraFields.some((field) => field.id === UNICODE_PATH)
  if (isStated || hasOwn || isAscii(raw) || !isUtf8(raw)) return entry.fileName
  const name = raw.toString('utf8').replaceAll('\\', '/')
  const fault = yauzl.validateFileName(name)
  if (fault !== null) throw unreadable(where, new Error(fault))
  return name
}

/** Info-ZIP Unicode Path Extra Field. */
const UNICODE_PATH = 0x7075
const FILE_TYPE = 0o170000
const LINK = 0o120000

/** Whether a member made on Unix is a symbolic link: its content is then the path of another file. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK
}

async function inflate(path: string, where: Place, entry: Entry, limits: ZipLimits): Promise<ByteSource> {
  if (entry.isEncrypted()) throw encrypted(where, entry)
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      const stream = await zip.openReadStreamPromise(entry)
      const { checked, sum } = checksum()
      let source: ByteSource
      if (entry.uncompressedSize <= limits.memoryBytes) {
        const chunks: Buffer[] = []
        await pipeline(stream, checked, async (bytes: AsyncIterable<Buffer>) => {
          for await (const chunk of bytes) chunks.push(chunk)
        })
        source = memorySource(Buffer.concat(chunks))
      } else {
        const folder = await mkdtemp(join(temporaryRoot(), 'petakumuh-zip-'))
        const release = () => rm(folder, { recursive: true, force: true })
        try {
          const file = join(folder, 'member')
          await pipeline(stream, checked, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
          source = await fileSource(file, release)
        } catch (error) {
          await release()
          throw error
        }
      }
      if (sum() !== entry.crc32) {
        await source.close()
        throw checksumDiffers(entry)
      }
      return source
    } finally {
      zip.close()
    }
  } catch (error) {
    throw unreadable(where, error)
  }
}

async function* inflateInOrder(path: string, where: Place, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw encrypted(where, entry)
  let value = 0
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      const stream = await zip.openReadStreamPromise(entry)
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        value = crc32(chunk, value)
        yield chunk
      }
      if (value !== entry.crc32) throw checksumDiffers(entry)
    } finally {
      zip.close()
    }
  } catch (error) {
    throw unreadable(where, error)
  }
}

function encrypted(where: Place, entry: Entry): UserError {
  return new UserError('source', {
    what: 'the archive is encrypted',
    where,
    got: `'${entry.fileName}' with a password`,
    expected: 'an archive without one',
    next: 'extract it with its password and zip the files again without',
  })
}

function checksumDiffers(entry: Entry): Error {
  return new Error(`checksum of '${entry.fileName}' does not match`)
}

function checksum(): { checked: Transform; sum: () => number } {
  let value = 0
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      value = crc32(chunk, value)
      done(null, chunk)
    },
  })
  return { checked, sum: () => value }
}

function unreadable(where: Place, cause: unknown): UserError {
  return new UserError(
    'source',
    {
      what: 'the archive cannot be read',
      where,
      got: cause instanceof Error ? cause.message : String(cause),
      expected: 'a zip archive with relative names inside',
      next: 'fetch it again, or zip the files again',
    },
    { cause },
  )
}

function unsafe(where: Place, what: string, got: string): UserError {
  return new UserError('source', {
    what,
    where,
    got,
    expected: 'plain files, each once and in a place of its own',
    next: 'extract it, look at what it holds, and zip the files of the layer again',
  })
}

function tooLarge(where: Place, got: string, limit: string): UserError {
  return new UserError('source', {
    what: 'the archive is larger inside than is safe to open',
    where,
    got,
    expected: `at most ${limit}`,
    next: 'if the archive is what it says it is, extract it and name the file inside as `path`',
  })
}
