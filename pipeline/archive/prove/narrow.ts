import type { Segments } from './segments.ts'
import type { SourceShape } from './source-shape.ts'

/** A stretch of the source that is not drawn is looked at in steps of this. */
const STEP_UNITS = 0.5
/** Nearer borders are one: which of them is on which side is lost in the digits. */
const TOUCHING_UNITS = 1e-3

/** Where a polygon, or the water between two of its parts, is so narrow that the borders on both sides fall together when drawn. */
export class NarrowPlaces {
  readonly #shape: SourceShape
  readonly #drawn: Segments
  /** By chain: 1 where the inside lies on the side of a positive cross product, -1 on the other. */
  readonly #turn: Int8Array
  readonly #extent: number
  readonly #limit: number
  readonly #width: number

  /**
   * @param limit units within which a place counts as drawn
   * @param width units from one border to the other, at most
   */
  constructor(shape: SourceShape, drawn: Segments, extent: number, limit: number, width: number) {
    this.#shape = shape
    this.#drawn = drawn
    this.#extent = extent
    this.#limit = limit
    this.#width = width
    this.#turn = new Int8Array(shape.chains)
    for (let c = 0; c < shape.chains; c++) {
      this.#turn[c] = shape.twiceAreaOf(c) > 0 !== (shape.holes.data[c] === 1) ? 1 : -1
    }
  }

  /**
   * Whether all that is not drawn of an edge of a chain, in small steps from its one end to the other, is narrow, or within
   * another part and within what is drawn.
   */
  holdEdge(chain: number, ax: number, ay: number, bx: number, by: number): boolean {
    const dx = bx - ax
    const dy = by - ay
    const steps = Math.max(1, Math.ceil(Math.sqrt(dx * dx + dy * dy) / STEP_UNITS))
    const turn = this.#turn[chain]!
    const part = this.#shape.part.data[chain]!
    for (let s = 0; s <= steps; s++) {
      const px = ax + (dx * s) / steps
      const py = ay + (dy * s) / steps
      if (this.#drawn.distance2(px, py, this.#limit, this.#extent) !== Number.POSITIVE_INFINITY) continue
      const isDrawn = this.#drawn.isInsideOfTile(px, py, this.#extent)
      if (isDrawn && this.#shape.isInside(px, py, part)) continue
      if (!this.#isNarrow(px, py, dx * turn, dy * turn, isDrawn)) return false
    }
    return true
  }

  /**
   * Another border runs the other way nearby. Where the two enclose the polygon nothing may be drawn here, where they enclose
   * what is outside of it the polygon must be.
   */
  #isNarrow(px: number, py: number, dx: number, dy: number, isDrawn: boolean): boolean {
    const { x, y, toward } = this.#shape.segments
    const first = this.#shape.first.data
    const width = this.#width
    for (let c = 0; c < this.#shape.chains; c++) {
      const turn = this.#turn[c]!
      for (let i = first[c]!; i < first[c + 1]!; i++) {
        const j = toward[i]!
        if (x[i]! < px - width && x[j]! < px - width) continue
        if (x[i]! > px + width && x[j]! > px + width) continue
        if (y[i]! < py - width && y[j]! < py - width) continue
        if (y[i]! > py + width && y[j]! > py + width) continue
        const ex = x[j]! - x[i]!
        const ey = y[j]! - y[i]!
        if ((ex * dx + ey * dy) * turn >= 0) continue
        const share = ((px - x[i]!) * ex + (py - y[i]!) * ey) / (ex * ex + ey * ey)
        const t = Math.min(Math.max(share, 0), 1)
        const vx = x[i]! + t * ex - px
        const vy = y[i]! + t * ey - py
        const apart2 = vx * vx + vy * vy
        if (apart2 > width * width) continue
        if (apart2 < TOUCHING_UNITS ** 2) return true
        if (this.#shape.isInside(px + vx / 2, py + vy / 2, -1) !== isDrawn) return true
      }
    }
    return false
  }
}
