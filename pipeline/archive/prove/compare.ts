import { BOUNDS_UNITS, MARK_UNITS, type ZoomLimits } from './bounds.ts'
import type { Drawings } from './drawings.ts'
import { DrawnShape } from './drawn-shape.ts'
import { MissedPlaces } from './missed-places.ts'
import { placeText } from './paths.ts'
import { SourceShape } from './source-shape.ts'
import { LINE, POINT, POLYGON, type Sources } from './sources.ts'

/**
 * Compares features with what the tiles of one zoom draw of them, in both directions, and the area of a polygon with the
 * sum of its pieces, which no lost tile escapes. The fields tell of the feature compared last.
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
  /** Of these, within another part of the feature and within what is drawn: parts that lie within each other are drawn as one. */
  coveredVertices = 0
  /** Drawn vertices that lie farther from the source than rounding moves them, as crossings made by cleaning may. */
  madeVertices = 0
  /** True when a square or stroke of two units stands for the feature. */
  isMark = false
  /** True when nothing else could be drawn so: a square of 2 x 2 units of a feature that no rounding makes so large. */
  isSurelyMark = false
  /** True when all that is drawn is as thin as what stands for small features. */
  isPerhapsMark = false

  readonly #source = new SourceShape()
  readonly #drawn = new DrawnShape()
  readonly #places = new MissedPlaces()
  #simplification = 0

  #begin(sources: Sources, f: number, drawings: Drawings, zoom: ZoomLimits, sourceType: number): void {
    this.fault = undefined
    this.maxErrorUnits = 0
    this.vertices = 0
    this.thinVertices = 0
    this.coveredVertices = 0
    this.madeVertices = 0
    this.isMark = false
    this.isSurelyMark = false
    this.isPerhapsMark = false
    this.#source.load(sources, f, sourceType, 2 ** zoom.zoom * drawings.extent)
  }

  compare(sources: Sources, f: number, drawings: Drawings, zoom: ZoomLimits): void {
    const type = sources.types.data[f]!
    this.#simplification = type === POINT ? 0 : zoom.simplification
    this.#begin(sources, f, drawings, zoom, type)
    this.#drawn.load(drawings, f, type)
    if (type !== POINT) {
      this.isPerhapsMark = this.#drawn.isThin()
      this.isMark = this.#standsForSmall(zoom)
      this.isSurelyMark = this.isMark && this.#isSurelyMark(zoom)
      if (this.isMark) return
    }
    for (let chain = 0; chain < this.#source.chains; chain++) this.#checkChain(chain, zoom)
    if (this.fault === undefined) this.#drawn.eachInner(this.#checkVertex)
    if (this.fault === undefined && type === POLYGON) this.#checkArea()
  }

  /** Holds the one point that stands for a polygon to it: inside, or as near to its border as rounding may move it. */
  comparePointInside(sources: Sources, f: number, drawings: Drawings, zoom: ZoomLimits): void {
    this.#begin(sources, f, drawings, zoom, POLYGON)
    this.#drawn.load(drawings, f, POINT)
    const { x, y, count } = this.#drawn.segments
    const { segments } = this.#source
    for (let i = 0; i < count; i++) {
      this.vertices++
      if (x[i] !== x[0] || y[i] !== y[0]) this.fault ??= 'two tiles draw the label at different places'
      if (this.#source.isInside(x[i]!, y[i]!, -1)) continue
      const near = segments.distance2(x[i]!, y[i]!, BOUNDS_UNITS.sourceToTile, 0)
      if (near !== Number.POSITIVE_INFINITY) continue
      this.fault ??= `the label is drawn outside of its polygon, in ${placeText(x[i]!, y[i]!, this.#drawn.extent)}`
    }
  }

  /** Whether a line or polygon is so small at a zoom that rules which do not keep such may leave it out. */
  mayBeLeftOut(sources: Sources, f: number, limits: ZoomLimits, extent: number): boolean {
    const source = this.#source
    const type = sources.types.data[f]!
    source.load(sources, f, type, 2 ** limits.zoom * extent)
    if (type === LINE) return source.isShort(limits.shortEnds, limits.goneWidth)
    if (limits.tinyArea === 'thin') return source.isThin(limits.simplification)
    return source.areaOnGrid() < limits.tinyArea
  }

  /** True when all that is drawn is a mark of two units, near a feature too small or too thin to be drawn as it is. */
  #standsForSmall({ shortEnds, shortWidth }: ZoomLimits): boolean {
    const drawn = this.#drawn.segments
    const source = this.#source.segments
    if (drawn.maxX - drawn.minX > MARK_UNITS || drawn.maxY - drawn.minY > MARK_UNITS) return false
    const near = BOUNDS_UNITS.minimalShape
    const x = (drawn.minX + drawn.maxX) / 2
    const y = (drawn.minY + drawn.maxY) / 2
    if (source.distance2(x, y, near, 0) === Number.POSITIVE_INFINITY) return false
    if (this.#source.type === LINE) return this.#source.isShort(shortEnds, shortWidth)
    return this.#source.isThin(this.#simplification)
  }

  /** Rounding draws what is narrower than a unit no wider than one; beside parts so drawn there may be marks of others. */
  #isSurelyMark({ smallPartsMayVanish }: ZoomLimits): boolean {
    if (!smallPartsMayVanish && this.#source.parts > 1) return false
    const drawn = this.#drawn.segments
    const source = this.#source.segments
    const isNarrow = source.maxX - source.minX < 1 && source.maxY - source.minY < 1
    return isNarrow && drawn.maxX - drawn.minX === MARK_UNITS
  }

  #checkChain(chain: number, limits: ZoomLimits): void {
    const places = this.#places
    places.find(this.#source, chain, this.#drawn, BOUNDS_UNITS.sourceToTile + this.#simplification)
    this.maxErrorUnits = Math.max(this.maxErrorUnits, places.maxErrorUnits)
    this.vertices += places.count
    if (places.missed === 0) return
    places.account(limits)
    this.thinVertices += places.thin
    this.coveredVertices += places.covered
    if (places.missed > 0) this.fault ??= places.sentence()
  }

  /** Every drawn vertex within its tile, clipping edges apart, must lie near the source. */
  readonly #checkVertex = (worldX: number, worldY: number, from: number, to: number): boolean => {
    const near = BOUNDS_UNITS.tileToSource
    const { type, segments } = this.#source
    if (segments.distance2(worldX, worldY, near, 0) !== Number.POSITIVE_INFINITY) return true
    const wide = type === POINT ? near : near + this.#simplification
    const limit = this.#drawn.isMinimal(from, to) ? Math.max(wide, BOUNDS_UNITS.minimalShape) : wide
    const isNear = segments.distance2(worldX, worldY, limit, 0) !== Number.POSITIVE_INFINITY
    if (isNear || (type === POLYGON && this.#isOfSmallPart(worldX, worldY))) {
      this.madeVertices++
      return true
    }
    const place = placeText(worldX, worldY, this.#drawn.extent)
    this.fault = `a vertex is drawn more than ${limit} units away from the source, in ${place}`
    return false
  }

  /** Whether a vertex may be of what stands for a small part, which may have become one with what is drawn beside it. */
  #isOfSmallPart(px: number, py: number): boolean {
    const { chains, holes } = this.#source
    for (let chain = 0; chain < chains; chain++) {
      if (holes.data[chain] === 1 || !this.#source.isNear(chain, px, py, BOUNDS_UNITS.minimalShape)) continue
      if (this.#source.isPartThin(chain, this.#simplification)) return true
    }
    return false
  }

  /** The drawn area within the tiles must be the source's, give or take the limits along the border and a mark a part. */
  #checkArea(): void {
    const source = this.#source
    let allowed = 0
    for (let chain = 0; chain < source.chains; chain++) allowed += source.lengthOf(chain) + 8
    const width = 1 + this.#simplification
    allowed *= width
    for (let chain = 0; chain < source.chains; chain++) {
      // Rings that lie outside of the thin one they are holes of may be drawn or not.
      if (source.holes.data[chain] === 1 && source.isWithinThin(chain, width))
        allowed += Math.abs(source.twiceAreaOf(chain)) / 2
    }
    const found = this.#drawn.area()
    if (Math.abs(found - source.areaByRings()) <= allowed) return
    const expected = source.areaCovered()
    if (Math.abs(found - expected) <= allowed) return
    this.fault = `${unit(found)} square units are drawn, the source has ${unit(expected)}, allowed difference ${unit(allowed)}`
  }
}

function unit(value: number): string {
  return value.toFixed(1)
}
