import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../../pipeline/archive/index.ts'
import { type FeatureChunk, NO_ID, POINT } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { GRID_OFFSET } from '../../../pipeline/tiler/grid.ts'
import { type ClusterValues, clusterPoints } from '../../../pipeline/tiler/points/cluster.ts'
import { decimalToken, placeOf, wholeToken } from '../../../pipeline/tiler/values/token.ts'
import {
  chunkOf,
  type Place,
  pointAt,
  polygonOf,
  randomBy,
  rulesOf,
  type SmallFeature,
  shuffled,
} from './chunks.ts'

const PEOPLE = 0
const AREA = 1
const COUNT = 7
const SUM_PEOPLE = 8
const SUM_AREA = 9

/** Values that fit nowhere else have tokens from their place in a list. */
function valuesOf(dictionary: AttributeValue[]): ClusterValues {
  return {
    count_key: COUNT,
    sums: [
      { of: PEOPLE, key: SUM_PEOPLE },
      { of: AREA, key: SUM_AREA },
    ],
    tokenOf: (value) => {
      const whole = wholeToken(value)
      if (whole >= 0) return whole
      const place = dictionary.indexOf(value)
      return place >= 0 ? place : dictionary.push(value) - 1
    },
    valueOfToken: (token) => dictionary[placeOf(token)]!,
  }
}

interface Row {
  zoom: number
  id: number
  places: Place[]
  attributes: Record<number, number | string>
}

function rowsOf(chunks: readonly FeatureChunk[], dictionary: AttributeValue[]): Row[] {
  return chunks.flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, f) => {
      const attributes: Row['attributes'] = {}
      for (let t = chunk.tokenStart[f]!; t < chunk.tokenStart[f + 1]!; t++) {
        const token = chunk.tokens[t]!
        attributes[chunk.keys[t]!] =
          token < 2 ** 30
            ? (dictionary[token] as number | string)
            : token < 2 ** 31
              ? token - 2 ** 30 - 2 ** 29
              : token
      }
      const places: Place[] = []
      for (let i = chunk.positionStart[f]!; i < chunk.positionStart[f + 1]!; i++)
        places.push([chunk.positions[2 * i]!, chunk.positions[2 * i + 1]!])
      expect(chunk.minZooms[f]).toBe(chunk.maxZooms[f])
      return { zoom: chunk.minZooms[f]!, id: chunk.ids[f]!, places, attributes }
    }),
  )
}

const rules = rulesOf({ cluster: { maxzoom: 13, radius_units: 256, sums: ['jiwa', 'luas_ha'] } })
/** Side of a square at zoom 13 on the grid. */
const SIDE = 256 * 2 ** 7

describe('clusterPoints', () => {
  it('makes one point of those in a square, at the mean of their places, with number and sums', () => {
    const dictionary: AttributeValue[] = ['tidak ada', 511364.1293]
    const points = [
      pointAt(10, -20, { id: 1, attributes: { [PEOPLE]: wholeToken(4), [AREA]: decimalToken(1, 1) } }),
      pointAt(13, -20, { id: 2, attributes: { [PEOPLE]: wholeToken(3), [AREA]: 1 } }),
      pointAt(12, -25, { id: 3, attributes: { [PEOPLE]: 0, [AREA]: decimalToken(2, 1) } }),
      pointAt(SIDE + 5, -20, { id: 4, attributes: { [PEOPLE]: wholeToken(9), 3: 0 } }),
    ]
    const chunk = chunkOf([
      ...points,
      polygonOf(
        [
          [
            [0, 0],
            [9, 0],
            [0, 9],
          ],
        ],
        { id: 5 },
      ),
    ])
    const zooms = clusterPoints([chunk], rulesOf({ ...rules, minzoom: 13 }), valuesOf(dictionary), 5)
    expect(zooms.map(({ zoom, features_clustered }) => [zoom, features_clustered])).toEqual([[13, 3]])
    expect(zooms[0]!.chunks[0]!.first).toBe(5)
    expect(rowsOf(zooms[0]!.chunks, dictionary)).toEqual([
      {
        zoom: 13,
        id: NO_ID,
        places: [[12, -22]],
        attributes: { [COUNT]: 3, [SUM_PEOPLE]: 7, [SUM_AREA]: 511364.4293 },
      },
    ])
    expect([...chunk.minZooms]).toEqual([14, 14, 14, 13, 0])
  })

  it('leaves out a sum of nothing', () => {
    const dictionary: AttributeValue[] = ['?']
    const chunk = chunkOf([pointAt(1, 1, { attributes: { [PEOPLE]: 0 } }), pointAt(2, 2)])
    const [top] = clusterPoints([chunk], rules, valuesOf(dictionary), 2)
    expect(rowsOf(top!.chunks, dictionary)[0]!.attributes).toEqual({ [COUNT]: 2 })
  })

  /** Points over half a continent, most of them in a few towns, edges of the world among them. */
  function manyPoints(count: number): SmallFeature[] {
    const random = randomBy(5)
    const edges = [-GRID_OFFSET, GRID_OFFSET - 1, 0, -1]
    return Array.from({ length: count }, (_, i) => {
      const reach = i % 3 === 0 ? 2 ** 29 : 2 ** 20
      const place = () =>
        i % 50 === 0 ? edges[Math.floor(random() * 4)]! : Math.floor((random() - 0.5) * reach)
      return pointAt(place(), place(), {
        id: i,
        attributes: { [PEOPLE]: wholeToken(i % 6), [AREA]: decimalToken((i % 90) * 10 + 1, 3) },
      })
    })
  }

  it('agrees at every zoom with points counted square by square', () => {
    const features = manyPoints(2000)
    const dictionary: AttributeValue[] = []
    const sources = [chunkOf(features.slice(0, 700)), chunkOf(features.slice(700), 700)]
    const zooms = clusterPoints(sources, rules, valuesOf(dictionary), 2000)
    expect(zooms.map(({ zoom }) => zoom)).toEqual(Array.from({ length: 14 }, (_, zoom) => zoom))
    const lowest = sources.flatMap((chunk) => [...chunk.minZooms])
    for (const { zoom, chunks, features_clustered } of zooms) {
      const squares = inSquares(features, 256 * 2 ** (20 - zoom))
      const clusters = squares.filter((members) => members.length > 1)
      expect(rowsOf(chunks, dictionary)).toEqual(
        clusters.map((members) => clusterRow(zoom, features, members)),
      )
      expect(features_clustered).toBe(clusters.flat().length)
      const alone = squares.filter((members) => members.length === 1).flat()
      expect(features.flatMap((_, i) => (lowest[i]! <= zoom ? [i] : []))).toEqual(alone.sort((a, b) => a - b))
    }
  })

  /** Members of each square, by square along rows. */
  function inSquares(features: readonly SmallFeature[], side: number): number[][] {
    const squares = new Map<string, number[]>()
    features.forEach(({ chains }, i) => {
      const [x, y] = chains[0]![0]!
      const key = [y, x]
        .map((place) => String(Math.floor((place + GRID_OFFSET) / side)).padStart(9, '0'))
        .join()
      squares.set(key, [...(squares.get(key) ?? []), i])
    })
    return [...squares].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members)
  }

  function clusterRow(zoom: number, features: readonly SmallFeature[], members: readonly number[]): Row {
    const mean = (axis: 0 | 1) => {
      const sum = members.reduce((s, i) => s + BigInt(features[i]!.chains[0]![0]![axis]), 0n)
      const n = BigInt(members.length)
      const twice = 2n * sum + n
      return Number((twice - (((twice % (2n * n)) + 2n * n) % (2n * n))) / (2n * n))
    }
    const total = (of: (i: number) => number) => members.reduce((s, i) => s + of(i), 0)
    return {
      zoom,
      id: NO_ID,
      places: [[mean(0), mean(1)]],
      attributes: {
        [COUNT]: members.length,
        [SUM_PEOPLE]: total((i) => i % 6),
        [SUM_AREA]: total((i) => (i % 90) * 10 + 1) / 1000,
      },
    }
  }

  it('is the same for any order of the features, in any chunks', () => {
    const features = manyPoints(600)
    const first: AttributeValue[] = []
    const second: AttributeValue[] = []
    const chunk = chunkOf(features)
    const one = clusterPoints([chunk], rules, valuesOf(first), 600)
    const mixed = shuffled(features, randomBy(9))
    const chunks = [chunkOf(mixed.slice(300), 300), chunkOf(mixed.slice(0, 300))]
    const two = clusterPoints(chunks, rules, valuesOf(second), 600)
    expect(two.map((zoom) => rowsOf(zoom.chunks, second))).toEqual(
      one.map((zoom) => rowsOf(zoom.chunks, first)),
    )
    expect(chunks.flatMap(({ ids, minZooms }) => [...ids].map((id, f) => [id, minZooms[f]])).sort()).toEqual(
      [...chunk.ids].map((id, f) => [id, chunk.minZooms[f]]).sort(),
    )
  })

  it('counts a multipoint once, at the mean of its places, and points that ask for a lower zoom', () => {
    const dictionary: AttributeValue[] = []
    const chunk = chunkOf([
      pointAt(1, 1, { minzoom: 14 }),
      {
        kind: POINT,
        chains: [
          [
            [0, 0],
            [8, 4],
            [7, 5],
          ],
        ],
      },
      pointAt(3 * SIDE, 0, { minzoom: 12 }),
      { kind: POINT, chains: [] },
    ])
    const zooms = clusterPoints([chunk], rulesOf({ ...rules, minzoom: 11 }), valuesOf(dictionary), 3)
    const found = zooms.map(({ chunks }) =>
      rowsOf(chunks, dictionary).map((row) => [row.places, row.attributes]),
    )
    const all = [[[[Math.round((1 + 5 + 3 * SIDE) / 3), Math.round(4 / 3)]], { [COUNT]: 3 }]]
    const two = [[[[3, 2]], { [COUNT]: 2 }]]
    expect(found).toEqual([all, two, two])
    expect(zooms.map((zoom) => zoom.chunks[0]!.first)).toEqual([5, 4, 3])
    expect([...chunk.minZooms]).toEqual([14, 14, 12, 0])
  })

  it('refuses squares that do not divide a tile; without rules it does nothing', () => {
    const chunk = chunkOf([pointAt(1, 1)])
    for (const radius_units of [0, 3, 1.5, 8192, -4, Number.NaN]) {
      const wrong = rulesOf({ cluster: { maxzoom: 5, radius_units, sums: [] } })
      expect(() => clusterPoints([chunk], wrong, valuesOf([]), 1)).toThrow(/radius_units/)
    }
    expect(clusterPoints([chunk], rulesOf(), valuesOf([]), 1)).toEqual([])
    expect(clusterPoints([], rules, valuesOf([]), 0).every(({ chunks }) => chunks.length === 0)).toBe(true)
    expect([...chunk.minZooms]).toEqual([0])
  })
})
