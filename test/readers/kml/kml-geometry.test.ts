import { describe, expect, it } from 'vitest'
import { GeometryBuilder } from '../../../pipeline/readers/kml/kml-geometry.ts'
import { RECORD_LIMITS } from '../../../pipeline/readers/limits.ts'
import { kml, placemark, readKml, refusal } from './kml-reading.ts'

const SQUARE = '0,0 1,0 1,1 0,1 0,0'
const ring = (text: string) => `<LinearRing><coordinates>${text}</coordinates></LinearRing>`
const polygon = (outer: string, ...inner: string[]) =>
  `<Polygon><outerBoundaryIs>${ring(outer)}</outerBoundaryIs>${inner.map((text) => `<innerBoundaryIs>${ring(text)}</innerBoundaryIs>`).join('')}</Polygon>`
const line = (text: string) => `<LineString><coordinates>${text}</coordinates></LineString>`
const point = (text: string) => `<Point><coordinates>${text}</coordinates></Point>`

async function read(geometry: string) {
  const { layer, records } = await readKml(kml(`<Document>${placemark(geometry)}</Document>`))
  expect(records).toHaveLength(1)
  return {
    geometry: records[0]!.geometry,
    findings: layer.findings.map(({ code, got }) => [code, got]),
    layer,
  }
}

describe('geometries of a Placemark', () => {
  it.each([
    ['a point', point('109.5,-6.8'), { type: 'Point', coordinates: [109.5, -6.8] }],
    [
      'a line',
      line('0,0 1,1'),
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
    [
      'a ring of its own',
      ring('0,0 1,1 0,1 0,0'),
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      },
    ],
    [
      'a polygon with a hole',
      polygon(SQUARE, '.2,.2 .4,.2 .4,.4 .2,.2'),
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
            [0, 0],
          ],
          [
            [0.2, 0.2],
            [0.4, 0.2],
            [0.4, 0.4],
            [0.2, 0.2],
          ],
        ],
      },
    ],
    [
      'several points',
      `<MultiGeometry>${point('1,2')}<MultiGeometry>${point('3,4')}</MultiGeometry></MultiGeometry>`,
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'one polygon in a collection',
      `<MultiGeometry>${polygon(SQUARE)}</MultiGeometry>`,
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 1],
              [0, 0],
            ],
          ],
        ],
      },
    ],
    [
      'two geometries side by side',
      line('0,0 1,1') + line('2,2 3,3'),
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [0, 0],
            [1, 1],
          ],
          [
            [2, 2],
            [3, 3],
          ],
        ],
      },
    ],
    ['none', '', null],
    ['an empty collection', '<MultiGeometry/>', null],
    ['a point without coordinates', '<Point><coordinates/></Point>', null],
    ['a line of blanks', line(' \n'), null],
    ['a polygon of an empty ring', polygon(''), null],
    ['a polygon without a ring', '<Polygon/>', null],
    [
      'an empty point beside another',
      `<MultiGeometry>${point('')}${point('1,2')}</MultiGeometry>`,
      { type: 'MultiPoint', coordinates: [[1, 2]] },
    ],
  ])('%s', async (_, source, expected) => {
    const { geometry, findings, layer } = await read(source)
    expect(geometry).toEqual(expected)
    expect(findings).toEqual([])
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
  })

  it.each([
    ['tabs and line breaks', '\n\t\t0,0\n\t\t1e0,1.\r\n'],
    ['blanks after commas', ' 0, 0  1, 1 '],
    ['blanks before commas', '0 ,0 1 ,1'],
    ['signs', '+0,-0 1,1'],
  ])('coordinates with %s', async (_, text) => {
    const { geometry } = await read(line(text))
    expect(geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [0, expect.closeTo(0)],
        [1, 1],
      ],
    })
  })

  it('altitudes are dropped and counted, blanks after commas there too', async () => {
    const { geometry, findings } = await read(line('0,0,5 1, 1, 0'))
    expect(geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    })
    expect(findings).toEqual([['GEOM_Z_DROPPED', '1']])
  })

  it('a ring that is not closed is closed, and said', async () => {
    const { geometry, findings } = await read(polygon('0,0 1,0 1,1'))
    expect(geometry).toMatchObject({
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    })
    expect(findings).toEqual([['GEOM_RING_UNCLOSED', '1']])
  })

  it.each([
    ['kinds together', `<MultiGeometry>${point('1,2')}${polygon(SQUARE)}</MultiGeometry>`, 'Point, Polygon'],
    ['a track', '<gx:Track><when>2020</when><gx:coord>1 2 3</gx:coord></gx:Track>', 'Track'],
    ['a model', '<Model><Location><longitude>1</longitude></Location></Model>', 'Model'],
  ])('%s: the record is kept without geometry, and said', async (_, source, got) => {
    const { geometry, findings } = await read(source)
    expect(geometry).toBeNull()
    expect(findings).toEqual([['GEOM_TYPE', got]])
  })

  it.each([
    ['decimal commas', line('109,6 -6,8 0'), '0'],
    ['text', point('di sana'), 'di'],
    ['hexadecimal', point('0x10,1'), '0x10'],
    ['an infinite number', point('1e999,1'), 'Infinity,1'],
    ['a trailing comma before the next tuple', line('1,2, 3,4,'), '1,2,3,4'],
    ['two points in one', point('1,2 3,4'), 'a point with 2 positions'],
    ['a line of one position', line('1,2'), 'a line with 1 positions'],
    ['a ring of two positions', polygon('0,0 1,1 0,0'), 'a ring with 3 positions'],
    [
      'no outer boundary',
      `<Polygon><innerBoundaryIs>${ring(SQUARE)}</innerBoundaryIs></Polygon>`,
      'a polygon with 0 outer boundaries',
    ],
  ])(
    'coordinates that cannot be read, %s: the record is kept without geometry, and said',
    async (_, source, got) => {
      const { geometry, findings } = await read(source)
      expect(geometry).toBeNull()
      expect(findings).toEqual([['GEOM_UNREADABLE', got]])
    },
  )

  it('coordinates are read alike wherever a piece of the file ends', async () => {
    const positions = Array.from({ length: 20_000 }, (_, i) => [109 + i / 1e6, -6.123456 - i / 1e6])
    const { geometry } = await read(line(positions.map((each) => each.join(',')).join(' ')))
    expect(geometry).toEqual({ type: 'LineString', coordinates: positions })
  })

  it('a collection of endless parts is refused, and one of endless depth', async () => {
    const builder = new GeometryBuilder({ file: 'a.kml', record: 7 })
    const add = (): void => {
      builder.open('Point')
      builder.open('coordinates')
      builder.text('1,2')
      builder.close()
      builder.close()
    }
    builder.open('MultiGeometry')
    for (let i = 0; i < RECORD_LIMITS.parts; i++) add()
    expect(add).toThrow(`${RECORD_LIMITS.parts + 1} parts in one geometry`)
    const deep = '<MultiGeometry>'.repeat(50) + '</MultiGeometry>'.repeat(50)
    const error = await refusal(kml(`<Document>${placemark(deep)}</Document>`))
    expect(error.fault.got).toContain('levels of nesting')
  })
})
