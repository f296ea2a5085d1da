import fc from 'fast-check'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { PolygonLocator } from '../../pipeline/geo/locate.ts'
import { orient2d, positionInRings } from '../../pipeline/geo/locate-exact.ts'
import { box, polygon } from '../support/shapes.ts'

type Area = Polygon | MultiPolygon

/** A double as a multiple of 2^-120, exact for what is used here: the oracle works in integers only. */
function whole(value: number): bigint {
  const scaled = value * 2 ** 60
  const integer = Math.trunc(scaled)
  return BigInt(integer) * 2n ** 60n + BigInt((scaled - integer) * 2 ** 60)
}

/** The stated rule, unindexed and in integers: even-odd of the edges east of (x + tiny, y + tinier). */
class Oracle {
  readonly #edges: [ax: bigint, ay: bigint, bx: bigint, by: bigint][][]

  constructor(areas: readonly (Area | null)[]) {
    this.#edges = areas.map((area) => {
      const parts = area === null ? [] : area.type === 'Polygon' ? [area.coordinates] : area.coordinates
      return parts.flat().flatMap((ring) => {
        const corners = ring.map(([x, y]) => [whole(x!), whole(y!)] as const)
        return corners.map(([bx, by], i): [bigint, bigint, bigint, bigint] => {
          const [ax, ay] = corners[i === 0 ? corners.length - 1 : i - 1]!
          return ay <= by ? [ax, ay, bx, by] : [bx, by, ax, ay]
        })
      })
    })
  }

  allHolding(x: number, y: number): number[] {
    const px = whole(x)
    const py = whole(y)
    return this.#edges.flatMap((edges, i) => {
      let inside = false
      for (const [ax, ay, bx, by] of edges) {
        if (ay <= py && py < by && (bx - ax) * (py - ay) > (px - ax) * (by - ay)) inside = !inside
      }
      return inside ? [i] : []
    })
  }
}

/** A small generator with a seed, for tessellations too large for fast-check's shrinking. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Triangles of a grid jittered so little that its cells stay convex: neighbours share their border vertices exactly; the outer border is straight. */
function tessellation(size: number, random: () => number): { cells: Polygon[]; vertices: Position[][] } {
  const vertices = Array.from({ length: size + 1 }, (_, row) =>
    Array.from({ length: size + 1 }, (_, column): Position => {
      const inner = row > 0 && row < size && column > 0 && column < size
      const jitter = (): number => (inner ? (random() - 0.5) * 0.49 : 0)
      return [104.4 + (column + jitter()) * 0.001, -0.002 + (row + jitter()) * 0.001]
    }),
  )
  const cells: Polygon[] = []
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sw = vertices[row]![column]!
      const se = vertices[row]![column + 1]!
      const ne = vertices[row + 1]![column + 1]!
      const nw = vertices[row + 1]![column]!
      if (random() < 0.5) cells.push(polygon([sw, se, ne, sw]), polygon([sw, nw, ne, sw]))
      else cells.push(polygon([sw, se, nw, sw]), polygon([se, nw, ne, se]))
    }
  }
  return { cells, vertices }
}

describe('orient2d', () => {
  it('has the sign of exact arithmetic where floating point has none', () => {
    const near = fc.integer({ min: -3, max: 3 }).map((steps) => 104.5 + steps * 2 ** -46)
    const nearLat = fc.integer({ min: -3, max: 3 }).map((steps) => 0.9 + steps * 2 ** -53)
    fc.assert(
      fc.property(near, nearLat, near, nearLat, near, nearLat, (ax, ay, bx, by, cx, cy) => {
        const exact =
          (whole(ax) - whole(cx)) * (whole(by) - whole(cy)) -
          (whole(ay) - whole(cy)) * (whole(bx) - whole(cx))
        expect(Math.sign(orient2d(ax, ay, bx, by, cx, cy))).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0)
      }),
      { numRuns: 2000, seed: 7 },
    )
  })

  it('decides what rounding gets wrong', () => {
    expect(orient2d(0.5, 0.5, 12, 12, 24, 24)).toBe(0)
    expect(orient2d(0.5 + 2 ** -53, 0.5, 12, 12, 24, 24)).toBeLessThan(0)
    expect(orient2d(0.5, 0.5 + 2 ** -53, 12, 12, 24, 24)).toBeGreaterThan(0)
  })

  it('does not lose the sign to underflow or overflow', () => {
    expect(orient2d(0, 0, 1e-200, 0, 0, 1e-200)).toBeGreaterThan(0)
    expect(orient2d(0, 0, 1e200, 0, 0, 1e200)).toBeGreaterThan(0)
    expect(orient2d(0, 0, 5e-324, 0, 0, -5e-324)).toBeLessThan(0)
  })
})

describe('positionInRings', () => {
  it('tells inside, border and outside, holes included', () => {
    const rings = [box(0, 0, 10, 10), box(4, 4, 6, 6)]
    expect(positionInRings(rings, 1, 1)).toBe('inside')
    expect(positionInRings(rings, 5, 5)).toBe('outside')
    expect(positionInRings(rings, 11, 5)).toBe('outside')
    for (const [x, y] of [
      [0, 0],
      [10, 10],
      [5, 0],
      [10, 3],
      [4, 5],
      [5, 6],
    ] as const) {
      expect(positionInRings(rings, x, y)).toBe('border')
    }
    // Level with horizontal edges but beyond them.
    expect(positionInRings(rings, -1, 0)).toBe('outside')
    expect(positionInRings(rings, 2, 4)).toBe('inside')
  })
})

describe('PolygonLocator', () => {
  it('follows the border rule: west and south inside, east and north outside', () => {
    const locator = new PolygonLocator([polygon(box(0, 0, 1, 1))])
    expect(locator.locate(0, 0.5)).toBe(0)
    expect(locator.locate(0.5, 0)).toBe(0)
    expect(locator.locate(0, 0)).toBe(0)
    expect(locator.locate(1, 0.5)).toBe(-1)
    expect(locator.locate(0.5, 1)).toBe(-1)
    expect(locator.locate(1, 0)).toBe(-1)
    expect(locator.locate(0, 1)).toBe(-1)
  })

  it('gives a point on a shared border to the polygon east of it, on a level border to the one north', () => {
    const west = polygon(box(0, 0, 1, 1))
    const east = polygon(box(1, 0, 2, 1))
    const north = polygon(box(0, 1, 2, 2))
    const locator = new PolygonLocator([west, east, north])
    expect(locator.locateAll(1, 0.5)).toEqual([1])
    expect(locator.locateAll(0.5, 1)).toEqual([2])
    expect(locator.locateAll(1, 1)).toEqual([2])
  })

  it('keeps holes out, and gives the border of a hole to exactly one side', () => {
    const island = polygon(box(4, 4, 6, 6))
    const locator = new PolygonLocator([polygon(box(0, 0, 10, 10), box(4, 4, 6, 6)), island])
    expect(locator.locateAll(5, 5)).toEqual([1])
    expect(locator.locateAll(4, 5)).toEqual([1])
    expect(locator.locateAll(6, 5)).toEqual([0])
    expect(locator.locateAll(5, 6)).toEqual([0])
  })

  it('answers the lowest index where polygons overlap, and all of them on request', () => {
    const locator = new PolygonLocator([
      null,
      polygon(box(2, 0, 4, 4)),
      polygon(box(0, 0, 3, 3)),
      polygon([]),
    ])
    expect(locator.size).toBe(4)
    expect(locator.locate(2.5, 1)).toBe(1)
    expect(locator.locateAll(2.5, 1)).toEqual([1, 2])
    expect(locator.locateAll(1, 1)).toEqual([2])
    expect(locator.locateAll(9, 9)).toEqual([])
  })

  it('takes every part of a multipolygon, and closes an open ring', () => {
    const locator = new PolygonLocator([
      { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(5, 5, 6, 6)]] },
      polygon(box(8, 8, 9, 9).slice(0, 4)),
    ])
    expect(locator.locate(0.5, 0.5)).toBe(0)
    expect(locator.locate(5.5, 5.5)).toBe(0)
    expect(locator.locate(3, 3)).toBe(-1)
    expect(locator.locate(8.001, 8.999)).toBe(1)
  })

  it('holds nothing when it has nothing', () => {
    for (const locator of [new PolygonLocator([]), new PolygonLocator([null, polygon([])])]) {
      expect(locator.locate(0, 0)).toBe(-1)
      expect(locator.locateAll(0, 0)).toEqual([])
    }
    const flat = new PolygonLocator([
      polygon([
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
      polygon([
        [0, 0],
        [2, 0],
        [0, 0],
      ]),
    ])
    expect(flat.locateAll(1, 1)).toEqual([])
    expect(flat.locateAll(1, 0)).toEqual([])
  })

  it('says where nothing is for a point that is not a number, and refuses such a polygon by name', () => {
    const locator = new PolygonLocator([polygon(box(0, 0, 1, 1))])
    expect(locator.locate(Number.NaN, 0.5)).toBe(-1)
    expect(locator.locateAll(0.5, Infinity)).toEqual([])
    expect(
      () =>
        new PolygonLocator([
          null,
          polygon([
            [0, 0],
            [Number.NaN, 1],
            [1, 1],
            [0, 0],
          ]),
        ]),
    ).toThrow(/polygon 1 has a coordinate that is not finite: got \[NaN, 1\]/)
  })

  it('gives every point of a tessellation to one owner: vertices, edges, near-misses and anywhere', () => {
    const random = randomOf(42)
    const size = 8
    const { cells, vertices } = tessellation(size, random)
    const locator = new PolygonLocator(cells)
    const oracle = new Oracle(cells)
    const points: Position[] = []
    for (let row = 1; row < size; row++)
      for (let column = 1; column < size; column++) points.push(vertices[row]![column]!)
    for (const cell of cells) {
      const ring = cell.coordinates[0]!
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1] as [number, number]
        const [bx, by] = ring[i] as [number, number]
        const t = random()
        const x = ax + t * (bx - ax)
        const y = ay + t * (by - ay)
        // Rounded onto the edge or one grain beside it.
        points.push([x, y], [x + 2 ** -46, y], [x, y - 2 ** -60], [(ax + bx) / 2, (ay + by) / 2])
      }
    }
    for (let i = 0; i < 500; i++) points.push([104.4 + random() * 0.008, -0.002 + random() * 0.008])
    let within = 0
    for (const [x, y] of points as [number, number][]) {
      const expected = oracle.allHolding(x, y)
      const inside = x >= 104.4 && x < 104.4 + size * 0.001 && y >= -0.002 && y < -0.002 + size * 0.001
      if (inside) {
        within++
        expect(expected).toHaveLength(1)
      }
      expect(locator.locateAll(x, y)).toEqual(expected)
      expect(locator.locate(x, y)).toBe(expected[0] ?? -1)
    }
    expect(within).toBeGreaterThan(1800)
  })

  it('agrees with the oracle on small whole-number rings of any kind: crossing, touching, repeated', () => {
    const position = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    const rings = fc.array(fc.array(position, { minLength: 1, maxLength: 8 }), { maxLength: 3 })
    const area: fc.Arbitrary<Area | null> = fc.oneof(
      rings.map((coordinates): Area => ({ type: 'Polygon', coordinates })),
      fc.array(rings, { maxLength: 2 }).map((coordinates): Area => ({ type: 'MultiPolygon', coordinates })),
      fc.constant(null),
    )
    fc.assert(
      fc.property(fc.array(area, { maxLength: 6 }), (areas) => {
        const locator = new PolygonLocator(areas)
        const oracle = new Oracle(areas)
        for (let x = -0.5; x <= 5.5; x += 0.5) {
          for (let y = -0.5; y <= 5.5; y += 0.5) {
            expect(locator.locateAll(x, y)).toEqual(oracle.allHolding(x, y))
          }
        }
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  it('finds the right one of many that lie on top of each other, beside one stray far away', () => {
    const random = randomOf(9)
    const areas: Polygon[] = [polygon(box(-179, -60, -178.9999, -59.9999))]
    for (let i = 0; i < 300; i++) areas.push(polygon(box(104, 1, 104.1 + i * 2 ** -20, 1.1)))
    for (let i = 0; i < 500; i++) {
      const x = 104 + random() * 0.5
      const y = 0.5 + random() * 0.4
      areas.push(polygon(box(x, y, x + 0.02 * random(), y + 0.02 * random())))
    }
    const locator = new PolygonLocator(areas)
    const oracle = new Oracle(areas)
    for (let i = 0; i < 300; i++) {
      const x = 104 + random() * 0.5
      const y = 0.5 + random() * 0.7
      expect(locator.locateAll(x, y)).toEqual(oracle.allHolding(x, y))
    }
    expect(locator.locate(-178.99995, -59.99995)).toBe(0)
    expect(locator.locateAll(104.05, 1.05)).toHaveLength(300)
  })

  it('answers for a comb whose every edge is tall', () => {
    const teeth: Position[] = []
    for (let i = 0; i < 400; i++) teeth.push([i, 0], [i + 0.5, 100])
    const ring = [...teeth, [400, 0], [400, -1], [0, -1], [0, 0]]
    const locator = new PolygonLocator([polygon(ring)])
    const oracle = new Oracle([polygon(ring)])
    const random = randomOf(3)
    for (let i = 0; i < 200; i++) {
      const x = random() * 400
      const y = random() * 100
      expect(locator.locateAll(x, y)).toEqual(oracle.allHolding(x, y))
    }
  })
})
