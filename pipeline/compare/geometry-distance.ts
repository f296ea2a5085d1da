import type { TilePoint } from '../archive/index.ts'

const POINT = 1

/** Chains of one feature within one tile, in tile units; rings repeat their first point at the end. */
export interface Drawing {
  /** 1 points, 2 lines, 3 polygons. */
  type: number
  chains: readonly (readonly TilePoint[])[]
}

/**
 * How far two drawings are apart: the greatest distance from a vertex of one to the nearest place of the outline of the
 * other, in tile units.
 */
export function greatestDistance(a: Drawing, b: Drawing): number {
  const segmentsA = segmentsOf(a)
  const segmentsB = segmentsOf(b)
  const squared = farthest(b, segmentsA, farthest(a, segmentsB, 0))
  return Math.sqrt(squared)
}

/** x1, y1, x2, y2 of every stretch; a point is a stretch without length. */
function segmentsOf({ type, chains }: Drawing): Float64Array {
  let count = 0
  for (const chain of chains) count += type === POINT || chain.length === 1 ? chain.length : chain.length - 1
  const segments = new Float64Array(4 * count)
  let at = 0
  for (const chain of chains) {
    const isDots = type === POINT || chain.length === 1
    for (let i = isDots ? 0 : 1; i < chain.length; i++) {
      const [x1, y1] = chain[isDots ? i : i - 1]!
      const [x2, y2] = chain[i]!
      segments[at++] = x1
      segments[at++] = y1
      segments[at++] = x2
      segments[at++] = y2
    }
  }
  return segments
}

/**
 * The greatest squared distance of a vertex from the segments, or `least` where none is farther than that. The search
 * starts where the vertex before was nearest, and ends as soon as the vertex cannot be the farthest.
 */
function farthest({ chains }: Drawing, segments: Float64Array, least: number): number {
  const count = segments.length / 4
  let greatest = least
  let near = 0
  for (const chain of chains) {
    for (const [x, y] of chain) {
      let nearest = Number.POSITIVE_INFINITY
      let nearestSegment = near
      for (let step = 0; step < count && nearest > greatest; step++) {
        // near, near + 1, near - 1, near + 2, ...
        const away = step % 2 === 1 ? (step + 1) / 2 : -step / 2
        const segment = (near + away + count) % count
        const squared = squaredDistance(x, y, segments, 4 * segment)
        if (squared < nearest) {
          nearest = squared
          nearestSegment = segment
        }
      }
      near = nearestSegment
      if (nearest > greatest && nearest < Number.POSITIVE_INFINITY) greatest = nearest
    }
  }
  return greatest
}

function squaredDistance(x: number, y: number, segments: Float64Array, at: number): number {
  const x1 = segments[at]!
  const y1 = segments[at + 1]!
  const dx = segments[at + 2]! - x1
  const dy = segments[at + 3]! - y1
  const squaredLength = dx * dx + dy * dy
  const along = squaredLength === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / squaredLength
  const share = Math.min(Math.max(along, 0), 1)
  const px = x - x1 - share * dx
  const py = y - y1 - share * dy
  return px * px + py * py
}
