const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const EXACT = 2 ** 53
const CHUNK_DIGITS = 9
const CHUNK = 1e9
/** Powers of ten that doubles hold exactly. */
const POWERS = Float64Array.from({ length: 19 }, (_, exponent) => Number(`1e${exponent}`))
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Veltkamp's constant, which splits a double into two halves of 26 bits. */
const SPLIT = 2 ** 27 + 1

/**
 * Reads the JSON number that begins at `bytes[at]` into `out[slot]`: the same double as `Number` of its text.
 * Something that is no digit must follow within the bytes.
 * @returns the place after it, or -1 when no JSON number is there
 */
export function scanNumber(bytes: Uint8Array, at: number, out: Float64Array, slot: number): number {
  const start = at
  let byte = bytes[at]!
  const negative = byte === MINUS
  if (negative) byte = bytes[++at]!
  let whole = byte - ZERO
  if (!(whole >= 0 && whole <= 9)) return -1
  byte = bytes[++at]!
  if (whole > 0) {
    const most = at + CHUNK_DIGITS - 1
    while (byte >= 0x30 && byte <= 0x39 && at < most) {
      whole = (whole * 10 + byte - ZERO) | 0
      byte = bytes[++at]!
    }
  }
  let value: number = whole
  if (byte === DOT) {
    const first = at + 1
    const most = first + CHUNK_DIGITS
    let rest = 0
    byte = bytes[++at]!
    while (byte >= 0x30 && byte <= 0x39 && at < most) {
      rest = (rest * 10 + byte - ZERO) | 0
      byte = bytes[++at]!
    }
    const decimals = at - first
    if (decimals === 0) return -1
    const digits = whole * POWERS[decimals]! + rest
    // Both are exact, so that one division rounds as it should.
    value = digits / POWERS[decimals]!
    if (digits >= EXACT) return numberOfText(bytes, start, out, slot)
    if (byte >= 0x30 && byte <= 0x39) {
      let more = 0
      while (byte >= 0x30 && byte <= 0x39 && at < most + CHUNK_DIGITS) {
        more = (more * 10 + byte - ZERO) | 0
        byte = bytes[++at]!
      }
      value = longDecimal(digits, more, at - most)
      if (Number.isNaN(value)) return numberOfText(bytes, start, out, slot)
    }
  }
  if ((byte >= 0x30 && byte <= 0x39) || (byte | 0x20) === 0x65) return numberOfText(bytes, start, out, slot)
  out[slot] = negative ? -value : value
  return at
}

/**
 * (digits * 10^count + more) / 10^(9 + count), correctly rounded; NaN where that cannot be told with twice the bits of a
 * double.
 * @param digits whole number below 2^53
 * @param more whole number of `count` digits, 1 to 9
 */
function longDecimal(digits: number, more: number, count: number): number {
  const power = POWERS[count]!
  const divisor = CHUNK * power
  const product = digits * power
  if (product + more < EXACT) return (product + more) / divisor
  const low = productError(digits, power, product) + more
  const high = product + low
  const quotient = high / divisor
  const back = quotient * divisor
  const remainder = high - back - productError(quotient, divisor, back) + (low - (high - product))
  const correction = remainder / divisor
  const doubt = quotient * 2 ** -98
  const value = quotient + (correction - doubt)
  return value === quotient + (correction + doubt) ? value : Number.NaN
}

/** What a * b is more than its rounded product (Dekker). */
function productError(a: number, b: number, product: number): number {
  const a2 = SPLIT * a
  const aHigh = a2 - (a2 - a)
  const aLow = a - aHigh
  const b2 = SPLIT * b
  const bHigh = b2 - (b2 - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

function numberOfText(bytes: Uint8Array, start: number, out: Float64Array, slot: number): number {
  let end = start
  while (isNumberByte(bytes[end]!)) end++
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
  if (!JSON_NUMBER.test(text)) return -1
  out[slot] = Number(text)
  return end
}

function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === MINUS ||
    byte === DOT ||
    byte === 0x2b ||
    (byte | 0x20) === 0x65
  )
}
