import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWkt } from '../../../pipeline/readers/csv/wkt.ts'

const square = '0 0,1 0,1 1,0 0'
const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
]

describe('readWkt', () => {
  it.each([
    ['POINT(1 2)', 'Point', [1, 2]],
    ['point ( 1.5e1 -.5 )', 'Point', [15, -0.5]],
    [
      'LineString (1 2, 3 4)',
      'LineString',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'MULTIPOINT(1 2,3 4)',
      'MultiPoint',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'MULTIPOINT((1 2),(3 4))',
      'MultiPoint',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [`POLYGON((${square}))`, 'Polygon', [ring]],
    [`POLYGON ( ( ${square} ) , (${square}) )`, 'Polygon', [ring, ring]],
    [
      'MULTILINESTRING((1 2,3 4),(5 6,7 8))',
      'MultiLineString',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ],
    ],
    [`MULTIPOLYGON(((${square}),(${square})),((${square})))`, 'MultiPolygon', [[ring, ring], [ring]]],
    [`multipolygon (empty, ((${square})))`, 'MultiPolygon', [[ring]]],
  ])('reads %s', (text, type, coordinates) => {
    expect(readWkt(text)).toEqual({
      kind: 'geometry',
      geometry: { type, coordinates },
      srid: null,
      hadZ: false,
    })
  })

  it.each(['POINT Z (1 2 3)', 'POINTZ(1 2 3)', 'POINT M(1 2 3)', 'POINT ZM (1 2 3 4)', 'POINT(1 2 3)'])(
    'drops what is beyond the plane in %s',
    (text) => {
      expect(readWkt(text)).toMatchObject({ geometry: { type: 'Point', coordinates: [1, 2] }, hadZ: true })
    },
  )

  it.each([
    ['SRID=32748;POINT(1 2)', 32748],
    ['srid = 4326 ; point(1 2)', 4326],
    ['SRID=0;POINT(1 2)', null],
  ])('reads the SRID of %s', (text, srid) => {
    expect(readWkt(text)).toMatchObject({ kind: 'geometry', srid })
  })

  it.each(['POINT EMPTY', 'MULTIPOLYGON Z EMPTY', 'MULTIPOLYGON(EMPTY)', 'SRID=4326;POLYGON EMPTY'])(
    'takes %s as no place',
    (text) => expect(readWkt(text).kind).toBe('empty'),
  )

  it.each(['GEOMETRYCOLLECTION(POINT(1 2))', 'CURVEPOLYGON((1 2))', 'tin(((0 0)))'])(
    'names %s as a type of its own',
    (text) => expect(readWkt(text)).toMatchObject({ kind: 'other', type: text.split('(')[0]!.toUpperCase() }),
  )

  it.each([
    ['MULTIPOLYGON (((120.26 -5.12, 120.26 -5.1', 'cut off'],
    ['MULTIPOLYGON (((120.26 -5.12, 120.26', 'cut off'],
    ['MULTIPOLYGON (((120.26 -5.12, 120.26 -5.12', 'cut off'],
    ['POINT', 'cut off'],
    ['LINESTRING(1 2, NA NA)', 'no number'],
    ['POINT(nan nan)', 'no number'],
    ['POINT(1e400 2)', 'no number'],
    ['POINT(1,5 2)', 'no number'],
    ['POINT((1 2))', 'no number'],
    ['POLYGON(1 2)', 'structure'],
    ['LINESTRING(1 2,3 4 5)', 'ordinates'],
    ['POINT(1 2))', 'more after the end'],
    ['POINT(1 2)POINT(1 2)', 'more after the end'],
    ['(104 2)', 'no type'],
    ['Pulau Penyengat', 'no type'],
  ])('says of %s: %s', (text, fault) => {
    expect(readWkt(text)).toMatchObject({ kind: 'fault', fault })
  })

  it('takes no text to be whole that was cut anywhere', () => {
    const whole = `SRID=32748;MULTIPOLYGON(((${square}),(${square})),((${square})))`
    for (let length = 0; length < whole.length; length++) {
      expect(readWkt(whole.slice(0, length)).kind, whole.slice(0, length)).toBe('fault')
    }
  })

  it('stays within limits and time on hostile text', () => {
    expect(readWkt(`MULTIPOLYGON(${'((0 0,1 1,1 0,0 0)),'.repeat(100_001)}`)).toMatchObject({
      kind: 'beyond',
      limit: 'parts',
    })
    expect(readWkt('MULTIPOLYGON('.repeat(100_000)).kind).toBe('fault')
    expect(readWkt('('.repeat(5_000_000)).kind).toBe('fault')
    expect(readWkt(`MULTIPOLYGON${'('.repeat(5_000_000)}`).kind).toBe('fault')
    expect(readWkt(`POINT(${'1'.repeat(5_000_000)} 2)`).kind).toBe('fault')
    expect(readWkt(`${' '.repeat(5_000_000)}x`).kind).toBe('fault')
  })

  it('never throws', () => {
    const noise = fc.string({
      unit: fc.constantFrom(
        'POINT',
        'POLYGON',
        'MULTI',
        '(',
        ')',
        ',',
        ' ',
        '1',
        '-',
        '.',
        'e',
        'Z',
        'EMPTY',
        'SRID=1;',
      ),
    })
    fc.assert(
      fc.property(noise, (text) => {
        expect(readWkt(text)).toHaveProperty('kind')
      }),
      { numRuns: 1000 },
    )
  })
})
