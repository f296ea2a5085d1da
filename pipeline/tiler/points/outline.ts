import { type FeatureChunk, HOLE } from '../features/feature-chunk.ts'

/** Between positions nearer than this all products and differences below are exact in doubles. */
const EXACT_SPAN = 2 ** 26

export const OUTSIDE = -1
export const BORDER = 0
export const INSIDE = 1

/**
 * One part of a polygon: an exterior ring and its holes, chains `from` to `to` of a chunk. Places are those of the grid;
 * a place is inside when it is inside the exterior ring and in no hole, by even and odd crossings of each ring.
 */
export interface Outline {
  chunk: FeatureChunk
  from: number
  to: number
}

/** Twice the area of a ring, signed, in square places from its first position. */
export function twiceRingArea(chunk: FeatureChunk, chain: number): number {
  const { positions, positionStart } = chunk
  const start = 2 * positionStart[chain]!
  const end = 2 * positionStart[chain + 1]!
  const ox = positions[start]!
  const oy = positions[start + 1]!
  let twice = 0
  let ax = 0
  let ay = 0
  for (let i = start + 2; i < end; i += 2) {
    const bx = positions[i]! - ox
    const by = positions[i + 1]! - oy
    twice += ax * by - bx * ay
    ax = bx
    ay = by
  }
  return twice
}

/** Makes `outline` the part of a polygon feature with the most ground, the first of equals. */
export function toLargestPart(outline: Outline, feature: number): void {
  const { chainStart, roles } = outline.chunk
  outline.from = chainStart[feature]!
  outline.to = chainStart[feature + 1]!
  const { from: start, to: end } = outline
  let most = -Infinity
  for (let from = start; from < end; ) {
    let to = from + 1
    while (to < end && roles[to] === HOLE) to++
    if (from === start && to === end) return
    let ground = Math.abs(twiceRingArea(outline.chunk, from))
    for (let hole = from + 1; hole < to; hole++) ground -= Math.abs(twiceRingArea(outline.chunk, hole))
    if (ground > most) {
      most = ground
      outline.from = from
      outline.to = to
    }
    from = to
  }
}

/** Where a place of the grid is, exactly: INSIDE, BORDER or OUTSIDE. */
export function placeIn({ chunk, from, to }: Outline, x: number, y: number): number {
  for (let chain = from; chain < to; chain++) {
    const inRing = placeInRing(chunk, chain, x, y)
    if (inRing === BORDER) return BORDER
    if ((inRing === INSIDE) !== (chain === from)) return OUTSIDE
  }
  return INSIDE
}

function placeInRing(
  { positions, positionStart }: FeatureChunk,
  chain: number,
  x: number,
  y: number,
): number {
  const start = 2 * positionStart[chain]!
  const end = 2 * positionStart[chain + 1]!
  if (start === end) return OUTSIDE
  let inside = false
  let ax = positions[end - 2]!
  let ay = positions[end - 1]!
  for (let i = start; i < end; i += 2) {
    const bx = positions[i]!
    const by = positions[i + 1]!
    if (ay <= y !== by <= y) {
      const side = sideOf(ax, ay, bx, by, x, y)
      if (side === 0) return BORDER
      if (side > 0 === by > ay) inside = !inside
    } else if (ay === y && by === y ? x >= Math.min(ax, bx) && x <= Math.max(ax, bx) : bx === x && by === y)
      return BORDER
    ax = bx
    ay = by
  }
  return inside ? INSIDE : OUTSIDE
}

/** Sign of the turn from a over b to the place: exact for all places of the grid. */
function sideOf(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const dx = bx - ax
  const dy = by - ay
  const px = x - ax
  const py = y - ay
  if (isShort(dx) && isShort(dy) && isShort(px) && isShort(py)) return dx * py - dy * px
  const turn = BigInt(dx) * BigInt(py) - BigInt(dy) * BigInt(px)
  return turn > 0n ? 1 : turn < 0n ? -1 : 0
}

function isShort(length: number): boolean {
  return length < EXACT_SPAN && length > -EXACT_SPAN
}
