import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { AttributeValue } from './metadata.ts'

export type TilePoint = [x: number, y: number]

/** One feature read back; rings repeat their first point at the end. */
export interface DecodedFeature {
  id: number | undefined
  type: 1 | 2 | 3
  properties: Record<string, AttributeValue>
  geometry: TilePoint[][]
}

export interface DecodedLayer {
  name: string
  version: number
  extent: number
  features: DecodedFeature[]
}

/** @throws Error when the bytes are not a vector tile, or a feature has no type, no geometry or a tag that points nowhere. */
export function decodeMvt(bytes: Uint8Array): DecodedLayer[] {
  const tile = new VectorTile(new PbfReader(bytes))
  return Object.values(tile.layers).map((layer) => {
    const features: DecodedFeature[] = []
    for (let i = 0; i < layer.length; i++) {
      const feature = layer.feature(i)
      const place = `feature ${i} of layer ${layer.name}`
      if (feature.type === 0 || feature.type > 3)
        throw new Error(`${place} has geometry type ${feature.type}`)
      for (const [key, value] of Object.entries(feature.properties)) {
        if (key === 'undefined' || value === undefined)
          throw new Error(`${place} has a tag that points nowhere`)
      }
      const geometry = feature.loadGeometry().map((line) => line.map((p): TilePoint => [p.x, p.y]))
      if (geometry.length === 0) throw new Error(`${place} has no geometry`)
      features.push({ id: feature.id, type: feature.type, properties: feature.properties, geometry })
    }
    return { name: layer.name, version: layer.version, extent: layer.extent, features }
  })
}

/** Surveyor's formula in tile units (y down): positive for an exterior ring. Closed and open rings give the same. */
export function ringArea(ring: readonly TilePoint[]): number {
  let twice = 0
  let previous = ring[ring.length - 1]
  for (const point of ring) {
    if (previous) twice += previous[0] * point[1] - point[0] * previous[1]
    previous = point
  }
  return twice / 2
}
