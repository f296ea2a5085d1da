import type { LossCode, PromisedLayer } from '../loss.ts'
import type { Clusters } from './clusters.ts'
import type { ZoomProof } from './layer-proof.ts'
import { POINT, POLYGON, type Sources } from './sources.ts'

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
 * @param isSmall whether a polygon is too small to be drawn at the zoom
 */
export function checkPresence(
  { promise, sources, clusters, present, before }: Shown,
  proof: ZoomProof,
  isSmall: (f: number) => boolean,
  lose: (code: LossCode, f: number | undefined, detail: string) => void,
): void {
  const { zoom } = proof
  const clustered = promise.cluster !== undefined && zoom <= promise.cluster.maxzoom
  const thinned = (promise.drop_rate ?? 1) > 1 && zoom < promise.maxzoom
  const dither = (promise.tiny_polygons ?? 'keep') !== 'keep'
  const absent = new Uint8Array(sources.count)
  let absentPoints = 0
  for (let f = 0; f < sources.count; f++) {
    if (present[f] === 1) {
      proof.features++
      continue
    }
    if (!sources.isPromised(f, zoom)) continue
    if (sources.idOf(f) === undefined && zoom < promise.maxzoom) continue
    const type = sources.types.data[f]!
    const isAllowed = (type === POINT && (clustered || thinned)) || (type === POLYGON && dither && isSmall(f))
    if (!isAllowed) {
      lose('missing', f, `the feature is in no tile of zoom ${zoom}`)
      continue
    }
    if (before[f] === 1) {
      lose('nested', f, `the feature is drawn at zoom ${zoom - 1} and not at zoom ${zoom}`)
    }
    absent[f] = 1
    if (type === POINT) absentPoints++
    proof.features_dropped++
  }
  if (!clustered) return
  proof.features_dropped -= clusters.points
  if (thinned) return
  if (clusters.points !== absentPoints) {
    const detail = `the clusters of zoom ${zoom} hold ${clusters.points} points, ${absentPoints} are not drawn themselves`
    lose('count', undefined, detail)
  }
  for (const fault of clusters.faults(sources, absent)) lose('count', undefined, fault)
}
