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
  /** RT profiles that belong to the unit. */
  profiles: number
  /** Sums over those profiles; null unless every one of them tells. */
  profile_population: number | null
  profile_families: number | null
  profile_buildings: number | null
  located_buildings: number | null
  households_surveyed: number | null
  /** Surveyed households that tell how many live there, and the people of those. */
  households_counted: number | null
  people_surveyed: number | null
}

/**
 * Gross densities: over the unit's whole planar UTM area. People come from the RT profiles, else from the located survey
 * where there are no profiles at all; buildings from the located footprints, else from the profiles. A survey of fewer
 * than `privacy.k` households says nothing of its unit: method `suppressed`.
 */
export function densityRow(unit: UnitCount, classes: DensityClasses, city: City): Row {
  const people = peopleOf(unit, city.privacy.k)
  const located = unit.located_buildings !== null
  const buildings = located ? unit.located_buildings : unit.profile_buildings
  const perHa = (count: number | null): number | null =>
    count === null || unit.area_ha_utm <= 0 ? null : count / unit.area_ha_utm
  const people_per_ha = perHa(people.population)
  const units_per_ha = perHa(buildings)
  return {
    level: unit.level,
    unit_id: unit.unit_id,
    vintage: unit.profiles > 0 ? unit.vintage : null,
    area_ha_utm: unit.area_ha_utm,
    population: people.population,
    families: unit.profiles > 0 ? unit.profile_families : null,
    population_method: people.method,
    buildings,
    buildings_method: buildings === null ? null : located ? 'footprints' : 'rt_profiles',
    households_surveyed: unit.households_surveyed,
    people_surveyed: isFew(unit, city.privacy.k) ? null : unit.people_surveyed,
    density_population_per_ha: people_per_ha,
    density_population_class: populationClass(classes, people_per_ha),
    density_buildings_per_ha: units_per_ha,
    density_buildings_class: buildingsClass(classes, city.size_class, units_per_ha),
  }
}

function peopleOf(unit: UnitCount, k: number): { population: number | null; method: string | null } {
  if (unit.profiles > 0) {
    const population = unit.profile_population
    return { population, method: population === null ? null : 'rt_profiles' }
  }
  if (isFew(unit, k)) return { population: null, method: 'suppressed' }
  const population = unit.people_surveyed
  return { population, method: population === null ? null : 'households_surveyed' }
}

/** Whether households of the survey lie in the unit, but too few of them to be told as a sum. */
function isFew(unit: UnitCount, k: number): boolean {
  const counted = unit.households_counted ?? 0
  return counted > 0 && counted < k
}
