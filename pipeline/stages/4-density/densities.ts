import type { City } from '../../city.ts'
import type { Columns, Row } from '../../store/index.ts'
import { buildingsClass, type DensityClasses, populationClass } from './classes.ts'

export const DENSITY_COLUMNS: Columns = {
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  vintage: 'BIGINT',
  area_ha_utm: 'DOUBLE',
  population: 'BIGINT',
  families: 'BIGINT',
  population_method: 'VARCHAR',
  buildings: 'BIGINT',
  buildings_method: 'VARCHAR',
  households_surveyed: 'BIGINT',
  people_surveyed: 'BIGINT',
  density_population_per_ha: 'DOUBLE',
  density_population_class: 'VARCHAR',
  density_buildings_per_ha: 'DOUBLE',
  density_buildings_class: 'VARCHAR',
}

/** What was counted in one unit; null is unknown, which is not zero. */
export interface UnitCount {
  level: string
  unit_id: string
  area_ha_utm: number
  vintage: number | null
  profile_population: number | null
  profile_families: number | null
  profile_buildings: number | null
  located_buildings: number | null
  households_surveyed: number | null
  people_surveyed: number | null
}

/**
 * Gross densities: over the unit's whole planar UTM area. People come from the RT profiles, else from the located survey
 * where there are no profiles at all; buildings from the located footprints, else from the profiles.
 */
export function densityRow(unit: UnitCount, classes: DensityClasses, city: City): Row {
  const profiled = unit.profile_population !== null
  const population = profiled ? unit.profile_population : unit.people_surveyed
  const located = unit.located_buildings !== null
  const buildings = located ? unit.located_buildings : unit.profile_buildings
  const perHa = (count: number | null): number | null =>
    count === null || unit.area_ha_utm <= 0 ? null : count / unit.area_ha_utm
  const people_per_ha = perHa(population)
  const units_per_ha = perHa(buildings)
  return {
    level: unit.level,
    unit_id: unit.unit_id,
    vintage: profiled ? unit.vintage : null,
    area_ha_utm: unit.area_ha_utm,
    population,
    families: profiled ? unit.profile_families : null,
    population_method: population === null ? null : profiled ? 'rt_profiles' : 'households_surveyed',
    buildings,
    buildings_method: buildings === null ? null : located ? 'footprints' : 'rt_profiles',
    households_surveyed: unit.households_surveyed,
    people_surveyed: unit.people_surveyed,
    density_population_per_ha: people_per_ha,
    density_population_class: populationClass(classes, people_per_ha),
    density_buildings_per_ha: units_per_ha,
    density_buildings_class: buildingsClass(classes, city.size_class, units_per_ha),
  }
}
