import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../../pipeline/geo/bounds.ts'
import { type Geos, GeosError, openGeos } from '../../../pipeline/geo/geos.ts'
import { type DecreeTotal, decreeAreas } from '../../../pipeline/stages/3-area/decree-areas.ts'
import type { Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneAreas } from '../../../pipeline/stages/3-area/zone-areas.ts'
import { csvSource, featureSource, rectangle } from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'
import { workspace } from '../../support/workspace.ts'

const city = madeUpCity({ utm_crs: 'EPSG:32748' })
const geos = await openGeos()

function zone(zone_id: string, area_ha_decree: number | null, geometry: Polygon, decree_number = '1'): Zone {
  return {
    ...{ zone_id, decree_number, area_ha_decree, geometry },
    ...{ name: zone_id, kawasan: null, kelurahan: null },
    ...{ vintage: 2020, decree_date: null, kind: 'decree', kelurahan_code: null, rt_rw: null },
    half_unit_ha: area_ha_decree === null ? 0 : 0.005,
    bounds: boundsOf(geometry)!,
  }
}

const stated = (area_ha_total_stated: number | null, decree_number = '1'): DecreeTotal => ({
  ...{ decree_number, kind: 'decree', vintage: 2020, area_ha_total_stated },
})

function totals(decrees: DecreeTotal[], zones: Zone[], engine: Geos = geos) {
  return decreeAreas(decrees, zones, zoneAreas(zones, city), city, engine as Geos)
}

/** Two of a hectare side by side, the second half a hectare into a third. */
const one = rectangle(0, 0, 100, 100)
const two = rectangle(100, 0, 100, 100)
const three = rectangle(150, 0, 100, 100)

describe('a decree in total', () => {
  it('is the total it states against the sum on the map, as precise as its own digits', () => {
    const zones = [zone('A', 1, one), zone('B', 1, two)]
    expect(totals([stated(2.004)], zones)[0]).toMatchObject({
      compared_by: 'total',
      compared_ha_decree: 2.004,
      rounding_ha: 0.0005,
      area_status: 'stale',
      area_rule: 'AREA_STALE',
      area_rule_title_en: 'Decree area not recomputed',
    })
    expect(totals([stated(2)], zones)[0]).toMatchObject({ area_status: 'ok', area_rule: null })
    const wrong = totals([stated(2.1)], zones)[0]!
    expect(wrong).toMatchObject({ rounding_ha: 0.005, area_status: 'wrong', area_rule: 'AREA_WRONG' })
    expect(wrong.area_difference_pct).toBeCloseTo(5, 5)
  })

  it('of 10.00 that a column of numbers cut to 10 is as precise as its zones', () => {
    const [row] = totals([stated(10)], [zone('A', 10.41, rectangle(0, 0, 1041, 100))])
    expect(row).toMatchObject({ rounding_ha: 0.005, area_status: 'wrong' })
    // Where no zone says how fine the figures are, 2 may be anything from 1.5 to 2.5.
    expect(totals([stated(2)], [zone('A', null, one), zone('B', null, two)])[0]).toMatchObject({
      rounding_ha: 0.5,
      area_status: 'ok',
    })
  })

  it('is the sum of its zones where it states none, their roundings added, over those that state hectares', () => {
    const [row] = totals([stated(null)], [zone('A', 1, one), zone('B', 1.02, two), zone('C', null, three)])
    expect(row).toMatchObject({
      ...{ zones: 3, zones_ok: 1, zones_stale: 0, zones_wrong: 1, zones_missing: 1 },
      ...{ compared_by: 'zones', compared_ha_decree: 2.02, rounding_ha: 0.01, area_status: 'stale' },
    })
    expect(row!.compared_ha_utm).toBeCloseTo(2, 5)
    expect(row!.area_ha_utm).toBeCloseTo(3, 5)
  })

  it('counts ground under two zones once beside the sum', () => {
    const [row] = totals([stated(3)], [zone('A', 1, one), zone('B', 1, two), zone('C', 1, three)])
    expect(row!.area_ha_utm).toBeCloseTo(3, 5)
    expect(row!.area_ha_utm_once).toBeCloseTo(2.5, 5)
    expect(row!.area_status).toBe('ok')
    expect(Number(row!.area_ha_geodesic) / Number(row!.area_ha_utm)).toBeCloseTo(1.0004, 3)
  })

  it('is missing where neither total nor zones state hectares', () => {
    expect(totals([], [zone('A', null, one)])[0]).toMatchObject({
      ...{ kind: null, vintage: null, area_ha_decree: null, area_ha_total_stated: null },
      ...{ compared_by: null, compared_ha_decree: null, compared_ha_utm: null, rounding_ha: null },
      ...{ area_difference_pct: null, area_status: 'missing', area_rule: 'AREA_MISSING' },
    })
  })

  it('is wrong where a total is stated and no zone was accepted', () => {
    expect(totals([stated(5)], [])[0]).toMatchObject({
      ...{ zones: 0, area_ha_utm: 0, area_ha_utm_once: 0 },
      ...{ area_difference_pct: null, area_status: 'wrong' },
    })
    expect(totals([stated(null)], [])[0]).toMatchObject({ area_status: 'missing' })
  })

  it('counts ground once where outlines cannot be united at once, and hides no other fault', () => {
    const failing = (error: Error) => {
      const engine = Object.create(geos, {
        union: {
          value: () => {
            throw error
          },
        },
      }) as Geos
      for (const method of ['checkValidity', 'intersection', 'difference'] as const)
        Object.defineProperty(engine, method, { value: geos[method].bind(geos) })
      return engine
    }
    const zones = [zone('A', 1, one), zone('B', null, one)]
    expect(
      totals([stated(1)], zones, failing(new GeosError('union', 'side location conflict')))[0],
    ).toMatchObject({ area_ha_utm_once: expect.closeTo(1, 6), area_status: 'wrong' })
    expect(() => totals([stated(1)], zones, failing(new RangeError('bug')))).toThrow('bug')
  })

  it('is a row for every decree, by its number', async () => {
    const made = await workspace({
      sources: [
        csvSource(
          'decrees',
          'decree_number,kind,vintage,area_ha_total_stated\n2/2014,decree,2014,1.00\n1/2020,decree,2020,',
        ),
        featureSource('zones', [
          { zone_id: 'A', decree_number: '2/2014', area_ha_decree: 1, geometry: one },
          { zone_id: 'A', decree_number: '1/2020', area_ha_decree: 1, geometry: one },
          { zone_id: 'B', decree_number: '1/2020', area_ha_decree: 1.5, geometry: two },
        ]),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Record<string, unknown>>('3-area', 'decree_areas')
    expect(
      rows.map((row) => [row.decree_number, row.vintage, row.zones, row.compared_by, row.area_status]),
    ).toEqual([
      ['1/2020', 2020, 2, 'zones', 'wrong'],
      ['2/2014', 2014, 1, 'total', 'ok'],
    ])
  })
})
