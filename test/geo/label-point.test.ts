import fc from 'fast-check'
import type { MultiPolygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { labelPoint } from '../../pipeline/geo/label-point.ts'
import { positionInRings } from '../../pipeline/geo/locate-exact.ts'
import { box, polygon } from '../support/shapes.ts'

const inside = (rings: Position[][], point: [number, number] | null): boolean =>
  point !== null && positionInRings(rings, point[0], point[1]) === 'inside'

describe('labelPoint', () => {
  it('is the middle of a square', () => {
    const [lon, lat] = labelPoint(polygon(box(104, 0, 104.01, 0.01)))!
    expect(lon).toBeCloseTo(104.005, 6)
    expect(lat).toBeCloseTo(0.005, 6)
  })

  it('stays in the arm of a C whose centroid is outside, far from the border', () => {
    const rings = [
      [
        [0, 0],
        [10, 0],
        [10, 2],
        [2, 2],
        [2, 8],
        [10, 8],
        [10, 10],
        [0, 10],
        [0, 0],
      ],
    ]
    const point = labelPoint(polygon(...rings))
    expect(inside(rings, point)).toBe(true)
    const [x, y] = point!
    const toNearest = Math.min(x, y, 10 - y, 10 - x)
    expect(toNearest).toBeGreaterThan(0.9)
  })

  it('goes around a hole in the middle', () => {
    const rings = [box(0, 0, 10, 10), box(1, 1, 9, 9)]
    expect(inside(rings, labelPoint(polygon(...rings)))).toBe(true)
  })

  it('takes the part with the most ground, not the widest box', () => {
    const ring = box(0, 0, 10, 10)
    const geometry: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[ring, box(0.1, 0.1, 9.9, 9.9)], [box(20, 0, 25, 5)]],
    }
    expect(labelPoint(geometry)![0]).toBeCloseTo(22.5, 6)
  })

  it('finds the inside of slivers a degree long and a nanodegree thin, upright, flat and slanted', () => {
    for (const ring of [
      box(104, 1, 104.000000001, 2),
      box(104, 1, 105, 1.000000001),
      [
        [104, 1],
        [105, 2],
        [105, 2.000000001],
        [104, 1],
      ],
    ]) {
      expect(inside([ring], labelPoint(polygon(ring)))).toBe(true)
    }
  })

  it('is null where there is no inside', () => {
    expect(labelPoint(polygon())).toBeNull()
    expect(labelPoint(polygon([]))).toBeNull()
    expect(
      labelPoint(
        polygon([
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ]),
      ),
    ).toBeNull()
    expect(
      labelPoint(
        polygon([
          [3, 3],
          [3, 3],
          [3, 3],
          [3, 3],
        ]),
      ),
    ).toBeNull()
    expect(labelPoint({ type: 'MultiPolygon', coordinates: [] })).toBeNull()
  })

  it('is strictly inside every star, whatever its spikes, and the same on every call', () => {
    const star = fc
      .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 })
      .map((radii) => {
        const ring: Position[] = radii.map((radius, i) => {
          const angle = (2 * Math.PI * i) / radii.length
          return [104 + 0.01 * radius * Math.cos(angle), 0.9 + 0.01 * radius * Math.sin(angle)]
        })
        return [...ring, ring[0]!]
      })
    fc.assert(
      fc.property(star, (ring) => {
        const point = labelPoint(polygon(ring))
        expect(inside([ring], point)).toBe(true)
        expect(labelPoint(polygon(ring))).toEqual(point)
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})
