import {
  type AttributeStats,
  type AttributeValue,
  type Bounds,
  latOfMercator,
  lonOfMercator,
} from '../../archive/index.ts'
import type { FeatureChunk } from '../features/feature-chunk.ts'
import { GRID_BITS, GRID_OFFSET } from '../grid.ts'
import { BOOLEAN, DICTIONARY, numberOf, tagOf } from '../values/token.ts'

/** Different values are counted up to here; of attributes with more none are listed. */
export const MOST_COUNTED = 1000
const MOST_LISTED = 100
/** Longer texts are no legend entries. */
const LONGEST_LISTED = 256
const RECENT_BITS = 9

/** What the values of one attribute are, as bits. */
const TEXT = 1
const NUMBER = 2
const TRUTH = 4

interface KeyStatistics {
  /** Of all values met. */
  types: number
  tokens: Set<number>
  /** Tokens met lately, each at the place its bits tell. */
  recent: Uint32Array
  /** More than MOST_COUNTED different values were met. */
  many: boolean
  min: number
  max: number
}

/** What the features of one layer are, from any chunks in any order; made of plain values, which threads can send. */
export interface LayerStatistics {
  features: number
  /** By kind: none, points, lines, polygons. */
  kinds: number[]
  /** By place in the key table of the layer. */
  keys: KeyStatistics[]
  /** West, north, east, south, signed places of the grid; without positions west is beyond east. */
  extent: [number, number, number, number]
}

type ValueOfToken = (token: number) => AttributeValue

export function newStatistics(): LayerStatistics {
  return { features: 0, kinds: [0, 0, 0, 0], keys: [], extent: [Infinity, Infinity, -Infinity, -Infinity] }
}

/** @param valueOfToken value of a token of the dictionary */
export function addToStatistics(
  statistics: LayerStatistics,
  chunk: FeatureChunk,
  valueOfToken: ValueOfToken,
): void {
  statistics.features += chunk.count
  for (let f = 0; f < chunk.count; f++) {
    const kind = chunk.kinds[f]!
    statistics.kinds[kind] = statistics.kinds[kind]! + 1
  }
  widen(statistics.extent, chunk.positions, 2 * chunk.positionStart[chunk.chainStart[chunk.count]!]!)
  const end = chunk.tokenStart[chunk.count]!
  for (let t = chunk.tokenStart[0]!; t < end; t++) {
    const key = chunk.keys[t]!
    while (statistics.keys.length <= key) statistics.keys.push(newKey())
    addToken(statistics.keys[key]!, chunk.tokens[t]!, valueOfToken)
  }
}

function newKey(): KeyStatistics {
  const recent = new Uint32Array(2 ** RECENT_BITS)
  // Token 0 belongs to the first place: another one there says that it was not met.
  recent[0] = 1
  return { types: 0, tokens: new Set(), recent, many: false, min: Infinity, max: -Infinity }
}

function widen(extent: LayerStatistics['extent'], positions: Int32Array, end: number): void {
  let [west, north, east, south] = extent
  for (let i = 0; i < end; i += 2) {
    const x = positions[i]!
    const y = positions[i + 1]!
    if (x < west) west = x
    if (x > east) east = x
    if (y < north) north = y
    if (y > south) south = y
  }
  extent[0] = west
  extent[1] = north
  extent[2] = east
  extent[3] = south
}

function addToken(key: KeyStatistics, token: number, valueOfToken: ValueOfToken): void {
  const slot = Math.imul(token, 0x9e3779b1) >>> (32 - RECENT_BITS)
  if (key.recent[slot] === token) return
  key.recent[slot] = token
  if (!key.many && key.tokens.has(token)) return
  const tag = tagOf(token)
  if (tag === BOOLEAN) key.types |= TRUTH
  else {
    const value = tag === DICTIONARY ? valueOfToken(token) : numberOf(token)
    if (typeof value === 'number') {
      key.types |= NUMBER
      if (value < key.min) key.min = value
      if (value > key.max) key.max = value
    } else key.types |= TEXT
  }
  if (key.many) return
  if (key.tokens.size < MOST_COUNTED) key.tokens.add(token)
  else key.many = true
}

/** Adds the statistics of other chunks of the same layer, with the same key table and tokens. */
export function mergeStatistics(into: LayerStatistics, from: LayerStatistics): void {
  into.features += from.features
  from.kinds.forEach((count, kind) => {
    into.kinds[kind] = into.kinds[kind]! + count
  })
  into.extent[0] = Math.min(into.extent[0], from.extent[0])
  into.extent[1] = Math.min(into.extent[1], from.extent[1])
  into.extent[2] = Math.max(into.extent[2], from.extent[2])
  into.extent[3] = Math.max(into.extent[3], from.extent[3])
  from.keys.forEach((other, place) => {
    while (into.keys.length <= place) into.keys.push(newKey())
    const key = into.keys[place]!
    key.types |= other.types
    key.min = Math.min(key.min, other.min)
    key.max = Math.max(key.max, other.max)
    key.many ||= other.many
    for (const token of other.tokens) {
      if (key.tokens.has(token)) continue
      if (key.tokens.size < MOST_COUNTED) key.tokens.add(token)
      else key.many = true
    }
  })
}

/**
 * One attribute as the metadata tell it. Different values are counted to 1,000; of up to so many the first 100 are listed
 * in their order, numbers before texts, texts of more than 256 characters not at all. Values of several types are `string`.
 *
 * @param place of the key in the key table
 */
export function attributeStats(
  statistics: LayerStatistics,
  attribute: string,
  place: number,
  valueOfToken: ValueOfToken,
): AttributeStats {
  const { types, tokens, many, min, max } = statistics.keys[place] ?? newKey()
  const values = many ? [] : listed([...tokens].map((token) => decoded(token, valueOfToken)))
  return {
    attribute,
    count: tokens.size,
    type: types === NUMBER ? 'number' : types === TRUTH ? 'boolean' : 'string',
    values,
    ...(min <= max ? { min, max } : {}),
  }
}

function decoded(token: number, valueOfToken: ValueOfToken): AttributeValue {
  const tag = tagOf(token)
  if (tag === BOOLEAN) return (token & 1) === 1
  return tag === DICTIONARY ? valueOfToken(token) : numberOf(token)
}

function listed(values: AttributeValue[]): AttributeValue[] {
  return values
    .filter((value) => typeof value !== 'string' || value.length <= LONGEST_LISTED)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0))
    .slice(0, MOST_LISTED)
}

function rank(value: AttributeValue): number {
  return typeof value === 'boolean' ? 0 : typeof value === 'number' ? 1 : 2
}

/** West, south, east, north of all positions in degrees; undefined when there are none. */
export function boundsOfStatistics({ extent }: LayerStatistics): Bounds | undefined {
  const [west, north, east, south] = extent
  if (west > east) return undefined
  return [lonOf(west), latOf(south), lonOf(east), latOf(north)]
}

function lonOf(place: number): number {
  return lonOfMercator((place + GRID_OFFSET) / 2 ** GRID_BITS)
}

function latOf(place: number): number {
  return latOfMercator((place + GRID_OFFSET) / 2 ** GRID_BITS)
}
