import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type City, PROJECT_ROOT } from '../../city.ts'
import type { Text } from '../../store/index.ts'

export const DENSITY_FILE = join(PROJECT_ROOT, 'schemas/density.yaml')

export interface DensityClasses {
  population: { classes: { code: string; max?: number; label: Text }[] }
  buildings: { threshold_per_ha: Record<City['size_class'], number> }
}

export function loadDensityClasses(): DensityClasses {
  return parse(readFileSync(DENSITY_FILE, 'utf8')) as DensityClasses
}

/** Densities are classed to a millionth: 900 people on 150 x 150 m drawn in degrees are 400.000000003. */
const GRAINS_PER_UNIT = 1e6

/** Class of a population density in people per hectare (SNI 03-1733-2004), by the density to six decimals. */
export function populationClass(classes: DensityClasses, people_per_ha: number | null): string | null {
  if (people_per_ha === null) return null
  const density = toGrain(people_per_ha)
  return classes.population.classes.find((c) => c.max === undefined || density <= c.max)?.code ?? null
}

/** `dense` from the threshold of the city's size class on, else `below`; buildings per hectare, to six decimals. */
export function buildingsClass(
  classes: DensityClasses,
  size: City['size_class'],
  units_per_ha: number | null,
): string | null {
  if (units_per_ha === null) return null
  return toGrain(units_per_ha) >= classes.buildings.threshold_per_ha[size] ? 'dense' : 'below'
}

function toGrain(per_ha: number): number {
  return Math.round(per_ha * GRAINS_PER_UNIT) / GRAINS_PER_UNIT
}
