import type { Columns } from '../../../store/index.ts'

const PAIR: Columns = {
  from_decree: 'VARCHAR',
  to_decree: 'VARCHAR',
  from_vintage: 'BIGINT',
  to_vintage: 'BIGINT',
  from_order: 'BIGINT',
  to_order: 'BIGINT',
  consecutive: 'BOOLEAN',
}

/** The geometry of what zones kept, what left them and what was added, of every pair of vintages. */
export const ZONE_CHANGE_COLUMNS: Columns = {
  ...PAIR,
  zone_id: 'VARCHAR',
  change: 'VARCHAR',
  from_zone_id: 'VARCHAR',
  to_zone_id: 'VARCHAR',
  area_ha_utm: 'DOUBLE',
  geometry: 'GEOMETRY',
}

/** Which zone of the earlier vintage is which of the later. */
export const ZONE_MATCH_COLUMNS: Columns = {
  ...PAIR,
  from_zone_id: 'VARCHAR',
  to_zone_id: 'VARCHAR',
  relation: 'VARCHAR',
  matched_by: 'VARCHAR',
  key: 'VARCHAR',
  unit_id: 'VARCHAR',
  shared_ha_utm: 'DOUBLE',
  share_of_from_pct: 'DOUBLE',
  share_of_to_pct: 'DOUBLE',
}

/** Hectares kept, left and added per zone, per kelurahan and for the city. */
export const CHANGE_TOTAL_COLUMNS: Columns = {
  ...PAIR,
  partial: 'BOOLEAN',
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  zones_before: 'BIGINT',
  zones_after: 'BIGINT',
  area_ha_before: 'DOUBLE',
  area_ha_kept: 'DOUBLE',
  area_ha_left: 'DOUBLE',
  area_ha_added: 'DOUBLE',
  area_ha_after: 'DOUBLE',
  change_pct: 'DOUBLE',
  area_ha_not_verified: 'DOUBLE',
  area_ha_left_to_other_zones: 'DOUBLE',
  area_ha_added_from_other_zones: 'DOUBLE',
  slivers_ha_left: 'DOUBLE',
  slivers_ha_added: 'DOUBLE',
  conserved: 'BOOLEAN',
}
