import { describe, expect, it } from 'vitest'
import { ChainSet } from '../../../pipeline/tiler/cut/chain-set.ts'
import { isFlat } from '../../../pipeline/tiler/cut/flat-rings.ts'
import { LINE, POLYGON } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { gridX, gridY } from '../../../pipeline/tiler/grid.ts'
import { chunkOf, type Place, randomBy, rulesOf } from '../points/chunks.ts'
import { cutChunk } from './cutting.ts'

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

describe('what stands for flat parts at the edges of the world', () => {
  const ZOOM = 6
  const [west, east, north, south] = [gridX(-180), gridX(180), gridY(85.0511288), gridY(-85.0511288)]

  /** What one tile holds of a feature whose other part lies in the middle of the world. */
  function drawnIn(tile: Place, part: readonly Place[], kind: typeof POLYGON | typeof LINE): Place[][] {
    const far: Place[] = [[0, 0], [2 ** 24, 0], [0, 2 ** 24]] // biome-ignore format: short
    const chunk = chunkOf([{ kind, chains: [far, part], minzoom: ZOOM, maxzoom: ZOOM }])
    const { drawings } = cutChunk(chunk, rulesOf({ maxzoom: ZOOM }))
    return drawings.filter(({ x, y }) => x === tile[0] && y === tile[1]).flatMap(({ chains }) => chains)
  }

  it('lies within the world along each of its edges', () => {
    const length = 40 * 2 ** (20 - ZOOM)
    const from = 5 * 2 ** (32 - ZOOM)
    const down = (x: number): Place[] => [[x, from], [x, from + length], [x, from + length / 2]] // biome-ignore format: short
    const across = (y: number): Place[] => [[from, y], [from + length, y], [from + length / 2, y]] // biome-ignore format: short
    const corners = (tile: Place, part: readonly Place[]) =>
      drawnIn(tile, part, POLYGON).map((ring) => ring.map(String).sort())
    expect(corners([63, 37], down(east))).toEqual([['4094,20', '4096,0', '4096,40']])
    expect(corners([0, 37], down(west))).toEqual([['0,0', '0,40', '2,20']])
    expect(corners([37, 63], across(south))).toEqual([['0,4096', '20,4094', '40,4096']])
    expect(corners([37, 0], across(north))).toEqual([['0,0', '20,2', '40,0']])
  })

  it('is a square or a dash within the last tile at each corner', () => {
    for (const [x, column, cx] of [
      [west, 0, 1],
      [east, 63, 4095],
    ] as const) {
      // biome-ignore format: short
      for (const [y, row, cy, edge] of [[north, 0, 1, 0], [south, 63, 4095, 4096]] as const) { // biome-ignore format: short
        const speck: Place[] = [[x, y], [x, y], [x, y]] // biome-ignore format: short
        const square = [[cx - 1, cy - 1], [cx + 1, cy - 1], [cx + 1, cy + 1], [cx - 1, cy + 1]] // biome-ignore format: short
        expect(drawnIn([column, row], speck, POLYGON)).toEqual([square])
        expect(drawnIn([column, row], speck, LINE)).toEqual([[[cx - 1, edge], [cx + 1, edge]]]) // biome-ignore format: short
      }
    }
  })
})
