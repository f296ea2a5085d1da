import type { City } from '../../../city.ts'
import type { Project } from '../../../geo/area.ts'
import type { Geos } from '../../../geo/geos.ts'
import { encodeWkb } from '../../../geo/wkb.ts'
import type { Row } from '../../../store/index.ts'
import { type OverlayCheck, overlayCheck } from '../checks.ts'
import { projectOf, SLIVER_HA } from '../measure.ts'
import type { Area } from '../read.ts'
import { type Cut, cutChange, GroundIndex, groundIn, withoutSlivers } from './cut.ts'
import type { KelurahanCutter } from './kelurahan.ts'
import type { Lineage } from './matches.ts'
import { cutOne, hectares, type Outline, sharedOf, unionOf } from './outlines.ts'
import type { Pair } from './vintages.ts'

/** What is said of one pair of vintages, rows of `zone_changes`, `zone_matches`, `change_totals` and `overlay_checks`. */
export interface Comparison {
  changes: Row[]
  matches: Row[]
  totals: Row[]
  checks: OverlayCheck[]
}

/** Compares two vintages at the three levels. Never throws for what is wrong with the outlines. */
export function comparePair(pair: Pair, kelurahan: KelurahanCutter, city: City, geos: Geos): Comparison {
  return new PairComparison(pair, city, geos).made(kelurahan)
}

interface Slivers {
  left_ha: number
  added_ha: number
}

/** Ids in one cell. */
const SEPARATOR = '; '

class PairComparison {
  readonly #pair: Pair
  readonly #city: City
  readonly #geos: Geos
  readonly #project: Project
  /** Columns every row begins with. */
  readonly #columns: Row
  /** All that stands on either side: zones a verification does not speak of stand on both. */
  readonly #citywide: Cut
  /** Ground that no zone holds any more, and ground that none held before. */
  readonly #gone: GroundIndex
  readonly #fresh: GroundIndex
  readonly #result: Comparison = { changes: [], matches: [], totals: [], checks: [] }

  constructor(pair: Pair, city: City, geos: Geos) {
    this.#pair = pair
    this.#city = city
    this.#geos = geos
    this.#project = projectOf(city)
    const { from, to, consecutive, earlier, unspoken } = pair
    this.#columns = {
      from_decree: from.decree_number,
      to_decree: to.decree_number,
      from_vintage: from.vintage,
      to_vintage: to.vintage,
      consecutive,
    }
    this.#citywide = this.#cut([...earlier, ...unspoken], [...to.zones, ...unspoken])
    this.#gone = new GroundIndex(this.#citywide.left)
    this.#fresh = new GroundIndex(this.#citywide.added)
  }

  made(kelurahan: KelurahanCutter): Comparison {
    const { lineages } = this.#pair.matching
    const units = this.#unitIds(lineages)
    const inOrder = lineages.map((lineage, place) => ({ lineage, unit_id: units[place]! }))
    inOrder.sort((a, b) => order(a.unit_id, b.unit_id))
    for (const { lineage, unit_id } of inOrder) this.#zone(lineage, unit_id)
    this.#matches(lineages, units)
    if (kelurahan.known) this.#kelurahan(kelurahan)
    this.#city_()
    const { changes, matches } = this.#result
    changes.sort(
      (a, b) => order(a.zone_id, b.zone_id) || CHANGES.indexOf(a.change!) - CHANGES.indexOf(b.change!),
    )
    matches.sort((a, b) => order(a.from_zone_id, b.from_zone_id) || order(a.to_zone_id, b.to_zone_id))
    return this.#result
  }

  #earlier(places: readonly number[]): Outline[] {
    return places.map((place) => this.#pair.earlier[place]!)
  }

  #later(places: readonly number[]): Outline[] {
    return places.map((place) => this.#pair.to.zones[place]!)
  }

  /** The codes a lineage has now, else those it had; a code that another zone bears now is told from it by its decree. */
  #unitIds(lineages: readonly Lineage[]): string[] {
    const now = new Set(this.#pair.to.zones.map((zone) => zone.zone_id))
    return lineages.map(({ from, to }) => {
      if (to.length > 0) return idsOf(this.#later(to))
      const { zone_id } = this.#pair.earlier[from[0]!]!
      return now.has(zone_id) ? `${zone_id} (${this.#pair.from.decree_number})` : zone_id
    })
  }

  #zone(lineage: Lineage, unit_id: string): void {
    const [from, to] = [this.#earlier(lineage.from), this.#later(lineage.to)]
    const cut = this.#cut(from, to)
    this.#total('zone', unit_id, from.length, to.length, cut, this.#pieces(lineage, cut))
  }

  /** Kept and added ground by the zone that holds it now, ground that left by the zone that held it; slivers are told. */
  #pieces({ from, to }: Lineage, { before, after, kept, left, added }: Cut): Slivers {
    const slivers: Slivers = { left_ha: 0, added_ha: 0 }
    const geos = this.#geos
    const links = this.#pair.matching.links
    const without = (zone: Outline, ground: Area | null): Area | null =>
      ground === null ? zone.geometry : groundIn(cutOne(zone.geometry, ground, geos).rest)
    for (const place of to) {
      const zone = this.#pair.to.zones[place]!
      const was = from.length <= 1 ? from : links.flatMap((link) => (link.to === place ? [link.from] : []))
      const origin = idsOf(this.#earlier(was.length > 0 ? was : from))
      const [keptHere, addedHere] =
        to.length === 1
          ? [kept, added]
          : [before && groundIn(sharedOf(zone.geometry, before, geos)), without(zone, before)]
      this.#piece(zone.zone_id, 'kept', origin, zone.zone_id, keptHere)
      slivers.added_ha += this.#piece(zone.zone_id, 'added', origin, zone.zone_id, addedHere)
    }
    for (const place of from) {
      const zone = this.#pair.earlier[place]!
      const is = to.length <= 1 ? to : links.flatMap((link) => (link.from === place ? [link.to] : []))
      const heir = idsOf(this.#later(is.length > 0 ? is : to))
      const gone = from.length === 1 ? left : without(zone, after)
      slivers.left_ha += this.#piece(zone.zone_id, 'left', zone.zone_id, heir, gone)
    }
    return slivers
  }

  #piece(zone_id: string, change: string, from: string, to: string, piece: Area | null): number {
    // Kept ground has no slivers: its border is the zone's.
    const sliver_m = change === 'kept' ? 0 : this.#city.area.sliver_m
    const { ground, slivers_ha } = withoutSlivers(piece, sliver_m, this.#project)
    if (ground === null) return slivers_ha
    this.#result.changes.push({
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

  #matches(lineages: readonly Lineage[], units: readonly string[]): void {
    const { matches } = this.#pair.matching
    const unitOf = { from: new Map<number, string>(), to: new Map<number, string>() }
    lineages.forEach(({ from, to }, place) => {
      for (const zone of from) unitOf.from.set(zone, units[place]!)
      for (const zone of to) unitOf.to.set(zone, units[place]!)
    })
    for (const match of matches) {
      const { from, to } = match
      const unitBefore = from === null ? null : unitOf.from.get(from)!
      const unitNow = to === null ? null : unitOf.to.get(to)!
      this.#result.matches.push({
        ...this.#columns,
        from_zone_id: from === null ? null : this.#pair.earlier[from]!.zone_id,
        to_zone_id: to === null ? null : this.#pair.to.zones[to]!.zone_id,
        relation: match.relation,
        matched_by: match.matched_by,
        key: match.key,
        unit_id:
          unitBefore === null || unitNow === null || unitBefore === unitNow ? (unitBefore ?? unitNow) : null,
        shared_ha_utm: match.shared_ha,
        share_of_from_pct: 100 * match.share_of_from,
        share_of_to_pct: 100 * match.share_of_to,
      })
    }
  }

  #kelurahan(kelurahan: KelurahanCutter): void {
    const { earlier, to, unspoken } = this.#pair
    const [before, after, still] = [earlier, to.zones, unspoken].map((zones) =>
      partsByKelurahan(zones, kelurahan),
    )
    const codes = [...new Set([...before!.keys(), ...after!.keys(), ...still!.keys()])]
    for (const code of codes.sort(order)) {
      const [was, is, stands] = [before!, after!, still!].map((parts) => parts.get(code) ?? [])
      const [old, now] = [was!, is!].map((parts) => unionOf([...parts, ...stands!], this.#geos))
      const cut = cutChange(old!, now!, UNREPAIRED, this.#geos)
      const counts = [was!.length + stands!.length, is!.length + stands!.length] as const
      this.#total('kelurahan', code, ...counts, cut, this.#slivers(cut), unionOf(stands!, this.#geos))
    }
  }

  #city_(): void {
    const { earlier, to, unspoken } = this.#pair
    const counts = [earlier.length + unspoken.length, to.zones.length + unspoken.length] as const
    const stands = unionOf(
      unspoken.map((zone) => zone.geometry),
      this.#geos,
    )
    const cut = this.#citywide
    this.#total('city', this.#city.code, ...counts, cut, this.#slivers(cut), stands)
  }

  #cut(from: readonly Outline[], to: readonly Outline[]): Cut {
    const ground = (zones: readonly Outline[]): Area | null =>
      unionOf(
        zones.map((zone) => zone.geometry),
        this.#geos,
      )
    const repaired = { before: from.some((zone) => zone.repaired), after: to.some((zone) => zone.repaired) }
    return cutChange(ground(from), ground(to), repaired, this.#geos)
  }

  #total(
    level: 'zone' | 'kelurahan' | 'city',
    unit_id: string | null,
    zones_before: number,
    zones_after: number,
    cut: Cut,
    slivers: Slivers,
    notVerified: Area | null = null,
  ): void {
    const project = this.#project
    const checks = this.#checks(level, unit_id, cut)
    const area_ha_before = hectares(cut.before, project)
    const area_ha_after = hectares(cut.after, project)
    this.#result.totals.push({
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
      area_ha_not_verified: hectares(notVerified, project),
      area_ha_left_to_other_zones: this.#elsewhere(level, cut.left, this.#gone),
      area_ha_added_from_other_zones: this.#elsewhere(level, cut.added, this.#fresh),
      slivers_ha_left: slivers.left_ha,
      slivers_ha_added: slivers.added_ha,
      conserved: checks.every((check) => check.conserved),
    })
    this.#result.checks.push(...checks)
  }

  #slivers({ left, added }: Cut): Slivers {
    const of = (piece: Area | null): number =>
      withoutSlivers(piece, this.#city.area.sliver_m, this.#project).slivers_ha
    return { left_ha: of(left), added_ha: of(added) }
  }

  /** Hectares of what left a unit, or was added to it, that another zone holds, or held. */
  #elsewhere(level: string, piece: Area | null, outside: GroundIndex): number {
    if (piece === null || level !== 'zone') return 0
    const nowhere = outside.shared(piece, this.#geos)
    const area_ha = hectares(piece, this.#project) - hectares(nowhere, this.#project)
    // Two measures of one ground differ by the bend of its sides.
    return area_ha > SLIVER_HA ? area_ha : 0
  }

  /** Both sides of a cut, each by the decree whose ground it is. */
  #checks(level: string, unit_id: string | null, cut: Cut): OverlayCheck[] {
    const { from, to } = this.#pair
    const overlay = `change ${from.decree_number} -> ${to.decree_number}, ${level}`
    const sides = [
      [from, cut.before, cut.left, cut.engine_before] as const,
      [to, cut.after, cut.added, cut.engine_after] as const,
    ]
    return sides.flatMap(([{ decree_number }, whole, rest, engine]) => {
      if (whole === null) return []
      const judged = {
        overlay,
        decree_number,
        unit_id: unit_id ?? '',
        whole,
        parts: [cut.kept, rest],
        engine,
      }
      return [overlayCheck(judged, this.#project)]
    })
  }
}

const CHANGES: Row[string][] = ['kept', 'left', 'added']

/** By code, null last. */
function order(a: Row[string] | undefined, b: Row[string] | undefined): number {
  if (a === b) return 0
  if (typeof a !== 'string') return 1
  return typeof b !== 'string' || a < b ? -1 : 1
}

const UNREPAIRED = { before: false, after: false }

function idsOf(zones: readonly Outline[]): string {
  return zones.map((zone) => zone.zone_id).join(SEPARATOR)
}

function partsByKelurahan(zones: readonly Outline[], kelurahan: KelurahanCutter): Map<string | null, Area[]> {
  const parts = new Map<string | null, Area[]>()
  for (const zone of zones) {
    for (const [code, part] of kelurahan.partsOf(zone)) {
      const known = parts.get(code)
      if (known) known.push(part)
      else parts.set(code, [part])
    }
  }
  return parts
}
