import type { AttributeValue } from '../../archive/index.ts'
import { type FeatureChunk, NO_ID, POINT } from '../features/feature-chunk.ts'
import { EXTENT } from '../grid.ts'
import type { LayerRules } from '../rules.ts'
import {
  type ClusterPoints,
  type ClusterSquares,
  clusterPointsOf,
  meanPlace,
  squaresAbove,
  squaresAt,
} from './cluster-squares.ts'
import { EMPTY, totalOf, UNKNOWN } from './exact-sum.ts'
import { copyTokens, newPointChunk } from './point-chunk.ts'

/** More features than this become several chunks. */
const CHUNK_FEATURES = 65_536

/** Attribute every cluster carries; a point alone in its square does not. */
export const POINT_COUNT = 'point_count'

export function sumName(name: string): string {
  return `sum_${name}`
}

export interface ClusterValues {
  /** Place of `point_count` in the key table of the layer. */
  count_key: number
  /** Places of each attribute of `cluster.sums`, and of what its sum is called. */
  sums: readonly { of: number; key: number }[]
  /** Token of a number. */
  token: (value: number) => number
  /** Value of a token of the dictionary. */
  valueOfToken: (token: number) => AttributeValue
}

/** The points of one layer at one zoom. */
export interface ClusteredZoom {
  zoom: number
  /** In the order of their squares, along rows from the north-west. */
  chunks: FeatureChunk[]
  /** Points of the layer drawn within a cluster. */
  features_clustered: number
}

/**
 * At each zoom from `minzoom` to `cluster.maxzoom`, the point features of a square of `radius_units` become one at the
 * mean of their places, with their number and the sums of the declared attributes: exact, and the same for any order of
 * the features. A point alone in its square stays itself, with its id and attributes. Squares nest, and none lies in two
 * tiles. A feature takes part at the zooms at which it is drawn; a multipoint counts as one, at the mean of its places.
 *
 * The points of `chunks` themselves then start at `cluster.maxzoom + 1`. Thin points (`dropPoints`) after this, so that
 * the clusters count all.
 *
 * @param first place of the first cluster among the features of the layer: those read come before it
 * @throws RangeError when `radius_units` does not divide a tile into squares
 */
export function clusterPoints(
  chunks: readonly FeatureChunk[],
  rules: LayerRules,
  values: ClusterValues,
  first: number,
): ClusteredZoom[] {
  if (!rules.cluster) return []
  const { radius_units } = rules.cluster
  if (!Number.isInteger(radius_units) || radius_units < 1 || EXTENT % radius_units !== 0)
    throw new RangeError(`radius_units is ${radius_units}, expected a power of two from 1 to ${EXTENT}`)
  const deepest = Math.min(rules.cluster.maxzoom, rules.maxzoom)
  if (deepest < rules.minzoom) return []
  const summed = { keys: values.sums.map((sum) => sum.of), valueOfToken: values.valueOfToken }
  const takenAt = (zoom: number) =>
    clusterPointsOf(chunks, (chunk, f) => chunk.minZooms[f]! <= zoom && zoom <= chunk.maxZooms[f]!)
  const isSame = sameAtAllZooms(chunks, rules.minzoom, deepest)

  const zooms: ClusteredZoom[] = []
  let points = takenAt(deepest)
  let squares = squaresAt(deepest, radius_units, points, chunks, summed)
  for (let zoom = deepest; zoom >= rules.minzoom; zoom--) {
    if (zoom < deepest && isSame) squares = squaresAbove(squares)
    else if (zoom < deepest) {
      points = takenAt(zoom)
      squares = squaresAt(zoom, radius_units, points, chunks, summed)
    }
    zooms.push(clustersOf(squares, points, chunks, values, first))
    first += squares.squares.count
  }
  startBelow(chunks, deepest)
  return zooms.reverse()
}

function sameAtAllZooms(chunks: readonly FeatureChunk[], minzoom: number, maxzoom: number): boolean {
  return chunks.every((chunk) => {
    for (let f = 0; f < chunk.count; f++) {
      if (chunk.kinds[f] === POINT && (chunk.minZooms[f]! > minzoom || chunk.maxZooms[f]! < maxzoom))
        return false
    }
    return true
  })
}

function startBelow(chunks: readonly FeatureChunk[], zoom: number): void {
  for (const { count, kinds, minZooms } of chunks) {
    for (let f = 0; f < count; f++) {
      if (kinds[f] === POINT && minZooms[f]! <= zoom) minZooms[f] = zoom + 1
    }
  }
}

function clustersOf(
  squares: ClusterSquares,
  points: ClusterPoints,
  sources: readonly FeatureChunk[],
  values: ClusterValues,
  first: number,
): ClusteredZoom {
  const chunks: FeatureChunk[] = []
  let features_clustered = 0
  for (let from = 0; from < squares.squares.count; from += CHUNK_FEATURES) {
    const to = Math.min(from + CHUNK_FEATURES, squares.squares.count)
    chunks.push(clusterChunk(squares, points, sources, values, { from, to, first: first + from }))
    for (let i = from; i < to; i++) if (squares.counts[i]! > 1) features_clustered += squares.counts[i]!
  }
  return { zoom: squares.zoom, chunks, features_clustered }
}

/** Squares `from` to `to` as features. */
function clusterChunk(
  { zoom, counts, members, places, sums, sumCount }: ClusterSquares,
  points: ClusterPoints,
  sources: readonly FeatureChunk[],
  values: ClusterValues,
  { from, to, first }: { from: number; to: number; first: number },
): FeatureChunk {
  const hasTotal = (sum: number) => sums.states[sum] !== EMPTY && sums.states[sum] !== UNKNOWN
  const size = { features: to - from, positions: 0, tokens: 0 }
  for (let i = from; i < to; i++) {
    if (counts[i] === 1) {
      const source = sources[points.chunks[members[i]!]!]!
      const f = points.features[members[i]!]!
      size.positions += positionsOf(source, f)
      size.tokens += source.tokenStart[f + 1]! - source.tokenStart[f]!
    } else {
      size.positions++
      size.tokens++
      for (let s = 0; s < sumCount; s++) if (hasTotal(i * sumCount + s)) size.tokens++
    }
  }
  const chunk = newPointChunk(sources[0]!.layer, first, size)
  chunk.minZooms.fill(zoom)
  chunk.maxZooms.fill(zoom)
  let position = 0
  for (let i = from; i < to; i++) {
    const to = i - from
    if (counts[i] === 1) {
      const source = sources[points.chunks[members[i]!]!]!
      const f = points.features[members[i]!]!
      const start = source.positionStart[source.chainStart[f]!]!
      const end = start + positionsOf(source, f)
      chunk.positions.set(source.positions.subarray(2 * start, 2 * end), 2 * position)
      position += end - start
      chunk.ids[to] = source.ids[f]!
      copyTokens(source, f, chunk, to)
    } else {
      chunk.positions[2 * position] = meanPlace(places, 4 * i, counts[i]!)
      chunk.positions[2 * position + 1] = meanPlace(places, 4 * i + 2, counts[i]!)
      position++
      chunk.ids[to] = NO_ID
      let at = chunk.tokenStart[to]!
      chunk.keys[at] = values.count_key
      chunk.tokens[at++] = values.token(counts[i]!)
      for (let s = 0; s < sumCount; s++) {
        if (!hasTotal(i * sumCount + s)) continue
        chunk.keys[at] = values.sums[s]!.key
        chunk.tokens[at++] = values.token(totalOf(sums, i * sumCount + s))
      }
      chunk.tokenStart[to + 1] = at
    }
    chunk.positionStart[to + 1] = position
  }
  return chunk
}

function positionsOf(chunk: FeatureChunk, f: number): number {
  return chunk.positionStart[chunk.chainStart[f + 1]!]! - chunk.positionStart[chunk.chainStart[f]!]!
}
