/**
 * An attribute value as one unsigned 32-bit number. Equal values have equal tokens and different values different ones, so
 * that tiles need no hashing of texts. The two highest bits say what the others are:
 *
 * - 0: place of the value in a dictionary (`dictionary.ts`): texts, and numbers that fit nowhere else
 * - 1: a whole number from -2^29 to 2^29 - 1, plus 2^29
 * - 2: a decimal number: 3 bits of decimals (1 to 7), 27 bits of the digits plus 2^26, without a trailing zero
 * - 3: 0 false, 1 true
 */
export const DICTIONARY = 0
export const WHOLE = 1
export const DECIMAL = 2
export const BOOLEAN = 3

const TAG_SHIFT = 30
const WHOLE_OFFSET = 2 ** 29
const DIGITS_BITS = 27
const DIGITS_OFFSET = 2 ** (DIGITS_BITS - 1)
/** More decimals do not fit. */
export const MOST_DECIMALS = 7

export const FALSE_TOKEN = (BOOLEAN << TAG_SHIFT) >>> 0
export const TRUE_TOKEN = FALSE_TOKEN + 1

export function tagOf(token: number): number {
  return token >>> TAG_SHIFT
}

/** Place in the dictionary of a token whose tag is DICTIONARY; at most 2^30 - 1. */
export function placeOf(token: number): number {
  return token & 0x3fffffff
}

/** Token of a whole number, or -1 when it does not fit. */
export function wholeToken(value: number): number {
  if (!(value >= -WHOLE_OFFSET && value < WHOLE_OFFSET) || !Number.isInteger(value)) return -1
  return ((WHOLE << TAG_SHIFT) | (value + WHOLE_OFFSET)) >>> 0
}

/**
 * Token of digits / 10^decimals, or -1 when it does not fit.
 * @param decimals 1 to 7; `digits` is a whole number that does not end in zero
 */
export function decimalToken(digits: number, decimals: number): number {
  if (!(digits >= -DIGITS_OFFSET && digits < DIGITS_OFFSET) || decimals > MOST_DECIMALS) return -1
  return ((DECIMAL << TAG_SHIFT) | (decimals << DIGITS_BITS) | (digits + DIGITS_OFFSET)) >>> 0
}

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]

/** The number of a token whose tag is WHOLE or DECIMAL. */
export function numberOf(token: number): number {
  if (tagOf(token) === WHOLE) return (token & 0x3fffffff) - WHOLE_OFFSET
  const digits = (token & (2 ** DIGITS_BITS - 1)) - DIGITS_OFFSET
  return digits / POWERS[(token >>> DIGITS_BITS) & 7]!
}
