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
  /** The largest tile before compression. */
  largest: { tile_id: number; bytes: number }
}

/** Gathers the tiles of a range. */
export class RangeBuilder {
  readonly #ids: number[] = []
  readonly #parts: Uint8Array[] = []
  readonly #layerTiles: Uint32Array
  #largest = { tile_id: -1, bytes: -1 }
  #drawings = 0
  #bytes = 0

  constructor(layers: number) {
    this.#layerTiles = new Uint32Array(layers * ZOOMS)
  }

  /** @param layers that the tile holds something of */
  add(tileId: number, gzip: Uint8Array, rawBytes: number, drawings: number, layers: readonly number[]): void {
    this.#ids.push(tileId)
    this.#parts.push(gzip)
    this.#bytes += gzip.length
    this.#drawings += drawings
    const zoom = zoomOf(tileId)
    for (const layer of layers) this.#layerTiles[layer * ZOOMS + zoom]!++
    if (rawBytes > this.#largest.bytes) this.#largest = { tile_id: tileId, bytes: rawBytes }
  }

  finish(): PackedRange {
    const bytes = new Uint8Array(this.#bytes)
    const offsets = new Float64Array(this.#parts.length + 1)
    let at = 0
    this.#parts.forEach((part, i) => {
      bytes.set(part, at)
      at += part.length
      offsets[i + 1] = at
    })
    return {
      tile_ids: Float64Array.from(this.#ids),
      offsets,
      bytes,
      drawings: this.#drawings,
      layer_tiles: this.#layerTiles,
      largest: this.#largest,
    }
  }
}
