import type { City } from '../../city.ts'
import { areaM2Planar } from '../../geo/area.ts'
import type { Geos } from '../../geo/geos.ts'
import type { Columns, Row } from '../../store/index.ts'
import { M2_PER_HA, projectOf } from './measure.ts'
import { boxesMeet, type Unit, type Zone } from './read.ts'

export const ZONE_ADMIN_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  area_ha_utm: 'DOUBLE',
  share_pct: 'DOUBLE',
}

/** Hectares of each zone in each kelurahan; what lies in none is a row with a null code. */
export function zoneAdmin(zones: Zone[], units: Unit[], city: City, geos: Geos): Row[] {
  const project = projectOf(city)
  const kelurahan = units.filter((unit) => unit.level === 'kelurahan')
  return zones.flatMap((zone) => {
    const total_ha = areaM2Planar(zone.geometry, project) / M2_PER_HA
    const pieces: { kelurahan_code: string | null; area_ha_utm: number }[] = []
    for (const unit of kelurahan) {
      if (!boxesMeet(zone.bounds, unit.bounds)) continue
      const shared = geos.intersection(zone.geometry, unit.geometry)
      if (shared) pieces.push({ kelurahan_code: unit.kelurahan_code, area_ha_utm: areaM2Planar(shared, project) / M2_PER_HA })
    }
    const outside_ha = total_ha - pieces.reduce((sum, piece) => sum + piece.area_ha_utm, 0)
    // One square metre is far above the rounding of an overlay and far below any real remainder.
    if (kelurahan.length > 0 && outside_ha > 1 / M2_PER_HA) pieces.push({ kelurahan_code: null, area_ha_utm: outside_ha })
    return pieces
      .filter((piece) => piece.area_ha_utm > 0)
      .map((piece) => ({
        decree_number: zone.decree_number,
        zone_id: zone.zone_id,
        ...piece,
        share_pct: (100 * piece.area_ha_utm) / total_ha,
      }))
  })
}
