import { describe, expect, it } from 'vitest'
import type { Row } from '../../../../pipeline/store/index.ts'
import { casesOfOneCity, group, KELURAHAN, profile, survey, UNSAFE } from './made-up-survey.ts'

const told = casesOfOneCity()

const COMPARE = {
  indicators: {
    methodologies: null,
    survey: 'compare' as const,
    works_of_survey_year: 'included' as const,
    target: { ha: 0, year: null },
  },
}

/** An RT that is mapped under the name the forms use. */
const mapped = (area_ha_utm: number): Row[] => [
  { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm },
]

describe('beside what the records state', () => {
  const stated = (volume: number | null, more: Row = {}): Row => ({
    ...{ rt_id: 'A', vintage: 2018, criterion: '3a', volume, source_id: 'kekumuhan', source_row: 1 },
    ...more,
  })
  const half = group(10, 5, UNSAFE)

  for (const [name, volume, status] of [
    ['within ten points', 60, 'agrees'],
    ['within two standard errors', 75, 'agrees'],
    ['further', 95, 'differs'],
  ] as const)
    it(
      `a survey ${name}`,
      told({ households: half, deficits: [stated(volume)] }, ({ cell }) => {
        expect(cell()).toMatchObject({ percent: 50, profile_percent: volume, status })
        expect(cell().difference_pct_points).toBe(50 - volume)
      }),
    )

  it(
    'agrees at ten points, whatever a binary fraction says',
    told(
      {
        households: group(1000, 201, { fire_extinguisher: 'tidak' }, { fire_extinguisher: 'ya' }),
        profiles: [profile('A', { buildings: 1000 })],
        deficits: [stated(101, { criterion: '7b' })],
      },
      ({ cell }) => expect(cell('7b')).toMatchObject({ difference_pct_points: 10, status: 'agrees' }),
    ),
  )

  it(
    'takes nothing as stated that the scores do not read, for it was scored by another set',
    told(
      {
        households: group(10, 5, UNSAFE, { fire_extinguisher: 'ya' }),
        deficits: [
          stated(380),
          stated(3, { criterion: '4d', source_row: 2 }),
          stated(50, { criterion: '7b', source_row: 3 }),
        ],
      },
      ({ cell }) => expect(cell()).toMatchObject({ profile_percent: null, status: 'fills' }),
    ),
  )

  it('names what differs most', async () => {
    const { said } = await survey({ households: group(50, 5, UNSAFE), deficits: [stated(95)] })
    expect(said).toContain('differs most: A 3a 2018, survey 10.0 % of 50, record 95.0 %')
  })

  it(
    'takes a stated percent where no volume is stated, and nothing of another year, another set or a blank',
    told(
      [
        { households: half, deficits: [stated(null, { percent_stated: 55 })] },
        { households: half, deficits: [stated(50, { vintage: 2014 })] },
        { households: half, deficits: [stated(50, { methodology: 'permen-pupr-02-2016' })] },
        { households: half, deficits: [stated(null)] },
      ],
      (percent, ...others) => {
        expect(percent!.cell()).toMatchObject({ profile_percent: 55, status: 'agrees' })
        expect(others).toHaveLength(3)
        for (const { cell } of others)
          expect(cell()).toMatchObject({ profile_percent: null, status: 'fills' })
      },
    ),
  )

  it(
    'cannot hold a volume against answers without a denominator, and leaves it standing',
    told(
      { households: half, deficits: [stated(50)], profiles: [profile('A', { families: null })] },
      ({ cell }) => expect(cell()).toMatchObject({ profile_percent: null, status: 'compared' }),
    ),
  )

  it('fills nothing in a city that only compares', async () => {
    const { cell, profiles } = await survey(
      { households: half, profiles: [], areas: mapped(1) },
      { city: COMPARE },
    )
    expect(cell('3a', 'M')).toMatchObject({ status: 'compared', percent: 50 })
    expect(profiles).toEqual([])
  })
})

describe('headers of surveyed RT without a profile', () => {
  const areas = mapped(2)
  const answers = (weight: (i: number) => number | null, more: Row = {}) =>
    group(6, 3, UNSAFE, more).map((row, i) => ({ ...row, weight: weight(i) }))

  it(
    'come from weights that say how many each household stands for',
    told({ households: answers(() => 7.5, { families: 2 }), profiles: [], areas }, ({ profiles }) =>
      expect(profiles[0]).toMatchObject({
        ...{ population: 180, families: 90, buildings: null, area_ha_verified: 2, method: 'sample weights' },
      }),
    ),
  )

  const footprints = [
    {
      ...{ level: 'rt', unit_id: 'M', vintage: null, buildings: 60, area_ha_utm: 2 },
      buildings_method: 'footprints',
    },
  ]
  it(
    'count the footprints as buildings, never the dwellings that weights stand for',
    told({ households: answers(() => 75), profiles: [], areas, densities: footprints }, ({ profiles }) =>
      expect(profiles[0]).toMatchObject({ families: 450, buildings: 60 }),
    ),
  )

  it(
    'are left open where two samples of one year each stand for the whole RT',
    told(
      {
        households: [
          ...answers(() => 10),
          ...group(6, 0, {}, { weight: 20, source_id: 'survei_kedua' }, 'z'),
        ],
        profiles: [],
        areas,
      },
      ({ profiles }) =>
        expect(profiles[0]).toMatchObject({
          ...{ population: null, families: null, households: 12, method: 'no weights' },
        }),
    ),
  )

  const silent = answers(() => 7.5).map((row, i) => (i === 0 ? { ...row, population: null } : row))
  it(
    'are left open by weights scaled to the sample, by a missing one, and by households that do not tell',
    told(
      [answers((i) => 0.5 + 0.2 * i), answers((i) => (i === 0 ? null : 7.5)), silent].map((households) => ({
        ...{ households, profiles: [], areas },
      })),
      (scaled, missing, untold) => {
        const open = { population: null, families: null, buildings: null, method: 'no weights' }
        for (const { profiles } of [scaled!, missing!]) expect(profiles[0]).toMatchObject(open)
        expect(untold!.profiles[0]).toMatchObject({ population: null, families: 45 })
      },
    ),
  )

  it(
    'take the kawasan of another year of the RT',
    told(
      {
        households: group(6, 3, UNSAFE),
        profiles: [profile('A', { vintage: 2014, kawasan: 'Pelantar' })],
      },
      ({ profiles }) => expect(profiles[0]).toMatchObject({ rt_id: 'A', vintage: 2018, kawasan: 'Pelantar' }),
    ),
  )
})

describe('density from counted buildings', () => {
  const dense = (buildings: number, more: Row = {}): Row => ({
    ...{ level: 'rt', unit_id: 'A', vintage: null, buildings, buildings_method: 'footprints' },
    ...{ area_ha_utm: 1, ...more },
  })
  const uncounted = [profile('A', { buildings: null, area_ha_verified: 1 })]
  const households = group(6, 3, UNSAFE)

  it(
    'fills the whole RT at the limit of the city, where no profile counts its buildings',
    told({ households, profiles: uncounted, densities: [dense(200)] }, ({ cell }) =>
      expect(cell('1b')).toMatchObject({
        ...{ status: 'fills', percent: 100, base: 1, answered: null, unit: 'ha' },
      }),
    ),
  )

  it(
    'fills no RT of few households that has no header of its own',
    told(
      [2, 6].map((count) => ({
        ...{ households: group(count, 0, {}), profiles: [], areas: mapped(1) },
        densities: [dense(300, { unit_id: 'M' })],
      })),
      (few, enough) => {
        expect(few!.cell('1b', 'M')).toMatchObject({ status: 'too few' })
        expect(enough!.cell('1b', 'M')).toMatchObject({ status: 'fills' })
      },
    ),
  )

  const zero = { rt_id: 'A', vintage: 2018, criterion: '1b', volume: 0, source_id: 'k', source_row: 1 }
  for (const [name, profiles, densities, deficits] of [
    ['below the limit', uncounted, [dense(199)], []],
    ['where the profile counts them', [profile('A', { area_ha_verified: 1 })], [dense(300)], []],
    ['where they were not counted', uncounted, [dense(300, { buildings_method: 'rt_profiles' })], []],
    ['where the record states a volume', uncounted, [dense(300)], [zero]],
  ] as const)
    it(
      `says nothing ${name}`,
      told(
        { households, profiles: [...profiles], densities: [...densities], deficits: [...deficits] },
        ({ cell }) => {
          expect(cell('3a')).toBeDefined()
          expect(cell('1b')).toBeUndefined()
        },
      ),
    )
})
