import { describe, expect, it } from 'vitest'
import { ChainSet } from '../../../pipeline/tiler/cut/chain-set.ts'
import { KeptPositions } from '../../../pipeline/tiler/cut/kept-positions.ts'
import { addChain, twiceAreaOf } from '../../../pipeline/tiler/cut/shape.ts'
import { LINE } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { unitsAt } from '../../../pipeline/tiler/grid.ts'
import { chunkOf, type Place, polygonOf, randomBy, type SmallFeature } from '../points/chunks.ts'

const EDGE = 2 ** 31

describe('the kept positions of a feature', () => {
  it('are those whose first zoom is reached, chain by chain, from the deepest zoom up', () => {
    const random = randomBy(4)
    const kept = new KeptPositions()
    for (let run = 0; run < 25; run++) {
      const lines = Array.from(
        { length: 1 + Math.floor(random() * 40) },
        (): SmallFeature => ({
          kind: LINE,
          chains: Array.from({ length: 1 + Math.floor(random() * 30) }, () =>
            Array.from({ length: 1 + Math.floor(random() * 40) }, (): Place => [0, 0]),
          ),
        }),
      )
      const chunk = chunkOf(lines)
      for (let i = 0; i < chunk.firstZooms.length; i++)
        chunk.firstZooms[i] = random() < 0.1 ? 255 : Math.floor(random() * 15)
      const feature = Math.floor(random() * lines.length)
      kept.load(chunk, feature)
      for (let zoom = 14; zoom >= 0; zoom -= 1 + Math.floor(random() * 3)) {
        kept.thin(chunk.firstZooms, zoom)
        lines[feature]!.chains.forEach((_, c) => {
          const chain = chunk.chainStart[feature]! + c
          const places = Array.from(
            { length: chunk.positionStart[chain + 1]! - chunk.positionStart[chain]! },
            (__, i) => chunk.positionStart[chain]! + i,
          )
          expect([...kept.places.subarray(kept.start[c]!, kept.start[c + 1]!)]).toEqual(
            places.filter((i) => chunk.firstZooms[i]! <= zoom),
          )
        })
      }
    }
  })
})

describe('a chain at a zoom', () => {
  const rounded = (places: Place[], zoom: number, ring = false): Place[] => {
    const chunk = chunkOf([{ kind: LINE, chains: [places] }])
    const kept = new KeptPositions()
    kept.load(chunk, 0)
    const set = new ChainSet()
    addChain(set, chunk.positions, kept, 0, zoom, ring)
    return Array.from(
      { length: set.count },
      (_, i): Place => [set.positions[2 * i]!, set.positions[2 * i + 1]!],
    )
  }
  const signed = (zoom: number, place: number) => unitsAt(zoom, place) - 2 ** (zoom + 11)

  it('has its positions rounded as the grid rounds them, at every zoom, to the very edges of the world', () => {
    const random = randomBy(9)
    const places = [-EDGE, -EDGE + 1, EDGE - 1, EDGE - 2, 0, -1, 1, EDGE - 2 ** 19, EDGE - 2 ** 19 - 1]
    for (let i = 0; i < 40; i++)
      places.push(Math.floor((random() - 0.5) * 2 ** 32), Math.floor(EDGE - random() ** 4 * 2 ** 22))
    for (let zoom = 0; zoom <= 20; zoom++) {
      for (const place of places) {
        const other = places[Math.floor(random() * places.length)]!
        expect([zoom, place, rounded([[place, other]], zoom)]).toEqual([
          zoom,
          place,
          [[signed(zoom, place), signed(zoom, other)]],
        ])
      }
    }
  })

  it('has no two equal neighbours, and as a ring no end that is its start', () => {
    const chain: Place[] = [[0, 0], [1, 1], [4096, 0], [4097, 1], [0, 4096], [1, 2], [0, 1]] // biome-ignore format: short
    expect(rounded(chain, 10)).toEqual([[0, 0], [4, 0], [0, 4], [0, 0]]) // biome-ignore format: short
    expect(rounded(chain, 10, true)).toEqual([[0, 0], [4, 0], [0, 4]]) // biome-ignore format: short
    expect(rounded([[5, 5], [6, 6]], 3, true)).toEqual([[0, 0]]) // biome-ignore format: short
  })
})

describe('twice the area of a feature', () => {
  const box = (x: number, y: number, side: number): Place[] => [[x, y], [x + side, y], [x + side, y + side], [x, y + side]] // biome-ignore format: short

  it('adds up parts in any winding, without their holes, and is never negative', () => {
    const chunk = chunkOf([
      polygonOf([box(-50, 10, 10), box(-48, 12, 3).toReversed()]),
      { kind: 3, chains: [box(0, 0, 4), box(90, 0, 5).toReversed()] },
      polygonOf([box(0, 0, 2), box(0, 0, 9)]),
      polygonOf([box(-EDGE, -EDGE, 2 ** 31), box(-EDGE, -EDGE, 1)]),
      polygonOf([[[3, 3]]]),
    ])
    expect([0, 1, 2, 4].map((f) => twiceAreaOf(chunk, f))).toEqual([182, 82, 0, 0])
    expect(twiceAreaOf(chunk, 3)).toBe(2 ** 63)
  })
})
