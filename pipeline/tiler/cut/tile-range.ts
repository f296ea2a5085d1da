import { DEEPEST_ZOOM, EXTENT, EXTENT_BITS } from '../grid.ts'

const byZoom = (value: (zoom: number) => number) =>
  Float64Array.from({ length: DEEPEST_ZOOM + 1 }, (_, zoom) => value(zoom))

/** World units of a zoom are signed: the middle of the world is 0, its edge at this many either way. */
const HALF_WORLD = byZoom((zoom) => 2 ** (zoom + EXTENT_BITS - 1))
const LAST_TILE = byZoom((zoom) => 2 ** zoom - 1)

/** Column or row of the tile that holds a place in signed world units of a zoom, within the world. */
export function tileAt(zoom: number, units: number): number {
  const tile = Math.floor((units + HALF_WORLD[zoom]!) / EXTENT)
  return Math.min(Math.max(tile, 0), LAST_TILE[zoom]!)
}

/** Signed world units of the east and south edges of the world. */
export function worldEdge(zoom: number): number {
  return HALF_WORLD[zoom]!
}

/** Signed world units where a column or row of tiles begins. */
export function tileStart(zoom: number, tile: number): number {
  return tile * EXTENT - HALF_WORLD[zoom]!
}
