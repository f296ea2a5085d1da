import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a whole file beside its place, flushes it, and moves it there: a reader sees the old or the new, never a part.
 * @param rights of the file, whatever the umask; what that leaves when left out
 */
export function writeFileDurably(path: string, content: string | Uint8Array, rights?: number): void {
  const temporary = join(dirname(path), `.${basename(path)}.new`)
  try {
    const descriptor = openSync(temporary, 'w', 0o644)
    try {
      writeWhole(descriptor, content)
      // Where a file system keeps no rights there are none to set.
      if (rights !== undefined) quietly(() => fchmodSync(descriptor, rights))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, path)
  } catch (error) {
    quietly(() => rmSync(temporary, { force: true }))
    throw error
  }
  syncDirectory(dirname(path))
}

/** Writes all of it at the end of an open file: the system may take a part and say so. */
export function writeWhole(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done)
}

/** Tidies up after a fault that is to be told, not what tidying up meets. */
export function quietly(tidy: () => void): void {
  try {
    tidy()
  } catch {
    // The next run removes what stays.
  }
}

/** Puts a finished directory in the place of the previous one, which is moved aside first and removed last. */
export function installDirectory(finished: string, place: string): void {
  const aside = asideOf(place)
  rmSync(aside, { recursive: true, force: true })
  if (existsSync(place)) renameSync(place, aside)
  try {
    renameSync(finished, place)
  } catch (error) {
    quietly(() => recoverDirectory(place))
    throw error
  }
  syncDirectory(dirname(place))
  rmSync(aside, { recursive: true, force: true })
}

/** The same where both may lie on file systems of their own: what cannot be moved is copied beside its place first. */
export function installAcross(finished: string, place: string): void {
  try {
    installDirectory(finished, place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    const copy = join(dirname(place), `.${basename(place)}.partial`)
    rmSync(copy, { recursive: true, force: true })
    try {
      copyDurably(finished, copy)
      installDirectory(copy, place)
    } catch (fault) {
      quietly(() => rmSync(copy, { recursive: true, force: true }))
      throw fault
    }
    rmSync(finished, { recursive: true, force: true })
  }
}

function copyDurably(from: string, to: string): void {
  mkdirSync(to)
  quietly(() => chmodSync(to, statSync(from).mode))
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyDurably(source, target)
    else {
      copyFileSync(source, target)
      syncFile(target)
    }
  }
  syncDirectory(to)
}

/**
 * Removes a directory so that a reader, and a run after a kill, sees the whole or nothing of it under its name.
 * @param aside folder in which it lies while it is removed, out of what is served and copied; where that is another file system,
 *   and where none is given, it lies beside its place
 */
export function removeDirectory(place: string, aside = dirname(place)): void {
  const gone = join(aside, `.${basename(place)}.gone`)
  rmSync(gone, { recursive: true, force: true })
  try {
    renameSync(place, gone)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV' || aside === dirname(place)) throw error
    removeDirectory(place)
    return
  }
  syncDirectory(dirname(place))
  rmSync(gone, { recursive: true, force: true })
}

/** Puts back what {@link installDirectory} had moved aside when it was killed between its two moves. */
export function recoverDirectory(place: string): void {
  const aside = asideOf(place)
  if (!existsSync(aside)) return
  if (existsSync(place)) rmSync(aside, { recursive: true, force: true })
  else renameSync(aside, place)
}

function asideOf(place: string): string {
  return join(dirname(place), `.${basename(place)}.old`)
}

/** How file systems say that they flush files alone: shares of Windows, folders that are shared with a virtual machine. */
const NO_FOLDERS = ['EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP']

/** Flushes a directory's entries; a no-op where the system or the file system has no such call. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (!NO_FOLDERS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    closeSync(descriptor)
  }
}

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
