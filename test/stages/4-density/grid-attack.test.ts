import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { block, type Cell, grid, type House, inputs, K, shareOnCells } from '../../support/grid-town.ts'
import { rectangle } from '../../support/made-up-places.ts'

/**
 * A reader who knows the footprints, the rules and the people of every RT but the first takes what the others bring off
 * each smoothed figure and divides the rest by the weight of the houses of the first: what each cell tells of its people.
 */
function solveForFirst(
  cells: readonly Cell[],
  houses: readonly House[],
  rts: readonly { population: number | null }[],
  bandwidth_m: number,
): number[] {
  const weights = rts.map(() => cells.map(() => 0))
  for (const house of houses) {
    if (house[2] < 0) continue
    const count = houses.filter(([, , rt]) => rt === house[2]).length
    for (const [i, share] of shareOnCells(cells, house, bandwidth_m).entries())
      weights[house[2]]![i]! += share / count
  }
  return cells.flatMap(({ density_population_smoothed_per_ha: told }, i) => {
    const [own, ...others] = weights.map((weight) => weight[i]!)
    if (told === null || own! < 1e-9) return []
    const rest = others.reduce((sum, weight, rt) => sum + weight * (rts[rt + 1]!.population ?? 0), 0)
    return [(told - rest) / own!]
  })
}

const place = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }))

/** An RT of fewer than k families anywhere among others, or of nobody knows how many and too few houses. */
const town = fc
  .record({
    families: fc.option(fc.integer({ min: 0, max: K - 1 })),
    population: fc.integer({ min: 1, max: 400 }),
    own: fc.array(place, { minLength: 1, maxLength: K - 1 }),
    others: fc.array(fc.tuple(place, fc.integer({ min: -1, max: 3 })), { maxLength: 80 }),
    rts: fc.array(
      fc.record({
        population: fc.option(fc.integer({ min: 0, max: 400 })),
        families: fc.option(fc.integer({ min: 0, max: 90 })),
        geometry: fc.constantFrom(null, rectangle(100, 100, 150, 120)),
      }),
      { minLength: 3, maxLength: 3 },
    ),
    resolution: fc.integer({ min: 8, max: 10 }),
    bandwidth_m: fc.integer({ min: 10, max: 1500 }),
  })
  .map(({ families, population, own, others, rts, ...rest }) => ({
    houses: [
      ...own.map(([e, n]): House => [e, n, 0]),
      ...others.map(([[e, n], rt]): House => [e, n, rt === 0 ? -1 : rt]),
    ],
    rts: [{ population, families, geometry: null }, ...rts],
    ...rest,
  }))

describe('the people of an RT of fewer than k families', () => {
  it.each([6, 60])('do not follow from a surface of which %d families far off are the rest', (families) => {
    const houses = [[500, 500, 0] as House, ...block(families, 1160, 500, 1)]
    const rts = [
      { population: 60, families: 1 },
      { population: 4 * families, families },
    ]
    const wide = { extent: [{ level: 'kelurahan', geometry: rectangle(0, 0, 2000, 1000) }] }
    const { cells } = grid(inputs(houses, rts, wide), 10, 400)
    const reached = solveForFirst(cells, houses, rts, 400)
    // At the rim of their kernels six families are one or two.
    expect(reached.length > 0).toBe(families === 60)
    for (const people of reached) expect(people).toBeCloseTo(0, 6)
    expect(cells.some((cell) => cell.density_population_smoothed_per_ha !== null)).toBe(true)
  })

  it('cannot be solved for, wherever they live and however far the kernels reach', () => {
    fc.assert(
      fc.property(town, ({ houses, rts, resolution, bandwidth_m }) => {
        const mapped = rts.map((rt) => ({ ...rt, geometry: null }))
        const { cells } = grid(inputs(houses, mapped), resolution, bandwidth_m)
        for (const people of solveForFirst(cells, houses, mapped, bandwidth_m))
          expect(people).toBeLessThan(mapped[0]!.population! / 2)
      }),
      { numRuns: 30 },
    )
  })

  it('change no published figure at all, over houses or over ground', () => {
    fc.assert(
      fc.property(town, fc.integer({ min: 0, max: 9000 }), fc.boolean(), (made, other, onGround) => {
        const { houses, resolution, bandwidth_m } = made
        const standing = onGround ? houses.filter(([, , rt]) => rt !== 0) : houses
        const cells = (population: number) => {
          const geometry = onGround ? rectangle(400, 420, 90, 60) : null
          const [small, ...rest] = made.rts
          const rts = [{ ...small, population, geometry }, ...rest]
          return grid(inputs(standing, rts), resolution, bandwidth_m).cells.map((cell) => ({
            ...cell,
            geometry: null,
          }))
        }
        expect(cells(other)).toEqual(cells(made.rts[0]!.population!))
      }),
      { numRuns: 30 },
    )
  })
})

describe('a smoothed figure of people', () => {
  it('is of k households or more, none of which makes up more than its k-th part', () => {
    fc.assert(
      fc.property(town, ({ houses, rts, resolution, bandwidth_m }) => {
        const { cells } = grid(
          inputs(
            houses,
            rts.map((rt) => ({ ...rt, geometry: null })),
          ),
          resolution,
          bandwidth_m,
        )
        const standing = rts.map((_, rt) => houses.filter((house) => house[2] === rt).length)
        for (const house of houses) {
          const rt = rts[house[2]]
          if (rt === undefined || rt.population === null) continue
          const count = standing[house[2]]!
          if ((rt.families ?? count) < K) continue
          const households = Math.min(rt.families ?? count, count)
          shareOnCells(cells, house, bandwidth_m).forEach((share, i) => {
            const told = cells[i]!.density_population_smoothed_per_ha
            if (told !== null)
              expect((share * rt.population!) / households).toBeLessThanOrEqual((told / K) * (1 + 1e-9))
          })
        }
      }),
      { numRuns: 30 },
    )
  })
})
