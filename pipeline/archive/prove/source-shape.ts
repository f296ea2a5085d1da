import { BOUNDS_UNITS } from './bounds.ts'
import { filledArea } from './filled-area.ts'
import { Int32List } from './lists.ts'
import { distance, edgesMeet, twiceAreaOf } from './paths.ts'
import { Segments } from './segments.ts'
import { POLYGON, type Sources } from './sources.ts'

/** Places in the width of the world that positions are told apart by. */
const PLACES = 2 ** 32

/** One promised feature in the units of a zoom: its chains as segments, and what they enclose. */
export class SourceShape {
  type = POLYGON
  /** Tile units in the width of the world. */
  units = 1
  chains = 0
  /** Lines, or exterior rings. */
  parts = 0
  readonly segments = new Segments()
  /** Chain c has the points `first.data[c] .. first.data[c + 1]` of the segments. */
  readonly first = new Int32List(64)
  /** Part of the multipolygon that a ring belongs to. */
  readonly part = new Int32List(64)
  /** 1 for a hole. */
  readonly holes = new Int32List(64)
  #leftOut: Int32Array = new Int32Array(0)

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
    this.#leftOut = sources.leftOut.data.subarray(from, from + this.chains)
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
    this.parts = part + 1
    this.first.push(segments.count)
  }

  /** Whether a chain is smaller than the grid and left out when it is read. */
  isLeftOut(chain: number): boolean {
    return this.#leftOut[chain] === 1
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

  /** Whether every part of a line is short: see `ZoomLimits`. */
  isShort(ends: number, width: number): boolean {
    for (let chain = 0; chain < this.chains; chain++) if (!this.isShortPart(chain, ends, width)) return false
    return true
  }

  /** @param ends units that its ends, and `width` that all of it, may be apart along each axis */
  isShortPart(chain: number, ends: number, width: number): boolean {
    const { x, y } = this.segments
    const start = this.first.data[chain]!
    const last = this.first.data[chain + 1]! - 1
    if (Math.abs(x[last]! - x[start]!) > ends || Math.abs(y[last]! - y[start]!) > ends) return false
    let [minX, maxX, minY, maxY] = [x[start]!, x[start]!, y[start]!, y[start]!]
    for (let i = start + 1; i <= last; i++) {
      minX = Math.min(minX, x[i]!)
      maxX = Math.max(maxX, x[i]!)
      minY = Math.min(minY, y[i]!)
      maxY = Math.max(maxY, y[i]!)
      if (maxX - minX > width || maxY - minY > width) return false
    }
    return true
  }

  /** Whether every part of a polygon encloses less than the thin width along its rings. */
  isThin(simplification: number): boolean {
    for (let chain = 0; chain < this.chains; ) {
      if (!this.isPartThin(chain, simplification)) return false
      do chain++
      while (chain < this.chains && this.holes.data[chain] === 1)
    }
    return true
  }

  /** The same of one part, given by its first chain. */
  isPartThin(first: number, simplification: number): boolean {
    const width = BOUNDS_UNITS.thinWidth + simplification
    let length = this.lengthOf(first)
    let twice = Math.abs(this.twiceAreaOf(first))
    for (let c = first + 1; c < this.chains && this.holes.data[c] === 1; c++) {
      length += this.lengthOf(c)
      twice -= Math.abs(this.twiceAreaOf(c))
    }
    return twice <= width * length
  }

  /** Whether the ring around a hole is so thin that nothing is drawn of it, nor of its holes. */
  isWithinThin(hole: number, width: number): boolean {
    let exterior = hole
    while (this.holes.data[exterior] === 1) exterior--
    return Math.abs(this.twiceAreaOf(exterior)) <= width * this.lengthOf(exterior)
  }

  /**
   * Whether a ring, or the rings of the part that it is of, cross or lie on one another so that by even-odd they leave no more
   * land than a stretch as long and `width` wide. What is thin without doing so is not meant: a mark can stand for it.
   */
  isVoid(chain: number, width: number): boolean {
    let from = chain
    while (this.holes.data[from] === 1) from--
    let to = from + 1
    while (to < this.chains && this.holes.data[to] === 1) to++
    return this.#cancelOut(chain, chain + 1, width) || this.#cancelOut(from, to, width)
  }

  #cancelOut(from: number, to: number, width: number): boolean {
    let length = 0
    for (let c = from; c < to; c++) length += this.lengthOf(c)
    const first = this.first.data.subarray(from, to + 1)
    const part = this.part.data.subarray(from, to)
    const isVoid = 2 * filledArea(this.segments, first, part, to - from) <= width * length
    // Every edge is held against every other, which is done last.
    return isVoid && this.#doRingsMeet(from, to)
  }

  /** Whether edges of some rings have a place in common that is not the end of one and the start of the next. */
  #doRingsMeet(from: number, to: number): boolean {
    const { x, y, toward } = this.segments
    const end = this.first.data[to]!
    for (let i = this.first.data[from]!; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        if (toward[i] === j || toward[j] === i) continue
        if (edgesMeet(x, y, i, toward[i]!, j, toward[j]!)) return true
      }
    }
    return false
  }

  /** Square units within the rings that are read, less what rounding to places of the grid may take from them. */
  areaOnGrid(): number {
    const place = this.units / PLACES
    let sum = 0
    let area = 0
    for (let c = 0; c < this.chains; c++) {
      if (this.holes.data[c] === 0) {
        sum += Math.max(area, 0)
        area = 0
      }
      if (this.isLeftOut(c)) continue
      area += ((this.holes.data[c] === 1 ? -1 : 1) * Math.abs(this.twiceAreaOf(c))) / 2
      area -= this.lengthOf(c) * place + (this.first.data[c + 1]! - this.first.data[c]!) * place * place
    }
    return sum + Math.max(area, 0)
  }

  /** Whether a chain passes a position no farther away than `limit`. */
  isNear(chain: number, px: number, py: number, limit: number): boolean {
    const end = this.first.data[chain + 1]!
    for (let i = this.first.data[chain]!; i < end; i++) {
      if (this.segments.to(i, px, py) <= limit * limit) return true
    }
    return false
  }

  /** Square units within the rings that are read, as they are where rings nest as they should. */
  areaByRings(): number {
    let twice = 0
    for (let c = 0; c < this.chains; c++) {
      if (this.isLeftOut(c)) continue
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
