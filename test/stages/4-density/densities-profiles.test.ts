import { expect, it } from 'vitest'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

const KELURAHAN = ['99.71.01.1001', '99.71.01.1002', '99.71.02.1001'] as const
const rtId = (n: number) => `${KELURAHAN[0]}/RT00${n}-RW001`
const DECREES = csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020')

const rt = (
  n: number,
  geometry: object,
  zone_id: string | null = null,
  kelurahan: string = KELURAHAN[0],
) => ({
  admin_code: rtId(n),
  rt_rw: `RT00${n}-RW001`,
  level: 'rt',
  kelurahan_code: kelurahan,
  zone_id,
  geometry,
})
const zone = (zone_id: string, geometry: object) => ({ zone_id, decree_number: '1/2020', geometry })

interface Unit {
  level: string
  unit_id: string
  population: number | null
  [column: string]: unknown
}

async function densities(sources: SourceSpec[]) {
  const made = await workspace({ sources })
  await made.run('4-density')
  const rows = await made.rows<Unit>('4-density', 'densities')
  const of = (level: string, id: string) => rows.find((row) => row.level === level && row.unit_id === id)!
  return { made, of }
}

/** In rows of 200 m from south to north: what each zone lacks or has too much of. */
const ZONES_AND_RT: SourceSpec[] = [
  kelurahanSource(),
  DECREES,
  featureSource('zones', [
    zone('partly', rectangle(0, 0, 200, 200)),
    zone('small', rectangle(400, 0, 100, 100)),
    zone('silent-west', rectangle(0, 300, 150, 100)),
    zone('silent-east', rectangle(150, 300, 150, 100)),
    zone('twice-a', rectangle(0, 500, 150, 100)),
    zone('twice-b', rectangle(50, 500, 150, 100)),
  ]),
  featureSource('admin_units', [
    rt(1, rectangle(0, 0, 100, 100), 'partly'),
    rt(2, rectangle(100, 0, 100, 100), 'partly'),
    rt(3, rectangle(0, 100, 100, 100), 'partly'),
    rt(4, rectangle(100, 100, 100, 100), 'partly'),
    rt(5, rectangle(400, 0, 300, 300)),
    rt(6, rectangle(0, 300, 200, 100)),
    rt(7, rectangle(200, 300, 100, 100)),
    rt(8, rectangle(0, 500, 200, 100)),
  ]),
  csvSource(
    'rt_profiles',
    `rt_id,vintage,rt_rw,zone_id,population,families,buildings
     ${rtId(1)},2020,RT001-RW001,partly,300,60,70
     ${rtId(2)},2014,RT002-RW001,partly,200,40,50
     ${rtId(5)},2020,RT005-RW001,small,900,180,250
     ${rtId(7)},2020,RT007-RW001,silent-east,80,20,10
     ${rtId(8)},2020,RT008-RW001,,200,40,30`,
  ),
]

it('a zone is told where every RT that belongs to it tells of the year, not where some do', async () => {
  const { made, of } = await densities(ZONES_AND_RT)
  expect(of('zone', 'partly')).toMatchObject({
    vintage: 2020,
    rt_in_unit: 4,
    rt_told: 1,
    population: null,
    population_method: null,
    families: null,
    buildings: null,
    density_population_per_ha: null,
    density_population_class: null,
  })
  expect(of('rt', rtId(1))).toMatchObject({ rt_in_unit: 1, rt_told: 1, population: 300 })
  expect(of('rt', rtId(2))).toMatchObject({ rt_in_unit: 1, rt_told: 0, population: null })
  // A quarter of an RT that nothing is known of lies in the eastern zone.
  expect(of('zone', 'silent-west')).toMatchObject({ rt_in_unit: 1, rt_told: 0, population: null })
  expect(of('zone', 'silent-east')).toMatchObject({ rt_in_unit: 2, rt_told: 1, population: null })
  expect(of('rw', `${KELURAHAN[0]}/RW001`)).toMatchObject({ rt_in_unit: 8, rt_told: 4, population: null })

  // The people of 9 ha over the 1 ha of the zone that a record gives them to.
  expect(of('zone', 'small')).toMatchObject({
    population: 900,
    population_method: 'rt_profiles',
    families: 180,
    buildings: 250,
    rt_in_unit: 1,
    rt_told: 1,
    rt_ground_inside_pct: 11.11,
    density_population_per_ha: null,
    density_population_class: null,
    density_families_per_ha: null,
    density_buildings_per_ha: null,
    density_buildings_class: null,
  })
  expect(of('zone', 'partly').rt_ground_inside_pct).toBe(100)

  // What two zones claim is of the first, as the buildings on it are.
  const pieces = await made.rows<{ rt_id: string; zone_id: string | null; population: number | null }>(
    '4-density',
    'profile_pieces',
  )
  const ofRt = (n: number) =>
    pieces.flatMap((row) => (row.rt_id === rtId(n) ? [[row.zone_id, row.population]] : []))
  expect(ofRt(8)).toEqual([
    ['twice-a', 150],
    ['twice-b', 50],
  ])
  expect(ofRt(6)).toEqual([
    ['silent-east', null],
    ['silent-west', null],
  ])
})

it('RT drawn over each other, or over the sea, do not cover a kelurahan', async () => {
  const half = (n: number, kelurahan: string, east_m: number, north_m: number) =>
    rt(n, rectangle(east_m, north_m, 1000, 500), null, kelurahan)
  const { of } = await densities([
    kelurahanSource(),
    featureSource('admin_units', [
      half(1, KELURAHAN[0], 0, 0),
      half(2, KELURAHAN[0], 0, 0),
      half(3, KELURAHAN[1], 1000, 0),
      half(4, KELURAHAN[1], 1000, -500),
      half(5, KELURAHAN[2], 2000, 0),
      half(6, KELURAHAN[2], 2000, 500),
    ]),
    csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,population\n${[1, 2, 3, 4, 5, 6].map((n) => `${rtId(n)},2020,RT00${n}-RW001,100`).join('\n')}`,
    ),
  ])
  const nobody = { rt_in_unit: 2, rt_told: 2, population: null, population_method: null }
  expect(of('kelurahan', KELURAHAN[0])).toMatchObject(nobody)
  expect(of('kelurahan', KELURAHAN[1])).toMatchObject(nobody)
  expect(of('kelurahan', KELURAHAN[2])).toMatchObject({
    ...nobody,
    population: 200,
    population_method: 'rt_profiles',
  })
  expect(of('city', '99.71').population).toBeNull()
})

const UNMAPPED: [zone_id: string, width_m: number, height_m: number, people: number, units: number][] = [
  ['at-400', 150, 150, 900, 250],
  ['at-200', 100, 100, 150, 200],
  ['small', 70, 10, 14, 14],
  ['thin', 58, 50, 58, 58],
]

it('drawn hectares that are off by a billionth do not move a class', async () => {
  const { of } = await densities([
    kelurahanSource(),
    DECREES,
    featureSource(
      'zones',
      UNMAPPED.map(([id, width_m, height_m], i) => zone(id, rectangle(10 + 200 * i, 10, width_m, height_m))),
    ),
    csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,zone_id,population,buildings\n${UNMAPPED.map(
        ([id, , , people, units], i) => `${rtId(i + 1)},2020,RT00${i + 1}-RW001,${id},${people},${units}`,
      ).join('\n')}`,
    ),
    // Of either table no row is accepted: nothing is known of where there is none.
    featureSource('buildings', [
      {
        building_id: 'bow',
        geometry: { type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), at(9, 0), at(0, 9), at(0, 0)]] },
      },
    ]),
    featureSource('households', [
      { household_id: 'h', population: -1, geometry: { type: 'Point', coordinates: at(20, 20) } },
    ]),
  ])
  const classOf = (id: string) => [
    of('zone', id).density_population_class,
    of('zone', id).density_buildings_class,
  ]
  expect(classOf('at-400')).toEqual(['tinggi', 'below'])
  expect(classOf('at-200')).toEqual(['rendah', 'dense'])
  expect(classOf('small')).toEqual(['sedang', 'dense'])
  expect(classOf('thin')).toEqual(['sedang', 'dense'])
  expect(of('zone', 'at-400').density_population_per_ha).not.toBe(400)

  expect(of('zone', 'at-400')).toMatchObject({
    buildings: 250,
    buildings_method: 'rt_profiles',
    building_coverage_pct: null,
    households_surveyed: null,
    rt_ground_inside_pct: null,
  })
  expect(of('city', '99.71')).toMatchObject({
    buildings: null,
    buildings_method: null,
    density_buildings_class: null,
    building_coverage_pct: null,
    households_surveyed: null,
  })
})
