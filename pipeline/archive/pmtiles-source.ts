import { type Bounds, type PmtilesHeader, TILE_TYPE } from './header.ts'
import type { ArchiveMeta } from './metadata.ts'
import { ArchiveFile, unpack } from './pmtiles-reader.ts'
import type { TileRun, TileSource } from './tile-source.ts'
import { messageOf, metadataFault } from './verify/faults.ts'

/** Read at once: tiles of a clustered archive follow each other. */
const BLOCK_BYTES = 1 << 20

export class PmtilesSource implements TileSource {
  readonly file: string
  readonly bytes: number
  readonly isVector: boolean
  readonly bounds: Bounds
  readonly center: ArchiveMeta['center']
  readonly tiles: number
  readonly minZoom: number
  readonly maxZoom: number
  readonly metadata: Record<string, unknown>
  readonly #archive: ArchiveFile
  readonly #header: PmtilesHeader
  #block: Uint8Array = new Uint8Array(0)
  #blockStart = 0

  private constructor(archive: ArchiveFile, header: PmtilesHeader, metadata: Record<string, unknown>) {
    this.file = archive.path
    this.bytes = archive.bytes
    this.isVector = header.tileType === TILE_TYPE.mvt
    this.bounds = header.bounds
    this.center = { lon: header.center[0], lat: header.center[1], zoom: header.centerZoom }
    this.tiles = header.addressedTiles
    this.minZoom = header.minZoom
    this.maxZoom = header.maxZoom
    this.metadata = metadata
    this.#archive = archive
    this.#header = header
  }

  /** @throws Error when header or metadata are damaged. */
  static async open(file: string): Promise<PmtilesSource> {
    const archive = await ArchiveFile.open(file)
    try {
      const header = await archive.header()
      const metadata = header.metadataLength === 0 ? {} : await metadataOf(archive, header)
      if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
        throw new RangeError('the metadata is not a JSON object')
      return new PmtilesSource(archive, header, metadata as Record<string, unknown>)
    } catch (error) {
      await archive.close()
      throw error
    }
  }

  async *runs(): AsyncGenerator<TileRun> {
    let nextId = 0
    try {
      for await (const { tileId, runLength, offset, length } of this.#archive.entries(this.#header)) {
        if (runLength === 0) throw new RangeError('a leaf points to another leaf')
        if (tileId < nextId) throw new RangeError(`tile id ${tileId} comes after id ${nextId - 1}`)
        nextId = tileId + runLength
        yield { tileId, runLength, content: offset, length }
      }
    } catch (error) {
      throw new Error(`directories, after tile id ${nextId - 1}: ${messageOf(error)}`, { cause: error })
    }
  }

  async stored({ content, length }: TileRun): Promise<Uint8Array> {
    const start = this.#header.tilesOffset + content
    if (start < this.#blockStart || start + length > this.#blockStart + this.#block.length) {
      const rest = Math.max(0, this.#archive.bytes - start)
      this.#block = await this.#archive.read(start, Math.max(length, Math.min(BLOCK_BYTES, rest)))
      this.#blockStart = start
    }
    return this.#block.subarray(start - this.#blockStart, start - this.#blockStart + length)
  }

  unpacked(stored: Uint8Array): Uint8Array {
    return unpack(stored, this.#header.tileCompression)
  }

  async close(): Promise<void> {
    await this.#archive.close()
  }
}

async function metadataOf(archive: ArchiveFile, header: PmtilesHeader): Promise<unknown> {
  try {
    return await archive.metadata(header)
  } catch (error) {
    throw new Error(metadataFault(header.metadataOffset, header.metadataLength, error), { cause: error })
  }
}
