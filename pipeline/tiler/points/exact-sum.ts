/** Units of the fraction, and size of the whole part, of one sum. */
const DECIMALS = 15
const UNIT = 1e15
/** Numbers beyond this are in no unit people count in, and would not fit. */
const LARGEST = 1e30
const POWERS = Array.from({ length: DECIMALS + 1 }, (_, i) => 10 ** i)

/**
 * Numbers that hold one sum: how many numbers were added, then high, whole and fraction, which stand for high 1e15 + whole
 * + fraction / 1e15, whole and fraction from 0 to 1e15 - 1. All zero is an empty sum. As every number is taken as the
 * decimal number it is written as, to 15 decimals, and kept in whole numbers, a sum does not hang on the order of what is
 * added.
 */
export const SUM_CELLS = 4

/** Adds a number to the sum at `at`. One beyond 1e30, or no number at all, leaves a sum without a total. */
export function addNumber(cells: Float64Array, at: number, value: number): void {
  const size = Math.abs(value)
  if (!(size <= LARGEST)) {
    add(cells, at, 1, Number.NaN, 0, 0)
    return
  }
  const whole = Math.floor(size)
  const fraction = whole === size ? 0 : fractionOf(size, whole)
  // A fraction of fifteen nines and more rounds up to a whole.
  if (fraction === UNIT) addParts(cells, at, value < 0, whole + 1, 0)
  else addParts(cells, at, value < 0, whole, fraction)
}

function addParts(cells: Float64Array, at: number, negative: boolean, whole: number, fraction: number): void {
  const low = whole < UNIT ? whole : whole % UNIT
  const high = whole < UNIT ? 0 : Math.round((whole - low) / UNIT)
  if (!negative) add(cells, at, 1, high, low, fraction)
  else if (fraction > 0) add(cells, at, 1, -high - 1, UNIT - 1 - low, UNIT - fraction)
  else if (low > 0) add(cells, at, 1, -high - 1, UNIT - low, 0)
  else add(cells, at, 1, -high, 0, 0)
}

function add(
  cells: Float64Array,
  at: number,
  numbers: number,
  high: number,
  whole: number,
  fraction: number,
): void {
  let h = cells[at + 1]! + high
  let w = cells[at + 2]! + whole
  let f = cells[at + 3]! + fraction
  if (f >= UNIT) {
    f -= UNIT
    w++
  }
  if (w >= UNIT) {
    w -= UNIT
    h++
  }
  cells[at] = cells[at]! + numbers
  cells[at + 1] = h
  cells[at + 2] = w
  cells[at + 3] = f
}

/** Adds the sum at `from` of `others` to the sum at `at`. */
export function addSum(cells: Float64Array, at: number, others: Float64Array, from: number): void {
  add(cells, at, others[from]!, others[from + 1]!, others[from + 2]!, others[from + 3]!)
}

/** Whether numbers were added, and all of them could be. */
export function hasTotal(cells: Float64Array, at: number): boolean {
  return cells[at]! > 0 && !Number.isNaN(cells[at + 1]!)
}

/** The double nearest to the sum; it must have a total. */
export function totalOf(cells: Float64Array, at: number): number {
  const high = cells[at + 1]!
  let fraction = cells[at + 3]!
  if (high === 0 || high === -1) {
    const whole = high * UNIT + cells[at + 2]!
    if (fraction === 0) return whole
    let decimals = DECIMALS
    for (; fraction % 10 === 0; decimals--) fraction /= 10
    const digits = whole * POWERS[decimals]! + fraction
    // Both are exact then, so that the one division rounds once.
    if (Math.abs(digits) < Number.MAX_SAFE_INTEGER) return digits / POWERS[decimals]!
  }
  const units = (BigInt(high) * BigInt(UNIT) + BigInt(cells[at + 2]!)) * BigInt(UNIT) + BigInt(cells[at + 3]!)
  return Number(`${units}e-${DECIMALS}`)
}

/** Fraction of a positive number, in units of 1e-15: of the fewest decimals that are written for the number. */
function fractionOf(size: number, whole: number): number {
  for (let decimals = 1; decimals <= DECIMALS; decimals++) {
    const digits = Math.round(size * POWERS[decimals]!)
    if (digits >= Number.MAX_SAFE_INTEGER) break
    if (digits / POWERS[decimals]! === size)
      return (digits - whole * POWERS[decimals]!) * POWERS[DECIMALS - decimals]!
  }
  return Math.round((size - whole) * UNIT)
}
