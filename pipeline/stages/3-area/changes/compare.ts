import type { City } from '../../../city.ts'
import type { Geos } from '../../../geo/geos.ts'
import type { Row } from '../../../store/index.ts'
import type { OverlayCheck } from '../checks.ts'
import type { Area } from '../read.ts'
import { type Cut, cutChange } from './cut.ts'
import type { KelurahanCutter } from './kelurahan.ts'
import type { Lineage } from './matches.ts'
import { type Outline, unionOf } from './outlines.ts'
import { CHANGES, Pieces } from './pieces.ts'
import { Totals } from './totals.ts'
import { UnitIds } from './unit-ids.ts'
import type { Pair, Watch } from './vintages.ts'

/** What is said of one pair of vintages, rows of `zone_changes`, `zone_matches`, `change_totals` and `overlay_checks`. */
export interface Comparison {
  changes: Row[]
  matches: Row[]
  totals: Row[]
  checks: OverlayCheck[]
}

/** Compares two vintages at the three levels. Never throws for what is wrong with the outlines. */
export function comparePair(
  pair: Pair,
  kelurahan: KelurahanCutter,
  city: City,
  geos: Geos,
  watch: Watch,
): Comparison {
  const { from, to, consecutive, earlier, unspoken, matching } = pair
  const columns: Row = {
    from_decree: from.decree_number,
    to_decree: to.decree_number,
    from_vintage: from.vintage,
    to_vintage: to.vintage,
    from_order: from.order,
    to_order: to.order,
    consecutive,
  }
  const zones = earlier.length + to.zones.length
  const byKelurahan = kelurahan.known ? zones + unspoken.length : 0
  const task = watch(`cut ${from.decree_number} by ${to.decree_number}`, zones + byKelurahan)
  // All that stands on either side: zones a verification does not speak of stand on both.
  const citywide = cutZones([...earlier, ...unspoken], [...to.zones, ...unspoken], geos)
  const totals = new Totals(pair, columns, citywide, city, geos)
  const ids = new UnitIds(pair)
  const pieces = new Pieces(pair, columns, ids, city, geos)
  const units = matching.lineages.map((lineage) => ({ lineage, unit_id: ids.of(lineage) }))
  for (const { lineage, unit_id } of units.sort((a, b) => order(a.unit_id, b.unit_id))) {
    const was = lineage.from.map((place) => from.standing[place]!)
    const is = lineage.to.map((place) => to.zones[place]!)
    const cut = cutZones(was, is, geos)
    const slivers = pieces.add(lineage, cut)
    totals.add({
      level: 'zone',
      unit_id,
      zones_before: was.length,
      zones_after: is.length,
      cut,
      slivers,
    })
    task.advance(was.length + is.length)
  }
  if (kelurahan.known) addKelurahan(totals, pair, kelurahan, geos, () => task.advance(1))
  totals.add({
    level: 'city',
    unit_id: city.code,
    zones_before: earlier.length + unspoken.length,
    zones_after: to.zones.length + unspoken.length,
    cut: citywide,
    notVerified: groundOf(unspoken, geos),
  })
  task.end()
  const changes = pieces.rows.sort(
    (a, b) =>
      order(a.zone_id, b.zone_id) ||
      rankOf(a.change) - rankOf(b.change) ||
      order(a.from_zone_id, b.from_zone_id),
  )
  return { changes, matches: matchRows(pair, columns, ids), totals: totals.rows, checks: totals.checks }
}

function matchRows({ matching }: Pair, columns: Row, ids: UnitIds): Row[] {
  const unitOf = { from: new Map<number, string>(), to: new Map<number, string>() }
  const remember = (lineage: Lineage): void => {
    const unit_id = ids.of(lineage)
    for (const zone of lineage.from) unitOf.from.set(zone, unit_id)
    for (const zone of lineage.to) unitOf.to.set(zone, unit_id)
  }
  matching.lineages.forEach(remember)
  const rows = matching.matches.map((match): Row => {
    const { from, to } = match
    const unitBefore = from === null ? null : unitOf.from.get(from)!
    const unitNow = to === null ? null : unitOf.to.get(to)!
    return {
      ...columns,
      from_zone_id: from === null ? null : ids.earlier(from),
      to_zone_id: to === null ? null : ids.later(to),
      relation: match.relation,
      matched_by: match.matched_by,
      key: match.key,
      unit_id:
        unitBefore === null || unitNow === null || unitBefore === unitNow ? (unitBefore ?? unitNow) : null,
      shared_ha_utm: match.shared_ha,
      share_of_from_pct: 100 * match.share_of_from,
      share_of_to_pct: 100 * match.share_of_to,
    }
  })
  return rows.sort((a, b) => order(a.from_zone_id, b.from_zone_id) || order(a.to_zone_id, b.to_zone_id))
}

/** Ground counted once in each kelurahan, by code, and in what lies in none. */
function addKelurahan(
  totals: Totals,
  { earlier, to, unspoken }: Pair,
  kelurahan: KelurahanCutter,
  geos: Geos,
  done: () => void,
): void {
  const [before, after, still] = [earlier, to.zones, unspoken].map((zones) => {
    const parts = new Map<string | null, Area[]>()
    for (const zone of zones) {
      for (const [code, part] of kelurahan.partsOf(zone)) {
        const known = parts.get(code)
        if (known) known.push(part)
        else parts.set(code, [part])
      }
      done()
    }
    return parts
  }) as [Map<string | null, Area[]>, Map<string | null, Area[]>, Map<string | null, Area[]>]
  const codes = [...new Set([...before.keys(), ...after.keys(), ...still.keys()])]
  for (const code of codes.sort(order)) {
    const [was, is, stands] = [before, after, still].map((parts) => parts.get(code) ?? []) as [
      Area[],
      Area[],
      Area[],
    ]
    totals.add({
      level: 'kelurahan',
      unit_id: code,
      zones_before: was.length + stands.length,
      zones_after: is.length + stands.length,
      cut: cutChange(unionOf([...was, ...stands], geos), unionOf([...is, ...stands], geos), UNREPAIRED, geos),
      notVerified: unionOf(stands, geos),
    })
  }
}

function cutZones(from: readonly Outline[], to: readonly Outline[], geos: Geos): Cut {
  const repaired = { before: from.some((zone) => zone.repaired), after: to.some((zone) => zone.repaired) }
  return cutChange(groundOf(from, geos), groundOf(to, geos), repaired, geos)
}

function groundOf(zones: readonly Outline[], geos: Geos): Area | null {
  return unionOf(
    zones.map((zone) => zone.geometry),
    geos,
  )
}

const UNREPAIRED = { before: false, after: false }

function rankOf(change: Row[string] | undefined): number {
  return (CHANGES as readonly unknown[]).indexOf(change)
}

/** By code, null last. */
function order(a: Row[string] | undefined, b: Row[string] | undefined): number {
  if (a === b) return 0
  if (typeof a !== 'string') return 1
  return typeof b !== 'string' || a < b ? -1 : 1
}
