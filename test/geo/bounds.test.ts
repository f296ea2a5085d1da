import { describe, expect, it } from 'vitest'
import {
  boundsMeet,
  boundsOf,
  boundsOfAll,
  centreOf,
  inBounds,
  mergeBounds,
} from '../../pipeline/geo/bounds.ts'

describe('boundsOf', () => {
  it('holds every position of every kind of geometry', () => {
    expect(boundsOf({ type: 'Point', coordinates: [104, -1, 7] })).toEqual([104, -1, 104, -1])
    expect(
      boundsOf({
        type: 'MultiPoint',
        coordinates: [
          [104, -1],
          [103, 2],
        ],
      }),
    ).toEqual([103, -1, 104, 2])
    expect(
      boundsOf({
        type: 'LineString',
        coordinates: [
          [1, 2],
          [0, 5],
        ],
      }),
    ).toEqual([0, 2, 1, 5])
    expect(boundsOf({ type: 'MultiLineString', coordinates: [[[1, 2]], [[0, 5]]] })).toEqual([0, 2, 1, 5])
    expect(boundsOf({ type: 'MultiPolygon', coordinates: [[[[1, 2]]], [[[0, 5]]]] })).toEqual([0, 2, 1, 5])
    expect(
      boundsOf({
        type: 'GeometryCollection',
        geometries: [
          { type: 'Point', coordinates: [9, 9] },
          { type: 'Polygon', coordinates: [[[1, 2]], [[0, 5]]] },
        ],
      }),
    ).toEqual([0, 2, 9, 9])
  })

  it('is null for nothing, and passes NaN over', () => {
    expect(boundsOf(null)).toBeNull()
    expect(boundsOf({ type: 'Point', coordinates: [] })).toBeNull()
    expect(boundsOf({ type: 'Polygon', coordinates: [] })).toBeNull()
    expect(boundsOf({ type: 'Point', coordinates: [Number.NaN, 1] })).toBeNull()
    expect(
      boundsOf({
        type: 'LineString',
        coordinates: [
          [Number.NaN, 1],
          [2, 3],
        ],
      }),
    ).toEqual([2, 3, 2, 3])
  })
})

describe('boxes', () => {
  it('merge, null standing for nothing, without changing what they merge', () => {
    const box: [number, number, number, number] = [0, 0, 1, 1]
    expect(mergeBounds(box, [-1, 0.5, 0.5, 3])).toEqual([-1, 0, 1, 3])
    expect(mergeBounds(null, box)).toEqual(box)
    expect(mergeBounds(null, box)).not.toBe(box)
    expect(mergeBounds(box, null)).not.toBe(box)
    expect(mergeBounds(null, null)).toBeNull()
    expect(
      boundsOfAll([null, { type: 'Point', coordinates: [3, 4] }, { type: 'Point', coordinates: [1, 9] }]),
    ).toEqual([1, 4, 3, 9])
    expect(boundsOfAll([])).toBeNull()
  })

  it('meet where they touch, not beyond', () => {
    expect(boundsMeet([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true)
    expect(boundsMeet([0, 0, 1, 1], [1.1, 0, 2, 1])).toBe(false)
    expect(boundsMeet([0, 0, 1, 1], [0, -2, 1, -1])).toBe(false)
  })

  it('hold their border, and nothing that is not a number', () => {
    expect(inBounds([0, 0, 1, 1], 1, 0)).toBe(true)
    expect(inBounds([0, 0, 1, 1], 1.1, 0)).toBe(false)
    expect(inBounds([0, 0, 1, 1], Number.NaN, 0)).toBe(false)
    expect(centreOf([0, 2, 4, 3])).toEqual([2, 2.5])
  })
})
