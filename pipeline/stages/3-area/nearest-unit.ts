import type { Project } from '../../geo/area.ts'
import { type Bounds, boundsOf } from '../../geo/bounds.ts'
import { type Geos, GeosError } from '../../geo/geos.ts'
import { movePolygonal } from '../../geo/narrow-gaps.ts'
import type { Area, Unit } from './read.ts'

interface Planar {
  unit: Unit
  geometry: Area
  bounds: Bounds
}

/** Finds the unit nearest to a polygon, border to border, in metres of a projected plane. */
export class NearestUnit {
  readonly #units: readonly Unit[]
  readonly #geos: Geos
  readonly #project: Project
  #planar: Planar[] | null = null

  constructor(units: readonly Unit[], geos: Geos, project: Project) {
    this.#units = units
    this.#geos = geos
    this.#project = project
  }

  /** The nearest unit and those at most `tie_m` further, in the order given; none where there are no units. */
  of(polygon: Area, tie_m: number): Unit[] {
    const here = movePolygonal(polygon, this.#project)
    const box = boundsOf(here)
    if (box === null) return []
    this.#planar ??= this.#units.flatMap((unit) => {
      const geometry = movePolygonal(unit.geometry, this.#project)
      const bounds = boundsOf(geometry)
      return bounds === null ? [] : [{ unit, geometry, bounds }]
    })
    const byBox = this.#planar
      .map((planar) => ({ ...planar, box_m: gapM(planar.bounds, box) }))
      .sort((a, b) => a.box_m - b.box_m)
    const found: { unit: Unit; distance_m: number }[] = []
    let least_m = Number.POSITIVE_INFINITY
    for (const { unit, geometry, box_m } of byBox) {
      if (box_m > least_m + tie_m) break
      const distance_m = this.#distance(here, geometry)
      found.push({ unit, distance_m })
      least_m = Math.min(least_m, distance_m)
    }
    const near = new Set(found.filter((one) => one.distance_m <= least_m + tie_m).map(({ unit }) => unit))
    return this.#units.filter((unit) => near.has(unit))
  }

  #distance(a: Area, b: Area): number {
    try {
      return this.#geos.distance(a, b)
    } catch (error) {
      if (error instanceof GeosError) return Number.POSITIVE_INFINITY
      throw error
    }
  }
}

/** How far two boxes lie apart; never more than what they hold. */
function gapM(a: Bounds, b: Bounds): number {
  return Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]))
}
