import type { City } from '../../city.ts'
import {
  densityClass,
  loadDensityClasses as loadPopulationClasses,
  type DensityClasses as PopulationClasses,
  toGrain,
} from '../../methodology/density-classes.ts'
import { POPULATION_CLASSES } from '../../methodology/kinds.ts'
import { loadMethodology, type WholeWhen } from '../../methodology/methodology.ts'

export interface DensityClasses {
  population: PopulationClasses
  /** Buildings per hectare from which a place is dense, by size class of the city; null where the methodology says none. */
  buildings: WholeWhen['at_least'] | null
}

/**
 * What the stage classes densities by: people by SNI 03-1733-2004, buildings by the threshold from which the city's
 * methodology of scores counts a whole RT as too dense.
 * @throws UserError `config` when a methodology is not as it must be.
 */
export function loadDensityClasses({ methodology }: Pick<City, 'methodology'>): DensityClasses {
  const rule = loadMethodology(methodology).criteria.find(
    ({ whole_when }) => whole_when?.ratio.of === 'buildings' && whole_when.ratio.to === 'area_ha_verified',
  )
  return {
    population: loadPopulationClasses(POPULATION_CLASSES),
    buildings: rule?.whole_when?.at_least ?? null,
  }
}

/** Class of a population density in people per hectare, by the density to six decimals. */
export function populationClass(
  { population }: Pick<DensityClasses, 'population'>,
  people_per_ha: number | null,
): string | null {
  return people_per_ha === null ? null : densityClass(population, people_per_ha)
}

/**
 * `dense` from the threshold of the city's size class on, else `below`; buildings per hectare, to six decimals. Null where
 * the methodology knows no threshold.
 */
export function buildingsClass(
  { buildings }: Pick<DensityClasses, 'buildings'>,
  size: City['size_class'],
  units_per_ha: number | null,
): string | null {
  if (units_per_ha === null || buildings === null) return null
  return toGrain(units_per_ha) >= buildings[size] ? 'dense' : 'below'
}
