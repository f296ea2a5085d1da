import type { PromisedLayer } from '../loss.ts'
import type { FlatTileLayer } from './flat-tile.ts'
import type { Sources } from './sources.ts'

const COUNT = 'point_count'
/** Sums are added in another order than the tiler's: they may differ by this share. */
const ROUNDING = 1e-9

/** Adds up what the clusters of one zoom say they stand for. */
export class Clusters {
  /** Points within clusters, by `point_count`. */
  points = 0
  /** Points without an id that are drawn as themselves. */
  nameless = 0
  readonly #sums: string[]
  readonly #found: Float64Array

  constructor(layer: PromisedLayer) {
    this.#sums = [...(layer.cluster?.sums ?? [])]
    this.#found = new Float64Array(this.#sums.length)
  }

  /**
   * Takes feature `f` of a tile for a cluster when it carries `point_count`. It counts in the tile that holds its point, not
   * in those whose buffer does.
   */
  take(layer: FlatTileLayer, f: number): boolean {
    const place = layer.keys.indexOf(COUNT)
    const count = place < 0 ? undefined : valueAt(layer, f, place)
    if (typeof count !== 'number') return false
    const at = 2 * layer.pointStart[layer.chainStart[f]!]!
    const x = layer.xy[at]!
    const y = layer.xy[at + 1]!
    if (x < 0 || y < 0 || x >= layer.extent || y >= layer.extent) return true
    this.points += count
    this.#sums.forEach((name, s) => {
      const value = valueAt(layer, f, layer.keys.indexOf(`sum_${name}`))
      if (typeof value === 'number') this.#found[s]! += value
    })
    return true
  }

  /**
   * Takes feature `f`, a point without an id in tile x, y, for one that is drawn as itself: which, is not known, so that all
   * of them are held to what the clusters and they are together.
   * @param last place of the last tile of the zoom, to which the far edge of the world belongs.
   */
  takeNameless(layer: FlatTileLayer, f: number, tileX: number, tileY: number, last: number): void {
    const at = 2 * layer.pointStart[layer.chainStart[f]!]!
    const x = layer.xy[at]!
    const y = layer.xy[at + 1]!
    if (x < 0 || (x >= layer.extent && tileX < last)) return
    if (y < 0 || (y >= layer.extent && tileY < last)) return
    this.nameless++
    this.#sums.forEach((name, s) => {
      const value = valueAt(layer, f, layer.keys.indexOf(name))
      if (typeof value === 'number') this.#found[s]! += value
    })
  }

  /** Sentences about sums that are not those of the points of which `absent` says that they are not drawn themselves. */
  faults(sources: Sources, absent: Uint8Array): string[] {
    return this.#sums.flatMap((name, s) => {
      const key = sources.keys.get(name) ?? -1
      let expected = 0
      let size = 0
      for (let f = 0; f < sources.count; f++) {
        if (absent[f] === 0) continue
        for (let p = sources.pairStart.data[f]!; p < sources.pairStart.data[f + 1]!; p += 2) {
          const value = sources.valueList[sources.pairs.data[p + 1]!]
          if (sources.pairs.data[p] !== key || typeof value !== 'number') continue
          expected += value
          size += Math.abs(value)
        }
      }
      const got = this.#found[s]!
      if (Math.abs(got - expected) <= ROUNDING * size) return []
      return [`the clusters' sum_${name} adds up to ${got}, the points within them to ${expected}`]
    })
  }
}

function valueAt(layer: FlatTileLayer, f: number, key: number): unknown {
  for (let t = layer.tagStart[f]!; t < layer.tagStart[f + 1]!; t += 2) {
    if (layer.tags[t] === key) return layer.values[layer.tags[t + 1]!]
  }
  return undefined
}
