import Flatbush from 'flatbush'
import { BorderIndex } from './border-index.ts'
import { boundsOf } from './bounds.ts'
import type { Geos } from './geos.ts'
import type { Polygonal } from './rings.ts'

/** Shares of one footprint that differ by less are equal, and ground beyond the whole by more is covered twice. */
const SHARE_TOLERANCE = 1e-9

export interface AreaShare {
  /** The polygon with the largest share; of equal ones the lowest index; -1 where more of the footprint is in none. */
  polygon: number
  /** Whether another has an equal share, or polygons overlap on the footprint. */
  ambiguous: boolean
}

/**
 * Which of many polygons holds the largest share of a footprint. The ground of the footprint that lies in none of them
 * competes as well: what touches a polygon with a corner is not in it. Areas are compared in the plane of the coordinates
 * (degrees: over the size of a building their scale is one), so shares are right to about 1e-9.
 */
export class AreaShareLocator {
  readonly #polygons: readonly Polygonal[]
  readonly #geos: Geos
  readonly #tree: Flatbush | null
  readonly #borders: (BorderIndex | undefined)[]

  /** @param polygons valid, none of them empty, in the order in which equal shares are decided */
  constructor(polygons: readonly Polygonal[], geos: Geos) {
    this.#polygons = polygons
    this.#geos = geos
    this.#borders = polygons.map(() => undefined)
    this.#tree = polygons.length > 0 ? new Flatbush(polygons.length) : null
    for (const polygon of polygons) this.#tree!.add(...(boundsOf(polygon) ?? [0, 0, 0, 0]))
    this.#tree?.finish()
  }

  /**
   * Null where no border meets the box of the footprint: then any point of it tells where it is. GEOS cuts only with the
   * polygons whose border does.
   * @throws GeosError when GEOS can neither cut the footprint as it is nor as it repairs it
   */
  locate(footprint: Polygonal): AreaShare | null {
    const box = boundsOf(footprint)
    if (box === null || this.#tree === null) return null
    const near = this.#tree.search(...box).sort((a, b) => a - b)
    const places = near.map((polygon) => this.#border(polygon).placeOf(box))
    if (!places.includes('border')) return null
    const whole = this.#geos.areaPlanar(footprint)
    if (!(whole > 0)) return null
    const shares = near.map((polygon, i) => {
      if (places[i] !== 'border') return places[i] === 'inside' ? 1 : 0
      const common = this.#geos.intersection(footprint, this.#polygons[polygon]!)
      return common === null ? 0 : this.#geos.areaPlanar(common) / whole
    })
    const sum = shares.reduce((total, share) => total + share, 0)
    const largest = Math.max(...shares)
    if (1 - sum > largest + SHARE_TOLERANCE || largest <= SHARE_TOLERANCE)
      return { polygon: -1, ambiguous: false }
    const equal = near.filter((_, i) => shares[i]! >= largest - SHARE_TOLERANCE)
    return { polygon: equal[0]!, ambiguous: equal.length > 1 || sum > 1 + SHARE_TOLERANCE }
  }

  #border(polygon: number): BorderIndex {
    this.#borders[polygon] ??= new BorderIndex(this.#polygons[polygon]!)
    return this.#borders[polygon]
  }
}
