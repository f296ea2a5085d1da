import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { mergeDictionaries, NO_VALUE, ValueDictionary } from '../../../pipeline/tiler/values/dictionary.ts'
import {
  decodeValue,
  type EncodedValues,
  valueLength,
  writeValue,
} from '../../../pipeline/tiler/values/encode-value.ts'
import { isBeyondDoubles } from '../../../pipeline/tiler/values/exact-json.ts'
import { DECIMAL, DICTIONARY, tagOf, WHOLE } from '../../../pipeline/tiler/values/token.ts'

const json = (text: string) => Buffer.from(text)
const jsonToken = (dictionary: ValueDictionary, text: string) =>
  dictionary.jsonToken(json(` ${text} `), 1, 1 + Buffer.byteLength(text))

/** The Value message of a token as another reader of protocol buffers sees it: field number and value. */
function message(token: number, values: EncodedValues): [field: number, value: unknown] {
  const bytes = new Uint8Array(valueLength(token, values) + 2)
  expect(writeValue(token, values, bytes, 1)).toBe(bytes.length - 1)
  expect([bytes[0], bytes.at(-1)]).toEqual([0, 0])
  const pbf = new PbfReader(bytes.slice(1, -1))
  const fields: [number, unknown][] = []
  pbf.readFields((field: number) => {
    if (field === 1) fields.push([field, pbf.readString()])
    if (field === 3) fields.push([field, pbf.readDouble()])
    if (field === 5) fields.push([field, pbf.readVarint()])
    if (field === 6) fields.push([field, pbf.readSVarint()])
    if (field === 7) fields.push([field, pbf.readBoolean()])
  }, undefined)
  expect(fields).toHaveLength(1)
  return fields[0]!
}

describe('values of attributes', () => {
  it('have one token however they are spelled', () => {
    const dictionary = new ValueDictionary()
    for (const same of [
      ['1', '1.0', '1e0', '10e-1', '0.1e1'],
      ['0', '-0', '0.0', '-0.000', '0e7'],
      ['1.5', '1.50', '15e-1'],
      ['"A"', '"\\u0041"'],
      ['"/"', '"\\/"'],
      ['"é"', '"\\u00e9"'],
      ['1e21', '1000e18'],
      ['9007199254740993', '"9007199254740993"'],
      ['[1,2]', '[ 1.0, 2 ]', '"[1,2]"'],
      ['{"a":"b"}', '{ "\\u0061" : "b" }', '"{\\"a\\":\\"b\\"}"'],
      ['1e999', '"1e999"'],
    ]) {
      const tokens = same.map((text) => jsonToken(dictionary, text))
      expect(new Set(tokens).size, same.join(' ')).toBe(1)
      expect(same.map((text) => jsonToken(dictionary, text))).toEqual(tokens)
    }
    expect(jsonToken(dictionary, 'null')).toBe(NO_VALUE)
    expect(dictionary.numberToken(-0)).toBe(dictionary.numberToken(0))
    expect(jsonToken(dictionary, '"1"')).not.toBe(dictionary.numberToken(1))
  })

  it('are the same for a bigint as for its digits', () => {
    const dictionary = new ValueDictionary()
    for (const value of [0n, -7n, 2n ** 26n, 2n ** 53n + 1n, -(2n ** 64n), -(10n ** 400n)])
      expect(dictionary.token(value)).toBe(jsonToken(dictionary, String(value)))
    expect(dictionary.token(2n ** 53n)).toBe(dictionary.textToken('9007199254740992'))
  })

  it('are in the dictionary only where a token cannot hold them', () => {
    const dictionary = new ValueDictionary()
    expect(tagOf(dictionary.numberToken(2 ** 29 - 1))).toBe(WHOLE)
    expect(tagOf(dictionary.numberToken(-(2 ** 29)))).toBe(WHOLE)
    for (const value of [0.1, -0.5, 88.97, 1.0000001, -6.7108864, 6.7108863, 3355443.1])
      expect(tagOf(dictionary.numberToken(value)), `${value}`).toBe(DECIMAL)
    expect(dictionary.size).toBe(0)
    for (const value of [2 ** 29, -(2 ** 29) - 1, 6.7108864, 0.00000001, Math.PI, 1e-300])
      expect(tagOf(dictionary.numberToken(value)), `${value}`).toBe(DICTIONARY)
    expect(dictionary.size).toBe(6)
  })

  it('that no tile can hold are refused', () => {
    const dictionary = new ValueDictionary()
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => dictionary.numberToken(value)).toThrow(RangeError)
    for (const text of ['', '01', '1.', '"a', '"\n"', '"\\x"', '[1,]', 'nul', '1 2', 'NaN'])
      expect(() => jsonToken(dictionary, text), text).toThrow(SyntaxError)
  })

  it('are written as the fields of a Value that their kind has', () => {
    const dictionary = new ValueDictionary()
    const values: [unknown, number][] = [
      ['', 1],
      ['Tanjung Ayun', 1],
      ['Sæbø 水 😀', 1],
      ['x'.repeat(70_000), 1],
      [0, 5],
      [127, 5],
      [128, 5],
      [2 ** 29 - 1, 5],
      [2 ** 29, 5],
      [2 ** 32 + 5, 5],
      [Number.MAX_SAFE_INTEGER, 5],
      [2 ** 53, 3],
      [-1, 6],
      [-(2 ** 29), 6],
      [-(2 ** 29) - 1, 6],
      [-(2 ** 40), 6],
      [-(2 ** 52), 6],
      [-(2 ** 52) - 1, 3],
      [88.97, 3],
      [-0.25, 3],
      [Math.PI, 3],
      [Number.MAX_VALUE, 3],
      [Number.MIN_VALUE, 3],
      [true, 7],
      [false, 7],
    ]
    const tokens = values.map(([value]) => dictionary.token(value))
    expect(new Set(tokens).size).toBe(values.length)
    const encoded = dictionary.encoded()
    expect(encoded.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(encoded.offsets.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(encoded.offsets).toHaveLength(dictionary.size + 1)
    for (let i = 0; i < values.length; i++) {
      const [value, field] = values[i]!
      expect(message(tokens[i]!, encoded)).toEqual([field, value])
      expect(decodeValue(tokens[i]!, encoded)).toBe(value)
    }
  })

  it('are always UTF-8', () => {
    const dictionary = new ValueDictionary()
    const wrong = Uint8Array.of(0x22, 0x61, 0xff, 0x22)
    const token = dictionary.jsonToken(wrong, 0, 4)
    expect(dictionary.utf8Token(wrong, 1, 3, 12345)).toBe(token)
    expect(dictionary.textToken('a\ud800')).toBe(token)
    expect(decodeValue(token, dictionary.encoded())).toBe('a\ufffd')
  })

  it('come back, whatever they are, with equal tokens for equal values only', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      // Digits beyond 2^53 are texts, see `isBeyondDoubles`.
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((number) => !isBeyondDoubles(number, JSON.stringify(number))),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc
        .integer({ min: -(2 ** 27), max: 2 ** 27 })
        .chain((digits) =>
          fc.integer({ min: 0, max: 9 }).map((decimals) => Number(`${digits}e-${decimals}`)),
        ),
    )
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const dictionary = new ValueDictionary()
        const direct = values.map((v) => dictionary.token(v))
        const parsed = values.map((v) => jsonToken(dictionary, JSON.stringify(v)))
        expect(parsed).toEqual(direct)
        const encoded = dictionary.encoded()
        for (let i = 0; i < values.length; i++)
          expect(decodeValue(direct[i]!, encoded)).toBe(values[i] === 0 ? 0 : values[i])
      }),
      { numRuns: 300 },
    )
  })

  it('are remembered for a while only where they are written oddly', () => {
    const dictionary = new ValueDictionary()
    const tokens = Array.from({ length: 70_000 }, (_, i) => jsonToken(dictionary, `"\\u0041${i}"`))
    expect(dictionary.size).toBe(70_000)
    for (const i of [0, 65_535, 65_536, 69_999]) {
      expect(jsonToken(dictionary, `"\\u0041${i}"`)).toBe(tokens[i])
      expect(dictionary.textToken(`A${i}`)).toBe(tokens[i])
    }
  })

  it('that have no JSON text are none', () => {
    const dictionary = new ValueDictionary()
    const round: unknown[] = []
    round.push(round)
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect([round, () => 1, undefined, null, Number.NaN].map((v) => dictionary.token(v))).toEqual([
      -1, -1, -1, -1, -1,
    ])
    expect(() => jsonToken(dictionary, deep)).not.toThrow()
    expect(dictionary.token(12n)).toBe(dictionary.numberToken(12))
  })
})

describe('dictionaries of threads', () => {
  const of = (...values: unknown[]) => {
    const dictionary = new ValueDictionary()
    for (const value of values) dictionary.token(value)
    return dictionary.encoded()
  }
  const all = ({ offsets, bytes }: EncodedValues) =>
    Array.from({ length: offsets.length - 1 }, (_, p) => decodeValue(p, { offsets, bytes }))

  it('become one in which every value has one place', () => {
    const parts = [
      of('a', 2 ** 40, Math.PI),
      of(),
      of(-(2 ** 40), 'b', 'a', Math.PI, 'ab'.repeat(100)),
      of('b', 2 ** 40),
    ]
    const { values, places } = mergeDictionaries(parts)
    expect(all(values)).toEqual(['a', 2 ** 40, Math.PI, -(2 ** 40), 'b', 'ab'.repeat(100)])
    parts.forEach((part, i) => {
      expect([...places[i]!].map((place) => decodeValue(place, values))).toEqual(all(part))
    })
    expect(values.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('that are one stay as they are', () => {
    const part = of('a', 'b')
    const { values, places } = mergeDictionaries([part])
    expect(values).toBe(part)
    expect([...places[0]!]).toEqual([0, 1])
    expect(all(mergeDictionaries([]).values)).toEqual([])
  })
})
