/** Places in the width of the world, 0 to 2^32 - 1, that positions are told apart by: about a centimetre. */
const PLACES = 2 ** 32

/**
 * Marks the chains of a line or polygon that are left out when it is read: their positions, or those of the ring that they
 * are holes of, fall on fewer places than a line or a ring has. Of a feature without anything larger the first part is kept.
 * @param least positions at different places, one after another, that a chain needs: 2 of a line, 3 of a ring
 * @param xy positions in the unit square of Web Mercator; chain c has those from `start[c]` to `start[c + 1]`
 * @param leftOut gets 1 for each of the chains `from .. to` that is left out
 */
export function markBelowGrid(
  least: 2 | 3,
  xy: Float64Array,
  start: Int32Array,
  holes: Int32Array,
  from: number,
  to: number,
  leftOut: Int32Array,
): void {
  let exterior = from
  let larger = false
  for (let c = from; c < to; c++) {
    if (holes[c] === 0) exterior = c
    const isLeftOut = leftOut[exterior] === 1 && c > exterior
    leftOut[c] = isLeftOut || isBelowGrid(least, xy, start[c]!, start[c + 1]!) ? 1 : 0
    if (leftOut[c] === 0) larger = true
  }
  if (!larger) leftOut[from] = 0
}

function isBelowGrid(least: 2 | 3, xy: Float64Array, from: number, to: number): boolean {
  let before = least === 2 ? from : to - 1
  let different = least === 2 ? 1 : 0
  for (let i = from; i < to && different < least; i++) {
    const isSame =
      placeOf(xy[2 * i]!) === placeOf(xy[2 * before]!) &&
      placeOf(xy[2 * i + 1]!) === placeOf(xy[2 * before + 1]!)
    if (!isSame) different++
    before = i
  }
  return different < least
}

function placeOf(position: number): number {
  return Math.min(Math.round(position * PLACES), PLACES - 1)
}
