import { gunzip } from '../../../pipeline/archive/gzip.ts'
import { zxyOf } from '../../../pipeline/archive/hilbert.ts'
import { ringArea, type TilePoint } from '../../../pipeline/archive/mvt.ts'
import { checkMvt } from '../../../pipeline/archive/mvt-check.ts'
import { FlatTileDecoder, type FlatTileLayer, NO_ID } from '../../../pipeline/archive/prove/flat-tile.ts'
import type { FlatValidity } from '../../../pipeline/geo/geos-valid-flat.ts'
import type { PackedTile } from '../../../pipeline/tiler/tileset.ts'

/** A feature in one tile. */
export interface Drawing {
  zoom: number
  x: number
  y: number
  id: number | undefined
  type: number
  attributes: Map<string, unknown>
  /** Rings, lines or the points of one chain, in tile units. */
  chains: TilePoint[][]
  /** Whether any of it can lie in the tile itself. */
  shown: boolean
}

/**
 * Decodes tiles by a reader that shares nothing with the writer, and holds every one of them to MVT 2.1: commands, rings
 * that have an area and begin with an exterior one, validity, no feature twice, ids in rising order.
 * @param invalidReason the verdict of GEOS; without it validity is not looked at
 * @returns drawings by layer, in the order of the tiles
 * @throws Error when a tile is not sound
 */
export function drawnBy(tiles: readonly PackedTile[], invalidReason?: FlatValidity): Map<string, Drawing[]> {
  const layers = new Map<string, Drawing[]>()
  const decoder = new FlatTileDecoder()
  let last = -1
  for (const { tile_id, gzip } of tiles) {
    if (tile_id <= last) throw new Error(`tile ${tile_id} comes after ${last}`)
    last = tile_id
    const bytes = gunzip(gzip)
    const [zoom, x, y] = zxyOf(tile_id)
    checkMvt(bytes)
    decoder.decode(bytes, (layer) => {
      const place = `layer ${layer.name} of tile ${zoom}/${x}/${y}`
      if (layer.version !== 2 || layer.extent !== 4096)
        throw new Error(`${place} is not of version 2 or 4096 units`)
      const drawings = layers.get(layer.name) ?? []
      const ids = new Set<number>()
      for (let f = 0; f < layer.count; f++) {
        const drawing = drawingOf(layer, f, zoom, x, y)
        const { id } = drawing
        if (id !== undefined && ids.has(id)) throw new Error(`${place} holds feature ${id} twice`)
        if (id !== undefined) ids.add(id)
        if (drawing.type === 3) checkRings(layer, f, drawing, `feature ${id} in ${place}`, invalidReason)
        drawings.push(drawing)
      }
      layers.set(layer.name, drawings)
    })
  }
  return layers
}

function drawingOf(layer: FlatTileLayer, f: number, zoom: number, x: number, y: number): Drawing {
  const chains: TilePoint[][] = []
  for (let c = layer.chainStart[f]!; c < layer.chainStart[f + 1]!; c++) {
    const chain: TilePoint[] = []
    for (let p = layer.pointStart[c]!; p < layer.pointStart[c + 1]!; p++)
      chain.push([layer.xy[2 * p]!, layer.xy[2 * p + 1]!])
    chains.push(chain)
  }
  const attributes = new Map<string, unknown>()
  for (let t = layer.tagStart[f]!; t < layer.tagStart[f + 1]!; t += 2) {
    const key = layer.keys[layer.tags[t]!]!
    if (attributes.has(key)) throw new Error(`a feature has the attribute ${key} twice`)
    attributes.set(key, layer.values[layer.tags[t + 1]!])
  }
  const id = layer.ids[f] === NO_ID ? undefined : layer.ids[f]!
  const points = chains.flat()
  const along = (axis: 0 | 1) => points.map((point) => point[axis])
  const reaches = (places: number[]) =>
    places.reduce((a, b) => Math.max(a, b)) >= 0 && places.reduce((a, b) => Math.min(a, b)) <= 4096
  const shown = reaches(along(0)) && reaches(along(1))
  return { zoom, x, y, id, type: layer.types[f]!, attributes, chains, shown }
}

function checkRings(
  layer: FlatTileLayer,
  f: number,
  { chains }: Drawing,
  place: string,
  invalidReason: FlatValidity | undefined,
): void {
  const from = layer.chainStart[f]!
  const holes = new Uint8Array(from + chains.length)
  chains.forEach((ring, r) => {
    const area = ringArea(ring)
    if (area === 0 || (r === 0 && area < 0)) throw new Error(`ring ${r} of ${place} has the area ${area}`)
    holes[from + r] = area < 0 ? 1 : 0
  })
  const reason = invalidReason?.(layer.xy, layer.pointStart, holes, from, from + chains.length)
  if (reason !== undefined) throw new Error(`${place} is not valid: ${reason} ${JSON.stringify(chains)}`)
}
