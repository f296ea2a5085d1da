import fc from 'fast-check'
import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { type Geos, GeosError, openGeos } from '../../pipeline/geo/geos.ts'
import {
  areaInPlane,
  conservationOf,
  cutPair,
  differenceByPolyclip,
  groundOf,
  intersectionByPolyclip,
  unionOf,
} from '../../pipeline/geo/overlay.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { box, polygon } from '../support/shapes.ts'

const geos = await openGeos()
const FUZZ = { numRuns: 1000, seed: 20180331 }
const HOME: Position = [104.45, 0.92]

const closed = (points: Position[]): Position[] => [...points, points[0]!]

/** A ring that sees all of itself from its centre: valid. */
const star = fc
  .record({
    radii: fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 24 }),
    x: fc.double({ min: -1, max: 1, noNaN: true }),
    y: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .map(({ radii, x, y }) =>
    polygon(
      closed(
        radii.map((radius, i): Position => {
          const angle = (2 * Math.PI * i) / radii.length
          return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
        }),
      ),
    ),
  )

const comb = fc.integer({ min: 1, max: 12 }).map((teeth): Polygon => {
  const points: Position[] = []
  for (let i = 0; i < teeth; i++) {
    const x = -1 + (2 * i) / teeth
    points.push([x, -0.9], [x, 1], [x + 1 / teeth, 1], [x + 1 / teeth, -0.9])
  }
  points.push([1, -0.9], [1, -1], [-1, -1])
  return polygon(closed(points))
})

/** Ten vertices on a grid of a few places: crossings, spikes, repeated points, rings that touch and lie on each other. */
const tangle = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
    minLength: 3,
    maxLength: 10,
  })
  .map((places) => polygon(closed(places.map(([x, y]): Position => [x / 3, y / 3]))))

const holed = fc
  .tuple(star, fc.double({ min: 0.05, max: 0.9, noNaN: true }))
  .map(([outer, share]): Polygon => {
    const [x, y] = outer.coordinates[0]!.reduce<Position>(
      (sum, [px, py]) => [sum[0]! + px!, sum[1]! + py!],
      [0, 0],
    ) as [number, number]
    const n = outer.coordinates[0]!.length
    const hole = outer.coordinates[0]!.map(
      ([px, py]): Position => [x / n + (px! - x / n) * share, y / n + (py! - y / n) * share],
    )
    return polygon(outer.coordinates[0]!, hole.toReversed())
  })

const flat = fc.constantFrom<Polygon>(
  polygon([
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 0],
  ]),
  polygon([
    [0, 0],
    [1, 0],
    [0, 0],
    [1, 0],
    [0, 0],
  ]),
)

const several = fc
  .array(fc.oneof(star, tangle), { minLength: 2, maxLength: 3 })
  .map((parts): Polygonal => ({ type: 'MultiPolygon', coordinates: parts.map((part) => part.coordinates) }))

const shape: fc.Arbitrary<Polygonal> = fc.oneof(star, comb, tangle, holed, several, flat)

/** The other of a pair: anything, or the first one hardly moved. */
const pair = fc
  .record({
    a: shape,
    b: shape,
    nearly: fc.constantFrom(null, null, 0, 1e-16, 1e-13, 1e-10, 1e-6),
    size: fc.constantFrom(1e-9, 1e-7, 1e-4, 0.01, 1, 30),
  })
  .map(({ a, b, nearly, size }): [Polygonal, Polygonal] => [
    placed(a, size),
    nearly === null ? placed(b, size) : moved(placed(a, size), nearly),
  ])

function mapped<G extends Polygonal>(geometry: G, move: (x: number, y: number) => Position): G {
  const ring = (positions: Position[]) => positions.map(([x, y]) => move(x!, y!))
  const coordinates =
    geometry.type === 'Polygon'
      ? geometry.coordinates.map(ring)
      : geometry.coordinates.map((rings) => rings.map(ring))
  return { ...geometry, coordinates }
}

const placed = (geometry: Polygonal, size: number) =>
  mapped(geometry, (x, y) => [HOME[0]! + x * size, HOME[1]! + y * size])
const moved = (geometry: Polygonal, by: number) => mapped(geometry, (x, y) => [x + by, y - by / 2])

/** A GEOS whose overlays always throw; the rest of it is the real one. */
const broken = Object.create(geos, {
  intersection: { value: () => fail('intersection') },
  difference: { value: () => fail('difference') },
}) as Geos
for (const method of ['checkValidity', 'makeValid'] as const)
  Object.defineProperty(broken, method, { value: geos[method].bind(geos) })

function fail(operation: string): never {
  throw new GeosError(operation, 'side location conflict')
}

describe('the overlay of a pair', () => {
  it('is what both hold and what only the first holds', () => {
    const cut = cutPair(polygon(box(0, 0, 4, 4)), polygon(box(3, 0, 9, 4)), geos)
    expect(cut.engine).toBe('geos')
    expect(areaInPlane(cut.both!)).toBe(4)
    expect(areaInPlane(cut.rest!)).toBe(12)
    expect(cut.conservation).toMatchObject({ whole: 16, parts: 16, conserved: true })
  })

  it('never throws and conserves area, in 1,000 cases of every fault', () => {
    const engines = new Set<string>()
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const cut = cutPair(a, b, geos)
        engines.add(cut.engine)
        expect(cut.engine).not.toBe('none')
        expect(cut.conservation.conserved, JSON.stringify(cut.conservation)).toBe(true)
        // The other way round, both hold the same ground.
        const back = cutPair(b, a, geos)
        const area = cut.both ? areaInPlane(cut.both) : 0
        const areaBack = back.both ? areaInPlane(back.both) : 0
        expect(Math.abs(area - areaBack)).toBeLessThanOrEqual(
          cut.conservation.tolerance + back.conservation.tolerance,
        )
      }),
      FUZZ,
    )
    expect(engines).toContain('geos')
    expect(engines).toContain('geos_repaired')
  })

  it('has the area that polyclip finds, where both are valid', () => {
    fc.assert(
      fc.property(fc.oneof(star, comb), fc.oneof(star, comb), (first, second) => {
        const [a, b] = [placed(first, 0.01), placed(second, 0.01)]
        const cut = cutPair(a, b, geos)
        expect(cut.engine).toBe('geos')
        const oracle = intersectionByPolyclip(a, b)
        const difference = (cut.both ? areaInPlane(cut.both) : 0) - (oracle ? areaInPlane(oracle) : 0)
        expect(Math.abs(difference)).toBeLessThanOrEqual(cut.conservation.tolerance)
      }),
      { ...FUZZ, numRuns: 300 },
    )
  })

  it.each([
    [
      'a bow-tie',
      polygon([
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 4],
        [0, 0],
      ]),
      8,
      4,
    ],
    [
      'a spike',
      polygon([
        [0, 0],
        [4, 0],
        [9, 0],
        [4, 0],
        [4, 4],
        [0, 4],
        [0, 0],
      ]),
      16,
      8,
    ],
    [
      'a repeated point',
      polygon([
        [0, 0],
        [4, 0],
        [4, 0],
        [4, 4],
        [0, 4],
        [0, 0],
      ]),
      16,
      8,
    ],
    [
      'an open ring',
      polygon([
        [0, 0],
        [4, 0],
        [4, 4],
        [0, 4],
      ]),
      16,
      8,
    ],
    ['a hole outside its shell', polygon(box(0, 0, 4, 4), box(10, 10, 11, 11)), 17, 8],
    [
      'a ring drawn twice',
      { type: 'MultiPolygon', coordinates: [[box(0, 0, 4, 4)], [box(0, 0, 4, 4)]] },
      16,
      8,
    ],
  ] satisfies [string, Polygonal, number, number][])(
    'takes %s as what it is made valid into',
    (_, a, whole, both) => {
      const cut = cutPair(a, polygon(box(0, 0, 2, 4)), geos)
      expect(areaInPlane(cut.whole!)).toBeCloseTo(whole, 12)
      expect(areaInPlane(cut.both!)).toBeCloseTo(both, 12)
      expect(cut.conservation.conserved).toBe(true)
    },
  )

  it('says that it was repaired only where it was', () => {
    const bowTie = polygon([
      [0, 0],
      [4, 4],
      [4, 0],
      [0, 4],
      [0, 0],
    ])
    const square = polygon(box(0, 0, 2, 4))
    expect(cutPair(bowTie, square, geos).engine).toBe('geos_repaired')
    expect(cutPair(square, bowTie, geos).engine).toBe('geos_repaired')
    expect(cutPair(square, square, geos).engine).toBe('geos')
  })

  it('is nothing where they touch, lie apart, or one has no area', () => {
    const a = polygon(box(0, 0, 4, 4))
    for (const b of [
      polygon(box(4, 0, 8, 4)),
      polygon(box(50, 0, 51, 1)),
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
      polygon([
        [0, 0],
        [Number.NaN, 1],
        [2, 2],
        [0, 0],
      ]),
      polygon([]),
      polygon(),
    ]) {
      const cut = cutPair(a, b, geos)
      expect(cut.both).toBeNull()
      expect(areaInPlane(cut.rest!)).toBe(16)
      expect(cut.conservation.conserved).toBe(true)
    }
    const nothing = cutPair(
      polygon([
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 0],
      ]),
      a,
      geos,
    )
    expect(nothing).toMatchObject({ whole: null, both: null, rest: null })
  })

  it('is made by polyclip where GEOS throws, and says so', () => {
    const [a, b] = [polygon(box(0, 0, 4, 4)), polygon(box(3, 0, 9, 4))]
    const cut = cutPair(a, b, broken)
    expect(cut.engine).toBe('polyclip')
    expect([areaInPlane(cut.both!), areaInPlane(cut.rest!)]).toEqual([4, 12])
    expect(cut.conservation.conserved).toBe(true)
    expect(areaInPlane(differenceByPolyclip(a, b)!)).toBe(12)
  })

  it('is made by polyclip where GEOS loses ground', () => {
    const losing = Object.create(broken, {
      intersection: { value: geos.intersection.bind(geos) },
      difference: { value: () => null },
    }) as Geos
    const cut = cutPair(polygon(box(0, 0, 4, 4)), polygon(box(3, 0, 9, 4)), losing)
    expect(cut.engine).toBe('polyclip')
    expect(cut.conservation.conserved).toBe(true)
  })

  it('leaves all of the first where no engine can cut, and does not call that conserved', () => {
    const unable = {
      intersection: () => fail('polyclip'),
      difference: () => fail('polyclip'),
    }
    const a = polygon(box(0, 0, 4, 4))
    const cut = cutPair(a, polygon(box(3, 0, 9, 4)), broken, unable)
    expect(cut).toEqual({
      whole: a,
      both: null,
      rest: a,
      engine: 'none',
      conservation: { whole: 16, parts: 16, tolerance: expect.any(Number), conserved: false },
    })
  })

  it('is none where the parts have no area that is a number', () => {
    // Polyclip overflows on numbers whose products are no numbers any more.
    const huge = polygon(box(-1e200, -1e200, 1e200, 1e200))
    const cut = cutPair(huge, polygon(box(0, 0, 1e200, 5e199)), broken)
    expect(cut).toMatchObject({ both: null, rest: huge, engine: 'none', conservation: { conserved: false } })
    expect(cut.conservation.parts).not.toBeNaN()
  })
})

describe('the conservation of area', () => {
  const a = polygon(box(104.45, 0.92, 104.46, 0.93))

  it('is broken by a border moved a millimetre, not by one moved a hundredth of it', () => {
    const shifted = (by: number) => [
      polygon(box(104.45, 0.92, 104.455, 0.93)),
      polygon(box(104.455 + by, 0.92, 104.46, 0.93)),
    ]
    expect(conservationOf(a, shifted(1e-8)).conserved).toBe(false)
    expect(conservationOf(a, shifted(1e-10)).conserved).toBe(true)
  })

  it('is broken by ground counted twice as by ground lost', () => {
    expect(conservationOf(a, [a, polygon(box(104.45, 0.92, 104.4501, 0.9201))]).conserved).toBe(false)
    expect(conservationOf(a, []).conserved).toBe(false)
    expect(conservationOf(null, []).conserved).toBe(true)
  })

  it('is not asked of a polygon smaller than rounding', () => {
    const speck = polygon(box(104.45, 0.92, 104.45 + 2e-13, 0.92 + 2e-13))
    expect(conservationOf(speck, []).conserved).toBe(true)
  })
})

describe('the union of polygons', () => {
  const squares = [box(0, 0, 2, 2), box(1, 0, 3, 2), box(9, 9, 10, 10)].map((ring) => polygon(ring))

  it('counts ground once, also where GEOS cannot unite them all at once', () => {
    const unable = Object.create(broken, { union: { value: () => fail('union') } }) as Geos
    for (const engine of [geos, unable]) expect(areaInPlane(unionOf(squares, engine)!)).toBeCloseTo(7, 12)
    expect(unionOf([], unable)).toBeNull()
    expect(unionOf([squares[0]!], unable)).toBe(squares[0])
  })

  it('hides no fault that is not of GEOS', () => {
    const faulty = Object.create(broken, {
      union: {
        value: () => {
          throw new RangeError('bug')
        },
      },
    }) as Geos
    expect(() => unionOf(squares, faulty)).toThrow('bug')
  })
})

describe('the ground of a polygon', () => {
  it('is the polygon itself where it is valid', () => {
    const square = polygon(box(0, 0, 1, 1))
    expect(groundOf(square, geos)).toEqual({ geometry: square, repaired: false })
  })

  it('is cleaned by polyclip where GEOS cannot', () => {
    const unable = Object.create(broken, {
      checkValidity: { value: () => ({ valid: false, reason: 'x', at: null }) },
      makeValid: { value: () => fail('make valid') },
    }) as Geos
    const { geometry, repaired } = groundOf(
      polygon([
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 4],
        [0, 0],
      ]),
      unable,
    )
    expect(repaired).toBe(true)
    expect(areaInPlane(geometry!)).toBeCloseTo(8, 12)
  })
})
