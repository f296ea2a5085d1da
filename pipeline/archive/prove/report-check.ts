import type { PromisedLayer } from '../loss.ts'
import type { ZoomProof } from './layer-proof.ts'

/**
 * Sentences about what a zoom holds against the tiler's own counts of it.
 * @param isNamed whether every feature is known, by its id or its place
 */
export function reportFaults(promise: PromisedLayer, proof: ZoomProof, isNamed: boolean): string[] {
  const { zoom, sure_marks, thin_features } = proof
  if (promise.report === undefined) return []
  const reported = promise.report.find((entry) => entry.zoom === zoom)
  if (reported === undefined) return [`the report has no zoom ${zoom}`]
  const names = isNamed
    ? (['features', 'features_dropped', 'features_clustered', 'drawings', 'tiles'] as const)
    : (['drawings', 'tiles'] as const)
  const faults: string[] = []
  for (const name of names) {
    const expected = reported[name]
    if (expected === undefined || expected === proof[name]) continue
    faults.push(`zoom ${zoom} has ${proof[name]} ${name}, the report says ${expected}`)
  }
  // A square that stands for a feature may look like one: how many there are is known from below and from above.
  const tiny = reported.features_tiny
  if (isNamed && tiny !== undefined && (tiny < sure_marks || tiny > thin_features)) {
    faults.push(`zoom ${zoom} has ${sure_marks} to ${thin_features} features_tiny, the report says ${tiny}`)
  }
  return faults
}
