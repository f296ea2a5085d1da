import { BOUNDS_UNITS, MARK_UNITS, STEP_UNITS } from './bounds.ts'
import type { Drawings } from './drawings.ts'
import { areaWithinTile, twiceRingArea } from './flat-rings.ts'
import { Segments } from './segments.ts'
import type { Sources } from './sources.ts'

const POINT = 1
const LINE = 2
const POLYGON = 3

export interface ComparedZoom {
  zoom: number
  /** What simplification may take, units; 0 at maxzoom. */
  simplification: number
  /** Whether a small part of a feature may be left out. */
  smallPartsMayVanish: boolean
}

/**
 * Compares features with what the tiles of one zoom draw of them, in both directions, and the area of a polygon with the
 * sum of its pieces, which no lost tile escapes. The fields tell of the feature compared last; nothing is allocated per
 * feature. Geometry must be valid; a self-crossing polygon may be found to differ.
 */
export class Comparison {
  /** One sentence about the first difference; undefined when there is none. */
  fault: string | undefined
  /** Greatest distance from a source vertex to what is drawn, units, thin stretches aside. */
  maxErrorUnits = 0
  /** Source vertices, and places on long edges, looked at. */
  vertices = 0
  /** Of these, on stretches too thin to be drawn. */
  thinVertices = 0
  /** Drawn vertices that lie farther from the source than rounding moves them, as crossings made by cleaning may. */
  madeVertices = 0
  /** True when a square or stroke of two units stands for the feature. */
  isMark = false

  readonly #source = new Segments()
  readonly #drawn = new Segments()
  #qx = new Float64Array(256)
  #qy = new Float64Array(256)
  #missed = new Uint8Array(256)
  #units = 1
  #extent = 1
  #simplification = 0

  compare(sources: Sources, f: number, drawings: Drawings, zoom: ComparedZoom): void {
    this.fault = undefined
    this.maxErrorUnits = 0
    this.vertices = 0
    this.thinVertices = 0
    this.madeVertices = 0
    this.#extent = drawings.extent
    this.#units = 2 ** zoom.zoom * drawings.extent
    const type = sources.types.data[f]!
    this.#simplification = type === POINT ? 0 : zoom.simplification
    this.#loadSource(sources, f, type)
    this.#loadDrawn(drawings, f, type)
    this.isMark = type !== POINT && this.#standsForSmall(sources, f, type)
    if (this.isMark) return
    const lastChain = sources.chainStart.data[f + 1]!
    for (let c = sources.chainStart.data[f]!; c < lastChain; c++) this.#checkChain(sources, f, c, type, zoom)
    if (this.fault === undefined) this.#checkDrawn(drawings, f, type)
    if (this.fault === undefined && type === POLYGON) this.#checkArea(sources, f, drawings)
  }

  /** Holds the one point that stands for a polygon to it: inside, or as near to its border as rounding may move it. */
  comparePointInside(sources: Sources, f: number, drawings: Drawings, zoom: ComparedZoom): void {
    this.fault = undefined
    this.maxErrorUnits = 0
    this.vertices = 0
    this.thinVertices = 0
    this.madeVertices = 0
    this.isMark = false
    this.#extent = drawings.extent
    this.#units = 2 ** zoom.zoom * drawings.extent
    this.#loadSource(sources, f, POLYGON)
    this.#loadDrawn(drawings, f, POINT)
    const { x, y, count } = this.#drawn
    for (let i = 0; i < count; i++) {
      this.vertices++
      if (x[i] !== x[0] || y[i] !== y[0]) this.fault ??= 'two tiles draw the label at different places'
      if (isInside(this.#source, x[i]!, y[i]!)) continue
      if (this.#source.distance2(x[i]!, y[i]!, BOUNDS_UNITS.sourceToTile, 0) !== Number.POSITIVE_INFINITY)
        continue
      this.fault ??= `the label is drawn at ${unit(x[i]!)}, ${unit(y[i]!)} units, outside of its polygon`
    }
  }

  #loadSource(sources: Sources, f: number, type: number): void {
    const segments = this.#source
    const units = this.#units
    const { data } = sources.positions
    segments.clear()
    for (let c = sources.chainStart.data[f]!; c < sources.chainStart.data[f + 1]!; c++) {
      const from = sources.positionStart.data[c]!
      const to = sources.positionStart.data[c + 1]!
      segments.reserve(to - from)
      const first = segments.count
      for (let i = from; i < to; i++) segments.add(data[2 * i]! * units, data[2 * i + 1]! * units)
      segments.endChain(first, type, 0, 0)
    }
  }

  #loadDrawn(drawings: Drawings, f: number, type: number): void {
    const segments = this.#drawn
    const { data } = drawings.xy
    segments.clear()
    for (let o = drawings.first[f]!; o < drawings.first[f + 1]!; o++) {
      const p = drawings.order[o]!
      const tileX = drawings.tileX.data[p]!
      const tileY = drawings.tileY.data[p]!
      const x = tileX * this.#extent
      const y = tileY * this.#extent
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        const to = drawings.pointStart.data[c + 1]!
        segments.reserve(to - from)
        const first = segments.count
        for (let i = from; i < to; i++) segments.add(x + data[2 * i]!, y + data[2 * i + 1]!)
        segments.endChain(first, type, tileX, tileY)
      }
    }
  }

  /** Whether a feature is too small or too thin to be drawn as it is at a zoom. */
  isSmall(sources: Sources, f: number, zoom: ComparedZoom, extent: number): boolean {
    this.#units = 2 ** zoom.zoom * extent
    const type = sources.types.data[f]!
    this.#simplification = type === POINT ? 0 : zoom.simplification
    this.#loadSource(sources, f, type)
    return this.#isSourceSmall(sources, f, type)
  }

  /** True when all that is drawn is a mark of two units, near a feature too small or too thin to be drawn as it is. */
  #standsForSmall(sources: Sources, f: number, type: number): boolean {
    const drawn = this.#drawn
    const source = this.#source
    if (drawn.maxX - drawn.minX > MARK_UNITS || drawn.maxY - drawn.minY > MARK_UNITS) return false
    const near = BOUNDS_UNITS.minimalShape
    const x = (drawn.minX + drawn.maxX) / 2
    const y = (drawn.minY + drawn.maxY) / 2
    if (x < source.minX - near || x > source.maxX + near) return false
    if (y < source.minY - near || y > source.maxY + near) return false
    return this.#isSourceSmall(sources, f, type)
  }

  /** Of a line every part is short, of a polygon every part encloses less than the thin width along its rings. */
  #isSourceSmall(sources: Sources, f: number, type: number): boolean {
    const { x, y } = this.#source
    const width = BOUNDS_UNITS.thinWidth + this.#simplification
    const last = sources.chainStart.data[f + 1]!
    let first = 0
    let area = 0
    let length = 0
    for (let c = sources.chainStart.data[f]!; c < last; c++) {
      const end = first + sources.positionStart.data[c + 1]! - sources.positionStart.data[c]!
      const hole = sources.holes.data[c] === 1
      if (!hole) {
        area = 0
        length = 0
      }
      length += this.#lengthOf(this.#source, first, end)
      area += ((hole ? -1 : 1) * Math.abs(twiceAreaOf(x, y, first, end))) / 2
      first = end
      if (c + 1 < last && sources.holes.data[c + 1] === 1) continue
      if (type === LINE ? length > 2 * width + MARK_UNITS : area > (width * length) / 2) return false
    }
    return true
  }

  #checkChain(sources: Sources, f: number, c: number, type: number, zoom: ComparedZoom): void {
    const count = this.#withSteps(sources, f, c, type)
    const limit = BOUNDS_UNITS.sourceToTile + this.#simplification
    let missed = 0
    let worst = 0
    for (let i = 0; i < count; i++) {
      const found = this.#drawn.distance2(this.#qx[i]!, this.#qy[i]!, limit, this.#extent)
      const isMissed = found === Number.POSITIVE_INFINITY
      this.#missed[i] = isMissed ? 1 : 0
      if (isMissed) missed++
      else if (found > worst) worst = found
    }
    this.maxErrorUnits = Math.max(this.maxErrorUnits, Math.sqrt(worst))
    this.vertices += count
    if (missed === 0) return
    const hole = sources.holes.data[c] === 1
    if (this.#mayBeMissed(type, hole, missed, count, zoom)) {
      this.thinVertices += missed
      return
    }
    let i = 0
    while (this.#missed[i] === 0) i++
    const name = `${type === POLYGON ? (hole ? 'hole' : 'ring') : 'part'} ${c - sources.chainStart.data[f]!}`
    this.fault ??= `${name}: ${missed} of ${count} source points are not drawn within ${limit} units, the first at ${unit(this.#qx[i]!)}, ${unit(this.#qy[i]!)} units`
  }

  #mayBeMissed(type: number, hole: boolean, missed: number, count: number, zoom: ComparedZoom): boolean {
    if (type === POINT) return false
    const partMayVanish = zoom.smallPartsMayVanish
    const width = BOUNDS_UNITS.thinWidth + this.#simplification
    if (type === LINE) {
      let length = 0
      for (let i = 1; i < count; i++) length += distance(this.#qx, this.#qy, i - 1, i)
      return missed === count && partMayVanish && length <= 2 * width + MARK_UNITS
    }
    if (missed === count) return (hole || partMayVanish) && this.#isThin(0, count, count, width)
    // Runs of missed points, each with the point before and after it; the ring starts where a point is drawn.
    let start = 0
    while (this.#missed[start] === 1) start++
    for (let i = 1; i <= count; ) {
      if (this.#missed[(start + i) % count] === 0) {
        i++
        continue
      }
      let end = i
      while (end < count && this.#missed[(start + end) % count] === 1) end++
      if (!this.#isThin(start + i - 1, end - i + 2, count, width)) return false
      i = end + 1
    }
    return true
  }

  /** Whether `length` points from `from`, around the ring of `count`, enclose less than `width` along their length. */
  #isThin(from: number, length: number, count: number, width: number): boolean {
    const x = this.#qx
    const y = this.#qy
    const ox = x[from % count]!
    const oy = y[from % count]!
    let twice = 0
    let way = 0
    for (let i = 1; i < length; i++) {
      const a = (from + i - 1) % count
      const b = (from + i) % count
      twice += (x[a]! - ox) * (y[b]! - oy) - (x[b]! - ox) * (y[a]! - oy)
      way += distance(x, y, a, b)
    }
    return Math.abs(twice) <= width * way
  }

  /** The points of a chain in units, and places on its edges so that none are farther apart than STEP_UNITS. */
  #withSteps(sources: Sources, f: number, c: number, type: number): number {
    const { x, y } = this.#source
    const from = sources.positionStart.data[c]! - sources.positionStart.data[sources.chainStart.data[f]!]!
    const points = sources.positionStart.data[c + 1]! - sources.positionStart.data[c]!
    let count = 0
    this.#roomFor(points)
    for (let i = 0; i < points; i++) {
      const px = x[from + i]!
      const py = y[from + i]!
      this.#qx[count] = px
      this.#qy[count++] = py
      if (type === POINT || (i + 1 === points && type === LINE)) continue
      const next = i + 1 === points ? from : from + i + 1
      const dx = x[next]! - px
      const dy = y[next]! - py
      if (dx < STEP_UNITS && dx > -STEP_UNITS && dy < STEP_UNITS && dy > -STEP_UNITS) continue
      const steps = Math.ceil(Math.sqrt(dx * dx + dy * dy) / STEP_UNITS)
      this.#roomFor(count + steps + points - i)
      for (let s = 1; s < steps; s++) {
        this.#qx[count] = px + (dx * s) / steps
        this.#qy[count++] = py + (dy * s) / steps
      }
    }
    return count
  }

  #roomFor(count: number): void {
    if (count <= this.#qx.length) return
    const qx = new Float64Array(2 * count)
    const qy = new Float64Array(2 * count)
    qx.set(this.#qx)
    qy.set(this.#qy)
    this.#qx = qx
    this.#qy = qy
    this.#missed = new Uint8Array(2 * count)
  }

  /** Every drawn vertex within its tile, clipping edges apart, must lie near the source. */
  #checkDrawn(drawings: Drawings, f: number, type: number): void {
    const { data } = drawings.xy
    const extent = this.#extent
    const near = BOUNDS_UNITS.tileToSource
    const wide = type === POINT ? near : near + this.#simplification
    for (let o = drawings.first[f]!; o < drawings.first[f + 1]!; o++) {
      const p = drawings.order[o]!
      const worldX = drawings.tileX.data[p]! * extent
      const worldY = drawings.tileY.data[p]! * extent
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        const to = drawings.pointStart.data[c + 1]!
        for (let i = from; i < to; i++) {
          const x = data[2 * i]!
          const y = data[2 * i + 1]!
          if (x <= 0 || y <= 0 || x >= extent || y >= extent) continue
          if (this.#source.distance2(worldX + x, worldY + y, near, 0) !== Number.POSITIVE_INFINITY) continue
          const limit = isMinimal(data, from, to, type) ? Math.max(wide, BOUNDS_UNITS.minimalShape) : wide
          if (this.#source.distance2(worldX + x, worldY + y, limit, 0) !== Number.POSITIVE_INFINITY) {
            this.madeVertices++
            continue
          }
          const tile = `${drawings.tileX.data[p]}/${drawings.tileY.data[p]}`
          this.fault = `a vertex is drawn more than ${limit} units away from the source, in tile ${tile} at ${x}, ${y}`
          return
        }
      }
    }
  }

  /** The drawn area within the tiles must be the source's, give or take the limits along the border and a mark a part. */
  #checkArea(sources: Sources, f: number, drawings: Drawings): void {
    const { x, y } = this.#source
    let expected = 0
    let allowed = 0
    let first = 0
    for (let c = sources.chainStart.data[f]!; c < sources.chainStart.data[f + 1]!; c++) {
      const end = first + sources.positionStart.data[c + 1]! - sources.positionStart.data[c]!
      const area = Math.abs(twiceAreaOf(x, y, first, end)) / 2
      expected += sources.holes.data[c] === 1 ? -area : area
      allowed += this.#lengthOf(this.#source, first, end) + 8
      first = end
    }
    allowed *= 1 + this.#simplification
    let found = 0
    for (let o = drawings.first[f]!; o < drawings.first[f + 1]!; o++) {
      const p = drawings.order[o]!
      for (let c = drawings.chainStart.data[p]!; c < drawings.chainStart.data[p + 1]!; c++) {
        const from = drawings.pointStart.data[c]!
        found += areaWithinTile(drawings.xy.data, from, drawings.pointStart.data[c + 1]!, this.#extent)
      }
    }
    if (Math.abs(found - expected) <= allowed) return
    this.fault = `${unit(found)} square units are drawn, the source has ${unit(expected)}, allowed difference ${unit(allowed)}`
  }

  /** Length of the segments that start at the points `from .. to`. */
  #lengthOf(segments: Segments, from: number, to: number): number {
    let sum = 0
    for (let i = from; i < to; i++) sum += distance(segments.x, segments.y, i, segments.toward[i]!)
    return sum
  }
}

/** True for a ring no wider than what stands for a flat one, and for a stroke of two units. */
function isMinimal(xy: Int32Array, from: number, to: number, type: number): boolean {
  if (type === POINT) return false
  let length = 0
  for (let i = from; i < to; i++) {
    const j = i + 1 < to ? i + 1 : type === POLYGON ? from : i
    const dx = xy[2 * j]! - xy[2 * i]!
    const dy = xy[2 * j + 1]! - xy[2 * i + 1]!
    length += Math.sqrt(dx * dx + dy * dy)
  }
  return type === LINE ? length <= MARK_UNITS : Math.abs(twiceRingArea(xy, from, to)) <= length
}

/** Even-odd over all rings, which valid geometry makes the inside of the polygon. */
function isInside({ count, x, y, toward }: Segments, px: number, py: number): boolean {
  let inside = false
  for (let i = 0; i < count; i++) {
    const j = toward[i]!
    if (y[i]! > py === y[j]! > py) continue
    if (px < ((x[j]! - x[i]!) * (py - y[i]!)) / (y[j]! - y[i]!) + x[i]!) inside = !inside
  }
  return inside
}

function twiceAreaOf(x: Float64Array, y: Float64Array, from: number, to: number): number {
  const ox = x[from]!
  const oy = y[from]!
  let twice = 0
  for (let i = from + 1; i + 1 < to; i++) {
    twice += (x[i]! - ox) * (y[i + 1]! - oy) - (x[i + 1]! - ox) * (y[i]! - oy)
  }
  return twice
}

function distance(x: Float64Array, y: Float64Array, i: number, j: number): number {
  const dx = x[j]! - x[i]!
  const dy = y[j]! - y[i]!
  return Math.sqrt(dx * dx + dy * dy)
}

function unit(value: number): string {
  return value.toFixed(1)
}
