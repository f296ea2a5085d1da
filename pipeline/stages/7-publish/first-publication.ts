import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeDirectory, writeFileDurably } from '../../durable.ts'
import { isReleaseId, POINTER, readJson } from '../../release/manifest.ts'

/** In the output of a city, from before its first release gets its name until it is served. */
const FILE = 'first-publication.json'

/**
 * Notes that a release is about to get its name which nobody was ever served from: where nothing is served, and no release
 * of the name stands there.
 */
export function beginFirstPublication(outputDirectory: string, release: string): void {
  const folder = join(outputDirectory, 'public')
  if (existsSync(join(folder, POINTER)) || existsSync(join(folder, 'releases', release))) return
  writeFileDurably(join(outputDirectory, FILE), `${JSON.stringify({ release })}\n`)
}

/** It is served. */
export function endFirstPublication(outputDirectory: string): void {
  rmSync(join(outputDirectory, FILE), { force: true })
}

/**
 * Removes what a first publication left that was cut short before its pointer: nobody was served from it, so that the next
 * release is the first, whatever it holds. What was served, or is noted as published, stays.
 */
export function undoFirstPublication(outputDirectory: string): void {
  const noted = readJson(join(outputDirectory, FILE)) as { release?: unknown } | null
  const folder = join(outputDirectory, 'public')
  if (typeof noted?.release === 'string' && isReleaseId(noted.release)) {
    const place = join(folder, 'releases', noted.release)
    const published = readJson(join(outputDirectory, 'releases.json'))
    const isNoted = Array.isArray(published) && published.includes(noted.release)
    if (!isNoted && !existsSync(join(folder, POINTER)) && existsSync(place))
      removeDirectory(place, outputDirectory)
  }
  endFirstPublication(outputDirectory)
}
