/** What a double holds for certain after sums in any order. */
const DECIMALS = 9

/** A number as every layer and table publishes it: to nine decimals, and no negative zero. */
export function publishedNumber(value: number): number {
  if (Number.isInteger(value)) return value === 0 ? 0 : value
  const rounded = Number(value.toFixed(DECIMALS))
  return rounded === 0 ? 0 : rounded
}
