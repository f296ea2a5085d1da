import { describe, expect, it } from 'vitest'
import { sampleBorders } from '../../../pipeline/tiler/borders/border-sample.ts'
import {
  addBorders,
  type BorderTable,
  borderTable,
  fillBorders,
  isJunction,
  positionHash,
} from '../../../pipeline/tiler/borders/border-table.ts'
import type { FeatureChunk } from '../../../pipeline/tiler/features/feature-chunk.ts'
import {
  chunkOf,
  type Place,
  pointAt,
  polygonOf,
  randomBy,
  type SmallFeature,
  shuffled,
} from '../points/chunks.ts'
import { features, junctionsOf, type Plan, tessellation, turned } from './tessellation.ts'

function tableOf(chunks: readonly FeatureChunk[], shards: number): BorderTable {
  const table = borderTable(
    chunks.reduce((sum, chunk) => sum + chunk.positions.length / 2, 0),
    shards,
  )
  for (let shard = 0; shard < shards; shard++) expect(addBorders(table, chunks, shard)).toBe(true)
  return table
}

function foundJunctions(table: BorderTable, plan: Plan): Set<string> {
  const places = new Map(plan.flat(2).map((place) => [String(place), place]))
  return new Set(
    [...places].filter(([, [x, y]]) => isJunction(table, positionHash(x, y))).map(([key]) => key),
  )
}

const square: Place[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
]

describe('the table of borders', () => {
  it.each([1, 2, 3, 5])('finds the junctions of random cells with %i shards', (shards) => {
    for (let seed = 0; seed < 12; seed++) {
      const plan = tessellation(randomBy(seed), 5, 40_000, 6)
      const half = Math.floor(plan.length / 2)
      const chunks = [plan.slice(0, half), plan.slice(half)].map((part) => chunkOf(features(part)))
      const expected = junctionsOf(plan)
      expect(expected.size).toBeGreaterThan(10)
      expect(foundJunctions(tableOf(chunks, shards), plan)).toEqual(expected)
    }
  })

  it('finds none where all rings through a place go on in the same way, in either direction, from any start', () => {
    const plan = [[square], [turned(square.toReversed(), 3)], [turned(square, 2)]]
    expect(foundJunctions(tableOf([chunkOf(features(plan))], 2), plan)).toEqual(new Set())
  })

  it('takes the place where a ring meets itself for a junction', () => {
    const eight: Place[] = [[0, 0], [5, 5], [10, 0], [10, 10], [5, 5], [0, 10]] // biome-ignore format: short
    const plan = [[eight]]
    expect(foundJunctions(tableOf([chunkOf(features(plan))], 1), plan)).toEqual(new Set(['5,5']))
  })

  it('does not look at points, lines, and rings that are flat on the grid', () => {
    const flat = polygonOf([square.slice(0, 2)])
    const line = { kind: 2 as const, chains: [square.toReversed().slice(1)] }
    const others = [flat, line, pointAt(0, 0)]
    const plan = [[square]]
    const table = tableOf([chunkOf([...others, ...features(plan)])], 1)
    expect(foundJunctions(table, plan)).toEqual(new Set())
    expect(table.words.filter((word) => word !== 0)).toHaveLength(2 * square.length)
  })

  it('has room for each position to be another one, in every shard', () => {
    const random = randomBy(3)
    const ring = Array.from(
      { length: 6000 },
      (): Place => [Math.floor((random() - 0.5) * 2 ** 32), Math.floor((random() - 0.5) * 2 ** 32)],
    )
    for (const shards of [1, 2, 7]) {
      const table = tableOf([chunkOf(features([[ring]]))], shards)
      expect(table.words.length).toBe(2 * table.slots * shards)
      expect(table.words.filter((word) => word !== 0)).toHaveLength(2 * ring.length)
    }
  })

  it.each([1, 3])(
    'is made again, larger, where it turns out too small, and finds the same: %i shards',
    async (shards) => {
      const plan = tessellation(randomBy(4), 24, 40_000, 8)
      const chunks = [chunkOf(features(plan))]
      expect(addBorders(borderTable(1, 1), chunks, 0)).toBe(false)
      const sizes: number[] = []
      const table = await fillBorders(1, shards, async (smaller) => {
        sizes.push(smaller.slots)
        return Array.from({ length: shards }, (_, shard) => addBorders(smaller, chunks, shard))
      })
      expect(sizes.length).toBeGreaterThan(1)
      expect(sizes).toEqual(sizes.map((_, i) => 1024 * 2 ** i))
      expect(table.slots).toBe(sizes.at(-1))
      expect(foundJunctions(table, plan)).toEqual(junctionsOf(plan))
    },
  )

  it('has room for just its share of the slots', () => {
    const ring = (count: number) => [
      chunkOf(features([[Array.from({ length: count }, (_, i): Place => [i, i * i])]])),
    ]
    expect(addBorders(borderTable(1, 1), ring(896), 0)).toBe(true)
    expect(addBorders(borderTable(1, 1), ring(897), 0)).toBe(false)
  })

  it('gives every place a hash that is not that of an empty slot, and neighbours different ones', () => {
    const hashes = new Set<number>()
    for (let x = -40; x < 40; x++) for (let y = -40; y < 40; y++) hashes.add(positionHash(x, y))
    expect(hashes.size).toBe(6400)
    expect(hashes.has(0)).toBe(false)
    expect(positionHash(-(2 ** 31), 2 ** 31 - 1)).toBe(positionHash(-(2 ** 31), 2 ** 31 - 1))
  })
})

describe('whether borders are shared', () => {
  /** So many boxes, a given share of them twice. */
  function boxesOf(count: number, shared: number): SmallFeature[] {
    const random = randomBy(17)
    const all = Array.from({ length: count }, (_, i) => {
      const x = Math.floor((random() - 0.5) * 2 ** 31)
      const y = Math.floor((random() - 0.5) * 2 ** 31)
      const ring = square.map(([dx, dy]): Place => [x + 7 * dx, y + 9 * dy])
      return i < count * shared ? [polygonOf([ring]), polygonOf([ring.toReversed()])] : [polygonOf([ring])]
    })
    return all.flat()
  }
  const boxes = (count: number, shared: number) => [chunkOf(boxesOf(count, shared))]
  const MANY = 2_000_000

  it('is taken for granted where there are few positions', () => {
    expect(sampleBorders(boxes(10, 0), 40).shared).toBe(true)
    expect(sampleBorders([], 0).shared).toBe(true)
  })

  it('is seen in a sample of many: one place in a hundred is enough, one in a thousand is not', () => {
    expect(sampleBorders(boxes(20_000, 1), MANY).shared).toBe(true)
    expect(sampleBorders(boxes(20_000, 0.05), MANY).shared).toBe(true)
    expect(sampleBorders(boxes(20_000, 0.001), MANY).shared).toBe(false)
    expect(sampleBorders(boxes(20_000, 0), MANY).shared).toBe(false)
  })

  it('does not hang on the order of the features, also where it is nearly in doubt', () => {
    for (const share of [0.008, 0.0095, 0.0105, 0.013]) {
      const all = boxesOf(12_000, share)
      const once = sampleBorders([chunkOf(all)], MANY)
      const others = shuffled(all, randomBy(3))
      expect(sampleBorders([chunkOf(others.slice(0, 5000)), chunkOf(others.slice(5000))], MANY)).toEqual(once)
    }
  })
})
