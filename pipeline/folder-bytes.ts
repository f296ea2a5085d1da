import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const sum = (a: number, b: number): number => a + b

/**
 * Bytes of all files below a folder; 0 where there is none.
 * @param together what is made of the folder's own entries: their sum, or the largest with `Math.max`.
 */
export function folderBytes(folder: string, together: (a: number, b: number) => number = sum): number {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return 0
  }
  return entries
    .map((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return folderBytes(path)
      return entry.isFile() ? (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0
    })
    .reduce((a, b) => together(a, b), 0)
}
