import type { Geometry } from 'geojson'
import {
  type AttributeSpec,
  type AttributeValue,
  type LayerKind,
  MAX_LATITUDE,
  partsOf,
} from '../../../pipeline/archive/index.ts'

export interface TileFeature {
  /** Whole number from 0 to 2^53 - 1, unique in the layer; see `featureId`. */
  id: number
  /** Longitude and latitude in degrees (OGC:CRS84), valid, of the layer's kind. */
  geometry: Geometry
  /** Values without nulls, named in the layer's attributes. */
  properties: Record<string, AttributeValue>
}

export interface TileLayer {
  name: string
  description?: string
  kind: LayerKind
  minzoom: number
  maxzoom: number
  attributes: AttributeSpec[]
  features: TileFeature[]
}

export interface TileOptions {
  /** Units along the side of a tile. */
  extent: 4096
  /** Units of the neighbours kept around a tile; at least 2. */
  buffer: number
  /** Douglas-Peucker tolerance in units, used below a layer's maxzoom; at maxzoom every vertex is kept. */
  tolerance: number
}

export const DEFAULT_TILE_OPTIONS: TileOptions = { extent: 4096, buffer: 80, tolerance: 3 }

/** The engine reaches no deeper. */
export const DEEPEST_ZOOM = 24

const KINDS: Record<string, LayerKind | undefined> = {
  Point: 'point',
  MultiPoint: 'point',
  LineString: 'line',
  MultiLineString: 'line',
  Polygon: 'polygon',
  MultiPolygon: 'polygon',
}

/** @throws RangeError when a promise could not be kept: names, zooms, ids, attributes or geometry outside of the contract. */
export function checkLayers(layers: readonly TileLayer[], options: TileOptions): void {
  if (!(options.buffer >= 2)) throw new RangeError(`buffer ${options.buffer} units: expected at least 2`)
  if (!(options.tolerance >= 0))
    throw new RangeError(`tolerance ${options.tolerance} units: expected 0 or more`)
  const names = new Set<string>()
  for (const layer of layers) {
    checkName(layer.name, 'layer')
    if (names.has(layer.name)) throw new RangeError(`two layers are called ${layer.name}`)
    names.add(layer.name)
    const { minzoom, maxzoom } = layer
    if (!(Number.isInteger(minzoom) && Number.isInteger(maxzoom) && minzoom >= 0 && minzoom <= maxzoom)) {
      throw new RangeError(`layer ${layer.name}: zooms ${minzoom}..${maxzoom} are not a range`)
    }
    if (maxzoom > DEEPEST_ZOOM)
      throw new RangeError(`layer ${layer.name}: zoom ${maxzoom} is beyond ${DEEPEST_ZOOM}`)
    checkFeatures(layer)
  }
}

/** The encoder keeps names in plain objects: names that those know already or would sort first are refused. */
function checkName(name: string, what: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !(name in Object.prototype)) return
  throw new RangeError(
    `${what} name "${name}": expected letters, digits, "_" and "-", not starting with a digit`,
  )
}

function checkFeatures(layer: TileLayer): void {
  const types = new Map<string, AttributeSpec['type']>()
  for (const attribute of layer.attributes) {
    checkName(attribute.name, `layer ${layer.name}: attribute`)
    if (types.has(attribute.name))
      throw new RangeError(`layer ${layer.name}: two attributes ${attribute.name}`)
    types.set(attribute.name, attribute.type)
  }
  const ids = new Set<number>()
  for (const feature of layer.features) {
    const place = `layer ${layer.name}, feature ${feature.id}`
    if (!Number.isSafeInteger(feature.id) || feature.id < 0)
      throw new RangeError(`${place}: the id is not a whole number`)
    if (ids.has(feature.id)) throw new RangeError(`${place}: the id is used twice`)
    ids.add(feature.id)
    for (const [name, value] of Object.entries(feature.properties)) {
      const type = types.get(name)
      if (type === undefined) throw new RangeError(`${place}: attribute ${name} is not declared`)
      if (typeof value !== type)
        throw new RangeError(`${place}: ${name} is ${describe(value)}, declared ${type}`)
      if (typeof value === 'number' && !Number.isFinite(value))
        throw new RangeError(`${place}: ${name} is ${value}`)
    }
    checkGeometry(layer.kind, feature.geometry, place)
  }
}

function checkGeometry(kind: LayerKind, geometry: Geometry, place: string): void {
  if (KINDS[geometry.type] !== kind) throw new RangeError(`${place}: a ${geometry.type} in a ${kind} layer`)
  const fewest = kind === 'polygon' ? 4 : kind === 'line' ? 2 : 1
  const parts = partsOf(geometry)
  if (parts.length === 0) throw new RangeError(`${place}: the geometry is empty`)
  for (const part of parts) {
    if (part.length === 0) throw new RangeError(`${place}: a polygon has no ring`)
    for (const chain of part) {
      if (chain.length < fewest)
        throw new RangeError(`${place}: ${chain.length} positions, expected ${fewest} or more`)
      for (const [lon, lat] of chain) {
        const fine = Math.abs(lon ?? Number.NaN) <= 180 && Math.abs(lat ?? Number.NaN) <= MAX_LATITUDE
        if (!fine)
          throw new RangeError(`${place}: ${lon}, ${lat} is not a longitude and latitude on the Mercator map`)
      }
    }
  }
}

function describe(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`
}
