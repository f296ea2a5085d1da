import type { City } from '../../../city.ts'
import type { Project } from '../../../geo/area.ts'
import { boundsOf } from '../../../geo/bounds.ts'
import type { Geos } from '../../../geo/geos.ts'
import { areaInPlane, conservationOf, groundOf } from '../../../geo/overlay.ts'
import { projectOf } from '../measure.ts'
import type { Area, Unit } from '../read.ts'
import { groundIn, withoutSlivers } from './cut.ts'
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
  readonly #project: Project
  readonly #sliver_m: number
  readonly #parts = new WeakMap<Outline, Parts>()
  readonly known: boolean

  constructor(units: readonly Unit[], city: City, geos: Geos) {
    this.#sliver_m = city.area.sliver_m
    this.#project = projectOf(city)
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
    const cut: { code: string | null; part: Area }[] = []
    let outside: Area | null = zone.geometry
    for (const { code, geometry } of near) {
      const part = groundIn(sharedOf(zone.geometry, geometry, this.#geos))
      if (part === null) continue
      cut.push({ code, part })
      if (outside === null || conservationOf(zone.geometry, [part]).conserved) outside = null
      else outside = groundIn(cutOne(outside, geometry, this.#geos).rest)
    }
    if (outside) cut.push({ code: null, part: outside })
    const parts = this.#merged(cut)
    this.#parts.set(zone, parts)
    return parts
  }

  /** Slivers along a border of kelurahan that the zone was drawn along go to the zone's largest part. */
  #merged(cut: readonly { code: string | null; part: Area }[]): Map<string | null, Area> {
    const parts = new Map(cut.map(({ code, part }) => [code, part]))
    if (cut.length === 1) return parts
    const largest = cut.reduce((a, b) => (areaInPlane(b.part) > areaInPlane(a.part) ? b : a))
    for (const { code, part } of cut) {
      if (code === largest.code) continue
      if (withoutSlivers(part, this.#sliver_m, this.#project).ground !== null) continue
      parts.delete(code)
      parts.set(largest.code, unionOf([parts.get(largest.code)!, part], this.#geos)!)
    }
    return parts
  }
}
