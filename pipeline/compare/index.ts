import { MAX_ZOOM, openTileSource } from '../archive/index.ts'
import { ContractError, UserError } from '../errors.ts'
import { jsonLine } from '../terminal.ts'
import { compareArchives } from './compare-archives.ts'
import type { Comparison } from './comparison.ts'
import { comparisonLines } from './print.ts'
import { findReleases } from './release/open-release.ts'
import { isEqual, type ReleaseComparison } from './release/release-comparison.ts'
import type { Language } from './words.ts'

export type { Comparison } from './comparison.ts'

export interface CompareOptions {
  /** Zoom, or first and last zoom as `4-10`. */
  zoom?: string
  layer?: string[]
  /** Examples of each kind and layer; 5 when left out. */
  limit?: number
  /** Folder for all changes; of releases. */
  output?: string
  lang?: Language
  json?: boolean
}

const EXAMPLES = 5

/**
 * Runs `petakumuh compare`: of two releases, or of two archives of tiles.
 * @param say takes one line of what is printed.
 * @throws ContractError when they are not equal in content, after all is printed; UserError `source` where a file is
 *   no archive or damaged; `usage` on a zoom that is none, and a layer that neither has.
 */
export async function runCompare(
  fileA: string,
  fileB: string,
  options: CompareOptions,
  say: (line: string) => void,
): Promise<void> {
  const releases = await findReleases(fileA, fileB)
  if (releases !== null) return compareTwoReleases(releases, options, say)
  if (options.output !== undefined) throw notOf('archives', '--output', 'its --json has all that is counted')
  const comparison = await compareFiles(fileA, fileB, options)
  if (options.json) say(jsonLine(comparison))
  else for (const line of comparisonLines(comparison, options.lang ?? 'en')) say(line)
  if (!comparison.equal) throw notEqual(comparison)
}

async function compareTwoReleases(
  [a, b]: NonNullable<Awaited<ReturnType<typeof findReleases>>>,
  { zoom, layer, limit = EXAMPLES, output, lang = 'en', json }: CompareOptions,
  say: (line: string) => void,
): Promise<void> {
  if (zoom !== undefined) throw notOf('releases', '--zoom', 'compare the archives in them for that')
  const { compareReleases } = await import('./release/compare-releases.ts')
  const comparison = await compareReleases(a, b, {
    limit,
    ...(layer && { names: layer }),
    ...(output !== undefined && { output }),
  })
  if (json) say(jsonLine(comparison))
  else {
    const { releaseComparisonLines } = await import('./release/print-releases.ts')
    for (const line of releaseComparisonLines(comparison, lang)) say(line)
  }
  if (!comparison.equal) throw releasesDiffer(comparison, output)
}

function notOf(what: string, key: string, next: string): UserError {
  return new UserError('usage', {
    what: `two ${what} are not compared so`,
    where: { key },
    got: key,
    next: `leave ${key} out; ${next}`,
  })
}

function releasesDiffer({ a, b, layers, tables, files }: ReleaseComparison, output?: string): ContractError {
  const sum = (of: ReleaseComparison['layers']) =>
    (['added', 'removed', 'changed'] as const)
      .map((change) => `${of.reduce((total, one) => total + one[change], 0)} ${change}`)
      .join(', ')
  const both = [...layers, ...tables]
  const alone = both.reduce(
    (total, { columns_only_a: a, columns_only_b: b }) => total + a.length + b.length,
    0,
  )
  const types = both.reduce((total, one) => total + one.types.length, 0)
  const columns = alone + types === 0 ? [] : [`columns ${alone} in one only, ${types} of another type`]
  const others = files.length === 0 ? [] : [`other files that differ ${files.length}`]
  return new ContractError({
    code: 'RELEASES_DIFFER',
    what: 'the releases are not equal in features and numbers',
    where: { file: `${a.directory}, ${b.directory}` },
    got: [`features ${sum(layers)}`, `rows of tables ${sum(tables)}`, ...columns, ...others].join('; '),
    expected: 'the same features, places and values, in columns of the same names and types',
    next: both.every(isEqual)
      ? 'features and rows are equal, and files made of them are not: petakumuh verify may tell which release is wrong; else build both again'
      : output === undefined
        ? '--output DIR writes every change as changes.csv and changes.geojson'
        : `every change is in ${output}: changes.csv, changes.geojson`,
  })
}

/** @throws UserError as {@link runCompare}. */
export async function compareFiles(
  fileA: string,
  fileB: string,
  { zoom, layer, limit = EXAMPLES }: CompareOptions,
): Promise<Comparison> {
  const zooms = zoom === undefined ? undefined : zoomsOf(zoom)
  const a = await openTileSource(fileA)
  try {
    const b = await openTileSource(fileB)
    try {
      return await compareArchives(a, b, { ...(zooms && { zooms }), ...(layer && { layers: layer }) }, limit)
    } finally {
      await b.close()
    }
  } finally {
    await a.close()
  }
}

function zoomsOf(text: string): [number, number] {
  const found = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(text)
  const zooms: [number, number] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])]
  if (found && zooms[0] <= zooms[1] && zooms[1] <= MAX_ZOOM) return zooms
  throw new UserError('usage', {
    what: 'the zoom is none',
    where: { key: '--zoom' },
    got: text,
    expected: `a number from 0 to ${MAX_ZOOM}, or two as 4-10`,
    next: 'leave --zoom out to compare all',
  })
}

/** A gate that was not passed: exit code 22, as a contract; 41 would say that one of them loses something. */
function notEqual({ a, b, tiles, layers }: Comparison): ContractError {
  const sum = (count: (layer: Comparison['layers'][number]) => number) =>
    layers.reduce((total, layer) => total + count(layer), 0)
  return new ContractError({
    code: 'ARCHIVES_DIFFER',
    what: 'the archives are not equal in content',
    where: { file: `${a.file}, ${b.file}` },
    got: [
      `${tiles.different} tiles different, ${tiles.only_a} only in A, ${tiles.only_b} only in B`,
      `${sum((layer) => layer.added)} features added, ${sum((layer) => layer.removed)} removed`,
      `${sum((layer) => layer.declared.length)} differences in vector_layers`,
    ].join('; '),
    expected: 'the same layers, features, values and drawings in every tile',
    next:
      otherNames(layers) ??
      'the examples say where it begins; --zoom and --layer narrow the look, --limit gives more of them',
  })
}

/** What to do where each archive has a layer that the other has not: perhaps they are one, under two names. */
function otherNames(layers: Comparison['layers']): string | undefined {
  const [inA, inB] = (['b', 'a'] as const).map((absent) =>
    layers
      .filter(({ declared }) => declared.some(({ what, [absent]: there }) => what === 'layer' && !there))
      .map(({ name }) => name),
  )
  if (inA!.length === 0 || inB!.length === 0) return undefined
  const names = `${inA!.join(', ')} is only in A, ${inB!.join(', ')} only in B`
  return `${names}: a layer is named after its file; where they are the same, cut both with one name, -l ${inA![0]}`
}
