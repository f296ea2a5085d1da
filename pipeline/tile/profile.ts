import { join } from 'node:path'
import { checkedBy } from '../checked-schema.ts'
import { displayPath, PROJECT_ROOT } from '../paths.ts'
import type { LayerRules } from '../tiler/rules.ts'
import { type CheckedYaml, readYaml } from '../yaml-file.ts'

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

export interface ReadProfile {
  profile: TilesetProfile
  /** Says where in the file a fault lies. */
  fault: CheckedYaml['fault']
}

/** @throws UserError `config` with line and key; the error of node:fs when the file cannot be read */
export function readProfile(path: string): ReadProfile {
  const yaml = readYaml(path, displayPath(path))
  const check = checkedBy<TilesetProfile>(TILESET_SCHEMA)
  if (!check(yaml.value)) throw yaml.schemaFault(check.errors ?? [])
  return { profile: yaml.value, fault: yaml.fault }
}
