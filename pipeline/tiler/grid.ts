import { MAX_LATITUDE, mercatorX, mercatorY } from '../archive/mercator.ts'

/** The world is a square of 2^32 by 2^32 places in Web Mercator (EPSG:3857), y down: 9.3 mm at the equator. */
export const GRID_BITS = 32
const SIZE = 2 ** GRID_BITS
/** Places are kept as signed 32-bit numbers: the place minus this. */
export const GRID_OFFSET = 2 ** (GRID_BITS - 1)

/** Units along the side of a tile are 2^12 = 4096. */
export const EXTENT_BITS = 12
export const EXTENT = 2 ** EXTENT_BITS

/** Deepest zoom whose tile units are whole places of the grid. */
export const DEEPEST_ZOOM = GRID_BITS - EXTENT_BITS

/** Longitude in degrees, -180 to 180, to a signed place on the grid; 180 itself is the last place. */
export function gridX(lon: number): number {
  return toGrid(mercatorX(lon))
}

/** Latitude in degrees to a signed place on the grid; beyond the Mercator square (85.0511 degrees) the square's edge. */
export function gridY(lat: number): number {
  if (lat >= MAX_LATITUDE) return -GRID_OFFSET
  if (lat <= -MAX_LATITUDE) return GRID_OFFSET - 1
  return toGrid(mercatorY(lat))
}

function toGrid(unit: number): number {
  const place = Math.floor(unit * SIZE + 0.5)
  return Math.min(Math.max(place, 0), SIZE - 1) - GRID_OFFSET
}

/** A place in whole tile units of a zoom, 0 to 2^(z + 12), rounded half up: the same for every tile that draws it. */
export function unitsAt(zoom: number, place: number): number {
  return Math.floor((place + GRID_OFFSET) / 2 ** (DEEPEST_ZOOM - zoom) + 0.5)
}
