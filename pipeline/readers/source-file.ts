import { access, constants, stat } from 'node:fs/promises'
import { UserError } from '../errors.ts'

/**
 * Checks that a source is a readable, non-empty file: a pipe or a device would be waited for without end.
 * @throws UserError `source`, which for a folder says what to do `nextForFolder`
 */
export async function requireFile(path: string, label: string, nextForFolder?: string): Promise<void> {
  let size: number
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw notReadable(label, 'a folder', nextForFolder)
    if (!found.isFile()) throw notReadable(label, 'a pipe, socket or device')
    size = found.size
    await access(path, constants.R_OK)
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError('source', {
        what: 'the source file is missing',
        where: { file: label },
        expected: 'a file at this path',
        next: 'put the file there or correct the path',
      })
    }
    throw notReadable(label, code)
  }
  if (size === 0) throw emptyFile(label, '0 bytes')
}

/** @param got how it is empty */
export function emptyFile(label: string, got: string): UserError {
  return new UserError('source', {
    what: 'the source file is empty',
    where: { file: label },
    got,
    next: 'ask for the file again: the copy or the download did not complete',
  })
}

function notReadable(label: string, got: string, next?: string): UserError {
  return new UserError('source', {
    what: 'the source file cannot be read',
    where: { file: label },
    got,
    expected: 'a readable file',
    ...(next === undefined ? {} : { next }),
  })
}

/** The byte order mark that a file begins with. */
export function byteOrderMark(head: Buffer): { name: string; bytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bytes: 2 }
  return null
}
