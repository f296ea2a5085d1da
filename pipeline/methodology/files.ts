import { join } from 'node:path'
import { METHODOLOGY_DIR, PROJECT_ROOT } from '../city.ts'
import { tableSchemaFiles } from '../store/table-schema.ts'
import { KINDS, type Kind, methodologyNames } from './kinds.ts'

/** The JSON Schema of the methodology files of one kind. */
export function methodologySchema(kind: Kind): string {
  return join(PROJECT_ROOT, 'schemas/methodology', `${kind.replaceAll('_', '-')}.schema.json`)
}

/** The files whose bytes decide what the methodologies of these names say; of all of them when none is named. */
export function methodologyFiles(...names: string[]): string[] {
  const chosen = names.length === 0 ? methodologyNames() : names
  return [
    ...chosen.map((name) => join(METHODOLOGY_DIR, `${name}.yaml`)),
    ...KINDS.map(methodologySchema),
    ...tableSchemaFiles(),
  ]
}
