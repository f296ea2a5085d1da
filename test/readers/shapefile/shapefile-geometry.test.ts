import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { assembleRings, measureRing } from '../../../pipeline/readers/shapefile/shp-rings.ts'
import { readAll } from '../../support/shapefile-reading.ts'
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
    expect(findings).toMatchObject([{ code: 'SHP_WINDING', record: null, got: '1' }])
  })

  it('a record wound the wrong way throughout keeps its hole', async () => {
    const { geometries, findings } = await polygon(reversed(square(0, 0, 10)), square(2, 2, 2))
    expect(geometries).toEqual([
      { type: 'Polygon', coordinates: [reversed(square(0, 0, 10)), square(2, 2, 2)] },
    ])
    expect(findings).toMatchObject([{ code: 'SHP_WINDING' }])
  })

  it('several parts wound the wrong way are several polygons', async () => {
    const { geometries, findings } = await polygon(reversed(square(0, 0, 1)), reversed(square(5, 0, 1)))
    expect(geometries[0]).toMatchObject({ type: 'MultiPolygon' })
    expect(findings).toMatchObject([{ code: 'SHP_WINDING' }])
  })

  it('a hole outside every exterior becomes a polygon, and is reported', async () => {
    const { geometries, findings } = await polygon(square(0, 0, 10), reversed(square(20, 0, 1)))
    expect(geometries).toEqual([
      { type: 'MultiPolygon', coordinates: [[reversed(square(0, 0, 10))], [reversed(square(20, 0, 1))]] },
    ])
    expect(findings).toMatchObject([{ code: 'SHP_HOLE_ORPHAN', record: 1, field: 'geometry', got: '20 0' }])
  })

  it('an open ring is closed, and reported once for its record', async () => {
    const { geometries, findings } = await polygon(square(0, 0, 10).slice(0, 4), square(20, 0, 1).slice(0, 4))
    expect(geometries[0]).toEqual({
      type: 'MultiPolygon',
      coordinates: [[reversed(square(0, 0, 10))], [reversed(square(20, 0, 1))]],
    })
    expect(findings).toMatchObject([{ code: 'GEOM_RING_UNCLOSED', record: 1, got: '2' }])
  })

  it('a ring without area is left out and reported; a record of nothing else has no geometry', async () => {
    const flat = [
      [0, 0],
      [3, 3],
      [1, 1],
      [0, 0],
    ]
    for (const ring of [
      flat,
      [[5, 5]],
      [
        [5, 5],
        [6, 6],
      ],
      [
        [5, 5],
        [5, 5],
        [5, 5],
        [5, 5],
      ],
    ]) {
      const { geometries, findings } = await read(5, { parts: [square(0, 0, 10), ring] }, { parts: [ring] })
      expect(geometries).toEqual([{ type: 'Polygon', coordinates: [reversed(square(0, 0, 10))] }, null])
      expect(findings).toMatchObject([
        { code: 'SHP_PART_DROPPED', record: 1, got: '1' },
        { code: 'SHP_PART_DROPPED', record: 2, got: '1' },
      ])
    }
  })

  it('a figure of eight whose halves cancel out is no ring without area', async () => {
    const eight = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ]
    const { geometries, findings } = await polygon(eight)
    expect(geometries).toEqual([{ type: 'Polygon', coordinates: [eight] }])
    expect(findings).toEqual([])
  })

  it('a ring that stands twice counts once, wherever it begins; two that share a box are two', async () => {
    const again = square(0, 0, 10)
    const rotated = [...again.slice(2), ...again.slice(1, 3)]
    const { geometries, findings } = await polygon(square(0, 0, 10), again, rotated)
    expect(geometries).toEqual([{ type: 'Polygon', coordinates: [reversed(square(0, 0, 10))] }])
    expect(findings).toMatchObject([{ code: 'SHP_PART_DROPPED', record: 1, got: '2' }])
    const halves = [
      [
        [0, 0],
        [0, 10],
        [10, 0],
        [0, 0],
      ],
      [
        [10, 10],
        [10, 0],
        [0, 10],
        [10, 10],
      ],
    ]
    const two = await polygon(...halves)
    expect(two.geometries[0]).toMatchObject({ type: 'MultiPolygon' })
    expect(two.findings).toEqual([])
  })

  it('rings in rings that no one could sort in time are given up', () => {
    const exteriors = Array.from({ length: 200 }, (_, i) => square(0, 0, 10 + i))
    const holes = Array.from({ length: 200 }, (_, i) => reversed(square(1 + i / 1000, 1, 1)))
    const rings = [...exteriors, ...holes].map(measureRing)
    expect(assembleRings(rings, () => {}, 1000)).toBeNull()
    expect(assembleRings(rings, () => {})?.polygons).toHaveLength(200)
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
    expect(findings).toMatchObject([{ code: 'GEOM_Z_DROPPED', record: null, got: '2' }])
    expect(findings[0]!.message.en).toContain(name)
  })

  it('a line without length is left out and reported', async () => {
    const { geometries, findings } = await read(
      3,
      { parts: [line, [[5, 5]]] },
      {
        parts: [
          [
            [1, 1],
            [1, 1],
          ],
        ],
      },
    )
    expect(geometries).toEqual([{ type: 'LineString', coordinates: line }, null])
    expect(findings).toMatchObject([
      { code: 'SHP_PART_DROPPED', record: 1 },
      { code: 'SHP_PART_DROPPED', record: 2 },
    ])
  })

  it('a MultiPatch of rings is polygons: inner rings belong to the outer before them, rings to the first ring', async () => {
    const outer = square(0, 0, 10)
    const hole = reversed(square(2, 2, 2))
    const other = square(20, 0, 10)
    const pond = reversed(square(22, 2, 2))
    const wall = [
      [0, 0, 0],
      [0, 10, 0],
      [0, 10, 5],
      [0, 0, 0],
    ]
    const { geometries, findings } = await read(31, {
      parts: [outer, hole, wall, other, pond],
      kinds: [2, 3, 2, 4, 5],
    })
    expect(geometries).toEqual([
      {
        type: 'MultiPolygon',
        coordinates: [
          [reversed(outer), square(2, 2, 2)],
          [reversed(other), reversed(pond)],
        ],
      },
    ])
    expect(findings.map(({ code, got }) => [code, got])).toEqual([
      ['SHP_PART_DROPPED', '1'],
      ['GEOM_Z_DROPPED', '1'],
    ])
  })

  it.each([0, 1])(
    'a MultiPatch with triangles of kind %i keeps its record, without a geometry',
    async (kind) => {
      const roof = { parts: [square(0, 0, 1), square(3, 0, 1)], kinds: [2, kind] }
      const { geometries, findings } = await read(31, roof, { parts: [square(0, 0, 1)], kinds: [2] }, null)
      expect(geometries).toEqual([null, { type: 'Polygon', coordinates: [reversed(square(0, 0, 1))] }, null])
      expect(findings[0]).toMatchObject({ code: 'GEOM_UNREADABLE', record: 1, got: 'MultiPatch' })
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -Number.MAX_VALUE])(
    'a coordinate that is %d leaves its record without a geometry, and is reported',
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
      const { geometries, findings } = await read(5, good, bad, good)
      expect(geometries.map((geometry) => geometry?.type ?? null)).toEqual(['Polygon', null, 'Polygon'])
      expect(findings).toMatchObject([{ code: 'GEOM_UNREADABLE', record: 2 }])
      expect((await read(1, { point: [value, value] })).geometries).toEqual([null])
      expect((await read(8, { points: [[0, value]] })).geometries).toEqual([null])
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
