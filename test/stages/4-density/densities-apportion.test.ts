import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apportion, largestRemainder, type PieceOfRt } from '../../../pipeline/stages/4-density/apportion.ts'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

const piece = (zone_id: string | null, area_ha_utm: number, buildings = 0): PieceOfRt => ({
  zone_id,
  area_ha_utm,
  buildings,
})
const rt = { population: 100, families: 25, buildings: 30 }

describe('the people of an RT', () => {
  it('are shared out by the buildings that stand in each piece', () => {
    expect(apportion(rt, [piece(null, 0.4, 10), piece('B', 0.5, 20), piece('A', 0.1, 10)])).toEqual([
      { zone_id: 'A', method: 'buildings', share_pct: 25, population: 25, families: 6, buildings: 8 },
      { zone_id: 'B', method: 'buildings', share_pct: 50, population: 50, families: 13, buildings: 15 },
      { zone_id: null, method: 'buildings', share_pct: 25, population: 25, families: 6, buildings: 7 },
    ])
  })

  it('are shared out by area where no building stands in any piece', () => {
    expect(apportion(rt, [piece('A', 0.6), piece(null, 0.4)])).toMatchObject([
      { zone_id: 'A', method: 'area', share_pct: 60, population: 60, families: 15 },
      { zone_id: null, method: 'area', share_pct: 40, population: 40, families: 10 },
    ])
  })

  it('are none where no building stands, although there is ground', () => {
    expect(apportion(rt, [piece('A', 0.6), piece(null, 0.4, 3)])).toMatchObject([
      { zone_id: 'A', population: 0 },
      { zone_id: null, population: 100 },
    ])
  })

  it('stay whole where a hundredth of the RT or less lies elsewhere', () => {
    const whole = { zone_id: 'A', method: 'whole', share_pct: 100, ...rt }
    expect(apportion(rt, [piece('A', 2), piece(null, 0.019, 5)])).toEqual([whole])
    expect(apportion(rt, [piece('A', 2), piece('B', 0), piece(null, 0)])).toEqual([whole])
    expect(apportion(rt, [piece('A', 2), piece(null, 0.021)])).toHaveLength(2)
  })

  it('stay unknown in every piece where they are', () => {
    expect(apportion({ ...rt, families: null }, [piece('A', 1), piece(null, 1)])).toMatchObject([
      { population: 50, families: null },
      { population: 50, families: null },
    ])
  })

  it('have no piece without ground', () => {
    expect(apportion(rt, [])).toEqual([])
    expect(apportion(rt, [piece('A', 0)])).toEqual([])
  })

  it('add up to the RT, each within one of its exact part, in any order of the pieces', () => {
    const pieces = fc.uniqueArray(
      fc.record({
        zone_id: fc.option(fc.constantFrom('A', 'B', 'C', 'D')),
        area_ha_utm: fc.double({ min: 1e-6, max: 50, noNaN: true }),
        buildings: fc.nat(40),
      }),
      { selector: (made) => made.zone_id, minLength: 1 },
    )
    fc.assert(
      fc.property(pieces, fc.nat(100_000), (made, population) => {
        const shares = apportion({ ...rt, population }, made)
        const people = (list: typeof shares) => list.map((share) => share.population!)
        expect(people(shares).reduce((sum, n) => sum + n, 0)).toBe(population)
        for (const share of shares) {
          expect(Math.abs(share.population! - (share.share_pct / 100) * population)).toBeLessThan(1)
        }
        expect(apportion({ ...rt, population }, made.toReversed())).toEqual(shares)
      }),
      { numRuns: 2000, seed: 5 },
    )
  })
})

describe('a whole number shared out', () => {
  it.each([
    [10, [1, 1, 1], [4, 3, 3]],
    [2, [0, 1, 1, 1], [0, 1, 1, 0]],
    [0, [3, 4], [0, 0]],
    [7, [1], [7]],
    [100, [0.29, 0.71], [29, 71]],
  ])('of %i by %j', (count, weights, parts) => {
    expect(largestRemainder(count, weights)).toEqual(parts)
  })

  it.each([
    [1.5, [1]],
    [-1, [1]],
    [Number.NaN, [1]],
    [5, []],
    [5, [0, 0]],
    [5, [2, -1]],
    [5, [Number.POSITIVE_INFINITY, 1]],
    [5, [Number.NaN]],
  ])('is refused: %s by %j', (count, weights) => {
    expect(() => largestRemainder(count, weights)).toThrow(RangeError)
  })
})

const KELURAHAN = '99.71.01.1001'
const rtId = (n: number) => `${KELURAHAN}/RT00${n}-RW001`

/** Zone A covers three quarters of the first RT and zone B the rest of it; the second RT is split by no record. */
const places = (zoneOfSecond: string | null): SourceSpec[] => [
  kelurahanSource(),
  featureSource(
    'admin_units',
    [rectangle(0, 0, 200, 100), rectangle(0, 100, 200, 100)].map((geometry, i) => ({
      admin_code: rtId(i + 1),
      rt_rw: `RT00${i + 1}-RW001`,
      level: 'rt',
      kelurahan_code: KELURAHAN,
      geometry,
    })),
  ),
  featureSource('zones', [
    { zone_id: 'A', decree_number: '1/2020', geometry: rectangle(0, 0, 150, 200) },
    { zone_id: 'B', decree_number: '1/2020', geometry: rectangle(150, 0, 40, 200) },
  ]),
  csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020'),
  csvSource(
    'rt_profiles',
    `rt_id,vintage,rt_rw,zone_id,population,families\n${rtId(1)},2020,RT001-RW001,,100,20
     ${rtId(2)},2020,RT002-RW001,${zoneOfSecond ?? ''},40,8`,
  ),
]

interface People {
  level: string
  unit_id: string
  population: number | null
  families: number | null
  population_method: string | null
}

async function people(sources: SourceSpec[]) {
  const made = await workspace({ sources })
  await made.run('4-density')
  const rows = await made.rows<People>('4-density', 'densities')
  const of = (level: string, id: string) => rows.find((row) => row.level === level && row.unit_id === id)!
  const pieces = await made.rows<{
    rt_id: string
    zone_id: string | null
    method: string
    population: number
  }>('4-density', 'profile_pieces')
  return { of, pieces: pieces.map((row) => [row.rt_id, row.zone_id, row.method, row.population]) }
}

it('an RT counts whole for the zone its profile names, and is shared out where the outline alone tells', async () => {
  const { of, pieces } = await people(places('B'))
  expect(pieces).toEqual([
    [rtId(1), 'A', 'area', 75],
    [rtId(1), 'B', 'area', 20],
    [rtId(1), null, 'area', 5],
    [rtId(2), 'B', 'whole', 40],
  ])
  expect(of('zone', 'A')).toMatchObject({
    population: 75,
    families: 15,
    population_method: 'rt_profiles_by_area',
  })
  expect(of('zone', 'B')).toMatchObject({
    population: 60,
    families: 12,
    population_method: 'rt_profiles_by_area',
  })
  expect(of('rt', rtId(1))).toMatchObject({ population: 100, population_method: 'rt_profiles' })
  // Every RT of the RW has a profile; of the kelurahan they cover a twenty-fifth.
  expect(of('rw', `${KELURAHAN}/RW001`)).toMatchObject({ population: 140, population_method: 'rt_profiles' })
  expect(of('kelurahan', KELURAHAN)).toMatchObject({ population: null, population_method: null })
})

it('buildings tell more than area of where the people of an RT live', async () => {
  const house = (building_id: string, east_m: number) => ({
    building_id,
    geometry: rectangle(east_m, 40, 5, 5),
  })
  const buildings = featureSource('buildings', [
    house('a', 10),
    house('b', 20),
    house('c', 160),
    house('d', 195),
  ])
  const { of, pieces } = await people([...places('A'), buildings])
  expect(pieces).toEqual([
    [rtId(1), 'A', 'buildings', 50],
    [rtId(1), 'B', 'buildings', 25],
    [rtId(1), null, 'buildings', 25],
    [rtId(2), 'A', 'whole', 40],
  ])
  expect(of('zone', 'A')).toMatchObject({ population: 90, population_method: 'rt_profiles_by_buildings' })
})

it('larger units have the people of their RT only where every RT has a profile and all of the unit is RT', async () => {
  const cells = [0, 1, 2, 3].map((i) => rectangle(250 * i, 0, 250, 1000))
  const sources = (profiles: number[]): SourceSpec[] => [
    kelurahanSource(),
    featureSource(
      'admin_units',
      cells.map((geometry, i) => ({
        admin_code: rtId(i + 1),
        rt_rw: `RT00${i + 1}-RW00${i < 2 ? 1 : 2}`,
        level: 'rt',
        kelurahan_code: KELURAHAN,
        geometry,
      })),
    ),
    csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,kelurahan_code,population\n${profiles
        .map((n) => `${rtId(n)},2020,RT00${n}-RW00${n < 3 ? 1 : 2},${KELURAHAN},${100 * n}`)
        .join('\n')}`,
    ),
  ]
  const { of: all } = await people(sources([1, 2, 3, 4]))
  expect(all('kelurahan', KELURAHAN)).toMatchObject({ population: 1000, population_method: 'rt_profiles' })
  expect(all('kecamatan', '99.71.01').population).toBeNull()
  const { of: some } = await people(sources([1, 2, 3]))
  expect(some('rw', `${KELURAHAN}/RW001`).population).toBe(300)
  expect(some('rw', `${KELURAHAN}/RW002`)).toMatchObject({ population: null, population_method: null })
  expect(some('kelurahan', KELURAHAN).population).toBeNull()
  // A profile of an RT that is not mapped tells that the map is not whole.
  const { of: unmapped } = await people(sources([1, 2, 3, 4, 5]))
  expect(unmapped('rw', `${KELURAHAN}/RW001`).population).toBe(300)
  expect(unmapped('rw', `${KELURAHAN}/RW002`).population).toBeNull()
  expect(unmapped('kelurahan', KELURAHAN).population).toBeNull()
})
