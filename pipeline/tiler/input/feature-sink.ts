import type { ChunkBuilder } from '../features/chunk-builder.ts'
import type { KeyTable } from '../features/keys.ts'
import type { ValueDictionary } from '../values/dictionary.ts'

/** Where a thread puts the features of one layer; the dictionary may be that of all layers. */
export interface FeatureSink {
  builder: ChunkBuilder
  keys: KeyTable
  dictionary: ValueDictionary
}
