import { twiceRingArea } from './flat-rings.ts'
import type { FlatTileLayer } from './flat-tile.ts'

/**
 * Why the rings `from .. to` are no valid polygons (each ring open, ring r the points `ringStart[r] .. ringStart[r + 1]` of
 * `xy`, in whole tile units; `holes[r]` 1 for a hole of the exterior ring before it), or undefined when they are valid.
 */
export type InvalidReason = (
  xy: Int32Array,
  ringStart: Int32Array,
  holes: Uint8Array,
  from: number,
  to: number,
) => string | undefined

/** Winding, area and validity of the polygons of tiles (MVT 2.1, section 4.3.4.4). */
export class RingCheck {
  readonly #invalidReason: InvalidReason | undefined
  #holes = new Uint8Array(64)

  constructor(invalidReason: InvalidReason | undefined) {
    this.#invalidReason = invalidReason
  }

  /** Hands each fault of a polygon to `tell`; true when there is none. */
  isSound(
    layer: FlatTileLayer,
    feature: number,
    tell: (code: 'ring' | 'invalid', detail: string) => void,
    tile: string,
  ): boolean {
    const from = layer.chainStart[feature]!
    const to = layer.chainStart[feature + 1]!
    if (this.#holes.length < to) this.#holes = new Uint8Array(2 * to)
    let sound = true
    for (let c = from; c < to; c++) {
      const twice = twiceRingArea(layer.xy, layer.pointStart[c]!, layer.pointStart[c + 1]!)
      this.#holes[c] = twice < 0 ? 1 : 0
      if (twice !== 0 && (c > from || twice > 0)) continue
      sound = false
      if (twice === 0) tell('ring', `ring ${c - from} in tile ${tile} has no area`)
      else tell('ring', `the first ring in tile ${tile} is wound as a hole`)
    }
    if (!sound || this.#invalidReason === undefined) return sound
    const reason = this.#invalidReason(layer.xy, layer.pointStart, this.#holes, from, to)
    if (reason === undefined) return true
    tell('invalid', `the polygon in tile ${tile} is not valid: ${reason}`)
    return false
  }
}
