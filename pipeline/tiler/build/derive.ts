import type { AttributeValue } from '../../archive/index.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'
import { clusterPoints, POINT_COUNT, sumName } from '../points/cluster.ts'
import { dropPoints } from '../points/drop.ts'
import type { LayerRules } from '../rules.ts'
import { type EncodedValues, mergeDictionaries, ValueDictionary } from '../values/dictionary.ts'
import { decodeValue } from '../values/encode-value.ts'
import { DICTIONARY, placeOf, tagOf } from '../values/token.ts'
import { checkSummedValues } from './check-rules.ts'

export interface Derived {
  /** Clusters, which stand for features of the layer at one zoom. */
  clusters: FeatureChunk[]
  /** By zoom, features drawn within the point of a cluster. */
  features_clustered: number[]
  keys: string[]
  values: EncodedValues
}

/**
 * Thins and clusters the points of a layer as its rules say: features that are no longer drawn at a zoom begin below it.
 * @param keys of the layer; those of clusters come after them
 */
export function derivePoints(
  chunks: readonly FeatureChunk[],
  rules: LayerRules,
  keys: readonly string[],
  values: EncodedValues,
): Derived {
  const derived: Derived = { clusters: [], features_clustered: [], keys: [...keys], values }
  if (rules.cluster !== undefined && chunks.length > 0) {
    const own = new ValueDictionary()
    const keyOf = (name: string): number => {
      const place = derived.keys.indexOf(name)
      return place >= 0 ? place : derived.keys.push(name) - 1
    }
    const valueOfToken = (token: number): AttributeValue => decodeValue(token, values)
    checkSummedValues(rules, chunks, keys, valueOfToken)
    const sums = rules.cluster.sums.filter((name) => keys.includes(name))
    const zooms = clusterPoints(
      chunks,
      rules,
      {
        count_key: keyOf(POINT_COUNT),
        sums: sums.map((name) => ({ of: keys.indexOf(name), key: keyOf(sumName(name)) })),
        tokenOf: (value) => own.numberToken(value),
        valueOfToken,
      },
      chunks.reduce((sum, chunk) => sum + chunk.count, 0),
    )
    for (const { zoom, chunks: clusters, features_clustered } of zooms) {
      derived.clusters.push(...clusters)
      derived.features_clustered[zoom] = features_clustered
    }
    derived.values = joined(derived.clusters, values, own.encoded())
  }
  for (const chunk of chunks) dropPoints(chunk, rules)
  return derived
}

/** One dictionary of that of the features and that of the clusters, whose tokens then tell their places in it. */
function joined(clusters: readonly FeatureChunk[], values: EncodedValues, own: EncodedValues): EncodedValues {
  if (own.offsets.length === 1) return values
  const merged = mergeDictionaries([values, own])
  const places = merged.places[1]!
  for (const { tokens } of clusters) {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      if (tagOf(token) === DICTIONARY) tokens[i] = places[placeOf(token)]!
    }
  }
  return merged.values
}
