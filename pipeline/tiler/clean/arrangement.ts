import { type ClosedRings, grown } from './closed-rings.ts'
import type { SegmentIndex } from './segment-index.ts'

/** Keys of places for sorting by x, then y: |x|, |y| <= 2^24. */
const KEY_OFFSET = 2 ** 25
const KEY_STEP = 2 ** 26

const UNKNOWN = 0
const OUTSIDE = 1
const INSIDE = 2

/**
 * The faces into which noded rings cut the plane, and which of them are inside: within a part by even-odd, and of the parts
 * what any of them holds. Edges that a part runs along an even number of times are none of its border.
 *
 * Half-edge 2e runs along edge e from its lower node to its higher, 2e + 1 back; nodes are numbered by x, then y. Left is
 * where y grows when x grows to the right: borders with the inside to their left have positive area.
 */
export class Arrangement {
  nodes = 0
  nodeX = new Int32Array(0)
  nodeY = new Int32Array(0)
  edges = 0
  /** Node that each half-edge leaves. */
  origin = new Int32Array(0)
  /** 1 where the end of the edge at which the half-edge leaves is a position of the input. */
  given = new Uint8Array(0)
  /** Half-edges that leave node n, counter-clockwise from straight down: `out[outStart[n]]` .. `out[outStart[n + 1] - 1]`. */
  outStart = new Int32Array(0)
  out = new Int32Array(0)
  /** Place of each half-edge in `out`. */
  #slot = new Int32Array(0)
  /** What lies to the left of each half-edge. */
  #left = new Uint8Array(0)
  /** Parts that have edge e as their border: `#parts[#partStart[e]]` .. */
  #partStart = new Int32Array(0)
  #parts = new Int32Array(0)
  #partOdd = new Uint8Array(0)
  #oddParts = 0

  /** @param index - used to find what lies around each connected piece; holds the rings afterwards */
  build(rings: ClosedRings, index: SegmentIndex): void {
    this.#makeNodes(rings)
    this.#makeEdges(rings)
    this.#sortAroundNodes()
    index.build(rings)
    this.#labelFaces(rings, index)
  }

  /** Whether the half-edge has the inside to its left and the outside to its right. */
  isBorder(half: number): boolean {
    return this.#left[half] === INSIDE && this.#left[half ^ 1] === OUTSIDE
  }

  /** The next half-edge around the face to the left. */
  next(half: number): number {
    const node = this.origin[half ^ 1]!
    const slot = this.#slot[half ^ 1]!
    return this.out[slot === this.outStart[node]! ? this.outStart[node + 1]! - 1 : slot - 1]!
  }

  /** The next border around the inside to the left, past edges that have the inside on both sides. */
  nextBorder(half: number): number {
    let at = this.next(half)
    while (!this.isBorder(at)) at = this.next(at ^ 1)
    return at
  }

  #makeNodes(rings: ClosedRings): void {
    const positions = rings.first[rings.rings]!
    const keys = new Float64Array(positions)
    for (let i = 0; i < positions; i++) keys[i] = placeKey(rings.xy, i)
    keys.sort()
    let nodes = 0
    for (let i = 0; i < positions; i++) {
      if (i === 0 || keys[i] !== keys[i - 1]) keys[nodes++] = keys[i]!
    }
    this.nodes = nodes
    this.nodeX = grown(this.nodeX, nodes)
    this.nodeY = grown(this.nodeY, nodes)
    for (let n = 0; n < nodes; n++) {
      const column = Math.floor(keys[n]! / KEY_STEP)
      this.nodeX[n] = column - KEY_OFFSET
      this.nodeY[n] = keys[n]! - column * KEY_STEP - KEY_OFFSET
    }
    this.#keys = keys.subarray(0, nodes)
  }

  #keys = new Float64Array(0)

  #makeEdges(rings: ClosedRings): void {
    const { nodes } = this
    const positions = rings.first[rings.rings]!
    const nodeOf = new Int32Array(positions)
    for (let i = 0; i < positions; i++) nodeOf[i] = indexOf(this.#keys, placeKey(rings.xy, i))
    const ends = new Float64Array(positions)
    let segments = 0
    for (let r = 0; r < rings.rings; r++) {
      for (let i = rings.first[r]!; i < rings.first[r + 1]! - 1; i++) {
        const a = nodeOf[i]!
        const b = nodeOf[i + 1]!
        if (a !== b) ends[segments++] = Math.min(a, b) * nodes + Math.max(a, b)
      }
    }
    const distinct = uniqueSorted(ends.subarray(0, segments))
    const borders = new Float64Array(segments)
    const atLow = new Uint8Array(distinct.length)
    const atHigh = new Uint8Array(distinct.length)
    segments = 0
    for (let r = 0; r < rings.rings; r++) {
      for (let i = rings.first[r]!; i < rings.first[r + 1]! - 1; i++) {
        const a = nodeOf[i]!
        const b = nodeOf[i + 1]!
        if (a === b) continue
        const edge = indexOf(distinct, Math.min(a, b) * nodes + Math.max(a, b))
        atLow[edge]! |= rings.given[a < b ? i : i + 1]!
        atHigh[edge]! |= rings.given[a < b ? i + 1 : i]!
        borders[segments++] = edge * rings.parts + rings.part[r]!
      }
    }
    this.#keepOdd(borders.sort(), distinct, rings.parts, atLow, atHigh)
  }

  #keepOdd(
    borders: Float64Array,
    distinct: Float64Array,
    parts: number,
    atLow: Uint8Array,
    atHigh: Uint8Array,
  ): void {
    this.origin = grown(this.origin, 2 * distinct.length)
    if (this.given.length < this.origin.length) this.given = new Uint8Array(this.origin.length)
    this.#partStart = grown(this.#partStart, distinct.length + 1)
    this.#parts = grown(this.#parts, borders.length)
    let edges = 0
    let kept = 0
    let last = -1
    for (let k = 0; k < borders.length; ) {
      const from = k
      while (k < borders.length && borders[k] === borders[from]) k++
      if ((k - from) % 2 === 0) continue
      const edge = Math.floor(borders[from]! / parts)
      if (edge !== last) {
        last = edge
        const low = Math.floor(distinct[edge]! / this.nodes)
        this.origin[2 * edges] = low
        this.origin[2 * edges + 1] = distinct[edge]! - low * this.nodes
        this.given[2 * edges] = atLow[edge]!
        this.given[2 * edges + 1] = atHigh[edge]!
        this.#partStart[edges++] = kept
      }
      this.#parts[kept++] = borders[from]! - edge * parts
    }
    this.#partStart[edges] = kept
    this.edges = edges
  }

  #sortAroundNodes(): void {
    const { nodes, origin, nodeX, nodeY } = this
    const halves = 2 * this.edges
    this.outStart = grown(this.outStart, nodes + 2)
    this.out = grown(this.out, halves)
    this.#slot = grown(this.#slot, halves)
    const { outStart, out } = this
    const slot = this.#slot
    outStart.fill(0, 0, nodes + 2)
    for (let h = 0; h < halves; h++) outStart[origin[h]! + 2]!++
    for (let n = 2; n < nodes + 2; n++) outStart[n]! += outStart[n - 1]!
    for (let h = 0; h < halves; h++) out[outStart[origin[h]! + 1]!++] = h
    for (let node = 0; node < nodes; node++) {
      // Insertion: few half-edges leave a node.
      for (let k = outStart[node]! + 1; k < outStart[node + 1]!; k++) {
        const half = out[k]!
        let to = k
        for (; to > outStart[node]! && this.#isBefore(half, out[to - 1]!, nodeX, nodeY); to--) {
          out[to] = out[to - 1]!
        }
        out[to] = half
      }
    }
    for (let k = 0; k < halves; k++) slot[out[k]!] = k
  }

  /** Whether half-edge a comes before b, counter-clockwise from straight down (not included), at the node both leave. */
  #isBefore(a: number, b: number, nodeX: Int32Array, nodeY: Int32Array): boolean {
    const node = this.origin[a]!
    const toA = this.origin[a ^ 1]!
    const toB = this.origin[b ^ 1]!
    if (toA > node !== toB > node) return toA > node
    const x = nodeX[node]!
    const y = nodeY[node]!
    return (nodeX[toA]! - x) * (nodeY[toB]! - y) > (nodeY[toA]! - y) * (nodeX[toB]! - x)
  }

  #labelFaces(rings: ClosedRings, index: SegmentIndex): void {
    if (this.#left.length < 2 * this.edges) this.#left = new Uint8Array(4 * this.edges)
    this.#left.fill(UNKNOWN, 0, 2 * this.edges)
    if (this.#partOdd.length < rings.parts) this.#partOdd = new Uint8Array(2 * rings.parts)
    this.#partOdd.fill(0)
    this.#oddParts = 0
    for (let node = 0; node < this.nodes; node++) {
      if (this.outStart[node] === this.outStart[node + 1]) continue
      // All edges of the first node of a connected piece run to higher nodes; the piece's outside lies behind the last.
      const half = this.out[this.outStart[node + 1]! - 1]!
      if (this.#left[half] !== UNKNOWN) continue
      const around = index.oddLeftOf(this.nodeX[node]!, this.nodeY[node]!)
      for (let k = 0; k < around; k++) this.#togglePart(rings.part[index.found[k]!]!)
      this.#labelPiece(half)
      this.#partOdd.fill(0)
      this.#oddParts = 0
    }
  }

  /** Walks from face to face over the edges of a connected piece, and back the same way. */
  #labelPiece(outer: number): void {
    const way: number[] = []
    let start = outer
    let half = outer
    this.#labelFace(outer)
    for (;;) {
      const twin = half ^ 1
      if (this.#left[twin] === UNKNOWN) {
        this.#crossEdge(half >> 1)
        this.#labelFace(twin)
        way.push(half, start)
        start = twin
        half = twin
      }
      half = this.next(half)
      while (half === start) {
        if (way.length === 0) return
        start = way.pop()!
        half = way.pop()!
        this.#crossEdge(half >> 1)
        half = this.next(half)
      }
    }
  }

  #labelFace(start: number): void {
    const label = this.#oddParts > 0 ? INSIDE : OUTSIDE
    let half = start
    do {
      this.#left[half] = label
      half = this.next(half)
    } while (half !== start)
  }

  #crossEdge(edge: number): void {
    for (let k = this.#partStart[edge]!; k < this.#partStart[edge + 1]!; k++)
      this.#togglePart(this.#parts[k]!)
  }

  #togglePart(part: number): void {
    this.#partOdd[part]! ^= 1
    this.#oddParts += this.#partOdd[part] === 1 ? 1 : -1
  }
}

function placeKey(xy: Int32Array, i: number): number {
  return (xy[2 * i]! + KEY_OFFSET) * KEY_STEP + xy[2 * i + 1]! + KEY_OFFSET
}

function uniqueSorted(values: Float64Array): Float64Array {
  values.sort()
  let count = 0
  for (let k = 0; k < values.length; k++) {
    if (k === 0 || values[k] !== values[k - 1]) values[count++] = values[k]!
  }
  return values.subarray(0, count)
}

/** Place of a value that is among the rising ones. */
function indexOf(rising: Float64Array, value: number): number {
  let low = 0
  let high = rising.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
