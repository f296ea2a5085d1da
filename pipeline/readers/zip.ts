import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry } from 'yauzl'
import { type Place, UserError } from '../errors.ts'
import { type ByteSource, fileSource, memorySource } from './bytes.ts'

export interface ZipLimits {
  /** Members an archive may list. */
  members: number
  /** Uncompressed bytes of all members that are shapefile parts together. */
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
 * `..`, and one that would inflate beyond the limits.
 */
export async function listZip(
  path: string,
  where: Place,
  wanted: (name: string) => boolean,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<ZipMember[]> {
  const members: ZipMember[] = []
  let total = 0
  let listed = 0
  for (const entry of await entriesOf(path, where)) {
    if (++listed > limits.members)
      throw tooLarge(where, `more than ${limits.members} files`, `${limits.members} files`)
    const name = entry.fileName
    if (name.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\._)/.test(name) || !wanted(name)) continue
    total += entry.uncompressedSize
    if (total > limits.totalBytes) {
      throw tooLarge(where, `more than ${limits.totalBytes} bytes uncompressed`, `${limits.totalBytes} bytes`)
    }
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
    if (entry.uncompressedSize > limits.ratioFromBytes && ratio > limits.ratio) {
      throw tooLarge(where, `'${name}' compressed ${Math.round(ratio)} times`, `${limits.ratio} times`)
    }
    members.push({
      name,
      size: entry.uncompressedSize,
      open: () => inflate(path, where, entry, limits),
      stream: () => inflateInOrder(path, where, entry),
    })
  }
  return members
}

async function entriesOf(path: string, where: Place): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    const zip = await yauzl.openPromise(path, { lazyEntries: true })
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch (error) {
    throw unreadable(where, error)
  }
  return entries
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
        const folder = await mkdtemp(join(tmpdir(), 'petakumuh-zip-'))
        const release = () => rm(folder, { recursive: true, force: true })
        try {
          const file = join(folder, 'member')
          await pipeline(stream, checked, createWriteStream(file))
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

function tooLarge(where: Place, got: string, limit: string): UserError {
  return new UserError('source', {
    what: 'the archive is larger inside than is safe to open',
    where,
    got,
    expected: `at most ${limit}`,
    next: 'if the archive is what it says it is, extract it and name the file inside as `path`',
  })
}
