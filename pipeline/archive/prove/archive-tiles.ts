import type { Bounds } from '../header.ts'
import { zxyOf } from '../hilbert.ts'
import { ArchiveFile } from '../pmtiles-reader.ts'
import { openTileSource } from '../tile-source.ts'

/** The tiles of an archive as its readers find them, in rising order of their ids. */
export interface ArchiveTiles {
  bounds: Bounds
  /** How many tiles there are, where that is known. */
  count: number | undefined
  metadata(): Promise<unknown>
  /** `data` is undefined for a tile that the archive lists and a reader does not find. */
  tiles(
    isWanted?: (zoom: number) => boolean,
  ): AsyncIterable<{ z: number; x: number; y: number; data: Uint8Array | undefined }>
  close(): Promise<void>
}

const SQLITE = 'SQLite format 3'

/**
 * Opens PMTiles, whose tiles the reference reader looks up, or MBTiles.
 * @throws UserError `source` when the file cannot be opened; Error when it is damaged
 */
export async function openArchiveTiles(path: string): Promise<ArchiveTiles> {
  const file = await ArchiveFile.open(path)
  try {
    if (!(await isMbtiles(file))) return await pmtilesOf(file)
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  return mbtilesOf(path)
}

/** Whether a file begins as MBTiles do. */
export async function isMbtiles(file: ArchiveFile): Promise<boolean> {
  const start = await file.read(0, Math.min(SQLITE.length, file.bytes))
  return Buffer.from(start).toString('latin1') === SQLITE
}

async function pmtilesOf(file: ArchiveFile): Promise<ArchiveTiles> {
  const header = await file.header()
  const reader = file.reference()
  return {
    bounds: header.bounds,
    count: header.addressedTiles || undefined,
    metadata: () => reader.getMetadata(),
    async *tiles(isWanted = () => true) {
      for await (const { tileId, runLength } of file.entries(header)) {
        for (let id = tileId; id < tileId + runLength; id++) {
          const [z, x, y] = zxyOf(id)
          if (!isWanted(z)) continue
          const answer = await reader.getZxy(z, x, y)
          yield { z, x, y, data: answer && new Uint8Array(answer.data) }
        }
      }
    },
    close: () => file.close(),
  }
}

async function mbtilesOf(path: string): Promise<ArchiveTiles> {
  const source = await openTileSource(path)
  return {
    bounds: source.bounds,
    count: undefined,
    metadata: async () => source.metadata,
    async *tiles(isWanted = () => true) {
      for await (const run of source.runs()) {
        const [z, x, y] = zxyOf(run.tileId)
        if (isWanted(z)) yield { z, x, y, data: source.unpacked(await source.stored(run)) }
      }
    },
    close: () => source.close(),
  }
}
