import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { City } from '../city.ts'
import { PROJECT_ROOT } from '../paths.ts'

export const CORRECTIONS_SCHEMA = join(PROJECT_ROOT, 'schemas/corrections.schema.json')

/** Where the corrections of a city stand when it has any. */
export function correctionsPath(city: Pick<City, 'directory'>): string {
  return join(city.directory, 'corrections.yaml')
}

/** The files whose bytes decide what `loadCorrections` gives; a city without corrections has only the schema. */
export function correctionsFiles(city: Pick<City, 'directory'>): string[] {
  const path = correctionsPath(city)
  return existsSync(path) ? [CORRECTIONS_SCHEMA, path] : [CORRECTIONS_SCHEMA]
}
