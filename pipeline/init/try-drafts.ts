import { basename, join } from 'node:path'
import { displayPath, UNKNOWN_DECREE } from '../city.ts'
import { openLayer } from '../readers/formats.ts'
import { tableSchema } from '../store/index.ts'
import type { Read } from './city-place.ts'
import { isUsed, type TriedDraft } from './city-yaml.ts'
import { decreeSource, writeDecreeSource, yearInNumber } from './decree-source.ts'
import type { Draft } from './draft.ts'
import { decreeFound, fillDecree, lacksDecree } from './draft-decree.ts'
import { strengthenKey } from './draft-key.ts'
import { translateValues } from './draft-values.ts'
import type { Progress } from './progress.ts'
import { type Trial, tryMapping } from './trial.ts'

/**
 * Runs the mapping of every draft over its records, in the order of the files. Sources without a decree number take that of the others,
 * which are read first.
 *
 * @param stated number of the decree as the command line gives it
 */
export async function tryDrafts(
  reads: readonly Read[],
  stated: string | null,
  progress: Progress,
): Promise<TriedDraft[]> {
  const tried: TriedDraft[] = []
  /** Keys by table, then by source. */
  const keys = new Map<string, Map<string, Set<string>>>()
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
  proposeYears(tried)
  const order = drafts.map(({ draft }) => draft.source)
  return tried.sort((a, b) => order.indexOf(a.source) - order.indexOf(b.source))
}

/** What lacks a year alone is most likely of those of the surveys: the source with the most states them, of several the first. */
function proposeYears(tried: readonly TriedDraft[]): void {
  const surveyed = tried.filter(({ table, trial }) => SURVEYED.has(table) && (trial?.years.size ?? 0) > 0)
  const most = surveyed.sort((a, b) => b.trial!.years.size - a.trial!.years.size)[0]
  if (most === undefined) return
  const years = { source: most.source.id, years: [...most.trial!.years].sort((a, b) => a - b) }
  for (const { obstacle } of tried)
    if (obstacle?.kind === 'columns' && obstacle.missing.includes('vintage')) obstacle.years = years
}

/** Tables whose year is that of a survey of RT, not of a decree or of works. */
const SURVEYED = new Set(['rt_deficits', 'rt_profiles', 'households'])

/**
 * The decree as a source of its own, written into the workspace, where zones state one, no file lists it, and its year is
 * known: from its number, else from the command line; where that gives several years, first from the name of the zones' file.
 */
export async function listDecree(
  directory: string,
  used: readonly TriedDraft[],
  stated: string | null,
  years: readonly number[],
): Promise<TriedDraft | null> {
  const zones = used.filter(({ table }) => table === 'zones')
  if (zones.length === 0 || used.some(({ table }) => table === 'decrees')) return null
  const found = decreeFound(used)
  // A list that leaves decrees out would make theirs unknown.
  if (found !== null && found.others.length > 0) return null
  const number = found?.number ?? stated ?? UNKNOWN_DECREE
  // Of several years of surveys none is that of the decree, if the file of its zones names one.
  const named = years.length > 1 ? zones.map(({ source }) => yearInNumber(basename(source.path))) : []
  const vintage = yearInNumber(number) ?? named.find((year) => year !== null) ?? years.at(-1) ?? null
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
