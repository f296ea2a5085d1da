import { type ClosedRings, grown } from './closed-rings.ts'
import type { SegmentIndex } from './segment-index.ts'
import { APART, CROSSING, onSegment, segmentsContact, segmentsMeet } from './segments.ts'

/** Up to so many segments every pair of a lone ring is looked at without an index: measured. */
const FEW_SEGMENTS = 16

/**
 * Tests whether the rings of a feature are valid as they are, when the first ring of each part is its shell: MVT 2.1 section
 * 4.3.4, OGC Simple Features 6.1.11 and 6.1.14. Takes rings without spikes. Rings that touch each other in a circle (among
 * them two that touch twice) count as invalid, since that may cut an interior in two.
 */
export class ValidityTest {
  readonly #index: SegmentIndex
  /** Rings that hang together by touching have one root; the parent of a root is itself. */
  #parent = new Int32Array(32)
  #touched = new Int32Array(32)
  #touches = 0
  #odd = new Uint8Array(32)

  constructor(index: SegmentIndex) {
    this.#index = index
  }

  /** The index holds the rings afterwards unless there was but one. */
  isValid(rings: ClosedRings): boolean {
    const segments = rings.first[rings.rings]! - rings.rings
    if (rings.rings === 1) {
      if (segments === 3 || isStar(rings.xy, segments)) return true
      if (segments <= FEW_SEGMENTS) return isSimple(rings.xy, segments)
    }
    this.#index.build(rings)
    this.#touches = 0
    if (rings.rings > 1) {
      this.#parent = grown(this.#parent, rings.rings)
      for (let r = 0; r < rings.rings; r++) this.#parent[r] = r
    }
    return this.#meetNowhere(rings) && (rings.rings === 1 || this.#areNestedWell(rings))
  }

  #meetNowhere(rings: ClosedRings): boolean {
    const index = this.#index
    const { leafFrom, leafTo, leafRing, leafMonotone, found, box } = index
    const { xy, first } = rings
    for (let a = 0; a < index.leaves; a++) {
      const ring = leafRing[a]!
      const aFrom = leafFrom[a]!
      const aTo = leafTo[a]!
      const lastStep = first[ring + 1]! - first[ring]! - 2
      if (leafMonotone[a] === 0 && leafMeetsItself(xy, aFrom, aTo, lastStep)) return false
      const others = index.overlapsAfter(a)
      for (let k = 0; k < others; k++) {
        const b = found[k]!
        const minX = Math.max(box[4 * a]!, box[4 * b]!)
        const minY = Math.max(box[4 * a + 1]!, box[4 * b + 1]!)
        const maxX = Math.min(box[4 * a + 2]!, box[4 * b + 2]!)
        const maxY = Math.min(box[4 * a + 3]!, box[4 * b + 3]!)
        for (let i = aFrom; i < aTo; i++) {
          if (!segmentInBox(xy, i, minX, minY, maxX, maxY)) continue
          if (leafRing[b] === ring) {
            if (segmentMeetsRun(xy, i, leafFrom[b]!, leafTo[b]!, lastStep)) return false
          } else if (!this.#touchesOnly(xy, i, ring, leafFrom[b]!, leafTo[b]!, leafRing[b]!)) return false
        }
      }
    }
    return true
  }

  /** Whether segment i of one ring and a run of another touch at most, and do so without closing a circle of rings. */
  #touchesOnly(
    xy: Int32Array,
    i: number,
    ring: number,
    from: number,
    to: number,
    otherRing: number,
  ): boolean {
    for (let j = from; j < to; j++) {
      if (!boxesMeet(xy, i, j)) continue
      const contact = segmentsContact(xy, i, j)
      if (contact === APART) continue
      if (contact === CROSSING) return false
      // Each touch is told once: segments own their first end, not their last.
      const first = onSegment(xy, i, j) && !samePlace(xy, j, i + 1)
      const second = onSegment(xy, j, i) && !samePlace(xy, i, j + 1)
      if (!first && !second) continue
      if (!this.#join(ring, otherRing)) return false
      this.#touched = grown(this.#touched, this.#touches + 2)
      if (first) this.#touched[this.#touches++] = j
      if (second) this.#touched[this.#touches++] = i
    }
    return true
  }

  #join(a: number, b: number): boolean {
    const rootA = this.#root(a)
    const rootB = this.#root(b)
    this.#parent[rootA] = rootB
    return rootA !== rootB
  }

  #root(ring: number): number {
    const parent = this.#parent
    let at = ring
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }

  /** Holes lie in their shell and in no other hole, and no ring lies in another part. */
  #areNestedWell(rings: ClosedRings): boolean {
    const { part } = rings
    if (rings.parts > this.#odd.length) this.#odd = new Uint8Array(2 * rings.parts)
    const odd = this.#odd
    let shell = 0
    for (let r = 0; r < rings.rings; r++) {
      if (part[r] !== part[shell]) shell = r
      const at = this.#untouchedPosition(rings, r)
      if (at < 0) return false
      const around = this.#index.oddLeftOf(rings.xy[2 * at]!, rings.xy[2 * at + 1]!)
      const { found } = this.#index
      let good = true
      let inShell = false
      let oddParts = 0
      for (let k = 0; k < around; k++) {
        const other = found[k]!
        if (other === r) continue
        if (part[other] === part[r]) {
          if (r === shell || other !== shell) good = false
          inShell = true
        } else {
          odd[part[other]!]! ^= 1
          oddParts += odd[part[other]!] === 1 ? 1 : -1
        }
      }
      for (let k = 0; k < around; k++) odd[part[found[k]!]!] = 0
      if (!good || oddParts > 0 || (r !== shell && !inShell)) return false
    }
    return true
  }

  /** A position of the ring at which nothing touches, or -1. */
  #untouchedPosition(rings: ClosedRings, ring: number): number {
    for (let i = rings.first[ring]!; i < rings.first[ring + 1]! - 1; i++) {
      let touched = false
      for (let k = 0; k < this.#touches && !touched; k++) touched = this.#touched[k] === i
      if (!touched) return i
    }
    return -1
  }
}

/**
 * Whether the ring, seen from the middle of its positions, runs round exactly once and never back: then it is simple. Gives
 * up at the first step back, so that it costs little where it does not hold.
 */
function isStar(xy: Int32Array, segments: number): boolean {
  let sumX = 0
  let sumY = 0
  for (let i = 0; i < 2 * segments; i += 2) {
    sumX += xy[i]!
    sumY += xy[i + 1]!
  }
  // In halves of a unit, so that small rings have a place well inside.
  const middleX = Math.round((2 * sumX) / segments)
  const middleY = Math.round((2 * sumY) / segments)
  let ax = 2 * xy[0]! - middleX
  let ay = 2 * xy[1]! - middleY
  let rounds = 0
  const end = 2 * segments
  const forward = ax * (2 * xy[3]! - middleY) - ay * (2 * xy[2]! - middleX) > 0
  for (let i = 2; i <= end; i += 2) {
    const bx = 2 * xy[i]! - middleX
    const by = 2 * xy[i + 1]! - middleY
    const side = ax * by - ay * bx
    if (forward ? side <= 0 : side >= 0) return false
    if (ay < 0 !== by < 0 && ay < 0 === forward) rounds++
    ax = bx
    ay = by
  }
  return rounds === 1
}

/** Whether no two segments of a lone ring meet but neighbours; every pair is looked at. */
function isSimple(xy: Int32Array, segments: number): boolean {
  return !leafMeetsItself(xy, 0, segments, segments - 1)
}

/** @param lastStep - number of the ring's last segment less that of its first: those two are neighbours as well */
function leafMeetsItself(xy: Int32Array, from: number, to: number, lastStep: number): boolean {
  for (let i = from; i < to - 2; i++) {
    if (segmentMeetsRun(xy, i, i + 2, to, lastStep)) return true
  }
  return false
}

function segmentMeetsRun(xy: Int32Array, i: number, from: number, to: number, lastStep: number): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  const minX = Math.min(ax, bx)
  const maxX = Math.max(ax, bx)
  const minY = Math.min(ay, by)
  const maxY = Math.max(ay, by)
  let cx = xy[2 * from]!
  let cy = xy[2 * from + 1]!
  for (let j = from; j < to; j++) {
    const px = cx
    const py = cy
    cx = xy[2 * j + 2]!
    cy = xy[2 * j + 3]!
    if (
      (px < minX && cx < minX) ||
      (px > maxX && cx > maxX) ||
      (py < minY && cy < minY) ||
      (py > maxY && cy > maxY)
    )
      continue
    const apart = j > i ? j - i : i - j
    if (apart > 1 && apart !== lastStep && segmentsMeet(xy, i, j)) return true
  }
  return false
}

export function segmentInBox(
  xy: Int32Array,
  i: number,
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  return !(
    (ax < minX && bx < minX) ||
    (ax > maxX && bx > maxX) ||
    (ay < minY && by < minY) ||
    (ay > maxY && by > maxY)
  )
}

export function boxesMeet(xy: Int32Array, i: number, j: number): boolean {
  const ax = xy[2 * i]!
  const ay = xy[2 * i + 1]!
  const bx = xy[2 * i + 2]!
  const by = xy[2 * i + 3]!
  return segmentInBox(xy, j, Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
}

function samePlace(xy: Int32Array, i: number, j: number): boolean {
  return xy[2 * i] === xy[2 * j] && xy[2 * i + 1] === xy[2 * j + 1]
}
