import fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import type { Geometry, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { crsFromCode, fromLonLat, mapPositions } from '../../pipeline/geo/crs.ts'
import { PlanarShape, segmentToSegment } from '../../pipeline/geo/distance.ts'
import { box, polygon } from '../support/shapes.ts'

const shape = (geometry: Geometry) => new PlanarShape(geometry)
const at = (x: number, y: number) => shape({ type: 'Point', coordinates: [x, y] })

/** Least distance between points of two polylines sampled finely: never below the true one, above by a step at most. */
function sampled(one: Position[], other: Position[], steps: number): number {
  const samples = (line: Position[]) =>
    line.slice(1).flatMap((b, i) => {
      const a = line[i]!
      return Array.from({ length: steps + 1 }, (_, k) => [
        a[0]! + ((b[0]! - a[0]!) * k) / steps,
        a[1]! + ((b[1]! - a[1]!) * k) / steps,
      ])
    })
  let best = Infinity
  for (const p of samples(one))
    for (const q of samples(other)) best = Math.min(best, Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!))
  return best
}

describe('the distance from a polygon', () => {
  const square = shape(polygon(box(0, 0, 100, 100)))
  const holed = shape(polygon(box(0, 0, 100, 100), [...box(20, 20, 80, 80)].reverse()))
  const parted = shape({ type: 'MultiPolygon', coordinates: [[box(0, 0, 10, 10)], [box(200, 0, 210, 10)]] })

  it('is 0 inside and on the border', () => {
    for (const [x, y] of [
      [50, 50],
      [0, 0],
      [100, 100],
      [100, 40],
      [30, 100],
    ] as const)
      expect(square.toShape(at(x, y))).toBe(0)
  })

  it('is taken to the nearest edge or corner outside', () => {
    expect(square.toShape(at(110, 50))).toBe(10)
    expect(square.toShape(at(103, 104))).toBe(5)
  })

  it('in a hole is that to the border of the hole', () => {
    expect(holed.toShape(at(50, 30))).toBe(10)
  })

  it('of several parts is that to the nearest', () => {
    expect(parted.toShape(at(195, 5))).toBe(5)
    expect(parted.toShape(at(205, 5))).toBe(0)
  })

  it('to a line that runs through it, or a polygon around it, is 0', () => {
    expect(
      square.toShape(
        shape({
          type: 'LineString',
          coordinates: [
            [-50, 50],
            [150, 50],
          ],
        }),
      ),
    ).toBe(0)
    const around = shape(polygon(box(-10, -10, 300, 300)))
    expect([square.toShape(around), around.toShape(square)]).toEqual([0, 0])
  })

  it('is the same either way', () => {
    const far = shape(polygon(box(130, 140, 150, 160)))
    expect(square.toShape(far)).toBe(50)
    expect(far.toShape(square)).toBe(50)
  })
})

describe('two segments', () => {
  const place = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }))
  it('are as far apart as their points, for any four ends', () => {
    const steps = 24
    fc.assert(
      fc.property(place, place, place, place, (a, b, c, d) => {
        const { distance_m, t } = segmentToSegment(...a, ...b, ...c, ...d)
        const near = sampled([a, b], [c, d], steps)
        const step = (Math.hypot(b[0] - a[0], b[1] - a[1]) + Math.hypot(d[0] - c[0], d[1] - c[1])) / steps / 2
        expect(distance_m).toBeLessThanOrEqual(near + 1e-9)
        expect(distance_m).toBeGreaterThanOrEqual(near - step - 1e-9)
        const [x, y] = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
        expect(segmentToSegment(x, y, x, y, ...c, ...d).distance_m).toBeCloseTo(distance_m, 6)
      }),
      { numRuns: 300 },
    )
  })
})

describe('metres in the UTM plane', () => {
  it('differ from the ellipsoid by the scale of the projection: at most 0.1 %', () => {
    const project = fromLonLat(crsFromCode('EPSG:32648'))
    let worst = 0
    for (const lon of [102.01, 103.5, 104.46, 105, 107.99]) {
      for (const lat of [-10.9, -6, -0.5, 0.93, 5.9]) {
        for (const [east, north] of [
          [0.005, 0],
          [0, 0.005],
          [0.01, 0.02],
        ] as const) {
          const [from, to] = [
            [lon, lat],
            [lon + east, lat + north],
          ] as const
          const [a, b] = [from, to].map((p) =>
            shape(mapPositions({ type: 'Point', coordinates: [...p] }, project)),
          )
          const truth = geographiclib.Geodesic.WGS84.Inverse(from[1], from[0], to[1], to[0]).s12!
          worst = Math.max(worst, Math.abs(a!.toShape(b!) / truth - 1))
        }
      }
    }
    expect(worst).toBeGreaterThan(0.0003)
    expect(worst).toBeLessThan(0.001)
  })
})

describe('what has no distance', () => {
  it('is refused', () => {
    for (const empty of [
      { type: 'Point', coordinates: [] },
      { type: 'LineString', coordinates: [] },
      { type: 'MultiPolygon', coordinates: [] },
      { type: 'GeometryCollection', geometries: [] },
    ] as Geometry[])
      expect(() => shape(empty), empty.type).toThrow('without positions')
    expect(() =>
      shape({
        type: 'LineString',
        coordinates: [
          [0, 0],
          [0, Number.NaN],
        ],
      }),
    ).toThrow('not finite: got NaN')
  })
})
