import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../errors.ts'
import { buildDirectories, type Entry } from './directory.ts'
import { gzip } from './gzip.ts'
import { type Bounds, COMPRESSION, encodeHeader, HEADER_BYTES, TILE_TYPE } from './header.ts'
import { tileIdOf, zoomOf } from './hilbert.ts'
import { mercatorX, mercatorY } from './mercator.ts'
import { type ArchiveMeta, metadataJson } from './metadata.ts'

/** One vector tile; `data` is the encoded tile as it is, not compressed. */
export interface Tile {
  z: number
  x: number
  y: number
  data: Uint8Array
}

export interface WrittenArchive {
  /** Tiles that can be asked for. */
  tiles: number
  /** Different tile contents stored. */
  contents: number
  /** Size of the file. */
  bytes: number
}

const CHUNK_BYTES = 1 << 20

/**
 * Writes a clustered PMTiles v3 archive of gzipped vector tiles: equal tiles are stored once, the file appears under its
 * name only when it is whole and on the disk.
 * @param tiles in strictly rising tile id order.
 * @throws UserError `tiles` when there is no tile, a tile is empty or out of order, or the bounds are not bounds.
 */
export async function writePmtiles(
  file: string,
  tiles: Iterable<Tile> | AsyncIterable<Tile>,
  meta: ArchiveMeta,
): Promise<WrittenArchive> {
  checkBounds(meta.bounds, file)
  const dataPart = `${file}.tiles.part`
  const filePart = `${file}.part`
  try {
    const stored = await storeTiles(dataPart, file, tiles)
    const bytes = await assemble(filePart, dataPart, stored, meta)
    await rename(filePart, file)
    await syncFolder(path.dirname(file))
    return { tiles: stored.tiles, contents: stored.contents, bytes }
  } finally {
    await rm(dataPart, { force: true })
    await rm(filePart, { force: true })
  }
}

interface StoredTiles {
  entries: Entry[]
  tiles: number
  contents: number
  bytes: number
}

async function storeTiles(
  dataPart: string,
  file: string,
  tiles: Iterable<Tile> | AsyncIterable<Tile>,
): Promise<StoredTiles> {
  const out = await ChunkedFile.create(dataPart)
  try {
    const entries: Entry[] = []
    const places = new Map<string, { offset: number; length: number }>()
    let count = 0
    let previousId = -1
    for await (const tile of tiles) {
      const name = `${tile.z}/${tile.x}/${tile.y}`
      const tileId = tileIdOf(tile.z, tile.x, tile.y)
      if (tileId <= previousId) {
        throw new UserError('tiles', {
          what: 'tiles must be written once each and in Hilbert order',
          where: { file },
          got: `tile ${name} (id ${tileId}) after id ${previousId}`,
        })
      }
      if (tile.data.length === 0) {
        throw new UserError('tiles', { what: `tile ${name} is empty`, where: { file }, next: 'leave it out' })
      }
      previousId = tileId
      count++
      const hash = createHash('sha256').update(tile.data).digest('base64')
      let place = places.get(hash)
      if (place === undefined) {
        const compressed = gzip(tile.data)
        place = { offset: out.bytes, length: compressed.length }
        places.set(hash, place)
        await out.write(compressed)
      }
      const last = entries.at(-1)
      if (last !== undefined && last.offset === place.offset && last.tileId + last.runLength === tileId) {
        last.runLength++
      } else {
        entries.push({ tileId, offset: place.offset, length: place.length, runLength: 1 })
      }
    }
    if (count === 0) throw new UserError('tiles', { what: 'there is no tile to write', where: { file } })
    await out.flush()
    return { entries, tiles: count, contents: places.size, bytes: out.bytes }
  } finally {
    await out.close()
  }
}

async function assemble(
  filePart: string,
  dataPart: string,
  stored: StoredTiles,
  meta: ArchiveMeta,
): Promise<number> {
  const { root, leaves } = buildDirectories(stored.entries)
  const metadata = gzip(new TextEncoder().encode(JSON.stringify(metadataJson(meta))))
  const first = stored.entries[0]!
  const last = stored.entries.at(-1)!
  const minZoom = zoomOf(first.tileId)
  const maxZoom = zoomOf(last.tileId + last.runLength - 1)
  const [west, south, east, north] = meta.bounds
  const center = meta.center ?? {
    lon: (west + east) / 2,
    lat: (south + north) / 2,
    zoom: zoomShowing(meta.bounds, minZoom, maxZoom),
  }
  const metadataOffset = HEADER_BYTES + root.length
  const leavesOffset = metadataOffset + metadata.length
  const tilesOffset = leavesOffset + leaves.length
  const header = encodeHeader({
    rootOffset: HEADER_BYTES,
    rootLength: root.length,
    metadataOffset,
    metadataLength: metadata.length,
    leavesOffset,
    leavesLength: leaves.length,
    tilesOffset,
    tilesLength: stored.bytes,
    addressedTiles: stored.tiles,
    tileEntries: stored.entries.length,
    tileContents: stored.contents,
    clustered: true,
    internalCompression: COMPRESSION.gzip,
    tileCompression: COMPRESSION.gzip,
    tileType: TILE_TYPE.mvt,
    minZoom,
    maxZoom,
    bounds: meta.bounds,
    centerZoom: center.zoom,
    center: [center.lon, center.lat],
  })
  const out = await ChunkedFile.create(filePart)
  try {
    for (const part of [header, root, metadata, leaves]) await out.write(part)
    const data = await open(dataPart, 'r')
    try {
      for (;;) {
        const chunk = new Uint8Array(CHUNK_BYTES)
        const { bytesRead } = await data.read(chunk, 0, CHUNK_BYTES)
        if (bytesRead === 0) break
        await out.write(chunk.subarray(0, bytesRead))
      }
    } finally {
      await data.close()
    }
    await out.flush()
    await out.sync()
    return out.bytes
  } finally {
    await out.close()
  }
}

/** Deepest zoom at which the bounds are no larger than one tile, within the zooms of the archive. */
function zoomShowing([west, south, east, north]: Bounds, minZoom: number, maxZoom: number): number {
  const span = Math.max(mercatorX(east) - mercatorX(west), mercatorY(south) - mercatorY(north))
  let zoom = minZoom
  while (zoom < maxZoom && span * 2 ** (zoom + 1) <= 1) zoom++
  return zoom
}

function checkBounds(bounds: Bounds, file: string): void {
  const [west, south, east, north] = bounds
  const fine = west >= -180 && west <= east && east <= 180 && south >= -90 && south <= north && north <= 90
  if (fine) return
  throw new UserError('tiles', {
    what: 'the bounds of the archive are not west, south, east, north in degrees',
    where: { file },
    got: bounds.join(', '),
  })
}

async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle
  try {
    handle = await open(folder, 'r')
  } catch {
    return // Windows opens no folders; the rename is as durable there as the file system makes it.
  }
  try {
    await handle.sync()
  } catch {
    // Some network file systems refuse to sync a folder.
  } finally {
    await handle.close()
  }
}

/** Appends small pieces to a file in few writes. */
class ChunkedFile {
  readonly #handle: FileHandle
  readonly #chunk = new Uint8Array(CHUNK_BYTES)
  #filled = 0
  bytes = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async create(file: string): Promise<ChunkedFile> {
    return new ChunkedFile(await open(file, 'w'))
  }

  async write(data: Uint8Array): Promise<void> {
    this.bytes += data.length
    if (this.#filled + data.length > CHUNK_BYTES) await this.flush()
    if (data.length >= CHUNK_BYTES) {
      await this.#handle.writeFile(data)
      return
    }
    this.#chunk.set(data, this.#filled)
    this.#filled += data.length
  }

  async flush(): Promise<void> {
    if (this.#filled === 0) return
    const filled = this.#chunk.subarray(0, this.#filled)
    this.#filled = 0
    await this.#handle.writeFile(filled)
  }

  async sync(): Promise<void> {
    await this.#handle.sync()
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}
