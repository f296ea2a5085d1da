import { NO_ID } from '../features/feature-chunk.ts'
import { EXTENT } from '../grid.ts'
import {
  type EncodedValues,
  valueLength,
  varintLength,
  writeValue,
  writeVarint,
} from '../values/encode-value.ts'
import { type FeatureFacts, FeatureTable } from './feature-table.ts'
import { TokenIndex } from './token-index.ts'

/** Fields of the MVT 2.1 messages (section 4.1), with their wire types. */
const TILE_LAYER = (3 << 3) | 2
const LAYER_VERSION = 15 << 3
const LAYER_NAME = (1 << 3) | 2
const LAYER_FEATURE = (2 << 3) | 2
const LAYER_KEY = (3 << 3) | 2
const LAYER_VALUE = (4 << 3) | 2
const LAYER_EXTENT = 5 << 3
const FEATURE_ID = 1 << 3
const FEATURE_TAGS = (2 << 3) | 2
const FEATURE_TYPE = 3 << 3
const FEATURE_GEOMETRY = (4 << 3) | 2
const VERSION = 2

/** Names of a layer as tiles hold them. */
export interface LayerNames {
  name: string
  /** In the order of their numbers. */
  keys: readonly string[]
}

interface EncodedNames {
  name: Uint8Array
  keys: Uint8Array[]
}

/** Writes one vector tile after another, feature by feature, in bytes that are used again. */
export class TileWriter {
  readonly #names: EncodedNames[]
  readonly #values: EncodedValues
  readonly #features: FeatureTable
  /** The tile: its layers one after the other. */
  #tile = new Uint8Array(1 << 16)
  #tileAt = 0
  /** The features of the layer that is being written. */
  #body = new Uint8Array(1 << 16)
  #at = 0
  #layer = -1
  readonly #keyIndex = new TokenIndex()
  readonly #valueIndex = new TokenIndex()
  #tags = new Uint32Array(64)
  /** Layers that the tile holds something of, so far. */
  readonly layers: number[] = []

  constructor(layers: readonly LayerNames[], values: EncodedValues, facts: readonly FeatureFacts[]) {
    const encoder = new TextEncoder()
    this.#names = layers.map(({ name, keys }) => ({
      name: encoder.encode(name),
      keys: keys.map((key) => encoder.encode(key)),
    }))
    this.#values = values
    this.#features = new FeatureTable(facts)
  }

  begin(): void {
    this.#tileAt = 0
    this.#layer = -1
    this.layers.length = 0
  }

  /** Adds a drawing; features of one layer come together, layers in their order. */
  add(feature: number, commands: Uint8Array, from: number, to: number): void {
    const facts = this.#features.of(feature)
    if (facts.layer !== this.#layer) {
      this.#endLayer()
      this.#beginLayer(facts.layer)
    }
    const place = feature - facts.base
    const tags = this.#tagsOf(facts, place)
    let tagsLength = 0
    for (let i = 0; i < tags; i++) tagsLength += shortLength(this.#tags[i]!)
    const id = facts.ids[place]!
    const length = to - from
    const size =
      (id === NO_ID ? 0 : 1 + varintLength(id)) +
      (tags === 0 ? 0 : 1 + shortLength(tagsLength) + tagsLength) +
      2 +
      1 +
      shortLength(length) +
      length
    this.#room(size + 6)
    const body = this.#body
    let at = this.#at
    body[at++] = LAYER_FEATURE
    at = writeVarint(size, body, at)
    if (id !== NO_ID) {
      body[at++] = FEATURE_ID
      at = writeVarint(id, body, at)
    }
    if (tags > 0) {
      body[at++] = FEATURE_TAGS
      at = writeVarint(tagsLength, body, at)
      for (let i = 0; i < tags; i++) {
        let tag = this.#tags[i]!
        while (tag > 127) {
          body[at++] = (tag & 127) | 128
          tag >>>= 7
        }
        body[at++] = tag
      }
    }
    body[at++] = FEATURE_TYPE
    body[at++] = facts.kinds[place]!
    body[at++] = FEATURE_GEOMETRY
    at = writeVarint(length, body, at)
    if (length < 64) for (let i = from; i < to; i++) body[at++] = commands[i]!
    else {
      body.set(commands.subarray(from, to), at)
      at += length
    }
    this.#at = at
  }

  /** The tile; the bytes are good until the next one begins. */
  finish(): Uint8Array {
    this.#endLayer()
    return this.#tile.subarray(0, this.#tileAt)
  }

  #tagsOf({ tokenStart, keys, tokens }: FeatureFacts, place: number): number {
    const start = tokenStart[place]!
    const end = tokenStart[place + 1]!
    const needed = 2 * (end - start)
    if (needed > this.#tags.length) this.#tags = new Uint32Array(2 * needed)
    const tags = this.#tags
    let count = 0
    for (let i = start; i < end; i++) {
      tags[count++] = this.#keyIndex.number(keys[i]!)
      tags[count++] = this.#valueIndex.number(tokens[i]!)
    }
    return count
  }

  #beginLayer(layer: number): void {
    this.#layer = layer
    this.layers.push(layer)
    this.#at = 0
    this.#keyIndex.clear()
    this.#valueIndex.clear()
  }

  #endLayer(): void {
    if (this.#layer === -1) return
    const names = this.#names[this.#layer]!
    this.#writeKeys(names.keys)
    this.#writeValues()
    const nameLength = names.name.length
    const length = 2 + 1 + shortLength(nameLength) + nameLength + this.#at + 1 + shortLength(EXTENT)
    this.#tileRoom(length + 6)
    const tile = this.#tile
    let at = this.#tileAt
    tile[at++] = TILE_LAYER
    at = writeVarint(length, tile, at)
    tile[at++] = LAYER_VERSION
    tile[at++] = VERSION
    tile[at++] = LAYER_NAME
    at = writeVarint(nameLength, tile, at)
    tile.set(names.name, at)
    at += nameLength
    tile.set(this.#body.subarray(0, this.#at), at)
    at += this.#at
    tile[at++] = LAYER_EXTENT
    this.#tileAt = writeVarint(EXTENT, tile, at)
    this.#layer = -1
  }

  #writeKeys(keys: readonly Uint8Array[]): void {
    const { tokens, count } = this.#keyIndex
    for (let i = 0; i < count; i++) {
      const key = keys[tokens[i]!]!
      this.#room(key.length + 6)
      this.#body[this.#at++] = LAYER_KEY
      this.#at = writeVarint(key.length, this.#body, this.#at)
      this.#body.set(key, this.#at)
      this.#at += key.length
    }
  }

  #writeValues(): void {
    const { tokens, count } = this.#valueIndex
    for (let i = 0; i < count; i++) {
      const token = tokens[i]!
      const length = valueLength(token, this.#values)
      this.#room(length + 6)
      this.#body[this.#at++] = LAYER_VALUE
      this.#at = writeVarint(length, this.#body, this.#at)
      this.#at = writeValue(token, this.#values, this.#body, this.#at)
    }
  }

  #room(more: number): void {
    if (this.#at + more <= this.#body.length) return
    const grown = new Uint8Array(Math.max(2 * this.#body.length, this.#at + more))
    grown.set(this.#body.subarray(0, this.#at))
    this.#body = grown
  }

  #tileRoom(more: number): void {
    if (this.#tileAt + more <= this.#tile.length) return
    const grown = new Uint8Array(Math.max(2 * this.#tile.length, this.#tileAt + more))
    grown.set(this.#tile.subarray(0, this.#tileAt))
    this.#tile = grown
  }
}

/** Bytes of a varint below 2^31. */
function shortLength(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : value < 268_435_456 ? 4 : 5
}
