import type { Outline } from './outline.ts'
import type { RingShape } from './ring-shape.ts'

/** The search ends where no place can be farther from the border by more than this factor. */
const GOOD_ENOUGH = 1.2
const MOST_CELLS = 512
const MOST_NEXT = 4 * MOST_CELLS - 4
/** In rings of no more positions the search also ends at nearly the mean half width, which some place always has. */
const SMALL_RING = 16
const NEARLY = 0.9
/** Longest row of squares the box of an outline is first cut into. */
const MOST_ACROSS = 32
const EDGE_NUMBERS = 5
const CELL_NUMBERS = 3

/** Edges of the outline at hand: begin, direction, 1 / length squared; from the left and top of its box. */
let edges = new Float64Array(EDGE_NUMBERS * 256)
let edgeCount = 0
let perimeter = 0
/** Cells of this level of the search and the next: middle and distance to the border. */
let cells = new Float64Array(CELL_NUMBERS * 4 * MOST_CELLS)
let nextCells = new Float64Array(CELL_NUMBERS * 4 * MOST_CELLS)
/** What another place must be farther from the border than. */
let bestDistance = 0

/** The place found, from the left and top of the box, and its distance to the border. */
export const pole = { x: 0, y: 0, distance: 0 }

/**
 * Looks for the place farthest from the border of an outline, within 20 %, by halving squares; leaves it in `pole`. The
 * distance is negative when nothing inside was found. Costs the edges times the squares looked at (at most some 2,000).
 *
 * @param step takes every so manyth position of the rings, at least three of each
 */
export function findPole(outline: Outline, shape: RingShape, step: number): void {
  takeEdges(outline, shape, step)
  pole.x = shape.centroidX
  pole.y = shape.centroidY
  pole.distance = distanceTo(pole.x, pole.y)
  const { width, height } = shape
  if (width === 0 || height === 0) return
  const plenty =
    edgeCount <= SMALL_RING ? (NEARLY * Math.abs(shape.twiceArea)) / 2 / perimeter : Number.POSITIVE_INFINITY
  if (pole.distance >= plenty) return
  const side = Math.max(Math.min(width, height), Math.max(width, height) / MOST_ACROSS)
  const columns = Math.ceil(width / side)
  const rows = Math.ceil(height / side)
  let halfWidth = width / columns / 2
  let halfHeight = height / rows / 2
  // The centroid is where a person would put the point: others must be better by more than the tolerance.
  bestDistance = pole.distance > 0 ? pole.distance * GOOD_ENOUGH : pole.distance
  let count = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      count = putCell(cells, count, (2 * column + 1) * halfWidth, (2 * row + 1) * halfHeight)
    }
  }
  for (let seen = count; count > 0 && seen < MOST_CELLS; seen += count) {
    const reach = Math.sqrt(halfWidth * halfWidth + halfHeight * halfHeight)
    halfWidth /= 2
    halfHeight /= 2
    let next = 0
    for (let i = 0; i < CELL_NUMBERS * count && next < MOST_NEXT; i += CELL_NUMBERS) {
      if (pole.distance >= plenty) return
      if (cells[i + 2]! + reach <= Math.max(pole.distance * GOOD_ENOUGH, 0)) continue
      const x = cells[i]!
      const y = cells[i + 1]!
      next = putCell(nextCells, next, x - halfWidth, y - halfHeight)
      next = putCell(nextCells, next, x + halfWidth, y - halfHeight)
      next = putCell(nextCells, next, x - halfWidth, y + halfHeight)
      next = putCell(nextCells, next, x + halfWidth, y + halfHeight)
    }
    ;[cells, nextCells] = [nextCells, cells]
    count = next
  }
}

function putCell(into: Float64Array, count: number, x: number, y: number): number {
  const at = CELL_NUMBERS * count
  const distance = distanceTo(x, y)
  into[at] = x
  into[at + 1] = y
  into[at + 2] = distance
  if (distance > bestDistance) {
    bestDistance = distance
    pole.x = x
    pole.y = y
    pole.distance = distance
  }
  return count + 1
}

function takeEdges({ chunk, from, to }: Outline, { left, top }: RingShape, step: number): void {
  const { positions, positionStart } = chunk
  const most = positionStart[to]! - positionStart[from]!
  if (edges.length < EDGE_NUMBERS * most) edges = new Float64Array(2 * EDGE_NUMBERS * most)
  edgeCount = 0
  perimeter = 0
  for (let chain = from; chain < to; chain++) {
    const start = positionStart[chain]!
    const end = positionStart[chain + 1]!
    const ringStep = Math.max(1, Math.min(step, Math.floor((end - start) / 3)))
    const last = start + Math.floor((end - start - 1) / ringStep) * ringStep
    let ax = positions[2 * last]! - left
    let ay = positions[2 * last + 1]! - top
    for (let i = start; i < end; i += ringStep) {
      const bx = positions[2 * i]! - left
      const by = positions[2 * i + 1]! - top
      const dx = bx - ax
      const dy = by - ay
      const length2 = dx * dx + dy * dy
      const at = EDGE_NUMBERS * edgeCount
      edges[at] = ax
      edges[at + 1] = ay
      edges[at + 2] = dx
      edges[at + 3] = dy
      edges[at + 4] = length2 > 0 ? 1 / length2 : 0
      perimeter += Math.sqrt(length2)
      edgeCount++
      ax = bx
      ay = by
    }
  }
}

/** Distance of a place to the nearest of the edges taken last, negative outside. */
function distanceTo(x: number, y: number): number {
  let inside = false
  let nearest = Infinity
  for (let e = 0; e < EDGE_NUMBERS * edgeCount; e += EDGE_NUMBERS) {
    const px = x - edges[e]!
    const py = y - edges[e + 1]!
    const dx = edges[e + 2]!
    const dy = edges[e + 3]!
    // Above one end and not above the other, to the left of the edge.
    if (py >= 0 !== py >= dy && dx * py > dy * px === dy > 0) inside = !inside
    let t = (px * dx + py * dy) * edges[e + 4]!
    if (t < 0) t = 0
    else if (t > 1) t = 1
    const qx = px - t * dx
    const qy = py - t * dy
    const distance2 = qx * qx + qy * qy
    if (distance2 < nearest) nearest = distance2
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest)
}

/** Distance of a place to the border of the whole outline, negative outside. */
export function distanceIn(outline: Outline, shape: RingShape, x: number, y: number): number {
  takeEdges(outline, shape, 1)
  return distanceTo(x, y)
}
