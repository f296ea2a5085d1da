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

/** Class of a population density in people per hectare (SNI 03-1733-2004). */
export function populationClass(classes: DensityClasses, people_per_ha: number | null): string | null {
  if (people_per_ha === null) return null
  return classes.population.classes.find((c) => c.max === undefined || people_per_ha <= c.max)?.code ?? null
}

/** `dense` from the threshold of the city's size class on, else `below`; buildings per hectare. */
export function buildingsClass(
  classes: DensityClasses,
  size: City['size_class'],
  units_per_ha: number | null,
): string | null {
  if (units_per_ha === null) return null
  return units_per_ha >= classes.buildings.threshold_per_ha[size] ? 'dense' : 'below'
}
