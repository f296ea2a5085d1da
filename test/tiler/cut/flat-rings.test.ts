import { describe, expect, it } from 'vitest'
import { ChainSet } from '../../../pipeline/tiler/cut/chain-set.ts'
import { isFlat } from '../../../pipeline/tiler/cut/flat-rings.ts'
import { type Place, randomBy } from '../points/chunks.ts'

function ringOf(places: readonly Place[]): ChainSet {
  const set = new ChainSet()
  set.reserve(places.length)
  set.positions.set(places.flat())
  set.count = places.length
  return set
}

const HALF = 2 ** 31

describe('rings that are flat', () => {
  it('lie on one line: points, lines there and back, and nothing else', () => {
    expect(isFlat(ringOf([[3, 4]]))).toBe(true)
    expect(isFlat(ringOf([[3, 4], [7, 9]]))).toBe(true) // biome-ignore format: short
    expect(isFlat(ringOf([[0, 0], [6, 9], [2, 3], [4, 6], [-2, -3]]))).toBe(true) // biome-ignore format: short
    expect(isFlat(ringOf([[0, 0], [6, 9], [2, 3], [4, 7]]))).toBe(false) // biome-ignore format: short
  })

  it('go forth and back on more lines than one, over their first position too', () => {
    expect(isFlat(ringOf([[0, 0], [4, 0], [4, 3], [4, 0]]))).toBe(true) // biome-ignore format: short
    expect(isFlat(ringOf([[4, 3], [4, 0], [0, 0], [4, 0]]))).toBe(true) // biome-ignore format: short
    expect(isFlat(ringOf([[4, 0], [9, 0], [4, 0], [4, 3], [4, 0], [0, 0]]))).toBe(true) // biome-ignore format: short
    expect(isFlat(ringOf([[0, 0], [4, 4], [4, 0], [0, 4]]))).toBe(false) // biome-ignore format: a bow tie
    expect(isFlat(ringOf([[0, 0], [4, 0], [4, 3], [4, 1]]))).toBe(false) // biome-ignore format: short
  })

  it('are told from those one unit wide across the whole world, where doubles cannot', () => {
    const corner: Place = [-HALF, -HALF]
    const wide: Place = [HALF - 1, HALF - 2]
    const beside: Place = [HALF - 2, HALF - 3]
    // The products differ by 1 near 2^64, where doubles are 2048 apart.
    expect((2 ** 32 - 1) * (2 ** 32 - 3)).toBe((2 ** 32 - 2) * (2 ** 32 - 2))
    expect(isFlat(ringOf([corner, wide, beside]))).toBe(false)
    expect(isFlat(ringOf([corner, [HALF, HALF], [0, 0], [HALF - 1, HALF - 1]]))).toBe(true)
  })

  it('are those that whole numbers of any size call so', () => {
    const random = randomBy(6)
    let flat = 0
    for (let run = 0; run < 4000; run++) {
      const [dx, dy] = [Math.floor(random() * 2 ** 20), Math.floor(random() * 2 ** 20)]
      const at = (times: number, off: number): Place => [times * dx - HALF, times * dy - HALF + off]
      const ring = [at(0, 0), at(4000, 0), at(1 + Math.floor(random() * 3999), run % 3 === 0 ? 1 : 0)]
      const [a, b, c] = ring.map(([x, y]) => [BigInt(x), BigInt(y)] as const)
      const twice = (b![0] - a![0]) * (c![1] - a![1]) - (c![0] - a![0]) * (b![1] - a![1])
      expect(isFlat(ringOf(ring))).toBe(twice === 0n)
      if (twice === 0n) flat++
    }
    expect(flat).toBeGreaterThan(2000)
    expect(flat).toBeLessThan(3000)
  })
})
