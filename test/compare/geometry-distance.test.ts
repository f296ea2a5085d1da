import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TilePoint } from '../../pipeline/archive/index.ts'
import { FeatureTable, SEEN } from '../../pipeline/compare/feature-table.ts'
import { greatestDistance } from '../../pipeline/compare/geometry-distance.ts'

const chain = fc.array(fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -80, max: 80 })), {
  minLength: 1,
  maxLength: 12,
})

/** Plainly, as it is defined: every vertex against every stretch, at 1/200 of its length. */
function plainly(a: TilePoint[], b: TilePoint[]): number {
  let greatest = 0
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const [x, y] of from) {
      let nearest = Number.POSITIVE_INFINITY
      to.forEach(([x2, y2], i) => {
        const [x1, y1] = to[Math.max(i - 1, 0)]!
        for (let step = 0; step <= 200; step++) {
          const px = x1 + ((x2 - x1) * step) / 200
          const py = y1 + ((y2 - y1) * step) / 200
          nearest = Math.min(nearest, Math.sqrt((x - px) ** 2 + (y - py) ** 2))
        }
      })
      greatest = Math.max(greatest, nearest)
    }
  }
  return greatest
}

describe('the distance between drawings', () => {
  it('is what its definition says', () => {
    fc.assert(
      fc.property(chain, chain, (a, b) => {
        const found = greatestDistance({ type: 2, chains: [a] }, { type: 2, chains: [b] })
        expect(Math.abs(found - plainly(a, b))).toBeLessThan(1.2)
      }),
      { numRuns: 60 },
    )
  })

  it('is exact on shapes that can be reckoned by hand', () => {
    const line: TilePoint[] = [
      [0, 0],
      [100, 0],
    ]
    const bent: TilePoint[] = [
      [0, 0],
      [50, 7],
      [100, 0],
    ]
    expect(greatestDistance({ type: 2, chains: [line] }, { type: 2, chains: [bent] })).toBe(7)
    const dots = { type: 1, chains: [[[0, 0] as TilePoint], [[100, 0] as TilePoint]] }
    expect(greatestDistance(dots, { type: 1, chains: [[[50, 0]]] })).toBe(50)
    expect(greatestDistance(dots, dots)).toBe(0)
  })
})

describe('the table of features', () => {
  it('keeps what was seen of each, ids beyond 2^32 and 0 included, while it grows', () => {
    const table = new FeatureTable()
    const id = (i: number) => (i % 2 === 0 ? i : i * 2 ** 33)
    for (let i = 0; i < 5000; i++) expect(table.see(id(i), SEEN.onlyA)).toBe(0)
    for (let i = 0; i < 5000; i += 5) expect(table.see(id(i), SEEN.onlyB)).toBe(SEEN.onlyA)
    table.moved(id(3), 4, 17)
    table.moved(id(3), 9, 21)
    table.moved(id(3), 9, 25)
    expect([table.count, table.has(id(4999)), table.has(5001)]).toEqual([5000, true, false])
    const both: number[] = []
    table.each((found, seen, distance, tileId) => {
      if (seen & SEEN.onlyB) both.push(found)
      if (found === id(3)) expect([seen & SEEN.geometry, distance, tileId]).toEqual([SEEN.geometry, 9, 21])
    })
    expect(both.length).toBe(1000)
  })
})
