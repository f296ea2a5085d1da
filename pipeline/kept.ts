import { createHash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { holdOursAlone, keptRights, makeOwnFolder } from './own-files.js'
import { PROJECT_ROOT } from './paths.ts'

/**
 * Where we keep what is quicker to read than to make again, the first that we alone can write: the folders of code-cache.js,
 * which removes from them what is hours old when the program has changed.
 */
export function keptFolders(): string[] {
  return [join(PROJECT_ROOT, 'node_modules/.cache/petakumuh'), join(homedir(), '.cache/petakumuh')]
}

/**
 * What was kept under a name, as it is read, where one of the folders has it whole; what was written half or changed is not
 * taken, nor what another user but root made or may write, nor what cannot be read as expected: it is then made anew.
 * @param read null where it is not what is wanted, as where its sources have changed: another folder may have it
 */
export function readKept<T>(
  name: string,
  folders: readonly string[],
  read: (content: Buffer) => T | null,
): T | null {
  for (const folder of folders) {
    try {
      holdOursAlone(folder, statSync(folder))
      const file = ownBytes(join(folder, name))
      const content = file.subarray(DIGEST_BYTES)
      const value = digest(content).equals(file.subarray(0, DIGEST_BYTES)) ? read(content) : null
      if (value !== null) return value
    } catch {
      // It is not there, may not be read, is not ours, or is of another form.
    }
  }
  return null
}

/** Keeps bytes in the first of the folders that we can write and nobody else, behind a digest of them; in none where none can. */
export function keep(name: string, content: Uint8Array, folders: readonly string[]): void {
  for (const folder of folders) {
    // Under a name of its own first, since others may be reading or writing the same.
    const part = join(folder, `${name}.${process.pid}-${threadId}.new`)
    try {
      makeOwnFolder(folder)
      writeFileSync(part, Buffer.concat([digest(content), content]), { mode: keptRights().file })
      holdOursAlone(part, lstatSync(part))
      renameSync(part, join(folder, name))
      return
    } catch {
      // Read-only, full, or of a file system that lets everybody write.
      removeIfThere(part)
    }
  }
}

const DIGEST_BYTES = 32

/** @throws Error where another user made the file or may write it; asked of what was opened, since names can be given anew */
function ownBytes(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    holdOursAlone(path, fstatSync(file))
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest()
}

function removeIfThere(path: string): void {
  try {
    rmSync(path)
  } catch {
    // It was never made, or the folder lets nobody remove it.
  }
}
