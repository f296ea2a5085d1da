import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../../pipeline/geo/bounds.ts'
import { openGeos } from '../../../pipeline/geo/geos.ts'
import type { Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneChanges } from '../../../pipeline/stages/3-area/zone-changes.ts'
import { polygon, rectangle } from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'

const geos = await openGeos()
const city = madeUpCity()

function zone(
  decree_number: string,
  vintage: number | null,
  zone_id: string,
  geometry: Polygon,
  kind = 'decree',
): Zone {
  return {
    zone_id,
    decree_number,
    vintage,
    kind: vintage === null ? null : kind,
    area_ha_decree: null,
    half_unit_ha: 0,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

/** `zone change hectares`, in order. */
function changes(...zones: Zone[]): string[] {
  return zoneChanges(zones, city, geos).map(
    (row) => `${row.zone_id} ${row.change} ${(row.area_ha_utm as number).toFixed(4)}`,
  )
}

const OLD = rectangle(0, 0, 200, 100)

describe('what changed between two decrees', () => {
  it('is what a zone kept, lost and gained', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', rectangle(100, 0, 200, 100)))).toEqual([
      'A kept 1.0000',
      'A left 1.0000',
      'A added 1.0000',
    ])
  })

  it('is nothing but what was kept when nothing moved', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', OLD))).toEqual(['A kept 2.0000'])
  })

  it('is left and added when a zone jumped', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', rectangle(500, 0, 100, 100)))).toEqual([
      'A left 2.0000',
      'A added 1.0000',
    ])
  })

  it('of a decree: a zone it does not name has left whole, a new one was added whole', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'B', rectangle(500, 0, 100, 100)))).toEqual([
      'A left 2.0000',
      'B added 1.0000',
    ])
  })

  it('of a verification: it speaks only of the zones it holds', () => {
    const before = [zone('1', 2014, 'A', OLD), zone('1', 2014, 'B', rectangle(500, 0, 100, 100))]
    const seen = zone('v', 2018, 'B', rectangle(500, 0, 50, 100), 'verification')
    expect(changes(...before, seen)).toEqual(['B kept 0.5000', 'B left 0.5000'])
    // The next decree is compared with the verified outline of B and the decreed one of A.
    const after = zone('2', 2020, 'A', OLD)
    expect(changes(...before, seen, after)).toEqual([
      'B kept 0.5000',
      'B left 0.5000',
      'A kept 2.0000',
      'B left 0.5000',
    ])
  })

  it('of a verification that comes first: it is the beginning', () => {
    expect(changes(zone('v', 2018, 'A', OLD, 'verification'), zone('2', 2020, 'A', OLD))).toEqual([
      'A kept 2.0000',
    ])
  })

  it('goes from year to year, whatever the order of the file', () => {
    const rows = zoneChanges(
      [zone('c', 2024, 'A', OLD), zone('a', 2014, 'A', OLD), zone('b', 2020, 'A', OLD)],
      city,
      geos,
    )
    expect(rows.map((row) => [row.from_decree, row.to_decree, row.from_vintage, row.to_vintage])).toEqual([
      ['a', 'b', 2014, 2020],
      ['b', 'c', 2020, 2024],
    ])
  })

  it('is not told of one decree, nor of one without a year', () => {
    expect(changes(zone('1', 2014, 'A', OLD))).toEqual([])
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', null, 'A', OLD))).toEqual([])
  })

  it('conserves area over slanted outlines', () => {
    const old = polygon([0, 0], [310, 20], [290, 190], [120, 260], [-40, 130])
    const now = polygon([60, 40], [350, 70], [240, 230], [30, 210])
    const area = Object.fromEntries(
      zoneChanges([zone('1', 2014, 'A', old), zone('2', 2020, 'A', now)], city, geos).map((row) => [
        row.change,
        row.area_ha_utm as number,
      ]),
    )
    const whole = (outline: Polygon) =>
      zoneChanges([zone('1', 2014, 'A', outline), zone('2', 2020, 'A', outline)], city, geos)[0]!
        .area_ha_utm as number
    expect(area.kept! + area.left!).toBeCloseTo(whole(old), 5)
    expect(area.kept! + area.added!).toBeCloseTo(whole(now), 5)
  })

  it('does not take the bend of long straight sides for lost ground', () => {
    // Two kilometres square: cut in two, its sides bend by centimetres in UTM.
    const old = rectangle(0, 0, 2000, 2000)
    const notched = polygon(
      [0, 0],
      [2000, 0],
      [2000, 2000],
      [1100, 2000],
      [1100, 1800],
      [900, 1800],
      [900, 2000],
      [0, 2000],
    )
    const rows = changes(zone('1', 2014, 'A', old), zone('2', 2020, 'A', notched))
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatch(/^A left 4\.00/)
  })
})
