import type { Bounds } from './header.ts'

export interface AttributeSpec {
  name: string
  type: 'string' | 'number' | 'boolean'
  description?: string
}

export type LayerKind = 'point' | 'line' | 'polygon'
export type AttributeValue = string | number | boolean

/** What the archive says about one attribute, in the form of Mapbox tilestats. */
export interface AttributeStats {
  attribute: string
  /** Number of different values. */
  count: number
  type: AttributeSpec['type']
  /** At most 100 of them, sorted. */
  values: AttributeValue[]
  min?: number
  max?: number
}

export interface LayerInfo {
  name: string
  description?: string
  kind: LayerKind
  minzoom: number
  maxzoom: number
  attributes: AttributeSpec[]
  /** Features in the source and the values they carry; absent when unknown. */
  stats?: { features: number; attributes: AttributeStats[] }
}

export interface ArchiveMeta {
  name: string
  description: string
  attribution: string
  version?: string
  /** Degrees. */
  bounds: Bounds
  /** Where a map opens; the middle of the bounds at a zoom that shows them when absent. */
  center?: { lon: number; lat: number; zoom: number }
  layers: LayerInfo[]
}

const FIELD_TYPE = { string: 'String', number: 'Number', boolean: 'Boolean' } as const
const GEOMETRY = { point: 'Point', line: 'LineString', polygon: 'Polygon' } as const

/** The metadata JSON of the archive: PMTiles section 5, `vector_layers` as in TileJSON 3, `tilestats` as Mapbox tools read it. */
export function metadataJson(meta: ArchiveMeta): Record<string, unknown> {
  const counted = meta.layers.filter((layer) => layer.stats !== undefined)
  return {
    name: meta.name,
    description: meta.description,
    attribution: meta.attribution,
    ...(meta.version === undefined ? {} : { version: meta.version }),
    type: 'overlay',
    vector_layers: meta.layers.map((layer) => ({
      id: layer.name,
      description: layer.description ?? '',
      minzoom: layer.minzoom,
      maxzoom: layer.maxzoom,
      fields: Object.fromEntries(layer.attributes.map((a) => [a.name, FIELD_TYPE[a.type]])),
      field_descriptions: Object.fromEntries(
        layer.attributes.filter((a) => a.description !== undefined).map((a) => [a.name, a.description]),
      ),
    })),
    tilestats: {
      layerCount: counted.length,
      layers: counted.map((layer) => ({
        layer: layer.name,
        count: layer.stats!.features,
        geometry: GEOMETRY[layer.kind],
        attributeCount: layer.stats!.attributes.length,
        attributes: layer.stats!.attributes,
      })),
    },
  }
}
