import type { Bounds } from './header.ts'

/** A text in the languages it is given in; a plain string where the language is not told. */
export type Description = string | { id: string; en: string }

export interface AttributeSpec {
  name: string
  type: 'string' | 'number' | 'boolean'
  description?: Description
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
  description?: Description
  kind: LayerKind
  minzoom: number
  maxzoom: number
  attributes: AttributeSpec[]
  /** Features in the source and the values they carry; absent when unknown. */
  stats?: { features: number; attributes: AttributeStats[] }
}

/** What the tiles hold of one layer and what was left out, counted while they were made. */
export interface LossReport {
  name: string
  features_read: number
  features_taken: number
  /** Features not taken in, by reason. */
  refused: Partial<Record<string, number>>
  /** Parts of the features taken that were left out, as they are smaller than the grid of positions. */
  parts_below_grid?: number
  zooms: ZoomLoss[]
}

export interface ZoomLoss {
  zoom: number
  /** Features promised at this zoom. */
  features: number
  /** Of these, drawn as a mark because they are too small. */
  features_tiny: number
  features_dropped: number
  features_clustered: number
  /** One for each feature and tile. */
  drawings: number
  tiles: number
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
  /** What cut the tiles, such as `builtin`, without a version; stands in the metadata as `petakumuh.engine`. */
  engine?: string
  /** Stands in the metadata as `petakumuh.loss`, without the counts that are 0. */
  loss?: readonly LossReport[]
}

/** What another archive says of itself, to be said again as it is. */
export interface CopiedMeta extends Pick<ArchiveMeta, 'bounds' | 'center'> {
  /** As {@link TileSource.metadata}. */
  copied: Record<string, unknown>
}

const FIELD_TYPE = { string: 'String', number: 'Number', boolean: 'Boolean' } as const
const GEOMETRY = { point: 'Point', line: 'LineString', polygon: 'Polygon' } as const

/**
 * The metadata JSON of the archive: PMTiles section 5, `vector_layers` as in TileJSON 3, `tilestats` as Mapbox tools read it,
 * and under `petakumuh` what these have no place for. Members that would be empty are left out.
 */
export function metadataJson(meta: ArchiveMeta | CopiedMeta): Record<string, unknown> {
  if ('copied' in meta) return meta.copied
  const own = {
    ...(meta.engine === undefined ? {} : { engine: meta.engine }),
    ...unlessEmpty('descriptions', bilingual(meta.layers)),
    ...unlessEmpty('loss', (meta.loss ?? []).map(lossJson)),
  }
  return {
    name: meta.name,
    description: meta.description,
    attribution: meta.attribution,
    ...(meta.version === undefined ? {} : { version: meta.version }),
    type: 'overlay',
    ...layersJson(meta.layers),
    ...unlessEmpty('petakumuh', own),
  }
}

/** `vector_layers` and `tilestats`. */
function layersJson(layers: readonly LayerInfo[]): Record<string, unknown> {
  const counted = layers.filter((layer) => layer.stats !== undefined)
  const tilestats = {
    layerCount: counted.length,
    layers: counted.map((layer) => ({
      layer: layer.name,
      count: layer.stats!.features,
      geometry: GEOMETRY[layer.kind],
      attributeCount: layer.stats!.attributes.length,
      attributes: layer.stats!.attributes,
    })),
  }
  return {
    vector_layers: layers.map(vectorLayer),
    ...(counted.length === 0 ? {} : { tilestats }),
  }
}

function vectorLayer(layer: LayerInfo): Record<string, unknown> {
  const described = layer.attributes.filter((attribute) => oneText(attribute.description) !== '')
  return {
    id: layer.name,
    description: oneText(layer.description),
    minzoom: layer.minzoom,
    maxzoom: layer.maxzoom,
    fields: Object.fromEntries(layer.attributes.map(({ name, type }) => [name, FIELD_TYPE[type]])),
    ...unlessEmpty(
      'field_descriptions',
      Object.fromEntries(described.map(({ name, description }) => [name, oneText(description)])),
    ),
  }
}

/** For readers that take one text. */
function oneText(description: Description | undefined): string {
  if (description === undefined || typeof description === 'string') return description ?? ''
  return `${description.id} / ${description.en}`
}

/** Layers and attributes whose descriptions are given in both languages, by name. */
function bilingual(layers: readonly LayerInfo[]): Record<string, unknown> {
  const byLayer: Record<string, unknown> = {}
  for (const { name, description, attributes } of layers) {
    const fields = attributes.filter((attribute) => typeof attribute.description === 'object')
    const said = {
      ...(typeof description === 'object' ? { id: description.id, en: description.en } : {}),
      ...unlessEmpty(
        'fields',
        Object.fromEntries(fields.map((attribute) => [attribute.name, attribute.description])),
      ),
    }
    if (Object.keys(said).length > 0) byLayer[name] = said
  }
  return byLayer
}

function lossJson(report: LossReport): unknown {
  const { name, features_read, features_taken, refused, parts_below_grid, zooms } = report
  return {
    layer: name,
    features_read,
    features_taken,
    ...unlessEmpty('refused', withoutZeros(refused)),
    ...withoutZeros({ parts_below_grid }),
    ...unlessEmpty(
      'zooms',
      zooms.map(({ zoom, features, ...counts }) => ({ zoom, features, ...withoutZeros(counts) })),
    ),
  }
}

function withoutZeros(counts: Partial<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).filter((entry): entry is [string, number] => (entry[1] ?? 0) !== 0),
  )
}

function unlessEmpty(name: string, value: object): Record<string, unknown> {
  return Object.keys(value).length === 0 ? {} : { [name]: value }
}
