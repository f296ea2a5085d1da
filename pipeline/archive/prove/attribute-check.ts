import type { FlatTileLayer } from './flat-tile.ts'
import { type Sources, sortPairs } from './sources.ts'

/** The attributes that tiles give to features, held to those promised. */
export class AttributeCheck {
  readonly #sources: Sources
  /** Places of the keys and values of the tile in hand among those of the sources; -1 for what no feature carries. */
  #keys = new Int32Array(0)
  #values = new Int32Array(0)
  #pairs = new Int32Array(64)

  constructor(sources: Sources) {
    this.#sources = sources
  }

  beginTile(layer: FlatTileLayer): void {
    const { keys, values } = this.#sources
    this.#keys = Int32Array.from(layer.keys, (key) => keys.get(key) ?? -1)
    this.#values = Int32Array.from(layer.values, (value) => values.get(value) ?? -1)
  }

  /** Attributes of a drawing in the numbers of `Sources`, sorted by key; valid until the next call. */
  pairsOf(layer: FlatTileLayer, i: number): Int32Array {
    const from = layer.tagStart[i]!
    const count = layer.tagStart[i + 1]! - from
    if (this.#pairs.length < count) this.#pairs = new Int32Array(2 * count)
    for (let t = 0; t < count; t += 2) {
      this.#pairs[t] = this.#keys[layer.tags[from + t]!]!
      this.#pairs[t + 1] = this.#values[layer.tags[from + t + 1]!]!
    }
    sortPairs(this.#pairs, 0, count)
    return this.#pairs.subarray(0, count)
  }

  /** Sentences about the attributes of a drawing that are not those of feature `f`. */
  faults(layer: FlatTileLayer, i: number, f: number, tile: string): string[] {
    const pairs = this.pairsOf(layer, i)
    const { pairStart, pairs: known } = this.#sources
    const start = pairStart.data[f]!
    const count = pairStart.data[f + 1]! - start
    let same = count === pairs.length
    for (let p = 0; same && p < count; p++) same = pairs[p] === known.data[start + p]
    if (same) return NONE
    const promised = this.#promised(f)
    const got = attributesOf(layer, i)
    return [...new Set([...promised.keys(), ...got.keys()])]
      .filter((key) => !Object.is(promised.get(key), got.get(key)))
      .map((key) => `${key} in tile ${tile} is ${shown(got.get(key))}, promised ${shown(promised.get(key))}`)
  }

  /** A feature without an id, by its attributes; nothing where the id says which it is. */
  nameless(f: number): string {
    if (this.#sources.idOf(f) !== undefined) return ''
    return `: ${JSON.stringify(Object.fromEntries(this.#promised(f)))}`
  }

  #promised(f: number): Map<string, unknown> {
    const { keyNames, valueList, pairStart, pairs } = this.#sources
    const attributes = new Map<string, unknown>()
    for (let p = pairStart.data[f]!; p < pairStart.data[f + 1]!; p += 2) {
      attributes.set(keyNames[pairs.data[p]!]!, valueList[pairs.data[p + 1]!])
    }
    return attributes
  }
}

const NONE: string[] = []

export function attributesOf(layer: FlatTileLayer, i: number): Map<string, unknown> {
  const attributes = new Map<string, unknown>()
  for (let t = layer.tagStart[i]!; t < layer.tagStart[i + 1]!; t += 2) {
    attributes.set(layer.keys[layer.tags[t]!]!, layer.values[layer.tags[t + 1]!])
  }
  return attributes
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'absent'
}
