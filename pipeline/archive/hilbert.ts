/** Deepest zoom whose ids are exact in a double: (4^27 - 1) / 3 < 2^53. */
export const MAX_ZOOM = 26

/** Number of tiles on all zooms above `z`, which is the id of the first tile of zoom `z`. */
export function firstTileId(z: number): number {
  return (4 ** z - 1) / 3
}

/**
 * PMTiles v3 tile id: tiles are numbered zoom by zoom, each zoom along a Hilbert curve (spec section 4.1).
 * @throws RangeError when z, x, y is not a tile.
 */
export function tileIdOf(z: number, x: number, y: number): number {
  if (!Number.isInteger(z) || z < 0 || z > MAX_ZOOM)
    throw new RangeError(`zoom ${z} is not in 0..${MAX_ZOOM}`)
  const size = 2 ** z
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= size || y >= size) {
    throw new RangeError(`${z}/${x}/${y} is not a tile: x and y must be integers in 0..${size - 1}`)
  }
  let position = 0
  let tx = x
  let ty = y
  for (let s = size / 2; s >= 1; s /= 2) {
    const rx = (tx & s) === 0 ? 0 : 1
    const ry = (ty & s) === 0 ? 0 : 1
    position += s * s * ((3 * rx) ^ ry)
    if (ry === 0) {
      if (rx === 1) {
        tx = s - 1 - (tx & (s - 1))
        ty = s - 1 - (ty & (s - 1))
      }
      const swap = tx
      tx = ty
      ty = swap
    }
  }
  return firstTileId(z) + position
}

/**
 * Inverse of {@link tileIdOf}.
 * @throws RangeError when `id` is no tile id up to zoom {@link MAX_ZOOM}.
 */
export function zxyOf(id: number): [z: number, x: number, y: number] {
  if (!Number.isSafeInteger(id) || id < 0 || id >= firstTileId(MAX_ZOOM + 1)) {
    throw new RangeError(`${id} is not a tile id up to zoom ${MAX_ZOOM}`)
  }
  const z = zoomOf(id)
  let rest = id - firstTileId(z)
  let x = 0
  let y = 0
  for (let s = 1; s < 2 ** z; s *= 2) {
    const quadrant = rest % 4
    rest = (rest - quadrant) / 4
    const rx = quadrant >> 1
    const ry = (quadrant ^ rx) & 1
    if (ry === 0) {
      if (rx === 1) {
        x = s - 1 - x
        y = s - 1 - y
      }
      const swap = x
      x = y
      y = swap
    }
    x += s * rx
    y += s * ry
  }
  return [z, x, y]
}

/** Zoom of a tile id. */
export function zoomOf(id: number): number {
  let z = 0
  while (id >= firstTileId(z + 1)) z++
  return z
}
