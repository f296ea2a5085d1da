import type { PromisedLayer } from '../loss.ts'
import { openArchiveTiles } from './archive-tiles.ts'
import { BOUNDS_UNITS, simplificationAt } from './bounds.ts'
import type { WoundRings } from './coverage.ts'
import { FlatTileDecoder, type FlatTileLayer } from './flat-tile.ts'
import { Float64List, Int32List } from './lists.ts'
import { SharedEdges } from './shared-edges.ts'
import { Sources } from './sources.ts'
import { type Fault, tileGaps } from './tile-gaps.ts'
import { UnsharedBorders } from './unshared-borders.ts'

export interface ZoomGaps {
  zoom: number
  tiles: number
  /** Square units drawn by any polygon of the layer, within the tiles themselves, and with each counted for itself. */
  covered: number
  counted: number
  gap: Fault & { tile: string | undefined }
  overlap: Fault & { tile: string | undefined }
}

/**
 * Gaps and overlaps between the polygons of a layer at each of some zooms, that are not in the source: see `tileGaps`.
 * @throws UserError `source` when the file cannot be opened; Error when it cannot be decoded.
 */
export async function gapsBetween(
  path: string,
  promise: PromisedLayer,
  zooms: readonly number[],
): Promise<ZoomGaps[]> {
  const sources = new Sources(promise)
  for await (const feature of promise.features) sources.add(feature)
  const archive = await openArchiveTiles(path)
  try {
    const decoder = new FlatTileDecoder()
    const { isShared } = new SharedEdges(sources)
    const found = new Map(zooms.map((zoom) => [zoom, new GapsOfZoom(promise, sources, isShared, zoom)]))
    for await (const { z, x, y, data } of archive.tiles((zoom) => found.has(zoom))) {
      if (data === undefined) throw new Error(`the reader finds no tile ${z}/${x}/${y}`)
      decoder.decode(data, (layer) => {
        if (layer.name === promise.name) found.get(z)!.add(x, y, layer)
      })
    }
    return [...found.values()].map(({ result }) => result)
  } finally {
    await archive.close()
  }
}

class GapsOfZoom {
  readonly result: ZoomGaps
  readonly #sources: Sources
  readonly #isShared: Uint8Array
  readonly #margin: number
  readonly #columns: number
  /** Features by the tiles that their boxes reach. */
  readonly #tiles = new Map<number, number[]>()
  readonly #xy = new Float64List()
  readonly #ringStart = new Int32List()

  constructor(promise: PromisedLayer, sources: Sources, isShared: Uint8Array, zoom: number) {
    this.#isShared = isShared
    const none = { area: 0, widest: 0, at: undefined, widest_unshared: 0, tile: undefined }
    this.result = { zoom, tiles: 0, covered: 0, counted: 0, gap: none, overlap: none }
    this.#sources = sources
    this.#margin = Math.ceil(simplificationAt(promise, zoom) + BOUNDS_UNITS.sourceToTile)
    this.#columns = 2 ** zoom
    for (let f = 0; f < sources.count; f++) this.#place(f)
  }

  #place(f: number): void {
    const { positions, positionStart, chainStart } = this.#sources
    const end = 2 * positionStart.data[chainStart.data[f + 1]!]!
    let minX = 1
    let minY = 1
    let maxX = 0
    let maxY = 0
    for (let i = 2 * positionStart.data[chainStart.data[f]!]!; i < end; i += 2) {
      minX = Math.min(minX, positions.data[i]!)
      maxX = Math.max(maxX, positions.data[i]!)
      minY = Math.min(minY, positions.data[i + 1]!)
      maxY = Math.max(maxY, positions.data[i + 1]!)
    }
    for (let y = Math.floor(minY * this.#columns); y <= Math.floor(maxY * this.#columns); y++) {
      for (let x = Math.floor(minX * this.#columns); x <= Math.floor(maxX * this.#columns); x++) {
        const key = y * this.#columns + x
        const there = this.#tiles.get(key)
        if (there === undefined) this.#tiles.set(key, [f])
        else there.push(f)
      }
    }
  }

  add(x: number, y: number, layer: FlatTileLayer): void {
    const { result } = this
    const drawn: WoundRings = {
      xy: layer.xy,
      ringStart: layer.pointStart,
      rings: layer.chainStart[layer.count]!,
    }
    let unshared: UnsharedBorders | undefined
    const isUnshared = (column: number, row: number, within: number): boolean => {
      unshared ??= this.#unsharedBorders(x, y, layer.extent)
      return unshared.isNear(column, row, within)
    }
    const source = this.#sourceRings(x, y, layer.extent)
    const gaps = tileGaps(drawn, source, layer.extent, this.#margin, isUnshared)
    const tile = `${result.zoom}/${x}/${y}`
    result.tiles++
    result.covered += gaps.covered
    result.counted += gaps.counted
    result.gap = worse(result.gap, gaps.gap, tile)
    result.overlap = worse(result.overlap, gaps.overlap, tile)
  }

  #unsharedBorders(x: number, y: number, extent: number): UnsharedBorders {
    const { positions, positionStart, chainStart } = this.#sources
    const { data } = positions
    const units = this.#columns * extent
    const borders = new UnsharedBorders(extent)
    for (const f of this.#tiles.get(y * this.#columns + x) ?? []) {
      for (let c = chainStart.data[f]!; c < chainStart.data[f + 1]!; c++) {
        const from = positionStart.data[c]!
        const to = positionStart.data[c + 1]!
        for (let i = from; i < to; i++) {
          if (this.#isShared[i] === 1) continue
          const j = i + 1 < to ? i + 1 : from
          borders.add(
            data[2 * i]! * units - x * extent,
            data[2 * i + 1]! * units - y * extent,
            data[2 * j]! * units - x * extent,
            data[2 * j + 1]! * units - y * extent,
          )
        }
      }
    }
    return borders
  }

  /** Rings of the source whose boxes reach a tile, in its units, wound as a tile's are. */
  #sourceRings(x: number, y: number, extent: number): WoundRings {
    const { positions, positionStart, chainStart, holes } = this.#sources
    const units = this.#columns * extent
    this.#xy.length = 0
    this.#ringStart.length = 0
    this.#ringStart.push(0)
    for (const f of this.#tiles.get(y * this.#columns + x) ?? []) {
      for (let c = chainStart.data[f]!; c < chainStart.data[f + 1]!; c++) {
        const from = positionStart.data[c]!
        const to = positionStart.data[c + 1]!
        const first = this.#xy.length
        let twice = 0
        for (let i = from; i < to; i++) {
          const j = i + 1 < to ? i + 1 : from
          const ax = positions.data[2 * i]! * units - x * extent
          const ay = positions.data[2 * i + 1]! * units - y * extent
          const bx = positions.data[2 * j]! * units - x * extent
          const by = positions.data[2 * j + 1]! * units - y * extent
          twice += ax * by - bx * ay
          this.#xy.push(ax)
          this.#xy.push(ay)
        }
        if (twice > 0 !== (holes.data[c] === 0)) reverse(this.#xy.data, first, this.#xy.length)
        this.#ringStart.push(this.#xy.length / 2)
      }
    }
    return { xy: this.#xy.data, ringStart: this.#ringStart.data, rings: this.#ringStart.length - 1 }
  }
}

function reverse(xy: Float64Array, from: number, end: number): void {
  for (let i = from, j = end - 2; i < j; i += 2, j -= 2) {
    const x = xy[i]!
    const y = xy[i + 1]!
    xy[i] = xy[j]!
    xy[i + 1] = xy[j + 1]!
    xy[j] = x
    xy[j + 1] = y
  }
}

function worse(known: ZoomGaps['gap'], found: Fault, tile: string): ZoomGaps['gap'] {
  const worst = found.widest > known.widest ? { ...found, tile } : known
  return {
    ...worst,
    area: known.area + found.area,
    widest_unshared: Math.max(known.widest_unshared, found.widest_unshared),
  }
}
