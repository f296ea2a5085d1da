import type { MultiPolygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Geodesic } from '../../pipeline/geo/area.ts'
import { areaM2Bulk, ringAreaM2Bulk } from '../../pipeline/geo/area-bulk.ts'
import { evenNumbers, randomPolygon, SHAPES } from '../support/random-polygons.ts'
import { box, polygon } from '../support/shapes.ts'

const relative = (got: number, expected: number): number => Math.abs(got / expected - 1)

const A_M = 6378137
const E2 = (2 - 1 / 298.257223563) / 298.257223563

type Vector = [number, number, number]

/** Geocentric metres of a place on the ellipsoid, and the unit vectors east and north there. */
function placeOf([lon, lat]: Position): { at: Vector; east: Vector; north: Vector } {
  const [sl, cl] = [Math.sin((lon! * Math.PI) / 180), Math.cos((lon! * Math.PI) / 180)]
  const [sp, cp] = [Math.sin((lat! * Math.PI) / 180), Math.cos((lat! * Math.PI) / 180)]
  const n = A_M / Math.sqrt(1 - E2 * sp ** 2)
  return {
    at: [n * cp * cl, n * cp * sl, n * (1 - E2) * sp],
    east: [-sl, cl, 0],
    north: [-sp * cl, -sp * sl, cp],
  }
}

/**
 * Shoelace on the plane that touches the ellipsoid at the first vertex: the ground is flat to the square of size by
 * radius of the earth, 1e-9 over 300 m. It shares nothing with the kernel.
 */
function touchingPlaneM2(ring: Position[]): number {
  const { at: origin, east, north } = placeOf(ring[0]!)
  const plane = ring.map((position) => {
    const { at } = placeOf(position)
    const along = (axis: Vector) => axis.reduce((sum, unit, i) => sum + unit * (at[i]! - origin[i]!), 0)
    return [along(east), along(north)] as [number, number]
  })
  let twice = 0
  for (let i = 1; i < plane.length; i++)
    twice += plane[i - 1]![0] * plane[i]![1] - plane[i]![0] * plane[i - 1]![1]
  return Math.abs(twice) / 2
}

describe('areaM2Bulk', () => {
  it('keeps the digits of 100 to 10 000 m2, where GeographicLib rounds', () => {
    const next = evenNumbers(11)
    let worst = 0
    let worstOfGeographicLib = 0
    for (let i = 0; i < 4000; i++) {
      const [ring] = randomPolygon(SHAPES[i % 3]!, 1e2 * 1e2 ** next(), next).coordinates
      const plane_m2 = touchingPlaneM2(ring!)
      worst = Math.max(worst, relative(areaM2Bulk(polygon(ring!)), plane_m2))
      worstOfGeographicLib = Math.max(
        worstOfGeographicLib,
        relative(areaM2Geodesic(polygon(ring!)), plane_m2),
      )
    }
    console.log(
      `area of 0.01 to 1 ha against the touching plane: bulk ${worst.toExponential(1)}, GeographicLib ${worstOfGeographicLib.toExponential(1)}`,
    )
    expect(worst).toBeLessThan(1e-8)
  })

  it('stays within its stated error on triangles of any form with edges of 1 to 350 km, to 60 degrees of latitude', () => {
    const next = evenNumbers(12)
    for (let i = 0; i < 6000; i++) {
      const lat = -57 + 114 * next()
      const lon = 95 + 46 * next()
      const corner = (): Position => {
        const length = 0.01 + 3 * next() ** 2
        const angle = 2 * Math.PI * next()
        return [
          lon + (length * Math.cos(angle)) / Math.cos((lat * Math.PI) / 180),
          lat + length * Math.sin(angle),
        ]
      }
      const ring = [[lon, lat], corner(), corner(), [lon, lat]]
      const expected_m2 = areaM2Geodesic(polygon(ring))
      expect(Math.abs(areaM2Bulk(polygon(ring)) - expected_m2), JSON.stringify(ring)).toBeLessThanOrEqual(
        1e-9 * expected_m2 + 0.01,
      )
    }
  })

  it('is as right on slivers: 300 km by a metre', () => {
    for (const lat of [-8, -0.01, 0, 5]) {
      const sliver = polygon([
        [105, lat],
        [107.7, lat + 0.3],
        [107.7, lat + 0.30001],
        [105, lat],
      ])
      expect(Math.abs(areaM2Bulk(sliver) - areaM2Geodesic(sliver))).toBeLessThan(1e-2)
    }
  })

  it.each([
    ['across the equator', box(109.3, -0.05, 109.4, 0.03)],
    ['with a side on the equator', box(109.3, 0, 109.4, 0.03)],
    [
      'from its first vertex on the equator',
      [
        [109.3, 0],
        [109.4, -0.1],
        [109.5, 0],
        [109.4, 0.1],
        [109.3, 0],
      ],
    ],
    ['in the west of Aceh', box(95, 5.5, 95.1, 5.6)],
    ['in the east of Papua', box(140.9, -8.1, 141, -8)],
    ['on the edge of two UTM zones', box(107.95, -6.2, 108.05, -6.1)],
    [
      'across the antimeridian',
      [
        [179.9, -9],
        [180.1, -9],
        [180.1, -8.9],
        [179.9, -8.9],
        [179.9, -9],
      ],
    ],
    ['taller than the series', box(110, -8, 110.1, -3)],
    ['wider than the series', box(105, -7, 112, -6.9)],
    ['as large as a country', box(95, -11, 141, 6)],
    ['beyond the tried latitudes', box(10, 70, 10.1, 70.1)],
  ])('is right %s', (_, ring) => {
    expect(relative(areaM2Bulk(polygon(ring)), areaM2Geodesic(polygon(ring)))).toBeLessThan(1e-9)
  })

  it('is right taller than the series where every edge is short', () => {
    const side = (lon: number): Position[] =>
      Array.from({ length: 2001 }, (_, i): Position => [lon, -30 + i / 50])
    const ring = [...side(110), ...side(110.1).reverse(), [110, -30]]
    expect(relative(areaM2Bulk(polygon(ring)), areaM2Geodesic(polygon(ring)))).toBeLessThan(1e-10)
  })

  it('takes holes out, whichever way they run, and adds parts', () => {
    const shell = box(104.4, 0.9, 104.5, 1)
    const hole = box(104.42, 0.92, 104.44, 0.94)
    const away = box(105, -0.01, 105.01, 0.01)
    const expected_m2 = areaM2Bulk(polygon(shell)) - areaM2Bulk(polygon(hole))
    for (const ring of [hole, hole.toReversed()])
      expect(areaM2Bulk(polygon(shell, ring))).toBeCloseTo(expected_m2, 6)
    const parts: MultiPolygon = { type: 'MultiPolygon', coordinates: [[shell, hole], [away]] }
    expect(areaM2Bulk(parts)).toBeCloseTo(expected_m2 + areaM2Bulk(polygon(away)), 6)
    expect(areaM2Bulk({ type: 'GeometryCollection', geometries: [parts] })).toBe(areaM2Bulk(parts))
  })

  it('does not depend on winding, starting vertex, closing or repeated vertices', () => {
    const next = evenNumbers(13)
    for (let i = 0; i < 400; i++) {
      const [ring] = randomPolygon(SHAPES[i % SHAPES.length]!, 1e2 * 1e8 ** next(), next).coordinates
      const expected_m2 = areaM2Bulk(polygon(ring!))
      const open = ring!.slice(1)
      const turned = [...open.slice(2), ...open.slice(0, 2)]
      const same = [ring!.toReversed(), open, turned, [...turned, turned[0]!], open.flatMap((at) => [at, at])]
      for (const one of same) expect(relative(areaM2Bulk(polygon(one)), expected_m2)).toBeLessThan(1e-9)
    }
  })

  it('is zero for what has no ground, and no number where a coordinate is none', () => {
    expect(areaM2Bulk({ type: 'Point', coordinates: [104, 1] })).toBe(0)
    expect(areaM2Bulk({ type: 'LineString', coordinates: box(104, 1, 105, 2) })).toBe(0)
    expect(areaM2Bulk(polygon())).toBe(0)
    expect(areaM2Bulk(polygon([]))).toBe(0)
    expect(
      areaM2Bulk(
        polygon([
          [104, 1],
          [105, 1],
        ]),
      ),
    ).toBe(0)
    expect(
      areaM2Bulk(
        polygon([
          [104, 1],
          [104, 1],
          [104, 1],
          [104, 1],
        ]),
      ),
    ).toBe(0)
    expect(
      areaM2Bulk(
        polygon([
          [104, 1],
          [105, 2],
          [104, 1],
        ]),
      ),
    ).toBe(0)
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(
        areaM2Bulk(
          polygon([
            [104, 1],
            [wrong, 1],
            [104, 2],
            [104, 1],
          ]),
        ),
      ).toBeNaN()
      expect(
        areaM2Bulk(
          polygon([
            [104, wrong],
            [105, 1],
            [104, 2],
            [104, wrong],
          ]),
        ),
      ).toBeNaN()
    }
  })

  it('reads a ring out of a longer row of positions, and rings longer than its buffer', () => {
    const ring = box(104.4, 0.9, 104.5, 1)
    const row = new Float64Array([[0, 0], ...ring, [1, 1]].flat())
    expect(ringAreaM2Bulk(row, 1, ring.length)).toBe(areaM2Bulk(polygon(ring)))
    const many = Array.from({ length: 5000 }, (_, i): Position => {
      const angle = (2 * Math.PI * i) / 5000
      return [110 + Math.cos(angle) / 10, -7 + Math.sin(angle) / 10]
    })
    expect(relative(areaM2Bulk(polygon(many)), areaM2Geodesic(polygon(many)))).toBeLessThan(1e-9)
  })
})
