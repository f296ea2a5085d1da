import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Entry } from './directory.ts'
import { checkStatements, FolderSource } from './folder-source.ts'
import type { PmtilesHeader } from './header.ts'
import { zxyOf } from './hilbert.ts'
import { checkMvt } from './mvt-check.ts'
import { ArchiveFile } from './pmtiles-reader.ts'
import type { TileSource } from './tile-source.ts'
import { checkContents } from './verify/contents.ts'
import { checkEntries, readEntries } from './verify/entries.ts'
import {
  type AddFault,
  type ArchiveFault,
  type ArchiveViolation,
  Faults,
  messageOf,
} from './verify/faults.ts'
import { checkHeader, checkMetadata } from './verify/header.ts'
import { checkTileBounds } from './verify/tile-bounds.ts'
import { type ZoomContents, zoomContents } from './zoom-contents.ts'

export type { ArchiveFault, ArchiveViolation } from './verify/faults.ts'

export interface ArchiveReport {
  /** At most 20 of a kind. */
  violations: ArchiveViolation[]
  /** Those that were made, in their order: some need what others found broken, and the formats differ. */
  checks: ArchiveFault[]
  /** How many faults there are of each kind. */
  counts: Partial<Record<ArchiveFault, number>>
  zooms: ZoomContents[]
}

const HEADER_CHECKS: readonly ArchiveFault[] = ['header', 'section', 'root-size']
const PMTILES_CHECKS: readonly ArchiveFault[] = [
  ...HEADER_CHECKS,
  ...(['metadata', 'directory', 'order', 'offset', 'clustered', 'count', 'zoom', 'bounds', 'tile'] as const),
]
const MBTILES_CHECKS: readonly ArchiveFault[] = ['database', 'metadata', 'order', 'bounds', 'tile']
const FOLDER_CHECKS: readonly ArchiveFault[] = ['metadata', 'order', 'zoom', 'bounds', 'tile']

/**
 * Checks an archive against PMTiles v3 and against itself: header, sections, directories, counts, order, and every tile
 * content decoded. Any tile type passes; only vector tiles are looked into.
 * @returns violations, at most 20 of a kind; none when the archive is sound.
 * @throws UserError `source` when the file cannot be opened.
 */
export async function verifyPmtiles(path: string): Promise<ArchiveViolation[]> {
  return (await inspectPmtiles(path)).violations
}

/**
 * The checks of {@link verifyPmtiles} with their counts and what the archive holds.
 * @throws UserError `source` when the file cannot be opened.
 */
export async function inspectPmtiles(path: string): Promise<ArchiveReport> {
  const file = await ArchiveFile.open(path)
  try {
    const faults = new Faults()
    const entries = await checkPmtiles(file, faults)
    const counts = faults.counts()
    // Of a broken header, bounds and zooms have been looked at in part: they count as checked where they are wrong.
    const isMade = (code: ArchiveFault) =>
      entries !== undefined || HEADER_CHECKS.includes(code) || counts[code] !== undefined
    return {
      violations: faults.violations,
      checks: PMTILES_CHECKS.filter(isMade),
      counts,
      zooms: zoomContents(entries ?? []),
    }
  } finally {
    await file.close()
  }
}

/** @returns undefined where the header does not let the rest be found */
async function checkPmtiles(file: ArchiveFile, { add, violations }: Faults): Promise<Entry[] | undefined> {
  let header: PmtilesHeader
  try {
    header = await file.header()
  } catch (error) {
    add('header', messageOf(error))
    return undefined
  }
  checkHeader(header, file.bytes, add)
  if (violations.length > 0) return undefined
  await checkMetadata(file, header, add)
  const entries = await readEntries(file, header, add)
  checkEntries(entries, header, add)
  await checkContents(file, header, entries, add)
  return entries
}

/**
 * Checks MBTiles: the database can be read, its metadata, each row a tile, and every content decoded.
 * @throws UserError `source` when the file cannot be opened, or is a database of something else.
 */
export async function inspectMbtiles(path: string): Promise<ArchiveReport> {
  const faults = new Faults()
  const { MbtilesSource } = await import('./mbtiles-source.ts')
  try {
    const source = await MbtilesSource.open(path, { fault: faults.add })
    try {
      const zooms = await checkTiles(source, faults)
      return { violations: faults.violations, checks: [...MBTILES_CHECKS], counts: faults.counts(), zooms }
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    faults.add('database', messageOf(error))
  }
  const counts = faults.counts()
  const checks = MBTILES_CHECKS.filter((code) => counts[code] !== undefined)
  return { violations: faults.violations, checks, counts, zooms: [] }
}

/**
 * Checks a folder of tiles: what `metadata.json` and `tilejson.json` say, each file a tile, and every content decoded.
 * @throws Error when a folder or file of it cannot be read.
 */
export async function inspectTileFolder(path: string): Promise<ArchiveReport> {
  const faults = new Faults()
  const source = new FolderSource(path, faults.add)
  if (faults.counts().metadata === undefined) checkStatements(source, faults.add)
  const zooms = await checkTiles(source, faults)
  return { violations: faults.violations, checks: [...FOLDER_CHECKS], counts: faults.counts(), zooms }
}

/** Each tile within the bounds, unpacked and, where it is a vector tile, decoded. */
async function checkTiles(source: TileSource, faults: Faults): Promise<ZoomContents[]> {
  const isTold = faults.counts().metadata !== undefined
  if (!isTold && source.isVector && !Array.isArray(source.metadata.vector_layers)) {
    faults.add('metadata', 'the metadata of vector tiles has no vector_layers')
  }
  const zooms: ZoomContents[] = []
  const seen = new Set<string>()
  for await (const { tileId, runLength } of source.runs()) {
    for (let id = tileId; id < tileId + runLength; id++) {
      const { bytes, content } = await checkTile(source, id, faults.add)
      const [zoom] = zxyOf(id)
      if (zooms.at(-1)?.zoom !== zoom) zooms.push({ zoom, tiles: 0, contents: 0, bytes: 0, largest: 0 })
      const counts = zooms.at(-1)!
      counts.tiles++
      if (content === undefined || seen.has(content)) continue
      seen.add(content)
      counts.contents++
      counts.bytes += bytes
      counts.largest = Math.max(counts.largest, bytes)
    }
  }
  return zooms
}

/** @returns size as stored, and a name for what is stored, when it can be read */
async function checkTile(
  source: TileSource,
  id: number,
  fault: AddFault,
): Promise<{ bytes: number; content: string | undefined }> {
  checkTileBounds(source.bounds, id, 1, fault)
  let bytes = 0
  let content: string | undefined
  try {
    const stored = await source.stored({ tileId: id, runLength: 1, content: id, length: 0 })
    bytes = stored.length
    content = createHash('sha256').update(stored).digest('base64')
    const data = source.unpacked(stored)
    if (source.isVector) checkMvt(data)
  } catch (error) {
    fault('tile', `tile ${zxyOf(id).join('/')}: ${messageOf(error)}`)
  }
  return { bytes, content }
}
