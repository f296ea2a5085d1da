import { ClosedRings, grown, grownDoubles } from './closed-rings.ts'
import type { SegmentIndex } from './segment-index.ts'
import { APART, CROSSING, crossingPlace, meetsSquare, onSegment, segmentsContact } from './segments.ts'
import { boxesMeet, segmentInBox } from './validity.ts'

/** Keys of places along a segment: 2^26 apart in x, so that |y| < 2^25 stays apart. */
const KEY_STEP = 2 ** 26

/**
 * Splits the segments of rings so that any two of them share whole segments, ends, or nothing. What the noding moves, it
 * moves by half a unit in x and in y at most.
 *
 * It always ends, after three passes at most:
 * 1. Nothing crosses between its ends: segments are split where ends lie on them, nothing moves, done.
 * 2. Otherwise segments are split at their crossings, rounded to whole units. The bent segments may cross anew; where they
 *    do not, pass 1 on them is the answer. Only segments that cross have moved.
 * 3. Where they do, snap rounding of the rings as they came: each segment is led through the middle of every unit square it
 *    meets that holds an end or a crossing. Of this it is proven that no new crossing arises (Hobby 1999, "Practical
 *    segment intersection with finite precision output", theorem 1): every point of the led segment lies in the square, open
 *    above and to the right, around its origin, so a segment that came to run through the middle of a square would have met
 *    the square and have been led there.
 */
export class Noder {
  readonly #index: SegmentIndex
  readonly #bent = new ClosedRings()
  readonly #noded = new ClosedRings()
  /** Segment, and key of a place to lead it through; in the order found. */
  #splitSegment = new Int32Array(64)
  #splitKey = new Float64Array(64)
  #splits = 0
  /** Where segments cross, rounded: x at 2i. */
  #crossing = new Int32Array(64)
  #crossings = 0
  #bySegment = new Int32Array(64)
  #keys = new Float64Array(64)

  constructor(index: SegmentIndex) {
    this.#index = index
  }

  /** @returns the split rings, which may hold stretches that run back; valid until the next call */
  node(rings: ClosedRings): ClosedRings {
    this.#find(rings)
    if (this.#crossings === 0) return this.#split(rings, this.#noded)
    this.#split(rings, this.#bent)
    const kept = this.#crossing.slice(0, 2 * this.#crossings)
    this.#find(this.#bent)
    if (this.#crossings === 0) return this.#split(this.#bent, this.#noded)
    return this.snap(rings, kept)
  }

  /** Snap rounding: pass 3. @param crossings - places of all crossings of the rings, x at 2i */
  snap(rings: ClosedRings, crossings: Int32Array): ClosedRings {
    this.#index.build(rings)
    this.#splits = 0
    const positions = rings.first[rings.rings]!
    for (let i = 0; i < positions; i++) this.#leadThrough(rings.xy, rings.xy[2 * i]!, rings.xy[2 * i + 1]!)
    for (let i = 0; i < crossings.length; i += 2)
      this.#leadThrough(rings.xy, crossings[i]!, crossings[i + 1]!)
    return this.#split(rings, this.#noded)
  }

  /** Places of the crossings of rings between their ends, rounded, x at 2i. */
  crossingsOf(rings: ClosedRings): Int32Array {
    this.#find(rings)
    return this.#crossing.slice(0, 2 * this.#crossings)
  }

  #leadThrough(xy: Int32Array, x: number, y: number): void {
    const index = this.#index
    const leaves = index.overlaps(x, y, x, y, 0)
    for (let k = 0; k < leaves; k++) {
      const leaf = index.found[k]!
      for (let i = index.leafFrom[leaf]!; i < index.leafTo[leaf]!; i++) {
        if (meetsSquare(xy, i, x, y)) this.#splitAt(xy, i, x, y)
      }
    }
  }

  #find(rings: ClosedRings): void {
    const index = this.#index
    index.build(rings)
    const { leafFrom, leafTo, box } = index
    this.#splits = 0
    this.#crossings = 0
    for (let a = 0; a < index.leaves; a++) {
      const others = index.overlapsAfter(a)
      for (let i = leafFrom[a]!; i < leafTo[a]!; i++) {
        this.#findPairs(rings.xy, i, i + 1, leafTo[a]!)
        for (let k = 0; k < others; k++) {
          const b = index.found[k]!
          if (!segmentInBox(rings.xy, i, box[4 * b]!, box[4 * b + 1]!, box[4 * b + 2]!, box[4 * b + 3]!))
            continue
          this.#findPairs(rings.xy, i, leafFrom[b]!, leafTo[b]!)
        }
      }
    }
  }

  #findPairs(xy: Int32Array, i: number, from: number, to: number): void {
    for (let j = from; j < to; j++) {
      if (!boxesMeet(xy, i, j)) continue
      const contact = segmentsContact(xy, i, j)
      if (contact === APART) continue
      // Ends on the other segment; a split at its own end changes nothing.
      let ends = 0
      for (let k = 0; k < 2; k++) {
        if (onSegment(xy, i, j + k)) {
          ends++
          this.#splitAt(xy, i, xy[2 * (j + k)]!, xy[2 * (j + k) + 1]!)
        }
        if (onSegment(xy, j, i + k)) {
          ends++
          this.#splitAt(xy, j, xy[2 * (i + k)]!, xy[2 * (i + k) + 1]!)
        }
      }
      if (contact !== CROSSING || ends > 0) continue
      const x = crossingPlace(xy, i, j, 0)
      const y = crossingPlace(xy, i, j, 1)
      this.#splitAt(xy, i, x, y)
      this.#splitAt(xy, j, x, y)
      this.#crossing = grown(this.#crossing, 2 * this.#crossings + 2)
      this.#crossing[2 * this.#crossings] = x
      this.#crossing[2 * this.#crossings++ + 1] = y
    }
  }

  /** Keys rise along the segment: it runs on in x, and within one column of squares in y. */
  #splitAt(xy: Int32Array, i: number, x: number, y: number): void {
    const signX = xy[2 * i + 2]! < xy[2 * i]! ? -1 : 1
    const signY = xy[2 * i + 3]! < xy[2 * i + 1]! ? -1 : 1
    if (this.#splits === this.#splitKey.length || this.#splits === this.#splitSegment.length) {
      this.#splitSegment = grown(this.#splitSegment, this.#splits + 1)
      this.#splitKey = grownDoubles(this.#splitKey, this.#splits + 1)
    }
    this.#splitSegment[this.#splits] = i
    this.#splitKey[this.#splits++] = signX * x * KEY_STEP + signY * y
  }

  #split(source: ClosedRings, target: ClosedRings): ClosedRings {
    const { xy, first } = source
    const positions = first[source.rings]!
    this.#sortSplits(positions)
    const bySegment = this.#bySegment
    const keys = this.#keys
    target.reserveRings(source.rings)
    target.reservePositions(positions + this.#splits)
    target.reserveGiven(positions + this.#splits)
    target.part.set(source.part.subarray(0, source.rings))
    target.rings = source.rings
    target.parts = source.parts
    let at = 0
    for (let r = 0; r < source.rings; r++) {
      target.first[r] = at
      for (let i = first[r]!; i < first[r + 1]!; i++) {
        target.xy[2 * at] = xy[2 * i]!
        target.xy[2 * at + 1] = xy[2 * i + 1]!
        target.given[at++] = source.given[i]!
        if (i + 1 === first[r + 1]) break
        const signX = xy[2 * i + 2]! < xy[2 * i]! ? -1 : 1
        const signY = xy[2 * i + 3]! < xy[2 * i + 1]! ? -1 : 1
        for (let k = bySegment[i]!; k < bySegment[i + 1]!; k++) {
          const column = Math.round(keys[k]! / KEY_STEP)
          const x = signX * column
          const y = signY * (keys[k]! - column * KEY_STEP)
          if (x === target.xy[2 * at - 2] && y === target.xy[2 * at - 1]) continue
          if (x === xy[2 * i + 2] && y === xy[2 * i + 3]) continue
          target.xy[2 * at] = x
          target.xy[2 * at + 1] = y
          target.given[at++] = 0
        }
      }
    }
    target.first[source.rings] = at
    return target
  }

  /** Splits of segment i come to stand at `#keys[#bySegment[i]]` .. `#keys[#bySegment[i + 1] - 1]`, rising. */
  #sortSplits(segments: number): void {
    this.#bySegment = grown(this.#bySegment, segments + 2)
    this.#keys = grownDoubles(this.#keys, this.#splits)
    const start = this.#bySegment
    const keys = this.#keys
    start.fill(0, 0, segments + 2)
    for (let k = 0; k < this.#splits; k++) start[this.#splitSegment[k]! + 2]!++
    for (let i = 2; i < segments + 2; i++) start[i]! += start[i - 1]!
    for (let k = 0; k < this.#splits; k++) keys[start[this.#splitSegment[k]! + 1]!++] = this.#splitKey[k]!
    for (let i = 0; i < segments; i++) {
      if (start[i + 1]! - start[i]! > 1) keys.subarray(start[i]!, start[i + 1]!).sort()
    }
  }
}
