import { type FeatureChunk, PART, POINT } from '../features/feature-chunk.ts'

export interface PointChunkSize {
  features: number
  positions: number
  tokens: number
}

/**
 * An empty chunk of point features, one chain each, in memory that threads share. The caller fills in `ids`, zooms,
 * `positionStart`, `positions`, `tokenStart`, `keys` and `tokens`.
 */
export function newPointChunk(layer: number, first: number, size: PointChunkSize): FeatureChunk {
  const { features, positions, tokens } = size
  const chunk: FeatureChunk = {
    layer,
    first,
    count: features,
    kinds: new Uint8Array(shared(features)),
    ids: new Float64Array(shared(8 * features)),
    minZooms: new Uint8Array(shared(features)),
    maxZooms: new Uint8Array(shared(features)),
    chainStart: new Uint32Array(shared(4 * (features + 1))),
    roles: new Uint8Array(shared(features)),
    positionStart: new Uint32Array(shared(4 * (features + 1))),
    positions: new Int32Array(shared(8 * positions)),
    firstZooms: new Uint8Array(shared(positions)),
    tokenStart: new Uint32Array(shared(4 * (features + 1))),
    keys: new Uint16Array(shared(2 * tokens)),
    tokens: new Uint32Array(shared(4 * tokens)),
  }
  chunk.kinds.fill(POINT)
  chunk.roles.fill(PART)
  for (let f = 0; f <= features; f++) chunk.chainStart[f] = f
  return chunk
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes)
}

/** Copies the attributes of a feature behind those written before to feature `to`. */
export function copyTokens(from: FeatureChunk, feature: number, into: FeatureChunk, to: number): void {
  let at = into.tokenStart[to]!
  for (let i = from.tokenStart[feature]!; i < from.tokenStart[feature + 1]!; i++) {
    into.keys[at] = from.keys[i]!
    into.tokens[at] = from.tokens[i]!
    at++
  }
  into.tokenStart[to + 1] = at
}
