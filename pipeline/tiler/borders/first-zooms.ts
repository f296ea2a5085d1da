import { type FeatureChunk, LINE, POLYGON } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM } from '../grid.ts'
import { type BorderTable, isJunction, positionHash } from './border-table.ts'

/** A position that is kept at every zoom, and one that is kept at none. */
const ALWAYS = 0
const NEVER = 255

export interface Simplification {
  maxzoom: number
  /** Greatest distance in tile units between a chain and what is kept of it below maxzoom. */
  simplification_units: number
  /** The same at maxzoom; 0, or nothing said, keeps every position there. */
  simplification_at_maxzoom_units?: number
}

/**
 * Fills in `firstZooms`: the lowest zoom at which each position is kept, by the distances of Douglas and Peucker
 * (1973), found once for all zooms. Rings are cut into arcs at junctions, each arc is walked in the direction that its own
 * positions decide, and an arc without a junction starts at the lowest of its positions: so two rings with a common border keep
 * the same positions of it at every zoom.
 * @param table of the layer's junctions; null when its borders are not shared
 */
export class FirstZooms {
  readonly #table: BorderTable | null
  /** First zoom of positions that no zoom needs for its tolerance. */
  readonly #unneeded: number
  /** By zoom, the squared distance in places of the grid beyond which a position is needed there. */
  readonly #needed: Float64Array
  #arc = new Int32Array(1024)
  /** Positions of the arc side by side: x at 2i, y at 2i + 1. */
  #path = new Float64Array(2048)
  #stack = new Int32Array(1024)

  constructor(table: BorderTable | null, simplification: Simplification) {
    const { maxzoom, simplification_units, simplification_at_maxzoom_units = 0 } = simplification
    const tolerances = new Array<number>(maxzoom).fill(simplification_units)
    if (simplification_at_maxzoom_units > 0) tolerances.push(simplification_at_maxzoom_units)
    this.#table = table
    this.#unneeded = tolerances.length > maxzoom ? NEVER : maxzoom
    this.#needed = Float64Array.from(tolerances, (units, zoom) => (units * 2 ** (DEEPEST_ZOOM - zoom)) ** 2)
  }

  fill(chunk: FeatureChunk): void {
    const { kinds, chainStart, positionStart, firstZooms } = chunk
    for (let feature = 0; feature < chunk.count; feature++) {
      const kind = kinds[feature]
      for (let chain = chainStart[feature]!; chain < chainStart[feature + 1]!; chain++) {
        const start = positionStart[chain]!
        const end = positionStart[chain + 1]!
        if (kind === POLYGON && end - start > 2) this.#ring(chunk, start, end)
        else if (kind === LINE && end - start > 2) this.#line(chunk, start, end)
        else firstZooms.fill(ALWAYS, start, end)
      }
    }
  }

  #line({ positions, firstZooms }: FeatureChunk, start: number, end: number): void {
    const arc = this.#room(end - start)
    for (let i = start; i < end; i++) arc[i - start] = i
    firstZooms[start] = ALWAYS
    firstZooms[end - 1] = ALWAYS
    this.#arcZooms(positions, firstZooms, arc, end - start)
  }

  #ring({ positions, firstZooms }: FeatureChunk, start: number, end: number): void {
    const count = end - start
    const first = this.#table === null ? -1 : this.#nextJunction(positions, start, end)
    if (first === -1) {
      this.#freeRing(positions, firstZooms, start, end)
      return
    }
    const arc = this.#room(count + 1)
    let length = 0
    for (let step = 0; step <= count; step++) {
      let i = first + step
      if (i >= end) i -= count
      arc[length++] = i
      const ends = step === count || (step > 0 && this.#isJunction(positions, i))
      if (!ends) continue
      firstZooms[i] = ALWAYS
      if (comparePositions(positions, arc[0]!, i) === 0) this.#loop(positions, firstZooms, length)
      else this.#arcZooms(positions, firstZooms, arc, length)
      arc[0] = i
      length = 1
    }
  }

  #nextJunction(positions: Int32Array, from: number, end: number): number {
    for (let i = from; i < end; i++) if (this.#isJunction(positions, i)) return i
    return -1
  }

  #isJunction(positions: Int32Array, i: number): boolean {
    return isJunction(this.#table!, positionHash(positions[2 * i]!, positions[2 * i + 1]!))
  }

  /** A ring without a junction starts at its westernmost, of those its northernmost position. */
  #freeRing(positions: Int32Array, firstZooms: Uint8Array, start: number, end: number): void {
    const count = end - start
    let lowest = start
    for (let i = start + 1; i < end; i++) if (comparePositions(positions, i, lowest) < 0) lowest = i
    const arc = this.#room(count + 1)
    for (let step = 0; step <= count; step++) {
      const i = lowest + step
      arc[step] = i >= end ? i - count : i
    }
    firstZooms[lowest] = ALWAYS
    this.#loop(positions, firstZooms, count + 1)
  }

  /** An arc that ends where it began: cut in two at the position farthest from there, of which a third is kept always. */
  #loop(positions: Int32Array, firstZooms: Uint8Array, length: number): void {
    if (length < 3) return
    const arc = this.#arc
    const path = this.#pathOf(positions, arc, length)
    const far = farthest(path, 0, length - 1)
    firstZooms[arc[far]!] = ALWAYS
    const a = firstSplit(path, 0, far)
    const b = firstSplit(path, far, length - 1)
    // Three positions have an area where the shape has one.
    const third = a.distance2 >= b.distance2 ? a.at : b.at
    if (third === -1) return
    firstZooms[arc[third]!] = ALWAYS
    const low = Math.min(third, far)
    const high = Math.max(third, far)
    this.#split(path, firstZooms, arc, 0, low)
    this.#split(path, firstZooms, arc, low, high)
    this.#split(path, firstZooms, arc, high, length - 1)
  }

  #arcZooms(positions: Int32Array, firstZooms: Uint8Array, arc: Int32Array, length: number): void {
    if (length < 3) return
    this.#split(this.#pathOf(positions, arc, length), firstZooms, arc, 0, length - 1)
  }

  /** Halves an arc at its farthest position until nothing is far enough to be needed. */
  #split(path: Float64Array, firstZooms: Uint8Array, arc: Int32Array, arcFrom: number, arcTo: number): void {
    if (arcTo - arcFrom < 2) return
    const unneeded = this.#unneeded
    const needed = this.#needed
    const zooms = needed.length
    let stack = this.#stack
    let depth = 0
    stack[depth++] = arcFrom
    stack[depth++] = arcTo
    stack[depth++] = ALWAYS
    while (depth > 0) {
      const floor = stack[--depth]!
      const to = stack[--depth]!
      const from = stack[--depth]!
      const at = farthest(path, from, to)
      const { distance2 } = found
      let zoom = floor
      while (zoom < zooms && distance2 <= needed[zoom]!) zoom++
      if (zoom === zooms) {
        for (let i = from + 1; i < to; i++) firstZooms[arc[i]!] = unneeded
        continue
      }
      firstZooms[arc[at]!] = zoom
      if (depth + 6 > stack.length) {
        const grown = new Int32Array(stack.length * 2)
        grown.set(stack)
        this.#stack = grown
        stack = grown
      }
      if (at - from > 1) {
        stack[depth++] = from
        stack[depth++] = at
        stack[depth++] = zoom
      }
      if (to - at > 1) {
        stack[depth++] = at
        stack[depth++] = to
        stack[depth++] = zoom
      }
    }
  }

  #room(length: number): Int32Array {
    if (this.#arc.length < length) this.#arc = new Int32Array(2 * length)
    return this.#arc
  }

  /** The positions of an arc, turned so that they read the same from whichever ring it was taken. */
  #pathOf(positions: Int32Array, arc: Int32Array, length: number): Float64Array {
    turnCanonical(positions, arc, length)
    if (this.#path.length < 2 * length) this.#path = new Float64Array(4 * length)
    const path = this.#path
    for (let i = 0; i < length; i++) {
      const at = 2 * arc[i]!
      path[2 * i] = positions[at]!
      path[2 * i + 1] = positions[at + 1]!
    }
    return path
  }
}

function comparePositions(positions: Int32Array, a: number, b: number): number {
  return positions[2 * a]! - positions[2 * b]! || positions[2 * a + 1]! - positions[2 * b + 1]!
}

/** Turns an arc so that it reads the same from whichever ring it was taken. */
function turnCanonical(positions: Int32Array, arc: Int32Array, length: number): void {
  for (let i = 0, j = length - 1; i < j; i++, j--) {
    const order = comparePositions(positions, arc[i]!, arc[j]!)
    if (order < 0) return
    if (order > 0) {
      for (let a = 0, b = length - 1; a < b; a++, b--) {
        const swap = arc[a]!
        arc[a] = arc[b]!
        arc[b] = swap
      }
      return
    }
  }
}

/** What `farthest` found, without an object for each call. */
const found = { distance2: 0 }

function firstSplit(path: Float64Array, from: number, to: number): { at: number; distance2: number } {
  if (to - from < 2) return { at: -1, distance2: -1 }
  const at = farthest(path, from, to)
  return { at, distance2: found.distance2 }
}

/** Index, strictly between two others, of the position farthest from the segment between these; the first of equals. */
function farthest(path: Float64Array, from: number, to: number): number {
  const ax = path[2 * from]!
  const ay = path[2 * from + 1]!
  const dx = path[2 * to]! - ax
  const dy = path[2 * to + 1]! - ay
  const length2 = dx * dx + dy * dy
  let best = from + 1
  let best2 = -1
  for (let i = from + 1; i < to; i++) {
    let px = path[2 * i]! - ax
    let py = path[2 * i + 1]! - ay
    const along = px * dx + py * dy
    if (along > 0) {
      if (along >= length2) {
        px -= dx
        py -= dy
      } else {
        const across = along / length2
        px -= dx * across
        py -= dy * across
      }
    }
    const distance2 = px * px + py * py
    if (distance2 > best2) {
      best2 = distance2
      best = i
    }
  }
  found.distance2 = best2
  return best
}
