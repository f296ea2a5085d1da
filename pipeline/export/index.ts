import { dirname, join, resolve } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'
import {
  type Bounds,
  type CopiedMeta,
  createArchive,
  extentOf,
  noTiles,
  openTileSource,
  TILEJSON_FILE,
  type TileSource,
  zoomOf,
} from '../archive/index.ts'
import { installDirectory } from '../durable.ts'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { createProgress, type Progress, progressMode, type Task } from '../progress.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import { jsonLine } from '../terminal.ts'
import { type Workplace, withWorkplace } from '../tile/leavings.ts'
import { fullDisk, putInPlace } from '../tile/output.ts'
import type { Language } from '../values/language.ts'
import {
  checkDestination,
  kindOf,
  type OutputKind,
  removeEmptyFolders,
  topmostMissing,
} from './destination.ts'
import { findArchive } from './find-archive.ts'
import { exportLines } from './print.ts'
import { type StoredTile, storedTiles } from './stored-tiles.ts'
import { TileFolder } from './tile-folder.ts'

export interface ExportOptions {
  output: string
  force?: boolean
  /** Keeps the tiles of a folder compressed. */
  gzip?: boolean
  /** Where a folder will be hosted. */
  url?: string
  lang?: Language
  json?: boolean
  quiet?: boolean
}

/** `petakumuh export --json`. */
export interface Exported {
  format: 'petakumuh-export/1'
  source: string
  output: string
  kind: OutputKind
  tiles: number
  /** Of the file, or of the tiles of a folder. */
  bytes: number
  compression: 'gzip' | 'none'
  zooms: [number, number]
  /** Degrees. */
  bounds: Bounds
  tilejson?: string
  /** Folder that was made for the output, the topmost of those that were not there. */
  made_folder?: string
}

/** After so many tiles a signal and the progress bar have their turn. */
const TILES_AT_A_TIME = 500

/**
 * Runs `petakumuh export`.
 * @param print takes one line of what is printed.
 * @throws UserError `usage`, `source`, `config`, `tiles`, `publish`; nothing is left behind then, and what was in the place stays
 */
export async function runExport(
  name: string,
  options: ExportOptions,
  print: (line: string) => void,
): Promise<void> {
  const progress = createProgress(options.json ? 'quiet' : progressMode(options))
  const exported = await exportTiles(name, options, progress)
  if (options.json) print(jsonLine(exported))
  else if (!options.quiet) for (const line of exportLines(exported, options.lang ?? 'en')) print(line)
}

/**
 * Copies every tile of an archive, unchanged, with what the archive says of itself. Tiles pass one at a time.
 * @param name of a file, a published folder or a city.
 */
export async function exportTiles(
  name: string,
  options: ExportOptions,
  progress: Progress,
): Promise<Exported> {
  const output = resolve(options.output)
  const kind = kindOf(options.output)
  const force = options.force ?? false
  refuseFolderOptions(kind, options)
  const file = await findArchive(name)
  const missing = topmostMissing(dirname(output))
  try {
    checkDestination(output, kind, force)
    return await withWorkplace(output, temporaryRoot(), async (place) => {
      const exported = await copyInto(place, file, kind, { ...options, output }, progress)
      if (kind === 'folder') installDirectory(place.archive, output)
      else await putInPlace(place.archive, output, force)
      return missing === null ? exported : { ...exported, made_folder: missing }
    })
  } catch (error) {
    if (missing !== null) removeEmptyFolders(dirname(output), missing)
    throw fullDisk(error, output)
  }
}

async function copyInto(
  { archive: place, folder: temporary }: Workplace,
  file: string,
  kind: OutputKind,
  { output, gzip, url }: ExportOptions,
  progress: Progress,
): Promise<Exported> {
  const source = await openTileSource(file, temporary)
  const task = progress.task('tiles', source.tiles || undefined)
  try {
    refusePictures(source)
    const compressed = kind !== 'folder' || gzip === true
    const passing = new PassingTiles(storedTiles(source, compressed), task)
    const copy = kind === 'folder' ? copyToFolder : copyToArchive
    const bytes = await copy(source, passing, place, url)
    return {
      format: 'petakumuh-export/1',
      source: file,
      output,
      kind,
      tiles: passing.count,
      bytes,
      compression: compressed ? 'gzip' : 'none',
      zooms: [zoomOf(passing.firstId), zoomOf(passing.lastId)],
      bounds: source.bounds,
      ...(kind === 'folder' && { tilejson: join(output, TILEJSON_FILE) }),
    }
  } finally {
    task.end()
    await source.close()
  }
}

/** Tiles on their way from one place to the other, counted. */
class PassingTiles {
  count = 0
  firstId = 0
  lastId = 0
  readonly #tiles: AsyncIterable<StoredTile>
  readonly #task: Task

  constructor(tiles: AsyncIterable<StoredTile>, task: Task) {
    this.#tiles = tiles
    this.#task = task
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StoredTile> {
    for await (const tile of this.#tiles) {
      if (this.count === 0) this.firstId = tile.tile_id
      this.lastId = tile.tile_id
      this.count++
      yield tile
      if (this.count % TILES_AT_A_TIME > 0) continue
      this.#task.advance(TILES_AT_A_TIME)
      await breath()
    }
  }
}

/** @returns bytes of the file. */
async function copyToArchive(source: TileSource, tiles: PassingTiles, file: string): Promise<number> {
  const writer = await createArchive(file)
  try {
    for await (const { tile_id, data } of tiles) await writer.add({ tile_id, gzip: data })
    const { bytes } = await writer.finish(metaOf(source))
    return bytes
  } catch (error) {
    await writer.abort()
    throw error
  }
}

/** @returns bytes of the tiles. */
async function copyToFolder(
  source: TileSource,
  tiles: PassingTiles,
  place: string,
  url: string | undefined,
): Promise<number> {
  const folder = new TileFolder(place)
  for await (const { tile_id, data } of tiles) folder.add(tile_id, data)
  if (tiles.count === 0) throw noTiles(source.file)
  folder.finish(source.metadata, extentOf(source.file, metaOf(source), tiles.firstId, tiles.lastId), url)
  return folder.bytes
}

function metaOf({ metadata, bounds, center }: TileSource): CopiedMeta {
  return { copied: metadata, bounds, center }
}

function refusePictures({ file, isVector }: TileSource): void {
  if (isVector) return
  throw new UserError('source', {
    what: 'the archive holds no vector tiles',
    where: { file: displayPath(file) },
    got: 'pictures, or tiles of another kind',
    expected: 'Mapbox Vector Tiles (PMTiles tile type 1, MBTiles format pbf)',
  })
}

function refuseFolderOptions(kind: OutputKind, { gzip, url }: ExportOptions): void {
  if (kind === 'folder') {
    if (url === undefined || /^https?:\/\/\S+$/.test(url)) return
    throw new UserError('usage', {
      what: 'the address is not one of the web',
      where: { key: '--url' },
      got: url,
      expected: 'https://HOST/PATH/ of the folder',
    })
  }
  const key = gzip ? '--gzip' : url === undefined ? undefined : '--url'
  if (key === undefined) return
  throw new UserError('usage', {
    what: 'the option is for a folder of tiles',
    where: { key },
    got: `a name that ends in .${kind}`,
    next: `leave ${key} out: an archive is compressed in any case, and holds no addresses`,
  })
}
