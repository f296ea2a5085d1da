import { EXTENT, EXTENT_BITS } from '../grid.ts'

/** World units are signed: the middle of the world is 0, its edge half of this many. */
export function worldUnits(zoom: number): number {
  return 2 ** (zoom + EXTENT_BITS)
}

/** Column or row of the tile that holds a place in signed world units of a zoom, within the world. */
export function tileAt(zoom: number, units: number): number {
  const tile = Math.floor((units + worldUnits(zoom) / 2) / EXTENT)
  return tile < 0 ? 0 : Math.min(tile, 2 ** zoom - 1)
}

/** Signed world units where a column or row of tiles begins. */
export function tileStart(zoom: number, tile: number): number {
  return tile * EXTENT - worldUnits(zoom) / 2
}
