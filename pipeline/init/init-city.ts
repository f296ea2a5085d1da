import { existsSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { displayPath, PROJECT_ROOT, UNKNOWN_DECREE } from '../city.ts'
import { UserError } from '../errors.ts'
import { type Bounds, mergeBounds } from '../geo/bounds.ts'
import { filesOf, withoutSidecars } from '../inspect/inspect.ts'
import { inspectLayer } from '../inspect/inspect-layer.ts'
import { openForInspection } from '../inspect/open-layer.ts'
import type { LayerSummary } from '../inspect/types.ts'
import { isDeviceName } from '../paths.ts'
import { formatOf, listLayers, openLayer } from '../readers/formats.ts'
import { tableSchema } from '../store/index.ts'
import { cityFacts } from './city-facts.ts'
import { draws, plainBounds, type Read, spatialBounds, utmOf } from './city-place.ts'
import { cityYaml, isUsed, type TriedDraft } from './city-yaml.ts'
import { decreeSource, writeDecreeSource, yearInNumber } from './decree-source.ts'
import { type Draft, type DraftPlace, draftSources } from './draft.ts'
import { settleCrs } from './draft-crs.ts'
import { decreeFound, fillDecree, lacksDecree } from './draft-decree.ts'
import { proposeKelurahan } from './draft-kelurahan.ts'
import { strengthenKey } from './draft-key.ts'
import { translateValues } from './draft-values.ts'
import { type Trial, tryMapping } from './trial.ts'
import { type Language, words } from './words.ts'
import { copyIn, placeFiles, portableName, sha256OfParts } from './workspace-files.ts'
import { keepOutOfGit, schemaPath, writeCity } from './write-city.ts'

/** What the command line may ask of `init`. */
export interface InitOptions {
  encoding?: string
  delimiter?: string
  headerRow?: number
  /** Vintage to write where no file and no name of one gives a year. */
  year?: number
  /** Number of the decree where no file gives one. */
  decree?: string
  title?: string
  lang?: Language
  /** Replace a `city.yaml` that is there. */
  force?: boolean
}

/** Counts work done; `pipeline/progress.ts` has one. */
export interface Progress {
  say(message: string): void
  task(label: string, total?: number): { advance(more: number): void; end(): void }
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
  const reads: Read[] = []
  const firsts = new Map<string, Read[]>()
  for (const [file, place] of places) {
    const met = (error: unknown) => refuse(displayPath(file), error)
    try {
      const found = await readFile(file, place, ids(reads), options, progress, met)
      const bytes = await sha256OfParts(file)
      const first = firsts.get(bytes)
      if (first === undefined) firsts.set(bytes, found)
      else for (const one of found) markCopy(one, first)
      reads.push(...found)
    } catch (error) {
      met(error)
    }
  }
  const gravest = gravestOf(refusals)
  if (reads.length === 0 && gravest !== null) throw failed(gravest.error)
  const known = reads.reduce<Bounds | null>(
    (all, { summary }) => mergeBounds(all, plainBounds(summary)),
    null,
  )
  for (const { summary, drafts } of reads) for (const draft of drafts) settleCrs(draft, summary, known)
  const tried: TriedDraft[] = []
  /** Keys by table, then by source. */
  const keys = new Map<string, Map<string, Set<string>>>()
  // Sources without a decree number take that of the others, which are read first.
  const drafts = reads.flatMap((read) => read.drafts.map((draft) => ({ read, draft })))
  const [unnumbered, numbered] = [true, false].map((lacks) =>
    drafts.filter(({ draft }) => lacksDecree(draft) === lacks),
  ) as [typeof drafts, typeof drafts]
  for (const { read, draft } of [...numbered, ...unnumbered]) {
    fillDecree(draft, decreeFound(tried), stated)
    const earlier = keys.get(draft.table) ?? new Map<string, Set<string>>()
    keys.set(draft.table, earlier)
    const one = await tryDraft(read, draft, earlier, progress)
    tried.push(one)
    if (isUsed(one)) earlier.set(draft.source.id, one.trial!.keys)
  }
  const order = drafts.map(({ draft }) => draft.source)
  tried.sort((a, b) => order.indexOf(a.source) - order.indexOf(b.source))
  const used = tried.filter(isUsed)
  const left = tried.filter((draft) => !isUsed(draft))
  if (used.length === 0) throw failed(nothingUsable(files, left, options.lang ?? 'en'))

  const read = new Set(reads.map(({ path }) => path))
  for (const [file, place] of places) if (read.has(file)) copyIn(file, join(directory, place))
  const listed = await listDecree(directory, used, stated, options.year ?? null)
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

/**
 * The decree as a source of its own, written into the workspace, where zones state one, no file lists it, and its year is
 * known: from its number, else from the command line.
 */
async function listDecree(
  directory: string,
  used: readonly TriedDraft[],
  stated: string | null,
  year: number | null,
): Promise<TriedDraft | null> {
  const zones = used.filter(({ table }) => table === 'zones')
  if (zones.length === 0 || used.some(({ table }) => table === 'decrees')) return null
  const found = decreeFound(used)
  // A list that leaves decrees out would make theirs unknown.
  if (found !== null && found.others.length > 0) return null
  const number = found?.number ?? stated ?? UNKNOWN_DECREE
  const vintage = yearInNumber(number) ?? year
  if (vintage === null) return null
  const made = decreeSource(directory, number, vintage, new Set(used.map(({ source }) => source.id)))
  writeDecreeSource(directory, made)
  const { source } = made
  const path = join(directory, source.path)
  const trial = await tryMapping(source, await openLayer(path, { label: displayPath(path) }))
  return {
    ...{ source, table: source.table, confidence: 'high', obstacle: null, trial },
    unsure: new Set(['vintage', ...(number === UNKNOWN_DECREE ? ['decree_number'] : [])]),
    ...{ unknownWords: new Map(), isHeaderAssumed: false, reading: null, overruled: null },
  }
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

async function readFile(
  path: string,
  place: string,
  takenIds: Set<string>,
  options: InitOptions,
  progress: Progress,
  refuse: (error: unknown) => void,
): Promise<Read[]> {
  const { encoding, delimiter, headerRow, year } = options
  const label = displayPath(path)
  const reading = { label, encoding, delimiter, headerRow }
  const format = await formatOf(path, label)
  const { layers } = await listLayers(path, { ...reading, format })
  // A file without a layer is refused by its reader, which says why.
  if (layers.length === 0) await openLayer(path, { ...reading, format })
  const reads: Read[] = []
  for (const layer of layers) {
    const task = progress.task(layers.length === 1 ? `inspect ${label}` : `inspect ${label}, ${layer}`)
    let summary: LayerSummary
    try {
      const opened = await openForInspection(path, { ...reading, format, layer })
      summary = await inspectLayer(opened, (more) => task.advance(more))
    } catch (error) {
      // The other layers of the file may be sound.
      refuse(error)
      continue
    } finally {
      task.end()
    }
    const named = layers.length === 1 ? basename(place).replace(/\.(?:\w+\.gz|\w+)$/, '') : layer
    const stated: DraftPlace = {
      id: freeId(named, takenIds),
      title: named.replaceAll(/[_\s]+/g, ' ').trim() || named,
      path: place,
      isOneOfMany: layers.length > 1,
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(headerRow === undefined ? assumedHeader(summary) : { headerRow }),
    }
    const drafts = draftSources(summary, stated, year ?? null)
    for (const { source } of drafts) takenIds.add(source.id)
    reads.push({ summary, drafts, path })
  }
  return reads
}

/** The row a workbook's column names were read from where nothing states it; names over several rows are left to the reader. */
function assumedHeader({ findings }: LayerSummary): Pick<DraftPlace, 'headerRow' | 'isHeaderAssumed'> {
  const got = findings.find(({ code }) => code === 'XLSX_HEADER_ASSUMED')?.got
  return got && /^\d+$/.test(got) ? { headerRow: Number(got), isHeaderAssumed: true } : {}
}

/** What came of the same bytes is a source already: a copy stays a comment that names it. */
function markCopy({ summary, drafts }: Read, first: readonly Read[]): void {
  const as = first.find((one) => one.summary.layer === summary.layer) ?? first[0]
  const source = as?.drafts[0]?.source
  if (source === undefined || as!.drafts[0]!.obstacle !== null) return
  for (const draft of drafts) draft.obstacle = { kind: 'same-bytes', as: source.id }
}

function ids(reads: readonly Read[]): Set<string> {
  return new Set(reads.flatMap(({ drafts }) => drafts.map(({ source }) => source.id)))
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const base = portableName(plain || 'sumber')
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}

/** Runs the mapping; a key that is missing or repeats is replaced by one that is not. */
async function tryDraft(
  { summary, path }: Read,
  draft: Draft,
  earlier: ReadonlyMap<string, ReadonlySet<string>>,
  progress: Progress,
): Promise<TriedDraft> {
  if (draft.obstacle !== null) return { ...draft, trial: null }
  const { source } = draft
  const task = progress.task(`try ${source.id}`)
  const run = async (): Promise<Trial> => {
    const layer = await openLayer(path, {
      label: displayPath(path),
      layer: source.layer,
      encoding: source.encoding,
      delimiter: source.delimiter,
      headerRow: source.header_row,
      geometry: source.geometry,
    })
    return tryMapping(source, layer, earlier)
  }
  let trial = await run()
  if (translateValues(draft, trial)) trial = await run()
  while (strengthenKey(draft, summary, trial)) trial = await run()
  task.end()
  // Which part of the key should be another only a person can say.
  if (trial.repeatedOf.size > 0) draft.unsure.add(tableSchema(source.table).key.at(-1)!)
  const tried: TriedDraft = { ...draft, trial }
  if (trial.example === null) tried.obstacle = { kind: 'columns', missing: [...trial.lacking] }
  // Places that are there already would be counted twice, or stop the build.
  const [same] = trial.repeatedOf
  if (same && sum(trial.repeatedOf.values()) === trial.rows)
    tried.obstacle = { kind: 'same-keys', as: same[0] }
  return tried
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
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
