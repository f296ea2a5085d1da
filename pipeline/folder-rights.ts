import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PRIVATE_FOLDER = 0o700
const READABLE_FOLDER = 0o755
/** Of a file that everyone may read, whatever the umask of who writes it. */
export const READABLE_FILE = 0o644
const OTHERS = 0o007
const GROUP = 0o070
/** All but others: rights of the owner and of the group, and that what is made within is of the same group. */
const OWNER_AND_GROUP = 0o2770

/**
 * Makes a folder that its owner alone may enter, for records that are not published; one that is there is closed as
 * {@link closeToOthers} says.
 */
export function makePrivateFolder(folder: string): void {
  // With its own call: the rights of the folder are not meant for those above it.
  if (!existsSync(dirname(folder))) mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  closeToOthers(folder)
}

/**
 * Closes a folder of this user that anybody of the machine may enter, as earlier versions left it; who opened one to a
 * group alone meant it. Nothing happens where there is none.
 */
export function closeToOthers(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  // Windows has other rights, and no ids of users.
  if (found === undefined || process.getuid === undefined) return
  if (found.uid === process.getuid() && (found.mode & OTHERS) !== 0) setRights(folder, PRIVATE_FOLDER)
}

/** Makes a folder that its owner alone may enter, and the group to which somebody opened the folder it lies in. */
export function makePrivateFolderLike(folder: string): void {
  makePrivateFolder(folder)
  const { mode } = statSync(dirname(folder))
  if (process.getuid !== undefined && (mode & GROUP) !== 0) setRights(folder, mode & OWNER_AND_GROUP)
}

/** Makes a folder, and those above it, that everyone may enter, whatever the umask; one that is there is left as it is. */
export function makeReadableFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) setRights(made, READABLE_FOLDER)
}

/** Lets everyone read all that is below a folder, whatever the umask: a web server is another user, often of another group. */
export function openToReaders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToReaders(path)
    else if (entry.isFile()) setRights(path, READABLE_FILE)
  }
  setRights(folder, READABLE_FOLDER)
}

function setRights(path: string, rights: number): void {
  try {
    chmodSync(path, rights)
  } catch {
    // A file system that keeps no rights, or the folder of somebody else, whose say it is.
  }
}
