import { type FeatureChunk, NO_ID } from '../features/feature-chunk.ts'
import { mergeKeys } from '../features/keys.ts'
import type { ReadPart } from '../input/layer-sink.ts'
import type { ReadTally } from '../input/read-tally.ts'
import type { LayerRules } from '../rules.ts'
import { sortByKey } from '../runs/radix-sort.ts'
import { type EncodedValues, mergeDictionaries } from '../values/dictionary.ts'
import { DICTIONARY, placeOf, tagOf } from '../values/token.ts'

/** All features of a tileset, with one numbering of keys and one dictionary. */
export interface SettledFeatures {
  /** By layer, in the order in which they were read. */
  chunks: FeatureChunk[][]
  /** Names of the keys of each layer. */
  keys: string[][]
  values: EncodedValues
  tallies: ReadTally[][]
}

/**
 * Makes one of what several threads have read: keys and values get one numbering in all parts, in place, and the attributes
 * of each feature stand in the order of their keys.
 * @param parts in the order of the inputs
 */
export function settle(parts: readonly ReadPart[], layers: readonly LayerRules[]): SettledFeatures {
  const { values, places } = mergeDictionaries(parts.map((part) => part.values))
  const chunks: FeatureChunk[][] = layers.map(() => [])
  const tallies: ReadTally[][] = layers.map(() => [])
  const keys = layers.map((rules, layer) => {
    const own = parts.map((part, place) => ({ part, place })).filter(({ part }) => part.layer === layer)
    const declared = rules.attributes?.map((attribute) => attribute.name)
    const merged = mergeKeys(
      own.map(({ part }) => part.keys),
      rules.name,
      declared,
    )
    let first = 0
    own.forEach(({ part, place }, i) => {
      tallies[layer]!.push(part.tally)
      for (const chunk of part.chunks) {
        chunk.first = first
        first += chunk.count
        if (parts.length > 1) renumberTokens(chunk.tokens, places[place]!)
        renumberKeys(chunk, merged.places[i]!)
        chunks[layer]!.push(chunk)
      }
    })
    return merged.names
  })
  return { chunks, keys, values, tallies }
}

function renumberTokens(tokens: Uint32Array, places: Uint32Array): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (tagOf(token) === DICTIONARY) tokens[i] = places[placeOf(token)]!
  }
}

/** Gives the attributes their new keys and sorts those of each feature by them; few are out of order. */
function renumberKeys({ count, tokenStart, keys, tokens }: FeatureChunk, places: Uint16Array): void {
  for (let i = 0; i < keys.length; i++) keys[i] = places[keys[i]!]!
  for (let feature = 0; feature < count; feature++) {
    const start = tokenStart[feature]!
    const end = tokenStart[feature + 1]!
    for (let i = start + 1; i < end; i++) {
      const key = keys[i]!
      if (keys[i - 1]! < key) continue
      const token = tokens[i]!
      let at = i
      while (at > start && keys[at - 1]! > key) {
        keys[at] = keys[at - 1]!
        tokens[at] = tokens[at - 1]!
        at--
      }
      keys[at] = key
      tokens[at] = token
    }
  }
}

/**
 * Place of each feature of a layer in the order of the tiles: by id where all have one, so that the order of the input does
 * not matter; else as they were read.
 * @returns null when they were read in that order already
 */
export function rankById(chunks: readonly FeatureChunk[]): Uint32Array | null {
  let count = 0
  let last = -1
  let rising = true
  for (const chunk of chunks) {
    for (let feature = 0; feature < chunk.count; feature++) {
      const id = chunk.ids[feature]!
      if (id === NO_ID) return null
      if (id < last) rising = false
      last = id
    }
    count += chunk.count
  }
  if (rising) return null
  const lows = new Uint32Array(count)
  const highs = new Uint32Array(count)
  let at = 0
  for (const { ids, count: own } of chunks) {
    for (let feature = 0; feature < own; feature++, at++) {
      highs[at] = Math.floor(ids[feature]! / 2 ** 32)
      lows[at] = ids[feature]! - highs[at]! * 2 ** 32
    }
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  const spare = new Uint32Array(count)
  const byLow = sortByKey(lows, order, spare, count)
  const sorted = sortByKey(highs, byLow, byLow === order ? spare : order, count)
  const ranks = new Uint32Array(count)
  for (let rank = 0; rank < count; rank++) ranks[sorted[rank]!] = rank
  return ranks
}
