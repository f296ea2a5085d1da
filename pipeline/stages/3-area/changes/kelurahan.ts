import { boundsOf } from '../../../geo/bounds.ts'
import type { Geos } from '../../../geo/geos.ts'
import { conservationOf, groundOf } from '../../../geo/overlay.ts'
import type { Area, Unit } from '../read.ts'
import { groundIn } from './cut.ts'
import { cutOne, groupBy, Near, type Outline, sharedOf, unionOf } from './outlines.ts'

/** The part of a zone in one kelurahan. */
export type Parts = ReadonlyMap<string | null, Area>

/**
 * Cuts zones by kelurahan, each zone once however many vintages it stands through. What lies in none is under null, such
 * as houses over the water; ground that two kelurahan claim is in both.
 */
export class KelurahanCutter {
  readonly #near: Near<{ code: string; geometry: Area; bounds: NonNullable<ReturnType<typeof boundsOf>> }>
  readonly #geos: Geos
  readonly #parts = new WeakMap<Outline, Parts>()
  readonly known: boolean

  constructor(units: readonly Unit[], geos: Geos) {
    const kelurahan = units.filter((unit) => unit.level === 'kelurahan')
    const outlines = [...groupBy(kelurahan, (unit) => unit.kelurahan_code)].flatMap(([code, its]) => {
      const geometry = unionOf(
        its.flatMap((unit) => groundOf(unit.geometry, geos).geometry ?? []),
        geos,
      )
      const bounds = boundsOf(geometry)
      return geometry === null || bounds === null ? [] : [{ code, geometry, bounds }]
    })
    this.#near = new Near(outlines)
    this.#geos = geos
    this.known = outlines.length > 0
  }

  partsOf(zone: Outline): Parts {
    const known = this.#parts.get(zone)
    if (known) return known
    const near = this.#near.places(zone.bounds).map((place) => this.#near.items[place]!)
    const parts = new Map<string | null, Area>()
    let outside: Area | null = zone.geometry
    for (const { code, geometry } of near) {
      const part = groundIn(sharedOf(zone.geometry, geometry, this.#geos))
      if (part === null) continue
      parts.set(code, part)
      if (outside === null || conservationOf(zone.geometry, [part]).conserved) outside = null
      else outside = groundIn(cutOne(outside, geometry, this.#geos).rest)
    }
    if (outside) parts.set(null, outside)
    this.#parts.set(zone, parts)
    return parts
  }
}
