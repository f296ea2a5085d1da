import { BOUNDS_UNITS, STEP_UNITS, type ZoomLimits } from './bounds.ts'
import type { DrawnShape } from './drawn-shape.ts'
import { NarrowPlaces } from './narrow.ts'
import { isThinPath, placeText } from './paths.ts'
import type { SourceShape } from './source-shape.ts'
import { LINE, POINT, POLYGON } from './sources.ts'

/**
 * The places of one chain of the source, its positions and steps along its long edges, that are not drawn, and why that may
 * be so. Keep one: its arrays are used again and again.
 */
export class MissedPlaces {
  /** Places looked at. */
  count = 0
  /** Of these not drawn, and not accounted for. */
  missed = 0
  /** On stretches too thin to be drawn. */
  thin = 0
  /** Within another part and within what is drawn. */
  covered = 0
  /** Greatest distance of the others to what is drawn. */
  maxErrorUnits = 0
  #source: SourceShape | undefined
  #drawn: DrawnShape | undefined
  #chain = 0
  #limit = 0
  #x = new Float64Array(256)
  #y = new Float64Array(256)
  #missed = new Uint8Array(256)

  /** Looks for the places of a chain that have nothing drawn within `limit` units. */
  find(source: SourceShape, chain: number, drawn: DrawnShape, limit: number): void {
    this.#source = source
    this.#drawn = drawn
    this.#chain = chain
    this.#limit = limit
    this.missed = 0
    this.thin = 0
    this.covered = 0
    this.#load()
    const { segments, extent } = drawn
    let worst = 0
    for (let i = 0; i < this.count; i++) {
      const found = segments.distance2(this.#x[i]!, this.#y[i]!, limit, extent)
      const isMissed = found === Number.POSITIVE_INFINITY
      this.#missed[i] = isMissed ? 1 : 0
      if (isMissed) this.missed++
      else if (found > worst) worst = found
    }
    this.maxErrorUnits = Math.sqrt(worst)
  }

  /** Takes from the missed places those that need not be drawn; those of points must all be. */
  account({ simplification, smallPartsMayVanish, shortEnds, shortWidth }: ZoomLimits): void {
    const source = this.#source!
    const { type, holes } = source
    if (type === POINT) return
    if (source.isLeftOut(this.#chain)) {
      this.#takeAll()
      return
    }
    if (type === LINE) {
      if (smallPartsMayVanish && source.isShortPart(this.#chain, shortEnds, shortWidth)) this.#takeAll()
      return
    }
    const width = BOUNDS_UNITS.thinWidth + simplification
    const isHole = holes.data[this.#chain] === 1
    const mayVanish = smallPartsMayVanish || isHole
    if ((isHole && source.isWithinThin(this.#chain, width)) || this.#isThin(width, mayVanish, false)) {
      this.#takeAll()
      return
    }
    this.#takeCovered()
    if (this.missed === 0) return
    const isVoid = () => this.missed === this.count && source.isVoid(this.#chain, width)
    if (this.#isThin(width, mayVanish, true) || isVoid()) this.#takeAll()
  }

  /** What is missed, for people. */
  sentence(): string {
    const { type, holes } = this.#source!
    let i = 0
    while (this.#missed[i] === 0) i++
    const kind = type === POLYGON ? (holes.data[this.#chain] === 1 ? 'hole' : 'ring') : 'part'
    const first = placeText(this.#x[i]!, this.#y[i]!, this.#drawn!.extent)
    return `${kind} ${this.#chain}: ${this.missed} of ${this.count} source points are not drawn within ${this.#limit} units, the first in ${first}`
  }

  #takeAll(): void {
    this.thin += this.missed
    this.missed = 0
  }

  /** Parts that lie within each other are drawn as one: of the border within nothing is left. */
  #takeCovered(): void {
    const source = this.#source!
    const { segments, extent } = this.#drawn!
    const part = source.part.data[this.#chain]!
    if (source.part.data[source.chains - 1] === 0) return
    for (let i = 0; i < this.count; i++) {
      if (this.#missed[i] === 0) continue
      const x = this.#x[i]!
      const y = this.#y[i]!
      if (!source.isInside(x, y, part) || !segments.isInsideOfTile(x, y, extent)) continue
      this.#missed[i] = 0
      this.missed--
      this.covered++
    }
  }

  /** Whether each run of missed places, with the place before and after it, is too thin to be drawn; or narrow, where asked. */
  #isThin(width: number, mayVanish: boolean, orNarrow: boolean): boolean {
    const { count } = this
    if (this.missed === count) {
      if (mayVanish && isThinPath(this.#x, this.#y, 0, count + 1, count, width)) return true
      return orNarrow && mayVanish && this.#isNarrow(0, count + 1, width)
    }
    // The ring starts where a place is drawn.
    let start = 0
    while (this.#missed[start] === 1) start++
    for (let i = 1; i <= count; ) {
      if (this.#missed[(start + i) % count] === 0) {
        i++
        continue
      }
      let end = i
      while (end < count && this.#missed[(start + end) % count] === 1) end++
      const length = end - i + 2
      if (
        !isThinPath(this.#x, this.#y, start + i - 1, length, count, width) &&
        !(orNarrow && this.#isNarrow(start + i - 1, length, width))
      )
        return false
      i = end + 1
    }
    return true
  }

  #isNarrow(from: number, length: number, width: number): boolean {
    const { segments, extent } = this.#drawn!
    const narrow = new NarrowPlaces(this.#source!, segments, extent, this.#limit, width)
    for (let i = 0; i + 1 < length; i++) {
      const a = (from + i) % this.count
      const b = (from + i + 1) % this.count
      if (!narrow.holdEdge(this.#chain, this.#x[a]!, this.#y[a]!, this.#x[b]!, this.#y[b]!)) return false
    }
    return true
  }

  /** The points of the chain, and places on its edges so that none are farther apart than STEP_UNITS. */
  #load(): void {
    const { segments, first, type } = this.#source!
    const { x, y, toward } = segments
    const from = first.data[this.#chain]!
    const to = first.data[this.#chain + 1]!
    let count = 0
    this.#roomFor(to - from)
    for (let i = from; i < to; i++) {
      const px = x[i]!
      const py = y[i]!
      this.#x[count] = px
      this.#y[count++] = py
      if (type === POINT) continue
      const dx = x[toward[i]!]! - px
      const dy = y[toward[i]!]! - py
      if (dx < STEP_UNITS && dx > -STEP_UNITS && dy < STEP_UNITS && dy > -STEP_UNITS) continue
      const steps = Math.ceil(Math.sqrt(dx * dx + dy * dy) / STEP_UNITS)
      this.#roomFor(count + steps + to - i)
      for (let s = 1; s < steps; s++) {
        this.#x[count] = px + (dx * s) / steps
        this.#y[count++] = py + (dy * s) / steps
      }
    }
    this.count = count
  }

  #roomFor(count: number): void {
    if (count <= this.#x.length) return
    const x = new Float64Array(2 * count)
    const y = new Float64Array(2 * count)
    x.set(this.#x)
    y.set(this.#y)
    this.#x = x
    this.#y = y
    this.#missed = new Uint8Array(2 * count)
  }
}
