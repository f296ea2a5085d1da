import type { City } from '../../city.ts'
import type { Columns, Row } from '../../store/index.ts'
import { LEAST_GROUND_INSIDE_PCT, MOST_BUILDINGS_ELSEWHERE_PCT } from '../../values/density-limits.ts'
import { buildingsClass, type DensityClasses, populationClass } from './classes.ts'
import type { Ground } from './ground.ts'
import { netGround } from './net-method.ts'
import type { Estimate } from './survey.ts'

export const DENSITY_COLUMNS: Columns = {
  level: 'VARCHAR',
  unit_id: 'VARCHAR',
  vintage: 'BIGINT',
  area_ha_utm: 'DOUBLE',
  area_ha_net: 'DOUBLE',
  water_ha: 'DOUBLE',
  road_ha: 'DOUBLE',
  net_method: 'VARCHAR',
  roads_without_width: 'BIGINT',
  rt_in_unit: 'BIGINT',
  rt_told: 'BIGINT',
  rt_ground_inside_pct: 'DOUBLE',
  population: 'BIGINT',
  families: 'BIGINT',
  population_method: 'VARCHAR',
  population_standard_error: 'DOUBLE',
  population_published: 'BOOLEAN',
  buildings: 'BIGINT',
  buildings_method: 'VARCHAR',
  buildings_elsewhere: 'BIGINT',
  building_ground_ha: 'DOUBLE',
  building_coverage_pct: 'DOUBLE',
  households_surveyed: 'BIGINT',
  people_surveyed: 'BIGINT',
  households_estimated: 'BIGINT',
  density_population_per_ha: 'DOUBLE',
  density_population_class: 'VARCHAR',
  density_population_net_per_ha: 'DOUBLE',
  density_families_per_ha: 'DOUBLE',
  density_families_net_per_ha: 'DOUBLE',
  density_buildings_per_ha: 'DOUBLE',
  density_buildings_class: 'VARCHAR',
  density_buildings_net_per_ha: 'DOUBLE',
}

/** What was counted in one unit; null is unknown, which is not zero. */
export interface UnitCount {
  level: string
  unit_id: string
  area_ha_utm: number
  vintage: number | null
  /** RT profiles, or pieces of them, that tell of the unit. */
  profiles: number
  /** RT that belong to the unit, and those of them that tell their people; null where the city has no RT. */
  rt_in_unit: number | null
  rt_told: number | null
  /** Zones: how much of the mapped ground of their RT lies in them. */
  rt_ground_inside_pct: number | null
  /** How profiles were shared out to the unit, where any was; the least certain of several ways. */
  apportioned_by: 'buildings' | 'area' | null
  /** Sums over those profiles; null unless every one of them tells. */
  profile_population: number | null
  profile_families: number | null
  profile_buildings: number | null
  located_buildings: number | null
  /** Located buildings that stand in the unit too but are counted in another that lies over it; null where none are located. */
  buildings_elsewhere: number | null
  /** Ground under footprints, planar UTM. */
  covered_ha: number | null
  /** Null where the city has neither water nor roads. */
  ground: Ground | null
  households_surveyed: number | null
  /** Surveyed households that tell how many live there, and the people of those. */
  households_counted: number | null
  people_surveyed: number | null
  /** Null where the survey carries no weights that expand it to all households. */
  estimate: Estimate | null
}

/**
 * Densities of one unit: gross over its whole planar UTM area, net over that area less water and roads. People come from
 * the RT profiles, else from the located survey where there are no profiles at all: expanded by its weights where it has
 * them, as counted otherwise. Buildings come from the located footprints, else from the profiles. A survey of fewer than
 * `privacy.k` households says nothing of its unit: method `suppressed`. What profiles count of RT that lie mostly outside
 * their zone is told, but not divided by the hectares of the zone; nor are the buildings of a unit that lost some to another
 * one drawn over it.
 */
export function densityRow(unit: UnitCount, classes: DensityClasses, city: City): Row {
  const people = peopleOf(unit, city.privacy.k)
  const families = unit.profiles > 0 ? unit.profile_families : null
  const located = unit.located_buildings !== null
  const buildings = located ? unit.located_buildings : unit.profiles > 0 ? unit.profile_buildings : null
  const { net_ha, ...net } = netGround(unit.area_ha_utm, unit.ground)
  const isElsewhere = unit.profiles > 0 && (unit.rt_ground_inside_pct ?? 100) < LEAST_GROUND_INSIDE_PCT
  const ofProfiles = (count: number | null): number | null => (isElsewhere ? null : count)
  const of = {
    population: ofProfiles(people.population),
    families: ofProfiles(families),
    buildings: !located ? ofProfiles(buildings) : isPart(unit) ? null : buildings,
  }
  const people_per_ha = perHa(of.population, unit.area_ha_utm)
  const units_per_ha = perHa(of.buildings, unit.area_ha_utm)
  return {
    level: unit.level,
    unit_id: unit.unit_id,
    vintage: unit.profiles > 0 ? unit.vintage : null,
    area_ha_utm: unit.area_ha_utm,
    ...net,
    rt_in_unit: unit.rt_in_unit,
    rt_told: unit.rt_told,
    rt_ground_inside_pct: unit.rt_ground_inside_pct,
    population: people.population,
    families,
    population_method: people.method,
    population_standard_error: people.standard_error ?? null,
    population_published: isPublished(unit.level, people),
    buildings,
    buildings_method: buildings === null ? null : located ? 'footprints' : 'rt_profiles',
    buildings_elsewhere: unit.buildings_elsewhere,
    building_ground_ha: unit.covered_ha,
    building_coverage_pct:
      unit.covered_ha === null || unit.area_ha_utm <= 0 ? null : (100 * unit.covered_ha) / unit.area_ha_utm,
    households_surveyed: unit.households_surveyed,
    people_surveyed: isFew(unit, city.privacy.k) ? null : unit.people_surveyed,
    households_estimated: people.households ?? null,
    density_population_per_ha: people_per_ha,
    density_population_class: populationClass(classes, people_per_ha),
    density_population_net_per_ha: perHa(of.population, net_ha),
    density_families_per_ha: perHa(of.families, unit.area_ha_utm),
    density_families_net_per_ha: perHa(of.families, net_ha),
    density_buildings_per_ha: units_per_ha,
    density_buildings_class: buildingsClass(classes, city.size_class, units_per_ha),
    density_buildings_net_per_ha: perHa(of.buildings, net_ha),
  }
}

interface People {
  population: number | null
  method: string | null
  standard_error?: number | null
  households?: number
}

function peopleOf(unit: UnitCount, k: number): People {
  if (unit.profiles > 0) {
    const population = unit.profile_population
    const method = unit.apportioned_by === null ? 'rt_profiles' : `rt_profiles_by_${unit.apportioned_by}`
    return { population, method: population === null ? null : method }
  }
  if (isFew(unit, k)) return { population: null, method: 'suppressed' }
  if (unit.estimate !== null) {
    const { people, households, standard_error } = unit.estimate
    return {
      population: Math.round(people),
      method: 'households_weighted',
      standard_error,
      households: Math.round(households),
    }
  }
  const population = unit.people_surveyed
  return { population, method: population === null ? null : 'households_surveyed' }
}

/** Whether households of the survey lie in the unit, but too few of them to be told as a sum. */
function isFew(unit: UnitCount, k: number): boolean {
  const counted = unit.households_counted ?? 0
  return counted > 0 && counted < k
}

/**
 * Whether the people may leave the stages. A sample is no population. What weights made of it is published of zones
 * alone: they share no household, while units of several levels could be subtracted from one another until fewer than k
 * households are left.
 */
function isPublished(level: string, { population, method }: People): boolean {
  if (population === null || method === null) return false
  return method.startsWith('rt_profiles') || (method === 'households_weighted' && level === 'zone')
}

function perHa(count: number | null, area_ha: number | null): number | null {
  return count === null || area_ha === null || area_ha <= 0 ? null : count / area_ha
}

/** Whether more than a hundredth of the buildings that stand in the unit count in another. */
function isPart({ located_buildings, buildings_elsewhere }: UnitCount): boolean {
  const [here, elsewhere] = [located_buildings ?? 0, buildings_elsewhere ?? 0]
  return 100 * elsewhere > MOST_BUILDINGS_ELSEWHERE_PCT * (here + elsewhere)
}
