import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { crsFromCode, fromLonLat } from '../../../pipeline/geo/crs.ts'
import { measure } from '../../../pipeline/stages/3-area/measure.ts'
import {
  csvSource,
  featureSource,
  KELURAHAN,
  kelurahanSource,
  rectangle,
} from '../../support/made-up-places.ts'
import { box, polygon } from '../../support/shapes.ts'
import { workspace } from '../../support/workspace.ts'

interface Measured {
  zone_id: string
  admin_code: string
  level: string
  name: string | null
  kecamatan: string | null
  area_ha_decree: number | null
  area_ha_utm: number
  area_ha_geodesic: number
  perimeter_m: number
  compactness: number
  label_lon: number
  label_lat: number
  area_difference_pct: number | null
  area_status: string
  area_rule: string | null
  area_rule_title_id: string | null
  area_rule_title_en: string | null
  kelurahan_code: string
  share_pct: number
}

const utm = (code: string) => fromLonLat(crsFromCode(code))
const inside = (geometry: Polygon, lon: number | null, lat: number | null): boolean =>
  geometry.coordinates.reduce((within, ring) => {
    let odd = within
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1]!, ring[i]!] as [[number, number], [number, number]]
      if (ay > lat! !== by > lat! && lon! < ax + ((lat! - ay) / (by - ay)) * (bx - ax)) odd = !odd
    }
    return odd
  }, false)

describe('the measures of one outline', () => {
  const metres = (x: number, y: number): [number, number] => [1000 * x, 1000 * y]

  it('are compact as a circle, a square and a strip are', () => {
    const circle = Array.from({ length: 721 }, (_, i) => {
      const angle = ((i % 720) * Math.PI) / 360
      return [104 + Math.cos(angle) / 100, 1 + Math.sin(angle) / 100]
    })
    expect(measure(polygon(circle), metres).compactness).toBeCloseTo(1, 4)
    expect(measure(polygon(box(104, 1, 105, 2)), metres).compactness).toBeCloseTo(Math.PI / 4, 12)
    expect(measure(polygon(box(104, 1, 104.1, 2)), metres).compactness).toBeCloseTo(
      (4 * Math.PI * 0.1) / 2.2 ** 2,
      12,
    )
  })

  it('count the border of holes and of every part', () => {
    const [shell, hole] = [box(104, 1, 104.4, 1.4), box(104.1, 1.1, 104.3, 1.3)]
    const holed = measure(polygon(shell, hole), metres)
    expect(holed.perimeter_m).toBeCloseTo(1600 + 800, 6)
    expect(holed.compactness).toBeCloseTo((4 * Math.PI * (400 ** 2 - 200 ** 2)) / 2400 ** 2, 9)
    expect(inside(polygon(shell, hole), holed.label_lon, holed.label_lat)).toBe(true)
    const parts: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[box(110, 1, 110.1, 1.1)], [shell, hole]],
    }
    const both = measure(parts, metres)
    expect(both.perimeter_m).toBeCloseTo(2400 + 400, 6)
    // Of two parts the label stands in the larger.
    expect(inside(polygon(shell, hole), both.label_lon, both.label_lat)).toBe(true)
  })

  it('are none of what has no border', () => {
    expect(
      measure(
        polygon([
          [104, 1],
          [104, 1],
          [104, 1],
          [104, 1],
        ]),
        metres,
      ),
    ).toMatchObject({
      area_ha_utm: 0,
      area_ha_geodesic: 0,
      compactness: null,
      label_lon: null,
    })
  })

  it('are those of the parts to both sides of the equator, in the zone of either hemisphere', () => {
    const [whole, north, south] = [
      polygon(box(109.3, -0.03, 109.34, 0.02)),
      polygon(box(109.3, 0, 109.34, 0.02)),
      polygon(box(109.3, -0.03, 109.34, 0)),
    ]
    for (const code of ['EPSG:32649', 'EPSG:32749']) {
      const [all, ...halves] = [whole, north, south].map((one) => measure(one, utm(code)))
      const sumOf = (column: 'area_ha_utm' | 'area_ha_geodesic') =>
        halves.reduce((sum, half) => sum + half[column], 0)
      expect(all!.area_ha_geodesic / sumOf('area_ha_geodesic')).toBeCloseTo(1, 9)
      // A meridian is no straight line in the plane: cut in two, it bends.
      expect(all!.area_ha_utm / sumOf('area_ha_utm')).toBeCloseTo(1, 6)
      expect(all!.perimeter_m).toBeCloseTo(measure(whole, utm('EPSG:32649')).perimeter_m, 6)
      expect(inside(whole, all!.label_lon, all!.label_lat)).toBe(true)
    }
  })

  it('stay in the zone of the city across its edge, 0.2 % larger than the ground there', () => {
    // The square of the scale factor, Snyder (1987), equation 8-11.
    const across = measure(polygon(box(107.98, -6.52, 108.02, -6.48)), utm('EPSG:32748'))
    expect(100 * (across.area_ha_utm / across.area_ha_geodesic - 1)).toBeCloseTo(0.1927, 3)
    // Half a degree beyond, as far as a regency may reach.
    const beyond = measure(polygon(box(108.48, -6.52, 108.52, -6.48)), utm('EPSG:32748'))
    expect(100 * (beyond.area_ha_utm / beyond.area_ha_geodesic - 1)).toBeCloseTo(0.2914, 3)
  })
})

describe('the areas of zones', () => {
  // A column of numbers keeps no zeros at the end: 1.00 comes as 1.
  it.each([
    ['the finest number of its column says its digits', [1, 0.95], null],
    ['the annex prints the same figure in the row it names', [1, 1], '1,00 Ha'],
  ])('stand as in the quality report where no text says the digits: %s', async (_, areas, printed) => {
    const zone = (zone_id: string, area_ha_decree: number, decree_row_number: number, width_m: number) => ({
      zone_id,
      decree_number: '1/2020',
      decree_row_number,
      area_ha_decree,
      geometry: rectangle(10, 200 * decree_row_number, width_m, 100),
    })
    const annex = `decree_number,row_number,area_ha_decree,area_text\n1/2020,1,1,"${printed}"`
    const made = await workspace({
      sources: [
        featureSource('zones', [zone('A', areas[0]!, 1, 70), zone('B', areas[1]!, 2, 95)]),
        ...(printed === null ? [] : [csvSource('decree_rows', annex, { decimal: ',' })]),
      ],
    })
    await made.run('3-area')
    const measured = await made.rows<Measured>('3-area', 'zone_areas')
    const status = measured.map(({ zone_id, area_status }) => [zone_id, area_status])
    // The annex says nothing of B, whose 1 may be any figure from 0.5 to 1.5.
    expect(status).toEqual([
      ['A', 'wrong'],
      ['B', 'ok'],
    ])
    expect(made.report().reconciliation.map((one) => [one.zone_id, one.area_status])).toEqual(
      expect.arrayContaining(status),
    )
  })

  it('are planar UTM and ellipsoidal, with the perimeter and a point inside, against the decree', async () => {
    const zone = (zone_id: string, area: number | null, text: string | null) => ({
      zone_id,
      decree_number: '1/2020',
      area_ha_decree: area,
      area_ha_decree_text: text,
      geometry: rectangle(10, 10, 1263, 100),
    })
    const made = await workspace({
      sources: [
        featureSource('zones', [
          zone('exact', 12.63, '12,63'),
          zone('rounded', 12.6, '12,6 Ha'),
          zone('stale', 12.6, '12,60'),
          zone('wrong', 10, '10,00'),
          zone('missing', null, null),
        ]),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'zone_areas')
    expect(Object.fromEntries(rows.map((row) => [row.zone_id, row.area_status]))).toEqual({
      exact: 'ok',
      missing: 'missing',
      rounded: 'ok',
      stale: 'stale',
      wrong: 'wrong',
    })
    const rules = rows.map((row) => [
      row.zone_id,
      row.area_rule,
      row.area_rule_title_id,
      row.area_rule_title_en,
    ])
    expect(rules).toEqual([
      ['exact', null, null, null],
      ['missing', 'AREA_MISSING', 'Luas menurut SK tidak ada', 'No decreed area'],
      ['rounded', null, null, null],
      ['stale', 'AREA_STALE', 'Luas SK belum dihitung ulang', 'Decree area not recomputed'],
      ['wrong', 'AREA_WRONG', 'Luas SK tidak cocok dengan peta', 'Decree area does not match the map'],
    ])
    for (const row of rows) {
      expect(row.area_ha_utm).toBeCloseTo(12.63, 6)
      expect(row.perimeter_m).toBeCloseTo(2726, 3)
      expect(row.compactness).toBeCloseTo((4 * Math.PI * 126_300) / 2726 ** 2, 6)
      // UTM shrinks by 0.9996 along its central meridian; 1.5 degrees away it is nearly true.
      expect(row.area_ha_geodesic / row.area_ha_utm).toBeGreaterThan(1.0001)
      expect(row.area_ha_geodesic / row.area_ha_utm).toBeLessThan(1.0008)
      expect(row.label_lon).toBeGreaterThan(106)
    }
    expect(rows.find((row) => row.zone_id === 'wrong')!.area_difference_pct).toBeCloseTo(-20.82, 2)
    expect(rows.find((row) => row.zone_id === 'missing')!.area_difference_pct).toBeNull()
  })

  it('are not asked for where there are no zones', async () => {
    const made = await workspace({ sources: [kelurahanSource()] })
    await made.run('3-area')
    expect(await made.rows('3-area', 'zone_areas')).toEqual([])
    expect(await made.rows('3-area', 'zone_admin')).toEqual([])
    expect(await made.rows('3-area', 'zone_changes')).toEqual([])
  })
})

describe('the areas of administrative units', () => {
  it('are those of the units, and of kecamatan and city as unions', async () => {
    const made = await workspace({ sources: [kelurahanSource()] })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'admin_areas')
    expect(rows.map((row) => [row.level, row.admin_code, Math.round(1e3 * row.area_ha_utm) / 1e3])).toEqual([
      ['kelurahan', '99.71.01.1001', 100],
      ['kelurahan', '99.71.01.1002', 100],
      ['kelurahan', '99.71.02.1001', 100],
      ['kecamatan', '99.71.01', 200],
      ['kecamatan', '99.71.02', 100],
      ['city', '99.71', 300],
    ])
    expect(rows.filter((row) => row.level === 'kecamatan').map((row) => row.name)).toEqual([
      'Utara',
      'Selatan',
    ])
  })

  it('count ground once where kelurahan overlap', async () => {
    const overlapping = [rectangle(0, 0, 1000, 1000), rectangle(900, 0, 1100, 1000)]
    const made = await workspace({
      sources: [
        featureSource(
          'admin_units',
          overlapping.map((geometry, index) => ({ code: KELURAHAN[index]!.code, geometry })),
          { columns: { admin_code: 'code', kelurahan_code: 'code', level: { value: 'kelurahan' } } },
        ),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'admin_areas')
    expect(rows.find((row) => row.level === 'city')!.area_ha_utm).toBeCloseTo(200, 4)
  })

  it('take the stated kecamatan code', async () => {
    const made = await workspace({
      sources: [
        csvSource('decrees', 'decree_number,kind,vintage\n1,decree,2020'),
        featureSource('admin_units', [
          {
            admin_code: 'a',
            level: 'kelurahan',
            kelurahan_code: '99.71.01.1001',
            kecamatan_code: '9971010',
            kecamatan: 'Utara',
            geometry: rectangle(0, 0, 10, 10),
          },
        ]),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'admin_areas')
    expect(rows.map((row) => row.admin_code)).toEqual(['a', '9971010', '99.71'])
  })
})

describe('the kelurahan of a zone', () => {
  async function shares(geometry: ReturnType<typeof rectangle>) {
    const made = await workspace({
      sources: [kelurahanSource(), featureSource('zones', [{ zone_id: 'Z', decree_number: '1', geometry }])],
    })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'zone_admin')
    expect(rows.reduce((sum, row) => sum + row.share_pct, 0)).toBeCloseTo(100, 3)
    return rows.map((row) => [row.kelurahan_code, Number(row.area_ha_utm.toFixed(2))])
  }

  it('hold its parts', async () => {
    expect(await shares(rectangle(900, 100, 300, 100))).toEqual([
      ['99.71.01.1001', 1],
      ['99.71.01.1002', 2],
    ])
  })

  it('leave the part over the water to none', async () => {
    expect(await shares(rectangle(900, -100, 300, 200))).toEqual([
      ['99.71.01.1001', 1],
      ['99.71.01.1002', 2],
      [null, 3],
    ])
    expect(await shares(rectangle(100, -500, 100, 100))).toEqual([[null, 1]])
  })

  it('have no remainder where the zone follows their border', async () => {
    expect(await shares(rectangle(0, 0, 2000, 1000))).toEqual([
      ['99.71.01.1001', 100],
      ['99.71.01.1002', 100],
    ])
  })

  it('do not hide what lies outside by overlapping each other', async () => {
    const twice = [rectangle(0, 0, 1000, 1000), rectangle(0, 0, 1000, 1000)]
    const made = await workspace({
      sources: [
        featureSource(
          'admin_units',
          twice.map((geometry, index) => ({ code: KELURAHAN[index]!.code, geometry })),
          { columns: { admin_code: 'code', kelurahan_code: 'code', level: { value: 'kelurahan' } } },
        ),
        featureSource('zones', [
          { zone_id: 'Z', decree_number: '1', geometry: rectangle(0, -100, 100, 200) },
        ]),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Measured>('3-area', 'zone_admin')
    expect(rows.find((row) => row.kelurahan_code === null)?.area_ha_utm).toBeCloseTo(1, 4)
  })
})
