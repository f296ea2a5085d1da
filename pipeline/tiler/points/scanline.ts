import { INSIDE, type Outline, placeIn } from './outline.ts'

/** Lines looked at in each direction. */
const MOST_LINES = 32

let crossings = new Float64Array(256)

/** The place found, of the grid. */
export const middle = { x: 0, y: 0 }

/**
 * Looks for a place strictly inside an outline in the middle of the widest stretches on rows of the grid (`axis` 1) or
 * columns (0), and leaves the one of the widest in `middle`. For slivers, and for rings that cross themselves.
 */
export function findMiddle(outline: Outline, axis: 0 | 1, lowest: number, extent: number): boolean {
  let widest = 0
  const lines = Math.min(extent - 1, MOST_LINES)
  for (let line = 1; line <= lines; line++) {
    const at = lowest + Math.floor((line * extent) / (lines + 1))
    const count = cross(outline, axis, at)
    // Between an odd and an even crossing the line is inside a valid polygon; within others anywhere.
    for (let step = 2; step >= 1; step--) {
      let gap = widest
      let place = Number.NaN
      for (let i = 0; i + 1 < count; i += step) {
        const from = crossings[i]!
        const to = crossings[i + 1]!
        const half = Math.floor((from + to) / 2 + 0.5)
        if (to - from <= gap || half <= from || half >= to) continue
        gap = to - from
        place = half
      }
      if (Number.isNaN(place)) continue
      const x = axis === 1 ? place : at
      const y = axis === 1 ? at : place
      if (placeIn(outline, x, y) !== INSIDE) continue
      widest = gap
      middle.x = x
      middle.y = y
      break
    }
  }
  return widest > 0
}

/** Where the rings cross a line of the grid, in rising order, into `crossings`; returns how many. */
function cross({ chunk, from, to }: Outline, axis: 0 | 1, at: number): number {
  const { positions, positionStart } = chunk
  const most = positionStart[to]! - positionStart[from]!
  if (crossings.length < most) crossings = new Float64Array(2 * most)
  let count = 0
  for (let chain = from; chain < to; chain++) {
    const start = 2 * positionStart[chain]!
    const end = 2 * positionStart[chain + 1]!
    if (start === end) continue
    let along = positions[end - 1 - axis]!
    let across = positions[end - 2 + axis]!
    for (let i = start; i < end; i += 2) {
      const nextAlong = positions[i + 1 - axis]!
      const nextAcross = positions[i + axis]!
      if (across <= at !== nextAcross <= at) {
        crossings[count++] = along + ((at - across) / (nextAcross - across)) * (nextAlong - along)
      }
      along = nextAlong
      across = nextAcross
    }
  }
  crossings.subarray(0, count).sort()
  return count
}
