import { ChunkBuilder, type ChunkBuilderOptions } from '../../../pipeline/tiler/features/chunk-builder.ts'
import type { FeatureChunk } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { type KeyFilter, KeyTable } from '../../../pipeline/tiler/features/keys.ts'
import { ValueDictionary } from '../../../pipeline/tiler/values/dictionary.ts'
import { decodeValue } from '../../../pipeline/tiler/values/encode-value.ts'

export interface PlainFeature {
  kind: number
  id: number
  /** `P` or `H` for the role, then the places on the grid. */
  chains: [role: 'P' | 'H', ...places: number[]][]
  attributes: Record<string, string | number | boolean>
}

/** A builder, its key table and dictionary, and what came out of it as plain objects. */
export function newSink(options: Partial<ChunkBuilderOptions> = {}, filter: KeyFilter = {}) {
  const chunks: FeatureChunk[] = []
  const builder = new ChunkBuilder(3, {
    minzoom: 2,
    maxzoom: 14,
    emit: (chunk) => chunks.push(chunk),
    ...options,
  })
  const keys = new KeyTable('survey', filter)
  const dictionary = new ValueDictionary()
  const features = (): PlainFeature[] => {
    builder.flush()
    const values = dictionary.encoded()
    return chunks.flatMap((chunk) =>
      Array.from({ length: chunk.count }, (_, f) => ({
        kind: chunk.kinds[f]!,
        id: chunk.ids[f]!,
        chains: range(chunk.chainStart, f).map((c): PlainFeature['chains'][number] => [
          chunk.roles[c] === 0 ? 'P' : 'H',
          ...chunk.positions.subarray(2 * chunk.positionStart[c]!, 2 * chunk.positionStart[c + 1]!),
        ]),
        attributes: Object.fromEntries(
          range(chunk.tokenStart, f)
            .map((a) => [keys.names[chunk.keys[a]!]!, decodeValue(chunk.tokens[a]!, values)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      })),
    )
  }
  return { builder, keys, dictionary, chunks, features }
}

function range(starts: Uint32Array, place: number): number[] {
  return Array.from({ length: starts[place + 1]! - starts[place]! }, (_, i) => starts[place]! + i)
}
