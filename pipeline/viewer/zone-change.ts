import type { Atlas } from './atlas.ts'
import { type ChangePair, shownPair } from './change.ts'
import type { ClassRow } from './legend.ts'
import { isPieceOf } from './profile-words.ts'
import { isNotVerified } from './verification.ts'
import { num, type Zone } from './zones.ts'

/** What the map draws of a zone: hectares by class of change, null for a class it has no piece of. */
export interface ZoneChange {
  pair: ChangePair | null
  parts: { row: ClassRow; area_ha: number | null }[]
  /** The verification does not speak of the zone: its one part is its whole ground. */
  isNotVerified: boolean
}

/** Null where the map draws no change of the zone, or it is not read yet. */
export function zoneChange(atlas: Atlas, zone: Zone): ZoneChange | null {
  const layer = atlas.features('zone_changes')
  if (layer.state !== 'ready') return null
  const { zone_change, not_verified } = atlas.legend
  const pieces = layer.value.filter(
    ({ properties }) => properties?.shown !== false && isPieceOf(properties ?? {}, zone),
  )
  if (pieces.length === 0) {
    if (!isNotVerified(atlas, zone)) return null
    const parts = [{ row: not_verified, area_ha: num(zone.properties, 'area_ha_utm') }]
    return { pair: shownPair(layer.value), parts, isNotVerified: true }
  }
  const parts = zone_change.map((row) => {
    const areas = pieces.flatMap(({ properties }) =>
      properties?.change === row.code ? [num(properties, 'area_ha_utm') ?? 0] : [],
    )
    return { row, area_ha: areas.length === 0 ? null : areas.reduce((sum, area) => sum + area, 0) }
  })
  return { pair: shownPair(pieces), parts, isNotVerified: false }
}
