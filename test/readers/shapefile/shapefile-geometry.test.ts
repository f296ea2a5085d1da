import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { readAll, refusal } from '../../support/shapefile-reading.ts'
import { type Shape, tempDir, writeShapefile } from '../../support/shapefile-writer.ts'

/** A clockwise square, as exteriors stand in a shapefile; reversed it is a hole. */
function square(x: number, y: number, size: number): Position[] {
  return [
    [x, y],
    [x, y + size],
    [x + size, y + size],
    [x + size, y],
    [x, y],
  ]
}
const reversed = (ring: Position[]) => [...ring].reverse()

async function read(shapeType: number, ...shapes: Shape[]) {
  const { layer, records } = await readAll(writeShapefile(tempDir(), 'shapes', { shapeType, shapes }))
  return { geometries: records.map(({ geometry }) => geometry), findings: layer.findings }
}
const polygon = (...parts: Position[][]) => read(5, { parts })

describe('rings', () => {
  it('an exterior becomes counter-clockwise and its hole clockwise, as RFC 7946 has them', async () => {
    const outer = square(0, 0, 10)
    const hole = reversed(square(2, 2, 2))
    const { geometries, findings } = await polygon(outer, hole)
    expect(geometries).toEqual([{ type: 'Polygon', coordinates: [reversed(outer), reversed(hole)] }])
    expect(findings).toEqual([])
  })

  it('holes go to the smallest exterior around them, in any order', async () => {
    const island = square(4, 4, 2)
    const lake = reversed(square(3, 3, 4))
    const pond = reversed(square(4.5, 4.5, 1))
    const { geometries, findings } = await polygon(pond, lake, island, square(0, 0, 10), square(20, 0, 1))
    expect(geometries).toEqual([
      {
        type: 'MultiPolygon',
        coordinates: [
          [reversed(island), reversed(pond)],
          [reversed(square(0, 0, 10)), reversed(lake)],
          [reversed(square(20, 0, 1))],
        ],
      },
    ])
    expect(findings).toEqual([])
  })

  it('a hole that touches its exterior at vertices or along an edge is a hole', async () => {
    const diamond = [
      [0, 5],
      [5, 0],
      [10, 5],
      [5, 10],
      [0, 5],
    ]
    const notch = reversed(square(0, 4, 2))
    expect((await polygon(square(0, 0, 10), diamond)).geometries[0]).toMatchObject({ type: 'Polygon' })
    expect((await polygon(square(0, 0, 10), notch)).findings).toEqual([])
  })

  it('a lone ring wound the wrong way is a polygon', async () => {
    const { geometries, findings } = await polygon(reversed(square(0, 0, 1)))
    expect(geometries).toEqual([{ type: 'Polygon', coordinates: [reversed(square(0, 0, 1))] }])
    expect(findings).toEqual([])
  })

  it('a record wound the wrong way throughout keeps its hole', async () => {
    const { geometries, findings } = await polygon(reversed(square(0, 0, 10)), square(2, 2, 2))
    expect(geometries).toEqual([
      { type: 'Polygon', coordinates: [reversed(square(0, 0, 10)), square(2, 2, 2)] },
    ])
    expect(findings).toEqual([])
  })

  it('several parts wound the wrong way are several polygons', async () => {
    const { geometries, findings } = await polygon(reversed(square(0, 0, 1)), reversed(square(5, 0, 1)))
    expect(geometries[0]).toMatchObject({ type: 'MultiPolygon' })
    expect(findings).toEqual([])
  })

  it('a hole outside every exterior becomes a polygon, and is reported', async () => {
    const { geometries, findings } = await polygon(square(0, 0, 10), reversed(square(20, 0, 1)))
    expect(geometries).toEqual([
      { type: 'MultiPolygon', coordinates: [[reversed(square(0, 0, 10))], [reversed(square(20, 0, 1))]] },
    ])
    expect(findings).toMatchObject([{ code: 'SHP_HOLE_ORPHAN', record: 1, field: null, got: '20 0' }])
  })

  it('an open ring is closed, and reported once for its record', async () => {
    const { geometries, findings } = await polygon(square(0, 0, 10).slice(0, 4), square(20, 0, 1).slice(0, 4))
    expect(geometries[0]).toEqual({
      type: 'MultiPolygon',
      coordinates: [[reversed(square(0, 0, 10))], [reversed(square(20, 0, 1))]],
    })
    expect(findings).toMatchObject([{ code: 'SHP_RING_UNCLOSED', record: 1, got: '2' }])
  })

  it('a small ring far from the origin keeps its direction: northings must not eat its digits', async () => {
    const small = square(450_000.123, 9_900_000.456, 0.001)
    expect(
      (await polygon(small, reversed(square(450_000.1232, 9_900_000.4562, 0.0002)))).geometries[0],
    ).toMatchObject({
      type: 'Polygon',
      coordinates: [expect.anything(), expect.anything()],
    })
  })
})

describe('shape types', () => {
  const line = [
    [0, 0],
    [1, 1],
    [2, 0],
  ]

  it('lines of one part and of several', async () => {
    const { geometries } = await read(3, { parts: [line] }, { parts: [line, line] })
    expect(geometries).toEqual([
      { type: 'LineString', coordinates: line },
      { type: 'MultiLineString', coordinates: [line, line] },
    ])
  })

  it('several points, null shapes and shapes without positions', async () => {
    expect((await read(8, { points: line }, null, { points: [] })).geometries).toEqual([
      { type: 'MultiPoint', coordinates: line },
      null,
      null,
    ])
    expect((await read(5, { parts: [] })).geometries).toEqual([null])
    expect((await read(3, { parts: [[], line] })).geometries).toEqual([
      { type: 'LineString', coordinates: line },
    ])
  })

  it.each([
    ['PointZ', 11, { point: [1, 2, 3, 4] }, { type: 'Point', coordinates: [1, 2] }],
    ['PointM', 21, { point: [1, 2, 3] }, { type: 'Point', coordinates: [1, 2] }],
    ['MultiPointZ', 18, { points: [[1, 2, 3]] }, { type: 'MultiPoint', coordinates: [[1, 2]] }],
    ['MultiPointM', 28, { points: [[1, 2, 3]] }, { type: 'MultiPoint', coordinates: [[1, 2]] }],
    [
      'PolyLineZ',
      13,
      {
        parts: [
          [
            [0, 0, 5],
            [1, 1, 5],
          ],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
    [
      'PolyLineM',
      23,
      {
        parts: [
          [
            [0, 0, 5],
            [1, 1, 5],
          ],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
    [
      'PolygonZ',
      15,
      { parts: [square(0, 0, 1)] },
      { type: 'Polygon', coordinates: [reversed(square(0, 0, 1))] },
    ],
    [
      'PolygonM',
      25,
      { parts: [square(0, 0, 1)] },
      { type: 'Polygon', coordinates: [reversed(square(0, 0, 1))] },
    ],
  ])('%s without its Z and M, said once for the layer', async (name, shapeType, shape, geometry) => {
    const { geometries, findings } = await read(shapeType, shape, null, shape)
    expect(geometries).toEqual([geometry, null, geometry])
    expect(findings).toMatchObject([{ code: 'SHP_Z_DROPPED', record: null, got: '2' }])
    expect(findings[0]!.message.en).toContain(name)
  })

  it('refuses MultiPatch', async () => {
    const error = await refusal(writeShapefile(tempDir(), 'roof', { shapeType: 31, shapes: [null] }))
    expect(error.kind).toBe('geometry')
    expect(error.fault.got).toBe('MultiPatch')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses a coordinate that is %d and names the record',
    async (value) => {
      const good = { parts: [square(0, 0, 1)] }
      const bad = {
        parts: [
          [
            [0, 0],
            [0, 1],
            [value, 1],
            [0, 0],
          ],
        ],
      }
      const error = await refusal(writeShapefile(tempDir(), 'nan', { shapeType: 5, shapes: [good, bad] }))
      expect(error.kind).toBe('geometry')
      expect(error.fault.where).toMatchObject({ record: 2 })
    },
  )

  it('does not look at the shape of a deleted row', async () => {
    const path = writeShapefile(tempDir(), 'gone', {
      shapeType: 1,
      shapes: [{ point: [Number.NaN, 0] }, { point: [1, 2] }],
      deleted: [1],
    })
    expect((await readAll(path)).records).toHaveLength(1)
  })
})
