import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../../pipeline/geo/bounds.ts'
import { type Geos, GeosError, openGeos } from '../../../pipeline/geo/geos.ts'
import { adminAreaCount, adminAreas } from '../../../pipeline/stages/3-area/admin-areas.ts'
import { lossOf, type OverlayCheck } from '../../../pipeline/stages/3-area/checks.ts'
import { checkRtInKelurahan, overlayZones } from '../../../pipeline/stages/3-area/overlay.ts'
import type { Area, Unit, Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneAdmin } from '../../../pipeline/stages/3-area/zone-admin.ts'
import {
  featureSource,
  KELURAHAN,
  kelurahanSource,
  polygon,
  rectangle,
} from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'
import { workspace } from '../../support/workspace.ts'

const geos = await openGeos()
const city = madeUpCity()
const [WEST, MIDDLE] = KELURAHAN

function zone(geometry: Area, kelurahan_code: string | null = null): Zone {
  return {
    ...{ zone_id: 'Z', name: 'Z', kawasan: null, kelurahan: null },
    decree_number: '1/2020',
    vintage: 2020,
    decree_date: null,
    kind: 'decree',
    kelurahan_code,
    rt_rw: null,
    area_ha_decree: null,
    half_unit_ha: 0,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

function unit(level: string, admin_code: string, geometry: Area, kelurahan_code = admin_code): Unit {
  return {
    admin_code,
    level,
    name: admin_code,
    kelurahan_code,
    kelurahan: null,
    kecamatan: null,
    kecamatan_code: null,
    zone_id: null,
    rt_rw: null,
    bps_code: null,
    geometry,
    bounds: boundsOf(geometry)!,
  }
}

const kelurahan = KELURAHAN.map(({ code, outline }) => unit('kelurahan', code, outline))
const rt = (code: string, geometry: Area) => unit('rt', code, geometry, WEST.code)

/** `rt kelurahan assigned_by hectares`, water marked, in order. */
function pieces(zones: Zone[], units: Unit[]): string[] {
  return overlayZones(zones, units, city, geos).pieces.map((row) =>
    [
      row.rt_id ?? '-',
      row.kelurahan_code ?? '-',
      row.assigned_by ?? '-',
      (row.area_ha_utm as number).toFixed(3),
      ...(row.over_water ? ['water'] : []),
    ].join(' '),
  )
}

const checks = (zones: Zone[], units: Unit[]): OverlayCheck[] => overlayZones(zones, units, city, geos).checks

describe('zones over kelurahan and RT', () => {
  const across = zone(rectangle(900, 100, 300, 100))

  it('are cut into the pieces both have in common', () => {
    const units = [
      ...kelurahan,
      rt('rt-1', rectangle(800, 0, 150, 500)),
      rt('rt-2', rectangle(950, 0, 150, 500)),
    ]
    expect(pieces([across], units)).toEqual([
      'rt-1 99.71.01.1001 overlap 0.500',
      'rt-2 99.71.01.1001 overlap 0.500',
      'rt-2 99.71.01.1002 overlap 1.000',
      '- 99.71.01.1002 overlap 1.000',
    ])
  })

  it('name the kecamatan, and shares that are the whole zone', () => {
    const rows = overlayZones([across], kelurahan, city, geos).pieces
    expect(rows.map((row) => row.kecamatan_code)).toEqual(['99.71.01', '99.71.01'])
    expect(rows.reduce((sum, row) => sum + (row.share_pct as number), 0)).toBeCloseTo(100, 6)
  })

  it('are whole where no units are known, and whose they are is not known either', () => {
    const overlay = overlayZones([across], [], city, geos)
    expect(overlay.pieces).toMatchObject([
      { rt_id: null, kelurahan_code: null, kecamatan_code: null, assigned_by: null, over_water: null },
    ])
    expect(overlay.checks).toEqual([])
    expect(zoneAdmin(overlay.pieces)).toEqual([])
  })

  it('are told by decree and zone, each level with its conservation', () => {
    const rows = checks([across], [...kelurahan, rt('rt-1', rectangle(800, 0, 150, 500))])
    expect(
      rows.map((row) => [row.overlay, row.decree_number, row.unit_id, row.engine, row.conserved]),
    ).toEqual([
      ['zones x kelurahan', '1/2020', 'Z', 'geos', true],
      ['zones x rt', '1/2020', 'Z', 'geos', true],
    ])
    for (const row of rows) {
      expect(row.whole_ha_utm).toBeCloseTo(3, 4)
      expect(row.parts_ha_utm).toBeCloseTo(row.whole_ha_utm, 6)
      expect(Math.abs(row.difference_m2)).toBeLessThan(0.001)
    }
  })
})

describe('houses over the water', () => {
  it('belong to the kelurahan that holds most of the zone', () => {
    expect(pieces([zone(rectangle(900, -100, 300, 200))], kelurahan)).toEqual([
      '- 99.71.01.1001 overlap 1.000',
      '- 99.71.01.1002 overlap 2.000',
      '- 99.71.01.1002 largest_overlap 3.000 water',
    ])
  })

  it('belong, between equals, to the kelurahan the zone states, else to the first', () => {
    const even = rectangle(900, -100, 200, 200)
    const home = (stated: string | null) =>
      overlayZones([zone(even, stated)], kelurahan, city, geos).pieces.at(-1)!.kelurahan_code
    expect(home(MIDDLE.code)).toBe(MIDDLE.code)
    expect(home(WEST.code)).toBe(WEST.code)
    expect(home(null)).toBe(WEST.code)
    expect(home('99.71.99.9999')).toBe(WEST.code)
  })

  it('are not given to the kelurahan the zone states where another holds more', () => {
    const overlay = overlayZones([zone(rectangle(900, -100, 300, 200), WEST.code)], kelurahan, city, geos)
    expect(overlay.pieces.at(-1)).toMatchObject({ kelurahan_code: MIDDLE.code, over_water: true })
  })

  it('that lie wholly outside belong to the nearest kelurahan', () => {
    expect(pieces([zone(rectangle(1100, -600, 100, 100))], kelurahan)).toEqual([
      '- 99.71.01.1002 nearest 1.000 water',
    ])
    // Nearest is border to border, not by boxes: the triangle's box holds the zone, the square is nearer.
    const triangle = unit('kelurahan', '1', polygon([0, 0], [1000, 0], [0, 1000]))
    const square = unit('kelurahan', '2', rectangle(950, 950, 100, 100))
    expect(pieces([zone(rectangle(850, 850, 50, 50))], [triangle, square])).toEqual([
      '- 2 nearest 0.250 water',
    ])
  })

  it('that are as near to two belong to the one the zone states', () => {
    const between = rectangle(950, -200, 100, 100)
    const home = (stated: string | null) =>
      overlayZones([zone(between, stated)], kelurahan, city, geos).pieces[0]!
    expect(home(MIDDLE.code)).toMatchObject({ kelurahan_code: MIDDLE.code, assigned_by: 'nearest' })
    expect(home(null).kelurahan_code).toBe(WEST.code)
  })

  it('keep the RT they are mapped in, and no kelurahan in the sums of zone and kelurahan', () => {
    const { pieces: rows } = overlayZones(
      [zone(rectangle(0, -100, 100, 200))],
      [...kelurahan, rt('rt-1', rectangle(0, -50, 100, 150))],
      city,
      geos,
    )
    expect(rows.map((row) => [row.rt_id, row.over_water])).toEqual([
      ['rt-1', false],
      ['rt-1', true],
      [null, true],
    ])
    expect(
      zoneAdmin(rows).map((row) => [row.kelurahan_code, (row.area_ha_utm as number).toFixed(3)]),
    ).toEqual([
      [WEST.code, '1.000'],
      [null, '1.000'],
    ])
  })
})

describe('slivers', () => {
  it('between a zone and the border it was drawn along go to their neighbour', () => {
    // The RT ends 0.2 m short of the kelurahan border.
    const units = [
      ...kelurahan,
      rt('rt-1', rectangle(0, 0, 999.8, 1000)),
      rt('rt-2', rectangle(1000, 0, 1000, 1000)),
    ]
    const given = zone(rectangle(900, 100, 200, 100))
    expect(pieces([given], units)).toEqual([
      'rt-1 99.71.01.1001 overlap 1.000',
      'rt-2 99.71.01.1002 overlap 1.000',
    ])
    const [byKelurahan, byRt] = checks([given], units)
    expect(byKelurahan).toMatchObject({ slivers_merged: 0, slivers_m2: 0, conserved: true })
    expect(byRt).toMatchObject({ slivers_merged: 1, conserved: true })
    expect(byRt!.slivers_m2).toBeCloseTo(20, 1)
  })

  it('do not take a bulge beside them out of its kelurahan', () => {
    // The zone was drawn 10 cm over the border for 900 m, and 10 m over it for 20.
    const given = zone(
      polygon(
        [800, 50],
        [1000.1, 50],
        [1000.1, 400],
        [1010.1, 400],
        [1010.1, 420],
        [1000.1, 420],
        [1000.1, 950],
        [800, 950],
      ),
    )
    expect(pieces([given], kelurahan)).toEqual([
      '- 99.71.01.1001 overlap 18.009',
      '- 99.71.01.1002 overlap 0.020',
    ])
    expect(checks([given], kelurahan)).toMatchObject([{ slivers_merged: 2, conserved: true }])
  })

  it('between RT move no ground to another kelurahan', () => {
    const units = [
      ...kelurahan,
      rt('rt-1', rectangle(0, 0, 999.7, 1000)),
      rt('rt-2', rectangle(1000, 0, 9, 1000)),
    ]
    const overlay = overlayZones([zone(rectangle(900, 100, 109, 100))], units, city, geos)
    expect(zoneAdmin(overlay.pieces)).toMatchObject([
      { kelurahan_code: WEST.code, area_ha_utm: expect.closeTo(1, 5) },
      { kelurahan_code: MIDDLE.code, area_ha_utm: expect.closeTo(0.09, 5) },
    ])
  })

  it('stay as they are where the city sets no width', () => {
    const exact = madeUpCity({ area: { ...city.area, sliver_m: 0 } })
    const units = [...kelurahan, rt('rt-1', rectangle(0, 0, 999.8, 1000))]
    const { pieces: rows } = overlayZones([zone(rectangle(900, 100, 100, 100))], units, exact, geos)
    expect(rows.map((row) => row.rt_id)).toEqual(['rt-1', null])
  })
})

describe('what is wrong with outlines', () => {
  it('that are several rows of one kelurahan: their ground is one piece, claimed once', () => {
    const rows = [rectangle(0, 0, 500, 500), rectangle(400, 0, 500, 500)]
    const units = rows.map((geometry, i) => unit('kelurahan', `row-${i}`, geometry, WEST.code))
    const given = zone(rectangle(300, 100, 300, 100))
    expect(pieces([given], units)).toEqual([`- ${WEST.code} overlap 3.000`])
    expect(checks([given], units)).toMatchObject([{ claimed_twice_m2: 0, conserved: true }])
  })

  it('that three kelurahan claim: the ground is told once', () => {
    const units = [rectangle(0, 0, 600, 1000), rectangle(500, 0, 500, 1000), rectangle(400, 0, 300, 1000)]
    const [row] = checks(
      [zone(rectangle(300, 100, 400, 100))],
      units.map((geometry, i) => unit('kelurahan', `${i}`, geometry)),
    )
    expect(row!.claimed_twice_m2).toBeCloseTo(30_000, 0)
  })

  it('that overlap: ground goes to the first by code and is told', () => {
    const units = [
      unit('kelurahan', '1', rectangle(0, 0, 120, 100)),
      unit('kelurahan', '2', rectangle(80, 0, 120, 100)),
    ]
    const given = zone(rectangle(0, 0, 200, 100))
    expect(pieces([given], units)).toEqual(['- 1 overlap 1.200', '- 2 overlap 0.800'])
    const [row] = checks([given], units)
    expect(row!.claimed_twice_m2).toBeCloseTo(4000, 0)
    expect(row!.conserved).toBe(true)
  })

  it('that overlap as much as they leave open is not taken for a partition', () => {
    const units = [
      unit('kelurahan', '1', rectangle(0, 0, 100, 100)),
      unit('kelurahan', '2', rectangle(50, 0, 100, 100)),
    ]
    const given = zone(rectangle(0, 0, 200, 100))
    expect(pieces([given], units)).toEqual([
      '- 1 overlap 1.000',
      '- 2 overlap 0.500',
      '- 1 largest_overlap 0.500 water',
    ])
    expect(checks([given], units)[0]!.claimed_twice_m2).toBeCloseTo(5000, 0)
  })

  it('that cross themselves: they are repaired, and the row says so', () => {
    const bowTie = polygon([0, 0], [200, 100], [200, 0], [0, 100])
    const [row] = checks([zone(bowTie)], kelurahan)
    expect(row).toMatchObject({ engine: 'geos_repaired', conserved: true })
    expect(row!.whole_ha_utm).toBeCloseTo(1, 3)
    const broken: Polygon = { type: 'Polygon', coordinates: [[[Number.NaN, 0]]] }
    expect(
      pieces([zone(rectangle(10, 10, 100, 100))], [unit('kelurahan', '0', broken), ...kelurahan]),
    ).toEqual(['- 99.71.01.1001 overlap 1.000'])
  })
})

describe('cuts that do not conserve area', () => {
  const [held] = checks([zone(rectangle(900, 100, 300, 100))], kelurahan)
  const lost = (unit_id: string): OverlayCheck => ({
    ...held!,
    unit_id,
    difference_m2: -12.5,
    conserved: false,
  })

  it('are counted, and the first of them named', () => {
    expect(lossOf([held!])).toBeNull()
    expect(lossOf([held!, lost('A'), lost('B')])).toEqual({
      count: 2,
      summary: '2 of 3 cuts do not conserve area',
      first:
        '2 of 3 cuts do not conserve area: zones x kelurahan 1/2020 A (-12.500 m2), zones x kelurahan 1/2020 B (-12.500 m2)',
    })
    const many = Array.from({ length: 7 }, (_, i) => lost(`Z${i}`))
    expect(lossOf(many)!.first).toMatch(/Z4 \(-12\.500 m2\), and 2 more: see overlay_checks$/)
  })
})

describe('areas of administrative units', () => {
  it('are there where GEOS cannot unite their kelurahan, and every one is counted', () => {
    const failing = Object.create(geos, {
      union: {
        value: () => {
          throw new GeosError('union', 'side location conflict')
        },
      },
    }) as Geos
    for (const method of ['checkValidity', 'intersection', 'difference'] as const)
      Object.defineProperty(failing, method, { value: geos[method].bind(geos) })
    const units = [...kelurahan, { ...rt('a', rectangle(0, 0, 9, 9)), rt_rw: 'RT001-RW001' }]
    const areas = (engine: Geos) => {
      let done = 0
      const rows = [...adminAreas(units, city, engine, () => done++)]
      expect(done).toBe(adminAreaCount(units))
      return rows.map((row) => [row.level, row.admin_code, (row.area_ha_utm as number).toFixed(3)])
    }
    expect(areas(failing)).toEqual(areas(geos))
    expect(areas(failing).at(-1)).toEqual(['city', city.code, '300.000'])
  })
})

describe('RT over kelurahan', () => {
  it('are conserved, each with a row, also where they reach outside', () => {
    const units = [...kelurahan, rt('a', rectangle(900, 0, 200, 100)), rt('b', rectangle(0, -100, 100, 200))]
    const rows = [...checkRtInKelurahan(units, city, geos)]
    expect(rows.map((row) => [row.overlay, row.unit_id, row.conserved])).toEqual([
      ['rt x kelurahan', 'a', true],
      ['rt x kelurahan', 'b', true],
    ])
    expect(rows[1]!.parts_ha_utm).toBeCloseTo(2, 4)
    expect([...checkRtInKelurahan([rt('a', rectangle(0, 0, 1, 1))], city, geos)]).toEqual([])
  })
})

describe('the stage', () => {
  it('writes the pieces and the checks, the same rows in any order of the sources', async () => {
    const zones = [
      { zone_id: 'A', decree_number: '1', geometry: rectangle(900, 100, 300, 100) },
      { zone_id: 'B', decree_number: '1', geometry: rectangle(100, -500, 100, 100) },
    ]
    const build = async (given: typeof zones) => {
      const made = await workspace({ sources: [kelurahanSource(), featureSource('zones', given)] })
      await made.run('3-area')
      return [await made.rows('3-area', 'overlay'), await made.rows('3-area', 'overlay_checks')]
    }
    const [overlay, checked] = await build(zones)
    expect(overlay!.map((row) => [row.zone_id, row.kelurahan_code, row.assigned_by])).toEqual([
      ['A', WEST.code, 'overlap'],
      ['A', MIDDLE.code, 'overlap'],
      ['B', WEST.code, 'nearest'],
    ])
    expect(checked!.map((row) => [row.overlay, row.unit_id])).toEqual([
      ['zones x kelurahan', 'A'],
      ['zones x kelurahan', 'B'],
    ])
    expect(await build(zones.toReversed())).toEqual([overlay, checked])
  })
})
