import type { Bounds } from '../header.ts'
import { zxyOf } from '../hilbert.ts'
import { mercatorX, mercatorY } from '../mercator.ts'
import type { AddFault } from './faults.ts'

/** Of a longer run so many tiles are held to the bounds: a damaged directory may claim any length. */
const TILES_PER_RUN = 1 << 16
/** A tile may hold geometry of its neighbour's buffer: its box is widened by this share of a tile before it is compared. */
const BUFFER_SHARE = 1 / 8

/** Bounds of nothing but zeros say nothing. */
export function isUnset(bounds: Bounds): boolean {
  return bounds.every((value) => value === 0)
}

/** Tiles of a run that lie outside of the bounds, buffers counted. */
export function checkTileBounds(bounds: Bounds, tileId: number, runLength: number, fault: AddFault): void {
  if (isUnset(bounds)) return
  const step = Math.ceil(runLength / TILES_PER_RUN)
  for (let id = tileId; id < tileId + runLength; id += step) {
    const [z, x, y] = zxyOf(id)
    const size = 2 ** z
    const left = mercatorX(bounds[0]) * size
    const right = mercatorX(bounds[2]) * size
    const top = mercatorY(bounds[3]) * size
    const bottom = mercatorY(bounds[1]) * size
    const apart =
      x + 1 + BUFFER_SHARE < left ||
      x - BUFFER_SHARE > right ||
      y + 1 + BUFFER_SHARE < top ||
      y - BUFFER_SHARE > bottom
    if (apart) fault('bounds', `tile ${z}/${x}/${y} lies outside of the bounds ${bounds.join(', ')}`)
  }
}
