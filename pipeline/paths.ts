import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A path as shown to people: relative to where they stand when it is below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown !== '' && isInside(process.cwd(), path) ? shown : path
}

/** Whether a path is the directory itself or lies below it, by its letters. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
