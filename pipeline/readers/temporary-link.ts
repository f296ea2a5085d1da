import { chmod, copyFile, mkdtemp, open, realpath, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Place, UserError } from '../errors.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import { requireFile } from './source-file.ts'

/** A file under another name, alone in a folder of its own. */
export interface TemporaryLink {
  readonly path: string
  release(): Promise<void>
}

/**
 * Gives a file a plain name in a temporary folder, for libraries that write beside what they open or read patterns in a path. Windows may refuse
 * links to those without the right; there it is a copy that nobody else can read.
 */
export async function temporaryLink(path: string, name: string): Promise<TemporaryLink> {
  const folder = await mkdtemp(join(temporaryRoot(), 'petakumuh-link-'))
  const release = () => rm(folder, { recursive: true, force: true })
  const link = join(folder, name)
  try {
    const target = await realpath(path)
    try {
      await symlink(target, link, 'file')
    } catch {
      await copyFile(target, link)
      await chmod(link, 0o600)
    }
    return { path: link, release }
  } catch (error) {
    await release()
    throw error
  }
}

/**
 * The first and last bytes of a file, and how many it has; a shorter file leaves the rest zero.
 *
 * @throws UserError source, for a file that is missing, empty, no file, or cannot be opened.
 */
export async function readEnds(
  path: string,
  where: Place,
  length: { head: number; tail: number },
): Promise<{ size: number; head: Buffer; tail: Buffer }> {
  await requireFile(path, where.file ?? path)
  const head = Buffer.alloc(length.head)
  const tail = Buffer.alloc(length.tail)
  try {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      await handle.read(head, 0, head.length, 0)
      if (tail.length > 0) await handle.read(tail, 0, tail.length, Math.max(0, size - tail.length))
      return { size, head, tail }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new UserError(
      'source',
      {
        what: 'the source file cannot be read',
        where,
        got: (cause as NodeJS.ErrnoException).code ?? String(cause),
        next: 'close the programs that use it, and check who may read it',
      },
      { cause },
    )
  }
}
