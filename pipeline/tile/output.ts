import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'

const ENDINGS = ['.pmtiles', '.mbtiles']
const NO_ROOM = ['ENOSPC', 'EDQUOT']
/** What systems say of a folder in which nothing can be made; ENOENT where it is of the system itself, as /proc. */
const NO_FILES = ['EACCES', 'EPERM', 'EROFS', 'ENOENT']

/**
 * Looks whether the archive can be written, and makes the folder it goes into.
 * @throws UserError `usage` for another ending, a folder of this name, an archive that is there without `force`, no folder;
 * `publish` where the folder takes no files
 */
export function checkOutput(output: string, force: boolean): void {
  if (!ENDINGS.includes(extname(output))) {
    throw new UserError('usage', {
      what: 'the kind of archive is not known by its name',
      where: { key: '--output' },
      got: displayPath(output),
      expected: 'a name that ends in .pmtiles or .mbtiles',
      next: 'add the ending to the name',
    })
  }
  const isThere = existsSync(output)
  if (!isThere) makeFolder(dirname(output))
  else if (statSync(output).isDirectory()) {
    throw new UserError('usage', {
      what: 'there is a folder of this name',
      where: { file: displayPath(output) },
      next: 'choose another with -o',
    })
  }
  if (isThere && !force) throw thereAlready(output)
  tryFolder(dirname(output), '-o')
}

/** Makes something in a folder and removes it again: rights alone do not tell, and later would be after the work. */
function tryFolder(folder: string, option: string): void {
  try {
    rmdirSync(mkdtempSync(join(folder, '.petakumuh-')))
  } catch (error) {
    throw isWithoutFiles(error) ? noFilesIn(folder, option, error) : error
  }
}

function isWithoutFiles(error: unknown): error is NodeJS.ErrnoException {
  return NO_FILES.includes((error as NodeJS.ErrnoException).code ?? '')
}

function noFilesIn(folder: string, option: string, cause: Error): UserError {
  return new UserError(
    'publish',
    {
      what: 'no file can be made in the folder',
      where: { file: displayPath(folder) },
      got: cause.message,
      expected: 'a folder that you may write to',
      next: `give yourself the right to it, or name another with ${option}`,
    },
    { cause },
  )
}

/**
 * Makes the folder that something is to be written into, where it is not there.
 * @throws UserError as {@link checkOutput}
 */
export function makeFolder(folder: string): void {
  let above = folder
  while (!existsSync(above)) above = dirname(above)
  if (statSync(above).isDirectory()) tryFolder(above, '-o')
  try {
    // It does not end where the system has no place for a folder.
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error
    throw new UserError('usage', {
      what: 'the output cannot be in a file',
      where: { file: displayPath(folder), key: '--output' },
      got: 'a file, or a name below one',
      expected: 'a folder, or a name that is free for one',
      next: 'choose another with -o',
    })
  }
}

/** @throws UserError `usage` where temporary files have no folder, `publish` where it takes none */
export function checkTemporary(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    tryFolder(folder, '-t')
    return
  }
  throw new UserError('usage', {
    what: 'there is no such folder for temporary files',
    where: { key: '--temporary-directory' },
    got: displayPath(folder),
    expected: 'a folder',
    next: 'make it, or name another with -t',
  })
}

/**
 * Puts an archive that is whole in its place, at once. Without `force` a file that has come to be there since stays.
 * @throws UserError `usage` then
 */
export async function putInPlace(archive: string, output: string, force: boolean): Promise<void> {
  if (force) return rename(archive, output)
  try {
    // A link is made only where nothing has the name, and is whole at once.
    await link(archive, output)
    await rm(archive)
  } catch (error) {
    if (isTaken(error)) throw thereAlready(output)
    await putWithoutLink(archive, output)
  }
}

/** For file systems that have no links: the name is taken with an empty file, and the archive put over it. */
async function putWithoutLink(archive: string, output: string): Promise<void> {
  try {
    await (await open(output, 'wx')).close()
  } catch (error) {
    throw isTaken(error) ? thereAlready(output) : error
  }
  await rename(archive, output)
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST'
}

function thereAlready(output: string): UserError {
  return new UserError('usage', {
    what: 'the archive is there already',
    where: { file: displayPath(output) },
    next: 'replace it with -f, or choose another with -o',
  })
}

/**
 * A full disk in words of the archive; any other error as it is.
 * @param temporary folder for temporary files, where it can be chosen.
 */
export function fullDisk(error: unknown, output: string, temporary?: string): unknown {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException
  if (code === undefined || !NO_ROOM.includes(code)) return error
  return new UserError(
    'publish',
    {
      what: 'there is no room left to write the archive',
      where: { file: displayPath(output) },
      got: message,
      expected: `room beside the archive${temporary === undefined ? '' : `, and in ${displayPath(temporary)} for temporary files`}`,
      next: `free some space, or name another disk with -o${temporary === undefined ? '' : ' or -t'}; nothing is left of this run, and an archive of the name that was there is as it was`,
    },
    { cause: error },
  )
}
