import type { Geometry, Position } from 'geojson'
import { UserError } from '../../errors.ts'
import type { PromisedFeature, PromisedLayer } from '../loss.ts'
import { mercatorX, mercatorY } from '../mercator.ts'
import type { AttributeValue } from '../metadata.ts'
import { markBelowGrid } from './below-grid.ts'
import { NO_ID } from './flat-tile.ts'
import { Float64List, Int32List } from './lists.ts'

export const POINT = 1
export const LINE = 2
export const POLYGON = 3

const LONE_SURROGATES = /\p{Surrogate}/gu

const TYPE: Record<string, number | undefined> = {
  Point: POINT,
  MultiPoint: POINT,
  LineString: LINE,
  MultiLineString: LINE,
  Polygon: POLYGON,
  MultiPolygon: POLYGON,
}

/**
 * The promised features of a layer, flat. Feature f has the chains `chainStart[f] .. chainStart[f + 1]`, chain c the
 * positions `positionStart[c] .. positionStart[c + 1]` of `positions` (x at 2i, y at 2i + 1, in the unit square of Web
 * Mercator; rings open), and feature f the attributes `pairStart[f] .. pairStart[f + 1]` of `pairs` (places of key and
 * value by turns, in the order of the keys' places).
 */
export class Sources {
  count = 0
  readonly ids = new Float64List()
  /** 1 points, 2 lines, 3 polygons. */
  readonly types = new Int32List()
  readonly minzooms = new Int32List()
  readonly maxzooms = new Int32List()
  readonly chainStart = new Int32List()
  /** 1 for a hole of the polygon that the chain before belongs to. */
  readonly holes = new Int32List()
  /** 1 for a chain smaller than the grid, which is left out when it is read. */
  readonly leftOut = new Int32List()
  readonly positionStart = new Int32List()
  readonly positions = new Float64List(1 << 16)
  readonly pairStart = new Int32List()
  readonly pairs = new Int32List()
  readonly keys = new Map<string, number>()
  readonly keyNames: string[] = []
  readonly values = new Map<AttributeValue, number>()
  readonly valueList: AttributeValue[] = []
  /** Type of the values of each attribute that a feature carries; `string` where they are of several types. */
  readonly fieldTypes = new Map<string, string>()
  /** Place of the feature of each id. */
  readonly index = new Map<number, number>()
  withoutId = 0
  readonly #layer: PromisedLayer
  readonly #allowed: Set<string> | undefined

  constructor(layer: PromisedLayer) {
    this.#layer = layer
    this.#allowed = layer.attributes && new Set(layer.attributes.map(({ name }) => name))
    this.chainStart.push(0)
    this.positionStart.push(0)
    this.pairStart.push(0)
  }

  /** @throws RangeError for a geometry that has no place in a tile layer, and for an id that is promised twice. */
  add(feature: PromisedFeature): void {
    const type = TYPE[feature.geometry.type]
    if (type === undefined)
      throw new RangeError(
        `layer ${this.#layer.name}: a ${feature.geometry.type} has no place in a tile layer`,
      )
    const { id } = feature
    if (id === undefined) this.withoutId++
    else if (this.index.has(id))
      throw new RangeError(`layer ${this.#layer.name}: the id ${id} is promised twice`)
    else this.index.set(id, this.count)
    this.ids.push(id ?? NO_ID)
    this.types.push(type)
    this.minzooms.push(Math.max(feature.minzoom ?? 0, this.#layer.minzoom))
    this.maxzooms.push(Math.min(feature.maxzoom ?? this.#layer.maxzoom, this.#layer.maxzoom))
    this.#addGeometry(feature.geometry)
    if (type !== POINT) this.#markBelowGrid(type)
    this.#addProperties(feature.properties)
    this.count++
  }

  idOf(f: number): number | undefined {
    const id = this.ids.data[f]!
    return id === NO_ID ? undefined : id
  }

  isPromised(f: number, zoom: number): boolean {
    return zoom >= this.minzooms.data[f]! && zoom <= this.maxzooms.data[f]!
  }

  /** First position of a feature, the chains left out apart, that lies outside of a box in the unit square of Web Mercator. */
  firstOutside(
    f: number,
    minX: number,
    minY: number,
    maxX: number,
    maxY: number,
  ): [x: number, y: number] | undefined {
    const { data } = this.positions
    for (let c = this.chainStart.data[f]!; c < this.chainStart.data[f + 1]!; c++) {
      if (this.leftOut.data[c] === 1) continue
      for (let i = this.positionStart.data[c]!; i < this.positionStart.data[c + 1]!; i++) {
        const x = data[2 * i]!
        const y = data[2 * i + 1]!
        if (x < minX || x > maxX || y < minY || y > maxY) return [x, y]
      }
    }
    return undefined
  }

  /** Lines and exterior rings smaller than the grid, those that stand for their feature apart. */
  partsBelowGrid(): number {
    let parts = 0
    for (let c = 0; c < this.holes.length; c++) if (this.leftOut.data[c]! > this.holes.data[c]!) parts++
    return parts
  }

  #markBelowGrid(type: number): void {
    const to = this.holes.length
    const from = this.chainStart.data[this.count]!
    if (to - from < 2) return
    const least = type === LINE ? 2 : 3
    const { positions, positionStart, holes, leftOut } = this
    markBelowGrid(least, positions.data, positionStart.data, holes.data, from, to, leftOut.data)
  }

  #addGeometry(geometry: Geometry): void {
    switch (geometry.type) {
      case 'Point':
        this.#addChain([geometry.coordinates], 0)
        break
      case 'MultiPoint':
        this.#addChain(geometry.coordinates, 0)
        break
      case 'LineString':
        this.#addChain(geometry.coordinates, 0)
        break
      case 'MultiLineString':
        for (const line of geometry.coordinates) this.#addChain(line, 0)
        break
      case 'Polygon':
        this.#addRings(geometry.coordinates)
        break
      case 'MultiPolygon':
        for (const rings of geometry.coordinates) this.#addRings(rings)
        break
      default:
        break
    }
    this.chainStart.push(this.holes.length)
  }

  #addRings(rings: Position[][]): void {
    for (let r = 0; r < rings.length; r++) {
      const ring = rings[r]!
      const first = ring[0]
      const last = ring[ring.length - 1]
      const closed = ring.length > 1 && first![0] === last![0] && first![1] === last![1]
      this.#addChain(closed ? ring.slice(0, -1) : ring, r === 0 ? 0 : 1)
    }
  }

  #addChain(chain: Position[], hole: number): void {
    this.positions.reserve(2 * chain.length)
    const { data } = this.positions
    let at = this.positions.length
    for (let i = 0; i < chain.length; i++) {
      data[at++] = mercatorX(chain[i]![0]!)
      data[at++] = mercatorY(chain[i]![1]!)
    }
    this.positions.length = at
    this.holes.push(hole)
    this.leftOut.push(0)
    this.positionStart.push(at / 2)
  }

  #addProperties(properties: PromisedFeature['properties']): void {
    const from = this.pairs.length
    for (const name in properties) {
      if (this.#allowed !== undefined && !this.#allowed.has(name)) continue
      const given = properties[name]
      if (given === null || given === undefined) continue
      const value = typeof given === 'object' ? this.#jsonOf(name, given) : given
      const known = this.fieldTypes.get(name) ?? typeof value
      this.fieldTypes.set(name, known === typeof value ? known : 'string')
      this.pairs.push(this.keyOf(name))
      this.pairs.push(this.#valueOf(value))
    }
    sortPairs(this.pairs.data, from, this.pairs.length)
    this.pairStart.push(this.pairs.length)
  }

  /** @throws UserError `source` for lists in lists beyond what the engine of JSON can write. */
  #jsonOf(name: string, value: object): string {
    try {
      return JSON.stringify(value)
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      throw new UserError(
        'source',
        {
          what: 'a value is nested deeper than is safe to read',
          where: { layer: this.#layer.name, record: this.count + 1, field: name },
          got: 'lists or objects within each other by the thousand',
          next: 'leave this attribute out with -x, or write it as text',
        },
        { cause },
      )
    }
  }

  /** Place of an attribute's name, given to it when it is new. */
  keyOf(name: string): number {
    let place = this.keys.get(name)
    if (place === undefined) {
      place = this.keyNames.length
      this.keys.set(name, place)
      this.keyNames.push(name)
    }
    return place
  }

  #valueOf(value: AttributeValue): number {
    let place = this.values.get(value)
    if (place === undefined && typeof value === 'string' && value.search(LONE_SURROGATES) >= 0) {
      // UTF-8 cannot hold half of a pair: U+FFFD stands in tiles.
      place = this.#valueOf(value.replaceAll(LONE_SURROGATES, '\ufffd'))
      this.values.set(value, place)
    }
    if (place === undefined) {
      place = this.valueList.length
      this.values.set(value, place)
      this.valueList.push(value)
    }
    return place
  }
}

/** Sorts pairs of key and value by key; features have their keys in nearly the same order. */
export function sortPairs(pairs: Int32Array, from: number, to: number): void {
  for (let i = from + 2; i < to; i += 2) {
    const key = pairs[i]!
    const value = pairs[i + 1]!
    let j = i - 2
    while (j >= from && pairs[j]! > key) {
      pairs[j + 2] = pairs[j]!
      pairs[j + 3] = pairs[j + 1]!
      j -= 2
    }
    pairs[j + 2] = key
    pairs[j + 3] = value
  }
}
