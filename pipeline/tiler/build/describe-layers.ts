import type { Bounds } from '../../archive/header.ts'
import type { AttributeSpec, LayerInfo, LayerKind } from '../../archive/metadata.ts'
import { LINE, POINT, POLYGON } from '../features/feature-chunk.ts'
import {
  addToStatistics,
  attributeStats,
  boundsOfStatistics,
  type LayerStatistics,
  mergeStatistics,
  newStatistics,
} from '../points/describe.ts'
import type { LayerRules } from '../rules.ts'
import { decodeValue } from '../values/encode-value.ts'
import type { SettledFeatures } from './settle.ts'

export interface Described {
  /** One for each layer of the rules, then their label layers; null where it holds nothing. */
  layers: (LayerInfo | null)[]
  /** Degrees; undefined when there is no feature at all. */
  bounds: Bounds | undefined
}

/** What the metadata of the archive say of the layers: kinds, zooms, attributes and their values, bounds. */
export function describeLayers(settled: SettledFeatures, rules: readonly LayerRules[]): Described {
  const valueOfToken = (token: number) => decodeValue(token, settled.values)
  const all = newStatistics()
  const layers = rules.map((own, layer) => {
    const statistics = newStatistics()
    for (const chunk of settled.chunks[layer]!) addToStatistics(statistics, chunk, valueOfToken)
    mergeStatistics(all, { ...statistics, keys: [] })
    return statistics.features === 0 ? null : infoOf(own, settled.keys[layer]!, statistics, valueOfToken)
  })
  const labels = rules.flatMap(({ label_layer }, layer): (LayerInfo | null)[] => {
    if (label_layer === undefined) return []
    const info = layers[layer]!
    return [info === null ? null : { ...info, name: label_layer, kind: 'point' }]
  })
  return { layers: [...layers, ...labels], bounds: boundsOfStatistics(all) }
}

function infoOf(
  { name, description, minzoom, maxzoom, attributes }: LayerRules,
  keys: readonly string[],
  statistics: LayerStatistics,
  valueOfToken: Parameters<typeof addToStatistics>[2],
): LayerInfo {
  const stats = keys.map((key, place) => attributeStats(statistics, key, place, valueOfToken))
  const declared = new Map((attributes ?? []).map((attribute) => [attribute.name, attribute]))
  const found: AttributeSpec[] = stats.map(
    ({ attribute, type }) => declared.get(attribute) ?? { name: attribute, type },
  )
  return {
    name,
    ...(description === undefined ? {} : { description }),
    kind: kindOf(statistics.kinds),
    minzoom,
    maxzoom,
    attributes: attributes ?? found,
    stats: { features: statistics.features, attributes: stats },
  }
}

/** The kind that most features of the layer are of; metadata know one. */
function kindOf(kinds: readonly number[]): LayerKind {
  const most = Math.max(...kinds)
  if (kinds[POLYGON] === most) return 'polygon'
  return kinds[LINE] === most && kinds[LINE]! > kinds[POINT]! ? 'line' : 'point'
}
