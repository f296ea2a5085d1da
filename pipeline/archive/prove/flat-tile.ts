import type { AttributeValue } from '../metadata.ts'
import { Float64List, Int32List } from './lists.ts'

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const MOVE_TO = 1
const LINE_TO = 2
const CLOSE_PATH = 7

const TEXT = new TextDecoder('utf-8', { fatal: true })

/** A feature without an id. */
export const NO_ID = -1

/**
 * One layer of a vector tile (MVT 2.1), flat. Feature f has the tags `tagStart[f] .. tagStart[f + 1]` (key and value by
 * turns) and the chains `chainStart[f] .. chainStart[f + 1]`; chain c has the points `pointStart[c] .. pointStart[c + 1]`
 * of `xy` (x at 2i, y at 2i + 1, tile units, y down). Rings are open; all points of a multipoint are one chain.
 */
export interface FlatTileLayer {
  name: string
  version: number
  extent: number
  count: number
  keys: string[]
  values: AttributeValue[]
  /** NO_ID for none. */
  ids: Float64Array
  /** 1 points, 2 lines, 3 polygons. */
  types: Int32Array
  tagStart: Int32Array
  tags: Int32Array
  chainStart: Int32Array
  pointStart: Int32Array
  xy: Int32Array
}

/**
 * Decodes the layers of one vector tile into flat arrays, which are overwritten by the next layer: what `visit` wants to
 * keep it copies. A decoder of its own, that shares nothing with the encoder.
 * @throws Error when the bytes are no vector tile, or a feature has no type, no geometry, or a tag that points nowhere.
 */
export class FlatTileDecoder {
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #at = 0
  readonly #ids = new Float64List()
  readonly #types = new Int32List()
  readonly #tagStart = new Int32List()
  readonly #tags = new Int32List()
  readonly #chainStart = new Int32List()
  readonly #pointStart = new Int32List()
  readonly #xy = new Int32List()
  /** Start and end of each feature's bytes. */
  readonly #messages = new Int32List()

  decode(bytes: Uint8Array, visit: (layer: FlatTileLayer) => void): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = 0
    while (this.#at < bytes.length) {
      const tag = this.#varint()
      if (tag >>> 3 === 3 && (tag & 7) === BYTES) {
        const end = this.#end()
        visit(this.#layer(end))
        this.#at = end
      } else this.#skip(tag & 7)
    }
  }

  #layer(end: number): FlatTileLayer {
    const layer = { name: '', version: 1, extent: 4096, keys: [] as string[], values: [] as AttributeValue[] }
    this.#messages.length = 0
    while (this.#at < end) {
      const tag = this.#varint()
      const field = tag >>> 3
      if (field === 2) {
        const stop = this.#end()
        this.#messages.push(this.#at)
        this.#messages.push(stop)
        this.#at = stop
      } else if (field === 1) layer.name = this.#text()
      else if (field === 3) layer.keys.push(this.#text())
      else if (field === 4) layer.values.push(this.#value(this.#end()))
      else if (field === 5) layer.extent = this.#varint()
      else if (field === 15) layer.version = this.#varint()
      else this.#skip(tag & 7)
    }
    for (const list of [this.#ids, this.#types, this.#tagStart, this.#tags]) list.length = 0
    for (const list of [this.#chainStart, this.#pointStart, this.#xy]) list.length = 0
    const count = this.#messages.length / 2
    for (let f = 0; f < count; f++) {
      this.#at = this.#messages.data[2 * f]!
      try {
        this.#feature(this.#messages.data[2 * f + 1]!, layer.keys.length, layer.values.length)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        throw new Error(`feature ${f} of layer ${layer.name} ${why}`)
      }
    }
    this.#tagStart.push(this.#tags.length)
    this.#chainStart.push(this.#pointStart.length)
    this.#pointStart.push(this.#xy.length / 2)
    return {
      ...layer,
      count,
      ids: this.#ids.data,
      types: this.#types.data,
      tagStart: this.#tagStart.data,
      tags: this.#tags.data,
      chainStart: this.#chainStart.data,
      pointStart: this.#pointStart.data,
      xy: this.#xy.data,
    }
  }

  #feature(end: number, keys: number, values: number): void {
    let id = NO_ID
    let type = 0
    let geometryAt = -1
    let geometryEnd = -1
    this.#tagStart.push(this.#tags.length)
    while (this.#at < end) {
      const tag = this.#varint()
      const field = tag >>> 3
      if (field === 1) id = this.#varint()
      else if (field === 2) this.#readTags(this.#end(), keys, values)
      else if (field === 3) type = this.#varint()
      else if (field === 4) {
        geometryEnd = this.#end()
        geometryAt = this.#at
        this.#at = geometryEnd
      } else this.#skip(tag & 7)
    }
    if (type < 1 || type > 3) throw new Error(`has geometry type ${type}`)
    this.#ids.push(id)
    this.#types.push(type)
    const first = this.#pointStart.length
    this.#chainStart.push(first)
    this.#at = geometryAt
    if (geometryAt >= 0) this.#geometry(geometryEnd, type)
    if (this.#pointStart.length === first) throw new Error('has no geometry')
  }

  #readTags(end: number, keys: number, values: number): void {
    while (this.#at < end) {
      const key = this.#varint()
      const value = this.#at < end ? this.#varint() : -1
      if (key >= keys || value < 0 || value >= values) throw new Error('has a tag that points nowhere')
      this.#tags.push(key)
      this.#tags.push(value)
    }
  }

  #geometry(end: number, type: number): void {
    // No number of a geometry takes less than a byte: room for all of them is made once.
    this.#xy.reserve(end - this.#at)
    const bytes = this.#bytes
    const xy = this.#xy.data
    let length = this.#xy.length
    let at = this.#at
    let x = 0
    let y = 0
    let started = false
    while (at < end) {
      this.#at = at
      const header = this.#varint()
      at = this.#at
      const command = header & 7
      const count = header >>> 3
      if (command === CLOSE_PATH) continue
      if (command !== MOVE_TO && command !== LINE_TO) throw new Error(`has geometry command ${command}`)
      if (command === LINE_TO && !started) throw new Error('draws a line from nowhere')
      if (2 * count > end - at) throw new Error('ends within its geometry')
      for (let i = 0; i < count; i++) {
        if (command === MOVE_TO && (type !== 1 || !started)) this.#pointStart.push(length / 2)
        started = true
        for (let axis = 0; axis < 2; axis++) {
          let raw = 0
          for (let shift = 0; ; shift += 7) {
            if (at >= end) throw new Error('ends within its geometry')
            const byte = bytes[at++]!
            raw |= (byte & 0x7f) << shift
            if (byte < 0x80) break
            if (shift > 28) throw new Error('has a number beyond 32 bits')
          }
          const delta = (raw >>> 1) ^ -(raw & 1)
          if (axis === 0) x = (x + delta) | 0
          else y = (y + delta) | 0
        }
        xy[length++] = x
        xy[length++] = y
      }
    }
    this.#xy.length = length
    this.#at = end
  }

  #value(end: number): AttributeValue {
    let value: AttributeValue | undefined
    while (this.#at < end) {
      const tag = this.#varint()
      const field = tag >>> 3
      if (field === 1) value = this.#text()
      else if (field === 2) value = this.#view.getFloat32(this.#move(4), true)
      else if (field === 3) value = this.#view.getFloat64(this.#move(8), true)
      else if (field === 4) value = this.#signed()
      else if (field === 5) value = this.#varint()
      else if (field === 6) {
        const raw = this.#varint()
        value = raw % 2 === 1 ? (raw + 1) / -2 : raw / 2
      } else if (field === 7) value = this.#varint() !== 0
      else this.#skip(tag & 7)
    }
    if (value === undefined) throw new Error('a value of a layer is empty')
    return value
  }

  #text(): string {
    const end = this.#end()
    const text = TEXT.decode(this.#bytes.subarray(this.#at, end))
    this.#at = end
    return text
  }

  /** Bits beyond 2^53 are lost, as they are in every reader in JavaScript. */
  #varint(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#at++]
    if (byte === undefined) throw new Error('the tile ends within a number')
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let scale = 0x80
    do {
      byte = bytes[this.#at++]
      if (byte === undefined) throw new Error('the tile ends within a number')
      value += (byte & 0x7f) * scale
      scale *= 0x80
      if (scale > 2 ** 70) throw new Error('a number is longer than ten bytes')
    } while (byte >= 0x80)
    return value
  }

  /** A number of type int64: ten bytes when it is below zero. */
  #signed(): number {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new Error('the tile ends within a number')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return Number(BigInt.asIntN(64, value))
    }
    throw new Error('a number is longer than ten bytes')
  }

  #end(): number {
    const length = this.#varint()
    if (this.#at + length > this.#bytes.length) throw new Error('the tile ends within a message')
    return this.#at + length
  }

  #move(bytes: number): number {
    const at = this.#at
    this.#at += bytes
    return at
  }

  #skip(wire: number): void {
    if (wire === VARINT) this.#varint()
    else if (wire === FIXED64) this.#at += 8
    else if (wire === BYTES) this.#at = this.#end()
    else if (wire === FIXED32) this.#at += 4
    else throw new Error(`wire type ${wire} does not exist`)
  }
}
