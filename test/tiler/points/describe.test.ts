import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../../../pipeline/archive/index.ts'
import { LINE } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { gridX, gridY } from '../../../pipeline/tiler/grid.ts'
import {
  addToStatistics,
  attributeStats,
  boundsOfStatistics,
  mergeStatistics,
  newStatistics,
} from '../../../pipeline/tiler/points/describe.ts'
import {
  decimalToken,
  FALSE_TOKEN,
  placeOf,
  TRUE_TOKEN,
  wholeToken,
} from '../../../pipeline/tiler/values/token.ts'
import { chunkOf, pointAt, randomBy, type SmallFeature, shuffled } from './chunks.ts'

const dictionary: AttributeValue[] = ['Kampung Bugis', 'Bukit Bestari', 511364.1293, 'x'.repeat(257), -1e12]
const valueOfToken = (token: number) => dictionary[placeOf(token)]!

function statisticsOf(...lists: SmallFeature[][]) {
  const statistics = newStatistics()
  for (const features of lists) addToStatistics(statistics, chunkOf(features), valueOfToken)
  return statistics
}

function withValues(...tokens: number[]): SmallFeature[] {
  return tokens.map((token) => pointAt(0, 0, { attributes: { 2: token } }))
}

const statsOf = (...tokens: number[]) =>
  attributeStats(statisticsOf(withValues(...tokens)), 'nilai', 2, valueOfToken)

describe('statistics of a layer', () => {
  it('tell type, number of values, values in order, least and greatest', () => {
    expect(statsOf(0, 1, 0)).toEqual({
      attribute: 'nilai',
      count: 2,
      type: 'string',
      values: ['Bukit Bestari', 'Kampung Bugis'],
    })
    expect(statsOf(wholeToken(10), wholeToken(9), 2, decimalToken(-5, 1), 4)).toEqual({
      attribute: 'nilai',
      count: 5,
      type: 'number',
      values: [-1e12, -0.5, 9, 10, 511364.1293],
      min: -1e12,
      max: 511364.1293,
    })
    expect(statsOf(TRUE_TOKEN, FALSE_TOKEN)).toMatchObject({
      count: 2,
      type: 'boolean',
      values: [false, true],
    })
    expect(statsOf(TRUE_TOKEN, 0, wholeToken(3))).toMatchObject({
      type: 'string',
      values: [true, 3, 'Kampung Bugis'],
      min: 3,
      max: 3,
    })
  })

  it('count long texts without listing them, and say that nobody carries an attribute', () => {
    expect(statsOf(3, 1)).toMatchObject({ count: 2, values: ['Bukit Bestari'] })
    expect(attributeStats(newStatistics(), 'kosong', 0, valueOfToken)).toEqual({
      attribute: 'kosong',
      count: 0,
      type: 'string',
      values: [],
    })
  })

  it('list 100 of up to 1,000 values, none of more, and know the greatest of all', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => wholeToken(i))
    const thousand = statsOf(...numbers(1000), ...numbers(1000))
    expect([thousand.count, thousand.values.length, thousand.values.at(-1)]).toEqual([1000, 100, 99])
    expect(statsOf(...numbers(1001))).toMatchObject({ count: 1000, values: [], min: 0, max: 1000 })
    expect(statsOf(...numbers(1001).reverse(), 0)).toMatchObject({ count: 1000, type: 'string', max: 1000 })
  })

  it('are the same for any order, in any chunks, merged or not', () => {
    const random = randomBy(3)
    const features = Array.from({ length: 3000 }, (_, i) =>
      pointAt(i * 977, -i * 31, {
        attributes: { 0: i % 3, 2: wholeToken(i % 1500), 5: decimalToken(((i * 7) % 600) * 10 + 1, 2) },
      }),
    )
    const read = (statistics: ReturnType<typeof newStatistics>) => [
      statistics.features,
      statistics.kinds,
      boundsOfStatistics(statistics),
      ...[0, 1, 2, 3, 4, 5].map((place) => attributeStats(statistics, `a${place}`, place, valueOfToken)),
    ]
    const whole = read(statisticsOf(features))
    const mixed = shuffled(features, random)
    expect(read(statisticsOf(mixed.slice(0, 900), mixed.slice(900)))).toEqual(whole)
    const parts = [mixed.slice(0, 1400), mixed.slice(1400, 1410), [], mixed.slice(1410)].map((part) =>
      structuredClone(statisticsOf(part)),
    )
    const merged = newStatistics()
    for (const part of parts) mergeStatistics(merged, part)
    expect(read(merged)).toEqual(whole)
  })

  it('hold bounds in degrees and count the kinds', () => {
    const [west, south, east, north] = [104.41, 0.85, 104.52, 0.97]
    const statistics = statisticsOf([
      pointAt(gridX(west), gridY(0.9)),
      {
        kind: LINE,
        chains: [
          [
            [gridX(104.45), gridY(south)],
            [gridX(east), gridY(north)],
          ],
        ],
      },
    ])
    boundsOfStatistics(statistics)!.forEach((degrees, i) => {
      expect(Math.abs(degrees - [west, south, east, north][i]!)).toBeLessThan(1e-7)
    })
    expect([statistics.features, statistics.kinds]).toEqual([2, [0, 1, 1, 0]])
    expect(boundsOfStatistics(newStatistics())).toBeUndefined()
  })
})
