import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { METADATA_FILE, TILEJSON_FILE } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { displayPath, isInside } from '../paths.ts'
import { checkOutput, makeFolder } from '../tile/output.ts'

export type OutputKind = 'folder' | 'mbtiles' | 'pmtiles'

/** An ending of letters is that of a file of some kind; `kota.2` and `v1.5` are names of folders. */
const FILE_ENDING = /^\.[a-z]+$/i
/** Such as a path of a tile has: no zeros before it. */
const WHOLE_NUMBER = /^(0|[1-9]\d*)$/
const MAX_ZOOM = 30

/** What is to be written, by its name. A slash at the end says that it is a folder, whatever its name. */
export function kindOf(output: string): OutputKind {
  if (/[\\/]$/.test(output)) return 'folder'
  const ending = extname(output)
  if (ending === '.mbtiles' || ending === '.pmtiles') return ending.slice(1) as OutputKind
  if (!FILE_ENDING.test(ending) || statSync(output, { throwIfNoEntry: false })?.isDirectory()) return 'folder'
  throw new UserError('usage', {
    what: 'the kind of output is not known by its name',
    where: { key: '--output' },
    got: displayPath(output),
    expected: 'a name that ends in .mbtiles or .pmtiles, or that of a folder',
    next: 'a folder of this name is written with a slash at its end',
  })
}

/**
 * Looks whether the output can be written, and makes the folder it goes into.
 * @param output absolute path.
 * @throws UserError `usage` where something else is in its place, also deep in a folder of tiles, or the same kind of thing
 *   and no `force`; `publish` where nothing can be made
 */
export function checkDestination(output: string, kind: OutputKind, force: boolean): void {
  if (kind !== 'folder') checkOutput(output, force)
  else if (existsSync(output)) checkFolder(output, force)
  else makeFolder(dirname(output))
}

/** The topmost folder of a path that is not there, which {@link checkDestination} is to make; null where all are. */
export function topmostMissing(folder: string): string | null {
  let missing: string | null = null
  for (let above = folder; !existsSync(above); above = dirname(above)) missing = above
  return missing
}

/** Takes away the folders that were made for an output that never came, from the lowest up; what has come into one since keeps it. */
export function removeEmptyFolders(lowest: string, topmost: string): void {
  for (let folder = lowest; folder.length >= topmost.length; folder = dirname(folder)) {
    try {
      rmdirSync(folder)
    } catch {
      // Never made, or no longer empty.
    }
  }
}

function checkFolder(output: string, force: boolean): void {
  if (!statSync(output).isDirectory())
    throw refused(output, 'there is a file of this name', 'choose another with -o')
  if (isInside(output, process.cwd()))
    throw refused(output, 'the folder is where you stand, or above it', 'name a folder of its own with -o')
  const names = readdirSync(output)
  const foreign = foreignIn(output)
  if (foreign !== null)
    throw refused(
      output,
      `the folder holds other things, such as ${foreign}`,
      'name a new or an empty folder with -o',
    )
  if (names.length > 0 && !names.includes(METADATA_FILE))
    throw refused(
      output,
      `the folder holds no ${METADATA_FILE}: nothing says that its tiles came from an archive`,
      'name a new or an empty folder with -o',
    )
  if (names.length > 0 && !force)
    throw refused(
      output,
      'the tiles are there already',
      'replace them with -f, or choose another folder with -o',
    )
}

/** What is no tile of a folder of tiles, nor one of the two files beside them: its path in the folder, or null. */
function foreignIn(output: string): string | null {
  for (const entry of readdirSync(output, { withFileTypes: true })) {
    if ([METADATA_FILE, TILEJSON_FILE].includes(entry.name) && entry.isFile()) continue
    const isZoom = entry.isDirectory() && WHOLE_NUMBER.test(entry.name) && Number(entry.name) <= MAX_ZOOM
    const foreign = isZoom ? foreignInZoom(join(output, entry.name)) : ''
    if (foreign !== null) return join(entry.name, foreign)
  }
  return null
}

function foreignInZoom(folder: string): string | null {
  for (const column of readdirSync(folder, { withFileTypes: true })) {
    if (!column.isDirectory() || !WHOLE_NUMBER.test(column.name)) return column.name
    const tiles = readdirSync(join(folder, column.name), { withFileTypes: true })
    const foreign = tiles.find(
      (tile) => !tile.isFile() || !tile.name.endsWith('.pbf') || !WHOLE_NUMBER.test(tile.name.slice(0, -4)),
    )
    if (foreign !== undefined) return join(column.name, foreign.name)
  }
  return null
}

function refused(output: string, what: string, next: string): UserError {
  return new UserError('usage', { what, where: { file: displayPath(output), key: '--output' }, next })
}
