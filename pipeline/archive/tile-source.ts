import { open } from 'node:fs/promises'
import { UserError } from '../errors.ts'
import type { Bounds } from './header.ts'
import { PmtilesSource } from './pmtiles-source.ts'

/** Tiles that follow each other and have the same content. */
export interface TileRun {
  tileId: number
  runLength: number
  /** Names the content within its archive: equal numbers, equal bytes. */
  content: number
  /** Bytes as stored. */
  length: number
}

/** An archive of tiles, whichever its format, read in the order of tile ids. */
export interface TileSource {
  readonly file: string
  /** Size of the file. */
  readonly bytes: number
  /** Whether the tiles are Mapbox Vector Tiles. */
  readonly isVector: boolean
  readonly bounds: Bounds
  readonly minZoom: number
  readonly maxZoom: number
  /** Description of the archive, with `vector_layers` and `tilestats` at its top. */
  readonly metadata: Record<string, unknown>
  /** @throws Error where the archive is damaged. */
  runs(): AsyncIterable<TileRun>
  /** Bytes as stored, valid until the next call. */
  stored(run: TileRun): Promise<Uint8Array>
  /** @returns the tile itself. */
  unpacked(stored: Uint8Array): Uint8Array
  close(): Promise<void>
}

const PMTILES = 'PMTiles'
const SQLITE = 'SQLite format 3\0'

/**
 * Opens PMTiles v3 or MBTiles, by what the file starts with.
 * @throws UserError `source` when the file is missing, a folder, or neither of the two.
 */
export async function openTileSource(file: string): Promise<TileSource> {
  const start = await startOf(file)
  try {
    if (start.startsWith(PMTILES)) return await PmtilesSource.open(file)
    if (start === SQLITE) return await (await import('./mbtiles-source.ts')).MbtilesSource.open(file)
  } catch (error) {
    throw damaged(file, error)
  }
  throw new UserError('source', {
    what: 'the file is no archive of tiles',
    where: { file },
    got: start === '' ? 'an empty file' : 'another kind of file',
    expected: 'PMTiles v3 or MBTiles',
  })
}

/** What went wrong while reading, as a fault of the file; a fault that is told already passes unchanged. */
export function damaged(file: string, error: unknown, tile?: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error
  return new UserError(
    'source',
    {
      what: tile === undefined ? 'the archive is damaged' : `tile ${tile} of the archive is damaged`,
      where: { file },
      got: error.message,
      next: 'see all that is wrong: petakumuh verify',
    },
    { cause: error },
  )
}

async function startOf(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r')
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0)
      return buffer.toString('latin1', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(
      'source',
      {
        what: 'the archive cannot be opened',
        where: { file },
        got: code === 'EISDIR' ? 'a folder' : code === 'ENOENT' ? 'no such file' : (error as Error).message,
        expected: 'a PMTiles or MBTiles file',
      },
      { cause: error },
    )
  }
}
