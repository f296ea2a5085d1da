import { AsyncLocalStorage } from 'node:async_hooks'
import { lstatSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { quietly } from './durable.ts'
import { whenEnding } from './ending.ts'
import { UserError } from './errors.ts'
import { makePrivateFolder } from './folder-rights.ts'
import { displayPath } from './paths.ts'
import { makeFolderIn, removeFolderIn, sweepFoldersIn } from './temporary-share.ts'

const ofThisRun = new AsyncLocalStorage<string>()

/** Folder under which temporary files are made: that of the run that is going on, else the one of the system. */
export function temporaryRoot(): string {
  return ofThisRun.getStore() ?? tmpdir()
}

/**
 * Removes the folder with all that is in it. Where it is a link, or a file system is mounted there, the place may be shared
 * with others: only what runs of ours left there that are no more goes.
 * @throws UserError `publish` for a link that leads to no folder
 */
export function removeTemporaryFolder(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return
  if (isElsewhere(folder)) sweepFoldersIn(folder)
  else rmSync(folder, { recursive: true, force: true })
}

/** Whether someone gave temporary files a place of their own; an empty folder that is none may be gone then. */
function isElsewhere(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.isSymbolicLink()) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return true
    throw new UserError('publish', {
      what: 'the link to the place of temporary files leads to no folder',
      where: { file: displayPath(folder) },
      next: 'make the folder it leads to, or remove the link',
    })
  }
  return found.isDirectory() && (found.dev !== statSync(dirname(folder)).dev || isMounted(folder))
}

/** A folder of the same file system that is mounted there tells of itself only when it is to go. */
function isMounted(folder: string): boolean {
  try {
    rmdirSync(folder)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBUSY'
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
 * @param place becomes that folder; where it is a link, or a file system is mounted there, the folder is made within
 */
export async function withTemporaryFolder<T>(
  place: string,
  work: (folder: string) => Promise<T>,
  { whenTold, mayRemove }: TemporaryFolderOptions = {},
): Promise<T> {
  removeTemporaryFolder(place)
  const isShared = isElsewhere(place)
  if (!isShared) makePrivateFolder(place)
  const folder = isShared ? makeFolderIn(place) : place
  const remove = (): void =>
    quietly(() => {
      if (isShared) return removeFolderIn(folder)
      mayRemove?.()
      removeTemporaryFolder(place)
    })
  const stopWatching = whenEnding(() => {
    if (isShared) remove()
    ;(whenTold ?? remove)()
  })
  try {
    return await ofThisRun.run(folder, () => work(folder))
  } finally {
    stopWatching()
    remove()
  }
}
