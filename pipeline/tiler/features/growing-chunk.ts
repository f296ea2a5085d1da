import type { FeatureChunk } from './feature-chunk.ts'

const ROOM = 4096

/** The arrays of a chunk that still grows, longer than what they hold. */
export class GrowingChunk {
  features = 0
  chains = 0
  /** Positions held; `positions` has two numbers for each. */
  vertices = 0
  attributes = 0
  /** Where the feature now begun has its first position. */
  firstVertex = 0

  kinds = new Uint8Array(ROOM)
  ids = new Float64Array(ROOM)
  chainStart = new Uint32Array(ROOM)
  tokenStart = new Uint32Array(ROOM)
  roles = new Uint8Array(ROOM)
  positionStart = new Uint32Array(ROOM)
  positions = new Int32Array(ROOM * 4)
  keys = new Uint16Array(ROOM)
  tokens = new Uint32Array(ROOM)

  /** Ends a feature: all chains, positions and attributes since the last one are its own. */
  addFeature(kind: number, id: number): void {
    if (this.features === this.kinds.length) {
      this.kinds = copied(new Uint8Array(this.features * 2), this.kinds)
      this.ids = copied(new Float64Array(this.features * 2), this.ids)
    }
    const feature = this.features++
    this.kinds[feature] = kind
    this.ids[feature] = id
  }

  /** Notes where the next feature begins: after all that is held. */
  openFeature(): void {
    const feature = this.features
    if (feature === this.chainStart.length) {
      this.chainStart = copied(new Uint32Array(feature * 2), this.chainStart)
      this.tokenStart = copied(new Uint32Array(feature * 2), this.tokenStart)
    }
    this.chainStart[feature] = this.chains
    this.tokenStart[feature] = this.attributes
    this.firstVertex = this.vertices
  }

  addChain(role: number, firstVertex: number): void {
    if (this.chains === this.roles.length) {
      this.roles = copied(new Uint8Array(this.chains * 2), this.roles)
      this.positionStart = copied(new Uint32Array(this.chains * 2), this.positionStart)
    }
    this.roles[this.chains] = role
    this.positionStart[this.chains++] = firstVertex
  }

  growPositions(): void {
    this.positions = copied(new Int32Array(this.positions.length * 2), this.positions)
  }

  addAttribute(key: number, token: number): void {
    if (this.attributes === this.keys.length) {
      this.keys = copied(new Uint16Array(this.attributes * 2), this.keys)
      this.tokens = copied(new Uint32Array(this.attributes * 2), this.tokens)
    }
    this.keys[this.attributes] = key
    this.tokens[this.attributes++] = token
  }

  removeAttribute(at: number): void {
    this.keys.copyWithin(at, at + 1, this.attributes)
    this.tokens.copyWithin(at, at + 1, this.attributes)
    this.attributes--
  }

  /** Forgets what the arrays hold. */
  clear(vertices: number): void {
    this.features = 0
    this.chains = 0
    this.vertices = 0
    this.attributes = 0
    this.shrinkPositions(vertices)
  }

  /** Gives back the memory of a feature that was far larger than a chunk of `vertices` positions. */
  shrinkPositions(vertices: number): void {
    const room = 4 * Math.max(vertices, this.vertices, ROOM)
    if (this.positions.length > room)
      this.positions = copied(new Int32Array(room), this.positions.subarray(0, 2 * this.vertices))
  }

  /**
   * What the arrays hold, in two pieces of shared memory of just their size: one for the outlines and how they are cut
   * (see `letGoOfOutlines`), the other for what is told of the features until the last tile.
   */
  packed(layer: number, first: number, minzoom: number, maxzoom: number): FeatureChunk {
    const { features, chains, vertices, attributes } = this
    const chainStart = 8 * vertices
    const positionStart = chainStart + 4 * (features + 1)
    const firstZooms = positionStart + 4 * (chains + 1)
    const minZooms = firstZooms + vertices
    const maxZooms = minZooms + features
    const roles = maxZooms + features
    const outlines = new SharedArrayBuffer(roles + chains)
    const tokenStart = 8 * features
    const tokens = tokenStart + 4 * (features + 1)
    const keys = tokens + 4 * attributes
    const kinds = keys + 2 * attributes
    const facts = new SharedArrayBuffer(kinds + features)
    const chunk: FeatureChunk = {
      layer,
      first,
      count: features,
      kinds: new Uint8Array(facts, kinds, features),
      ids: new Float64Array(facts, 0, features),
      minZooms: new Uint8Array(outlines, minZooms, features).fill(minzoom),
      maxZooms: new Uint8Array(outlines, maxZooms, features).fill(maxzoom),
      chainStart: new Uint32Array(outlines, chainStart, features + 1),
      roles: new Uint8Array(outlines, roles, chains),
      positionStart: new Uint32Array(outlines, positionStart, chains + 1),
      positions: new Int32Array(outlines, 0, 2 * vertices),
      firstZooms: new Uint8Array(outlines, firstZooms, vertices),
      tokenStart: new Uint32Array(facts, tokenStart, features + 1),
      keys: new Uint16Array(facts, keys, attributes),
      tokens: new Uint32Array(facts, tokens, attributes),
    }
    chunk.kinds.set(this.kinds.subarray(0, features))
    chunk.ids.set(this.ids.subarray(0, features))
    chunk.chainStart.set(this.chainStart.subarray(0, features))
    chunk.chainStart[features] = chains
    chunk.roles.set(this.roles.subarray(0, chains))
    chunk.positionStart.set(this.positionStart.subarray(0, chains))
    chunk.positionStart[chains] = vertices
    chunk.positions.set(this.positions.subarray(0, 2 * vertices))
    chunk.tokenStart.set(this.tokenStart.subarray(0, features))
    chunk.tokenStart[features] = attributes
    chunk.keys.set(this.keys.subarray(0, attributes))
    chunk.tokens.set(this.tokens.subarray(0, attributes))
    return chunk
  }
}

function copied<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>(
  wider: T,
  held: T,
): T {
  wider.set(held)
  return wider
}
