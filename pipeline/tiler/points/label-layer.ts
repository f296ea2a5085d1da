import { type FeatureChunk, POLYGON } from '../features/feature-chunk.ts'
import { INSIDE, OUTSIDE, type Outline, placeIn, toLargestPart } from './outline.ts'
import { copyTokens, newPointChunk } from './point-chunk.ts'
import { distanceIn, findPole, pole } from './pole.ts'
import { emptyShape, measure, type RingShape } from './ring-shape.ts'
import { findMiddle, middle } from './scanline.ts'

/** Outlines of more positions are looked at in outline first. */
const FEW_POSITIONS = 64
/** The place found on the rough outline is taken if the whole one leaves it as much of its distance to the border. */
const ROUGH_ENOUGH = 0.8

/**
 * One point for each polygon feature of a chunk, with its id, zooms and attributes: a place of the grid strictly inside
 * its largest part, about as far from the border as one can be. Where no place of the grid is strictly inside, the point
 * is on the border; for rings without area it is the middle of their longest diagonal.
 *
 * @param layer place of the label layer among the layers of the tileset
 */
export function labelChunk(chunk: FeatureChunk, layer: number): FeatureChunk {
  const size = { features: 0, positions: 0, tokens: 0 }
  for (let f = 0; f < chunk.count; f++) {
    if (!isDrawn(chunk, f)) continue
    size.features++
    size.tokens += chunk.tokenStart[f + 1]! - chunk.tokenStart[f]!
  }
  size.positions = size.features
  const labels = newPointChunk(layer, chunk.first, size)
  const outline: Outline = { chunk, from: 0, to: 0 }
  const shape = emptyShape()
  let label = 0
  for (let f = 0; f < chunk.count; f++) {
    if (!isDrawn(chunk, f)) continue
    labels.ids[label] = chunk.ids[f]!
    labels.minZooms[label] = chunk.minZooms[f]!
    labels.maxZooms[label] = chunk.maxZooms[f]!
    toLargestPart(outline, f)
    placeLabel(outline, shape, labels.positions, 2 * label)
    copyTokens(chunk, f, labels, label)
    label++
    labels.positionStart[label] = label
  }
  return labels
}

function isDrawn(chunk: FeatureChunk, f: number): boolean {
  return (
    chunk.kinds[f] === POLYGON &&
    chunk.positionStart[chunk.chainStart[f]!]! < chunk.positionStart[chunk.chainStart[f + 1]!]!
  )
}

function placeLabel(outline: Outline, shape: RingShape, places: Int32Array, at: number): void {
  measure(shape, outline)
  // No place of a convex ring is farther from its border than half as much again as the centroid.
  const isPlain = shape.convex && outline.to === outline.from + 1 && shape.twiceArea !== 0
  if (isPlain && putInside(outline, shape, shape.centroidX, shape.centroidY, places, at)) return
  if (shape.twiceArea !== 0 || !shape.convex) {
    const { positionStart } = outline.chunk
    const positions = positionStart[outline.to]! - positionStart[outline.from]!
    if (positions > FEW_POSITIONS && putRoughPole(outline, shape, positions, places, at)) return
    findPole(outline, shape, 1)
    if (pole.distance > 0 && putInside(outline, shape, pole.x, pole.y, places, at)) return
    if (findMiddle(outline, 1, shape.top, shape.height) || findMiddle(outline, 0, shape.left, shape.width)) {
      places[at] = middle.x
      places[at + 1] = middle.y
      return
    }
  }
  putOnDiagonal(outline, shape, places, at)
}

function putRoughPole(
  outline: Outline,
  shape: RingShape,
  positions: number,
  places: Int32Array,
  at: number,
): boolean {
  findPole(outline, shape, Math.ceil(positions / FEW_POSITIONS))
  const { x, y, distance } = pole
  if (distance <= 0 || !putInside(outline, shape, x, y, places, at)) return false
  return distanceIn(outline, shape, x, y) >= distance * ROUGH_ENOUGH
}

/** Puts the place of the grid next to x, y (from the corner of the box) if it is strictly inside. */
function putInside(
  outline: Outline,
  { left, top }: RingShape,
  x: number,
  y: number,
  places: Int32Array,
  at: number,
): boolean {
  places[at] = left + Math.floor(x + 0.5)
  places[at + 1] = top + Math.floor(y + 0.5)
  return placeIn(outline, places[at]!, places[at + 1]!) === INSIDE
}

/** Middle of the longest line between outermost positions; where that is outside a ring with an area, its first end. */
function putOnDiagonal(outline: Outline, { twiceArea }: RingShape, places: Int32Array, at: number): void {
  const { positions } = outline.chunk
  const extremes = outermost(outline)
  let longest = -1
  let from = extremes[0]!
  let to = extremes[0]!
  for (let a = 0; a < extremes.length; a++) {
    for (let b = a + 1; b < extremes.length; b++) {
      const dx = positions[2 * extremes[b]!]! - positions[2 * extremes[a]!]!
      const dy = positions[2 * extremes[b]! + 1]! - positions[2 * extremes[a]! + 1]!
      const length2 = dx * dx + dy * dy
      if (length2 <= longest) continue
      longest = length2
      from = extremes[a]!
      to = extremes[b]!
    }
  }
  places[at] = Math.floor((positions[2 * from]! + positions[2 * to]!) / 2 + 0.5)
  places[at + 1] = Math.floor((positions[2 * from + 1]! + positions[2 * to + 1]!) / 2 + 0.5)
  if (twiceArea !== 0 && placeIn(outline, places[at]!, places[at + 1]!) === OUTSIDE) {
    places[at] = positions[2 * from]!
    places[at + 1] = positions[2 * from + 1]!
  }
}

/** Positions of the exterior ring that are farthest in each of eight directions. */
function outermost({ chunk, from }: Outline): Uint32Array {
  const { positions, positionStart } = chunk
  const extremes = new Uint32Array(8).fill(positionStart[from]!)
  const reaches = new Float64Array(8).fill(-Infinity)
  for (let i = positionStart[from]!; i < positionStart[from + 1]!; i++) {
    const x = positions[2 * i]!
    const y = positions[2 * i + 1]!
    for (let direction = 0; direction < 8; direction++) {
      const reach = EAST[direction]! * x + SOUTH[direction]! * y
      if (reach <= reaches[direction]!) continue
      reaches[direction] = reach
      extremes[direction] = i
    }
  }
  return extremes
}

const EAST = [1, -1, 0, 0, 1, -1, 1, -1]
const SOUTH = [0, 0, 1, -1, 1, -1, -1, 1]
