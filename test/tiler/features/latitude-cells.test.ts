import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fastGridY } from '../../../pipeline/tiler/features/latitude-cells.ts'
import { gridY } from '../../../pipeline/tiler/grid.ts'

describe('latitudes to the grid without the logarithm', () => {
  it('gives the place that the logarithm gives, everywhere', () => {
    let different = 0
    for (let i = 0, lat = -90; i < 200_000; i++, lat = -90 + ((i * 0.6180339887498949) % 1) * 180)
      if (fastGridY(lat) !== gridY(lat)) different++
    expect(different).toBe(0)
  })

  it('gives it at both ends of the cells, at the poles and next to a border between places', () => {
    let different = 0
    for (let half = -90 * 128; half <= 90 * 128; half++) {
      const lat = half / 128
      for (const near of [lat, lat - 1e-9, lat + 1e-9])
        if (Math.abs(near) <= 90 && fastGridY(near) !== gridY(near)) different++
    }
    expect(different).toBe(0)
    // Halve towards the border between two places until the doubles end.
    let south = 0.9
    let north = 0.9000001
    while (gridY(north) === gridY(south)) north += 1e-8
    for (let i = 0; i < 60; i++) {
      const middle = (south + north) / 2
      expect(fastGridY(middle)).toBe(gridY(middle))
      if (gridY(middle) === gridY(south)) south = middle
      else north = middle
    }
  })

  it('gives it for any double', () => {
    fc.assert(
      fc.property(fc.double({ min: -90, max: 90, noNaN: true }), (lat) => fastGridY(lat) === gridY(lat)),
      { numRuns: 20_000 },
    )
  })
})
