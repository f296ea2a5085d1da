import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { AttributeValue, TilePoint } from '../../pipeline/archive/index.ts'

/** Geometry in tile units, y down. Rings are not closed; exterior rings have positive area, holes negative (MVT 2.1, 4.3.4). */
export type MvtGeometry =
  | { type: 1; geometry: TilePoint[] }
  | { type: 2; geometry: TilePoint[][] }
  | { type: 3; geometry: TilePoint[][] }

export type MvtFeature = MvtGeometry & { id: number; tags: Record<string, AttributeValue> }
export type NamelessFeature = Omit<MvtFeature, 'id'> & MvtGeometry

export interface MvtLayer {
  name: string
  features: (MvtFeature | NamelessFeature)[]
}

/**
 * Encodes layers as one Mapbox Vector Tile, version 2.1. Layers without features are left out; keys and values are
 * numbered in the order in which they are met.
 */
export function encodeMvt(layers: readonly MvtLayer[], extent: number): Uint8Array {
  const tiles: Parameters<typeof fromGeojsonVt>[0] = {}
  for (const layer of layers) {
    if (layer.features.length === 0) continue
    tiles[layer.name] = { transformed: true, features: layer.features, source: null, x: 0, y: 0, z: 0 }
  }
  return fromGeojsonVt(tiles, { version: 2, extent })
}
