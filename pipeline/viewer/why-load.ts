import type { Atlas } from './atlas.ts'
import { fetchJson, LoadFailure, sameOrigin } from './release.ts'
import { NUMBERS_PATH, type PublishedNumbers, readNumbers } from './why-numbers-file.ts'
import { type PublishedTrace, readTrace, tracePath } from './why-trace.ts'
import type { Zone } from './zones.ts'

/** Traces that were read, by their address: a reader asks why of many numbers of one zone, and goes back to another. */
const read = new Map<string, PublishedTrace>()
/** Each is up to 60 kB of text, and a city has thousands. */
const MOST_KEPT = 8

/** Address of the trace of a zone; null where the release has none. */
export function traceAddress({ release }: Pick<Atlas, 'release'>, { feature_id }: Zone): string | null {
  if (feature_id === undefined) return null
  const path = tracePath(feature_id)
  return release.files.some((file) => file.path === path) ? sameOrigin(path, release.base) : null
}

/**
 * The trace of a zone; what failed is asked for again the next time.
 * @throws LoadFailure when it cannot be read, or is of another zone
 */
export async function loadTrace(address: string, zone_id: string): Promise<PublishedTrace> {
  const known = read.get(address)
  if (known !== undefined) return known
  const trace = readTrace(await fetchJson('release', address), zone_id)
  if (trace === null) throw new LoadFailure('release', address, `no trace of ${zone_id}`)
  read.set(address, trace)
  const [oldest] = read.keys()
  if (read.size > MOST_KEPT) read.delete(oldest!)
  return trace
}

/** The rules of a release by their address. */
const rules = new Map<string, PublishedNumbers>()

/**
 * How the numbers of a release come about; null where it was made before they were told.
 * @throws LoadFailure when it cannot be read
 */
export async function loadNumbers({ release }: Pick<Atlas, 'release'>): Promise<PublishedNumbers | null> {
  if (!hasNumbers(release)) return null
  const address = sameOrigin(NUMBERS_PATH, release.base)
  const known = rules.get(address)
  if (known !== undefined) return known
  const numbers = readNumbers(await fetchJson('release', address))
  if (numbers === null) throw new LoadFailure('release', address, 'no rules of numbers')
  rules.set(address, numbers)
  return numbers
}

/** Whether a release tells how its other numbers come about: only then is there something to ask. */
export function hasNumbers({ files }: Pick<Atlas['release'], 'files'>): boolean {
  return files.some(({ path }) => path === NUMBERS_PATH)
}
