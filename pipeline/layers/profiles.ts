import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { PROJECT_ROOT } from '../city.ts'
import { type Text, tableSchemas } from '../store/table-schema.ts'

export const LAYERS_FILE = join(PROJECT_ROOT, 'schemas/layers.yaml')

export interface LayerAttribute {
  name: string
  type: 'string' | 'number' | 'boolean'
  unit?: string
  title: Text
}

/** One published layer, as `schemas/layers.yaml` describes it. */
export interface LayerProfile {
  name: string
  title: Text
  /** Canonical tables it is made from: the lineage to the sources. */
  tables: string[]
  geometry: 'point' | 'line' | 'polygon'
  /** Lowest and highest zoom at which every feature is in the tiles. */
  zooms: [number, number]
  /** Columns whose values, joined, are the stable key of a feature. */
  key: string[]
  attributes: LayerAttribute[]
}

/**
 * The published layers in order.
 * @throws RangeError when an attribute is a column that may not be public.
 */
export function layerProfiles(): LayerProfile[] {
  const { layers } = parse(readFileSync(LAYERS_FILE, 'utf8')) as { layers: LayerProfile[] }
  const hidden = new Set<string>()
  for (const schema of tableSchemas().values()) {
    for (const column of schema.columns) {
      if (column.privacy === 'secret' || column.privacy === 'internal') hidden.add(column.name)
    }
  }
  for (const layer of layers) {
    const names = layer.attributes.map((attribute) => attribute.name)
    const forbidden = names.find((name) => hidden.has(name))
    if (forbidden) throw new RangeError(`layer ${layer.name} would publish ${forbidden}, which is not public`)
    const missing = layer.key.find((name) => !names.includes(name))
    if (missing) throw new RangeError(`layer ${layer.name} has no attribute ${missing} for its key`)
  }
  return layers
}
