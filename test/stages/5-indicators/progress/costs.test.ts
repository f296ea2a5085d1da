import { describe, expect, it } from 'vitest'

import type { Row } from '../../../../pipeline/store/index.ts'
import { casesOfOneCity, every, KELURAHAN, progress, rt } from './made-up-works.ts'

const told = casesOfOneCity()

describe('the costs of works', () => {
  const road = { volume: 3, unit: 'paket', cost_idr: 3000 }

  it(
    'have no volume and no price where the unit is not known',
    told(
      {
        rts: [rt('a', 80)],
        works: [
          road,
          { volume: 500, unit: 'm2', cost_idr: 1000 },
          { volume: 2, unit: 'titik', cost_idr: 10 },
        ],
      },
      ({ costs }) => {
        expect(costs.filter((r) => r.level === 'zone' && r.unit === null)).toMatchObject([
          { volume: null, cost_idr_per_unit: null },
        ])
      },
    ),
  )

  it('are those of one work where a list tells it once for each criterion', async () => {
    const car = { activity: 'Mobil Sampah', unit: null, volume: 20, cost_idr: 500, fund_source: 'APBD' }
    const { costs, said, row } = await progress({
      rts: [rt('a', 80), rt('b', 80)],
      works: [
        { ...car, criterion: '6a' },
        { ...car, criterion: '6b' },
        { ...car, rt_id: 'b', criterion: '6a' },
        { ...car, rt_id: 'b', criterion: '6b', cost_idr: null, fund_source: null },
        { ...car, criterion: '6a', volume: 7, cost_idr: 90 },
        { ...car, criterion: '6b', volume: 7, cost_idr: 27 },
      ],
    })
    expect(costs.filter((r) => r.level === 'city')).toMatchObject([
      {
        ...{ criterion: '6a+6b', unit: 'KK', fund: 'APBD kota', works: 3, volume: 47, cost_idr: 1117 },
        works_without_cost: 0,
      },
    ])
    expect(row('city', '99.71', 2019)).toMatchObject({ works: 3, cost_idr: 1117, works_without_cost: 0 })
    expect(said.join()).toContain('1 rows that repeat the cost')
  })

  it(
    'are those of the works told once each, in the zone that they count in',
    told(
      {
        rts: [rt('33.75/7', 80, { rt_rw: 'RT001-RW001' }), rt('b', 80, { zone_id: 'Y', kawasan: 'Hulu' })],
        works: [
          { rt_id: null, kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', cost_idr: 1 },
          { rt_id: null, kawasan: 'Muara', rt_rw: 'RT001-RW001', cost_idr: 0 },
          { rt_id: 'nowhere', zone_id: 'Z' },
          { rt_id: null, kawasan: 'Muara' },
          ...[
            { criterion: '2a', cost_idr: 100 },
            { criterion: '2a', cost_idr: 30 },
            { criterion: '2b', cost_idr: 30 },
            { criterion: '2b', cost_idr: 100 },
          ].map((row) => ({ ...row, rt_id: 'b', volume: 9, fund_source: row.cost_idr > 50 ? 'APBD' : null })),
        ],
      },
      ({ works, costs }) => {
        const ids = (row: Row) => JSON.parse(String(row.interventions)).map((id: string) => id.split('.')[1])
        const zones = works.map((row) => [
          ids(row).join('+'),
          row.place_level,
          String(row.zone_id).slice(0, 1),
        ])
        expect(zones).toEqual([
          ['0', 'rt', 'Z'],
          ['1', 'rt', 'Z'],
          ['2', 'outside', 'n'],
          ['3', 'kawasan', 'n'],
          ['4+7', 'rt', 'Y'],
          ['5+6', 'rt', 'Y'],
        ])
        expect(works.map((row) => row.cost_idr)).toEqual([1, null, 1000, 1000, 100, 30])
        expect(works.map((row) => row.fund_source).slice(-2)).toEqual(['APBD', null])
        for (const zone of ['Z', 'Y']) {
          const counted = costs.filter((row) => row.level === 'zone' && String(row.unit_id).startsWith(zone))
          const own = works.filter(({ zone_id }) => String(zone_id).startsWith(zone))
          const sum = (rows: Row[], name: string) =>
            rows.reduce((total, row) => total + Number(row[name] ?? 0), 0)
          expect([sum(counted, 'works'), sum(counted, 'cost_idr')]).toEqual([
            own.length,
            sum(own, 'cost_idr'),
          ])
        }
      },
    ),
  )

  it('are those of the zone and the city too where only percents are known of the RT', async () => {
    const unknown = { area_ha_verified: null, buildings: null, population: null, families: null }
    const lengths = { road_ideal_m: null, drainage_ideal_m: null }
    const { works, costs, row } = await progress({
      rts: [rt('a', 80), rt('b', 0, { ...unknown, ...lengths, volumes: {}, percents: { '2a': 40 } })],
      works: [{ cost_idr: 1000 }, { rt_id: 'b', cost_idr: 70 }],
    })
    expect(works.map(({ place_id, zone_id }) => [place_id, zone_id])).toEqual([
      ['a', 'Z'],
      ['b', 'Z'],
    ])
    for (const level of ['zone', 'city'])
      expect(costs.filter((told) => told.level === level)).toMatchObject([{ works: 2, cost_idr: 1070 }])
    expect(row('city', '99.71', 2019)).toMatchObject({ works: 2, cost_idr: 1070 })
  })

  it('of a place without surveyed RT are told apart: nothing can be lowered there', async () => {
    const { said } = await progress({
      rts: [rt('a', 80)],
      works: [
        { rt_id: null, zone_id: 'elsewhere' },
        { rt_id: null, zone_id: 'Z' },
      ],
    })
    expect(said.filter((line) => line.includes('of a place'))).toEqual([
      '  note   works: 1 of a place without their RT, which lower the sum of the place alone',
      '  note   works: 1 of a place of which no RT was surveyed, which cost and lower no deficit',
    ])
  })
})

describe('what works bring and cost', () => {
  it(
    'contribution by both formulas, against the first survey',
    told(
      {
        rts: [rt('a', 80), rt('b', 20, { zone_id: 'Y' }), rt('c', 0, { zone_id: 'X' })],
        works: [{ volume: 30 }, { rt_id: 'b', volume: 10 }, { rt_id: 'c', volume: 10 }],
      },
      ({ row }) => {
        // Aspect 2 of 80 % becomes 50 %: 30/7 percent points of 80.
        const end = (6 * 80 + 50) / 7
        expect(row('zone', 'Z', 2018, 'surveyed')).toMatchObject({
          contribution_portal_pct: 0,
          contribution_worksheet_pct: 0,
        })
        expect(row('zone', 'Z', 2019).sectoral_pct).toBeCloseTo(end, 8)
        expect(row('zone', 'Z', 2019).contribution_portal_pct).toBeCloseTo((100 * (80 - end)) / 80, 7)
        expect(row('zone', 'Z', 2019).contribution_worksheet_pct).toBeCloseTo(
          (100 * (80 - end)) / (80 - 24.99),
          7,
        )
        // No slum from the start: no works can have made it so. The worksheet adds no percent of a criterion with score 0.
        expect(row('zone', 'Y', 2019)).toMatchObject({
          sectoral_pct_worksheet: 0,
          contribution_worksheet_pct: null,
        })
        expect(row('zone', 'X', 2019)).toMatchObject({ contribution_portal_pct: null })
      },
    ),
  )

  it(
    'follow the pages of the portal: 59.04, 0, 33.73 is 30.92 %, and 12.5, 0 is 6.25 % or nothing',
    told(
      {
        rts: [
          rt('a', 0, { volumes: { ...every(0), '4a': 59.04, '4c': 33.73 } }),
          rt('b', 0, { zone_id: 'Y', volumes: { ...every(0), '3b': 12.5 } }),
        ],
        works: [],
      },
      ({ row }) => {
        // Six of the seven aspects are 0 here.
        const drainage = row('zone', 'Z', 2018, 'surveyed')
        expect(
          [drainage.sectoral_pct, drainage.sectoral_pct_worksheet].map((n) => ((n as number) * 7).toFixed(2)),
        ).toEqual(['30.92', '30.92'])
        const water = row('zone', 'Y', 2018, 'surveyed')
        expect(
          [water.sectoral_pct, water.sectoral_pct_worksheet].map((n) => ((n as number) * 7).toFixed(2)),
        ).toEqual(['6.25', '0.00'])
      },
    ),
  )

  it('cost by year, in all and for each hectare that left slum, beside the target', async () => {
    const { row, costs } = await progress(
      {
        rts: [rt('a', 0, { volumes: { ...every(0), '2a': 80, '2b': 80, '3a': 80, '1c': 30 } }), rt('b', 80)],
        works: [
          { volume: 60, cost_idr: 600 },
          { volume: 10, cost_idr: null, year: 2020, fund_source: 'APBD II' },
          { rt_id: 'b', volume: 0.1, cost_idr: 400, year: 2020, fund_source: 'CSR' },
          { year: 2018, cost_idr: 50 },
        ],
      },
      { indicators: { target: { ha: 0, year: 2020 } } },
    )
    expect(row('city', '99.71', 2018, 'surveyed')).toMatchObject({
      ...{ area_ha_slum: 200, rt_slum: 2, cost_idr: 50, cost_idr_total: 0, cost_idr_per_ha: null },
      ...{ target_ha: 0, target_gap_ha: 200, on_target: true },
    })
    expect(row('city', '99.71', 2019)).toMatchObject({
      ...{
        area_ha_slum: 100,
        rt_slum: 1,
        cost_idr: 600,
        cost_idr_total: 600,
        cost_idr_per_ha: 6,
        on_target: true,
      },
    })
    expect(row('city', '99.71', 2020)).toMatchObject({
      ...{ works: 2, works_without_cost: 1, cost_idr: 400, cost_idr_total: 1000, cost_idr_per_ha: 10 },
      ...{ target_gap_ha: 100, on_target: false },
    })
    expect(row('rt', 'a', 2020)).toMatchObject({ area_ha_slum: 0, on_target: true })
    const city = costs.filter((r) => r.level === 'city')
    expect(
      city.map((r) => [
        r.fund,
        r.year,
        r.works,
        r.volume,
        r.cost_idr,
        r.cost_idr_per_unit,
        r.works_without_cost_pct,
      ]),
    ).toEqual([
      ['APBD kota', 2018, 1, 10, 50, 5, 0],
      ['APBD kota', 2019, 1, 60, 600, 10, 0],
      ['APBD kota', 2020, 1, 10, null, null, 100],
      ['CSR', 2020, 1, 0.1, 400, 4000, 0],
    ])
  })

  const { '2a': _, ...rest }: Record<string, number> = { ...every(0), '2b': 80, '3a': 80, '3b': 80 }
  it(
    'hectares stay open where the class or the area is',
    told(
      {
        rts: [
          rt('a', 0, { volumes: rest }),
          rt('b', 80, { zone_id: 'Y', area_ha_verified: null }),
          rt('c', 80, { zone_id: 'W' }),
        ],
        works: [],
      },
      ({ row }) => {
        expect(row('zone', 'Z', 2018, 'surveyed')).toMatchObject({
          ...{
            score_class: null,
            area_ha_slum: null,
            area_ha_slum_min: 0,
            area_ha_slum_max: 100,
            rt_slum: null,
            on_target: null,
          },
        })
        expect(row('zone', 'Y', 2018, 'surveyed')).toMatchObject({
          area_ha_slum: null,
          area_ha_slum_max: null,
          rt_slum: 1,
        })
        expect(row('kelurahan', KELURAHAN, 2018, 'surveyed')).toMatchObject({
          area_ha_slum: null,
          area_ha_slum_min: 100,
          area_ha_slum_max: null,
        })
      },
    ),
  )
})
