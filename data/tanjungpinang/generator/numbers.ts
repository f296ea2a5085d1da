/** A number as Indonesian tables print it: `2.762,38`. Written by hand because locale data is not the same everywhere. */
export function indonesian(value: number, decimals: number): string {
  const [whole, rest] = value.toFixed(decimals).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, '.')
  return rest === undefined ? grouped : `${grouped},${rest}`
}

/** With a decimal comma and no grouping, as dBASE tables hold it: `1862,50`. */
export function withComma(value: number, decimals: number): string {
  return value.toFixed(decimals).replace('.', ',')
}

/**
 * Rounds parts to `decimals` so that they still add up to `total`: the largest remainders are rounded up.
 */
export function roundedParts(parts: readonly number[], total: number, decimals: number): number[] {
  const unit = [1, 10, 100, 1000][decimals]!
  const sum = parts.reduce((a, b) => a + b, 0)
  const exact = parts.map((part) => (part / sum) * total * unit)
  const floors = exact.map(Math.floor)
  let missing = Math.round(total * unit) - floors.reduce((a, b) => a + b, 0)
  const order = exact
    .map((_, i) => i)
    .sort((a, b) => exact[b]! - floors[b]! - (exact[a]! - floors[a]!) || a - b)
  for (const i of order) {
    if (missing <= 0) break
    floors[i]!++
    missing--
  }
  return floors.map((value) => value / unit)
}
