import fc from 'fast-check'
import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Planar } from '../../pipeline/geo/area.ts'
import { areApart, coveredAreasM2 } from '../../pipeline/geo/covered-area.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { failingGeos } from '../support/failing-geos.ts'
import { box, polygon } from '../support/shapes.ts'

const geos = await openGeos()
const list = (shapes: (Polygon | null)[]) => ({ count: shapes.length, read: (i: number) => shapes[i]! })
const covered = (units: Polygon[], shapes: (Polygon | null)[]) => coveredAreasM2(units, list(shapes), geos)
const house = (x: number, y: number, width: number, height = width) =>
  polygon(box(x, y, x + width, y + height))

/** A rectangle turned about its corner. */
function turned(x: number, y: number, width: number, height: number, degrees: number): Polygon {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
    [0, 0],
  ] as const // prettier-ignore
  return polygon(corners.map(([dx, dy]) => [x + c * dx - s * dy, y + s * dx + c * dy]))
}

describe('ground covered by footprints', () => {
  it('is the same where GEOS throws, and unknown of the units alone whose footprints no engine cuts', () => {
    const units = [house(0, 0, 100), polygon(box(100, 0, 200, 100))]
    const shapes = [house(95, 10, 10), house(100, 15, 10), turned(98, 12, 5, 9, 30)]
    const failing = failingGeos(geos, 'union', 'intersection', 'difference')
    const right = covered(units, shapes)
    coveredAreasM2(units, list(shapes), failing).forEach((m2, i) => {
      expect(m2).toBeCloseTo(right[i]!, 6)
    })
    const beyond = house(-1e200, -1e200, 2e200)
    expect(
      coveredAreasM2([house(-5e199, -5e199, 5e200), house(0, 0, 1e3)], list([beyond]), failing)[0],
    ).toBeNull()
    expect(coveredAreasM2([...units, house(-5e199, -5e199, 1e199)], list([house(1, 1, 9)]), failing)).toEqual(
      [81, 0, 0],
    )
  })

  it('is shared by the units that a footprint crosses, and none of it lost', () => {
    const units = [house(0, 0, 100), polygon(box(100, 0, 200, 100))]
    expect(covered(units, [house(10, 10, 10), house(96, 50, 10), house(300, 0, 10), null])).toEqual([
      expect.closeTo(100 + 40, 9),
      expect.closeTo(60, 9),
    ])
  })

  it('counts once what was drawn twice, or a hundred times', () => {
    const unit = house(0, 0, 100)
    expect(covered([unit], [house(10, 10, 10), house(15, 10, 10)])).toEqual([expect.closeTo(150, 9)])
    expect(
      covered(
        [unit],
        Array.from({ length: 100 }, () => house(10, 10, 10)),
      ),
    ).toEqual([100])
    expect(covered([unit], [house(10, 10, 20), house(12, 12, 5), house(12, 12, 5)])).toEqual([400])
  })

  it('is whole for houses wall to wall', () => {
    const row = Array.from({ length: 9 }, (_, i) =>
      turned(20 + 6 * Math.cos(0.5) * i, 20 + 6 * Math.sin(0.5) * i, 6, 8, 28.65),
    )
    expect(covered([house(0, 0, 200)], row)[0]).toBeCloseTo(9 * 48, 1)
  })

  it('is nothing without footprints or units', () => {
    expect(covered([house(0, 0, 9)], [])).toEqual([0])
    expect(covered([], [house(0, 0, 9)])).toEqual([])
    expect(covered([house(0, 0, 9)], [null])).toEqual([0])
  })

  it('leaves the courtyard of a footprint uncovered', () => {
    const yard = polygon(box(10, 10, 30, 30), box(15, 15, 25, 25).reverse())
    expect(covered([house(0, 0, 100)], [yard, house(18, 18, 2)])).toEqual([expect.closeTo(300 + 4, 9)])
  })

  it('agrees with one union of all footprints cut by each unit', () => {
    const footprint = fc.tuple(
      fc.integer({ min: -10, max: 100 }),
      fc.integer({ min: -10, max: 100 }),
      fc.integer({ min: 3, max: 15 }),
      fc.integer({ min: 3, max: 15 }),
      fc.integer({ min: 0, max: 89 }),
    )
    const units = [
      house(0, 0, 50, 100),
      polygon(box(50, 0, 100, 100)),
      house(0, 0, 100),
      turned(50, 0, 60, 60, 45),
    ]
    fc.assert(
      fc.property(fc.array(footprint, { maxLength: 25 }), (made) => {
        const shapes = made.map((facts) => turned(...facts))
        const all = geos.union(shapes)
        const expected = units.map((unit) => {
          const shared = all && geos.intersection(unit, all)
          return shared ? areaM2Planar(shared, (x, y) => [x, y]) : 0
        })
        covered(units, shapes).forEach((m2, index) => {
          // Strips below a millimetre may count twice.
          expect(Math.abs(m2! - expected[index]!)).toBeLessThan(0.05)
        })
      }),
      { numRuns: 150, seed: 5 },
    )
  })
})

describe('two outlines', () => {
  it('are apart where a side of one parts them, touching by a wall or a corner included', () => {
    expect(areApart(house(0, 0, 10), house(10, 0, 10))).toBe(true)
    expect(areApart(house(0, 0, 10), house(10, 10, 10))).toBe(true)
    expect(areApart(turned(0, 0, 10, 10, 30), turned(10 * Math.cos(Math.PI / 6), 5, 10, 10, 30))).toBe(true)
    expect(areApart(house(0, 0, 10), house(9.9995, 0, 10))).toBe(true)
  })

  it('are not where they share ground, or where it takes more than a side to tell', () => {
    expect(areApart(house(0, 0, 10), house(9.99, 0, 10))).toBe(false)
    expect(areApart(house(0, 0, 10), house(2, 2, 1))).toBe(false)
    expect(areApart(house(0, 0, 10), house(0, 0, 10))).toBe(false)
    const hook = polygon([
      [0, 0],
      [10, 0],
      [10, 10],
      [8, 10],
      [8, 2],
      [0, 2],
      [0, 0],
    ]) // prettier-ignore
    expect(areApart(hook, turned(7, 3, 2, 2, 91))).toBe(false)
  })
})
