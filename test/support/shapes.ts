import type { Polygon, Position } from 'geojson'

/** A polygon of its rings, the shell first. */
export const polygon = (...coordinates: Position[][]): Polygon => ({ type: 'Polygon', coordinates })

/** A closed counter-clockwise ring. */
export const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
