/** Units of the fraction, and size of the whole part, of one sum. */
const DECIMALS = 15
const UNIT = 1e15
/** Numbers beyond this are in no unit people count in, and would not fit. */
const LARGEST = 1e30
const POWERS = Array.from({ length: DECIMALS + 1 }, (_, i) => 10 ** i)

/** Nothing was added yet. */
export const EMPTY = 0
/** A number was added that cannot be summed: beyond 1e30, or not a number. */
export const UNKNOWN = 2
const KNOWN = 1

/**
 * Sums that do not hang on the order of what is added: every number is taken as the decimal number it is written as, to
 * 15 decimals, and kept in whole numbers: sum i is `high[i]` 1e15 + `whole[i]` + `fraction[i]` / 1e15.
 */
export interface ExactSums {
  /** EMPTY, KNOWN or UNKNOWN. */
  states: Uint8Array
  high: Float64Array
  /** 0 to 1e15 - 1, as `fraction`. */
  whole: Float64Array
  fraction: Float64Array
}

export function newSums(count: number): ExactSums {
  return {
    states: new Uint8Array(count),
    high: new Float64Array(count),
    whole: new Float64Array(count),
    fraction: new Float64Array(count),
  }
}

export function addNumber(sums: ExactSums, at: number, value: number): void {
  const size = Math.abs(value)
  if (!(size <= LARGEST)) {
    sums.states[at] = UNKNOWN
    return
  }
  const whole = Math.floor(size)
  const fraction = whole === size ? 0 : fractionOf(size, whole)
  // A fraction of fifteen nines and more rounds up to a whole.
  if (fraction === UNIT) addParts(sums, at, value < 0, whole + 1, 0)
  else addParts(sums, at, value < 0, whole, fraction)
}

function addParts(sums: ExactSums, at: number, negative: boolean, whole: number, fraction: number): void {
  const low = whole < UNIT ? whole : whole % UNIT
  const high = whole < UNIT ? 0 : Math.round((whole - low) / UNIT)
  if (!negative) add(sums, at, high, low, fraction)
  else if (fraction > 0) add(sums, at, -high - 1, UNIT - 1 - low, UNIT - fraction)
  else if (low > 0) add(sums, at, -high - 1, UNIT - low, 0)
  else add(sums, at, -high, 0, 0)
}

function add(sums: ExactSums, at: number, high: number, whole: number, fraction: number): void {
  let f = sums.fraction[at]! + fraction
  let w = sums.whole[at]! + whole
  let h = sums.high[at]! + high
  if (f >= UNIT) {
    f -= UNIT
    w++
  }
  if (w >= UNIT) {
    w -= UNIT
    h++
  }
  sums.fraction[at] = f
  sums.whole[at] = w
  sums.high[at] = h
  if (sums.states[at] === EMPTY) sums.states[at] = KNOWN
}

/** Adds sum `from` of `others` to sum `at`. */
export function addSum(sums: ExactSums, at: number, others: ExactSums, from: number): void {
  if (others.states[from] === EMPTY) return
  add(sums, at, others.high[from]!, others.whole[from]!, others.fraction[from]!)
  if (others.states[from] === UNKNOWN) sums.states[at] = UNKNOWN
}

/** The double nearest to a sum. */
export function totalOf(sums: ExactSums, at: number): number {
  const high = sums.high[at]!
  let fraction = sums.fraction[at]!
  if (high === 0 || high === -1) {
    const whole = high * UNIT + sums.whole[at]!
    if (fraction === 0) return whole
    let decimals = DECIMALS
    for (; fraction % 10 === 0; decimals--) fraction /= 10
    const digits = whole * POWERS[decimals]! + fraction
    // Both are exact then, so that the one division rounds once.
    if (Math.abs(digits) < Number.MAX_SAFE_INTEGER) return digits / POWERS[decimals]!
  }
  const units =
    (BigInt(high) * BigInt(UNIT) + BigInt(sums.whole[at]!)) * BigInt(UNIT) + BigInt(sums.fraction[at]!)
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
