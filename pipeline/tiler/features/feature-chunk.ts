/** Kind of a feature, numbered as MVT 2.1 section 4.3.4 numbers geometry types. */
export const POINT = 1
export const LINE = 2
export const POLYGON = 3
export type Kind = typeof POINT | typeof LINE | typeof POLYGON

/** A chain of positions: what begins a part of the geometry (a line, an exterior ring, all points of a multipoint), or a hole in it. */
export const PART = 0
export const HOLE = 1

/** A feature that has no id of its own. */
export const NO_ID = -1

/**
 * Some features of one layer, flat, in memory that threads share. Positions are signed places of the grid (`grid.ts`);
 * rings are open (their first position is not repeated) and have no two equal neighbours, in any winding. Only a feature
 * that is flat on the grid has a ring of fewer than 3 positions, or a line of one: it then is its only chain.
 *
 * Feature f has the chains `chainStart[f] .. chainStart[f + 1]`, chain c the positions `positionStart[c] ..
 * positionStart[c + 1]` (x at 2i, y at 2i + 1 of `positions`), and feature f the attributes
 * `tokenStart[f] .. tokenStart[f + 1]` of `keys` and `tokens`.
 */
export interface FeatureChunk {
  /** Place of the layer among the layers of the tileset. */
  layer: number
  /** Place of the first feature among the features of the layer, in the order in which they were read. */
  first: number
  count: number
  kinds: Uint8Array
  /** 0 to 2^53 - 1, or NO_ID. */
  ids: Float64Array
  /** Lowest and highest zoom at which the feature is drawn. */
  minZooms: Uint8Array
  maxZooms: Uint8Array
  chainStart: Uint32Array
  roles: Uint8Array
  positionStart: Uint32Array
  positions: Int32Array
  /** Lowest zoom at which a position is kept: filled in by `borders/`. */
  firstZooms: Uint8Array
  tokenStart: Uint32Array
  /** Keys of the attributes, as places in the key table of the layer. */
  keys: Uint16Array
  /** Their values; see `values/token.ts`. */
  tokens: Uint32Array
}

/**
 * Drops the columns that nothing needs once the features are cut, all of them, since one that is left would hold the memory
 * of all; kinds, ids and attributes stay.
 * @returns how many bytes nothing of the chunk refers to any more
 */
export function letGoOfOutlines(chunk: FeatureChunk): number {
  const bytes = chunk.positions.buffer.byteLength
  chunk.positions = new Int32Array(0)
  chunk.positionStart = new Uint32Array(0)
  chunk.chainStart = new Uint32Array(0)
  chunk.roles = new Uint8Array(0)
  chunk.firstZooms = new Uint8Array(0)
  chunk.minZooms = new Uint8Array(0)
  chunk.maxZooms = new Uint8Array(0)
  return bytes
}
