import { zoomOf } from '../../archive/hilbert.ts'
import { DEEPEST_ZOOM } from '../grid.ts'

export const ZOOMS = DEEPEST_ZOOM + 1

/** Packed tiles one after the other: tile t is `bytes[offsets[t] .. offsets[t + 1]]`. */
export interface PackedRange {
  /** Rising. */
  tile_ids: Float64Array
  offsets: Float64Array
  bytes: Uint8Array
  drawings: number
  /** How many of the tiles hold something of a layer: layer l at zoom z is `layer_tiles[l * ZOOMS + z]`. */
  layer_tiles: Uint32Array
}

/** Gathers the tiles of a range; `T` is a compressed tile, or the promise of one. */
export class RangeBuilder<T extends Uint8Array | Promise<Uint8Array>> {
  readonly parts: T[] = []
  readonly #ids: number[] = []
  readonly #layerTiles: Uint32Array
  #drawings = 0

  constructor(layers: number) {
    this.#layerTiles = new Uint32Array(layers * ZOOMS)
  }

  /** @param layers that the tile holds something of */
  add(tileId: number, gzip: T, drawings: number, layers: readonly number[]): void {
    this.#ids.push(tileId)
    this.parts.push(gzip)
    this.#drawings += drawings
    const zoom = zoomOf(tileId)
    for (const layer of layers) this.#layerTiles[layer * ZOOMS + zoom]!++
  }

  /** @param parts the compressed tiles, in their order */
  finish(parts: readonly Uint8Array[]): PackedRange {
    const offsets = new Float64Array(parts.length + 1)
    parts.forEach((part, i) => {
      offsets[i + 1] = offsets[i]! + part.length
    })
    const bytes = new Uint8Array(offsets[parts.length]!)
    parts.forEach((part, i) => {
      bytes.set(part, offsets[i])
    })
    return {
      tile_ids: Float64Array.from(this.#ids),
      offsets,
      bytes,
      drawings: this.#drawings,
      layer_tiles: this.#layerTiles,
    }
  }
}
