import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { type ChangePair, shownPair } from './change.ts'
import type { ClassRow } from './legend.ts'
import { unverified } from './verification.ts'
import { zoneCodes } from './zone-codes.ts'
import { zonePieces } from './zone-pieces.ts'
import { num, type Zone } from './zones.ts'

export interface ChangePart {
  row: ClassRow
  area_ha: number | null
  /** Zones of the same decree of which this ground is counted too, as what was added to zones that were merged. */
  shared_with: string[]
}

/** What the map draws of a zone: hectares by class of change, null for a class it has no piece of. */
export interface ZoneChange {
  pair: ChangePair | null
  parts: ChangePart[]
  /** The verification does not speak of the zone: its one part is its whole ground. */
  isNotVerified: boolean
}

/** Null where the map draws no change of the zone, or it is not read yet. */
export function zoneChange(atlas: Atlas, zone: Zone): ZoneChange | null {
  return zoneChanges(atlas)(zone)
}

/** {@link zoneChange} of many zones, of each once: for as long as a list or a sheet of them is made. */
export function zoneChanges(atlas: Atlas): (zone: Zone) => ZoneChange | null {
  const layer = atlas.features('zone_changes')
  if (layer.state !== 'ready') return () => null
  const isNotVerified = unverified(atlas)
  const known = new Map<Zone, ZoneChange | null>()
  return (zone) => {
    const before = known.get(zone)
    if (before !== undefined) return before
    const change = changeOf(atlas, zone, layer.value, isNotVerified)
    known.set(zone, change)
    return change
  }
}

function changeOf(
  { legend }: Pick<Atlas, 'legend'>,
  zone: Zone,
  all: Feature[],
  isNotVerified: (zone: Zone) => boolean,
): ZoneChange | null {
  const pieces = zonePieces(all, zone).filter(({ properties }) => properties?.shown !== false)
  if (pieces.length === 0) {
    if (!isNotVerified(zone)) return null
    const area_ha = num(zone.properties, 'area_ha_utm')
    const parts = [{ row: legend.not_verified, area_ha, shared_with: [] }]
    return { pair: shownPair(all), parts, isNotVerified: true }
  }
  const parts = legend.zone_change.map((row) => {
    const own = pieces.filter(({ properties }) => properties?.change === row.code)
    const areas = own.map(({ properties }) => num(properties ?? {}, 'area_ha_utm') ?? 0)
    const area_ha = areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0)
    return { row, area_ha, shared_with: sharedWith(own, zone) }
  })
  return { pair: shownPair(pieces), parts, isNotVerified: false }
}

function sharedWith(pieces: readonly Feature[], { zone_id, properties }: Zone): string[] {
  const codes = pieces.flatMap(({ properties: piece }) => {
    const { from_decree, to_decree, from_zone_id, to_zone_id } = piece ?? {}
    if (properties.decree_number === from_decree) return zoneCodes(from_zone_id)
    return properties.decree_number === to_decree ? zoneCodes(to_zone_id) : []
  })
  return [...new Set(codes)].filter((code) => code !== zone_id)
}
