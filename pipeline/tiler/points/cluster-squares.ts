import type { AttributeValue } from '../../archive/index.ts'
import { type FeatureChunk, POINT } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM, GRID_OFFSET } from '../grid.ts'
import { DECIMAL, DICTIONARY, numberOf, tagOf, WHOLE } from '../values/token.ts'
import { addNumber, addSum, SUM_CELLS } from './exact-sum.ts'
import { type Squares, sortIntoSquares } from './squares.ts'

/** The point features of some chunks, one place each: that of a multipoint is the mean of its places. */
export interface ClusterPoints {
  count: number
  /** Signed places of the grid. */
  xs: Int32Array
  ys: Int32Array
  /** Chunk and feature each is from. */
  chunks: Uint32Array
  features: Uint32Array
}

/** Points in the squares of one zoom. */
export interface ClusterSquares {
  zoom: number
  squares: Squares
  /** A point of each square, as a place in the points: the only one where there is one. */
  members: Uint32Array
  /**
   * What is added up in each square, `cellsPerSquare` numbers each: the number of points, their places (the high and low
   * 16 bits of x, then of y, each for itself, so that they stay exact for 2^37 points), then the sums of attributes.
   */
  cells: Float64Array
  cellsPerSquare: number
}

export const COUNT_CELL = 0
export const X_CELL = 1
export const Y_CELL = 3
export const SUMS_CELL = 5

/** Keys whose values are summed, and what a token of the dictionary stands for. */
export interface SummedValues {
  keys: readonly number[]
  valueOfToken: (token: number) => AttributeValue
}

export function clusterPointsOf(chunks: readonly FeatureChunk[]): ClusterPoints {
  let most = 0
  for (const chunk of chunks) most += chunk.count
  const xs = new Int32Array(most)
  const ys = new Int32Array(most)
  const fromChunk = new Uint32Array(most)
  const fromFeature = new Uint32Array(most)
  const places = new Float64Array(4)
  let count = 0
  for (let c = 0; c < chunks.length; c++) {
    const { count: features, kinds, chainStart, positionStart, positions } = chunks[c]!
    for (let f = 0; f < features; f++) {
      if (kinds[f] !== POINT) continue
      const start = positionStart[chainStart[f]!]!
      const end = positionStart[chainStart[f + 1]!]!
      if (start === end) continue
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
  }
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
  const { cells, cellsPerSquare } = into
  for (let i = 0; i < points.count; i++) {
    const square = into.squares.squareOf[i]!
    const at = square * cellsPerSquare
    into.members[square] = i
    cells[at + COUNT_CELL] = cells[at + COUNT_CELL]! + 1
    addPlace(cells, at + X_CELL, points.xs[i]!, points.ys[i]!)
    if (summed.keys.length > 0)
      addAttributes(cells, at + SUMS_CELL, chunks[points.chunks[i]!]!, points.features[i]!, summed)
  }
  return into
}

function addAttributes(
  cells: Float64Array,
  at: number,
  chunk: FeatureChunk,
  feature: number,
  { keys, valueOfToken }: SummedValues,
): void {
  for (let t = chunk.tokenStart[feature]!; t < chunk.tokenStart[feature + 1]!; t++) {
    const sum = keys.indexOf(chunk.keys[t]!)
    if (sum < 0) continue
    const token = chunk.tokens[t]!
    const tag = tagOf(token)
    if (tag === WHOLE || tag === DECIMAL) addNumber(cells, at + SUM_CELLS * sum, numberOf(token))
    else if (tag === DICTIONARY) {
      const value = valueOfToken(token)
      if (typeof value === 'number') addNumber(cells, at + SUM_CELLS * sum, value)
    }
  }
}

/** The squares of the zoom above, each made of up to four. */
export function squaresAbove(from: ClusterSquares): ClusterSquares {
  const columns = from.squares.columns.map((column) => column >>> 1)
  const rows = from.squares.rows.map((row) => row >>> 1)
  const sums = (from.cellsPerSquare - SUMS_CELL) / SUM_CELLS
  const into = emptySquares(from.zoom - 1, sortIntoSquares(columns, rows), sums)
  for (let i = 0; i < from.squares.count; i++) {
    const square = into.squares.squareOf[i]!
    into.members[square] = from.members[i]!
    const at = square * into.cellsPerSquare
    const fromAt = i * from.cellsPerSquare
    for (let cell = 0; cell < SUMS_CELL; cell++) {
      into.cells[at + cell] = into.cells[at + cell]! + from.cells[fromAt + cell]!
    }
    for (let cell = SUMS_CELL; cell < from.cellsPerSquare; cell += SUM_CELLS) {
      addSum(into.cells, at + cell, from.cells, fromAt + cell)
    }
  }
  return into
}

function emptySquares(zoom: number, squares: Squares, sums: number): ClusterSquares {
  const cellsPerSquare = SUMS_CELL + SUM_CELLS * sums
  return {
    zoom,
    squares,
    members: new Uint32Array(squares.count),
    cells: new Float64Array(squares.count * cellsPerSquare),
    cellsPerSquare,
  }
}

function addPlace(cells: Float64Array, at: number, x: number, y: number): void {
  cells[at] = cells[at]! + (x >> 16)
  cells[at + 1] = cells[at + 1]! + (x & 0xffff)
  cells[at + 2] = cells[at + 2]! + (y >> 16)
  cells[at + 3] = cells[at + 3]! + (y & 0xffff)
}

/** Mean of `count` places whose high and low halves were summed, rounded half up. */
export function meanPlace(cells: Float64Array, at: number, count: number): number {
  const high = Math.floor(cells[at]! / count)
  const rest = (cells[at]! - high * count) * 65536 + cells[at + 1]!
  return high * 65536 + Math.floor((2 * rest + count) / (2 * count))
}
