const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS

/**
 * Sorts places by unsigned 32-bit keys, least significant digit first; equal keys keep their order. Digits in which all keys
 * agree cost nothing but the look.
 * @param order places to sort, 0 .. count - 1 in some order
 * @param spare as long as `order`
 * @returns whichever of the two holds the result
 */
export function sortByKey(
  keys: Uint32Array,
  order: Uint32Array,
  spare: Uint32Array,
  count: number,
): Uint32Array {
  let from = order
  let to = spare
  const histogram = new Uint32Array(DIGITS)
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    histogram.fill(0)
    for (let i = 0; i < count; i++) histogram[(keys[i]! >>> shift) & (DIGITS - 1)]!++
    if (count === 0 || histogram[(keys[0]! >>> shift) & (DIGITS - 1)] === count) continue
    let sum = 0
    for (let digit = 0; digit < DIGITS; digit++) {
      const size = histogram[digit]!
      histogram[digit] = sum
      sum += size
    }
    for (let i = 0; i < count; i++) {
      const place = from[i]!
      to[histogram[(keys[place]! >>> shift) & (DIGITS - 1)]!++] = place
    }
    const swap = from
    from = to
    to = swap
  }
  return from
}
