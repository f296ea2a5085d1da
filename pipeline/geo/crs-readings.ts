import type { Position } from 'geojson'
import { toLonLat } from './crs.ts'
import { type Crs, crsFromCode } from './crs-table.ts'

/** West, south, east, north in degrees. */
export type Envelope = readonly [number, number, number, number]

export type AxisOrder = 'lon_lat' | 'lat_lon'

/** One way to read the ordinates of a file. */
export interface CrsReading {
  crs: Crs
  axisOrder: AxisOrder
}

/** What is wrong with a stated CRS, when another reading of the same numbers falls into the city. */
export type CrsFault =
  | 'CRS_HEMISPHERE'
  | 'CRS_ZONE'
  | 'CRS_DEGREES_AS_METRES'
  | 'CRS_METRES_AS_DEGREES'
  | 'CRS_WEB_MERCATOR'
  | 'CRS_AXIS_ORDER'
  | 'CRS_OUTSIDE_CITY'
  | 'CRS_UNKNOWN'

/** Share of positions that must fall into the envelope for a reading to be believed. */
export const BELIEVED_SHARE = 0.5

/** Zones of the Indonesian grids: UTM 46 to 54, north and south, Web Mercator, DGN95 TM-3. Datums of today give the same numbers. */
export const GRID_CODES = [
  'EPSG:4326',
  ...Array.from({ length: 9 }, (_, i) => [`EPSG:${32646 + i}`, `EPSG:${32746 + i}`]).flat(),
  'EPSG:3857',
  ...Array.from({ length: 16 }, (_, i) => `EPSG:${23830 + i}`),
]

/** Share of the positions, 0 to 1, that a reading puts into the envelope; 0 without positions. */
export function shareInside(positions: readonly Position[], reading: CrsReading, envelope: Envelope): number {
  const [west, south, east, north] = envelope
  const move = toLonLat(reading.crs)
  let inside = 0
  for (const position of positions) {
    const [x, y] = ordinates(position, reading.axisOrder)
    try {
      const [lon, lat] = move(x, y)
      if (lon >= west && lon <= east && lat >= south && lat <= north) inside++
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return positions.length === 0 ? 0 : inside / positions.length
}

/** The ordinates of a position as (easting, northing) or (longitude, latitude). */
export function ordinates(position: Position, axisOrder: AxisOrder): [number, number] {
  return axisOrder === 'lon_lat' ? [position[0]!, position[1]!] : [position[1]!, position[0]!]
}

/**
 * Every reading that puts at least half of the positions into the envelope, the likelier first: the codes given, then the grids of
 * Indonesia, each with longitude first and then with latitude first.
 *
 * @param positions as stored in the file
 * @param codes CRS codes to try before the grids
 */
export function readingsInside(
  positions: readonly Position[],
  envelope: Envelope,
  codes: readonly string[] = [],
): CrsReading[] {
  const tried = [...new Set([...codes, ...GRID_CODES])].map((code) => crsFromCode(code))
  return (['lon_lat', 'lat_lon'] as const)
    .flatMap((axisOrder) => tried.map((crs) => ({ crs, axisOrder })))
    .filter((reading) => shareInside(positions, reading, envelope) >= BELIEVED_SHARE)
}

/**
 * Names the mistake between what a file states and the reading that fits.
 *
 * @param stated null when nothing says which CRS it is
 * @param fitting undefined when no reading falls into the city
 */
export function nameCrsFault(stated: CrsReading | null, fitting: CrsReading | undefined): CrsFault {
  if (!fitting) return stated ? 'CRS_OUTSIDE_CITY' : 'CRS_UNKNOWN'
  if (!stated) return 'CRS_UNKNOWN'
  if (stated.crs.code === fitting.crs.code) return 'CRS_AXIS_ORDER'
  if (fitting.crs.code === 'EPSG:3857') return 'CRS_WEB_MERCATOR'
  if (stated.crs.kind === 'projected' && fitting.crs.kind === 'geographic') return 'CRS_DEGREES_AS_METRES'
  if (stated.crs.kind === 'geographic' && fitting.crs.kind === 'projected') return 'CRS_METRES_AS_DEGREES'
  const [a, b] = [utmZone(stated.crs), utmZone(fitting.crs)]
  return a && b && a.zone === b.zone && a.south !== b.south ? 'CRS_HEMISPHERE' : 'CRS_ZONE'
}

function utmZone(crs: Crs): { zone: string; south: boolean } | null {
  const match = /\+proj=utm \+zone=(\d+)( \+south)?/.exec(crs.proj4)
  return match ? { zone: match[1]!, south: match[2] !== undefined } : null
}
