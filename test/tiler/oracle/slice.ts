import { GeoJSONVT, type GeoJSONVTFeature } from '@maplibre/geojson-vt'
import type { Feature, Geometry, Position } from 'geojson'
import { partsOf, ringArea, type TilePoint, tileIdOf } from '../../../pipeline/archive/index.ts'
import type { MvtGeometry } from '../../support/encode-mvt.ts'
import { labelPoint } from './label-point.ts'
import type { TileLayer, TileOptions } from './layer.ts'
import { cleanLine, cleanRing, minimalLine, minimalSquare, orient, thicken } from './rings.ts'

/** The drawing of one feature in one tile; `feature` is its place in the layer. */
export interface Slice {
  feature: number
  drawing: MvtGeometry
}

/** Slices of one zoom by tile id, in feature order within a tile; no tile is empty. */
export type ZoomSlices = Map<number, Slice[]>

/** Cuts one layer into the tiles of each zoom from minzoom to maxzoom: the interface an engine keeps. */
export type Slicer = (layer: TileLayer, options: TileOptions) => Generator<ZoomSlices>

/** Label points by feature, kept over the zooms. */
type LabelPoints = Map<number, [x: number, y: number]>

/** One chain of positions given to geojson-vt as a feature of its own, so that a ring's role outlives clipping and rounding. */
interface Source {
  feature: number
  part: number
  hole: boolean
}

/**
 * The geojson-vt engine. A feature that simplification or rounding would leave without any drawing at a zoom is drawn
 * as a minimal square, line or point in the tile that holds its label point. At maxzoom every part is drawn.
 */
export function* sliceWithGeojsonVt(layer: TileLayer, options: TileOptions): Generator<ZoomSlices> {
  const { sources, chains } = explode(layer)
  const index = new GeoJSONVT(
    { type: 'FeatureCollection', features: chains },
    {
      maxZoom: layer.maxzoom,
      indexMaxZoom: 0,
      tolerance: options.tolerance,
      extent: options.extent,
      buffer: options.buffer,
      wrap: false,
    },
  )
  const labels: LabelPoints = new Map()
  let frontier: [x: number, y: number][] = [[0, 0]]
  for (let z = 0; z <= layer.maxzoom; z++) {
    const slices: ZoomSlices = new Map()
    const drawn = new Uint8Array(layer.features.length)
    const next: [x: number, y: number][] = []
    for (const [x, y] of frontier) {
      const tile = index.getTile(z, x, y)
      if (tile === null || tile.numFeatures === 0) continue
      next.push([2 * x, 2 * y], [2 * x + 1, 2 * y], [2 * x, 2 * y + 1], [2 * x + 1, 2 * y + 1])
      if (z >= layer.minzoom) {
        const found = assemble(layer, sources, tile.features, z === layer.maxzoom, options.extent)
        for (const slice of found) if (reachesTile(slice.drawing, options.extent)) drawn[slice.feature] = 1
        if (found.length > 0) slices.set(tileIdOf(z, x, y), found)
      }
      // Drawn and never asked for again: the index would keep it to the end.
      tile.features = []
      if (z === layer.maxzoom) tile.source = null
    }
    frontier = next
    if (z < layer.minzoom) continue
    addMinimal(slices, layer, drawn, labels, z, options.extent)
    yield slices
  }
}

function explode(layer: TileLayer): { sources: Source[]; chains: Feature[] } {
  const sources: Source[] = []
  const chains: Feature[] = []
  const add = (feature: number, part: number, hole: boolean, geometry: Geometry) => {
    chains.push({ type: 'Feature', id: sources.length, geometry, properties: null })
    sources.push({ feature, part, hole })
  }
  layer.features.forEach(({ geometry }, feature) => {
    partsOf(geometry).forEach((part, p) => {
      part.forEach((chain, c) => {
        add(feature, p, layer.kind === 'polygon' && c > 0, chainGeometry(layer.kind, chain))
      })
    })
  })
  return { sources, chains }
}

function chainGeometry(kind: TileLayer['kind'], chain: Position[]): Geometry {
  if (kind === 'point') return { type: 'Point', coordinates: chain[0]! }
  if (kind === 'line') return { type: 'LineString', coordinates: chain }
  return { type: 'Polygon', coordinates: [chain] }
}

/** Puts the chains of a tile together again, feature by feature; geojson-vt keeps their order. */
function assemble(
  layer: TileLayer,
  sources: readonly Source[],
  found: readonly GeoJSONVTFeature[],
  deepest: boolean,
  extent: number,
): Slice[] {
  const slices: Slice[] = []
  for (let start = 0; start < found.length; ) {
    const { feature } = sources[Number(found[start]!.id)]!
    let end = start + 1
    while (end < found.length && sources[Number(found[end]!.id)]!.feature === feature) end++
    const drawing = draw(layer.kind, sources, found.slice(start, end), deepest, extent)
    if (drawing.geometry.length > 0) slices.push({ feature, drawing })
    start = end
  }
  return slices
}

function draw(
  kind: TileLayer['kind'],
  sources: readonly Source[],
  chains: readonly GeoJSONVTFeature[],
  deepest: boolean,
  extent: number,
): MvtGeometry {
  if (kind === 'point') return { type: 1, geometry: chains.flatMap((c) => (c.type === 1 ? c.geometry : [])) }
  if (kind === 'line') {
    const lines = chains.flatMap((c) => (c.type === 1 ? [] : c.geometry))
    return {
      type: 2,
      geometry: lines.map((line) => drawLine(line, deepest, extent)).filter((l) => l.length > 1),
    }
  }
  const rings: TilePoint[][] = []
  let part = -1
  let room = 0
  for (const chain of chains) {
    const source = sources[Number(chain.id)]!
    const points = chain.type === 3 ? chain.geometry[0]! : []
    const ring = cleanRing(points)
    if (!source.hole) {
      part = source.part
      const exterior = ring.length > 0 || !deepest ? ring : drawFlat(points, extent)
      room = exterior.length > 0 ? Math.abs(ringArea(exterior)) : 0
      if (room > 0) rings.push(orient(exterior, 1))
    } else if (ring.length > 0 && source.part === part && Math.abs(ringArea(ring)) < room) {
      room -= Math.abs(ringArea(ring))
      rings.push(orient(ring, -1))
    }
  }
  return { type: 3, geometry: rings }
}

function drawLine(points: readonly TilePoint[], deepest: boolean, extent: number): TilePoint[] {
  const line = cleanLine(points)
  const [only] = line
  if (line.length > 1 || only === undefined || !deepest || !isWithin(only, extent)) return line
  return minimalLine(only[0], only[1], extent)
}

/** A flat exterior is drawn by the one tile it lies in; flat remains along a clipping edge are nobody's. */
function drawFlat(points: readonly TilePoint[], extent: number): TilePoint[] {
  return points.some((point) => isWithin(point, extent)) ? thicken(points, extent) : []
}

function isWithin([x, y]: TilePoint, extent: number): boolean {
  return x >= 0 && x < extent && y >= 0 && y < extent
}

/** False for a drawing that lies in the buffer only, which no map shows. */
function reachesTile(drawing: MvtGeometry, extent: number): boolean {
  const chains = drawing.type === 1 ? [drawing.geometry] : drawing.geometry
  let minX = Number.POSITIVE_INFINITY
  let minY = Number.POSITIVE_INFINITY
  let maxX = Number.NEGATIVE_INFINITY
  let maxY = Number.NEGATIVE_INFINITY
  for (const chain of chains) {
    for (const [x, y] of chain) {
      if (x < minX) minX = x
      if (x > maxX) maxX = x
      if (y < minY) minY = y
      if (y > maxY) maxY = y
    }
  }
  return maxX >= 0 && minX <= extent && maxY >= 0 && minY <= extent
}

/** Draws every feature that is not drawn yet in the tile of its label point, in its place among the others. */
function addMinimal(
  slices: ZoomSlices,
  layer: TileLayer,
  drawn: Uint8Array,
  labels: LabelPoints,
  z: number,
  extent: number,
): void {
  const added: ZoomSlices = new Map()
  const size = 2 ** z
  for (let feature = 0; feature < drawn.length; feature++) {
    if (drawn[feature] === 1) continue
    const [mx, my] = labels.get(feature) ?? labelPoint(layer.kind, layer.features[feature]!.geometry)
    labels.set(feature, [mx, my])
    const tx = Math.min(Math.max(Math.floor(mx * size), 0), size - 1)
    const ty = Math.min(Math.max(Math.floor(my * size), 0), size - 1)
    const x = Math.round((mx * size - tx) * extent)
    const y = Math.round((my * size - ty) * extent)
    const slice: Slice = { feature, drawing: minimal(layer.kind, x, y, extent) }
    const id = tileIdOf(z, tx, ty)
    const there = added.get(id)
    if (there === undefined) added.set(id, [slice])
    else there.push(slice)
  }
  for (const [id, extra] of added) {
    // What a missing feature left in the buffer of this tile gives way: one feature is drawn once in a tile.
    const redrawn = new Set(extra.map((slice) => slice.feature))
    const kept = (slices.get(id) ?? []).filter((slice) => !redrawn.has(slice.feature))
    slices.set(
      id,
      [...kept, ...extra].sort((a, b) => a.feature - b.feature),
    )
  }
}

function minimal(kind: TileLayer['kind'], x: number, y: number, extent: number): MvtGeometry {
  if (kind === 'point') return { type: 1, geometry: [[x, y]] }
  if (kind === 'line') return { type: 2, geometry: [minimalLine(x, y, extent)] }
  return { type: 3, geometry: [minimalSquare(x, y, extent)] }
}
