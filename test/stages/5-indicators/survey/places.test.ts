import { describe, expect, it } from 'vitest'
import { casesOfOneCity, group, household, KELURAHAN, profile, survey, UNSAFE } from './made-up-survey.ts'

const told = casesOfOneCity()

describe('the RT of a household', () => {
  const B = profile('B', { rt_rw: 'RT002-RW001', source_row: 2 })

  it('is the one its form names, else that of its point; on a border a point names none', async () => {
    const unnamed = { rt_rw: null }
    const households = [
      ...group(6, 0, {}),
      household('p1', { ...unnamed, ...UNSAFE }),
      household('p2', { ...unnamed, ...UNSAFE }),
      household('p3', UNSAFE),
      household('p4', { rt_rw: 'RT099-RW001' }),
    ]
    const points = { p1: 'A', p2: { rt_id: 'A', ambiguous: true }, p3: 'B', h0: 'A' }
    const { rows, said } = await survey({ households, points, profiles: [profile('A'), B] })
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({
      rt_id: 'A',
      households: 8,
      deficient: 2,
    })
    expect(rows.some(({ rt_id }) => rt_id === 'B')).toBe(false)
    expect(said).toContain('2 of 10 households lie in no known RT')
    expect(said).toContain('1 households lie in another RT than their form names')
  })

  it('is none where one name is that of two RT', async () => {
    const twin = profile('A2', { source_row: 2 })
    const { rows, said } = await survey({ households: group(6, 3, UNSAFE), profiles: [profile('A'), twin] })
    expect(rows).toEqual([])
    expect(said).toContain('6 of 6 households lie in no known RT')
  })

  const recoded = [profile('A-old', { vintage: 2014 }), profile('A-new', { vintage: 2018, source_row: 2 })]
  it(
    'is found by the profile of the year of the survey, else of the nearest year, else on the map',
    told(
      [
        { households: group(8, 2, UNSAFE), profiles: recoded },
        { households: group(8, 2, UNSAFE, { survey_date: '2015-05-01' }), profiles: recoded },
      ],
      (own, nearest) => {
        expect(own!.rows[0]).toMatchObject({ rt_id: 'A-new', households: 8 })
        expect(nearest!.rows[0]).toMatchObject({ rt_id: 'A-old' })
      },
    ),
  )

  const areas = [
    { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm: 1.25 },
    { admin_code: KELURAHAN, level: 'kelurahan', kelurahan_code: KELURAHAN, rt_rw: null, area_ha_utm: 90 },
  ]
  it(
    'may be a mapped one without any profile',
    told({ households: group(6, 3, UNSAFE), profiles: [], areas }, ({ profiles }) =>
      expect(profiles).toEqual([
        {
          ...{ rt_id: 'M', vintage: 2018, kelurahan_code: KELURAHAN, kawasan: null, population: null },
          ...{ families: null, buildings: null, area_ha_verified: 1.25, households: 6, method: 'no weights' },
        },
      ]),
    ),
  )
})

describe('the year of a survey', () => {
  it('is that of most of its records, so that a mistyped date moves nothing', async () => {
    const typo = household('t1', { survey_date: '2108-07-02', ...UNSAFE })
    const { rows, cell, said } = await survey({ households: [...group(12, 0, {}), typo] })
    expect(new Set(rows.map(({ vintage }) => vintage))).toEqual(new Set([2018]))
    expect(cell()).toMatchObject({ households: 13, deficient: 1 })
    expect(said).toContain('1 households of survei tell no day, or one of a year with less than a tenth')
  })

  it('is its own where a file holds several rounds, and is said where one survey was split at New Year', async () => {
    const rounds = [
      ...group(12, 12, { fire_extinguisher: 'tidak' }),
      ...group(10, 0, {}, { survey_date: '2020-03-01', fire_extinguisher: 'ya' }, 'j'),
    ]
    const { rows, said } = await survey({ households: rounds })
    expect(
      rows.filter(({ criterion }) => criterion === '7b').map(({ vintage, percent }) => [vintage, percent]),
    ).toEqual([
      [2018, 100],
      [2020, 0],
    ])
    expect(said).toContain('survei holds surveys of 2018, 2020: each year counts by itself')
  })

  it(
    'of a record without a day is that of most of its source, of equal ones the later',
    told(
      {
        households: [
          ...group(3, 0, {}, { survey_date: '2018-12-30' }),
          ...group(3, 0, {}, { survey_date: '2019-01-02' }, 'j'),
          household('n9', { survey_date: null }),
        ],
      },
      ({ rows }) =>
        expect(
          rows.filter(({ criterion }) => criterion === '3a').map((row) => [row.vintage, row.households]),
        ).toEqual([
          [2018, 3],
          [2019, 4],
        ]),
    ),
  )

  it('is asked source by source, and a source without dates is not used', async () => {
    const households = [
      ...group(6, 3, UNSAFE),
      ...group(6, 6, UNSAFE, { survey_date: '2021-03-01', source_id: 'survei_2021' }, 'k'),
      ...group(6, 6, UNSAFE, { survey_date: null, source_id: 'tanpa_tanggal' }, 'm'),
    ]
    const { rows, said } = await survey({ households })
    const percents = rows.filter(({ criterion }) => criterion === '3a')
    expect(percents.map(({ vintage, percent }) => [vintage, percent])).toEqual([
      [2018, 50],
      [2021, 100],
    ])
    expect(said).toContain('6 households of tanpa_tanggal tell no day of survey')
  })
})
