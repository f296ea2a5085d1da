import type { Geometry } from 'geojson'
import { RECORD_LIMITS } from '../limits.ts'
import type { Cell, ReaderFinding, SourceRecord } from '../types.ts'
import { JsonFault, type JsonText, parseJson } from './geojson-text.ts'
import { isBlank, jsonCell, needsText } from './json-cell.ts'
import { duplicateKey } from './json-keys.ts'
import { memberTexts } from './json-members.ts'

type JsonObject = Record<string, unknown>

/** How deep the positions of each geometry type lie in its coordinates. */
const DEPTHS = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
} as const

export const GEOMETRY_TYPES = [...Object.keys(DEPTHS), 'GeometryCollection']

/** A feature as a record, with what was met in it. */
export interface FeatureReading {
  record: SourceRecord
  finding: ReaderFinding | null
  /** Z or M values were removed. */
  hadZ: boolean
  id: string | number | null
  /** The cell that holds the `id` of the feature: not `id` where a property is called so. */
  idColumn: string | null
  /** Whether a property or the geometry is not in the record as it is in the text. */
  isMended: boolean
  crs: unknown
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads the text of one feature, or of a bare geometry where one may stand. Nested property values become JSON text as the file
 * has it, without blanks; integers too long for a JavaScript number become text with all their digits; a feature `id` becomes the cell `id`, or
 * `feature_id` beside a property of that name; positions keep two ordinates. A geometry that is not one of the six simple types, or whose
 * coordinates are malformed, becomes null with a finding.
 *
 * Source: RFC 7946.
 * @throws JsonFault when the text is neither
 */
export function readFeature(json: JsonText, recordNumber: number): FeatureReading {
  const value = parseJson(json)
  const twice = duplicateKey(json.text, value)
  if (twice !== null) throw twoMembers(twice, json.offset)
  if (isObject(value) && value.type === 'Feature') return fromFeature(value, json, recordNumber)
  if (isObject(value) && GEOMETRY_TYPES.includes(String(value.type))) {
    const reading = readGeometry(value, recordNumber, {}, json.offset)
    const isMended = reading.finding !== null
    return { ...reading, id: null, idColumn: null, isMended, crs: value.crs }
  }
  throw notAFeature(value, json.offset)
}

function fromFeature(feature: JsonObject, json: JsonText, record: number): FeatureReading {
  const { properties } = feature
  if (properties !== null && properties !== undefined && !isObject(properties)) {
    throw new JsonFault('the properties of a feature are not an object', {
      offset: json.offset,
      got: describe(properties),
      expected: 'an object or null',
    })
  }
  const { cells, id, isMended } = toCells(feature, properties ?? {}, json)
  const idColumn = id === null ? null : freeIdColumn(cells, id)
  if (idColumn !== null) cells[idColumn] = id
  const reading = readGeometry(feature.geometry, record, cells, json.offset)
  return { ...reading, id, idColumn, isMended: isMended || reading.finding !== null, crs: feature.crs }
}

function toCells(
  feature: JsonObject,
  properties: JsonObject,
  json: JsonText,
): { cells: Record<string, Cell>; id: string | number | null; isMended: boolean } {
  // An id is text or a number; anything else is none.
  const id = typeof feature.id === 'string' || typeof feature.id === 'number' ? feature.id : null
  const isIdText = needsText(id)
  const members =
    isIdText || hasNeedOfText(properties)
      ? memberTexts(json.text, isIdText ? ['properties', 'id'] : ['properties'])
      : null
  let isMended = members !== null
  const texts = members === null ? null : memberTexts(members.get('properties') ?? '{}')
  // The parsed object is kept and mended in place: a property named __proto__ is then a property like any other.
  for (const key in properties) {
    if (!Object.hasOwn(properties, key)) continue
    const value = properties[key]
    if (texts !== null && needsText(value)) properties[key] = jsonCell(value, texts.get(key)!)
    else if (typeof value === 'string' && isBlank(value)) {
      properties[key] = null
      isMended = true
    }
  }
  const idCell = jsonCell(id, isIdText ? members!.get('id')! : '')
  return { cells: properties as Record<string, Cell>, id: idCell as string | number | null, isMended }
}

function hasNeedOfText(properties: JsonObject): boolean {
  for (const key in properties) if (needsText(properties[key])) return true
  return false
}

/** The column for the `id` of a feature, which may not take that of a property; null where a property says the same. */
function freeIdColumn(cells: Record<string, Cell>, id: string | number): string | null {
  if (!Object.hasOwn(cells, 'id')) return 'id'
  if (String(cells.id) === String(id)) return null
  let column = 'feature_id'
  for (let i = 2; Object.hasOwn(cells, column); i++) column = `feature_id_${i}`
  return column
}

export function twoMembers(name: string, offset: number): JsonFault {
  return new JsonFault(`two members are named ${JSON.stringify(name.slice(0, 80))}`, {
    offset,
    expected: 'a different name for every member of an object',
  })
}

function readGeometry(
  value: unknown,
  record: number,
  cells: Record<string, Cell>,
  offset: number,
): Omit<FeatureReading, 'crs' | 'id' | 'idColumn' | 'isMended'> {
  const none = { record: { record, cells, geometry: null }, finding: null, hadZ: false }
  if (value === null || value === undefined) return none
  const type = isObject(value) ? value.type : undefined
  if (!isObject(value) || typeof type !== 'string') {
    return { ...none, finding: malformedFinding(record, describe(value)) }
  }
  if (!Object.hasOwn(DEPTHS, type)) return { ...none, finding: geometryFinding(record, describe(type)) }
  const depth = DEPTHS[type as keyof typeof DEPTHS]
  const { coordinates } = value
  if (Array.isArray(coordinates) && coordinates.length === 0) return none
  const flat: Flat = { hadZ: false, parts: 0, vertices: 0, offset }
  if (!flatten(coordinates, depth, flat)) {
    return { ...none, finding: malformedFinding(record, `${type} ${describe(coordinates)}`) }
  }
  const geometry = { type, coordinates } as Geometry
  return { record: { record, cells, geometry }, finding: null, hadZ: flat.hadZ }
}

interface Flat {
  hadZ: boolean
  parts: number
  vertices: number
  offset: number
}

/** Cuts positions to two ordinates in place; false when the nesting is wrong or an ordinate is no finite number. */
function flatten(value: unknown, depth: number, flat: Flat): boolean {
  if (!Array.isArray(value)) return false
  if (depth > 0) {
    if (depth === 1) flat.vertices += value.length
    else flat.parts += value.length
    if (flat.vertices > RECORD_LIMITS.vertices) throw beyond('vertices', flat)
    if (flat.parts > RECORD_LIMITS.parts) throw beyond('parts', flat)
    for (let i = 0; i < value.length; i++) if (!flatten(value[i], depth - 1, flat)) return false
    return true
  }
  if (!Number.isFinite(value[0]) || !Number.isFinite(value[1])) return false
  if (value.length > 2) {
    value.length = 2
    flat.hadZ = true
  }
  return true
}

function beyond(name: 'parts' | 'vertices', flat: Flat): JsonFault {
  return new JsonFault('one geometry holds too much', {
    offset: flat.offset,
    limit: { name, got: flat[name] },
  })
}

function geometryFinding(record: number, got: string): ReaderFinding {
  return {
    code: 'GEOM_TYPE',
    record,
    field: 'geometry',
    got,
    message: {
      id: 'Geometri bukan titik, garis atau poligon; rekaman dibaca tanpa geometri.',
      en: 'The geometry is not a point, a line or a polygon; the record was read without it.',
    },
  }
}

function malformedFinding(record: number, got: string): ReaderFinding {
  return {
    code: 'GEOM_UNREADABLE',
    record,
    field: 'geometry',
    got,
    message: {
      id: 'Koordinat tidak sesuai dengan jenis geometrinya; rekaman dibaca tanpa geometri.',
      en: 'The coordinates do not fit the geometry type; the record was read without it.',
    },
  }
}

export function notAFeature(value: unknown, offset: number): JsonFault {
  const type = isObject(value) && 'type' in value ? `type ${describe(value.type)}` : describe(value)
  return new JsonFault('the file is not GeoJSON', {
    offset,
    got: type,
    expected: 'a Feature or a geometry (names are case-sensitive)',
  })
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  let text: string
  try {
    text = JSON.stringify(value)
  } catch {
    text = 'a deeply nested value'
  }
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}
