import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { firstOfEqual, overlapPairs } from '../../pipeline/geo/overlap-pairs.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { polygon, rectangle } from '../support/made-up-places.ts'

const geos = await openGeos()
const toUtm = fromLonLat(crsFromCode('EPSG:32748'))
const pairsOf = (outlines: Polygonal[], minimum_m2 = 1) => [
  ...overlapPairs(outlines, geos, toUtm, minimum_m2),
]

describe('overlapping pairs', () => {
  it('are found with their ground, its share of either and a point inside', () => {
    const pairs = pairsOf([rectangle(0, 0, 100, 100), rectangle(500, 0, 10, 10), rectangle(80, 0, 40, 50)])
    expect(pairs).toHaveLength(1)
    expect(pairs[0]).toMatchObject({ earlier: 0, later: 2 })
    expect(pairs[0]!.area_m2).toBeCloseTo(1000, 2)
    expect(pairs[0]!.shareOfSmaller).toBeCloseTo(0.5, 6)
    expect(pairs[0]!.shareOfLarger).toBeCloseTo(0.1, 6)
    expect(geos.intersects({ type: 'Point', coordinates: pairs[0]!.at! }, rectangle(80, 0, 20, 50))).toBe(
      true,
    )
  })

  it('come in order of the later and the earlier, one inside the other too', () => {
    const inner = rectangle(40, 40, 5, 5)
    const pairs = pairsOf([rectangle(0, 0, 100, 100), inner, rectangle(42, 42, 100, 100)])
    expect(pairs.map(({ earlier, later }) => [earlier, later])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ])
  })

  it('are found where outlines are not what they should be', () => {
    const bowTie = polygon([0, 0], [100, 100], [100, 0], [0, 100])
    const open: Polygon = { ...bowTie, coordinates: [bowTie.coordinates[0]!.slice(0, -1)] }
    for (const outline of [bowTie, open]) {
      const pairs = pairsOf([rectangle(0, 0, 100, 100), outline])
      expect(pairs).toHaveLength(1)
      expect(pairs[0]!.area_m2).toBeCloseTo(5000, 0)
    }
  })

  it('are the same however few outlines GEOS keeps', () => {
    const row = Array.from({ length: 17 }, (_, i) => rectangle(80 * i, 0, 100, 100))
    const all = [...row, rectangle(80, 0, 100, 100)]
    const facts = (heldVertices?: number) =>
      [...overlapPairs(all, geos, toUtm, 1, heldVertices)].map(
        ({ earlier, later, area_m2 }) => `${earlier} ${later} ${area_m2}`,
      )
    expect(facts()).toHaveLength(19)
    for (const few of [0, 5, 12, 40]) expect(facts(few)).toEqual(facts())
  })

  it('are none where outlines touch, come near, or share less than the limit', () => {
    const slanted = polygon([0, 0], [100, 0], [0, 100])
    expect(pairsOf([slanted, polygon([100, 0], [100, 100], [0, 100])])).toEqual([])
    expect(pairsOf([slanted, rectangle(80, 80, 10, 10)])).toEqual([])
    expect(pairsOf([rectangle(0, 0, 100, 100), rectangle(99.95, 0, 100, 19)])).toEqual([])
    expect(pairsOf([rectangle(0, 0, 100, 100), rectangle(99.95, 0, 100, 21)])).toHaveLength(1)
    expect(pairsOf([rectangle(0, 0, 1, 1)])).toEqual([])
    expect(pairsOf([])).toEqual([])
    expect(pairsOf([{ type: 'MultiPolygon', coordinates: [] }, slanted, slanted])).toHaveLength(1)
  })
})

describe('the first of equal outlines', () => {
  it('is found wherever the ring starts, whichever way it runs and whatever type holds it', () => {
    const outline = polygon([0, 0], [90, 5], [80, 70], [10, 60])
    const turned = polygon([80, 70], [10, 60], [0, 0], [90, 5])
    const reversed: Polygon = { type: 'Polygon', coordinates: [outline.coordinates[0]!.toReversed()] }
    const multi: MultiPolygon = { type: 'MultiPolygon', coordinates: [outline.coordinates] }
    const sameBox = polygon([0, 0], [90, 5], [81, 70], [10, 60])
    expect(firstOfEqual([sameBox, outline, turned, reversed, multi, rectangle(0, 0, 9, 9)])).toEqual([
      0, 1, 1, 1, 1, 5,
    ])
    expect(firstOfEqual([])).toEqual([])
  })
})
