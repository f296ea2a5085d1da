import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Geometry } from 'geojson'
import type { Cell, SourceLayer, SourceRecord } from '../readers/types.ts'
import { contentOfLine, idOf } from '../tiler/input/odd-line.ts'
import type { InputFeature } from '../tiler/tileset.ts'
import { isBeyondDoubles } from '../tiler/values/exact-json.ts'

/** A number as formats write them that hold numbers as text; their one sign is the decimal one, whatever it is. */
const NUMBER = /^[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?$/

/**
 * The records of a layer with positions as stored. What is no text is written in JSON, GeoJSON is read as its lines are, so
 * that the same values and refusals come of any file.
 */
export async function* recordsOf(layer: SourceLayer): AsyncGenerator<InputFeature> {
  for await (const record of layer.records()) {
    const refused = refusedGeometry(layer, record)
    layer.findings.length = 0
    const text = layer.textOf?.(record)
    if (text !== undefined) {
      for (const feature of contentOfLine(text).features) yield { ...feature, place: record.record }
      continue
    }
    const own = layer.idOf?.(record) ?? null
    const id = idOf(own?.id)
    if (own?.field != null) delete record.cells[own.field]
    for (const name of layer.numericFields ?? []) {
      const cell = record.cells[name]
      if (typeof cell === 'string') record.cells[name] = numberOf(cell)
    }
    yield {
      ...(id === undefined ? (own === null ? {} : { id_left_out: own.id }) : { id }),
      geometry: record.geometry ?? refused,
      properties: record.cells,
      place: record.record,
    }
  }
}

/** What stands for a geometry that the reader left out, for the tiler to refuse by its reason. */
function refusedGeometry({ findings }: SourceLayer, { record }: SourceRecord): Geometry | null {
  const codes = findings.filter((finding) => finding.record === record).map(({ code }) => code)
  if (codes.includes('GEOM_TYPE')) return { type: 'GeometryCollection', geometries: [] }
  return codes.includes('GEOM_UNREADABLE') ? { type: 'Point', coordinates: [Number.NaN, Number.NaN] } : null
}

function numberOf(text: string): Cell {
  if (!NUMBER.test(text)) return text
  const value = Number(text.replace(',', '.'))
  return isBeyondDoubles(value, text) ? text : value
}

/** No feature: what a damaged line holds, for the tiler to refuse. */
const DAMAGED = {} as Geometry

/** The features of a file with one a line, and a damaged one for a line that cannot be read. */
export async function* featuresOfLines(path: string): AsyncGenerator<InputFeature> {
  const stream = createReadStream(path)
  let place = 0
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      place++
      const { features, fault } = contentOfLine(line)
      for (const feature of features) yield { ...feature, place }
      if (fault !== undefined) yield { geometry: DAMAGED, properties: {}, place }
    }
  } finally {
    stream.destroy()
  }
}

/** Where ids come from instead of the features themselves. */
export interface IdRules {
  attribute?: string
  /** Gives the next id. */
  next?: () => number | undefined
}

/** Features with ids as the rules say and geometries in degrees. */
export async function* prepared(
  features: AsyncIterable<InputFeature>,
  { attribute, next }: IdRules,
  toDegrees: ((geometry: NonNullable<InputFeature['geometry']>) => InputFeature['geometry']) | null,
): AsyncGenerator<InputFeature> {
  for await (const feature of features) {
    if (attribute !== undefined) {
      const value = feature.properties[attribute] ?? null
      feature.id = idOf(value)
      feature.id_left_out = feature.id === undefined ? value : undefined
    } else if (next !== undefined) {
      feature.id = next()
      feature.id_left_out = undefined
    }
    if (toDegrees !== null && feature.geometry !== null) feature.geometry = toDegrees(feature.geometry)
    yield feature
  }
}
