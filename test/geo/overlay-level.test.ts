import fc from 'fast-check'
import type { Polygon, Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { areaM2Planar } from '../../pipeline/geo/area.ts'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { type Geos, GeosError, openGeos } from '../../pipeline/geo/geos.ts'
import { areaInPlane, conservationOf, joinParts } from '../../pipeline/geo/overlay.ts'
import { OverlayLevel } from '../../pipeline/geo/overlay-level.ts'
import { mergeSlivers } from '../../pipeline/geo/overlay-slivers.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { polygon as metres, rectangle } from '../support/made-up-places.ts'
import { box, polygon } from '../support/shapes.ts'

const geos = await openGeos()
const toUtm = fromLonLat(crsFromCode('EPSG:32748'))

function cut(whole: Polygonal, units: Polygonal[]) {
  const level = new OverlayLevel(units, geos)
  try {
    return level.cut(whole)
  } finally {
    level.release()
  }
}

const areas = ({ pieces }: ReturnType<typeof cut>) =>
  pieces.map(({ unit, geometry }) => [unit, areaInPlane(geometry)])

describe('a polygon cut by the units of a level', () => {
  it('is not touched where it lies in one', () => {
    const whole = polygon(box(1, 1, 2, 2))
    const made = cut(whole, [polygon(box(5, 5, 6, 6)), polygon(box(0, 0, 4, 4))])
    expect(made.pieces).toEqual([{ unit: 1, geometry: whole }])
    expect(made.outside).toBeNull()
  })

  it('is in none where they touch it or where there are none', () => {
    const whole = polygon(box(0, 0, 2, 2))
    expect(cut(whole, [polygon(box(2, 0, 4, 2))])).toMatchObject({ pieces: [], outside: whole })
    expect(cut(whole, [])).toMatchObject({ pieces: [], outside: whole, engine: 'geos' })
  })

  it('gives ground to the first of two units, and says how much the second claimed', () => {
    const [a, b] = [polygon(box(0, 0, 3, 2)), polygon(box(2, 0, 5, 2))]
    const made = cut(polygon(box(0, 0, 5, 2)), [a, b])
    expect(areas(made)).toEqual([
      [0, 6],
      [1, 4],
    ])
    expect(made.claimedTwice).toEqual([{ unit: 1, area: 2 }])
    expect(areas(cut(polygon(box(0, 0, 5, 2)), [b, a]))).toEqual([
      [0, 6],
      [1, 4],
    ])
    expect(cut(polygon(box(0, 0, 1, 1)), [a, a]).claimedTwice).toEqual([{ unit: 1, area: 1 }])
  })

  it('counts ground once that three units claim', () => {
    const units = [polygon(box(0, 0, 3, 1)), polygon(box(2, 0, 5, 1)), polygon(box(1, 0, 4, 1))]
    const made = cut(polygon(box(0, 0, 5, 1)), units)
    expect(made.claimedTwice).toEqual([
      { unit: 1, area: 1 },
      { unit: 2, area: 3 },
    ])
    expect(made.claimed).toBe(3)
    expect(made.conservation.conserved).toBe(true)
    // Where GEOS cannot: cut in turn, the same.
    const unable = Object.create(geos, {
      hold: {
        value: () => {
          throw new GeosError('hold', 'no memory')
        },
      },
    }) as Geos
    for (const method of ['checkValidity', 'makeValid', 'union', 'intersection', 'difference'] as const)
      Object.defineProperty(unable, method, { value: geos[method].bind(geos) })
    const inTurn = new OverlayLevel(units, unable).cut(polygon(box(0, 0, 5, 1)))
    expect(inTurn).toEqual(made)
  })

  it('is no ground where it has no area', () => {
    const flat = polygon([
      [0, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ])
    expect(cut(flat, [polygon(box(0, 0, 1, 1))])).toMatchObject({ whole: null, pieces: [], outside: null })
  })

  it('leaves no hairs along the border that two units share', () => {
    // Crossings of the slanted border are no doubles.
    const border: Position[] = [
      [0.1, -1],
      [0.3, 0.1],
      [0.17, 0.7],
      [0.3, 2],
    ]
    const west = polygon([...border, [-3, 2], [-3, -1], border[0]!])
    const east = polygon([...border.toReversed(), [3, -1], [3, 2], border.at(-1)!])
    for (let i = 0; i < 50; i++) {
      const whole = polygon([
        [-0.7, 0.013 * i],
        [1.1, 0.3],
        [0.9, 1.1 - 0.007 * i],
        [-0.7, 0.013 * i],
      ])
      const made = cut(whole, [west, east])
      expect(made.outside).toBeNull()
      expect(made.claimedTwice).toEqual([])
      expect(made.conservation.conserved).toBe(true)
    }
  })

  it('keeps its ground whatever the units are', () => {
    const place = fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 }))
    const shape = fc.array(place, { minLength: 3, maxLength: 8 }).map((places): Polygon => {
      const ring = places.map(([x, y]): Position => [104.4 + x / 700, 0.9 + y / 300])
      return polygon([...ring, ring[0]!])
    })
    fc.assert(
      fc.property(shape, fc.array(shape, { maxLength: 6 }), (whole, units) => {
        const made = cut(whole, units)
        expect(made.conservation.conserved).toBe(true)
        const order = made.pieces.map(({ unit }) => unit)
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }),
      { numRuns: 200, seed: 337 },
    )
  })
})

describe('slivers', () => {
  const merge = (pieces: Polygonal[], sliver_m = 0.5) => mergeSlivers(pieces, sliver_m, geos, toUtm)

  const areaM2 = (geometry: Polygonal | null) => (geometry === null ? 0 : areaM2Planar(geometry, toUtm))

  it('are shared out between the neighbours on either side', () => {
    const strip = rectangle(0, 100, 100, 0.4)
    const above = rectangle(0, 100.4, 100, 50)
    const below = rectangle(0, 0, 100, 100)
    const { pieces, merged, merged_m2 } = merge([above, strip, below])
    expect(pieces[1]).toBeNull()
    expect(areaM2(pieces[0]!)).toBeCloseTo(5020, 1)
    expect(areaM2(pieces[2]!)).toBeCloseTo(10_020, 1)
    expect(conservationOf(joinParts([above, strip, below]), pieces).conserved).toBe(true)
    expect(merged).toBe(1)
    expect(merged_m2).toBeCloseTo(40, 1)
  })

  it('go wholly to the only neighbour that runs along them, not to one at their end', () => {
    const strip = rectangle(0, 100, 100, 0.4)
    const end = rectangle(100, 100, 50, 0.6)
    const { pieces } = merge([rectangle(0, 0, 100, 100), strip, end])
    expect(areaM2(pieces[0]!)).toBeCloseTo(10_040, 1)
    expect(pieces[1]).toBeNull()
    expect(pieces[2]).toEqual(end)
  })

  it('that taper to nothing go to those they taper along', () => {
    // The outer border is straight, the inner one has a vertex 2 cm aside.
    const outer = metres([0, 100], [100, 100.02], [200, 100])
    const given = [rectangle(0, 0, 100, 100), rectangle(100, 0, 100, 100), outer]
    const { pieces, merged } = merge(given)
    expect(pieces[2]).toBeNull()
    expect(merged).toBe(1)
    expect(conservationOf(joinParts(given), pieces).conserved).toBe(true)
    const bent = metres([0, 0], [100, 0.02], [200, 0], [200, 50], [0, 50])
    expect(merge([bent, metres([0, 0], [200, 0], [100, 0.02])]).pieces[1]).toBeNull()
  })

  it('that touch wider ground with their end alone go there', () => {
    const { pieces } = merge([rectangle(0, 0, 50, 50), rectangle(50, 0, 40, 0.3)])
    expect(pieces[1]).toBeNull()
    expect(areaM2(pieces[0]!)).toBeCloseTo(2512, 1)
  })

  it('are a net of gaps that no piece gets alone', () => {
    const squares = [0, 1, 2, 3].flatMap((i) =>
      [0, 1, 2, 3].map((j) => rectangle(100 * i + 0.2, 100 * j + 0.2, 99.6, 99.6)),
    )
    const whole = rectangle(0, 0, 400, 400)
    const { pieces, outside } = cut(whole, squares)
    const made = merge([...pieces.map(({ geometry }) => geometry), outside!])
    expect(made.pieces[16]).toBeNull()
    for (const piece of made.pieces.slice(0, 16)) expect(areaM2(piece) / 10_000).toBeCloseTo(1, 2)
    expect(made.merged).toBe(1)
    expect(made.merged_m2).toBeCloseTo(160_000 - 16 * 99.6 ** 2, 0)
    expect(conservationOf(whole, made.pieces).conserved).toBe(true)
  })

  it('are cut off a piece that is wide elsewhere, which keeps its ground', () => {
    // 10 cm over the border for 900 m, and a bulge of 20 by 10 m.
    const over = metres(
      [0, 50],
      [0.1, 50],
      [0.1, 400],
      [10.1, 400],
      [10.1, 420],
      [0.1, 420],
      [0.1, 950],
      [0, 950],
    )
    const given = [rectangle(-200, 50, 200, 900), over]
    const { pieces, merged, merged_m2 } = merge(given)
    expect(areaM2(pieces[1]!)).toBeCloseTo(202, 0)
    expect(merged).toBe(2)
    expect(merged_m2).toBeCloseTo(88, 0)
    expect(conservationOf(joinParts(given as Polygon[]), pieces).conserved).toBe(true)
  })

  it('keep their ground whatever pieces they lie between', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 12 }), (lines) => {
        // A square cut by lines from west to east, many of them less than half a metre apart.
        const borders = [[0, 0] as const, ...lines.map(([a, b]) => [30 * a, 30 * a + 2 * b - 1] as const)]
        const units = borders.map(([west, east]) => metres([-10, west], [110, east], [110, 60], [-10, 60]))
        const whole = rectangle(0, 0, 100, 40)
        const made = cut(whole, units)
        const given = [
          ...made.pieces.map(({ geometry }) => geometry),
          ...(made.outside ? [made.outside] : []),
        ]
        const { pieces } = merge(given)
        expect(conservationOf(whole, pieces).conserved).toBe(true)
        for (const piece of pieces) if (piece) expect(geos.checkValidity(piece).valid).toBe(true)
      }),
      { numRuns: 100, seed: 400 },
    )
  })

  it('are parts of a piece too', () => {
    const strip = rectangle(0, 100, 100, 0.4)
    const far = rectangle(500, 500, 10, 10)
    const both: Polygonal = { type: 'MultiPolygon', coordinates: [far.coordinates, strip.coordinates] }
    const { pieces, merged } = merge([both, rectangle(0, 0, 100, 100)])
    expect(pieces[0]).toEqual(far)
    expect(merged).toBe(1)
  })

  it('that border on nothing stay, as does all that is wide enough', () => {
    const alone = rectangle(0, 0, 100, 0.4)
    const wide = rectangle(0, 100, 100, 2)
    expect(merge([alone, wide])).toEqual({ pieces: [alone, wide], merged: 0, merged_m2: 0 })
    // They meet at a corner, which is no border.
    expect(merge([alone, rectangle(100, 0.4, 50, 50)]).merged).toBe(0)
  })

  it('side by side are counted once each', () => {
    const strips = [0, 0.2, 0.4].map((y) => rectangle(0, 100 + y, 100, 0.2))
    const { pieces, merged, merged_m2 } = merge([...strips, rectangle(0, 0, 100, 100)])
    expect(pieces.slice(0, 3)).toEqual([null, null, null])
    expect(merged).toBe(3)
    expect(merged_m2).toBeCloseTo(60, 1)
    expect(conservationOf(pieces[3]!, [...strips, rectangle(0, 0, 100, 100)]).conserved).toBe(true)
  })

  it('are the same in every run', () => {
    const given = [rectangle(0, 0, 50, 50), rectangle(50, 0, 0.3, 50), rectangle(50.3, 0, 50, 50)]
    expect(merge(given)).toEqual(merge(given))
  })
})
