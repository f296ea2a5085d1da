import { BOUNDS_UNITS, MARK_UNITS } from './bounds.ts'
import { filledArea } from './filled-area.ts'
import { Int32List } from './lists.ts'
import { distance, twiceAreaOf } from './paths.ts'
import { Segments } from './segments.ts'
import { LINE, POLYGON, type Sources } from './sources.ts'

/** Places in the width of the world that positions are told apart by. */
const PLACES = 2 ** 32

/** One promised feature in the units of a zoom: its chains as segments, and what they enclose. */
export class SourceShape {
  type = POLYGON
  /** Tile units in the width of the world. */
  units = 1
  chains = 0
  readonly segments = new Segments()
  /** Chain c has the points `first.data[c] .. first.data[c + 1]` of the segments. */
  readonly first = new Int32List(64)
  /** Part of the multipolygon that a ring belongs to. */
  readonly part = new Int32List(64)
  /** 1 for a hole. */
  readonly holes = new Int32List(64)

  /** @param type as which the feature is drawn: 1 points, 2 lines, 3 polygons */
  load(sources: Sources, f: number, type: number, units: number): void {
    const { segments } = this
    const { data } = sources.positions
    this.type = type
    this.units = units
    const from = sources.chainStart.data[f]!
    this.chains = sources.chainStart.data[f + 1]! - from
    for (const list of [this.first, this.part, this.holes]) {
      list.length = 0
      list.reserve(this.chains + 1)
    }
    segments.clear()
    let part = -1
    for (let c = from; c < from + this.chains; c++) {
      const start = sources.positionStart.data[c]!
      const end = sources.positionStart.data[c + 1]!
      const hole = sources.holes.data[c]!
      if (hole === 0) part++
      segments.reserve(end - start)
      const first = segments.count
      this.first.push(first)
      this.part.push(part)
      this.holes.push(hole)
      for (let i = start; i < end; i++) segments.add(data[2 * i]! * units, data[2 * i + 1]! * units)
      segments.endChain(first, type, 0, 0)
    }
    this.first.push(segments.count)
  }

  /** Whether a chain beside others has fewer than three positions a centimetre apart: such a ring is left out when it is read. */
  isNoRing(chain: number): boolean {
    if (this.chains === 1) return false
    const { x, y } = this.segments
    const places = PLACES / this.units
    const end = this.first.data[chain + 1]!
    let before = end - 1
    let different = 0
    for (let i = this.first.data[chain]!; i < end; i++) {
      const isSame =
        Math.round(x[i]! * places) === Math.round(x[before]! * places) &&
        Math.round(y[i]! * places) === Math.round(y[before]! * places)
      if (!isSame) different++
      before = i
    }
    return different < 3
  }

  /** Length of a chain, its closing edge included where it is a ring. */
  lengthOf(chain: number): number {
    const { x, y, toward } = this.segments
    let sum = 0
    const end = this.first.data[chain + 1]!
    for (let i = this.first.data[chain]!; i < end; i++) sum += distance(x, y, i, toward[i]!)
    return sum
  }

  /** Twice the signed area of a ring. */
  twiceAreaOf(chain: number): number {
    const { x, y } = this.segments
    return twiceAreaOf(x, y, this.first.data[chain]!, this.first.data[chain + 1]!)
  }

  /** Too small or too thin to be drawn: of a line every part is short, of a polygon every part encloses less than the thin width along its rings. */
  isSmall(simplification: number): boolean {
    for (let chain = 0; chain < this.chains; ) {
      if (!this.isPartSmall(chain, simplification)) return false
      do chain++
      while (chain < this.chains && this.holes.data[chain] === 1)
    }
    return true
  }

  /** The same of one part, given by its first chain. */
  isPartSmall(first: number, simplification: number): boolean {
    const width = BOUNDS_UNITS.thinWidth + simplification
    let length = this.lengthOf(first)
    if (this.type === LINE) return length <= 2 * width + MARK_UNITS
    let twice = Math.abs(this.twiceAreaOf(first))
    for (let c = first + 1; c < this.chains && this.holes.data[c] === 1; c++) {
      length += this.lengthOf(c)
      twice -= Math.abs(this.twiceAreaOf(c))
    }
    return twice <= width * length
  }

  /** Whether a chain passes a position no farther away than `limit`. */
  isNear(chain: number, px: number, py: number, limit: number): boolean {
    const end = this.first.data[chain + 1]!
    for (let i = this.first.data[chain]!; i < end; i++) {
      if (this.segments.to(i, px, py) <= limit * limit) return true
    }
    return false
  }

  /** Square units within the rings, as they are where rings nest as they should. */
  areaByRings(): number {
    let twice = 0
    for (let c = 0; c < this.chains; c++) {
      twice += (this.holes.data[c] === 1 ? -1 : 1) * Math.abs(this.twiceAreaOf(c))
    }
    return twice / 2
  }

  /** Square units that any part covers, each part by even-odd of its rings: also right where rings cross or parts nest. */
  areaCovered(): number {
    return filledArea(this.segments, this.first.data, this.part.data, this.chains)
  }

  /** Whether a position lies within a part, by even-odd of its rings, other than the one given; -1 for any part. */
  isInside(px: number, py: number, exceptPart: number): boolean {
    for (let chain = 0; chain < this.chains; ) {
      const part = this.part.data[chain]!
      let inside = false
      for (; chain < this.chains && this.part.data[chain] === part; chain++) {
        if (part === exceptPart) continue
        const start = this.first.data[chain]!
        if (this.segments.isCrossedOdd(px, py, start, this.first.data[chain + 1]!)) inside = !inside
      }
      if (inside) return true
    }
    return false
  }
}
