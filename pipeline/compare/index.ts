import { MAX_ZOOM, openTileSource } from '../archive/index.ts'
import { ContractError, UserError } from '../errors.ts'
import { compareArchives } from './compare-archives.ts'
import type { Comparison } from './comparison.ts'
import { comparisonLines } from './print.ts'
import type { Language } from './words.ts'

export type { Comparison } from './comparison.ts'

export interface CompareOptions {
  /** Zoom, or first and last zoom as `4-10`. */
  zoom?: string
  layer?: string[]
  /** Examples of each kind and layer; 5 when left out. */
  limit?: number
  lang?: Language
  json?: boolean
}

const EXAMPLES = 5

/**
 * Runs `petakumuh compare`.
 * @param say takes one line of what is printed.
 * @throws ContractError when the archives are not equal in content, after all is printed; UserError `source` where a file is
 *   no archive or damaged; `usage` on a zoom that is none.
 */
export async function runCompare(
  fileA: string,
  fileB: string,
  options: CompareOptions,
  say: (line: string) => void,
): Promise<void> {
  const comparison = await compareFiles(fileA, fileB, options)
  if (options.json) say(JSON.stringify(comparison))
  else for (const line of comparisonLines(comparison, options.lang ?? 'en')) say(line)
  if (!comparison.equal) throw notEqual(comparison)
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
    got: text,
    expected: `a number from 0 to ${MAX_ZOOM}, or two as 4-10`,
  })
}

/** A gate that was not passed: exit code 22, as a contract; 41 would say that one of them loses something. */
function notEqual({ tiles, layers }: Comparison): ContractError {
  const sum = (count: (layer: Comparison['layers'][number]) => number) =>
    layers.reduce((total, layer) => total + count(layer), 0)
  return new ContractError({
    code: 'ARCHIVES_DIFFER',
    what: 'the archives are not equal in content',
    got: [
      `${tiles.different} tiles different, ${tiles.only_a} only in A, ${tiles.only_b} only in B`,
      `${sum((layer) => layer.added)} features added, ${sum((layer) => layer.removed)} removed`,
      `${sum((layer) => layer.declared.length)} differences in vector_layers`,
    ].join('; '),
  })
}
