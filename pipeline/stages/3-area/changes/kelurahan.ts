import type { City } from '../../../city.ts'
import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import { OverlayLevel } from '../../../geo/overlay-level.ts'
import { mergeSlivers } from '../../../geo/overlay-slivers.ts'
import { projectOf } from '../measure.ts'
import type { Area, Unit } from '../read.ts'
import { groupBy, type Outline, unionOf } from './outlines.ts'

/** The part of a zone in each kelurahan. */
export type Parts = ReadonlyMap<string | null, Area>

/**
 * Cuts zones by kelurahan as `overlay` and `zone_admin` do, each zone once however many vintages it stands through: ground
 * that two kelurahan claim belongs to the first of the list, slivers go to the neighbour, islands that are rows of their own
 * are one kelurahan, and what lies in none, such as
 * houses over the water, is under null.
 */
export class KelurahanCutter {
  readonly #level: OverlayLevel
  readonly #codes: string[]
  readonly #geos: Geos
  readonly #project: Project
  readonly #sliver_m: number
  readonly #parts = new WeakMap<Outline, Parts>()
  readonly known: boolean

  /** @param units in the order that decides claims, by code. */
  constructor(units: readonly Unit[], city: City, geos: Geos) {
    this.#sliver_m = city.area.sliver_m
    this.#project = projectOf(city)
    const kelurahan = groupBy(
      units.filter((unit) => unit.level === 'kelurahan'),
      (unit) => unit.kelurahan_code,
    )
    this.#codes = [...kelurahan.keys()]
    const outlines = [...kelurahan.values()].map((rows) => {
      const geometries = rows.map((unit) => unit.geometry)
      return unionOf(geometries, geos)!
    })
    this.#level = new OverlayLevel(outlines, geos)
    this.#geos = geos
    this.known = outlines.length > 0
  }

  partsOf(zone: Outline): Parts {
    const known = this.#parts.get(zone)
    if (known) return known
    const { pieces, outside } = this.#level.cut(zone.geometry)
    const cut: { code: string | null; geometry: Area | null }[] = pieces.map(({ unit, geometry }) => ({
      code: this.#codes[unit]!,
      geometry,
    }))
    if (outside) cut.push({ code: null, geometry: outside })
    const geometries = cut.map(({ geometry }) => geometry!)
    const merged = mergeSlivers(geometries, this.#sliver_m, this.#geos, this.#project).pieces
    const grouped = groupBy(
      merged.flatMap((geometry, i) => (geometry === null ? [] : [{ code: cut[i]!.code, geometry }])),
      ({ code }) => JSON.stringify(code),
    )
    const parts = new Map(
      [...grouped.values()].map((its) => {
        const geometry = unionOf(
          its.map((part) => part.geometry),
          this.#geos,
        )
        return [its[0]!.code, geometry!]
      }),
    )
    this.#parts.set(zone, parts)
    return parts
  }

  /** Gives the memory of GEOS back; no zone can be cut afterwards. */
  release(): void {
    this.#level.release()
  }
}
