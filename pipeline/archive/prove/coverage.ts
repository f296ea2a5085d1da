/** Rings of many polygons, flat: ring r has the points `ringStart[r] .. ringStart[r + 1]` (open), exteriors wound positive, holes negative (y down). */
export interface WoundRings {
  xy: ArrayLike<number>
  ringStart: ArrayLike<number>
  rings: number
}

/**
 * How many polygons cover each unit square of a tile, row by row: those whose inside holds the square's middle. Every
 * polygon must be valid; then the windings of all rings around a place add up to the number of polygons there.
 */
export class Coverage {
  readonly #extent: number
  /** Where the count changes, by row: twice the column, plus one where it rises; in rising order. */
  readonly #start: Int32Array
  readonly #events: Int32Array

  constructor(rings: WoundRings, extent: number) {
    this.#extent = extent
    const start = new Int32Array(extent + 2)
    eachEdge(rings, extent, (top, bottom) => {
      for (let row = top; row < bottom; row++) start[row + 2]!++
    })
    for (let row = 1; row < extent + 2; row++) start[row]! += start[row - 1]!
    const events = new Int32Array(start[extent + 1]!)
    eachEdge(rings, extent, (top, bottom, x, y, slope, rises) => {
      for (let row = top; row < bottom; row++) {
        const column = Math.ceil(x + (row + 0.5 - y) * slope - 0.5)
        events[start[row + 1]!++] = 2 * Math.min(Math.max(column, 0), extent) + rises
      }
    })
    this.#start = start
    this.#events = events
    for (let row = 0; row < extent; row++) sortRange(events, start[row]!, start[row + 1]!)
  }

  /**
   * Appends to `out` the stretches of a row (first column, column after the last) that `fewest` to `most` polygons cover.
   * @returns squares covered by any polygon, and by each one counted for itself
   */
  stretches(row: number, fewest: number, most: number, out: number[]): { covered: number; counted: number } {
    let count = 0
    let from = 0
    let covered = 0
    let counted = 0
    const end = this.#start[row + 1]!
    for (let e = this.#start[row]!; e <= end; e++) {
      const to = e === end ? this.#extent : this.#events[e]! >> 1
      if (to > from) {
        if (count > 0) covered += to - from
        counted += count * (to - from)
        if (count >= fewest && count <= most) {
          if (out.length > 0 && out[out.length - 1] === from) out[out.length - 1] = to
          else out.push(from, to)
        }
        from = to
      }
      if (e < end) count += (this.#events[e]! & 1) === 1 ? 1 : -1
    }
    return { covered, counted }
  }
}

/** Calls `visit` with the rows whose middles an edge crosses, its upper end and its slope; equal edges give equal numbers. */
function eachEdge(
  { xy, ringStart, rings }: WoundRings,
  extent: number,
  visit: (top: number, bottom: number, x: number, y: number, slope: number, rises: number) => void,
): void {
  for (let r = 0; r < rings; r++) {
    const end = ringStart[r + 1]!
    for (let i = ringStart[r]!, j = end - 1; i < end; j = i++) {
      const down = xy[2 * j + 1]! < xy[2 * i + 1]!
      const upper = down ? j : i
      const lower = down ? i : j
      const y = xy[2 * upper + 1]!
      const top = Math.max(0, Math.ceil(y - 0.5))
      const bottom = Math.min(extent, Math.ceil(xy[2 * lower + 1]! - 0.5))
      if (top >= bottom) continue
      const x = xy[2 * upper]!
      const slope = (xy[2 * lower]! - x) / (xy[2 * lower + 1]! - y)
      visit(top, bottom, x, y, slope, down ? 0 : 1)
    }
  }
}

function sortRange(values: Int32Array, from: number, to: number): void {
  if (to - from > 24) {
    values.subarray(from, to).sort()
    return
  }
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    let j = i - 1
    while (j >= from && values[j]! > value) {
      values[j + 1] = values[j]!
      j--
    }
    values[j + 1] = value
  }
}
