import type { GeometryColumns } from '../readers/types.ts'
import { columnNames, matchName } from './column-names.ts'
import type { FieldSummary, LayerSummary } from './types.ts'

const SHARE = 0.7

/**
 * The columns that say where the records of a table are, as `geometry` of `city.yaml` takes them, by name and by
 * values; null when there are none. A geopoint comes before its split columns, and text geometry before both.
 */
export function placeColumns(fields: readonly FieldSummary[]): GeometryColumns | null {
  const { places } = columnNames()
  // The name of a person's place says so too (`lokasi rumah responden`); numbers of persons are no coordinates.
  const placing = fields.filter(({ filled, personal }) => filled > 0 && personal !== 'values')
  const wkt = placing.find(({ filled, parses }) => parses.wkt >= filled * SHARE)
  if (wkt) return { wkt: wkt.name }
  const geopoint = placing.find(({ filled, parses }) => parses.geopoint >= filled * SHARE)
  if (geopoint) return { geopoint: geopoint.name }
  const pair = pairColumn(placing)
  if (pair) return pair
  const shown = placing.filter(({ personal }) => personal === null)
  const named = (spellings: readonly string[]): FieldSummary | undefined =>
    shown
      .filter(({ filled, parses }) => parses.number >= filled * SHARE)
      .map((field) => ({ field, score: matchName(field.name, spellings).score }))
      .filter(({ score }) => score >= 0.9)
      .sort((a, b) => b.score - a.score)[0]?.field
  const [lon, lat] = [named(places.lon), named(places.lat)]
  return lon && lat && lon !== lat ? { lon: lon.name, lat: lat.name } : null
}

/** One column with both numbers, named as one: the number that can be no latitude tells which is which. */
function pairColumn(placing: readonly FieldSummary[]): GeometryColumns | null {
  const { lonlat, geopoint } = columnNames().places
  const field = placing.find(
    ({ name, filled, parses }) =>
      parses.pair >= filled * SHARE &&
      parses.lonFirst > 0 !== parses.latFirst > 0 &&
      matchName(name, [...lonlat, ...geopoint]).score >= 0.85,
  )
  return field ? { lonlat: field.name, order: field.parses.lonFirst > 0 ? 'lon_lat' : 'lat_lon' } : null
}

/** The columns as they may be shown: beside columns that tell of persons, the places in cells are where these live. */
export function withoutHomes(fields: readonly FieldSummary[]): FieldSummary[] {
  if (fields.every(({ personal }) => personal === null)) return [...fields]
  return fields.map((field) =>
    field.personal === null && field.parses.geopoint + field.parses.pair + field.parses.wkt > 0
      ? { ...field, personal: 'place', samples: [], min: null, max: null }
      : field,
  )
}

/** The kind of geometry a layer has, from its shapes or else from the columns that hold a place. */
export function natureOfGeometry(
  types: LayerSummary['geometry']['types'],
  place: GeometryColumns | null,
  fields: readonly FieldSummary[],
): 'point' | 'line' | 'polygon' | 'mixed' | null {
  const kinds = new Set(Object.keys(types).map(kindOf))
  if (kinds.size === 1) return [...kinds][0]!
  if (kinds.size > 1) return 'mixed'
  if (place === null) return null
  if (!('wkt' in place)) return 'point'
  const sample = fields.find(({ name }) => name === place.wkt)?.samples[0] ?? ''
  return kindOf(sample.replace(/^SRID=\d+;/i, ''))
}

function kindOf(type: string): 'point' | 'line' | 'polygon' | 'mixed' {
  const match = /^\s*(?:multi)?(point|linestring|polygon)/i.exec(type)
  if (match === null) return 'mixed'
  const kind = match[1]!.toLowerCase()
  return kind === 'linestring' ? 'line' : (kind as 'point' | 'polygon')
}
