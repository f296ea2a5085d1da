import { open } from 'node:fs/promises'
import { UserError } from '../errors.ts'
import { FolderSource, isTileFolder } from './folder-source.ts'
import type { Bounds } from './header.ts'
import type { ArchiveMeta } from './metadata.ts'
import { PmtilesSource } from './pmtiles-source.ts'
import { messageOf } from './verify/faults.ts'

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
  /** Where a map opens; undefined where it is not stated. */
  readonly center: ArchiveMeta['center']
  /** Tiles that can be asked for, as stated; 0 where they are not counted. */
  readonly tiles: number
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
 * What an archive is, by what it starts with; a folder by the `metadata.json` in it.
 * @throws UserError `source` when the file is missing, a folder without it, or neither of the two.
 */
export async function archiveFormatOf(file: string): Promise<'pmtiles' | 'mbtiles' | 'folder'> {
  if (isTileFolder(file)) return 'folder'
  const start = await startOf(file)
  if (start.startsWith(PMTILES)) return 'pmtiles'
  if (start === SQLITE) return 'mbtiles'
  throw noArchive(file, start === '' ? 'an empty file' : 'another kind of file')
}

/** @param got what the file is instead. */
export function noArchive(file: string, got: string): UserError {
  return new UserError('source', {
    what: 'the file is no archive of tiles',
    where: { file },
    got,
    expected: 'PMTiles v3 or MBTiles',
    next: 'petakumuh tile makes one of GeoJSON and other files',
  })
}

/**
 * @param temporary folder for temporary files (default: that of the system).
 * @throws UserError `source` as {@link archiveFormatOf}, and when the archive is damaged.
 */
export async function openTileSource(file: string, temporary?: string): Promise<TileSource> {
  const format = await archiveFormatOf(file)
  try {
    if (format === 'folder') return new FolderSource(file)
    if (format === 'pmtiles') return await PmtilesSource.open(file)
    return await (await import('./mbtiles-source.ts')).MbtilesSource.open(file, { temporary })
  } catch (error) {
    throw damaged(file, error)
  }
}

/**
 * What went wrong while reading, as a fault of the file; a fault that is told already passes unchanged.
 * @param tile `z/x/y` of the tile that cannot be read.
 */
export function damaged(file: string, error: unknown, tile?: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error
  return new UserError(
    'source',
    {
      what: tile === undefined ? 'the archive is damaged' : `tile ${tile} of the archive is damaged`,
      where: { file },
      got: messageOf(error),
      expected: 'PMTiles v3 or MBTiles that can be read to its end',
      next: `see all that is wrong: petakumuh verify ${/\s/.test(file) ? `"${file}"` : file}`,
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
        expected: 'a PMTiles or MBTiles file, or a folder of tiles with its metadata.json',
        next: 'correct the path, or ask for the right to read it',
      },
      { cause: error },
    )
  }
}
