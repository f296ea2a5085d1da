import type { AttributeValue } from '../../archive/index.ts'
import { type FeatureChunk, POINT } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM, GRID_OFFSET } from '../grid.ts'
import { DECIMAL, DICTIONARY, numberOf, tagOf, WHOLE } from '../values/token.ts'
import { addNumber, addSum, type ExactSums, newSums } from './exact-sum.ts'
import { type Squares, sortIntoSquares } from './squares.ts'

/** The point features of some chunks, one place each: that of a multipoint is the mean of its places. */
export interface ClusterPoints {
  count: number
  /** Signed places of the grid. */
  xs: Int32Array
  ys: Int32Array
  /** Where each is from. */
  chunks: Uint32Array
  features: Uint32Array
}

/** Points of one zoom in the squares of its clusters. */
export interface ClusterSquares {
  zoom: number
  squares: Squares
  /** Points in each square. */
  counts: Float64Array
  /** One of the points of each square, as a place in the points. */
  members: Uint32Array
  /** Sums of the places: high and low 16 bits of x, then of y, so that they stay exact for 2^37 points. */
  places: Float64Array
  /** Sum s of square i at `s + sums per square * i`. */
  sums: ExactSums
  sumCount: number
}

/** Keys whose values are summed, and what a token of the dictionary stands for. */
export interface SummedValues {
  keys: readonly number[]
  valueOfToken: (token: number) => AttributeValue
}

/** Point features for which `takes` holds. */
export function clusterPointsOf(
  chunks: readonly FeatureChunk[],
  takes: (chunk: FeatureChunk, feature: number) => boolean,
): ClusterPoints {
  let most = 0
  for (const chunk of chunks) most += chunk.count
  const xs = new Int32Array(most)
  const ys = new Int32Array(most)
  const fromChunk = new Uint32Array(most)
  const fromFeature = new Uint32Array(most)
  const places = new Float64Array(4)
  let count = 0
  chunks.forEach((chunk, c) => {
    const { kinds, chainStart, positionStart, positions } = chunk
    for (let f = 0; f < chunk.count; f++) {
      if (kinds[f] !== POINT) continue
      const start = positionStart[chainStart[f]!]!
      const end = positionStart[chainStart[f + 1]!]!
      if (start === end || !takes(chunk, f)) continue
      if (end - start === 1) {
        xs[count] = positions[2 * start]!
        ys[count] = positions[2 * start + 1]!
      } else {
        places.fill(0)
        for (let i = start; i < end; i++) addPlace(places, 0, positions[2 * i]!, positions[2 * i + 1]!)
        xs[count] = meanPlace(places, 0, end - start)
        ys[count] = meanPlace(places, 2, end - start)
      }
      fromChunk[count] = c
      fromFeature[count] = f
      count++
    }
  })
  return {
    count,
    xs: xs.subarray(0, count),
    ys: ys.subarray(0, count),
    chunks: fromChunk.subarray(0, count),
    features: fromFeature.subarray(0, count),
  }
}

/** @param radius_units side of a square in tile units, a power of two up to 4096 */
export function squaresAt(
  zoom: number,
  radius_units: number,
  points: ClusterPoints,
  chunks: readonly FeatureChunk[],
  summed: SummedValues,
): ClusterSquares {
  const side = radius_units * 2 ** (DEEPEST_ZOOM - zoom)
  const columns = new Uint32Array(points.count)
  const rows = new Uint32Array(points.count)
  for (let i = 0; i < points.count; i++) {
    columns[i] = Math.floor((points.xs[i]! + GRID_OFFSET) / side)
    rows[i] = Math.floor((points.ys[i]! + GRID_OFFSET) / side)
  }
  const into = emptySquares(zoom, sortIntoSquares(columns, rows), summed.keys.length)
  const sumOfKey = new Map(summed.keys.map((key, s) => [key, s]))
  for (let i = 0; i < points.count; i++) {
    const square = into.squares.squareOf[i]!
    into.counts[square] = into.counts[square]! + 1
    into.members[square] = i
    addPlace(into.places, 4 * square, points.xs[i]!, points.ys[i]!)
    if (sumOfKey.size === 0) continue
    const chunk = chunks[points.chunks[i]!]!
    const feature = points.features[i]!
    for (let t = chunk.tokenStart[feature]!; t < chunk.tokenStart[feature + 1]!; t++) {
      const sum = sumOfKey.get(chunk.keys[t]!)
      if (sum !== undefined)
        addToken(into.sums, square * into.sumCount + sum, chunk.tokens[t]!, summed.valueOfToken)
    }
  }
  return into
}

function addToken(
  sums: ExactSums,
  at: number,
  token: number,
  valueOfToken: (token: number) => AttributeValue,
): void {
  const tag = tagOf(token)
  if (tag === DICTIONARY) {
    const value = valueOfToken(token)
    if (typeof value === 'number') addNumber(sums, at, value)
  } else if (tag === WHOLE || tag === DECIMAL) addNumber(sums, at, numberOf(token))
}

/** The squares of the zoom above, each made of up to four. */
export function squaresAbove(from: ClusterSquares): ClusterSquares {
  const columns = from.squares.columns.map((column) => column >>> 1)
  const rows = from.squares.rows.map((row) => row >>> 1)
  const into = emptySquares(from.zoom - 1, sortIntoSquares(columns, rows), from.sumCount)
  for (let i = 0; i < from.squares.count; i++) {
    const square = into.squares.squareOf[i]!
    into.counts[square] = into.counts[square]! + from.counts[i]!
    into.members[square] = from.members[i]!
    for (let p = 0; p < 4; p++) {
      into.places[4 * square + p] = into.places[4 * square + p]! + from.places[4 * i + p]!
    }
    for (let s = 0; s < from.sumCount; s++) {
      addSum(into.sums, square * from.sumCount + s, from.sums, i * from.sumCount + s)
    }
  }
  return into
}

function emptySquares(zoom: number, squares: Squares, sumCount: number): ClusterSquares {
  return {
    zoom,
    squares,
    counts: new Float64Array(squares.count),
    members: new Uint32Array(squares.count),
    places: new Float64Array(4 * squares.count),
    sums: newSums(squares.count * sumCount),
    sumCount,
  }
}

function addPlace(places: Float64Array, at: number, x: number, y: number): void {
  places[at] = places[at]! + (x >> 16)
  places[at + 1] = places[at + 1]! + (x & 0xffff)
  places[at + 2] = places[at + 2]! + (y >> 16)
  places[at + 3] = places[at + 3]! + (y & 0xffff)
}

/** Mean of `count` places whose high and low halves were summed, rounded half up. */
export function meanPlace(places: Float64Array, at: number, count: number): number {
  const high = Math.floor(places[at]! / count)
  const rest = (places[at]! - high * count) * 65536 + places[at + 1]!
  return high * 65536 + Math.floor((2 * rest + count) / (2 * count))
}
