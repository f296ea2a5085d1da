import type { City } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { areaM2Planar } from '../../geo/area.ts'
import type { Geos } from '../../geo/geos.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import type { Columns, Row } from '../../store/index.ts'
import { M2_PER_HA, projectOf, SLIVER_HA } from './measure.ts'
import type { Area, Zone } from './read.ts'

export const ZONE_CHANGE_COLUMNS: Columns = {
  from_decree: 'VARCHAR',
  to_decree: 'VARCHAR',
  from_vintage: 'BIGINT',
  to_vintage: 'BIGINT',
  zone_id: 'VARCHAR',
  change: 'VARCHAR',
  area_ha_utm: 'DOUBLE',
  geometry: 'GEOMETRY',
}

/**
 * Relative loss of area an overlay may have: |A| = |A and B| + |A minus B|. It is judged in the plane of the overlay, in
 * square degrees: a straight side of a kilometre, cut in two, bends by millimetres in UTM without anything being lost.
 */
const CONSERVED = 1e-6

/**
 * What each zone kept, lost (`left`) and gained (`added`) from one decree to the next in time. A verification speaks only
 * of the zones it holds, the others stay as they were; a decree speaks of all, so that a zone it no longer names has left
 * whole.
 *
 * @throws UserError `geometry` when an overlay does not conserve area.
 */
export function zoneChanges(zones: Zone[], city: City, geos: Geos): Row[] {
  const project = projectOf(city)
  const area_ha = (geometry: Area | null): number =>
    geometry === null ? 0 : areaM2Planar(geometry, project) / M2_PER_HA
  const rows: Row[] = []
  let before: { vintage: Vintage; zones: Map<string, Area> } | null = null
  for (const vintage of inTime(zones)) {
    const partial: boolean = vintage.kind === 'verification' && before !== null
    const after: Map<string, Area> = new Map(partial ? [...before!.zones, ...vintage.zones] : vintage.zones)
    if (before) {
      const ids = partial
        ? [...vintage.zones.keys()]
        : [...new Set([...before.zones.keys(), ...after.keys()])]
      for (const zone_id of ids.sort()) {
        const old = before.zones.get(zone_id) ?? null
        const now = after.get(zone_id) ?? null
        const kept = old && now ? geos.intersection(old, now) : null
        const left = old && now ? geos.difference(old, now) : old
        const added = old && now ? geos.difference(now, old) : now
        if (old && now) {
          checkConserved(zone_id, old, [kept, left], geos)
          checkConserved(zone_id, now, [kept, added], geos)
        }
        for (const [change, geometry] of Object.entries({ kept, left, added })) {
          const area_ha_utm = area_ha(geometry)
          if (geometry === null || area_ha_utm <= SLIVER_HA) continue
          rows.push({
            from_decree: before.vintage.decree_number,
            to_decree: vintage.decree_number,
            from_vintage: before.vintage.vintage,
            to_vintage: vintage.vintage,
            zone_id,
            change,
            area_ha_utm,
            geometry: encodeWkb(geometry),
          })
        }
      }
    }
    before = { vintage, zones: after }
  }
  return rows
}

interface Vintage {
  decree_number: string
  vintage: number
  kind: string | null
  zones: Map<string, Area>
}

/** The decrees and verifications that have zones, in time. */
function inTime(zones: Zone[]): Vintage[] {
  const byDecree = new Map<string, Vintage>()
  for (const zone of zones) {
    if (zone.vintage === null) continue
    const vintage = byDecree.get(zone.decree_number) ?? {
      decree_number: zone.decree_number,
      vintage: zone.vintage,
      kind: zone.kind,
      zones: new Map(),
    }
    byDecree.set(zone.decree_number, vintage)
    vintage.zones.set(zone.zone_id, zone.geometry)
  }
  return [...byDecree.values()].sort(
    (a, b) => a.vintage - b.vintage || (a.decree_number < b.decree_number ? -1 : 1),
  )
}

function checkConserved(zone_id: string, whole: Area, parts: (Area | null)[], geos: Geos): void {
  const area = (geometry: Area | null): number => (geometry === null ? 0 : geos.areaPlanar(geometry))
  const before = area(whole)
  const after = parts.reduce((sum, part) => sum + area(part), 0)
  if (Math.abs(before - after) <= CONSERVED * before) return
  throw new UserError('geometry', {
    what: 'the overlay of two decrees does not conserve area',
    where: { field: `geometry of zone ${zone_id}` },
    got: `${after} square degrees in parts`,
    expected: `${before} square degrees`,
    next: 'repair the geometry of this zone in both decrees',
  })
}
