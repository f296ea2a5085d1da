import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { PlanarShape } from '../../pipeline/geo/distance.ts'
import { nearestSeeds } from '../../pipeline/geo/network.ts'
import { RoadNetwork } from '../../pipeline/geo/network-roads.ts'

const TOLERANCE_M = 1
const LIMIT_M = 50
const point = (x: number, y: number) => new PlanarShape({ type: 'Point', coordinates: [x, y] })

/** Metres from one point to another over the lines, the walks to the road and from it included. */
function between(lines: Position[][], from: Position, to: Position, limit_m = LIMIT_M): number {
  const network = new RoadNetwork(lines, TOLERANCE_M)
  const [a, b] = [from, to].map((at) => network.accesses(point(at[0]!, at[1]!), limit_m))
  const { graph, nodes } = network.graph([...a!, ...b!])
  const seeds = b!.map(({ distance_m }, i) => ({
    node: nodes[a!.length + i]!,
    offset_m: distance_m,
    label: i,
  }))
  const { distance_m } = nearestSeeds(graph, seeds)
  return Math.min(Infinity, ...a!.map((access, i) => access.distance_m + distance_m[nodes[i]!]!))
}

describe('roads joined to a network', () => {
  it('at a shared vertex in the middle of both', () => {
    const cross = [
      [
        [0, 0],
        [50, 0],
        [100, 0],
      ],
      [
        [50, -50],
        [50, 0],
        [50, 50],
      ],
    ]
    expect(between(cross, [0, 0], [50, 50])).toBeCloseTo(100, 5)
    expect(new RoadNetwork(cross, TOLERANCE_M).components).toBe(1)
  })

  it('not where they cross without one: that is how a bridge is drawn', () => {
    const bridge = [
      [
        [0, 0],
        [200, 0],
      ],
      [
        [100, -100],
        [100, 100],
      ],
    ]
    expect(between(bridge, [0, 0], [100, 100])).toBe(Infinity)
    const network = new RoadNetwork(bridge, TOLERANCE_M)
    expect([network.components, network.joints, network.crossingsUnjoined()]).toEqual([2, 0, 1])
  })

  it('across gaps of half a metre between ends, which are walked', () => {
    const from = (east: number) => [
      [
        [0, 0],
        [100, 0],
      ],
      [
        [east, 0],
        [200, 0],
      ],
    ]
    expect(between(from(100.5), [0, 0], [200, 0])).toBeCloseTo(200, 5)
    expect(between(from(102), [0, 0], [200, 0])).toBe(Infinity)
  })

  it('where an end stops short of the middle of another, or runs past it by less than the tolerance', () => {
    const main = [
      [0, 0],
      [100, 0],
    ]
    for (const end of [0.5, 0, -0.5]) {
      const lines = [
        main,
        [
          [30, 40],
          [30, end],
        ],
      ]
      expect(between(lines, [30, 40], [100, 0], 5), `end at ${end}`).toBeCloseTo(
        110 + Math.max(0, -2 * end),
        5,
      )
    }
    expect(
      new RoadNetwork(
        [
          main,
          [
            [30, 40],
            [30, 0.5],
          ],
        ],
        TOLERANCE_M,
      ).crossingsUnjoined(),
    ).toBe(0)
  })

  it('four ends that nearly meet are all joined', () => {
    const star = [
      [
        [0.2, 0],
        [40, 0],
      ],
      [
        [-0.2, 0],
        [-40, 0],
      ],
      [
        [0, 0.3],
        [0, 40],
      ],
      [
        [0, -0.3],
        [0, -40],
      ],
    ]
    const network = new RoadNetwork(star, TOLERANCE_M)
    expect(network.components).toBe(1)
    expect(between(star, [40, 0], [0, -40])).toBeLessThan(80.5)
  })

  it('in the order given or in any other, with the same lengths', () => {
    const lines = [
      [
        [0, 0],
        [100, 0],
      ],
      [
        [30, 40],
        [30, 0.5],
      ],
      [
        [60, 0.4],
        [60, 60],
      ],
      [
        [30, 40],
        [60, 60.2],
      ],
    ]
    const forward = between(lines, [30, 40], [100, 0])
    expect(between([...lines].reverse(), [30, 40], [100, 0])).toBe(forward)
    expect(
      between(
        lines.map((line) => [...line].reverse()),
        [30, 40],
        [100, 0],
      ),
    ).toBeCloseTo(forward, 6)
  })

  it('both ways: the order of the vertices is no one-way street', () => {
    const line = [
      [
        [0, 0],
        [70, 0],
        [70, 30],
      ],
    ]
    expect(between(line, [0, 0], [70, 30])).toBe(between(line, [70, 30], [0, 0]))
  })
})

describe('what stands beside a road', () => {
  const road = [
    [
      [0, 0],
      [100, 0],
    ],
  ]

  it('walks to the middle of it: two that stand at one segment meet along it, not over its ends', () => {
    expect(between(road, [40, 10], [45, -5])).toBeCloseTo(10 + 5 + 5, 5)
  })

  it('is not joined from beyond the limit', () => {
    expect(between(road, [40, 51], [60, 0])).toBe(Infinity)
    expect(between(road, [40, 50], [60, 0])).toBeCloseTo(70, 5)
  })

  it('may walk to each separate part of the network: a stub beside it hides no road', () => {
    const lines = [
      ...road,
      [
        [40, 20],
        [45, 20],
      ],
    ]
    expect(between(lines, [40, 21], [100, 0])).toBeCloseTo(21 + 60, 5)
  })

  it('walks to the road behind the one it stands at, when that is the shorter way', () => {
    const lines = [
      [
        [0, 10],
        [0, 5000],
        [100, 5000],
        [100, 20],
      ],
      [
        [-30, 20],
        [100, 20],
      ],
    ]
    expect(between(lines, [0, 0], [100, 20])).toBeCloseTo(20 + 100, 5)
  })

  it('reaches the road from every place where the road enters it', () => {
    const zone = new PlanarShape({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [20, -5],
            [40, -5],
            [40, 5],
            [20, 5],
            [20, -5],
          ],
        ],
        [
          [
            [60, -5],
            [80, -5],
            [80, 5],
            [60, 5],
            [60, -5],
          ],
        ],
      ],
    })
    const found = new RoadNetwork(road, TOLERANCE_M).accesses(zone, LIMIT_M)
    const entries = found.filter(({ distance_m }) => distance_m === 0)
    expect(entries.map(({ t, distance_m }) => [t, distance_m])).toEqual([
      [0.2, 0],
      [0.4, 0],
      [0.6, 0],
      [0.8, 0],
    ])
  })
})

describe('what is no road', () => {
  it('is passed over: a line of one place, or of none', () => {
    const network = new RoadNetwork(
      [
        [[5, 5]],
        [],
        [
          [1, 1],
          [1, 1],
        ],
      ],
      TOLERANCE_M,
    )
    expect([network.segments, network.components]).toEqual([0, 0])
    expect(network.accesses(point(1, 1), LIMIT_M)).toEqual([])
    expect(network.graph([]).graph.lengths_m.length).toBe(0)
  })

  it('is refused with its number: a coordinate that is not finite', () => {
    expect(
      () =>
        new RoadNetwork(
          [
            [
              [0, 0],
              [1, 1],
            ],
            [
              [0, Number.NaN],
              [2, 2],
            ],
          ],
          TOLERANCE_M,
        ),
    ).toThrow('line 1 has a coordinate that is not finite: got [0, NaN]')
  })
})
