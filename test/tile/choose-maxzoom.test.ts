import { describe, expect, it } from 'vitest'
import { chooseMaxzoom } from '../../pipeline/tile/choose-maxzoom.ts'

const NONE = { edges: [], points: [], hasMorePoints: false }
/** A pixel of zoom z: a 256th of a tile. */
const pixel = (zoom: number): number => 2 ** -zoom / 256

describe('the deepest zoom chosen from the data', () => {
  it('is the lowest at which half of the vertices lie a pixel apart', () => {
    expect(chooseMaxzoom({ ...NONE, edges: [pixel(9), pixel(9), pixel(2)] })).toMatchObject({
      zoom: 9,
      why: 'vertices',
    })
    expect(chooseMaxzoom({ ...NONE, edges: [pixel(9) * 0.99] }).zoom).toBe(10)
    expect(chooseMaxzoom({ ...NONE, edges: [pixel(9) * 1.01] }).zoom).toBe(9)
  })

  it('is 14 at most, and 14 where nothing can be measured or not all was looked at', () => {
    expect(chooseMaxzoom({ ...NONE, edges: [pixel(19)] }).zoom).toBe(14)
    expect(chooseMaxzoom({ ...NONE, points: [0.5, 0.5] })).toEqual({
      zoom: 14,
      spacing_m: null,
      why: 'nothing',
    })
    expect(chooseMaxzoom({ edges: [], points: [0.1, 0.1, 0.9, 0.9], hasMorePoints: true })).toMatchObject({
      zoom: 14,
      why: 'many_points',
    })
  })

  it('is 0 where vertices lie continents apart', () => {
    expect(chooseMaxzoom({ ...NONE, edges: [0.5] }).zoom).toBe(0)
  })

  it('takes the nearest point in any direction, and points at one place once', () => {
    const d = pixel(8)
    // In the order of x every other point is far away.
    const points = [0.5, 0.1, 0.5 + d / 8, 0.9, 0.5 + d / 4, 0.1 + d, 0.5 + (3 * d) / 8, 0.9 + d, 0.5, 0.1]
    const { zoom, why, spacing_m } = chooseMaxzoom({ ...NONE, points })
    expect({ zoom, why }).toEqual({ zoom: 8, why: 'points' })
    expect(spacing_m).toBeCloseTo(Math.sqrt(1 + 1 / 16) * d * 40_075_016.686, 3)
  })
})
