import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type City, knownCities, loadCity } from '../city.ts'
import { EXIT, UserError } from '../errors.ts'
import { displayPath, PROJECT_ROOT } from '../paths.ts'
import type { Text } from '../store/table-schema.ts'
import type { SaidFault } from './fault.ts'

/** A city of the night. */
export interface NightCity {
  name: string
  title: Text | null
  /** As it was named; what a person is told. */
  workspace: string
  /** Absolute path of the workspace, which cannot be taken for an option. */
  directory: string
  outputDirectory: string
  /** Why it cannot be built at all; null for a workspace that can be read. */
  refusal: SaidFault | null
  /** Its own longest time; that of the night when null. */
  timeoutMs: number | null
  sourceOf(path: string): string | null
}

/** The cities of a night, and those under `data/` whose `city.yaml` says that no night builds them. */
export interface NightCities {
  cities: NightCity[]
  leftOut: string[]
}

/**
 * The named workspaces, or all under `data/` that do not say `nightly: { enabled: false }`. One that cannot be read is a
 * failure of that city alone.
 * @param output folder that holds the outputs of all cities
 * @throws UserError `usage` when there is none, or when two would publish over each other.
 */
export function nightCities(
  names: readonly string[],
  output: string,
  all: () => string[] = knownCities,
): NightCities {
  const chosen = names.length > 0 ? [...new Set(names)] : all()
  const leftOut: string[] = []
  const readable: NightCity[] = []
  const refused: { workspace: string; refusal: SaidFault }[] = []
  for (const workspace of chosen) {
    try {
      const city = loadCity(workspace)
      if (names.length === 0 && !city.nightly.enabled) leftOut.push(city.name)
      else readable.push(readableCity(city, workspace, output))
    } catch (error) {
      refused.push({ workspace, refusal: refusalOf(error, workspace) })
    }
  }
  if (readable.length + refused.length === 0) {
    throw new UserError('usage', {
      what: 'there is no city to build',
      got: leftOut.length === 0 ? undefined : `nightly.enabled is false in: ${leftOut.join(', ')}`,
      next:
        leftOut.length === 0
          ? 'start one: petakumuh init'
          : 'name the cities, or let a night build them again',
    })
  }
  const taken = new Map<string, NightCity>()
  for (const city of readable) {
    const other = taken.get(city.name)
    if (other !== undefined) throw sameName(city, other)
    taken.set(city.name, city)
  }
  for (const { workspace, refusal } of refused) {
    const name = freeName(nameOfRefused(workspace), [...taken.keys(), ...leftOut])
    taken.set(name, {
      ...{ name, title: null, workspace, directory: resolve(workspace), outputDirectory: join(output, name) },
      ...{ refusal, timeoutMs: null, sourceOf: () => null },
    })
  }
  return { cities: [...taken.values()], leftOut }
}

function readableCity(city: City, workspace: string, output: string): NightCity {
  const { name, title, directory, nightly } = city
  const timeoutMs = nightly.timeout_minutes === null ? null : nightly.timeout_minutes * 60_000
  const sourceOf = (path: string) => sourceAt(city, path)
  return {
    ...{ name, title, workspace, directory, outputDirectory: join(output, name) },
    ...{ refusal: null, timeoutMs, sourceOf },
  }
}

function sameName(city: NightCity, other: NightCity): UserError {
  return new UserError('usage', {
    what: 'two workspaces have the same name, so that they would publish over each other',
    got: `${city.name}: ${other.workspace}, ${city.workspace}`,
    expected: 'each city once, each with a name of its own',
    next: 'name one of them, or change name in its city.yaml',
  })
}

/** A folder that the system does not let us read is that city's mishap; anything else is ours, and the others go on too. */
function refusalOf(error: unknown, workspace: string): SaidFault {
  if (error instanceof UserError) return { error: error.kind, exit: error.exitCode, ...error.fault }
  const { code, stack } = error as NodeJS.ErrnoException
  if (code === undefined) return { error: 'bug', exit: EXIT.bug, what: stack ?? String(error) }
  return {
    ...{ error: 'config', exit: EXIT.config, what: `the workspace cannot be read (${code})` },
    ...{
      where: { file: displayPath(workspace) },
      next: 'look at the rights of the folder and its city.yaml',
    },
  }
}

/** Outside `data/` a folder may be called anything: what its `city.yaml` states as its name is taken where it can be made out. */
function nameOfRefused(workspace: string): string {
  const folder = resolve(workspace)
  const isInData = dirname(folder) === join(PROJECT_ROOT, 'data') || !workspace.includes('/')
  return (isInData ? null : statedName(folder)) ?? safeName(basename(folder))
}

function statedName(folder: string): string | null {
  try {
    const text = readFileSync(join(folder, 'city.yaml'), 'utf8')
    return /^name: *["']?([a-z0-9][a-z0-9-]*)["']?\s*$/m.exec(text)?.[1] ?? null
  } catch {
    return null
  }
}

/** A folder may be called anything; the names of cities are of these signs. */
function safeName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replace(/^-+/, '')
      .slice(0, 100) || 'city'
  )
}

/** One that cannot be read takes no other's place in the status. */
function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let n = 2; taken.includes(free); n++) free = `${name}-${n}`
  return free
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
