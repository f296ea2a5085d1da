import type { ZoomCounts } from '../cut/zoom-counts.ts'
import { newTally, type ReadTally } from '../input/read-tally.ts'
import { ZOOMS } from '../pack/packed-range.ts'
import type { LayerRules } from '../rules.ts'
import type { LayerReport, Refusal } from '../tileset.ts'

/**
 * What was read of a layer, and what became of it by zoom.
 * @param clustered by zoom, features drawn within the point of a cluster
 * @param tiles of all layers, as `PackedRange.layer_tiles`
 */
export function reportOf(
  rules: LayerRules,
  layer: number,
  tallies: readonly ReadTally[],
  counts: ZoomCounts,
  clustered: readonly number[],
  tiles: Uint32Array,
): LayerReport {
  const report: LayerReport = {
    name: rules.name,
    features_read: 0,
    features_taken: 0,
    refused: {},
    zooms: [],
  }
  for (const { read, taken, refused } of tallies) {
    report.features_read += read
    report.features_taken += taken
    for (const [why, count] of Object.entries(refused) as [Refusal, number][])
      report.refused[why] = (report.refused[why] ?? 0) + count
  }
  for (let zoom = rules.minzoom; zoom <= rules.maxzoom; zoom++) {
    const within = clustered[zoom] ?? 0
    report.zooms.push({
      zoom,
      features: counts.features[zoom]! - counts.dropped[zoom]!,
      features_tiny: counts.tiny[zoom]!,
      features_dropped: counts.dropped[zoom]! + counts.thinned[zoom]! - within,
      features_clustered: within,
      drawings: counts.drawings[zoom]!,
      tiles: tiles[layer * ZOOMS + zoom]!,
    })
  }
  return report
}

/** Labels are made and not read: each of them is taken in. */
export function tallyOfLabels(count: number): ReadTally {
  return { ...newTally(), read: count, taken: count }
}
