import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isTileFolder } from '../archive/index.ts'
import { outputOf, PROJECT_ROOT } from '../paths.ts'
import { findRelease, type ReleasePlace } from './find-release.ts'

/**
 * The release that a name stands for on the command line: of a city in its usual place, by its name below `data/` or its folder, else
 * what {@link findRelease} takes the path for. What is there under a name is taken for itself before it is taken for a city. Null for
 * tiles: an archive, or a folder with their `metadata.json`.
 * @throws UserError `source` for a folder without a release, and where nothing is there; what reading the city throws
 */
export async function namedRelease(name: string): Promise<ReleasePlace | null> {
  if (isTileFolder(name)) return null
  const isWorkspace = existsSync(join(name, 'city.yaml'))
  const isNamed = !existsSync(name) && existsSync(join(PROJECT_ROOT, 'data', name, 'city.yaml'))
  if (!isNamed && !isWorkspace) return findRelease(name)
  // Only who names a city pays for reading it.
  const { loadCity } = await import('../city.ts')
  return findRelease(outputOf(loadCity(isWorkspace ? resolve(name) : name).name))
}
