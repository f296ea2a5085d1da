import { join, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { displayPath, PROJECT_ROOT } from '../paths.ts'
import type { LayerRules } from '../tiler/rules.ts'
import type { CheckedYaml } from '../yaml-file.ts'

export const TILESET_SCHEMA = join(PROJECT_ROOT, 'schemas/tileset.schema.json')

/** Rules of a layer; what is left out is as for a layer that no profile names. */
export type ProfileLayer = Partial<LayerRules> & { name: string }

/** A profile as `schemas/tileset.schema.json` has it. */
export interface TilesetProfile {
  name?: string
  description?: string
  attribution?: string
  minzoom?: number
  maxzoom?: number
  buffer_units?: number
  gzip_level?: number
  layers?: ProfileLayer[]
}

/**
 * The profile that is named, or one that says nothing.
 * @throws UserError `config`, with line and key where it is not as its schema says; when the file cannot be read
 */
export async function profileOf(path: string | undefined): Promise<TilesetProfile> {
  if (path === undefined) return {}
  const { readYaml } = await import('../yaml-file.ts')
  const { checkedBy } = await import('../checked-schema.ts')
  const file = displayPath(resolve(path))
  let yaml: CheckedYaml
  try {
    yaml = readYaml(path, file)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(
      'config',
      {
        what: 'the profile cannot be read',
        where: { file, key: '--profile' },
        got: (error as Error).message.split(',')[0],
        expected: 'a YAML file with the rules of a tileset',
        next: 'name the file, or leave --profile out; docs/reference/tile.md has an example',
      },
      { cause: error },
    )
  }
  const check = checkedBy<TilesetProfile>(TILESET_SCHEMA)
  if (!check(yaml.value)) throw yaml.schemaFault(check.errors ?? [])
  return yaml.value
}
