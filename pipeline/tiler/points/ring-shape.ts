import type { Outline } from './outline.ts'

/** What one pass over the exterior ring of an outline tells; places relative to `left` and `top`. */
export interface RingShape {
  left: number
  top: number
  width: number
  height: number
  twiceArea: number
  /** Centroid of the exterior ring; the middle of the box where it has no area. */
  centroidX: number
  centroidY: number
  /** Turns one way only. */
  convex: boolean
}

export function emptyShape(): RingShape {
  return {
    left: 0,
    top: 0,
    width: 0,
    height: 0,
    twiceArea: 0,
    centroidX: 0,
    centroidY: 0,
    convex: false,
  }
}

/** Measures the exterior ring of an outline into `shape`. */
export function measure(shape: RingShape, { chunk, from }: Outline): void {
  const { positions, positionStart } = chunk
  const start = 2 * positionStart[from]!
  const end = 2 * positionStart[from + 1]!
  const ox = positions[start]!
  const oy = positions[start + 1]!
  let minX = 0
  let minY = 0
  let maxX = 0
  let maxY = 0
  let twice = 0
  let sx = 0
  let sy = 0
  let lefts = 0
  let rights = 0
  let ax = positions[end - 2]! - ox
  let ay = positions[end - 1]! - oy
  let fromX = ax - (positions[end - 4]! - ox)
  let fromY = ay - (positions[end - 3]! - oy)
  for (let i = start; i < end; i += 2) {
    const bx = positions[i]! - ox
    const by = positions[i + 1]! - oy
    if (bx < minX) minX = bx
    else if (bx > maxX) maxX = bx
    if (by < minY) minY = by
    else if (by > maxY) maxY = by
    const cross = ax * by - bx * ay
    twice += cross
    sx += (ax + bx) * cross
    sy += (ay + by) * cross
    const toX = bx - ax
    const toY = by - ay
    const turn = fromX * toY - fromY * toX
    if (turn > 0) lefts++
    else if (turn < 0) rights++
    fromX = toX
    fromY = toY
    ax = bx
    ay = by
  }
  shape.left = ox + minX
  shape.top = oy + minY
  shape.width = maxX - minX
  shape.height = maxY - minY
  shape.twiceArea = twice
  shape.convex = lefts === 0 || rights === 0
  shape.centroidX = twice === 0 ? shape.width / 2 : sx / (3 * twice) - minX
  shape.centroidY = twice === 0 ? shape.height / 2 : sy / (3 * twice) - minY
}
