import { type FileHandle, open } from 'node:fs/promises'
import { type DecompressFunc, PMTiles, type Source } from 'pmtiles'
import { UserError } from '../errors.ts'
import { decodeDirectory, type Entry } from './directory.ts'
import { gunzip } from './gzip.ts'
import { COMPRESSION, decodeHeader, HEADER_BYTES, type PmtilesHeader } from './header.ts'

const LONGEST_PART_BYTES = 2 ** 28

/** Random reads from an archive file; close it after use. */
export class ArchiveFile {
  readonly path: string
  readonly bytes: number
  readonly #handle: FileHandle

  private constructor(path: string, bytes: number, handle: FileHandle) {
    this.path = path
    this.bytes = bytes
    this.#handle = handle
  }

  /** @throws UserError `source` when the file cannot be opened. */
  static async open(path: string): Promise<ArchiveFile> {
    try {
      const handle = await open(path, 'r')
      return new ArchiveFile(path, (await handle.stat()).size, handle)
    } catch (error) {
      throw new UserError(
        'source',
        { what: 'the archive cannot be opened', where: { file: path } },
        { cause: error },
      )
    }
  }

  /** @throws RangeError when the range is not within the file. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || offset + length > this.bytes) {
      throw new RangeError(`bytes ${offset}..${offset + length} are not in the file of ${this.bytes} bytes`)
    }
    if (length > LONGEST_PART_BYTES) throw new RangeError(`${length} bytes are too many for one part`)
    const bytes = new Uint8Array(length)
    const { bytesRead } = await this.#handle.read(bytes, 0, length, offset)
    if (bytesRead !== length) throw new RangeError(`the file ends at byte ${offset + bytesRead}`)
    return bytes
  }

  /** @throws RangeError when the file is no PMTiles v3. */
  async header(): Promise<PmtilesHeader> {
    return decodeHeader(await this.read(0, Math.min(HEADER_BYTES, this.bytes)))
  }

  async directory(header: PmtilesHeader, offset: number, length: number): Promise<Entry[]> {
    return decodeDirectory(unpack(await this.read(offset, length), header.internalCompression))
  }

  async metadata(header: PmtilesHeader): Promise<unknown> {
    const bytes = await this.read(header.metadataOffset, header.metadataLength)
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(unpack(bytes, header.internalCompression)),
    )
  }

  async tileData(header: PmtilesHeader, entry: Entry): Promise<Uint8Array> {
    return unpack(await this.read(header.tilesOffset + entry.offset, entry.length), header.tileCompression)
  }

  /** Entries of all directories in order, leaf pointers followed. The archive is trusted: see `verifyPmtiles`. */
  async *entries(header: PmtilesHeader): AsyncGenerator<Entry> {
    for (const entry of await this.directory(header, header.rootOffset, header.rootLength)) {
      if (entry.runLength > 0) yield entry
      else yield* await this.directory(header, header.leavesOffset + entry.offset, entry.length)
    }
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  /** The same file through the reference reader. */
  reference(): PMTiles {
    const source: Source = {
      getKey: () => this.path,
      getBytes: async (offset, length) => {
        const bytes = await this.read(offset, Math.min(length, this.bytes - offset))
        return { data: toArrayBuffer(bytes) }
      },
    }
    const decompress: DecompressFunc = async (bytes, compression) =>
      toArrayBuffer(unpack(new Uint8Array(bytes), compression))
    return new PMTiles(source, undefined, decompress)
  }
}

/** @throws RangeError on compressions that are not read; Error when the bytes are damaged. */
export function unpack(bytes: Uint8Array, compression: number): Uint8Array {
  if (compression === COMPRESSION.none || compression === COMPRESSION.unknown) return bytes
  if (compression === COMPRESSION.gzip) return gunzip(bytes)
  throw new RangeError(`compression ${compression} is not supported, only none (1) and gzip (2)`)
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const out = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(out).set(bytes)
  return out
}
