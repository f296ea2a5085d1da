import {
  type ArchiveWriter,
  type CompressedTile,
  checkNextTile,
  extentOf,
  fillArchive,
  installFile,
  noTiles,
  removePart,
  type WrittenArchive,
} from './archive-writer.ts'
import { ContentIndex } from './content-index.ts'
import { buildDirectories } from './directory.ts'
import { EntryList } from './entry-list.ts'
import { GrowingFile } from './growing-file.ts'
import { gzip } from './gzip.ts'
import { COMPRESSION, encodeHeader, HEADER_BYTES, ROOT_LIMIT_BYTES, TILE_TYPE } from './header.ts'
import { tileIdOf } from './hilbert.ts'
import { type ArchiveMeta, type CopiedMeta, metadataJson } from './metadata.ts'

/** One vector tile; `data` is the encoded tile as it is, not compressed. */
export interface Tile {
  z: number
  x: number
  y: number
  data: Uint8Array
}

/**
 * Writes a clustered PMTiles v3 archive of gzipped vector tiles; equal tiles are stored once. So that tiles are written to
 * their place at once, the first 16 KiB are kept for header and root directory, and what is known last stands last:
 * header, root directory, zeros, tiles, metadata, leaf directories (spec section 2 allows any order).
 */
export class PmtilesWriter implements ArchiveWriter {
  readonly #file: string
  readonly #part: string
  readonly #out: GrowingFile
  readonly #entries = new EntryList()
  readonly #contents: ContentIndex
  #tiles = 0
  #previousId = -1
  #isOver = false

  private constructor(file: string, part: string, out: GrowingFile) {
    this.#file = file
    this.#part = part
    this.#out = out
    this.#contents = new ContentIndex((place, length) => out.read(ROOT_LIMIT_BYTES + place, length))
  }

  static async create(file: string): Promise<PmtilesWriter> {
    const part = `${file}.part`
    return new PmtilesWriter(file, part, await GrowingFile.create(part, ROOT_LIMIT_BYTES))
  }

  add(tile: CompressedTile): Promise<void> | undefined {
    checkNextTile(this.#file, this.#previousId, tile)
    this.#previousId = tile.tile_id
    this.#tiles++
    const free = this.#out.end - ROOT_LIMIT_BYTES
    const place = this.#contents.placeOf(tile.gzip, free)
    this.#entries.pushTile(tile.tile_id, place, tile.gzip.length)
    return place === free ? this.#out.append(tile.gzip) : undefined
  }

  async finish(meta: ArchiveMeta | CopiedMeta): Promise<WrittenArchive> {
    try {
      if (this.#tiles === 0) throw noTiles(this.#file)
      await this.#complete(meta)
      await this.#out.sync()
      const bytes = this.#out.end
      await this.#close()
      await installFile(this.#part, this.#file)
      return { tiles: this.#tiles, contents: this.#contents.count, bytes }
    } catch (error) {
      await this.abort()
      throw error
    }
  }

  async abort(): Promise<void> {
    await this.#close()
    await removePart(this.#part)
  }

  async #close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    await this.#out.close()
  }

  async #complete(meta: ArchiveMeta | CopiedMeta): Promise<void> {
    const extent = extentOf(this.#file, meta, this.#entries.firstId, this.#entries.lastId)
    const { root, leaves } = buildDirectories(this.#entries)
    const metadata = gzip(new TextEncoder().encode(JSON.stringify(metadataJson(meta))))
    const metadataOffset = this.#out.end
    await this.#out.append(metadata)
    const leavesOffset = this.#out.end
    await this.#out.append(leaves)
    const header = encodeHeader({
      rootOffset: HEADER_BYTES,
      rootLength: root.length,
      metadataOffset,
      metadataLength: metadata.length,
      leavesOffset,
      leavesLength: leaves.length,
      tilesOffset: ROOT_LIMIT_BYTES,
      tilesLength: metadataOffset - ROOT_LIMIT_BYTES,
      addressedTiles: this.#tiles,
      tileEntries: this.#entries.count,
      tileContents: this.#contents.count,
      clustered: true,
      internalCompression: COMPRESSION.gzip,
      tileCompression: COMPRESSION.gzip,
      tileType: TILE_TYPE.mvt,
      minZoom: extent.minZoom,
      maxZoom: extent.maxZoom,
      bounds: extent.bounds,
      centerZoom: extent.center.zoom,
      center: [extent.center.lon, extent.center.lat],
    })
    await this.#out.writeFront(Buffer.concat([header, root]))
  }
}

/**
 * Writes a PMTiles archive of tiles that are not compressed yet; the name may have any ending.
 * @param tiles in strictly rising order of tile ids.
 * @throws UserError `tiles` when there is no tile, a tile is empty or out of order, or the bounds are not bounds.
 */
export async function writePmtiles(
  file: string,
  tiles: Iterable<Tile> | AsyncIterable<Tile>,
  meta: ArchiveMeta,
): Promise<WrittenArchive> {
  return fillArchive(await PmtilesWriter.create(file), compressed(tiles), meta)
}

async function* compressed(tiles: Iterable<Tile> | AsyncIterable<Tile>): AsyncGenerator<CompressedTile> {
  for await (const { z, x, y, data } of tiles) {
    yield { tile_id: tileIdOf(z, x, y), gzip: data.length === 0 ? data : gzip(data) }
  }
}
