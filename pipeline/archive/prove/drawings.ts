import { Int32List } from './lists.ts'

/**
 * What the tiles of one zoom draw of a layer, flat. Piece p is what tile `tileX[p]`, `tileY[p]` draws of feature
 * `feature[p]`; its chains and points as in `FlatTileLayer`, in units of its tile.
 */
export class Drawings {
  extent = 4096
  readonly feature = new Int32List()
  readonly tileX = new Int32List()
  readonly tileY = new Int32List()
  readonly chainStart = new Int32List()
  readonly pointStart = new Int32List()
  readonly xy = new Int32List(1 << 16)
  /** Pieces in the order of their features: those of feature f are `order[first[f]] .. order[first[f + 1] - 1]`. */
  order = new Int32Array(0)
  first = new Int32Array(1)

  clear(): void {
    for (const list of [this.feature, this.tileX, this.tileY]) list.length = 0
    for (const list of [this.chainStart, this.pointStart, this.xy]) list.length = 0
    this.chainStart.push(0)
    this.pointStart.push(0)
  }

  /** Copies the chains `from .. to` of a decoded layer. */
  add(
    feature: number,
    tileX: number,
    tileY: number,
    layer: { pointStart: Int32Array; xy: Int32Array },
    from: number,
    to: number,
  ): void {
    this.feature.push(feature)
    this.tileX.push(tileX)
    this.tileY.push(tileY)
    const start = layer.pointStart[from]!
    const end = layer.pointStart[to]!
    const shift = this.xy.length / 2 - start
    for (let c = from + 1; c <= to; c++) this.pointStart.push(layer.pointStart[c]! + shift)
    this.chainStart.push(this.pointStart.length - 1)
    this.xy.reserve(2 * (end - start))
    this.xy.data.set(layer.xy.subarray(2 * start, 2 * end), this.xy.length)
    this.xy.length += 2 * (end - start)
  }

  /** Puts the pieces in the order of their features; within a feature they stay in the order of the tiles. */
  sort(features: number): void {
    const count = this.feature.length
    const first = new Int32Array(features + 1)
    for (let p = 0; p < count; p++) first[this.feature.data[p]! + 1]!++
    for (let f = 0; f < features; f++) first[f + 1]! += first[f]!
    const order = new Int32Array(count)
    const at = first.slice()
    for (let p = 0; p < count; p++) order[at[this.feature.data[p]!]!++] = p
    this.first = first
    this.order = order
  }
}
