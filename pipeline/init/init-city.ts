import { existsSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { displayPath, PROJECT_ROOT, UNKNOWN_DECREE } from '../city.ts'
import { UserError } from '../errors.ts'
import { type Bounds, mergeBounds } from '../geo/bounds.ts'
import { filesOf, withoutSidecars } from '../inspect/inspect.ts'
import { isDeviceName } from '../paths.ts'
import { cityFacts } from './city-facts.ts'
import { draws, plainBounds, spatialBounds, utmOf } from './city-place.ts'
import { cityYaml, isUsed, type TriedDraft } from './city-yaml.ts'
import { settleCrs } from './draft-crs.ts'
import { decreeFound } from './draft-decree.ts'
import { proposeKelurahan } from './draft-kelurahan.ts'
import type { Progress } from './progress.ts'
import { type Opening, readLayers } from './read-layers.ts'
import { listDecree, tryDrafts } from './try-drafts.ts'
import { type Language, words } from './words.ts'
import { copyIn, placeFiles } from './workspace-files.ts'
import { keepOutOfGit, schemaPath, writeCity } from './write-city.ts'

/** What the command line may ask of `init`. */
export interface InitOptions extends Opening {
  /** Number of the decree where no file gives one. */
  decree?: string
  title?: string
  lang?: Language
  /** Replace a `city.yaml` that is there. */
  force?: boolean
}

/** A file, or one layer of it, that its reader refused. */
export interface Refusal {
  file: string
  error: UserError
}

/** What came of the files: sources that are used, those left as comments, and what could not be read. */
export interface InitOutcome {
  directory: string
  used: TriedDraft[]
  left: TriedDraft[]
  /** A used source has something to draw. */
  isDrawn: boolean
  refusals: Refusal[]
  /** A `.gitignore` was written, since files tell of persons. */
  isIgnored: boolean
}

/**
 * Starts a city workspace: looks at every layer of the files, copies them into `sources/` and writes a `city.yaml` that maps what is
 * plain and comments on what is not. The mapping is run over every record before it is written. A file that is refused does not keep the
 * others from being used.
 *
 * @param nameOrPath folder under `data/`, or the path of any folder
 * @throws UserError `usage` when there is a `city.yaml` already or the name is none; `config` when no layer can be used; the gravest of what the readers throw when none can be read
 */
export async function initCity(
  nameOrPath: string,
  paths: readonly string[],
  options: InitOptions,
  progress: Progress,
): Promise<InitOutcome> {
  const directory = workspaceFolder(nameOrPath)
  const target = join(directory, 'city.yaml')
  if (existsSync(target) && !options.force) {
    throw new UserError('usage', {
      what: 'the workspace has a city.yaml already',
      where: { file: displayPath(target) },
      next: 'give another name, or --force to write it anew',
    })
  }
  const stated = statedDecree(options.decree)
  const refusals: Refusal[] = []
  const refuse = (file: string, error: unknown): void => {
    if (!(error instanceof UserError)) throw error
    refusals.push({ file, error })
  }
  /** Names the refusals where nothing is written that could name them. */
  const failed = (error: unknown): unknown => {
    for (const one of refusals) if (one.error !== error) progress.say(one.error.message)
    return error
  }
  const files: string[] = []
  for (const path of withoutSidecars(paths)) {
    try {
      files.push(...(await filesOf(path, progress)))
    } catch (error) {
      refuse(displayPath(path), error)
    }
  }
  const places = await placeFiles(files, directory)
  const reads = await readLayers(places, options, progress, refuse)
  const gravest = gravestOf(refusals)
  if (reads.length === 0 && gravest !== null) throw failed(gravest.error)
  const known = reads.reduce<Bounds | null>(
    (all, { summary }) => mergeBounds(all, plainBounds(summary)),
    null,
  )
  for (const { summary, drafts } of reads) for (const draft of drafts) settleCrs(draft, summary, known)
  const tried = await tryDrafts(reads, stated, progress)
  const used = tried.filter(isUsed)
  const left = tried.filter((draft) => !isUsed(draft))
  if (used.length === 0) throw failed(nothingUsable(files, left, options.lang ?? 'en'))

  const read = new Set(reads.map(({ path }) => path))
  for (const [file, place] of places) if (read.has(file)) copyIn(file, join(directory, place))
  const listed = await listDecree(directory, used, stated, options.years ?? [])
  if (listed !== null) used.push(listed)
  for (const draft of used) draft.kelurahan = proposeKelurahan(draft, used)
  const isDrawn = reads.some((one) => draws(one, used))
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  const text = cityYaml(
    {
      name: name || 'kota',
      title: options.title ?? titleOf(name),
      facts: cityFacts(codesOf(used), spatialBounds(reads, used), utmOf(reads, used)),
      decree: decreeFound(used),
      decreeStated: stated,
      drafts: [...used, ...left],
      isDrawn,
      schema: schemaPath(directory),
    },
    options.lang ?? 'en',
  )
  writeCity(directory, text)
  return { directory, used, left, isDrawn, refusals, isIgnored: keepOutOfGit(reads, directory, places) }
}

/** @throws UserError `usage` for a number of blanks, or the word that stands for none */
function statedDecree(given: string | undefined): string | null {
  const number = given?.trim() ?? null
  if (number !== '' && number !== UNKNOWN_DECREE) return number
  throw new UserError('usage', {
    what: 'this is no number of a decree',
    got: number === '' ? 'an empty number' : number,
    expected: 'the number as the decree has it, such as 337/2014',
  })
}

/** The refusal with the highest exit code, the last of them. */
export function gravestOf(refusals: readonly Refusal[]): Refusal | null {
  return refusals.reduce<Refusal | null>(
    (gravest, one) => (gravest && gravest.error.exitCode > one.error.exitCode ? gravest : one),
    null,
  )
}

function workspaceFolder(nameOrPath: string): string {
  const isPath = nameOrPath.includes('/') || nameOrPath.includes(sep) || nameOrPath.startsWith('.')
  if (isDeviceName(basename(nameOrPath)))
    throw new UserError('usage', {
      what: 'no folder can have this name on Windows, where it is that of a device',
      got: basename(nameOrPath),
      expected: 'any other name',
      next: `give another, such as kota-${basename(nameOrPath).toLowerCase()}`,
    })
  if (isPath) return resolve(nameOrPath)
  if (/^[a-z0-9][a-z0-9-]*$/.test(nameOrPath)) return join(PROJECT_ROOT, 'data', nameOrPath)
  throw new UserError('usage', {
    what: 'this is no name for a city workspace',
    got: nameOrPath === '' ? 'an empty name' : nameOrPath,
    expected: 'small letters, digits and hyphens, such as tanjungpinang; or the path of a folder',
  })
}

function codesOf(used: readonly TriedDraft[]): Map<string, number> {
  const codes = new Map<string, number>()
  for (const { trial } of used) {
    for (const [code, count] of trial!.cityCodes) codes.set(code, (codes.get(code) ?? 0) + count)
  }
  return codes
}

function titleOf(name: string): string {
  const words = name.split('-').filter((word) => word !== '')
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ') || 'Kota'
}

function nothingUsable(files: readonly string[], left: readonly TriedDraft[], language: Language): UserError {
  const { check, obstacle: why } = words[language]
  const isMended = left.some(({ obstacle }) => obstacle!.kind === 'crs')
  return new UserError('config', {
    what: isMended
      ? 'no layer can be used: the CRS of one that could is not known'
      : 'none of the layers can be mapped to a canonical table',
    got:
      left
        .map(({ source, obstacle }) => `${source.id}: ${why(obstacle!).replace(`${check}: `, '')}`)
        .join('\n') || files.join(', '),
    expected:
      'at least one layer with columns that are recognised: zones, RT profiles, households, buildings ...',
    next: isMended
      ? 'mend the CRS in the file (of a shapefile: its .prj), give a layer of the same city whose CRS fits beside it, or write city.yaml by hand with crs set on the source'
      : 'look at the files with petakumuh inspect, and write city.yaml by hand after data/tanjungpinang/city.yaml',
  })
}
