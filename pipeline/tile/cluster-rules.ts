import type { ClusterRules, LayerRules } from '../tiler/rules.ts'
import type { TileOptions } from './options.ts'
import { checkZoom, UNITS_PER_PIXEL, usage } from './usage.ts'

/**
 * The clusters that options and profile ask for.
 * @throws UserError `usage` for squares that do not fill a tile, no distance, clusters at the deepest zoom
 */
export function clusterRules(
  options: TileOptions,
  stated: ClusterRules | undefined,
  layer: Pick<LayerRules, 'name' | 'minzoom' | 'maxzoom'>,
): ClusterRules | undefined {
  const sums = options.accumulateAttribute?.map(sumOf) ?? stated?.sums ?? []
  if (options.clusterDistance === undefined && stated === undefined) {
    const lone = options.accumulateAttribute === undefined ? options.clusterMaxzoom : sums.join(', ')
    if (lone === undefined) return undefined
    throw usage('--cluster-distance', {
      what: 'there are no clusters without a distance',
      got: options.accumulateAttribute === undefined ? `--cluster-maxzoom ${lone}` : `sums of ${lone}`,
      expected: '--cluster-distance as well',
      next: 'add --cluster-distance 16',
    })
  }
  const pixels = options.clusterDistance
  if (pixels !== undefined && !(pixels >= 1 && pixels <= 256 && Number.isInteger(Math.log2(pixels)))) {
    throw usage('--cluster-distance', {
      what: 'the squares of clusters must fill a tile',
      got: `${pixels} pixels`,
      expected: '1, 2, 4, 8, 16, 32, 64, 128 or 256 pixels (256ths of a tile)',
      next: `give ${nearestPower(pixels)}`,
    })
  }
  const maxzoom = options.clusterMaxzoom ?? stated?.maxzoom ?? layer.maxzoom - 1
  checkClusterZoom(layer, maxzoom, options.clusterMaxzoom ?? stated?.maxzoom)
  return {
    maxzoom,
    radius_units: pixels === undefined ? stated!.radius_units : pixels * UNITS_PER_PIXEL,
    sums,
  }
}

/** Points must come apart somewhere: the deepest zoom has no clusters. */
function checkClusterZoom(
  { name, minzoom, maxzoom }: Pick<LayerRules, 'name' | 'minzoom' | 'maxzoom'>,
  clusterMaxzoom: number,
  given: number | undefined,
): void {
  if (given !== undefined) checkZoom('--cluster-maxzoom', given)
  if (clusterMaxzoom < maxzoom && minzoom < maxzoom) return
  const key = given === undefined ? '--cluster-distance' : '--cluster-maxzoom'
  if (minzoom === maxzoom) {
    throw usage(key, {
      what: 'a layer of one zoom has no zoom for clusters',
      where: { layer: name, key },
      got: `zoom ${maxzoom} only`,
      expected: 'a zoom with clusters above one where every point stands alone',
      next: 'leave the clusters out, or give more zooms with -Z and -z',
    })
  }
  throw usage(key, {
    what: 'clusters at the deepest zoom would hide points that no zoom shows',
    where: { layer: name, key },
    got: `clusters up to zoom ${clusterMaxzoom}, zooms ${minzoom} to ${maxzoom}`,
    expected: `0 to ${maxzoom - 1}`,
    next: `give ${maxzoom - 1}, or leave it out`,
  })
}

function nearestPower(pixels: number): number {
  return 2 ** Math.min(8, Math.max(0, Math.round(Math.log2(pixels > 0 ? pixels : 1))))
}

/** The attribute of `NAME:sum`. */
export function sumOf(text: string): string {
  const at = text.lastIndexOf(':')
  if (at > 0 && text.slice(at + 1) === 'sum') return text.slice(0, at)
  throw usage('--accumulate-attribute', {
    what: 'clusters carry sums and no other figure',
    got: text,
    expected: 'NAME:sum, such as people:sum',
    next: 'sums and point_count give the mean',
  })
}
