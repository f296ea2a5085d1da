import type { Position } from 'geojson'
import {
  type AttributeSpec,
  type AttributeStats,
  type AttributeValue,
  type Bounds,
  type LayerInfo,
  partsOf,
} from '../../../pipeline/archive/index.ts'
import type { TileLayer } from './layer.ts'

const MOST_VALUES = 100
/** Longer texts are no legend entries. */
const LONGEST_VALUE = 256

/** What an archive's metadata says about the layers: names, zooms, attributes and the values they carry. */
export function describeLayers(layers: readonly TileLayer[]): LayerInfo[] {
  return layers.map((layer) => ({
    name: layer.name,
    ...(layer.description === undefined ? {} : { description: layer.description }),
    kind: layer.kind,
    minzoom: layer.minzoom,
    maxzoom: layer.maxzoom,
    attributes: layer.attributes,
    stats: {
      features: layer.features.length,
      attributes: layer.attributes.map((attribute) => statsOf(layer, attribute)),
    },
  }))
}

function statsOf(layer: TileLayer, { name, type }: AttributeSpec): AttributeStats {
  const different = new Set<AttributeValue>()
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const { properties } of layer.features) {
    const value = properties[name]
    if (value === undefined) continue
    different.add(value)
    if (typeof value !== 'number') continue
    if (value < min) min = value
    if (value > max) max = value
  }
  const values = [...different]
    .filter((value) => typeof value !== 'string' || value.length <= LONGEST_VALUE)
    .sort(byValue)
    .slice(0, MOST_VALUES)
  return { attribute: name, count: different.size, type, values, ...(min <= max ? { min, max } : {}) }
}

function byValue(a: AttributeValue, b: AttributeValue): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** West, south, east, north of all features in degrees; undefined when there is none. */
export function boundsOf(layers: readonly TileLayer[]): Bounds | undefined {
  const bounds: Bounds = [180, 90, -180, -90]
  let any = false
  const widen = ([lon, lat]: Position) => {
    any = true
    if (lon! < bounds[0]) bounds[0] = lon!
    if (lat! < bounds[1]) bounds[1] = lat!
    if (lon! > bounds[2]) bounds[2] = lon!
    if (lat! > bounds[3]) bounds[3] = lat!
  }
  for (const layer of layers) {
    for (const { geometry } of layer.features) {
      for (const part of partsOf(geometry))
        for (const chain of part) for (const position of chain) widen(position)
    }
  }
  return any ? bounds : undefined
}
