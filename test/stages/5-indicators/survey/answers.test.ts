import { describe, expect, it } from 'vitest'
import { casesOfOneCity, group, household, profile, survey, UNSAFE } from './made-up-survey.ts'

const told = casesOfOneCity()

describe('survey answers as a deficit', () => {
  it(
    'are a percent of those that answered, with bounds for the others and a standard error',
    told(
      { households: [...group(8, 2, UNSAFE), household('x8', { water_source: null }), household('x9')] },
      ({ cell }) => {
        const row = cell()
        const p = 2 / 9
        expect(row).toMatchObject({
          ...{ unit: 'KK', households: 10, answered: 9, weighted: false },
          ...{ base: 10, deficient: 2, unanswered: 1, percent_min: 20, percent_max: 30, status: 'fills' },
        })
        expect(row.percent).toBeCloseTo(100 * p, 8)
        // (1 - 9 of 100 families) p (1 - p) / (n - 1)
        expect(row.standard_error_pct).toBeCloseTo(100 * Math.sqrt(0.91 * ((p * (1 - p)) / 8)), 8)
      },
    ),
  )

  it(
    'leave out the finite population where no profile says how many families there are',
    told({ households: group(10, 5, UNSAFE), profiles: [profile('A', { families: null })] }, ({ cell }) =>
      expect(cell().standard_error_pct).toBeCloseTo(100 * Math.sqrt(0.25 / 9), 8),
    ),
  )

  it(
    'have no sampling error where every family answered, or more than the profile knows',
    told({ households: group(10, 5, UNSAFE), profiles: [profile('A', { families: 8 })] }, ({ cell }) =>
      expect(cell().standard_error_pct).toBe(0),
    ),
  )

  it('count families, a blank or zero as one, and say so', async () => {
    const households = [
      ...group(5, 0, {}, { families: null }),
      household('y1', { ...UNSAFE, families: 3 }),
      household('y2', { families: 0 }),
    ]
    const { cell, said } = await survey({ households })
    expect(cell()).toMatchObject({ base: 9, deficient: 3 })
    expect(said).toContain('6 households do not tell their families')
    expect(cell('7b')).toMatchObject({ unit: 'unit', base: 7 })
  })

  const weighted = [10, 1, 1, 1, 1, 1].map((weight, i) =>
    household(`w${i}`, { weight, ...(i === 0 ? UNSAFE : {}) }),
  )

  it(
    'are weighted where every household has a weight',
    told({ households: weighted }, ({ cell }) => {
      const row = cell()
      expect(row).toMatchObject({ weighted: true, base: 15, deficient: 10 })
      expect(row.percent).toBeCloseTo(100 * (10 / 15), 8)
      // linearised: n / (n - 1) x sum (w (d - p))^2 / (sum w)^2, by hand
      const sum = (10 * (1 / 3)) ** 2 + 5 * (2 / 3) ** 2
      expect(row.standard_error_pct).toBeCloseTo(100 * Math.sqrt(((6 / 5) * sum) / 15 ** 2), 8)
    }),
  )

  it('are not weighted where one lacks its weight, and say so', async () => {
    const { cell, said } = await survey({ households: [...weighted, household('w9', { weight: null })] })
    expect(cell()).toMatchObject({ weighted: false, base: 7, deficient: 1 })
    expect(said).toContain('1 of 7 households of 2018 have no sampling weight')
  })

  it(
    'are not weighted where a weight is zero: who stands for nobody cannot make one household five',
    told(
      [
        { households: [30, 0, 0, 0, 0, 0].map((weight, i) => household(`w${i}`, { weight })) },
        { households: group(6, 2, UNSAFE, { weight: 0 }) },
      ],
      (one, none) => {
        expect(one!.cell()).toMatchObject({ weighted: false, base: 6, answered: 6 })
        expect(none!.cell()).toMatchObject({ weighted: false, base: 6, deficient: 2 })
      },
    ),
  )

  it(
    'are weighted in a year in which every household has a weight, in whichever RT',
    told(
      {
        households: [
          ...group(6, 3, UNSAFE, { weight: 3 }),
          ...group(6, 0, {}, { rt_rw: 'RT002-RW001' }, 'j'),
        ],
        profiles: [profile('A'), profile('B', { rt_rw: 'RT002-RW001', source_row: 2 })],
      },
      ({ rows }) => {
        expect(new Set(rows.map(({ rt_id }) => rt_id))).toEqual(new Set(['A', 'B']))
        expect(new Set(rows.map(({ weighted: is }) => is))).toEqual(new Set([false]))
      },
    ),
  )

  it(
    'of days of collection alone tell nothing of 6b, where nobody was asked where the waste goes',
    told(
      { households: group(40, 6, { waste_collected_per_week: 1 }, { waste_collected_per_week: 7 }) },
      ({ cell }) => expect(cell('6b')).toMatchObject({ answered: 0, status: 'too few' }),
    ),
  )

  it(
    'of burned waste alone tell nothing of 6b, where nobody was asked for the days',
    told(
      { households: group(40, 6, { waste_disposal: 'dibakar' }, { waste_disposal: 'tps' }) },
      ({ cell }) => {
        expect(cell('6b')).toMatchObject({ answered: 0, status: 'too few' })
        expect(cell('6a')).toMatchObject({ answered: 40, percent: 15 })
      },
    ),
  )

  it(
    'of litres tell 3b without the question whether water lasts',
    told(
      [
        { households: group(10, 3, { water_litres_per_day: 200 }, { water_litres_per_day: 260 }) },
        {
          households: group(
            10,
            3,
            { water_sufficient: 'tidak' },
            { water_litres_per_day: 260, water_sufficient: 'ya' },
          ),
        },
      ],
      (litres, dry) => {
        expect(litres!.cell('3b')).toMatchObject({ answered: 10, percent: 30 })
        expect(dry!.cell('3b')).toMatchObject({ answered: 10, percent: 30 })
      },
    ),
  )

  it(
    'that are no known word are unknown, not safe',
    told({ households: group(10, 4, { water_source: 'PDAM' }) }, ({ cell }) =>
      expect(cell()).toMatchObject({
        ...{ answered: 6, percent: 0, percent_min: 0, percent_max: 40, unanswered: 4 },
      }),
    ),
  )

  const thatched = { floor_area_m2: 10, roof: 'rumbia', wall: 'tembok', floor: 'tanah' }
  it(
    'that one deficit proves do not count where the others were not asked: all would be deficient',
    told({ households: group(10, 10, thatched) }, ({ cell }) =>
      expect(cell('1c')).toMatchObject({ answered: 0, status: 'too few' }),
    ),
  )

  const house = {
    ...{ floor_area_m2: 28.8, roof: 'seng', wall: 'tembok', floor: 'keramik' },
    ...{ roof_condition: 'baik', wall_condition: 'baik', floor_condition: 'baik' },
  }
  it(
    'of 1c need every answer, by a known word',
    told(
      {
        households: [
          ...group(6, 0, {}, house),
          household('n1', { ...house, floor_area_m2: 28.7 }),
          household('n2', { ...house, roof: 'asbes' }),
          household('n3', { ...house, floor_condition: 'rusak' }),
          household('n4', { ...house, wall_condition: 'Sedang', floor_area_m2: 1 }),
          household('n5', { ...house, population: 0 }),
        ],
      },
      ({ cell }) => expect(cell('1c')).toMatchObject({ answered: 9, deficient: 3, unanswered: 2 }),
    ),
  )

  const waste = [
    ...group(5, 0, {}, { waste_disposal: 'tps', waste_collected_per_week: 2 }),
    household('s1', { waste_disposal: 'dibakar' }),
    household('s2', { waste_disposal: 'tps', waste_collected_per_week: 1.5 }),
    household('s3', { waste_disposal: 'tps' }),
  ]
  const bottled = { water_source: 'air_isi_ulang' }
  const water = [
    ...group(5, 0, {}),
    household('b1', { ...bottled, bathing_water_source: 'pah' }),
    household('b2', { ...bottled, bathing_water_source: 'air_permukaan' }),
    household('b3', bottled),
  ]
  it(
    'follow the skips of the form: burned waste needs no number of days, bottled water its bathing water',
    told([{ households: waste }, { households: water }], (burned, drunk) => {
      expect(burned!.cell('6b')).toMatchObject({ answered: 7, deficient: 2 })
      expect(drunk!.cell()).toMatchObject({ answered: 7, deficient: 1 })
    }),
  )

  it(
    'of fewer households than k are too few, and fill nothing',
    told(
      [
        { households: group(4, 4, UNSAFE), profiles: [profile('B')] },
        { households: group(4, 4, UNSAFE) },
        { households: group(5, 4, UNSAFE) },
      ],
      (unprofiled, few, enough) => {
        expect(new Set(unprofiled!.rows.map(({ status }) => status))).toEqual(new Set(['too few']))
        expect(unprofiled!.profiles).toEqual([])
        expect(few!.cell()).toMatchObject({ status: 'too few' })
        expect(enough!.cell()).toMatchObject({ status: 'fills', percent: 80 })
      },
    ),
  )

  it('do not depend on the order of the records or on threads', async () => {
    const households = group(40, 13, UNSAFE).map((row, i) => ({ ...row, weight: 0.1 * (i + 1) }))
    const one = await survey({ households }, { threads: 1 })
    const other = await survey({ households: [...households].reverse() }, { threads: 2 })
    expect(one.rows.length).toBeGreaterThan(0)
    expect(other.rows).toEqual(one.rows)
  })
})
