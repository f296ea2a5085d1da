import { readFileSync, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { type City, knownCities, loadCity } from '../city.ts'
import { UserError } from '../errors.ts'
import type { Text } from '../store/table-schema.ts'

/** A city of the night. */
export interface NightCity {
  name: string
  title: Text | null
  /** What the verb `build` is given. */
  workspace: string
  outputDirectory: string
  /** Why it cannot be built at all; null for a workspace that can be read. */
  refusal: UserError | null
  sourceOf(path: string): string | null
}

/**
 * The named workspaces, or all under `data/`. One that cannot be read is a failure of that city alone.
 * @param output folder that holds the outputs of all cities
 * @throws UserError `usage` when there is none, or when two would publish over each other.
 */
export function nightCities(names: readonly string[], output: string): NightCity[] {
  const chosen = names.length > 0 ? [...new Set(names)] : knownCities()
  const cities = chosen.map((name) => nightCity(name, output))
  if (cities.length === 0) {
    throw new UserError('usage', { what: 'there is no city under data/', next: 'start one: petakumuh init' })
  }
  const seen = new Map<string, string>()
  for (const { name, workspace } of cities) {
    const other = seen.get(name)
    if (other !== undefined) {
      throw new UserError('usage', {
        what: 'two workspaces have the same name, so that they would publish over each other',
        got: `${name}: ${other}, ${workspace}`,
        expected: 'each city once, each with a name of its own',
        next: 'name one of them, or change name in its city.yaml',
      })
    }
    seen.set(name, workspace)
  }
  return cities
}

function nightCity(workspace: string, output: string): NightCity {
  try {
    const city = loadCity(workspace)
    const { name, title } = city
    const sourceOf = (path: string) => sourceAt(city, path)
    return { name, title, workspace, outputDirectory: join(output, name), refusal: null, sourceOf }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const name = safeName(basename(resolve(workspace)))
    return {
      ...{ name, title: null, workspace, outputDirectory: join(output, name) },
      ...{ refusal: error, sourceOf: () => null },
    }
  }
}

/** A folder may be called anything; the names of cities are of these signs. */
function safeName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replace(/^-+/, '') || 'city'
  )
}

function sourceAt(city: City, path: string): string | null {
  const isThis = (source: { path: string }): boolean =>
    relative(city.directory, resolve(city.directory, source.path)).replaceAll('\\', '/') === path
  // The parts of a shapefile beside it are the same source.
  const stem = path.replace(/\.[^./]*$/, '')
  const found =
    city.sources.find(isThis) ?? city.sources.find(({ path: own }) => own.replace(/\.[^./]*$/, '') === stem)
  return found?.id ?? null
}

/** What `latest.json` of a city names, or null. */
export function servedRelease(outputDirectory: string): string | null {
  const path = join(outputDirectory, 'public/latest.json')
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null
  try {
    const { release } = JSON.parse(readFileSync(path, 'utf8')) as { release?: unknown }
    return typeof release === 'string' && /^[\w-]+$/.test(release) ? release : null
  } catch {
    return null
  }
}
