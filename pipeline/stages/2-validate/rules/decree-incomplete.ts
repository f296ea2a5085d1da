import Flatbush from 'flatbush'
import { areaM2Planar } from '../../../geo/area.ts'
import { boundsOf } from '../../../geo/bounds.ts'
import { structureFault } from '../../../geo/validity.ts'
import { amount } from '../amount.ts'
import { type Catalogue, type FindingParts, thresholdOf } from '../catalogue.ts'
import type { RecordAside } from '../records-aside.ts'
import type { Area, World, ZoneFact } from '../world.ts'
import { groupBy } from './group.ts'

/** Zones named in a message; the quarantine file has them all. */
const NAMED_AT_MOST = 10

/**
 * DECREE_INCOMPLETE: zones of a decree that were set aside for any reason and whose ground is not on the map either, so
 * that their hectares are in no published figure. Asked when everything is judged.
 */
export function incompleteDecrees(world: World, catalogue: Catalogue): FindingParts[] {
  const published = groupBy(world.zones, (zone) => zone.decree_number)
  const share_pct = thresholdOf(catalogue, 'DECREE_INCOMPLETE', world.city)
  return [...groupBy(world.aside.zones, (zone) => zone.decree_number)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([decree_number, aside]) => {
      const isOnMap = mapOf(published.get(decree_number) ?? [], share_pct, world)
      const lost = aside.filter((zone) => !isOnMap(zone))
      return lost.length === 0 ? [] : [incomplete(decree_number, lost, world)]
    })
}

/** Tells whether the ground of a zone, or its code where it has no usable outline, is on the map. */
function mapOf(zones: readonly ZoneFact[], share_pct: number, { geos, toUtm }: World) {
  const codes = new Set(zones.map(({ zone_id }) => zone_id))
  const outlines = zones.flatMap(({ geometry }) => {
    const box = structureFault(geometry) ? null : boundsOf(geometry)
    return box ? [{ geometry, box }] : []
  })
  const tree = outlines.length === 0 ? null : new Flatbush(outlines.length)
  for (const { box } of outlines) tree!.add(...box)
  tree?.finish()
  const sharedWith = (geometry: Area): number =>
    (tree?.search(...boundsOf(geometry)!) ?? []).reduce((sum, place) => {
      const other = outlines[place]!.geometry
      const shared = geos.interiorsMeet(other, geometry) ? geos.intersection(other, geometry) : null
      return sum + (shared ? areaM2Planar(shared, toUtm) : 0)
    }, 0)
  return ({ zone_id, geometry }: RecordAside): boolean => {
    if (geometry === null || structureFault(geometry)) return zone_id !== null && codes.has(zone_id)
    return 100 * sharedWith(geometry) >= share_pct * areaM2Planar(geometry, toUtm)
  }
}

function incomplete(decree_number: string, lost: RecordAside[], world: World): FindingParts {
  const decree = world.decrees.get(decree_number)
  const first = lost[0]!
  const sum_ha = lost.reduce((sum, { area_ha }) => sum + (area_ha ?? 0), 0)
  const largest = lost.toSorted(
    (a, b) => (b.area_ha ?? 0) - (a.area_ha ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1),
  )
  const namedIn = (language: 'id' | 'en'): string =>
    largest
      .slice(0, NAMED_AT_MOST)
      .map((zone) =>
        zone.area_ha === null ? nameOf(zone) : `${nameOf(zone)} (${amount(zone.area_ha)[language]} ha)`,
      )
      .join(', ')
  const rest = lost.length - NAMED_AT_MOST
  const ha = sum_ha.toFixed(2)
  const one = lost.length === 1
  return {
    code: 'DECREE_INCOMPLETE',
    table: decree ? 'decrees' : 'zones',
    source_id: decree?.source_id ?? first.source_id,
    source_row: decree?.source_row ?? first.source_row,
    key: decree_number,
    got: `${lost.length} (${ha} ha)`,
    expected: '0',
    message: {
      id: `${lost.length} lokasi seluas ${amount(sum_ha, 2).id} ha dikarantina dan tidak ada di peta: ${namedIn('id')}${rest > 0 ? `, dan ${rest} lagi` : ''}.`,
      en: `${lost.length} ${one ? 'zone' : 'zones'} of ${amount(sum_ha, 2).en} ha ${one ? 'was' : 'were'} set aside and ${one ? 'is' : 'are'} not on the map: ${namedIn('en')}${rest > 0 ? `, and ${rest} more` : ''}.`,
    },
  }
}

function nameOf({ zone_id, source_id, source_row }: RecordAside): string {
  return zone_id ?? `${source_id} #${source_row}`
}
