import { createHash } from 'node:crypto'
import type { ReadManifest } from './manifest.ts'

/**
 * Id of a release by its content: a hash over the paths and contents of all files and over what the manifest says.
 * @param files in order of path
 * @param manifest what the manifest says, without the id
 */
export function releaseId(files: readonly { path: string; sha256: string }[], manifest: unknown): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file?.path}\0${file?.sha256}\n`)
  return hash.update(JSON.stringify(manifest)).digest('hex').slice(0, 16)
}

/** The id that the content of a release makes: one whose manifest lists less, or something else, has another. */
export function idOfContent({ files, content }: ReadManifest): string {
  return releaseId(files, content)
}
