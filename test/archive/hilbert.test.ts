import fc from 'fast-check'
import { tileIdToZxy, zxyToTileId } from 'pmtiles'
import { describe, expect, it } from 'vitest'
import { firstTileId, MAX_ZOOM, tileIdOf, zoomOf, zxyOf } from '../../pipeline/archive/index.ts'

const tile = fc
  .integer({ min: 0, max: MAX_ZOOM })
  .chain((z) =>
    fc.tuple(
      fc.constant(z),
      fc.integer({ min: 0, max: 2 ** z - 1 }),
      fc.integer({ min: 0, max: 2 ** z - 1 }),
    ),
  )

describe('Hilbert tile ids', () => {
  it('follow the examples of the specification', () => {
    expect(tileIdOf(0, 0, 0)).toBe(0)
    expect([tileIdOf(1, 0, 0), tileIdOf(1, 0, 1), tileIdOf(1, 1, 1), tileIdOf(1, 1, 0)]).toEqual([1, 2, 3, 4])
    expect(tileIdOf(12, 3423, 1763)).toBe(19078479)
  })

  it('come back as the same tile, on all zooms', () => {
    fc.assert(
      fc.property(tile, ([z, x, y]) => {
        const id = tileIdOf(z, x, y)
        expect(zxyOf(id)).toEqual([z, x, y])
        expect(zoomOf(id)).toBe(z)
      }),
      { numRuns: 500 },
    )
  })

  it('are those of the reference reader', () => {
    fc.assert(
      fc.property(tile, ([z, x, y]) => {
        const id = tileIdOf(z, x, y)
        expect(id).toBe(zxyToTileId(z, x, y))
        expect(zxyOf(id)).toEqual(tileIdToZxy(id))
      }),
      { numRuns: 300 },
    )
  })

  it('walk from neighbour to neighbour within a zoom', () => {
    for (let id = firstTileId(5) + 1; id < firstTileId(6); id++) {
      const [, ax, ay] = zxyOf(id - 1)
      const [, bx, by] = zxyOf(id)
      expect(Math.abs(ax - bx) + Math.abs(ay - by)).toBe(1)
    }
  })

  it('refuse what is no tile', () => {
    for (const [z, x, y] of [
      [-1, 0, 0],
      [0, 1, 0],
      [3, 0, 8],
      [3, -1, 0],
      [3, 1.5, 0],
      [27, 0, 0],
    ] as const) {
      expect(() => tileIdOf(z, x, y)).toThrow(RangeError)
    }
    for (const id of [-1, 0.5, Number.NaN, firstTileId(27)]) expect(() => zxyOf(id)).toThrow(RangeError)
  })
})
