import { describe, expect, it } from 'vitest'
import { netGround } from '../../../pipeline/stages/4-density/net-method.ts'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

describe('the net area of a unit', () => {
  const known = { water_ha: 0.5, road_ha: 0.25, roads_without_width: 2 }

  it('is the rest, and the method says what was taken off', () => {
    expect(netGround(2, known)).toEqual({
      ...known,
      area_ha_net: 1.25,
      net_ha: 1.25,
      net_method: 'water_and_roads',
    })
    expect(netGround(2, { ...known, road_ha: null })).toMatchObject({ area_ha_net: 1.5, net_method: 'water' })
    expect(netGround(2, { ...known, water_ha: null })).toMatchObject({
      area_ha_net: 1.75,
      net_method: 'roads',
    })
    // Known to be none, which is not unknown.
    expect(netGround(2, { water_ha: 0, road_ha: null, roads_without_width: null })).toMatchObject({
      area_ha_net: 2,
      net_method: 'water',
    })
  })

  it('is never the gross one in disguise', () => {
    const nothing = { area_ha_net: null, net_ha: null, net_method: null }
    expect(netGround(2, null)).toMatchObject({ ...nothing, roads_without_width: null })
    const widthless = { water_ha: null, road_ha: null, roads_without_width: 3 }
    expect(netGround(2, widthless)).toMatchObject({ ...nothing, roads_without_width: 3 })
  })

  it('bears no density where a hundredth or less is left', () => {
    const over = (water_ha: number, road_ha = 0) =>
      netGround(2, { water_ha, road_ha, roads_without_width: 0 })
    expect(over(2)).toMatchObject({ area_ha_net: 0, net_ha: null, net_method: 'all_water' })
    expect(over(1.985)).toMatchObject({ net_ha: null, net_method: 'all_water' })
    expect(over(1.97).net_ha).toBeCloseTo(0.03, 12)
    expect(over(0.1, 1.9)).toMatchObject({ net_ha: null, net_method: 'all_roads' })
    // Rounding of an overlay makes no ground of its own.
    expect(over(2 + 1e-12)).toMatchObject({ area_ha_net: 0, net_method: 'all_water' })
  })
})

const RT = '99.71.01.1001/RT001-RW001'

/** A zone of 4 ha, its southern half off the shore of the first kelurahan; one RT fills its northern half. */
const PLACES: SourceSpec[] = [
  kelurahanSource(),
  featureSource('admin_units', [
    {
      admin_code: RT,
      level: 'rt',
      kelurahan_code: '99.71.01.1001',
      rt_rw: 'RT001-RW001',
      zone_id: 'Z',
      geometry: rectangle(0, 0, 200, 100),
    },
  ]),
  featureSource('zones', [
    { zone_id: 'P', decree_number: '1/2020', geometry: rectangle(400, -200, 100, 100) },
    { zone_id: 'Z', decree_number: '1/2020', geometry: rectangle(0, -100, 200, 200) },
  ]),
  csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020'),
  csvSource(
    'rt_profiles',
    `rt_id,vintage,rt_rw,zone_id,population,families,buildings\n${RT},2020,RT001-RW001,Z,400,100,80`,
  ),
]

const SEA = featureSource('water', [
  { water_id: 'laut', kind: 'laut', geometry: rectangle(-500, -900, 4000, 900) },
])

function roads(
  ...rows: [id: string, kind: string, width_m: number | null, line: [number, number][]][]
): SourceSpec {
  return featureSource(
    'networks',
    rows.map(([network_id, kind, width_m, line]) => ({
      network_id,
      kind,
      width_m,
      geometry: { type: 'LineString', coordinates: line.map(([east, north]) => at(east, north)) },
    })),
  )
}

interface Net {
  level: string
  unit_id: string
  area_ha_utm: number
  area_ha_net: number | null
  water_ha: number | null
  road_ha: number | null
  net_method: string | null
  roads_without_width: number | null
  building_coverage_pct: number | null
  density_population_per_ha: number | null
  density_population_net_per_ha: number | null
  density_families_net_per_ha: number | null
}

async function densities(...sources: SourceSpec[]) {
  const made = await workspace({ sources: [...PLACES, ...sources] })
  await made.run('4-density')
  const rows = await made.rows<Net>('4-density', 'densities')
  return {
    rows,
    of: (level: string, id: string) => rows.find((row) => row.level === level && row.unit_id === id)!,
  }
}

it('water and roads are taken off, a road over water once, and the parts add up in every unit', async () => {
  const { rows, of } = await densities(
    SEA,
    roads(
      [
        'R1',
        'road',
        10,
        [
          [100, -300],
          [100, 900],
        ],
      ], // prettier-ignore
      [
        'R2',
        'road',
        null,
        [
          [0, 50],
          [5, 50],
        ],
      ], // prettier-ignore
      [
        'R3',
        'road',
        0,
        [
          [10, 20],
          [14, 20],
        ],
      ], // prettier-ignore
      [
        'D1',
        'drain',
        50,
        [
          [0, 80],
          [200, 80],
        ],
      ], // prettier-ignore
    ),
  )
  const zone = of('zone', 'Z')
  expect(zone).toMatchObject({ net_method: 'water_and_roads', roads_without_width: 2 })
  expect(zone.water_ha).toBeCloseTo(2, 3)
  expect(zone.road_ha).toBeCloseTo(0.1, 3)
  expect(zone.area_ha_net).toBeCloseTo(1.9, 3)
  expect(zone.density_population_net_per_ha).toBeCloseTo(400 / 1.9, 1)
  expect(zone.density_families_net_per_ha).toBeCloseTo(100 / 1.9, 1)
  expect(zone.density_population_per_ha).toBeCloseTo(100, 1)
  expect(of('rt', RT).area_ha_net).toBeCloseTo(1.9, 3)
  expect(of('rw', '99.71.01.1001/RW001').area_ha_net).toBeCloseTo(1.9, 3)
  expect(of('kecamatan', '99.71.01').road_ha).toBeCloseTo(0.9, 3)
  // The stilt settlement that the decree draws wholly over the sea.
  expect(of('zone', 'P')).toMatchObject({
    net_method: 'all_water',
    density_population_net_per_ha: null,
    roads_without_width: 0,
  })
  for (const { area_ha_utm, area_ha_net, water_ha, road_ha } of rows)
    expect(area_ha_net! + water_ha! + road_ha!).toBeCloseTo(area_ha_utm, 9)
})

it('roads without a width take nothing off and are counted; where none has one, roads are unknown', async () => {
  const line: [number, number][] = [
    [0, 50],
    [90, 50],
  ]
  const { of } = await densities(roads(['R1', 'road', null, line]))
  expect(of('zone', 'Z')).toMatchObject({
    area_ha_net: null,
    net_method: null,
    roads_without_width: 1,
    density_population_net_per_ha: null,
  })
  // Another road tells its width, but none of those in the RT does.
  const { of: told } = await densities(
    roads(
      ['R1', 'road', null, line],
      [
        'R2',
        'road',
        5,
        [
          [1500, 0],
          [1500, 100],
        ],
      ],
    ), // prettier-ignore
  )
  expect(told('rt', RT)).toMatchObject({ area_ha_net: null, net_method: null, roads_without_width: 1 })
  expect(told('kelurahan', '99.71.01.1002')).toMatchObject({ net_method: 'roads', roads_without_width: 0 })
  expect(told('kelurahan', '99.71.02.1001')).toMatchObject({ net_method: 'roads', road_ha: 0 })
})

it('roads are known where those with a width are nine tenths of the length in the unit', async () => {
  const line = (east_m: number, north_m: number, to_m: number): [number, number][] => [
    [east_m, north_m],
    [to_m, north_m],
  ]
  const { of } = await densities(
    // 90 m of the one, and of the other a centimetre in the RT and zone; the rest of it lies west of both.
    roads(['R1', 'road', null, line(0, 50, 90)], ['R2', 'road', 6, line(-500, 20, 0.01)]),
  )
  expect(of('zone', 'Z')).toMatchObject({
    road_ha: null,
    area_ha_net: null,
    net_method: null,
    roads_without_width: 1,
    density_population_net_per_ha: null,
  })
  // 110 m with a width that tells, 12 m without; of 800 m nobody builds a road.
  const most = await densities(
    roads(
      ['R1', 'road', null, line(0, 50, 12)],
      ['R2', 'road', 6, line(-500, 20, 109)],
      ['R3', 'road', 800, line(2500, 500, 2600)],
    ),
  )
  expect(most.of('zone', 'Z')).toMatchObject({ net_method: 'roads', roads_without_width: 1 })
  expect(most.of('zone', 'Z').road_ha).toBeCloseTo((109 * 6) / 10_000, 4)
  expect(most.of('kelurahan', '99.71.02.1001')).toMatchObject({
    road_ha: null,
    net_method: null,
    roads_without_width: 1,
  })
})

it('drains are no roads, and nothing is known without water or roads', async () => {
  const { of } = await densities(
    roads([
      'D',
      'drain',
      5,
      [
        [0, 50],
        [90, 50],
      ],
    ]),
  ) // prettier-ignore
  expect(of('zone', 'Z')).toMatchObject({ area_ha_net: null, net_method: null, roads_without_width: null })
  expect(of('zone', 'Z').density_population_per_ha).toBeCloseTo(100, 1)
})

it('footprints cover each side of a border, ground under two of them once', async () => {
  const { of } = await densities(
    featureSource('buildings', [
      { building_id: 'a', geometry: rectangle(10, 10, 20, 20) },
      { building_id: 'b', geometry: rectangle(20, 10, 20, 20) },
      { building_id: 'shore', geometry: rectangle(100, -10, 20, 20) },
      { building_id: 'far', geometry: rectangle(2990, 10, 20, 20) },
    ]),
  )
  expect(of('zone', 'Z').building_coverage_pct).toBeCloseTo((100 * 1000) / 40_000, 3)
  expect(of('rt', RT).building_coverage_pct).toBeCloseTo((100 * 800) / 20_000, 3)
  expect(of('kelurahan', '99.71.01.1001').building_coverage_pct).toBeCloseTo((100 * 800) / 1e6, 5)
  expect(of('kelurahan', '99.71.02.1001').building_coverage_pct).toBeCloseTo((100 * 200) / 1e6, 5)
  expect(of('city', '99.71').building_coverage_pct).toBeCloseTo((100 * 1000) / 3e6, 5)
  expect(of('zone', 'P').building_coverage_pct).toBe(0)
})

it('a table of water of which no row was accepted says nothing of where it is dry', async () => {
  const bow = { type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), at(9, 0), at(0, 9), at(0, 0)]] }
  const { of } = await densities(featureSource('water', [{ water_id: 'w', kind: 'kali', geometry: bow }]))
  expect(of('zone', 'Z')).toMatchObject({ area_ha_net: null, water_ha: null, net_method: null })
})
