import { BOUNDS_UNITS } from './bounds.ts'
import { type FlatTileLayer, NO_ID } from './flat-tile.ts'
import { Segments } from './segments.ts'
import { POINT, type Sources } from './sources.ts'

/** Candidates looked at closely for one drawing. */
const CLOSE = 8
/** Drawings may reach into the buffer of a tile up to half a tile wide. */
const BUFFER_SHARE = 0.5

/**
 * Finds the promised feature of a drawing that carries no id: same attributes, an outline at (or, of labels, around) the drawing, and not
 * yet drawn in this tile, so that features that are equal in all are matched one by one.
 */
export class Unnamed {
  readonly #sources: Sources
  readonly #columns: number
  readonly #tiles = new Map<number, number[]>()
  readonly #boxes: Float64Array
  readonly #tuples = new Map<string, number>()
  readonly #tupleOf: Int32Array
  readonly #segments = new Segments()
  readonly #asLabels: boolean

  /** @param asLabels whether the drawings are points inside of the features */
  constructor(sources: Sources, zoom: number, asLabels: boolean) {
    this.#sources = sources
    this.#asLabels = asLabels
    this.#columns = 2 ** zoom
    this.#boxes = new Float64Array(4 * sources.count)
    this.#tupleOf = new Int32Array(sources.count).fill(-1)
    for (let f = 0; f < sources.count; f++) {
      if (sources.ids.data[f] !== NO_ID) continue
      const { data } = sources.pairs
      const tuple = data.subarray(sources.pairStart.data[f]!, sources.pairStart.data[f + 1]!).join()
      let place = this.#tuples.get(tuple)
      if (place === undefined) {
        place = this.#tuples.size
        this.#tuples.set(tuple, place)
      }
      this.#tupleOf[f] = place
      this.#place(f)
    }
  }

  #place(f: number): void {
    const { positions, positionStart, chainStart } = this.#sources
    const end = 2 * positionStart.data[chainStart.data[f + 1]!]!
    let minX = Number.POSITIVE_INFINITY
    let minY = Number.POSITIVE_INFINITY
    let maxX = Number.NEGATIVE_INFINITY
    let maxY = Number.NEGATIVE_INFINITY
    for (let i = 2 * positionStart.data[chainStart.data[f]!]!; i < end; i += 2) {
      const x = positions.data[i]! * this.#columns
      const y = positions.data[i + 1]! * this.#columns
      if (x < minX) minX = x
      if (x > maxX) maxX = x
      if (y < minY) minY = y
      if (y > maxY) maxY = y
    }
    this.#boxes.set([minX, minY, maxX, maxY], 4 * f)
    for (let y = Math.floor(minY - BUFFER_SHARE); y <= Math.floor(maxY + BUFFER_SHARE); y++) {
      for (let x = Math.floor(minX - BUFFER_SHARE); x <= Math.floor(maxX + BUFFER_SHARE); x++) {
        const key = y * this.#columns + x
        const there = this.#tiles.get(key)
        if (there === undefined) this.#tiles.set(key, [f])
        else there.push(f)
      }
    }
  }

  /**
   * @param pairs attributes of the drawing as `Sources` numbers them, sorted; -1 for a value that no feature carries
   * @param isFree whether a feature is not yet drawn in this tile
   * @returns place of the feature, or -1
   */
  find(
    layer: FlatTileLayer,
    f: number,
    x: number,
    y: number,
    pairs: Int32Array,
    isFree: (f: number) => boolean,
  ): number {
    const tuple = this.#tuples.get(pairs.join())
    if (tuple === undefined) return -1
    const first = layer.pointStart[layer.chainStart[f]!]!
    const end = layer.pointStart[layer.chainStart[f + 1]!]!
    const box = boxOf(layer.xy, first, end)
    const scored: { candidate: number; score: number }[] = []
    for (const candidate of this.#tiles.get(y * this.#columns + x) ?? []) {
      const type = this.#asLabels ? POINT : this.#sources.types.data[candidate]
      if (this.#tupleOf[candidate] !== tuple || type !== layer.types[f]) continue
      if (!isFree(candidate)) continue
      scored.push({ candidate, score: this.#apart(candidate, box, x, y, layer.extent) })
    }
    scored.sort((a, b) => a.score - b.score || a.candidate - b.candidate)
    for (const { candidate } of scored.slice(0, CLOSE)) {
      if (this.#isNear(candidate, layer, first, end, x, y)) return candidate
    }
    return -1
  }

  /** How far the sides of a drawing's box are from those of a feature within the tile, units. */
  #apart(candidate: number, box: readonly number[], x: number, y: number, extent: number): number {
    let apart = 0
    for (let side = 0; side < 4; side++) {
      const own = (this.#boxes[4 * candidate + side]! - (side % 2 === 0 ? x : y)) * extent
      const drawn = Math.min(Math.max(box[side]!, 0), extent)
      apart += Math.abs(Math.min(Math.max(own, 0), extent) - drawn)
    }
    return apart
  }

  #isNear(f: number, layer: FlatTileLayer, first: number, end: number, x: number, y: number): boolean {
    const { positions, positionStart, chainStart, types } = this.#sources
    const units = this.#columns * layer.extent
    const segments = this.#segments
    segments.clear()
    for (let c = chainStart.data[f]!; c < chainStart.data[f + 1]!; c++) {
      const from = segments.count
      segments.reserve(positionStart.data[c + 1]! - positionStart.data[c]!)
      for (let i = positionStart.data[c]!; i < positionStart.data[c + 1]!; i++) {
        segments.add(positions.data[2 * i]! * units, positions.data[2 * i + 1]! * units)
      }
      segments.endChain(from, types.data[f]!, 0, 0)
    }
    const limit = BOUNDS_UNITS.minimalShape
    for (let i = first; i < end; i++) {
      const px = layer.xy[2 * i]!
      const py = layer.xy[2 * i + 1]!
      if (px <= 0 || py <= 0 || px >= layer.extent || py >= layer.extent) continue
      const worldX = x * layer.extent + px
      const worldY = y * layer.extent + py
      if (segments.distance2(worldX, worldY, limit, 0) !== Number.POSITIVE_INFINITY) continue
      if (!this.#asLabels || !segments.isCrossedOdd(worldX, worldY, 0, segments.count)) return false
    }
    return true
  }
}

function boxOf(xy: Int32Array, first: number, end: number): [number, number, number, number] {
  let minX = xy[2 * first]!
  let minY = xy[2 * first + 1]!
  let maxX = minX
  let maxY = minY
  for (let i = first; i < end; i++) {
    const x = xy[2 * i]!
    const y = xy[2 * i + 1]!
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return [minX, minY, maxX, maxY]
}
