import type { Geometry, Point, Position } from 'geojson'
import { type DecimalMark, parseNumber } from '../../values/number.ts'
import { RECORD_LIMITS } from '../limits.ts'
import type { Cell } from '../types.ts'

export type PlaceFault = 'not a number' | 'half a point' | 'out of range' | 'no fix' | 'too short'

/** A point read from cells; `blank` means that the record has no place, `fault` that the cells are not a place. */
export type PointReading =
  | { kind: 'point'; point: Point; accuracyM: string | null }
  | { kind: 'blank' }
  | { kind: 'fault'; reason: PlaceFault }

/** A point, or the line or polygon of a geotrace or geoshape. */
export type PlaceReading =
  | { kind: 'place'; geometry: Geometry; accuracyM: string | null }
  | { kind: 'blank' }
  | { kind: 'fault'; reason: PlaceFault }

const PLAIN = /^[+-]?\d{1,12}(?:\.\d*)?(?:[eE][+-]?\d{1,2})?$/
const BLANK = /^(?:|-|nan|na|n\/a|null|none)$/i
const METRES = /^m(?:e|n|t|u)?$/i

/**
 * Reads a Kobo/ODK geopoint: `"lat lon altitude accuracy"` in WGS 84 degrees and metres, the last two optional;
 * `lat, lon` as map services copy it is read too. `0 0`, which devices write where they had no fix, is no place.
 *
 * Source: XForms geopoint, four blank-separated numbers, latitude first.
 */
export function readGeopoint(cell: Cell): PointReading {
  const text = cellText(cell)
  if (BLANK.test(text)) return { kind: 'blank' }
  const parts = splitOrdinates(text)
  if (parts.every((part) => BLANK.test(part))) return { kind: 'blank' }
  if (parts.length < 2 || parts.length > 4) return { kind: 'fault', reason: 'not a number' }
  const [lat, lon, , accuracy] = parts
  return asFix(readLonLat(lon!, lat!), accuracy ?? null)
}

/**
 * Reads a geopoint, geotrace or geoshape: a `;` parts the positions of the last two, and a trace that ends where it began is a polygon.
 *
 * Source: XForms geotrace and geoshape.
 */
export function readOdkPlace(cell: Cell): PlaceReading {
  const text = cellText(cell)
  const vertices = text.split(';').filter((part) => part.trim() !== '')
  const isTrace = text.includes(';') && vertices.every((part) => /\S\s+\S/.test(part.trim()))
  if (!isTrace) {
    const reading = readGeopoint(cell)
    return reading.kind === 'point' ? { ...reading, kind: 'place', geometry: reading.point } : reading
  }
  if (vertices.length > RECORD_LIMITS.vertices) return { kind: 'fault', reason: 'not a number' }
  const line: Position[] = []
  for (const vertex of vertices) {
    const reading = readGeopoint(vertex)
    if (reading.kind !== 'point')
      return reading.kind === 'blank' ? { kind: 'fault', reason: 'not a number' } : reading
    line.push(reading.point.coordinates)
  }
  if (line.length < 2) return { kind: 'fault', reason: 'too short' }
  const [first, last] = [line[0]!, line.at(-1)!]
  const isRing = line.length > 3 && first[0] === last[0] && first[1] === last[1]
  const geometry: Geometry = isRing
    ? { type: 'Polygon', coordinates: [line] }
    : { type: 'LineString', coordinates: line }
  return { kind: 'place', geometry, accuracyM: null }
}

/** A point as a fix of a device: in degrees, not at 0 0, with its accuracy in metres. */
export function asFix(reading: PointReading, accuracy: Cell): PointReading {
  if (reading.kind !== 'point') return reading
  if (!isDegrees(reading.point.coordinates)) return { kind: 'fault', reason: 'out of range' }
  if (reading.point.coordinates.every((ordinate) => ordinate === 0))
    return { kind: 'fault', reason: 'no fix' }
  const text = cellText(accuracy)
  return { ...reading, accuracyM: readOrdinate(text, null) !== null && !BLANK.test(text) ? text : null }
}

/**
 * Reads a point from two cells in the units of the source's CRS. A decimal comma and thousands marks are understood; `decimal` is the mark
 * that the columns are known to use. One mark before three digits is decimal in degrees, and a fault where only `decimal` could tell.
 */
export function readLonLat(lonCell: Cell, latCell: Cell, decimal: DecimalMark | null = null): PointReading {
  const lon = readOrdinate(lonCell, decimal)
  const lat = readOrdinate(latCell, decimal)
  if (lon === undefined || lat === undefined) return { kind: 'fault', reason: 'not a number' }
  if (lon === null && lat === null) return { kind: 'blank' }
  if (lon === null || lat === null) return { kind: 'fault', reason: 'half a point' }
  return { kind: 'point', point: { type: 'Point', coordinates: [lon, lat] }, accuracyM: null }
}

/** True when a position can be longitude and latitude in degrees. */
export function isDegrees([lon, lat]: Position): boolean {
  return Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90
}

/** Null for a blank, undefined for what is no number. */
function readOrdinate(cell: Cell, decimal: DecimalMark | null): number | null | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  const text = cellText(cell)
  if (BLANK.test(text)) return null
  if (decimal !== ',' && PLAIN.test(text)) return Number(text)
  const parsed = parseNumber(text, { decimal })
  if (!('error' in parsed)) {
    const isOrdinate = parsed.unit === null || METRES.test(parsed.unit)
    return isOrdinate && parsed.value !== null ? parsed.value : undefined
  }
  if (parsed.error === 'unparsable') return undefined
  const degrees = parseNumber(text, { decimal: text.includes(',') ? ',' : '.' })
  return 'value' in degrees && Math.abs(degrees.value ?? 181) <= 180 ? degrees.value! : undefined
}

/**
 * The numbers of one cell: parted by `;`, by blanks, by a comma and a blank, or by the one comma that is no decimal mark. Brackets around
 * all of them are left out.
 */
export function splitOrdinates(text: string): string[] {
  const bare = text
    .trim()
    .replace(/^[([]|[)\]]$/g, '')
    .trim()
  if (bare.includes(';')) return bare.split(';').map((part) => part.trim())
  const parts = bare.split(/\s*,\s+|\s+,\s*|\s+/)
  if (parts.length > 1) return parts
  const byComma = bare.split(',')
  if (byComma.length === 2 && byComma.every((part) => part !== '')) return byComma
  const isPaired =
    byComma.length === 4 && byComma.every((part, i) => (i % 2 === 0 ? /^[+-]?\d+$/ : /^\d+$/).test(part))
  return isPaired ? [`${byComma[0]},${byComma[1]}`, `${byComma[2]},${byComma[3]}`] : parts
}

function cellText(cell: Cell): string {
  return cell === null ? '' : String(cell).trim()
}
