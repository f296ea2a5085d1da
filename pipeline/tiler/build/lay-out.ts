import type { FeatureChunk } from '../features/feature-chunk.ts'
import type { LayerNames } from '../pack/tile-writer.ts'
import { labelChunk } from '../points/label-layer.ts'
import type { LayerRules } from '../rules.ts'
import type { EncodedValues } from '../values/dictionary.ts'
import { derivePoints } from './derive.ts'
import { rankById, type SettledFeatures } from './settle.ts'

/** Features that are cut in one go. */
export interface Batch {
  chunk: FeatureChunk
  /** Place of the layer in `Layout.layers`. */
  layer: number
  /** Place of the first feature among all features of the tileset. */
  base: number
  /** Whether they stand for others, as clusters do. */
  derived: boolean
}

export interface LaidLayer {
  rules: LayerRules
  names: LayerNames
  /** How many of the last names clusters alone carry. */
  cluster_keys: number
  /** By zoom, features drawn within the point of a cluster. */
  features_clustered: number[]
  /** Features of a label layer; null for the layers of the rules. */
  labels: number | null
}

/** What is drawn: the layers of the rules, then their label layers, each with all its features. */
export interface Layout {
  layers: LaidLayer[]
  batches: Batch[]
  values: EncodedValues
  /** Place of each feature in the order of the tiles; null where that is the order of the batches. */
  ranks: Uint32Array | null
}

/** Thins and clusters points, adds label layers and puts all features in the order in which tiles hold them. */
export function layOut(settled: SettledFeatures, rules: readonly LayerRules[]): Layout {
  const layout: Layout = { layers: [], batches: [], values: settled.values, ranks: null }
  const ranked: { base: number; ranks: Uint32Array }[] = []
  let base = 0
  const add = (chunks: readonly FeatureChunk[], layer: number, derived: boolean) => {
    for (const chunk of chunks) {
      layout.batches.push({ chunk, layer, base, derived })
      base += chunk.count
    }
  }
  rules.forEach((own, layer) => {
    const chunks = settled.chunks[layer]!
    const ranks = rankById(chunks)
    if (ranks !== null) ranked.push({ base, ranks })
    const { clusters, keys, values, features_clustered } = derivePoints(
      chunks,
      own,
      settled.keys[layer]!,
      layout.values,
    )
    layout.values = values
    const cluster_keys = keys.length - settled.keys[layer]!.length
    const names = { name: own.name, keys }
    layout.layers.push({ rules: own, names, cluster_keys, features_clustered, labels: null })
    add(chunks, layer, false)
    add(clusters, layer, true)
  })
  rules.forEach((own, layer) => {
    if (own.label_layer === undefined) return
    const place = layout.layers.length
    const labels = { ...own, name: own.label_layer, drop_rate: 1 }
    const chunks = settled.chunks[layer]!.map((chunk) => labelChunk(chunk, place))
    const ranks = rankById(chunks)
    if (ranks !== null) ranked.push({ base, ranks })
    layout.layers.push({
      rules: labels,
      names: { name: labels.name, keys: settled.keys[layer]! },
      cluster_keys: 0,
      features_clustered: [],
      labels: chunks.reduce((sum, { count }) => sum + count, 0),
    })
    add(chunks, place, false)
  })
  if (ranked.length > 0) layout.ranks = allRanks(base, ranked)
  return layout
}

function allRanks(count: number, ranked: readonly { base: number; ranks: Uint32Array }[]): Uint32Array {
  const all = new Uint32Array(new SharedArrayBuffer(4 * count))
  for (let i = 0; i < count; i++) all[i] = i
  for (const { base, ranks } of ranked) {
    for (let i = 0; i < ranks.length; i++) all[base + i] = base + ranks[i]!
  }
  return all
}
