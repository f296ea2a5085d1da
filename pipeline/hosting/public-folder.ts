import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { POINTER } from '../release/find-release.ts'

/** The folder to serve that a path means: one with a published map, or the `public/` of an output folder; null for any other. */
export function publicFolderOf(path: string): string | null {
  if (path === '') return null
  const folders = [resolve(path), resolve(path, 'public')]
  return folders.find((folder) => existsSync(join(folder, POINTER))) ?? null
}
