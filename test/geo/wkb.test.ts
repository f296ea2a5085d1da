import fc from 'fast-check'
import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import { decodeWkb, encodeWkb, WkbError, WkbLimitError, wkbHeader } from '../../pipeline/geo/wkb.ts'

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))

const position = fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
const line = fc.array(position, { maxLength: 6 })
const rings = fc.array(line, { maxLength: 3 })
const simple: fc.Arbitrary<Geometry> = fc.oneof(
  position.map((coordinates): Geometry => ({ type: 'Point', coordinates })),
  line.map((coordinates): Geometry => ({ type: 'LineString', coordinates })),
  rings.map((coordinates): Geometry => ({ type: 'Polygon', coordinates })),
  line.map((coordinates): Geometry => ({ type: 'MultiPoint', coordinates })),
  rings.map((coordinates): Geometry => ({ type: 'MultiLineString', coordinates })),
  fc.array(rings, { maxLength: 3 }).map((coordinates): Geometry => ({ type: 'MultiPolygon', coordinates })),
)
const anyGeometry: fc.Arbitrary<Geometry> = fc.oneof(
  simple,
  fc
    .array(simple, { maxLength: 3 })
    .map((geometries): Geometry => ({ type: 'GeometryCollection', geometries })),
)

describe('encodeWkb', () => {
  it('writes the byte layout of the standard', () => {
    expect(encodeWkb({ type: 'Point', coordinates: [1, 2] })).toEqual(
      hex('01 01000000 000000000000F03F 0000000000000040'),
    )
    expect(
      encodeWkb({
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [0, 0],
            ],
          ],
        ],
      }),
    ).toEqual(
      hex(
        `01 06000000 01000000 01 03000000 01000000 03000000
         0000000000000000 0000000000000000 000000000000F03F 0000000000000000 0000000000000000 0000000000000000`,
      ),
    )
  })

  it('drops elevations and measures', () => {
    expect(
      decodeWkb(
        encodeWkb({
          type: 'LineString',
          coordinates: [
            [1, 2, 3, 4],
            [5, 6, 7],
          ],
        }),
      ),
    ).toEqual({
      type: 'LineString',
      coordinates: [
        [1, 2],
        [5, 6],
      ],
    })
  })

  it('keeps an empty point empty', () => {
    expect(decodeWkb(encodeWkb({ type: 'Point', coordinates: [] }))).toEqual({
      type: 'Point',
      coordinates: [],
    })
  })

  it('names a position that is not two numbers', () => {
    expect(() => encodeWkb({ type: 'LineString', coordinates: [[1, 2], [3]] })).toThrow(
      /two numbers, got \[3\]/,
    )
    const feature = { type: 'Feature', geometry: null } as unknown as Geometry
    expect(() => encodeWkb(feature)).toThrow(/not a GeoJSON geometry type: "Feature"/)
  })
})

describe('decodeWkb', () => {
  it('gives back every geometry bit for bit', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        expect(decodeWkb(encodeWkb(geometry))).toEqual(geometry)
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('reads big-endian bytes, also inside a little-endian collection', () => {
    expect(decodeWkb(hex('00 00000001 3FF0000000000000 4000000000000000'))).toEqual({
      type: 'Point',
      coordinates: [1, 2],
    })
    expect(decodeWkb(hex('01 04000000 01000000 00 00000001 3FF0000000000000 4000000000000000'))).toEqual({
      type: 'MultiPoint',
      coordinates: [[1, 2]],
    })
  })

  it.each([
    ['ISO Z', '01 E9030000 000000000000F03F 0000000000000040 0000000000000840'],
    ['ISO M', '01 D1070000 000000000000F03F 0000000000000040 0000000000000840'],
    ['ISO ZM', '01 B90B0000 000000000000F03F 0000000000000040 0000000000000840 0000000000001040'],
    ['EWKB Z', '01 01000080 000000000000F03F 0000000000000040 0000000000000840'],
    ['EWKB M', '01 01000040 000000000000F03F 0000000000000040 0000000000000840'],
    ['EWKB ZM', '01 010000C0 000000000000F03F 0000000000000040 0000000000000840 0000000000001040'],
    ['EWKB SRID', '01 01000020 E6100000 000000000000F03F 0000000000000040'],
  ])('reads %s and drops what is not lon and lat', (_, text) => {
    expect(decodeWkb(hex(text))).toEqual({ type: 'Point', coordinates: [1, 2] })
  })

  it('reads a view into a larger buffer', () => {
    const padded = new Uint8Array([9, 9, 9, ...encodeWkb({ type: 'Point', coordinates: [1, 2] }), 9])
    expect(decodeWkb(padded.subarray(3, padded.length - 1))).toEqual({ type: 'Point', coordinates: [1, 2] })
  })

  it('refuses every cut of a geometry, and bytes to spare', () => {
    const bytes = encodeWkb({
      type: 'GeometryCollection',
      geometries: [
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [0, 1],
              [0, 0],
            ],
          ],
        },
      ],
    })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeWkb(bytes.subarray(0, length))).toThrow(WkbError)
    }
    expect(() => decodeWkb(new Uint8Array([...bytes, 0]))).toThrow(/1 bytes follow the geometry/)
  })

  it('refuses a count larger than the bytes without allocating it', () => {
    expect(() => decodeWkb(hex('01 02000000 FFFFFFFF'))).toThrow(/4294967295 items are announced/)
  })

  it('refuses unknown types, byte orders and members', () => {
    expect(() => decodeWkb(hex('01 08000000 00000000'))).toThrow(/unknown WKB geometry type 8/)
    expect(() => decodeWkb(hex('01 A10F0000 00000000'))).toThrow(/unknown WKB geometry type 4001/)
    expect(() => decodeWkb(hex('02 01000000'))).toThrow(/byte order must be 0 or 1, got 2/)
    expect(() => decodeWkb(hex('01 06000000 01000000 01 02000000 00000000'))).toThrow(
      /member of type 2 where 3/,
    )
  })

  it('refuses collections nested without end', () => {
    const nested = '01 07000000 01000000'.repeat(200)
    expect(() => decodeWkb(hex(`${nested} 01 07000000 00000000`))).toThrow(/nested deeper than 64/)
  })

  it('throws WkbError, never anything else, on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(1, 2, 3, 4, 5, 6, 7), (bytes, type) => {
        if (bytes.length > 5) bytes.set([1, type, 0, 0, 0])
        try {
          decodeWkb(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(WkbError)
        }
      }),
      { numRuns: 500, seed: 7 },
    )
  })
})

describe('limits of decodeWkb', () => {
  const square = [
    [0, 0],
    [1, 0],
    [0, 1],
    [0, 0],
  ]
  const nothing = { parts: 0, vertices: 0 }
  const limitOf = (geometry: Geometry, limits: { parts: number; vertices: number }): unknown => {
    try {
      return decodeWkb(encodeWkb(geometry), limits)
    } catch (error) {
      if (!(error instanceof WkbLimitError)) throw error
      return [error.limit, error.count]
    }
  }

  it.each<[Geometry, number, number]>([
    [{ type: 'LineString', coordinates: square }, 0, 4],
    [{ type: 'Polygon', coordinates: [square, square] }, 2, 8],
    [{ type: 'MultiPoint', coordinates: square }, 4, 0],
    [{ type: 'MultiLineString', coordinates: [square, square] }, 2, 8],
    [{ type: 'MultiPolygon', coordinates: [[square], [square, square]] }, 5, 12],
    [{ type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [square] }] }, 2, 4],
  ])('count parts and vertices over all members of %j', (geometry, parts, vertices) => {
    expect(limitOf(geometry, { parts, vertices })).toEqual(geometry)
    if (parts > 0) expect(limitOf(geometry, { parts: parts - 1, vertices })).toEqual(['parts', parts])
    if (vertices > 0)
      expect(limitOf(geometry, { parts, vertices: vertices - 1 })).toEqual(['vertices', vertices])
  })

  it('do not hold for a point', () => {
    expect(limitOf({ type: 'Point', coordinates: [1, 2] }, nothing)).toEqual({
      type: 'Point',
      coordinates: [1, 2],
    })
  })
})

describe('wkbHeader', () => {
  it.each<[string, number, boolean]>([
    ['01 03000000', 3, true],
    ['00 00000003', 3, true],
    ['01 0A000000', 10, true],
    ['01 EB030000', 3, false],
    ['00 000007D3', 3, false],
    ['01 BB0B0000', 3, false],
    ['01 03000080', 3, false],
    ['01 03000040', 3, false],
    ['00 C0000003', 3, false],
    ['01 03000020', 3, true],
    ['01 030000A0', 3, false],
  ])('of %s is type %i, flat: %s', (text, type, isFlat) => {
    expect(wkbHeader(hex(text))).toEqual({ type, isFlat })
  })

  it('says of every geometry what decodeWkb reads', () => {
    const types = [
      'Point',
      'LineString',
      'Polygon',
      'MultiPoint',
      'MultiLineString',
      'MultiPolygon',
      'GeometryCollection',
    ]
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        expect(types[wkbHeader(encodeWkb(geometry)).type - 1]).toBe(geometry.type)
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  it('refuses bytes that are too few or in no byte order', () => {
    expect(() => wkbHeader(hex('01 030000'))).toThrow(WkbError)
    expect(() => wkbHeader(new Uint8Array())).toThrow(WkbError)
    expect(() => wkbHeader(hex('02 03000000'))).toThrow(/byte order must be 0 or 1, got 2/)
  })
})
