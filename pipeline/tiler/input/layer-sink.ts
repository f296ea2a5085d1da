import { ChunkBuilder } from '../features/chunk-builder.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'
import { KeyTable } from '../features/keys.ts'
import type { LayerRules } from '../rules.ts'
import { type EncodedValues, ValueDictionary } from '../values/dictionary.ts'
import type { ReadTally } from './read-tally.ts'

/** What one thread has read of one input. */
export interface ReadPart {
  layer: number
  chunks: FeatureChunk[]
  /** Names of the keys by the numbers that the chunks use. */
  keys: string[]
  /** Values of the tokens that the chunks use. */
  values: EncodedValues
  tally: ReadTally
}

/** Where the features of a layer go as they are read by one thread. */
export function sinkOf(layer: number, rules: LayerRules) {
  const chunks: FeatureChunk[] = []
  const builder = new ChunkBuilder(layer, {
    minzoom: rules.minzoom,
    maxzoom: rules.maxzoom,
    emit: (chunk) => chunks.push(chunk),
  })
  const keys = new KeyTable(rules.name, {
    declared: rules.attributes?.map((attribute) => attribute.name),
    include: rules.include,
    exclude: rules.exclude,
  })
  return { builder, keys, dictionary: new ValueDictionary(), chunks }
}

export function partOf(
  { builder, keys, dictionary, chunks }: ReturnType<typeof sinkOf>,
  layer: number,
  tally: ReadTally,
): ReadPart {
  builder.flush()
  tally.parts_below_grid = builder.partsBelowGrid
  tally.features_beyond_map = builder.featuresBeyondMap
  return { layer, chunks, keys: keys.names, values: dictionary.encoded(), tally }
}
