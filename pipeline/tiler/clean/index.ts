import { Arrangement } from './arrangement.ts'
import { ClosedRings, grown } from './closed-rings.ts'
import { Noder } from './noding.ts'
import { SegmentIndex } from './segment-index.ts'
import { stripSpikes } from './spikes.ts'
import { type TracedPolygon, type TracedRing, tracePolygons } from './tracing.ts'
import { ValidityTest } from './validity.ts'

/** Coordinates stay below, so that every product of the exact arithmetic stays below 2^53. */
const LARGEST = 2 ** 24

/**
 * Makes the polygon features of a tile valid: MVT 2.1 section 4.3.4 and OGC Simple Features (what GEOS calls valid), on whole
 * tile units. Keep one per thread: its arrays are used again and again.
 */
export class PolygonCleaner {
  /** The result, until the next call: x at 2i, y at 2i + 1. */
  positions = new Int32Array(512)
  /** Ring r of the result holds the positions `ringStart[r]` .. `ringStart[r + 1]` - 1, open. */
  ringStart = new Int32Array(32)
  /** 1 for an exterior ring (its surveyor's formula positive, y down), 0 for a hole (negative) of the exterior before it. */
  isExterior = new Uint8Array(32)
  /** How many calls had to cut the rings up, since the cleaner was made. */
  repaired = 0
  readonly #index = new SegmentIndex()
  readonly #validity = new ValidityTest(this.#index)
  readonly #stripped = new ClosedRings()
  #noder: Noder | undefined
  #arrangement: Arrangement | undefined

  /**
   * Spikes go; what is valid then comes back in its order, wound right, with all its other positions. Anything else is cut
   * into faces on whole units, of which those stay that are inside by even-odd of the rings of their part; parts that overlap
   * or share borders become one. No border moves by more than half a unit in x and in y.
   *
   * @param positions - whole tile units, |v| < 2^24: x at 2i, y at 2i + 1
   * @param ringStart - ring r holds positions `ringStart[r]` .. `ringStart[r + 1]` - 1, open, wound either way
   * @param partOf - part of the multipolygon that ring r belongs to, never falling; its shell comes first where it has one
   * @returns number of rings of the result; 0 when nothing with area is left
   * @throws RangeError for rings outside of `positions`, parts that fall, and coordinates of 2^24 and more
   */
  clean(
    positions: Int32Array,
    ringStart: Int32Array,
    partOf: Int32Array | Uint8Array,
    rings: number,
  ): number {
    this.#strip(positions, ringStart, partOf, rings)
    const stripped = this.#stripped
    if (stripped.rings === 0) return 0
    if (this.#validity.isValid(stripped)) return this.#writeAsIs(stripped)
    this.repaired++
    stripped.reserveGiven(stripped.first[stripped.rings]!)
    stripped.given.fill(1)
    this.#noder ??= new Noder(this.#index)
    this.#arrangement ??= new Arrangement()
    this.#arrangement.build(this.#noder.node(stripped), this.#index)
    return this.#write(tracePolygons(this.#arrangement, this.#index), this.#arrangement)
  }

  #strip(positions: Int32Array, ringStart: Int32Array, partOf: Int32Array | Uint8Array, rings: number): void {
    const stripped = this.#stripped
    stripped.clear()
    if (rings === 0) return
    if (!(rings > 0 && rings < ringStart.length && rings <= partOf.length)) {
      throw new RangeError(
        `${rings} rings of ${ringStart.length - 1} in ringStart, ${partOf.length} in partOf`,
      )
    }
    const from = ringStart[0]!
    const to = ringStart[rings]!
    if (from < 0 || to < from || 2 * to > positions.length) {
      throw new RangeError(`rings at positions ${from} to ${to} of ${positions.length >> 1}`)
    }
    let bits = 0
    for (let i = 2 * from; i < 2 * to; i++) bits |= positions[i]! ^ (positions[i]! >> 31)
    if (bits >= LARGEST) throw new RangeError('coordinates of 2^24 or more')
    stripped.reserveRings(rings)
    stripped.reservePositions(to - from + rings)
    const { xy, first, part } = stripped
    let kept = 0
    let at = 0
    let parts = 0
    let lastPart = 0
    for (let r = 0; r < rings; r++) {
      if (ringStart[r + 1]! < ringStart[r]!) throw new RangeError(`ring ${r} ends before it starts`)
      if (r > 0 && partOf[r]! < partOf[r - 1]!) throw new RangeError(`ring ${r} is of an earlier part`)
      const count = stripSpikes(positions, ringStart[r]!, ringStart[r + 1]!, xy, at)
      if (count === 0) continue
      if (kept === 0 || partOf[r] !== lastPart) parts++
      lastPart = partOf[r]!
      part[kept++] = parts - 1
      xy[2 * (at + count)] = xy[2 * at]!
      xy[2 * (at + count) + 1] = xy[2 * at + 1]!
      at += count + 1
      first[kept] = at
    }
    stripped.rings = kept
    stripped.parts = parts
  }

  #writeAsIs(rings: ClosedRings): number {
    this.#reserve(rings.first[rings.rings]!, rings.rings)
    const { positions, ringStart, isExterior } = this
    const { xy, first, part } = rings
    let at = 0
    for (let r = 0; r < rings.rings; r++) {
      const from = first[r]!
      const count = first[r + 1]! - from - 1
      const exterior = r === 0 || part[r] !== part[r - 1]
      ringStart[r] = at
      isExterior[r] = exterior ? 1 : 0
      if (area2Of(xy, from, from + count) > 0 === exterior) {
        for (let i = 2 * from; i < 2 * (from + count); i++) positions[2 * at + i - 2 * from] = xy[i]!
      } else {
        // Turned, it still starts where it did.
        for (let k = 0; k < count; k++) {
          const i = from + (k === 0 ? 0 : count - k)
          positions[2 * (at + k)] = xy[2 * i]!
          positions[2 * (at + k) + 1] = xy[2 * i + 1]!
        }
      }
      at += count
    }
    ringStart[rings.rings] = at
    return rings.rings
  }

  #write(polygons: readonly TracedPolygon[], arrangement: Arrangement): number {
    const large = polygons.filter((polygon) => !this.#isMadeSliver(polygon.shell, arrangement))
    let rings = 0
    let at = 0
    for (const { shell, holes } of large.length > 0 ? large : polygons) {
      for (const ring of [shell, ...holes]) {
        if (ring !== shell && this.#isMadeSliver(ring, arrangement)) continue
        this.#reserve(at + ring.nodes.length, rings + 1)
        this.ringStart[rings] = at
        this.isExterior[rings++] = ring === shell ? 1 : 0
        for (let k = 0; k < ring.nodes.length; k++, at++) {
          this.positions[2 * at] = arrangement.nodeX[ring.nodes[k]!]!
          this.positions[2 * at + 1] = arrangement.nodeY[ring.nodes[k]!]!
        }
        this.ringStart[rings] = at
      }
    }
    return rings
  }

  /**
   * Whether a ring is smaller than one square unit and none of the input's. By Pick's theorem such a ring is a triangle with no
   * other whole place on its border or in it.
   */
  #isMadeSliver(ring: TracedRing, arrangement: Arrangement): boolean {
    if (Math.abs(ring.area2) >= 2 || ring.nodes.length !== 3) return false
    const { xy, first, rings } = this.#stripped
    for (let r = 0; r < rings; r++) {
      if (first[r + 1]! - first[r]! !== 4) continue
      let same = 0
      for (let i = first[r]!; i < first[r]! + 3; i++) {
        for (const node of ring.nodes) {
          if (xy[2 * i] === arrangement.nodeX[node] && xy[2 * i + 1] === arrangement.nodeY[node]) same++
        }
      }
      if (same === 3) return false
    }
    return true
  }

  #reserve(positions: number, rings: number): void {
    this.positions = grown(this.positions, 2 * positions)
    this.ringStart = grown(this.ringStart, rings + 1)
    if (rings > this.isExterior.length) {
      const longer = new Uint8Array(2 * rings)
      longer.set(this.isExterior)
      this.isExterior = longer
    }
  }
}

/** Twice the area by the surveyor's formula, of the ring at positions `from` .. `to` - 1. */
function area2Of(xy: Int32Array, from: number, to: number): number {
  const x = xy[2 * from]!
  const y = xy[2 * from + 1]!
  let ax = 0
  let ay = 0
  let sum = 0
  for (let i = from + 1; i < to; i++) {
    const bx = xy[2 * i]! - x
    const by = xy[2 * i + 1]! - y
    sum += ax * by - bx * ay
    ax = bx
    ay = by
  }
  return sum
}
