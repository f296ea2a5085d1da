import type { Atlas } from './atlas.ts'
import { fetchJson, LoadFailure, sameOrigin } from './release.ts'
import { type PublishedTrace, readTrace, tracePath } from './why-trace.ts'
import type { Zone } from './zones.ts'

/** Traces that were read, by their address: a reader asks why of many numbers of one zone. */
const read = new Map<string, PublishedTrace>()

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
  return trace
}
