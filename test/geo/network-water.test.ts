import { describe, expect, it } from 'vitest'
import { WaterBarrier } from '../../pipeline/geo/network-water.ts'
import { box, polygon } from '../support/shapes.ts'

const STEP_M = 3
const bars = (from: [number, number], to: [number, number], ...water: ReturnType<typeof polygon>[]) =>
  new WaterBarrier(water, STEP_M).bars(from, to)

describe('water in the way of a walk', () => {
  const river = polygon(box(0, 10, 100, 40))

  it('bars the walk from bank to bank, and not the one along it', () => {
    expect(bars([50, 0], [50, 50], river)).toBe(true)
    expect(bars([50, 10], [50, 40], river)).toBe(true)
    expect(bars([0, 5], [100, 5], river)).toBe(false)
    expect(bars([0, 10], [100, 10], river)).toBe(false)
  })

  it('bars the walk into it', () => {
    expect(bars([50, 0], [50, 30], river)).toBe(true)
  })

  it('is left by what stands over it, once', () => {
    expect(bars([50, 25], [50, 50], river)).toBe(false)
    expect(bars([10, 20], [90, 30], river)).toBe(false)
    expect(bars([50, 25], [50, 100], river, polygon(box(0, 60, 100, 90)))).toBe(true)
    expect(bars([50, 11], [50, 50], river)).toBe(true)
  })

  it('is one body over the border of its polygons', () => {
    const halves = [polygon(box(0, 10, 100, 25)), polygon(box(0, 25, 100, 40))]
    expect(bars([50, 25], [50, 50], ...halves)).toBe(false)
    expect(bars([50, 0], [50, 50], ...halves)).toBe(true)
  })

  it('is stepped over where it is a ditch, and an island in it is dry', () => {
    expect(bars([50, 0], [50, 50], polygon(box(0, 10, 100, 12)))).toBe(false)
    const ring = polygon(box(0, 0, 100, 100), [...box(10, 10, 90, 90)].reverse())
    expect(bars([20, 50], [80, 50], ring)).toBe(false)
    expect(bars([20, 50], [150, 50], ring)).toBe(true)
  })

  it('bars nothing where there is none, or only empty polygons', () => {
    expect(bars([0, 0], [9, 9])).toBe(false)
    expect(bars([0, 0], [9, 9], polygon())).toBe(false)
  })

  it('is refused with a coordinate that is not finite', () => {
    expect(
      () =>
        new WaterBarrier(
          [
            polygon([
              [0, 0],
              [Number.NaN, 1],
              [1, 1],
              [0, 0],
            ]),
          ],
          STEP_M,
        ),
    ).toThrow(RangeError)
  })
})
