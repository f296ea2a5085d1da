import { describe, expect, it } from 'vitest'

import { HUNDRED } from '../fixtures.ts'
import { casesOfOneCity, every, progress, rt } from './made-up-works.ts'

const decree = (kind: string) => ({
  ...{ decree_number: '1', kind, vintage: 2020, source_id: 's', source_row: 1 },
})

// A verification ends nothing, so it may stand beside every case.
const told = casesOfOneCity({ decrees: [decree('verification')] })
const toldAfter = casesOfOneCity({ indicators: { works_of_survey_year: 'after' } })

describe('a survey', () => {
  const twice = [rt('a', 80), rt('a', 20, { vintage: 2021 })]

  it(
    'takes the place of what was expected of works, which stands beside it',
    told(
      {
        rts: twice,
        works: [
          { year: 2021, volume: 70 },
          { year: 2022, volume: 15 },
        ],
      },
      ({ cell, row, rows }) => {
        expect(cell('rt', 'a', 2021)).toMatchObject({ baseline_vintage: 2018, volume_end: 10 })
        // 14 criteria of 80 % and two of 10 %: by the works, before the survey.
        expect(row('rt', 'a', 2021, 'surveyed')).toMatchObject({ score_total: 0, score_expected: 14 * 5 })
        expect(row('rt', 'a', 2018, 'surveyed').score_expected).toBeNull()
        expect(cell('rt', 'a', 2022)).toMatchObject({
          baseline_vintage: 2021,
          volume_start: 20,
          volume_works: 15,
          volume_end: 5,
        })
        expect(rows.filter((r) => r.level === 'zone').map((r) => `${r.year} ${r.kind}`)).toEqual([
          '2018 surveyed',
          '2021 surveyed',
          '2022 projected',
        ])
      },
    ),
  )

  it(
    'is before the works of its year where the city says so',
    toldAfter(
      {
        rts: twice,
        works: [
          { year: 2018, volume: 30 },
          { year: 2021, volume: 15 },
        ],
      },
      ({ cell, row }) => {
        expect(cell('rt', 'a', 2018)).toMatchObject({ volume_start: 80, volume_end: 50 })
        expect(row('rt', 'a', 2018, 'surveyed').score_total).toBe(80)
        expect(cell('rt', 'a', 2021)).toMatchObject({
          baseline_vintage: 2021,
          volume_start: 20,
          volume_end: 5,
        })
      },
    ),
  )

  const rts = [rt('a', 80), rt('b', 80), rt('a', 20, { vintage: 2020 })]
  const works = [{ year: 2021, rt_id: 'a', volume: 20 }]
  it(
    'of some RT leaves the others as they were',
    told({ rts, works }, ({ cell, row }) => {
      expect(cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 100, volume_end: 80 })
      expect(row('zone', 'Z', 2021)).toMatchObject({ rt_count: 2, baseline_vintage: 2020, area_ha_slum: 100 })
    }),
  )

  it('of a decree ends those that it leaves out', async () => {
    const { cell, row } = await progress({ rts, works }, { decrees: [decree('decree')] })
    expect(cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 20, volume_end: 0 })
    expect(row('zone', 'Z', 2021)).toMatchObject({ rt_count: 1, area_ha_slum: 0 })
  })
})

describe('a verification of some RT', () => {
  const rts = ['a', 'b', 'c'].map((id) => rt(id, 80))
  const verified = [...rts, rt('b', 0, { vintage: 2020 })]

  it('never stands for the whole: the unit has one row, of which the RT join those carried on', async () => {
    const { rows, row, cell } = await progress({
      rts: verified,
      works: [
        { volume: 60, year: 2019 },
        { rt_id: 'b', volume: 70, year: 2020 },
      ],
    })
    for (const [level, unit] of [
      ['zone', 'Z'],
      ['city', '99.71'],
    ] as const) {
      expect(rows.filter((r) => r.level === level && r.year === 2020).map((r) => r.kind)).toEqual([
        'projected',
      ])
      // a: 80 and 20 of roads, b: 0, c: 80.
      expect(row(level, unit, 2020)).toMatchObject({
        ...{ rt_count: 3, rt_surveyed: 1, area_ha_slum: 200, rt_slum: 2, on_target: false },
        ...{ baseline_vintage: 2020, score_expected: null, score_total: 14 * 3 + 2 },
      })
      expect(row(level, unit, 2020).contribution_portal_pct as number).toBeLessThan(50)
    }
    expect(cell('zone', 'Z', 2020)).toMatchObject({ volume_start: 160, volume_works: 60, volume_end: 100 })
    expect(row('rt', 'b', 2020, 'surveyed')).toMatchObject({ score_total: 0, score_expected: 14 * 5 })
  })

  const works = [
    { rt_id: null, zone_id: 'Z', volume: 200, year: 2019 },
    { rt_id: null, zone_id: 'Z', volume: 5, year: 2021 },
  ]
  it(
    'leaves works of the zone before it to the RT that it did not hold',
    told(
      [
        { rts: verified, works },
        { rts: [...rts, rt('b', 50, { vintage: 2020 }), rt('c', 50, { vintage: 2020 })], works },
      ],
      (first, later) => {
        expect(first!.cell('zone', 'Z', 2019)).toMatchObject({ volume_start: 240, volume_end: 40 })
        expect(first!.cell('zone', 'Z', 2020)).toMatchObject({ volume_start: 160, volume_end: 0 })
        expect(first!.cell('zone', 'Z', 2021)).toMatchObject({ volume_end: 0 })
        // Of 200 m before the verification at most the 80 of a can be left; the 5 m since may be anywhere.
        expect(later!.cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 180, volume_end: 95 })
      },
    ),
  )
})

describe('works that follow the survey of their year', () => {
  it(
    'stand on one row of it, and are expected by the next survey',
    toldAfter(
      {
        rts: [rt('a', 80), rt('a', 20, { vintage: 2021 })],
        works: [
          { year: 2018, volume: 30, cost_idr: 100 },
          { year: 2021, volume: 15, cost_idr: 10 },
        ],
      },
      ({ rows, row }) => {
        const zone = rows.filter((r) => r.level === 'zone')
        expect(zone.map((r) => [r.year, r.kind, r.works, r.cost_idr, r.cost_idr_total])).toEqual([
          [2018, 'surveyed', null, null, 0],
          [2018, 'projected', 1, 100, 100],
          [2021, 'surveyed', null, null, 100],
          [2021, 'projected', 1, 10, 110],
        ])
        // Works of 2021 come after its survey: 50 % of roads were to be found.
        expect(row('zone', 'Z', 2021, 'surveyed').score_expected).toBe(14 * 5 + 2)
        expect(row('rt', 'a', 2021, 'surveyed').score_expected).toBe(14 * 5 + 2)
      },
    ),
  )
})

describe('an RT without any denominator', () => {
  const nothing = Object.fromEntries(Object.keys(HUNDRED).map((name) => [name, null]))
  it(
    'has no account: it would make all that holds it unknown for ever',
    told(
      {
        rts: [rt('a', 80), rt('of a decree', 0, { ...nothing, vintage: 2020, volumes: {} })],
        works: [{ year: 2021, volume: 10 }],
      },
      ({ row, cell }) => {
        expect(row('rt', 'of a decree', 2020, 'surveyed')).toMatchObject({ score_max: 80 })
        expect(row('zone', 'Z', 2020)).toMatchObject({ rt_count: 1, rt_surveyed: 0, score_total: 80 })
        expect(cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 80, volume_end: 70 })
        expect(row('zone', 'Z', 2021)).toMatchObject({ rt_count: 1, baseline_vintage: 2018 })
      },
    ),
  )
})

describe('an end that is not known', () => {
  const { '2a': _, ...rest } = every(80)
  it(
    'has no contribution, though the start has been known',
    told(
      {
        rts: [rt('a', 80), rt('a', 80, { vintage: 2021, volumes: rest })],
        works: [],
      },
      ({ row }) => {
        expect(row('zone', 'Z', 2021, 'surveyed')).toMatchObject({
          ...{ contribution_portal_pct: null, contribution_worksheet_pct: null },
        })
      },
    ),
  )
})
