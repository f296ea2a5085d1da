import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelPoint } from '../../../pipeline/geo/label-point.ts'
import { LINE } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { GRID_OFFSET } from '../../../pipeline/tiler/grid.ts'
import { labelChunk } from '../../../pipeline/tiler/points/label-layer.ts'
import { chunkOf, type Place, pointAt, polygonOf, randomBy, type SmallFeature } from './chunks.ts'

function labelOf(...rings: Place[][]): Place {
  return labelOfFeature(polygonOf(rings))
}

function labelOfFeature(feature: SmallFeature): Place {
  const labels = labelChunk(chunkOf([feature]), 1)
  expect(labels.count).toBe(1)
  return [labels.positions[0]!, labels.positions[1]!]
}

/** Exactly where a place is, by crossings in whole numbers: 1 inside, 0 on the border, -1 outside. */
function whereIn(rings: readonly (readonly Place[])[], [x, y]: Place): number {
  const [px, py] = [BigInt(x), BigInt(y)]
  let isInside = true
  for (const [r, ring] of rings.entries()) {
    let odd = false
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j]!.map(BigInt) as [bigint, bigint]
      const [bx, by] = ring[i]!.map(BigInt) as [bigint, bigint]
      const turn = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
      const within = (a: bigint, b: bigint, p: bigint) => (a <= p && p <= b) || (b <= p && p <= a)
      if (turn === 0n && within(ax, bx, px) && within(ay, by, py)) return 0
      if (ay <= py !== by <= py && turn > 0n === by > ay) odd = !odd
    }
    if (odd !== (r === 0)) isInside = false
  }
  return isInside ? 1 : -1
}

function distanceTo(rings: readonly (readonly Place[])[], [x, y]: Place): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j]!
      const [dx, dy] = [ring[i]![0] - ax, ring[i]![1] - ay]
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy))
    }
  }
  return nearest
}

function star(count: number, radius: number, roughness: number, random: () => number): Place[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count
    const reach = radius * (1 - roughness * random())
    return [Math.round(reach * Math.cos(angle)), Math.round(reach * Math.sin(angle))]
  })
}

const box = (x: number, y: number, width: number, height: number): Place[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
]

describe('labelChunk', () => {
  it('gives one point for each polygon, with its id, zooms and attributes', () => {
    const labels = labelChunk(
      chunkOf(
        [
          pointAt(5, 5, { id: 1 }),
          polygonOf([box(0, 0, 100, 60)], { id: 2, minzoom: 3, maxzoom: 9, attributes: { 4: 77, 5: 78 } }),
          {
            kind: LINE,
            chains: [
              [
                [0, 0],
                [9, 9],
              ],
            ],
            attributes: { 1: 2 },
          },
          polygonOf([]),
          polygonOf([box(-300, 0, 20, 20)], { attributes: { 6: 79 } }),
        ],
        40,
      ),
      3,
    )
    expect([labels.layer, labels.first, labels.count]).toEqual([3, 40, 2])
    expect([...labels.kinds, ...labels.roles]).toEqual([1, 1, 0, 0])
    expect([...labels.ids]).toEqual([2, -1])
    expect([...labels.minZooms, ...labels.maxZooms]).toEqual([3, 0, 9, 14])
    expect([...labels.positions]).toEqual([50, 30, -290, 10])
    expect([[...labels.chainStart], [...labels.positionStart]]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
    expect([[...labels.tokenStart], [...labels.keys], [...labels.tokens]]).toEqual([
      [0, 2, 3],
      [4, 5, 6],
      [77, 78, 79],
    ])
    expect(labels.positions.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('takes the part with the most ground, less its holes', () => {
    const parts = [box(0, 0, 50, 50), box(1000, 0, 100, 100), box(1002, 2, 96, 96), box(2000, 0, 60, 60)]
    expect(labelOfFeature(polygonOf(parts, { holes: [2] }))).toEqual([2030, 30])
  })

  it('stays off holes and out of the notch of a crescent', () => {
    const yard = [box(0, 0, 100, 100), box(20, 20, 60, 60)]
    expect(whereIn(yard, labelOf(...yard))).toBe(1)
    const crescent: Place[] = [
      ...Array.from({ length: 40 }, (_, i) => at(1000, (i * 1.8 * Math.PI) / 39)),
      ...Array.from({ length: 40 }, (_, i) => at(900, ((39 - i) * 1.8 * Math.PI) / 39)),
    ]
    expect(whereIn([crescent], labelOf(crescent))).toBe(1)
    expect(distanceTo([crescent], labelOf(crescent))).toBeGreaterThan(40)
  })

  const at = (radius: number, angle: number): Place => [
    Math.round(radius * Math.cos(angle)),
    Math.round(radius * Math.sin(angle)),
  ]

  it.each([5, 8, 40, 300])('is strictly inside and far from the border of rings of %i positions', (count) => {
    const random = randomBy(count)
    for (let i = 0; i < 12; i++) {
      const rings = [star(count, 200_000, 0.8, random)]
      if (i % 2 === 1) rings.push(star(Math.ceil(count / 2), 30_000, 0.5, random))
      const label = labelOf(...rings)
      expect(whereIn(rings, label)).toBe(1)
      const degrees = rings.map((ring) => [...ring, ring[0]!].map(([x, y]) => [x / 1e7, y / 1e7]))
      const [lon, lat] = labelPoint({ type: 'Polygon', coordinates: degrees })!
      expect(distanceTo(rings, label)).toBeGreaterThan(
        (count > 16 ? 0.65 : 0.5) * distanceTo(rings, [lon * 1e7, lat * 1e7]),
      )
    }
  })

  it('is never outside, whatever the ring, and inside where a row or column of the grid has room', () => {
    const coordinate = fc.integer({ min: -9, max: 9 })
    const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 })
    fc.assert(
      fc.property(ring, fc.constantFrom(1, 1000), (places, scale) => {
        const scaled = places.map(([x, y]): Place => [x * scale, y * scale])
        const label = labelOf(scaled)
        const where = whereIn([scaled], label)
        let hasRoom = false
        for (let x = -9; x <= 9 && scale === 1; x++)
          for (let y = -9; y <= 9; y++) hasRoom ||= whereIn([scaled], [x, y]) === 1
        if (hasRoom) expect(where).toBe(1)
        if (twiceArea(scaled) !== 0) expect(where).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 400 },
    )
  })

  function twiceArea(ring: readonly Place[]): number {
    return ring.reduce((sum, [x, y], i) => {
      const [px, py] = ring.at(i - 1)!
      return sum + px * y - x * py
    }, 0)
  }

  it('is on the border of what has no room for a place, the middle of what has no area', () => {
    expect(
      labelOf([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toSatisfy((p: Place) => whereIn([box(0, 0, 1, 1)], p) === 0)
    const sliver: Place[] = [
      [0, 0],
      [1001, 1],
      [2001, 1],
    ]
    expect(whereIn([sliver], labelOf(sliver))).toBe(0)
    expect(
      labelOf([
        [0, 0],
        [10, 20],
        [40, 80],
        [20, 40],
      ]),
    ).toEqual([20, 40])
    expect(
      labelOf([
        [7, 7],
        [7, 107],
      ]),
    ).toEqual([7, 57])
    expect(labelOf([[3, -4]])).toEqual([3, -4])
    const filled = [box(0, 0, 9, 9), box(0, 0, 9, 9)]
    expect(whereIn(filled, labelOf(...filled))).toBeGreaterThanOrEqual(-1)
  })

  it('finds room in slivers and in rings whose halves cancel', () => {
    const sliver: Place[] = [
      [0, 0],
      [100_000, 70_003],
      [100_003, 70_003],
      [3, 0],
    ]
    expect(whereIn([sliver], labelOf(sliver))).toBe(1)
    const bowtie: Place[] = [
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100],
    ]
    expect(whereIn([bowtie], labelOf(bowtie))).toBe(1)
  })

  it('is exact across the whole world', () => {
    const [low, high] = [-GRID_OFFSET, GRID_OFFSET - 1]
    const rings: Place[][] = [
      [
        [low, low],
        [high, high],
        [high, high - 2],
        [low + 1, low],
      ],
      [
        [low, low],
        [high, low],
        [high, high],
        [low, high],
      ],
      [
        [low, high],
        [high, low],
        [high, low + 3],
      ],
    ]
    for (const ring of rings) expect(whereIn([ring], labelOf(ring))).toBeGreaterThanOrEqual(0)
    expect(whereIn([rings[1]!], labelOf(rings[1]!))).toBe(1)
  })

  it('does not take long for a comb of ten thousand positions', () => {
    const comb: Place[] = [[0, 0]]
    for (let i = 0; i < 5000; i++) comb.push([2 * i, 4000], [2 * i + 1, 3])
    comb.push([10_000, 0])
    const before = process.cpuUsage().user
    expect(whereIn([comb], labelOf(comb))).toBe(1)
    expect((process.cpuUsage().user - before) / 1000).toBeLessThan(500)
  })
})
