import type { Point } from 'geojson'
import type { Cell } from '../types.ts'

/** A point read from cells; `blank` means that the record has no place, `fault` that the cells are not a place. */
export type PointReading =
  | { kind: 'point'; point: Point; accuracyM: string | null }
  | { kind: 'blank' }
  | { kind: 'fault'; reason: 'not a number' | 'half a point' | 'out of range' }

const NUMBER = /^[+-]?\d{1,12}(?:[.,]\d*)?(?:[eE][+-]?\d{1,2})?$/
const BLANK = /^(?:|-|nan|na|n\/a|null|none)$/i

/**
 * Reads a Kobo/ODK geopoint: `"lat lon altitude accuracy"` in WGS 84 degrees and metres, the last two optional;
 * `lat, lon` as map services copy it is read too.
 *
 * Source: XForms geopoint, four blank-separated numbers, latitude first.
 */
export function readGeopoint(cell: Cell): PointReading {
  const text = cellText(cell)
  if (BLANK.test(text)) return { kind: 'blank' }
  const parts = splitGeopoint(text)
  if (parts.every((part) => BLANK.test(part))) return { kind: 'blank' }
  if (parts.length < 2 || parts.length > 4) return { kind: 'fault', reason: 'not a number' }
  const [lat, lon, , accuracy] = parts
  const reading = readLonLat(lon!, lat!)
  if (reading.kind !== 'point') return reading
  if (!isDegrees(reading.point)) return { kind: 'fault', reason: 'out of range' }
  return { ...reading, accuracyM: accuracy !== undefined && NUMBER.test(accuracy) ? accuracy : null }
}

/** Reads a point from two cells in the units of the source's CRS; a decimal comma is understood. */
export function readLonLat(lonCell: Cell, latCell: Cell): PointReading {
  const lon = readOrdinate(lonCell)
  const lat = readOrdinate(latCell)
  if (lon === 'fault' || lat === 'fault') return { kind: 'fault', reason: 'not a number' }
  if (lon === null && lat === null) return { kind: 'blank' }
  if (lon === null || lat === null) return { kind: 'fault', reason: 'half a point' }
  return { kind: 'point', point: { type: 'Point', coordinates: [lon, lat] }, accuracyM: null }
}

/** True when a point can be longitude and latitude in degrees. */
export function isDegrees(point: Point): boolean {
  const [lon, lat] = point.coordinates
  return Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90
}

function readOrdinate(cell: Cell): number | null | 'fault' {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  const text = cellText(cell).replace('\u2212', '-')
  if (BLANK.test(text)) return null
  return NUMBER.test(text) ? Number(text.replace(',', '.')) : 'fault'
}

function splitGeopoint(text: string): string[] {
  const byComma = /^([^\s,]+\.[^\s,]+),([^\s,]+\.[^\s,]+)$/.exec(text)
  return byComma === null ? text.split(/\s*[,;]?\s+/) : [byComma[1]!, byComma[2]!]
}

function cellText(cell: Cell): string {
  return cell === null ? '' : String(cell).trim()
}
