import { AsyncLocalStorage } from 'node:async_hooks'
import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { quietly } from './durable.ts'
import { whenEnding } from './ending.ts'
import { UserError } from './errors.ts'
import { makePrivateFolder } from './folder-rights.ts'
import { displayPath } from './paths.ts'

const ofThisRun = new AsyncLocalStorage<string>()

/** Folder under which temporary files are made: that of the run that is going on, else the one of the system. */
export function temporaryRoot(): string {
  return ofThisRun.getStore() ?? tmpdir()
}

/** What a file system puts into its own root. */
const LOST_AND_FOUND = 'lost+found'

/**
 * Removes the folder with all that is in it; where it is a link, or a file system is mounted there, only what is in it: someone
 * gave temporary files a place of their own.
 * @throws UserError `publish` for a link that leads nowhere
 */
export function removeTemporaryFolder(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return
  if (found.isSymbolicLink() && statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new UserError('publish', {
      what: 'the link to the place of temporary files leads nowhere',
      where: { file: displayPath(folder) },
      next: 'make the folder it leads to, or remove the link',
    })
  const isElsewhere = found.isSymbolicLink() || found.dev !== statSync(dirname(folder)).dev
  if (found.isDirectory() || isElsewhere) {
    for (const name of readdirSync(folder)) {
      if (!isElsewhere || name !== LOST_AND_FOUND)
        rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
  if (isElsewhere) return
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    // A folder of the same file system that is mounted there tells of itself only now.
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
  }
}

export interface TemporaryFolderOptions {
  /** What to do when the process is told to end, which must not wait; the folder is removed when left out. */
  whenTold?: () => void
  /** Throws where the folder is not ours to remove any more. */
  mayRemove?: () => void
}

/**
 * Runs work whose temporary files lie in a folder of its own, which is removed when the work ends, also by Ctrl+C; what a
 * killed run left in it goes first. The caller sees to it that nobody else uses the folder.
 */
export async function withTemporaryFolder<T>(
  folder: string,
  work: () => Promise<T>,
  { whenTold, mayRemove }: TemporaryFolderOptions = {},
): Promise<T> {
  removeTemporaryFolder(folder)
  makePrivateFolder(folder)
  const remove = (): void =>
    quietly(() => {
      mayRemove?.()
      removeTemporaryFolder(folder)
    })
  const stopWatching = whenEnding(whenTold ?? remove)
  try {
    return await ofThisRun.run(folder, work)
  } finally {
    stopWatching()
    remove()
  }
}
