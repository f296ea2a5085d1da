import { BOOLEAN, DECIMAL, DICTIONARY, numberOf, placeOf, TRUE_TOKEN, tagOf, WHOLE } from './token.ts'

/** Values of a dictionary as MVT 2.1 Value messages (section 4.1), in memory that threads share. */
export interface EncodedValues {
  bytes: Uint8Array
  /** Length n + 1: value p is `bytes[offsets[p]]` to `bytes[offsets[p + 1]]`. */
  offsets: Uint32Array
}

/** First bytes of a Value: field number and wire type of its only field. */
export const STRING_VALUE = (1 << 3) | 2
export const DOUBLE_VALUE = (3 << 3) | 1
export const UINT_VALUE = 5 << 3
export const SINT_VALUE = 6 << 3
export const BOOL_VALUE = 7 << 3

const DOUBLE_BYTES = 8
const double = new DataView(new ArrayBuffer(DOUBLE_BYTES))
const decoder = new TextDecoder()

/** Length in bytes of the Value message of a token. */
export function valueLength(token: number, values: EncodedValues): number {
  switch (tagOf(token)) {
    case DICTIONARY: {
      const place = placeOf(token)
      return values.offsets[place + 1]! - values.offsets[place]!
    }
    case WHOLE:
      return 1 + varintLength(zigzagOrPlain(numberOf(token)))
    case DECIMAL:
      return 1 + DOUBLE_BYTES
    default:
      return 2
  }
}

/**
 * Writes the Value message of a token into `out` from `at`.
 * @returns the place after it
 */
export function writeValue(token: number, values: EncodedValues, out: Uint8Array, at: number): number {
  switch (tagOf(token)) {
    case DICTIONARY: {
      const { bytes, offsets } = values
      const place = placeOf(token)
      const end = offsets[place + 1]!
      for (let i = offsets[place]!; i < end; i++) out[at++] = bytes[i]!
      return at
    }
    case WHOLE: {
      const value = numberOf(token)
      out[at] = value < 0 ? SINT_VALUE : UINT_VALUE
      return writeVarint(zigzagOrPlain(value), out, at + 1)
    }
    case DECIMAL:
      out[at] = DOUBLE_VALUE
      return writeDouble(numberOf(token), out, at + 1)
    default:
      out[at] = BOOL_VALUE
      out[at + 1] = token === TRUE_TOKEN ? 1 : 0
      return at + 2
  }
}

/** The value of a token. */
export function decodeValue(token: number, values: EncodedValues): string | number | boolean {
  const tag = tagOf(token)
  if (tag === BOOLEAN) return token === TRUE_TOKEN
  if (tag !== DICTIONARY) return numberOf(token)
  const place = placeOf(token)
  const end = values.offsets[place + 1]!
  const start = values.offsets[place]!
  const { bytes } = values
  switch (bytes[start]) {
    case STRING_VALUE:
      // A copy: decoders do not read memory that threads share.
      return decoder.decode(bytes.slice(payloadStart(bytes, start), end))
    case DOUBLE_VALUE:
      for (let i = 0; i < DOUBLE_BYTES; i++) double.setUint8(i, bytes[start + 1 + i]!)
      return double.getFloat64(0, true)
    case UINT_VALUE:
      return readVarint(bytes, start + 1)
    default: {
      const zigzag = readVarint(bytes, start + 1)
      return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    }
  }
}

/** Place of the bytes of a Value that tell it from others with the same first byte: a text without its length. */
export function payloadStart(bytes: Uint8Array, start: number): number {
  let at = start + 1
  if (bytes[start] === STRING_VALUE) while (bytes[at++]! >= 0x80);
  return at
}

/** Bytes of a varint of a whole number from 0 to 2^54. */
export function varintLength(value: number): number {
  let length = 1
  for (; value >= 0x80; value = Math.floor(value / 0x80)) length++
  return length
}

export function writeVarint(value: number, out: Uint8Array, at: number): number {
  for (; value >= 2 ** 31; value = Math.floor(value / 0x80)) out[at++] = (value % 0x80) | 0x80
  for (; value >= 0x80; value >>>= 7) out[at++] = (value & 0x7f) | 0x80
  out[at] = value
  return at + 1
}

export function writeDouble(value: number, out: Uint8Array, at: number): number {
  double.setFloat64(0, value, true)
  for (let i = 0; i < DOUBLE_BYTES; i++) out[at + i] = double.getUint8(i)
  return at + DOUBLE_BYTES
}

/** What the varint of a whole number holds: itself, or its zigzag when negative; not beyond -2^52. */
function zigzagOrPlain(value: number): number {
  return value < 0 ? -2 * value - 1 : value
}

function readVarint(bytes: Uint8Array, at: number): number {
  let value = 0
  for (let factor = 1; ; factor *= 0x80) {
    const byte = bytes[at++]!
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
  }
}
