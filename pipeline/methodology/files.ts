import { join } from 'node:path'
import { METHODOLOGY_DIR, PROJECT_ROOT } from '../city.ts'
import { TABLE_SCHEMA_DIR } from '../store/table-schema.ts'

export const METHODOLOGY_SCHEMA = join(PROJECT_ROOT, 'schemas/methodology.schema.json')

/** The files whose bytes decide what `loadMethodology` gives. */
export function methodologyFiles(name: string): string[] {
  return [
    join(METHODOLOGY_DIR, `${name}.yaml`),
    METHODOLOGY_SCHEMA,
    join(TABLE_SCHEMA_DIR, 'rt_profiles.schema.json'),
    join(TABLE_SCHEMA_DIR, 'zones.schema.json'),
  ]
}
