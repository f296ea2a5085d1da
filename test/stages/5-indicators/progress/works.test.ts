import { describe, expect, it } from 'vitest'
import type { Row } from '../../../../pipeline/store/index.ts'

import { casesOfOneCity, every, HOUSE, KELURAHAN, progress, rt } from './made-up-works.ts'

const told = casesOfOneCity()

describe('works of an RT', () => {
  it('lower every criterion of their activity in their unit, year by year', async () => {
    const { cell, row, rows } = await progress({
      rts: [rt('a', 80), rt('b', 80)],
      works: [
        { volume: 10 },
        { volume: 0.02, unit: 'km', year: 2020 },
        { activity: HOUSE, unit: 'unit', volume: 60, year: 2020 },
      ],
    })
    expect(cell('rt', 'a', 2019)).toMatchObject({
      ...{ volume_start: 80, volume_works: 10, volume_end: 70, percent_start: 80, percent_end: 70 },
      ...{ score_start: 5, score_end: 3, works_beyond_need: 0, baseline_vintage: 2018 },
    })
    expect(cell('rt', 'a', 2020)).toMatchObject({ volume_works: 30, volume_end: 50, score_end: 1 })
    expect(cell('rt', 'a', 2020, '2b')).toMatchObject({ volume_end: 50 })
    expect(cell('rt', 'a', 2020, '1c')).toMatchObject({ volume_end: 20, score_end: 0 })
    // What no works have gone over is as surveyed, and not told again.
    expect(cell('rt', 'a', 2020, '3a')).toBeUndefined()
    expect(row('rt', 'a', 2018, 'surveyed')).toMatchObject({ score_total: 80, score_class: 'KB' })
    expect(row('rt', 'a', 2020)).toMatchObject({ score_total: 13 * 5 + 1 + 1, score_class: 'KB' })
    // An RT without works is surveyed and no more; what holds it goes on.
    expect(rows.filter((r) => r.unit_id === 'b').map((r) => r.kind)).toEqual(['surveyed'])
    for (const [level, unit] of [
      ['zone', 'Z'],
      ['kawasan', 'Muara'],
      ['kelurahan', KELURAHAN],
      ['kecamatan', '99.71.01'],
      ['city', '99.71'],
    ] as const)
      expect(cell(level, unit, 2020), level).toMatchObject({
        volume_start: 160,
        volume_end: 130,
        percent_end: 65,
      })
  })

  it(
    'take no more than there is, and say what was beyond',
    told(
      {
        rts: [rt('a', 30), rt('b', 30)],
        works: [{ volume: 25 }, { volume: 25 }],
      },
      ({ cell }) => {
        expect(cell('rt', 'a', 2019)).toMatchObject({
          volume_works: 50,
          volume_end: 0,
          works_beyond_need: 20,
        })
        expect(cell('zone', 'Z', 2019)).toMatchObject({
          volume_works: 50,
          volume_end: 30,
          works_beyond_need: 20,
        })
      },
    ),
  )

  it(
    'count for the criterion that the row names alone',
    told({ rts: [rt('a', 80)], works: [{ criterion: '2b', unit: null }] }, ({ cell }) => {
      expect([cell('rt', 'a', 2019), cell('rt', 'a', 2019, '2b').volume_end]).toEqual([undefined, 70])
    }),
  )

  it('lower nothing where they cannot, and are not lost', async () => {
    const cases: [string, Row][] = [
      ['an activity nobody knows', { activity: 'Festival budaya' }],
      ['square metres for metres', { unit: 'm', volume_text: '10 m2' }],
      ['a unit that is none', { unit: 'paket' }],
      ['no volume', { volume: null }],
      ['a volume of zero', { volume: 0 }],
      ['a negative volume', { volume: -10 }],
      ['no number', { volume: Number.NaN }],
      ['a criterion that is none', { criterion: '4d' }],
      ['no year', { year: null }],
      ['a year before every survey', { year: 2010 }],
      ['the year of the survey', { year: 2018 }],
      ['an RT that was never surveyed', { rt_id: 'x' }],
    ]
    const named = (i: number) => ({ rt_id: `r${i}`, zone_id: `Z${i}` })
    const { rows, costs } = await progress({
      rts: cases.map((_, i) => rt(`r${i}`, 80, named(i))),
      works: cases.map(([, row], i) => ({ ...named(i), ...row })),
    })
    for (const [i, [name]] of cases.entries()) {
      const own = rows.filter(({ unit_id }) => unit_id === `r${i}` || unit_id === `Z${i}`)
      expect(new Set(own.map((r) => r.score_total)), name).toEqual(new Set([80]))
    }
    const paid = costs.filter((r) => r.level === 'city')
    const sum = (column: 'works' | 'cost_idr') => paid.reduce((all, r) => all + Number(r[column]), 0)
    expect([sum('works'), sum('cost_idr')]).toEqual([cases.length, 1000 * cases.length])
  })

  const { '2a': _, ...rest } = every(80)
  it(
    'leave unknown what is unknown: volumes, denominators, denominators of zero',
    told(
      {
        rts: [
          rt('a', 80, { volumes: rest }),
          rt('b', 80, { zone_id: 'Y', road_ideal_m: null }),
          rt('c', 80, { zone_id: 'X', road_ideal_m: 0 }),
        ],
        works: [{}, { rt_id: 'b' }, { rt_id: 'c' }],
      },
      ({ cell, row }) => {
        expect(cell('rt', 'a', 2019)).toMatchObject({
          volume_start: null,
          volume_works: 10,
          volume_end: null,
          score_end: null,
        })
        expect(row('rt', 'a', 2019)).toMatchObject({
          score_total: null,
          score_min: 14 * 5 + 3,
          score_max: 15 * 5 + 3,
        })
        expect(row('zone', 'Z', 2019)).toMatchObject({
          score_min: 14 * 5 + 3,
          score_max: 15 * 5 + 3,
          sectoral_pct: null,
          contribution_portal_pct: null,
          contribution_worksheet_pct: null,
        })
        expect(row('rt', 'b', 2019)).toMatchObject({ score_min: 70, score_max: 80 })
        expect(cell('rt', 'c', 2019)).toMatchObject({ percent_end: 0, score_end: 0, volume_end: 70 })
      },
    ),
  )
})

describe('works of a place', () => {
  const rts = [rt('a', 80), rt('b', 40), rt('c', 50, { zone_id: 'Y', kawasan: 'Pasar' })]

  it(
    'lower its sum and those that hold it, never an RT',
    told(
      {
        rts,
        works: [
          { rt_id: null, zone_id: 'Z', volume: 30 },
          { rt_id: null, kawasan: ' PASAR', volume: 5 },
        ],
      },
      ({ cell, rows }) => {
        expect(cell('zone', 'Z', 2019)).toMatchObject({ volume_start: 120, volume_works: 30, volume_end: 90 })
        expect(cell('kawasan', 'Pasar', 2019)).toMatchObject({ volume_end: 45 })
        expect(cell('zone', 'Y', 2019)).toBeUndefined()
        expect(cell('kelurahan', KELURAHAN, 2019)).toMatchObject({
          volume_start: 170,
          volume_works: 35,
          volume_end: 135,
        })
        expect(cell('kecamatan', '99.71.01', 2019)).toMatchObject({ volume_end: 135 })
        expect(rows.filter((r) => r.level === 'rt').map((r) => r.kind)).toEqual([
          'surveyed',
          'surveyed',
          'surveyed',
        ])
      },
    ),
  )

  it('take only what works in its RT have left, so that nothing spills into the next', async () => {
    const { cell } = await progress({
      rts,
      works: [
        { volume: 60 },
        { rt_id: null, zone_id: 'Z', volume: 100 },
        { rt_id: null, kelurahan_code: KELURAHAN, volume: 20 },
        { rt_id: null, volume: 20 },
      ],
    })
    expect(cell('zone', 'Z', 2019)).toMatchObject({ volume_works: 160, volume_end: 0, works_beyond_need: 40 })
    expect(cell('kelurahan', KELURAHAN, 2019)).toMatchObject({ volume_end: 30 })
    expect(cell('city', '99.71', 2019)).toMatchObject({ volume_end: 10 })
    expect(cell('zone', 'Y', 2019)).toBeUndefined()
  })
})
