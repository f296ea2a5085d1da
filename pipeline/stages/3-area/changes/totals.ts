import type { City } from '../../../city.ts'
import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import type { Row } from '../../../store/index.ts'
import { type OverlayCheck, overlayCheck } from '../checks.ts'
import { projectOf, SLIVER_HA } from '../measure.ts'
import type { Area } from '../read.ts'
import { type Cut, GroundIndex, withoutSlivers } from './cut.ts'
import { hectares } from './outlines.ts'
import type { Pair } from './vintages.ts'

/** Hectares of a change that come of borders drawn twice. */
export interface Slivers {
  left_ha: number
  added_ha: number
}

/** One unit of account of a pair of vintages. */
export interface Counted {
  level: 'zone' | 'kelurahan' | 'city'
  /** Null for what lies in no kelurahan. */
  unit_id: string | null
  zones_before: number
  zones_after: number
  cut: Cut
  /** Those of the pieces that are drawn, where pieces are drawn of it. */
  slivers?: Slivers
  /** Ground of zones that the later vintage does not speak of. */
  notVerified?: Area | null
}

/** Makes the rows of `change_totals` of one pair of vintages, and the checks of their cuts. */
export class Totals {
  readonly rows: Row[] = []
  readonly checks: OverlayCheck[] = []
  readonly #pair: Pair
  readonly #columns: Row
  readonly #geos: Geos
  readonly #project: Project
  readonly #sliver_m: number
  /** Ground that no zone holds any more, and ground that none held before. */
  readonly #gone: GroundIndex
  readonly #fresh: GroundIndex

  constructor(pair: Pair, columns: Row, citywide: Cut, city: City, geos: Geos) {
    this.#pair = pair
    this.#columns = columns
    this.#geos = geos
    this.#project = projectOf(city)
    this.#sliver_m = city.area.sliver_m
    this.#gone = new GroundIndex(citywide.left)
    this.#fresh = new GroundIndex(citywide.added)
  }

  add(counted: Counted): void {
    const { level, unit_id, zones_before, zones_after, cut } = counted
    const project = this.#project
    const checks = this.#checksOf(counted)
    const slivers = counted.slivers ?? this.#sliversOf(cut)
    const area_ha_before = hectares(cut.before, project)
    const area_ha_after = hectares(cut.after, project)
    this.rows.push({
      ...this.#columns,
      partial: this.#pair.to.partial,
      level,
      unit_id,
      zones_before,
      zones_after,
      area_ha_before,
      area_ha_kept: hectares(cut.kept, project),
      area_ha_left: hectares(cut.left, project),
      area_ha_added: hectares(cut.added, project),
      area_ha_after,
      change_pct: area_ha_before === 0 ? null : (100 * (area_ha_after - area_ha_before)) / area_ha_before,
      area_ha_not_verified: hectares(counted.notVerified ?? null, project),
      area_ha_left_to_other_zones: level === 'zone' ? this.#elsewhere(cut.left, this.#gone) : 0,
      area_ha_added_from_other_zones: level === 'zone' ? this.#elsewhere(cut.added, this.#fresh) : 0,
      slivers_ha_left: slivers.left_ha,
      slivers_ha_added: slivers.added_ha,
      conserved: checks.every((check) => check.conserved),
    })
    this.checks.push(...checks)
  }

  #sliversOf({ left, added }: Cut): Slivers {
    const of = (piece: Area | null): number =>
      withoutSlivers(piece, this.#sliver_m, this.#geos, this.#project).slivers_ha
    return { left_ha: of(left), added_ha: of(added) }
  }

  /** Hectares of what left a zone, or was added to it, that another zone holds, or held. */
  #elsewhere(piece: Area | null, outside: GroundIndex): number {
    if (piece === null) return 0
    const nowhere = outside.shared(piece, this.#geos)
    const area_ha = hectares(piece, this.#project) - hectares(nowhere, this.#project)
    // Two measures of one ground differ by the bend of its sides.
    return area_ha > SLIVER_HA ? area_ha : 0
  }

  /** Both sides of a cut, each by the decree whose ground it is. */
  #checksOf({ level, unit_id, cut }: Counted): OverlayCheck[] {
    const { from, to } = this.#pair
    const overlay = `change ${from.decree_number} -> ${to.decree_number}, ${level}`
    const sides = [
      [from, cut.before, cut.left, cut.engine_before] as const,
      [to, cut.after, cut.added, cut.engine_after] as const,
    ]
    return sides.flatMap(([{ decree_number }, whole, rest, engine]) => {
      if (whole === null) return []
      const parts = [cut.kept, rest]
      return [
        overlayCheck({ overlay, decree_number, unit_id: unit_id ?? '', whole, parts, engine }, this.#project),
      ]
    })
  }
}
