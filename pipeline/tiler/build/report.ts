import type { ZoomCounts } from '../cut/zoom-counts.ts'
import { mergeTallies, newTally, type ReadTally } from '../input/read-tally.ts'
import { ZOOMS } from '../pack/packed-range.ts'
import type { LayerRules } from '../rules.ts'
import type { InputFault, LayerReport } from '../tileset.ts'

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
  const all = mergeTallies(tallies)
  const { read, taken, refused, parts_below_grid, ids_left_out, features_beyond_map, lines_not_utf8 } = all
  const report: LayerReport = {
    name: rules.name,
    features_read: read,
    features_taken: taken,
    refused,
    parts_below_grid,
    ...(ids_left_out === 0 ? {} : { ids_left_out: { features: ids_left_out, example: all.id_example } }),
    ...(features_beyond_map === 0 ? {} : { features_beyond_map }),
    ...(lines_not_utf8 === 0 ? {} : { lines_not_utf8 }),
    zooms: [],
    faults: faultsOf(tallies),
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

function faultsOf(tallies: readonly ReadTally[]): InputFault[] {
  return [...new Set(tallies.map(({ input }) => input))].flatMap((input) => {
    const { faults } = mergeTallies(tallies.filter((tally) => tally.input === input))
    return faults.map((fault) => ({ ...fault, input }))
  })
}

/** Labels are made and not read: each of them is taken in. */
export function tallyOfLabels(count: number): ReadTally {
  return { ...newTally(), read: count, taken: count }
}
