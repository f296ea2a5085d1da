import path from 'node:path'
import type { Geometry, Position } from 'geojson'
import {
  latOfMercator,
  lonOfMercator,
  type PromisedLayer,
  type Proof,
  proveTiles,
  type TilePoint,
  writePmtiles,
} from '../../pipeline/archive/index.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'
import { META } from './archives.ts'

export const EXTENT = 4096
export const ZOOM = 6
const ID = 7

/** A place of tile 6/40/30, units. */
export function at([x, y]: TilePoint): Position {
  return [lonOfMercator((40 + x / EXTENT) / 2 ** ZOOM), latOfMercator((30 + y / EXTENT) / 2 ** ZOOM)]
}

export const box = (x: number, y: number, width: number, height = width): TilePoint[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
]

/** A feature by its parts, in units of the tile: each given by its rings, or as one line. */
export function areas(...parts: TilePoint[][][]): Geometry {
  return {
    type: 'MultiPolygon',
    coordinates: parts.map((rings) => rings.map((ring) => [...ring, ring[0]!].map(at))),
  }
}

export const lines = (...parts: TilePoint[][]): Geometry => ({
  type: 'MultiLineString',
  coordinates: parts.map((part) => part.map(at)),
})

/**
 * Proves what the tile draws of one feature, simplified by a unit where its deepest zoom is a deeper one: the losses of this zoom.
 * @param drawn chains in units of the tile; none where the feature is left out
 */
export async function provedInTile(
  folder: string,
  geometry: Geometry,
  drawn: TilePoint[][],
  promise: Partial<PromisedLayer> = {},
): Promise<Proof> {
  const file = path.join(folder, 'one.pmtiles')
  const type = geometry.type === 'MultiPolygon' ? 3 : 2
  // So that there is an archive where the feature is left out.
  const other: MvtFeature = { id: ID, type: 1, geometry: [[5, 5]], tags: {} }
  const features: MvtFeature[] = drawn.length === 0 ? [] : [{ id: ID, type, geometry: drawn, tags: {} }]
  const layers = [
    { name: 'desa', features },
    { name: 'titik', features: [other] },
  ]
  const zooms = { minzoom: ZOOM, maxzoom: promise.maxzoom ?? ZOOM }
  const kind = type === 3 ? ('polygon' as const) : ('line' as const)
  const described = [
    { name: 'desa', kind, ...zooms, attributes: [] },
    { name: 'titik', kind: 'point' as const, ...zooms, attributes: [] },
  ]
  const data = encodeMvt(
    layers.filter((layer) => layer.features.length > 0),
    EXTENT,
  )
  await writePmtiles(file, [{ z: ZOOM, x: 40, y: 30, data }], { ...META, layers: described })
  const promised = [{ id: ID, geometry, properties: {} }]
  const proof = await proveTiles(
    file,
    { layers: [{ name: 'desa', ...zooms, simplification_units: 1, features: promised, ...promise }] },
    { only_promised: true },
  )
  return { ...proof, losses: proof.losses.filter(({ zoom = ZOOM }) => zoom === ZOOM) }
}

export const faults = ({ losses }: Proof): string[] => losses.map(({ code, detail }) => `${code}: ${detail}`)
