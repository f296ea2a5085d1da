import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ringArea, type TilePoint } from '../../../pipeline/archive/index.ts'
import { cleanLine, cleanRing, minimalLine, minimalSquare, orient, thicken } from './rings.ts'

const coordinate = fc.integer({ min: -3, max: 6 })
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 14 })

function turnsBack(ring: TilePoint[]): boolean {
  return ring.some((b, i) => {
    const a = ring.at(i - 1)!
    const c = ring[(i + 1) % ring.length]!
    const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]]
    return (vx === 0 && vy === 0) || (ux * vy === uy * vx && ux * vx + uy * vy < 0)
  })
}

describe('cleanRing', () => {
  it('leaves no repeated point and no spike, at the seam neither, and changes no area', () => {
    fc.assert(
      fc.property(points, (ring) => {
        const clean = cleanRing([...ring, ring[0]!])
        expect(turnsBack(clean)).toBe(false)
        expect(ringArea(clean)).toBe(ringArea(ring))
        expect(clean.length === 0 || clean.length >= 3).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('cuts a spike off wherever the ring starts', () => {
    const spiked: TilePoint[] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
      [0, 0],
      [-5, 0],
    ]
    for (let start = 0; start < spiked.length; start++) {
      const clean = cleanRing([...spiked.slice(start), ...spiked.slice(0, start)])
      expect(clean).toHaveLength(4)
      expect(ringArea(clean)).toBe(16)
    }
  })

  it('gives nothing for what is flat', () => {
    expect(cleanRing([[1, 1]])).toEqual([])
    expect(
      cleanRing([
        [0, 0],
        [3, 3],
        [9, 9],
        [0, 0],
      ]),
    ).toEqual([])
  })
})

describe('stand-ins for what is too small', () => {
  it('have area, lie where the points lie and are wound as exteriors', () => {
    fc.assert(
      fc.property(points, (flat) => {
        const ring = thicken(flat, 4096)
        expect(ringArea(ring)).toBeGreaterThan(0)
        for (const [x, y] of ring) {
          expect(x >= Math.min(...flat.map((p) => p[0])) - 1).toBe(true)
          expect(x <= Math.max(...flat.map((p) => p[0]), 0) + 2).toBe(true)
          expect(y >= Math.min(...flat.map((p) => p[1])) - 1).toBe(true)
          expect(y <= Math.max(...flat.map((p) => p[1]), 0) + 2.5).toBe(true)
        }
      }),
    )
  })

  it('stay within the tile at its corners', () => {
    for (const [x, y] of [
      [0, 0],
      [4096, 4096],
      [4096, 0],
    ] as const) {
      const square = minimalSquare(x, y, 4096)
      expect(ringArea(square)).toBe(4)
      for (const value of [...square, ...minimalLine(x, y, 4096)].flat()) {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(4096)
      }
    }
  })
})

describe('cleanLine and orient', () => {
  it('drop repeated points, and turn a ring only when its sign is wrong', () => {
    expect(
      cleanLine([
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ]),
    ).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ])
    const square = minimalSquare(9, 9, 4096)
    expect(orient(square, 1)).toBe(square)
    expect(ringArea(orient(square, -1))).toBe(-4)
  })
})
