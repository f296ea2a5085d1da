import type { AttributeValue } from '../../archive/index.ts'
import { type FeatureChunk, NO_ID } from '../features/feature-chunk.ts'
import { EXTENT } from '../grid.ts'
import type { LayerRules } from '../rules.ts'
import {
  type ClusterPoints,
  type ClusterSquares,
  COUNT_CELL,
  clusterPointsOf,
  meanPlace,
  SUMS_CELL,
  squaresAbove,
  squaresAt,
  X_CELL,
  Y_CELL,
} from './cluster-squares.ts'
import { hasTotal, SUM_CELLS, totalOf } from './exact-sum.ts'
import { newPointChunk } from './point-chunk.ts'

/** More clusters than this become several chunks. */
const CHUNK_FEATURES = 65_536

/** Attribute that every cluster carries and no single point. */
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
  tokenOf: (value: number) => number
  /** Value of a token of the dictionary. */
  valueOfToken: (token: number) => AttributeValue
}

/** The clusters of one layer at one zoom. */
export interface ClusteredZoom {
  zoom: number
  /** In the order of their squares, along rows from the north-west; drawn at this zoom alone. */
  chunks: FeatureChunk[]
  /** Points of the layer drawn within a cluster. */
  features_clustered: number
}

/**
 * At each zoom from `minzoom` to `cluster.maxzoom`, the point features of a square of `radius_units` become one at the
 * mean of their places, with their number and the sums of the declared attributes (where any of them has a number): exact,
 * and the same for any order of the features. Squares nest, and none lies in two tiles. A multipoint counts as one, at the
 * mean of its places.
 *
 * A point that is alone in its square at a zoom is so at every deeper one. It is drawn as itself from there: its
 * `minZooms` is raised to that zoom, or to `cluster.maxzoom + 1`. Clusters count all points of the layer, also those that
 * ask for a lower zoom themselves; points are to be thinned (`dropPoints`) after this.
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

  const points = clusterPointsOf(chunks)
  const summed = { keys: values.sums.map((sum) => sum.of), valueOfToken: values.valueOfToken }
  const aloneFrom = new Uint8Array(points.count).fill(deepest + 1)
  const zooms: ClusteredZoom[] = []
  let squares = squaresAt(deepest, radius_units, points, chunks, summed)
  for (let zoom = deepest; zoom >= rules.minzoom; zoom--) {
    if (zoom < deepest) squares = squaresAbove(squares)
    const alone = markAlone(squares, aloneFrom)
    const clusters = clusterChunks(squares, chunks[0]?.layer ?? 0, values, first)
    zooms.push({ zoom, chunks: clusters, features_clustered: points.count - alone })
    first += squares.squares.count - alone
  }
  raiseZooms(chunks, points, aloneFrom)
  return zooms.reverse()
}

/** Notes the zoom for the points that are alone in their squares, and counts them. */
function markAlone({ zoom, squares, members, cells, cellsPerSquare }: ClusterSquares, aloneFrom: Uint8Array) {
  let alone = 0
  for (let i = 0; i < squares.count; i++) {
    if (cells[i * cellsPerSquare + COUNT_CELL] !== 1) continue
    aloneFrom[members[i]!] = zoom
    alone++
  }
  return alone
}

function raiseZooms(chunks: readonly FeatureChunk[], points: ClusterPoints, aloneFrom: Uint8Array): void {
  for (let i = 0; i < points.count; i++) {
    const { minZooms } = chunks[points.chunks[i]!]!
    const feature = points.features[i]!
    if (minZooms[feature]! < aloneFrom[i]!) minZooms[feature] = aloneFrom[i]!
  }
}

function clusterChunks(
  squares: ClusterSquares,
  layer: number,
  values: ClusterValues,
  first: number,
): FeatureChunk[] {
  const { cells, cellsPerSquare } = squares
  const chunks: FeatureChunk[] = []
  for (let from = 0; from < squares.squares.count; ) {
    const size = { features: 0, positions: 0, tokens: 0 }
    let to = from
    for (; to < squares.squares.count && size.features < CHUNK_FEATURES; to++) {
      const at = to * cellsPerSquare
      if (cells[at + COUNT_CELL] === 1) continue
      size.features++
      size.positions++
      size.tokens++
      for (let cell = at + SUMS_CELL; cell < at + cellsPerSquare; cell += SUM_CELLS) {
        if (hasTotal(cells, cell)) size.tokens++
      }
    }
    if (size.features > 0) {
      const chunk = newPointChunk(layer, first, size)
      fillChunk(chunk, squares, from, to, values)
      chunks.push(chunk)
      first += size.features
    }
    from = to
  }
  return chunks
}

/** The clusters among the squares `from` to `to`. */
function fillChunk(
  chunk: FeatureChunk,
  { zoom, cells, cellsPerSquare }: ClusterSquares,
  from: number,
  to: number,
  values: ClusterValues,
): void {
  chunk.ids.fill(NO_ID)
  chunk.minZooms.fill(zoom)
  chunk.maxZooms.fill(zoom)
  let feature = 0
  let token = 0
  for (let i = from; i < to; i++) {
    const at = i * cellsPerSquare
    const count = cells[at + COUNT_CELL]!
    if (count === 1) continue
    chunk.positions[2 * feature] = meanPlace(cells, at + X_CELL, count)
    chunk.positions[2 * feature + 1] = meanPlace(cells, at + Y_CELL, count)
    chunk.keys[token] = values.count_key
    chunk.tokens[token++] = values.tokenOf(count)
    for (let s = 0; s < values.sums.length; s++) {
      const sum = at + SUMS_CELL + SUM_CELLS * s
      if (!hasTotal(cells, sum)) continue
      chunk.keys[token] = values.sums[s]!.key
      chunk.tokens[token++] = values.tokenOf(totalOf(cells, sum))
    }
    feature++
    chunk.positionStart[feature] = feature
    chunk.tokenStart[feature] = token
  }
}
