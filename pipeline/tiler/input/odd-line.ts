import type { InputFeature } from '../tileset.ts'
import { parseExactly } from '../values/exact-json.ts'
import { isTileId } from './add-feature.ts'

/** What a line holds that is not simply one feature. */
export interface LineContent {
  /** Empty when the line only holds what wraps features: brackets, a name, a crs. */
  features: InputFeature[]
  /** Why the line holds no feature; undefined when it does, or need not. */
  fault?: string
}

const GEOMETRY_TYPES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
])
/** Members that only a feature or a geometry has: a line that holds one by itself is a piece of a feature. */
const FEATURE_MEMBERS = ['geometry', 'properties', 'coordinates', 'geometries']
const WHOLE_TEXT = /^(?:0|[1-9][0-9]{0,15})$/
const RECORD_SEPARATOR = '\x1e'
/** How the fault of a line begins that is not whole JSON. */
export const NOT_JSON = 'not JSON'

/**
 * What a line of a GeoJSON file holds: a feature, a geometry, or the first or last lines of a FeatureCollection whose
 * features have a line each, as GDAL and tippecanoe-decode write it.
 */
export function contentOfLine(line: string): LineContent {
  let text = line.trim()
  while (text.startsWith(RECORD_SEPARATOR)) text = text.slice(1).trim()
  while (text.endsWith(',')) text = text.slice(0, -1).trim()
  if (text === '' || /^(?:[[\]{}]|\]\s*\})$/.test(text)) return { features: [] }
  const parsed = parse(text)
  if (parsed !== undefined) return contentOf(parsed.value)
  return wrapping(text) ?? { features: [], fault: faultOf(text) }
}

/** Id of a tile feature that a GeoJSON id stands for, or undefined. */
export function idOf(id: unknown): number | undefined {
  const whole = typeof id === 'string' && WHOLE_TEXT.test(id) ? Number(id) : id
  return isTileId(whole) ? whole : undefined
}

function contentOf(value: unknown): LineContent {
  const collected = featuresOf(value)
  if (collected === undefined) {
    const feature = featureOf(value)
    return feature === undefined
      ? { features: [], fault: 'neither a feature nor a geometry' }
      : { features: [feature] }
  }
  const features = collected.map(featureOf)
  const bad = features.indexOf(undefined)
  return {
    features: features.filter((feature) => feature !== undefined),
    ...(bad < 0 ? {} : { fault: `member ${bad + 1} of the collection is not a feature` }),
  }
}

/** Members of a FeatureCollection; undefined when it is none. */
function featuresOf(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, features } = value as { type?: unknown; features?: unknown }
  if (type !== 'FeatureCollection') return undefined
  return Array.isArray(features) ? features : features === undefined ? [] : undefined
}

function featureOf(value: unknown): InputFeature | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, id, geometry, properties } = value as Record<string, unknown>
  if (typeof type === 'string' && GEOMETRY_TYPES.has(type)) {
    return { geometry: value as InputFeature['geometry'], properties: {} }
  }
  if (type !== 'Feature') return undefined
  const whole = idOf(id)
  const hasProperties = typeof properties === 'object' && properties !== null && !Array.isArray(properties)
  const isLeftOut = whole === undefined && id !== undefined && id !== null
  return {
    ...(whole === undefined ? {} : { id: whole }),
    ...(isLeftOut ? { id_left_out: id } : {}),
    geometry: (geometry ?? null) as InputFeature['geometry'],
    properties: (hasProperties ? properties : {}) as InputFeature['properties'],
  }
}

/** The lines before and after the features of a collection, which are not JSON by themselves. */
function wrapping(text: string): LineContent | undefined {
  if (text.startsWith('{')) {
    const head = parse(`${text}]}`) ?? parse(`${text}}`)
    if (head !== undefined) return featuresOf(head.value) === undefined ? undefined : contentOf(head.value)
    const last = /^(.*\})\s*\]\s*\}?$/s.exec(text)
    const feature = last === null ? undefined : parse(last[1]!)
    return feature === undefined ? undefined : contentOf(feature.value)
  }
  const members = text.replace(/^\]\s*,/, '')
  const object = parse(`{${members}}`) ?? parse(`{${members}]}`) ?? parse(`{${members}`)
  if (object === undefined) return undefined
  const value = object.value as Record<string, unknown>
  if (FEATURE_MEMBERS.some((name) => Object.hasOwn(value, name))) return undefined
  const collection = { type: 'FeatureCollection', ...value }
  return featuresOf(collection) === undefined ? undefined : contentOf(collection)
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: parseExactly(text) }
  } catch {
    return undefined
  }
}

function faultOf(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    // What follows quotes the line, which may tell of a person.
    return `${NOT_JSON}: ${(error as Error).message.replace(/, (?:\.\.\.)?".*$/s, '')}`
  }
}
