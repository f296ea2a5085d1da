import { describe, expect, it } from 'vitest'
import {
  buildingsClass,
  loadDensityClasses,
  populationClass,
} from '../../../pipeline/stages/4-density/classes.ts'
import { densityRow, type UnitCount } from '../../../pipeline/stages/4-density/densities.ts'
import { madeUpCity } from '../../support/stage-context.ts'

const classes = loadDensityClasses(madeUpCity())

describe('the class of a population density (SNI 03-1733-2004)', () => {
  it.each([
    [0, 'rendah'],
    [150, 'rendah'],
    [150.001, 'sedang'],
    [200, 'sedang'],
    [200.001, 'tinggi'],
    [400.000000003, 'tinggi'],
    [400.000001, 'sangat padat'],
    [400, 'tinggi'],
    [400.001, 'sangat padat'],
    [null, null],
  ])('of %s people/ha is %s', (people_per_ha, code) => {
    expect(populationClass(classes, people_per_ha)).toBe(code)
  })
})

describe('the class of a building density', () => {
  it.each([
    ['kecil', 199.999, 'below'],
    ['kecil', 200, 'dense'],
    ['sedang', 199.999, 'below'],
    ['sedang', 199.999999999, 'dense'],
    ['sedang', 199.999999, 'below'],
    ['sedang', 200, 'dense'],
    ['besar', 249.999, 'below'],
    ['besar', 250, 'dense'],
    ['metropolitan', 249.999, 'below'],
    ['metropolitan', 250, 'dense'],
    ['sedang', null, null],
  ] as const)('in a %s city of %s units/ha is %s', (size, units_per_ha, code) => {
    expect(buildingsClass(classes, size, units_per_ha)).toBe(code)
  })
})

describe('the densities of a unit', () => {
  function row(unit: Partial<UnitCount>, k = 5) {
    const counts: UnitCount = {
      level: 'rt',
      unit_id: 'a',
      area_ha_utm: 2,
      vintage: 2018,
      profiles: 0,
      rt_in_unit: null,
      rt_told: null,
      rt_ground_inside_pct: null,
      apportioned_by: null,
      profile_population: null,
      profile_families: null,
      profile_buildings: null,
      located_buildings: null,
      buildings_elsewhere: null,
      covered_ha: null,
      ground: null,
      households_surveyed: null,
      households_counted: null,
      people_surveyed: null,
      estimate: null,
      ...unit,
    }
    return densityRow(counts, classes, madeUpCity({ privacy: { k } }))
  }

  it('are over its whole area', () => {
    const counted = row({
      profiles: 2,
      profile_population: 300,
      profile_families: 70,
      located_buildings: 400,
    })
    expect(counted).toMatchObject({
      vintage: 2018,
      population: 300,
      families: 70,
      population_method: 'rt_profiles',
      buildings: 400,
      buildings_method: 'footprints',
      density_population_per_ha: 150,
      density_population_class: 'rendah',
      density_buildings_per_ha: 200,
      density_buildings_class: 'dense',
      density_families_per_ha: 35,
    })
  })

  it('have the class of the density over the whole area, at the limit too', () => {
    const of = (people: number, units: number) =>
      row({ area_ha_utm: 1, profiles: 1, profile_population: people, located_buildings: units })
    expect(of(150, 199)).toMatchObject({
      density_population_class: 'rendah',
      density_buildings_class: 'below',
    })
    expect(of(151, 200)).toMatchObject({
      density_population_class: 'sedang',
      density_buildings_class: 'dense',
    })
    const netDense = row({
      area_ha_utm: 2,
      profiles: 1,
      profile_population: 300,
      located_buildings: 399,
      ground: { water_ha: 1, road_ha: null, roads_without_width: null },
    })
    expect(netDense).toMatchObject({
      density_population_net_per_ha: 300,
      density_population_class: 'rendah',
      density_buildings_net_per_ha: 399,
      density_buildings_class: 'below',
    })
  })

  it('are unknown, not zero, where nothing was counted', () => {
    expect(row({})).toMatchObject({
      vintage: null,
      population: null,
      population_method: null,
      buildings: null,
      buildings_method: null,
      density_population_per_ha: null,
      density_population_class: null,
      density_buildings_per_ha: null,
      density_buildings_class: null,
    })
    expect(row({ profiles: 1, households_counted: 9, people_surveyed: 40 })).toMatchObject({
      population: null,
      population_method: null,
    })
    expect(row({ located_buildings: 0 })).toMatchObject({
      buildings: 0,
      density_buildings_per_ha: 0,
      density_buildings_class: 'below',
    })
    expect(row({ area_ha_utm: 0, profiles: 1, profile_population: 9 }).density_population_per_ha).toBeNull()
  })

  it.each([
    [99, 1, 99],
    [98, 1, null],
    [0, 1, null],
    [0, 0, 0],
  ])(
    'of %i buildings here and %i that count in another unit',
    (located_buildings, buildings_elsewhere, told) => {
      const counted = row({ located_buildings, buildings_elsewhere, area_ha_utm: 1 })
      expect(counted).toMatchObject({ buildings: located_buildings, density_buildings_per_ha: told })
    },
  )

  it('take buildings from the profiles where no footprints are given', () => {
    expect(row({ profiles: 1, profile_buildings: 100 })).toMatchObject({
      buildings: 100,
      buildings_method: 'rt_profiles',
    })
  })

  it.each([
    [0, null, null],
    [1, null, 'suppressed'],
    [4, null, 'suppressed'],
    [5, 20, 'households_surveyed'],
  ])('of %i surveyed households are told from 5 on', (households, population, method) => {
    const people = households === 0 ? null : 20
    const counted = row({
      households_surveyed: households,
      households_counted: households,
      people_surveyed: people,
    })
    expect(counted).toMatchObject({
      population,
      population_method: method,
      people_surveyed: population,
      density_population_per_ha: population === null ? null : 10,
      density_population_class: population === null ? null : 'rendah',
    })
  })

  it('are told by households that say how many live there, and by the k of the city', () => {
    const counts = { households_surveyed: 9, households_counted: 4, people_surveyed: 20 }
    expect(row(counts)).toMatchObject({ population: null, population_method: 'suppressed' })
    expect(row(counts, 3)).toMatchObject({ population: 20, population_method: 'households_surveyed' })
    expect(row({ ...counts, households_counted: 9 }, 10).population_method).toBe('suppressed')
  })

  it.each([
    [null, null, null],
    ['buildings', 'rt_profiles_by_buildings', true],
    ['area', 'rt_profiles_by_area', true],
  ] as const)('of an RT shared out by %s say so', (apportioned_by, method, told) => {
    const counted = row({ profiles: 2, apportioned_by, profile_population: 300 })
    expect(counted).toMatchObject({
      population_method: method ?? 'rt_profiles',
      population_published: told ?? true,
    })
  })

  describe('from a weighted sample', () => {
    const estimate = { households: 41.6, people: 160.4, standard_error: 12.5 }
    const sample = { households_surveyed: 5, households_counted: 5, people_surveyed: 20, estimate }

    it('are whole people with their standard error', () => {
      expect(row({ level: 'zone', ...sample })).toMatchObject({
        population: 160,
        population_method: 'households_weighted',
        population_standard_error: 12.5,
        population_published: true,
        households_estimated: 42,
        people_surveyed: 20,
        density_population_per_ha: 80,
        density_population_class: 'rendah',
        families: null,
        density_families_per_ha: null,
      })
    })

    it('are told of zones alone, which share no household', () => {
      for (const level of ['rt', 'rw', 'kelurahan', 'kecamatan', 'city'])
        expect(row({ level, ...sample })).toMatchObject({ population: 160, population_published: false })
    })

    it('say nothing of fewer than k households, whatever their weights', () => {
      expect(row({ level: 'zone', ...sample, households_counted: 4 })).toMatchObject({
        population: null,
        population_method: 'suppressed',
        population_standard_error: null,
        population_published: false,
        households_estimated: null,
        density_population_per_ha: null,
      })
    })

    it('give way to the profiles', () => {
      expect(row({ level: 'zone', ...sample, profiles: 1, profile_population: 50 })).toMatchObject({
        population: 50,
        population_method: 'rt_profiles',
        population_standard_error: null,
        households_estimated: null,
      })
    })
  })

  it('of a sample without weights stay inside', () => {
    const counts = { households_surveyed: 9, households_counted: 9, people_surveyed: 40 }
    expect(row({ level: 'zone', ...counts }).population_published).toBe(false)
  })

  it('cover the ground under footprints', () => {
    expect(row({ covered_ha: 0.5 }).building_coverage_pct).toBe(25)
    expect(row({ covered_ha: 0 }).building_coverage_pct).toBe(0)
    expect(row({}).building_coverage_pct).toBeNull()
    expect(row({ covered_ha: 0, area_ha_utm: 0 }).building_coverage_pct).toBeNull()
  })
})
