import type { AttributeValue } from '../../archive/index.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'
import { clusterPoints, POINT_COUNT, sumName } from '../points/cluster.ts'
import { dropPoints } from '../points/drop.ts'
import type { LayerRules } from '../rules.ts'
import { type EncodedValues, ValueDictionary } from '../values/dictionary.ts'
import { decodeValue } from '../values/encode-value.ts'
import { DICTIONARY, placeOf, tagOf } from '../values/token.ts'

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
    const known = values.offsets.length - 1
    const keyOf = (name: string): number => {
      const place = derived.keys.indexOf(name)
      return place >= 0 ? place : derived.keys.push(name) - 1
    }
    const sums = rules.cluster.sums.filter((name) => keys.includes(name))
    const zooms = clusterPoints(
      chunks,
      rules,
      {
        count_key: keyOf(POINT_COUNT),
        sums: sums.map((name) => ({ of: keys.indexOf(name), key: keyOf(sumName(name)) })),
        tokenOf: (value) => beyond(own.numberToken(value), known),
        valueOfToken: (token): AttributeValue => decodeValue(token, values),
      },
      chunks.reduce((sum, chunk) => sum + chunk.count, 0),
    )
    for (const { zoom, chunks: clusters, features_clustered } of zooms) {
      derived.clusters.push(...clusters)
      derived.features_clustered[zoom] = features_clustered
    }
    derived.values = append(values, own.encoded())
  }
  for (const chunk of chunks) dropPoints(chunk, rules)
  return derived
}

/** The token of a value that stands behind so many others in the dictionary. */
function beyond(token: number, known: number): number {
  return tagOf(token) === DICTIONARY ? placeOf(token) + known : token
}

function append(values: EncodedValues, more: EncodedValues): EncodedValues {
  const count = values.offsets.length - 1
  const added = more.offsets.length - 1
  if (added === 0) return values
  const bytes = new Uint8Array(new SharedArrayBuffer(values.bytes.length + more.bytes.length))
  bytes.set(values.bytes)
  bytes.set(more.bytes, values.bytes.length)
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (count + added + 1)))
  offsets.set(values.offsets)
  for (let i = 1; i <= added; i++) offsets[count + i] = values.bytes.length + more.offsets[i]!
  return { bytes, offsets }
}
