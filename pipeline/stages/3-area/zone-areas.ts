import type { City } from '../../city.ts'
import { compareArea } from '../../decree/area-status.ts'
import type { Columns, Row } from '../../store/index.ts'
import { AREA_RULE_COLUMNS, readAreaRules } from './area-rules.ts'
import { MEASURE_COLUMNS, measure, projectOf } from './measure.ts'
import type { Zone } from './read.ts'

export const ZONE_AREA_COLUMNS: Columns = {
  decree_number: 'VARCHAR',
  zone_id: 'VARCHAR',
  name: 'VARCHAR',
  kawasan: 'VARCHAR',
  kelurahan: 'VARCHAR',
  area_ha_decree: 'DOUBLE',
  ...MEASURE_COLUMNS,
  area_difference_pct: 'DOUBLE',
  area_status: 'VARCHAR',
  ...AREA_RULE_COLUMNS,
}

/** What each zone is called, its three areas, how the decree stands against the UTM one, and the rule that says so. */
export function zoneAreas(zones: Zone[], city: City): Row[] {
  const project = projectOf(city)
  const ruleOf = readAreaRules()
  return zones.map((zone) => {
    const measures = measure(zone.geometry, project)
    const comparison = compareArea(zone.area_ha_decree, zone.half_unit_ha, measures.area_ha_utm, city.area)
    return {
      decree_number: zone.decree_number,
      zone_id: zone.zone_id,
      name: zone.name,
      kawasan: zone.kawasan,
      kelurahan: zone.kelurahan,
      area_ha_decree: zone.area_ha_decree,
      ...measures,
      ...comparison,
      ...ruleOf(comparison.area_status),
    }
  })
}
