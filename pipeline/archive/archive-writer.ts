import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { syncDirectory } from '../durable.ts'
import { UserError } from '../errors.ts'
import type { Bounds } from './header.ts'
import { zoomOf, zxyOf } from './hilbert.ts'
import { mercatorX, mercatorY } from './mercator.ts'
import type { ArchiveMeta, CopiedMeta } from './metadata.ts'

/** One vector tile as it is stored. */
export interface CompressedTile {
  /** PMTiles tile id. */
  tile_id: number
  /** Gzip of the encoded tile. */
  gzip: Uint8Array
}

export interface WrittenArchive {
  /** Tiles that can be asked for. */
  tiles: number
  /** Different tile contents stored. */
  contents: number
  /** Size of the file. */
  bytes: number
}

/** Writes one archive. The file appears under its name only when it is whole and on the disk. */
export interface ArchiveWriter {
  /**
   * Takes the next tile, in rising order of ids. The bytes are copied before the call returns or its promise is kept.
   * @returns what must be waited for before the next call, where the disk is behind.
   * @throws UserError `tiles` when the tile is empty or out of order.
   */
  add(tile: CompressedTile): Promise<void> | undefined
  /** @throws UserError `tiles` when there was no tile or the bounds are not bounds; the archive is then given up. */
  finish(meta: ArchiveMeta | CopiedMeta): Promise<WrittenArchive>
  /** Removes what was written; the former file of that name stays. No error when the archive is finished or given up. */
  abort(): Promise<void>
}

/**
 * A writer by the ending of the name: `.pmtiles` or `.mbtiles`.
 * @throws UserError `usage` on another ending.
 */
export async function createArchive(file: string): Promise<ArchiveWriter> {
  const ending = path.extname(file).toLowerCase()
  if (ending === '.pmtiles') return (await import('./pmtiles-writer.ts')).PmtilesWriter.create(file)
  if (ending === '.mbtiles') return (await import('./mbtiles-writer.ts')).MbtilesWriter.create(file)
  throw new UserError('usage', {
    what: 'the kind of archive is not known by its name',
    where: { file },
    got: ending === '' ? 'no ending' : ending,
    expected: '.pmtiles or .mbtiles',
  })
}

/**
 * Writes a whole archive of tiles that come compressed, in strictly rising order of ids.
 * @param meta asked for after the last tile.
 * @throws UserError as the methods of {@link ArchiveWriter}; whatever `tiles` throws. Nothing is left behind then.
 */
export async function writeArchive(
  file: string,
  tiles: Iterable<CompressedTile> | AsyncIterable<CompressedTile>,
  meta: ArchiveMeta | CopiedMeta | (() => ArchiveMeta),
): Promise<WrittenArchive> {
  return fillArchive(await createArchive(file), tiles, meta)
}

/** {@link writeArchive} by a writer that was opened before the tiles were made. */
export async function fillArchive(
  writer: ArchiveWriter,
  tiles: Iterable<CompressedTile> | AsyncIterable<CompressedTile>,
  meta: ArchiveMeta | CopiedMeta | (() => ArchiveMeta),
): Promise<WrittenArchive> {
  try {
    if (Symbol.asyncIterator in tiles) {
      for await (const tile of tiles) await writer.add(tile)
    } else {
      for (const tile of tiles) {
        const behind = writer.add(tile)
        if (behind !== undefined) await behind
      }
    }
    return await writer.finish(typeof meta === 'function' ? meta() : meta)
  } catch (error) {
    await writer.abort()
    throw error
  }
}

/** @throws UserError `tiles` when the tile is empty or does not come after `previousId`. */
export function checkNextTile(file: string, previousId: number, { tile_id, gzip }: CompressedTile): void {
  if (!(tile_id > previousId)) {
    throw new UserError('tiles', {
      what: 'tiles must be written once each and in Hilbert order',
      where: { file },
      got: `tile ${nameOf(tile_id)} after ${previousId < 0 ? 'none' : nameOf(previousId)}`,
    })
  }
  if (gzip.length === 0) {
    throw new UserError('tiles', {
      what: `tile ${nameOf(tile_id)} is empty`,
      where: { file },
      next: 'leave it out',
    })
  }
}

function nameOf(tileId: number): string {
  return `${zxyOf(tileId).join('/')} (id ${tileId})`
}

/** Zooms and opening view of an archive. */
export interface Extent {
  minZoom: number
  maxZoom: number
  bounds: Bounds
  center: { lon: number; lat: number; zoom: number }
}

/**
 * @param firstId,lastId tile ids.
 * @throws UserError `tiles` when the bounds are not bounds.
 */
export function extentOf(
  file: string,
  meta: Pick<ArchiveMeta, 'bounds' | 'center'>,
  firstId: number,
  lastId: number,
): Extent {
  const [west, south, east, north] = meta.bounds
  const fine = west >= -180 && west <= east && east <= 180 && south >= -90 && south <= north && north <= 90
  if (!fine) {
    throw new UserError('tiles', {
      what: 'the bounds of the archive are not west, south, east, north in degrees',
      where: { file },
      got: meta.bounds.join(', '),
    })
  }
  const minZoom = zoomOf(firstId)
  const maxZoom = zoomOf(lastId)
  const center = meta.center ?? {
    lon: (west + east) / 2,
    lat: (south + north) / 2,
    zoom: zoomShowing(meta.bounds, minZoom, maxZoom),
  }
  return { minZoom, maxZoom, bounds: meta.bounds, center }
}

/** Deepest zoom at which the bounds are no larger than one tile, within the zooms of the archive. */
function zoomShowing([west, south, east, north]: Bounds, minZoom: number, maxZoom: number): number {
  const span = Math.max(mercatorX(east) - mercatorX(west), mercatorY(south) - mercatorY(north))
  let zoom = minZoom
  while (zoom < maxZoom && span * 2 ** (zoom + 1) <= 1) zoom++
  return zoom
}

export function noTiles(file: string): UserError {
  return new UserError('tiles', { what: 'there is no tile to write', where: { file } })
}

/** Puts a file that is whole and on the disk in its place. */
export async function installFile(part: string, file: string): Promise<void> {
  await rename(part, file)
  syncDirectory(path.dirname(file))
}

export async function removePart(part: string): Promise<void> {
  await rm(part, { force: true })
}
