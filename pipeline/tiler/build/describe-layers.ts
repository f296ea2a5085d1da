import type { Bounds } from '../../archive/header.ts'
import type { AttributeSpec, AttributeStats, LayerInfo, LayerKind } from '../../archive/metadata.ts'
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
import type { Layout } from './lay-out.ts'

export interface Described {
  /** One for each layer of the rules, then their label layers; null where it holds nothing. */
  layers: (LayerInfo | null)[]
  /** Degrees; undefined when there is no feature at all. */
  bounds: Bounds | undefined
}

/**
 * What the metadata of the archive say of the layers that are drawn: kinds, zooms, attributes and their values, bounds.
 * Clusters are not counted among the features, but tell the values of the attributes that only they carry.
 */
export function describeLayers({ layers, batches, values }: Layout): Described {
  const valueOfToken = (token: number) => decodeValue(token, values)
  const own = layers.map(() => newStatistics())
  const clusters = layers.map(() => newStatistics())
  for (const { chunk, layer, derived } of batches)
    addToStatistics((derived ? clusters : own)[layer]!, chunk, valueOfToken)
  const all = newStatistics()
  const infos = layers.map(({ rules, names, cluster_keys, labels }, layer) => {
    mergeStatistics(all, { ...own[layer]!, keys: [] })
    if (own[layer]!.features === 0) return null
    const known = names.keys.length - cluster_keys
    const stats = names.keys.map((key, place) =>
      attributeStats((place < known ? own : clusters)[layer]!, key, place, valueOfToken),
    )
    // An attribute that was read without any value is told of; that no cluster or no label has it says nothing.
    const told = stats.filter(({ count }, place) => count > 0 || (labels === null && place < known))
    return infoOf(rules, told, own[layer]!)
  })
  return { layers: infos, bounds: boundsOfStatistics(all) }
}

function infoOf(
  { name, description, minzoom, maxzoom, attributes }: LayerRules,
  stats: readonly AttributeStats[],
  { features, kinds }: LayerStatistics,
): LayerInfo {
  const declared = attributes ?? []
  const names = new Set(declared.map((attribute) => attribute.name))
  const found: AttributeSpec[] = stats
    .filter(({ attribute }) => !names.has(attribute))
    .map(({ attribute, type }) => ({ name: attribute, type }))
  return {
    name,
    ...(description === undefined ? {} : { description }),
    kind: kindOf(kinds),
    minzoom,
    maxzoom,
    attributes: [...declared, ...found],
    stats: { features, attributes: [...stats] },
  }
}

/** The kind that most features of the layer are of; metadata know one. */
function kindOf(kinds: readonly number[]): LayerKind {
  const most = Math.max(...kinds)
  if (kinds[POLYGON] === most) return 'polygon'
  return kinds[LINE] === most && kinds[LINE]! > kinds[POINT]! ? 'line' : 'point'
}
