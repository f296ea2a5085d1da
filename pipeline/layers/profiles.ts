import { join } from 'node:path'
import { PROJECT_ROOT } from '../city.ts'
import { type TableSchema, type Text, tableSchemas } from '../store/table-schema.ts'
import { ownYaml } from '../yaml-file.ts'

export const LAYERS_FILE = join(PROJECT_ROOT, 'schemas/layers.yaml')

export interface LayerAttribute {
  name: string
  type: 'string' | 'number' | 'boolean'
  unit?: string
  title: Text
  /** What it is beyond its title, where `schemas/published-tables.yaml` does not say it for all columns of that name. */
  description?: Text
  /** Its years may lie ahead of the data, and are no time of them. */
  planned?: boolean
}

/**
 * What `rt_deficits` tell that something is made from: with `places` which RT there are, not their deficits; what stands in for
 * deficits is then none of its sources, unless it tells of RT itself.
 */
export type DeficitsTell = 'deficits' | 'places'

/** One published layer, as `schemas/layers.yaml` describes it. */
export interface LayerProfile {
  name: string
  title: Text
  /** Canonical tables it is made from: the lineage to the sources. The records of the first are what is drawn. */
  tables: string[]
  /** `deficits` when left out. */
  deficits_tell?: DeficitsTell
  geometry: 'point' | 'line' | 'polygon'
  /** Lowest and highest zoom at which every feature is in the tiles. */
  zooms: [number, number]
  /** Layer whose features it shows once more, such as labels: it is not compared from release to release. */
  derived_from?: string
  /** Columns whose values, joined, are the stable key of a feature. */
  key: string[]
  attributes: LayerAttribute[]
}

/**
 * The published layers in order.
 * @throws RangeError when an attribute is a column that may not be public, or a layer is not as its readers take it.
 */
export function layerProfiles(file: string = LAYERS_FILE): LayerProfile[] {
  const { layers } = ownYaml(file) as { layers: LayerProfile[] }
  const names = layers.map((layer) => layer.name)
  const twice = repeated(names)
  if (twice !== undefined) throw new RangeError(`two layers are called ${twice}`)
  for (const layer of layers) {
    checkLayer(layer)
    if (layer.derived_from !== undefined && !names.includes(layer.derived_from))
      throw new RangeError(`layer ${layer.name} is derived from ${layer.derived_from}, which is no layer`)
  }
  return layers
}

function checkLayer({ name, tables, zooms, key, attributes }: LayerProfile): void {
  const fail = (fault: string): never => {
    throw new RangeError(`layer ${name} ${fault}`)
  }
  const unknown = tables.find((table) => !tableSchemas().has(table))
  if (unknown !== undefined) fail(`is made from ${unknown}, which is no canonical table`)
  if (!(0 <= zooms[0] && zooms[0] <= zooms[1])) fail(`has the zooms ${zooms.join(' to ')}`)
  const names = attributes.map((attribute) => attribute.name)
  const twice = repeated(names)
  if (twice !== undefined) fail(`has the attribute ${twice} twice`)
  const missing = key.find((column) => !names.includes(column))
  if (missing !== undefined) fail(`has no attribute ${missing} for its key`)
  const hidden = names.find((attribute) => !mayBePublic(attribute, tables))
  if (hidden !== undefined) fail(`would publish ${hidden}, which is not public`)
}

/** A name that is secret or internal anywhere is so everywhere; one that is for sums only needs a table where it is public. */
function mayBePublic(attribute: string, tables: readonly string[]): boolean {
  const classes = (of: Iterable<TableSchema>): Set<string> =>
    new Set(
      [...of].flatMap(({ columns }) => columns.filter((c) => c.name === attribute).map((c) => c.privacy)),
    )
  const anywhere = classes(tableSchemas().values())
  if (anywhere.has('secret') || anywhere.has('internal')) return false
  const here = classes([...tableSchemas().values()].filter((schema) => tables.includes(schema.name)))
  return !here.has('aggregate') || here.has('public')
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) < index)
}
