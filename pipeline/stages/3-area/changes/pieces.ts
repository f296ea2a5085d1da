import type { City } from '../../../city.ts'
import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import { encodeWkb } from '../../../geo/wkb.ts'
import type { Row } from '../../../store/index.ts'
import { projectOf } from '../measure.ts'
import type { Area } from '../read.ts'
import { type Cut, GroundIndex, groundIn, withoutSlivers } from './cut.ts'
import type { Lineage } from './matches.ts'
import { cutOne, hectares, Near, type Outline, sharedOf, unionOf } from './outlines.ts'
import type { Slivers } from './totals.ts'
import { joined, type UnitIds } from './unit-ids.ts'
import type { Pair } from './vintages.ts'

/** In this order under one code. */
export const CHANGES = ['kept', 'left', 'added'] as const

/** Makes the rows of `zone_changes` of one pair of vintages, the ground of each zone of a unit. */
export class Pieces {
  readonly rows: Row[] = []
  readonly #pair: Pair
  readonly #columns: Row
  readonly #ids: UnitIds
  readonly #geos: Geos
  readonly #project: Project
  readonly #sliver_m: number

  constructor(pair: Pair, columns: Row, ids: UnitIds, city: City, geos: Geos) {
    this.#pair = pair
    this.#columns = columns
    this.#ids = ids
    this.#geos = geos
    this.#project = projectOf(city)
    this.#sliver_m = city.area.sliver_m
  }

  /**
   * Kept ground by the zone that holds it now and the one that held it, added ground by the zone that holds it, ground that left by
   * the zone that held it; slivers are told.
   */
  add({ from, to }: Lineage, { before, after, kept, left, added }: Cut): Slivers {
    const slivers: Slivers = { left_ha: 0, added_ha: 0 }
    const geos = this.#geos
    const links = this.#pair.matching.links
    const without = (zone: Outline, ground: Area | null): Area | null =>
      ground === null ? zone.geometry : groundIn(cutOne(zone.geometry, ground, geos).rest)
    for (const place of to) {
      const zone = this.#pair.to.zones[place]!
      const was = from.length <= 1 ? from : links.flatMap((link) => (link.to === place ? [link.from] : []))
      const origin = joined((was.length > 0 ? was : from).map((one) => this.#ids.earlier(one)))
      const [keptHere, addedHere] =
        to.length === 1
          ? [kept, added]
          : [before && groundIn(sharedOf(zone.geometry, before, geos)), without(zone, before)]
      for (const [was, ground] of this.#byOrigin(from, keptHere))
        this.#piece(zone.zone_id, 'kept', was, zone.zone_id, ground)
      slivers.added_ha += this.#piece(zone.zone_id, 'added', origin, zone.zone_id, addedHere)
    }
    for (const place of from) {
      const zone_id = this.#ids.earlier(place)
      const is = to.length <= 1 ? to : links.flatMap((link) => (link.from === place ? [link.to] : []))
      const heir = joined((is.length > 0 ? is : to).map((one) => this.#ids.later(one)))
      const gone = from.length === 1 ? left : without(this.#pair.from.standing[place]!, after)
      slivers.left_ha += this.#piece(zone_id, 'left', zone_id, heir, gone)
    }
    return slivers
  }

  /**
   * Kept ground by the id of the earlier zone it was. What two of them held is that of the first by id, and what is too thin to
   * be ground of one goes to the largest part: the parts are the whole.
   */
  #byOrigin(from: readonly number[], kept: Area | null): [from: string, ground: Area | null][] {
    const earlier = from
      .map((place) => ({ id: this.#ids.earlier(place), zone: this.#pair.from.standing[place]! }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const whole = joined(earlier.map(({ id }) => id))
    if (earlier.length <= 1 || kept === null) return [[whole, kept]]
    const geos = this.#geos
    const near = new Near(earlier.map(({ zone }) => zone))
    const index = new GroundIndex(kept)
    const parts = new Map<number, Area>()
    for (const [place, { zone }] of earlier.entries()) {
      // Of ground as large as all of them, each zone's own is found and cut, not the ground by each zone.
      let ground = index.shared(zone.geometry, geos)
      for (const before of near.places(zone.bounds)) {
        if (ground === null || before >= place) break
        if (parts.has(before)) ground = lessOf(ground, near.items[before]!.geometry, geos)
      }
      if (withoutSlivers(ground, this.#sliver_m, geos, this.#project).ground !== null)
        parts.set(place, ground!)
    }
    const grounds = [...parts.values()]
    const largest = [...parts]
      .map(([place, ground]) => ({ place, area_ha: hectares(ground, this.#project) }))
      .sort((a, b) => b.area_ha - a.area_ha)[0]
    const held = unionOf(grounds, geos)
    if (largest === undefined || held === null) return [[whole, kept]]
    const { rest, engine } = cutOne(kept, held, geos)
    const thin = groundIn(rest)
    const all = thin && unionOf([parts.get(largest.place)!, thin], geos)
    // What cannot be cut stays whole, under the ids of all.
    if (engine === 'none' || (thin !== null && all === null)) return [[whole, kept]]
    if (all !== null) parts.set(largest.place, all)
    return [...parts].map(([place, ground]) => [earlier[place]!.id, ground])
  }

  #piece(
    zone_id: string,
    change: (typeof CHANGES)[number],
    from: string,
    to: string,
    piece: Area | null,
  ): number {
    // Kept ground has no slivers: its border is the zone's.
    const sliver_m = change === 'kept' ? 0 : this.#sliver_m
    const { ground, slivers_ha } = withoutSlivers(piece, sliver_m, this.#geos, this.#project)
    if (ground === null) return slivers_ha
    this.rows.push({
      ...this.#columns,
      zone_id,
      change,
      from_zone_id: from === '' ? null : from,
      to_zone_id: to === '' ? null : to,
      area_ha_utm: hectares(ground, this.#project),
      geometry: encodeWkb(ground),
    })
    return slivers_ha
  }
}

/** What of some ground another does not hold; none where no engine can tell, so that no ground is told twice. */
function lessOf(ground: Area, other: Area, geos: Geos): Area | null {
  const { rest, engine } = cutOne(ground, other, geos)
  return engine === 'none' ? null : groundIn(rest)
}
