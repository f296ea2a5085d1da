import type { FeatureChunk } from '../features/feature-chunk.ts'

/** What tiles say of features beside their geometry; in memory that threads share. */
export type FeatureFacts = Pick<
  FeatureChunk,
  'layer' | 'count' | 'kinds' | 'ids' | 'tokenStart' | 'keys' | 'tokens'
> & {
  /** Place of the first feature among all features of the tileset. */
  base: number
}

export function factsOf(chunk: FeatureChunk, base: number): FeatureFacts {
  const { layer, count, kinds, ids, tokenStart, keys, tokens } = chunk
  return { base, layer, count, kinds, ids, tokenStart, keys, tokens }
}

/** Finds the facts of a feature by its place among all features of the tileset. */
export class FeatureTable {
  readonly #facts: readonly FeatureFacts[]
  #last: FeatureFacts

  /** @param facts in the order of their bases, without gaps; at least one */
  constructor(facts: readonly FeatureFacts[]) {
    this.#facts = facts
    this.#last = facts[0]!
  }

  /** The chunk that holds the feature. */
  of(feature: number): FeatureFacts {
    const last = this.#last
    if (feature >= last.base && feature < last.base + last.count) return last
    let low = 0
    let high = this.#facts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#facts[middle]!.base <= feature) low = middle
      else high = middle - 1
    }
    this.#last = this.#facts[low]!
    return this.#last
  }
}
