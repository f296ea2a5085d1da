import type { LossCode, PromisedLayer } from '../loss.ts'
import type { Clusters } from './clusters.ts'
import type { ZoomProof } from './layer-proof.ts'
import { POINT, type Sources } from './sources.ts'

/** Which features one zoom of a layer shows. */
export interface Shown {
  promise: PromisedLayer
  sources: Sources
  clusters: Clusters
  /** 1 for each feature that a tile shows. */
  present: Uint8Array
  /** The same of the zoom above. */
  before: Uint8Array
}

/**
 * Every promised feature must be shown, or be gone as the rules allow; what they let go is counted in `proof`.
 * @param mayBeLeftOut whether a line or polygon is so small at the zoom that it need not be drawn, where the rules do not keep it
 */
export function checkPresence(
  { promise, sources, clusters, present, before }: Shown,
  proof: ZoomProof,
  mayBeLeftOut: (f: number) => boolean,
  lose: (code: LossCode, f: number | undefined, detail: string) => void,
): void {
  const { zoom } = proof
  const clustered = promise.cluster !== undefined && zoom <= promise.cluster.maxzoom
  const thinned = (promise.drop_rate ?? 1) > 1 && zoom < promise.maxzoom
  const dither = (promise.tiny_polygons ?? 'keep') !== 'keep'
  const absent = new Uint8Array(sources.count)
  let absentPoints = 0
  let isCounted = !thinned
  for (let f = 0; f < sources.count; f++) {
    if (present[f] === 1) {
      proof.features++
      continue
    }
    if (!sources.isPromised(f, zoom)) continue
    const type = sources.types.data[f]!
    if (sources.idOf(f) === undefined && zoom < promise.maxzoom) {
      if (!clustered || type !== POINT) continue
      // Which of them clusters stand for is not known: all are counted, and those drawn as themselves are taken off.
      absent[f] = 1
      absentPoints++
      proof.features_dropped++
      if (!isOnePosition(sources, f)) isCounted = false
      continue
    }
    const isAllowed = type === POINT ? clustered || thinned : dither && mayBeLeftOut(f)
    if (!isAllowed) {
      lose('missing', f, `the feature is in no tile of zoom ${zoom}`)
      continue
    }
    // Other programs add up the areas of small polygons tile by tile, anew at every zoom.
    if (before[f] === 1 && (type === POINT || promise.is_foreign !== true)) {
      lose('nested', f, `the feature is drawn at zoom ${zoom - 1} and not at zoom ${zoom}`)
    }
    absent[f] = 1
    if (type === POINT) absentPoints++
    proof.features_dropped++
  }
  if (!clustered) return
  const shown = clusters.points + clusters.nameless
  proof.features_dropped -= shown
  if (!isCounted) return
  if (shown !== absentPoints) {
    const lone = clusters.nameless === 0 ? '' : `, and ${clusters.nameless} without an id are drawn`
    const detail = `the clusters of zoom ${zoom} hold ${clusters.points} points${lone}, of ${absentPoints} that are not known to be drawn`
    lose('count', undefined, detail)
  }
  for (const fault of clusters.faults(sources, absent)) lose('count', undefined, fault)
}

/** As a point is, and a multipoint of several, which may be drawn in several tiles, is not. */
function isOnePosition({ chainStart, positionStart }: Sources, f: number): boolean {
  const [from, to] = [chainStart.data[f]!, chainStart.data[f + 1]!]
  return positionStart.data[to]! - positionStart.data[from]! === 1
}
