import type { City } from '../../city.ts'
import { areaM2Planar } from '../../geo/area.ts'
import type { Geos } from '../../geo/geos.ts'
import type { Columns, Row } from '../../store/index.ts'
import { M2_PER_HA, projectOf, SLIVER_HA } from './measure.ts'
import { type Area, boxesMeet, type Unit, type Zone } from './read.ts'

export const ZONE_ADMIN_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  area_ha_utm: 'DOUBLE',
  share_pct: 'DOUBLE',
}

/** Hectares of each zone in each kelurahan; what lies in none, such as houses over the water, is a row with a null code. */
export function zoneAdmin(zones: Zone[], units: Unit[], city: City, geos: Geos): Row[] {
  const project = projectOf(city)
  const area_ha = (geometry: Area): number => areaM2Planar(geometry, project) / M2_PER_HA
  const kelurahan = units.filter((unit) => unit.level === 'kelurahan')
  if (kelurahan.length === 0) return []
  return zones.flatMap((zone) => {
    const near = kelurahan.filter((unit) => boxesMeet(zone.bounds, unit.bounds))
    const pieces: { kelurahan_code: string | null; area_ha_utm: number }[] = []
    for (const unit of near) {
      const shared = geos.intersection(zone.geometry, unit.geometry)
      if (shared) pieces.push({ kelurahan_code: unit.kelurahan_code, area_ha_utm: area_ha(shared) })
    }
    const land = geos.union(near.map((unit) => unit.geometry))
    const outside = land === null ? zone.geometry : geos.difference(zone.geometry, land)
    const outside_ha = outside === null ? 0 : area_ha(outside)
    pieces.push({ kelurahan_code: null, area_ha_utm: outside_ha })
    const total_ha = area_ha(zone.geometry)
    return pieces
      .filter((piece) => piece.area_ha_utm > SLIVER_HA)
      .map((piece) => ({
        decree_number: zone.decree_number,
        zone_id: zone.zone_id,
        ...piece,
        share_pct: (100 * piece.area_ha_utm) / total_ha,
      }))
  })
}
