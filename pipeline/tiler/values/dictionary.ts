import { isUtf8 } from 'node:buffer'
import { ByteTable, HASH_START, hashByte, hashBytes } from './byte-table.ts'
import {
  DOUBLE_VALUE,
  type EncodedValues,
  payloadStart,
  SINT_VALUE,
  STRING_VALUE,
  UINT_VALUE,
  varintLength,
  writeDouble,
  writeVarint,
} from './encode-value.ts'
import { parseExactly } from './exact-json.ts'
import { decimalToken, FALSE_TOKEN, MOST_DECIMALS, TRUE_TOKEN, wholeToken } from './token.ts'

export type { EncodedValues } from './encode-value.ts'

/** What stands for null and for a value that is not there. */
export const NO_VALUE = -1

/** The zigzag of a whole number below this is no longer exact in a double. */
const LEAST_SINT = -(2 ** 52)
/** Raw texts remembered at most, so that a column of different long texts does not fill the memory. */
const MOST_RAW = 2 ** 16
const MOST_RAW_BYTES = 256
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]
const DIGITS_LIMIT = 2 ** 26

const encoder = new TextEncoder()

/**
 * The different texts and numbers of attributes that do not fit into a token (`token.ts`), each kept once. Equal values
 * have equal tokens, however they are spelled.
 */
export class ValueDictionary {
  readonly #values = new ByteTable()
  /** Tokens of JSON texts whose value is not their own bytes: escapes, exponents, lists, objects. */
  readonly #raw = new ByteTable(256)
  #rawTokens = new Float64Array(256)
  #scratch = new Uint8Array(1024)
  /** Texts met so far with bytes that are not UTF-8. */
  textsNotUtf8 = 0

  /** Values in the dictionary. */
  get size(): number {
    return this.#values.size
  }

  /** Half a surrogate pair becomes U+FFFD, as UTF-8 cannot hold it. */
  textToken(text: string): number {
    if (this.#scratch.length < text.length * 3) this.#scratch = new Uint8Array(text.length * 6)
    const { written } = encoder.encodeInto(text, this.#scratch)
    return this.#place(STRING_VALUE, this.#scratch, 0, written)
  }

  /**
   * Token of the UTF-8 text `bytes[start]` to `bytes[end]`; bytes that are not UTF-8 become U+FFFD.
   * @param hash of these bytes
   */
  utf8Token(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const place = this.#values.find(STRING_VALUE, bytes, start, end, hash)
    if (place >= 0) return place
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    if (!isUtf8(text)) {
      this.textsNotUtf8++
      return this.textToken(text.toString('utf8'))
    }
    return this.#values.add(STRING_VALUE, bytes, start, end, hash)
  }

  /**
   * -0 is 0.
   * @throws RangeError when the value is NaN or not finite
   */
  numberToken(value: number): number {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that a tile can hold`)
    if (Number.isInteger(value)) {
      const whole = wholeToken(value)
      return whole >= 0 ? whole : this.#bigToken(value)
    }
    for (let decimals = 1; decimals <= MOST_DECIMALS; decimals++) {
      const digits = Math.round(value * POWERS[decimals]!)
      if (digits >= DIGITS_LIMIT || digits < -DIGITS_LIMIT) break
      if (digits / POWERS[decimals]! === value) return decimalToken(digits, decimals)
    }
    const scratch = this.#scratch
    return this.#place(DOUBLE_VALUE, scratch, 0, writeDouble(value, scratch, 0))
  }

  booleanToken(value: boolean): number {
    return value ? TRUE_TOKEN : FALSE_TOKEN
  }

  /**
   * Token of the JSON value written in `bytes[start]` to `bytes[end]`, without white space around it; a list or an object
   * becomes its JSON text, a number beyond the doubles its own.
   * @returns NO_VALUE for null
   * @throws SyntaxError when the bytes are not one JSON value
   */
  jsonToken(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(bytes, start, end)
    const known = this.#raw.find(0, bytes, start, end, hash)
    if (known >= 0) return this.#rawTokens[known]!
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
    const token = this.token(parseExactly(text))
    if (end - start <= MOST_RAW_BYTES) this.#remember(bytes, start, end, hash, token)
    return token
  }

  /**
   * Token of a value as JSON.parse or a reader gives it; a bigint beyond the whole numbers that doubles hold has that of its
   * digits, as in JSON.
   * @returns NO_VALUE for null, undefined, NaN, infinity, and what has no JSON text (lists within lists to a depth of thousands)
   */
  token(value: unknown): number {
    switch (typeof value) {
      case 'string':
        return this.textToken(value)
      case 'number':
        return Number.isFinite(value) ? this.numberToken(value) : NO_VALUE
      case 'boolean':
        return value ? TRUE_TOKEN : FALSE_TOKEN
      case 'bigint':
        return Number.isSafeInteger(Number(value))
          ? this.numberToken(Number(value))
          : this.textToken(`${value}`)
      default: {
        if (value === null) return NO_VALUE
        const text = jsonText(value)
        return text === undefined ? NO_VALUE : this.textToken(text)
      }
    }
  }

  encoded(): EncodedValues {
    return encode(this.#values)
  }

  /** Whole numbers that a varint holds exactly, others as doubles. */
  #bigToken(value: number): number {
    const scratch = this.#scratch
    if (!Number.isSafeInteger(value) || value < LEAST_SINT)
      return this.#place(DOUBLE_VALUE, scratch, 0, writeDouble(value, scratch, 0))
    return value < 0
      ? this.#place(SINT_VALUE, scratch, 0, writeVarint(-2 * value - 1, scratch, 0))
      : this.#place(UINT_VALUE, scratch, 0, writeVarint(value, scratch, 0))
  }

  #place(tag: number, bytes: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(bytes, start, end)
    const place = this.#values.find(tag, bytes, start, end, hash)
    return place >= 0 ? place : this.#values.add(tag, bytes, start, end, hash)
  }

  #remember(bytes: Uint8Array, start: number, end: number, hash: number, token: number): void {
    if (this.#raw.size >= MOST_RAW) this.#raw.clear()
    const record = this.#raw.add(0, bytes, start, end, hash)
    if (record >= this.#rawTokens.length) {
      const tokens = new Float64Array(this.#rawTokens.length * 2)
      tokens.set(this.#rawTokens)
      this.#rawTokens = tokens
    }
    this.#rawTokens[record] = token
  }
}

/**
 * One dictionary out of several, such as those of threads.
 * @returns its values, and for each part the new place of each of its places
 */
export function mergeDictionaries(parts: readonly EncodedValues[]): {
  values: EncodedValues
  places: Uint32Array[]
} {
  const places = parts.map(({ offsets }) => sharedUint32(offsets.length - 1))
  if (parts.length === 1) {
    const own = places[0]!
    for (let p = 0; p < own.length; p++) own[p] = p
    return { values: parts[0]!, places }
  }
  const table = new ByteTable()
  for (let part = 0; part < parts.length; part++) {
    const { bytes, offsets } = parts[part]!
    const into = places[part]!
    for (let p = 0; p < into.length; p++) {
      const tag = bytes[offsets[p]!]!
      const start = payloadStart(bytes, offsets[p]!)
      const end = offsets[p + 1]!
      let hash = HASH_START
      for (let i = start; i < end; i++) hash = hashByte(hash, bytes[i]!)
      const place = table.find(tag, bytes, start, end, hash)
      into[p] = place >= 0 ? place : table.add(tag, bytes, start, end, hash)
    }
  }
  return { values: encode(table), places }
}

/** The records of a table as Value messages: first byte, length of a text, the record. */
function encode(table: ByteTable): EncodedValues {
  const { size, pool, tags, offsets: from } = table
  const offsets = sharedUint32(size + 1)
  for (let p = 0, at = 0; p < size; p++) {
    const length = from[p + 1]! - from[p]!
    at += 1 + length + (tags[p] === STRING_VALUE ? varintLength(length) : 0)
    offsets[p + 1] = at
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets[size]!))
  for (let p = 0, at = 0; p < size; p++) {
    const end = from[p + 1]!
    bytes[at++] = tags[p]!
    if (tags[p] === STRING_VALUE) at = writeVarint(end - from[p]!, bytes, at)
    for (let i = from[p]!; i < end; i++) bytes[at++] = pool[i]!
  }
  return { bytes, offsets }
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * 4))
}
