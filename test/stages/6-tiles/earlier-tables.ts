import type { Columns } from '../../../pipeline/store/index.ts'
import type { StageContextOptions } from '../../support/stage-context.ts'

/** A table without rows. */
export const nothing = (columns: Columns) => ({ columns, rows: [] })

/** What the layer queries ask of the stages before, empty. */
export const EARLIER: NonNullable<StageContextOptions['tables']> = {
  '3-area': {
    zone_areas: nothing({
      ...{ zone_id: 'VARCHAR', decree_number: 'VARCHAR', area_ha_utm: 'DOUBLE', area_ha_geodesic: 'DOUBLE' },
      ...{ area_difference_pct: 'DOUBLE', area_status: 'VARCHAR' },
    }),
    admin_areas: nothing({ level: 'VARCHAR', admin_code: 'VARCHAR' }),
    zone_admin: nothing({ zone_id: 'VARCHAR' }),
    zone_changes: nothing({ zone_id: 'VARCHAR' }),
  },
  '4-density': {
    building_locations: nothing({ zone_id: 'VARCHAR' }),
    grid: nothing({ h3: 'VARCHAR' }),
    densities: nothing({
      ...{
        level: 'VARCHAR',
        unit_id: 'VARCHAR',
        vintage: 'BIGINT',
        population: 'BIGINT',
        families: 'BIGINT',
      },
      ...{
        population_method: 'VARCHAR',
        population_published: 'BOOLEAN',
        population_standard_error: 'DOUBLE',
      },
      ...{ households_estimated: 'DOUBLE', households_surveyed: 'BIGINT', people_surveyed: 'BIGINT' },
      ...{ rt_in_unit: 'BIGINT', rt_told: 'BIGINT', rt_ground_inside_pct: 'DOUBLE', buildings: 'BIGINT' },
      ...{ density_population_per_ha: 'DOUBLE', density_population_class: 'VARCHAR' },
      ...{ density_families_per_ha: 'DOUBLE', density_buildings_per_ha: 'DOUBLE' },
      ...{ density_buildings_class: 'VARCHAR', building_coverage_pct: 'DOUBLE', area_ha_net: 'DOUBLE' },
      ...{ net_method: 'VARCHAR', water_ha: 'DOUBLE', road_ha: 'DOUBLE', roads_without_width: 'BIGINT' },
      ...{ density_population_net_per_ha: 'DOUBLE', density_families_net_per_ha: 'DOUBLE' },
      density_buildings_net_per_ha: 'DOUBLE',
    }),
  },
}
