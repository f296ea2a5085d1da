import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { runIndicators } from '../../../pipeline/stages/5-indicators/run.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { HUNDRED, type Rt, stagesOf } from './fixtures.ts'

const methodology = loadMethodology('permen-pupr-14-2018')
const ids = methodology.criteria.map(({ id }) => id)
const every = (volume: number): Record<string, number> => Object.fromEntries(ids.map((id) => [id, volume]))

const ROAD = 'Jalan Beton'
const HOUSE = 'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)'
const KELURAHAN = '99.71.01.1001'

interface World {
  threads?: number
  rts: Rt[]
  works: Row[]
  decrees?: Row[]
  indicators?: Partial<City['indicators']>
}

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

/** Metres of road of 2019 in RT `a`, but for what the row says. */
const work = (row: Row, at: number): Row => ({
  ...{ intervention_id: String(at), activity: ROAD, rt_id: 'a', volume: 10, unit: 'm', year: 2019 },
  ...{ cost_idr: 1000, fund_source: 'APBD', source_id: 'kegiatan', source_row: at + 1 },
  ...row,
})

async function progress({ rts, works, decrees = [], indicators: settings = {}, threads = 2 }: World) {
  const context = await stageContext(indicators, {
    threads,
    tables: stagesOf(rts, { interventions: works.map(work), decrees }),
    city: {
      indicators: {
        ...{ methodologies: null, survey: 'fill', works_of_survey_year: 'included' },
        target: { ha: 0, year: null },
        ...settings,
      },
    },
  })
  open.push(context)
  await runIndicators(context, methodology)
  const rows = await context.read('progress')
  const criteria = await context.read('progress_criteria')
  return {
    context,
    rows,
    costs: await context.read('works_costs'),
    row: (level: string, unit: string, year: number, kind = 'projected') =>
      rows.find((r) => r.level === level && r.unit_id === unit && r.year === year && r.kind === kind) as Row,
    cell: (level: string, unit: string, year: number, criterion = '2a') =>
      criteria.find(
        (r) => r.level === level && r.unit_id === unit && r.year === year && r.criterion === criterion,
      ) as Row,
  }
}

const rt = (rt_id: string, volume: number, more: Partial<Rt> = {}): Rt => ({
  rt_id,
  zone_id: 'Z',
  kawasan: 'Muara',
  kelurahan_code: KELURAHAN,
  volumes: every(volume),
  ...more,
})

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

  it('take no more than there is, and say what was beyond', async () => {
    const { cell } = await progress({
      rts: [rt('a', 30), rt('b', 30)],
      works: [{ volume: 25 }, { volume: 25 }],
    })
    expect(cell('rt', 'a', 2019)).toMatchObject({ volume_works: 50, volume_end: 0, works_beyond_need: 20 })
    expect(cell('zone', 'Z', 2019)).toMatchObject({ volume_works: 50, volume_end: 30, works_beyond_need: 20 })
  })

  it('count for the criterion that the row names alone', async () => {
    const { cell } = await progress({ rts: [rt('a', 80)], works: [{ criterion: '2b', unit: null }] })
    expect([cell('rt', 'a', 2019), cell('rt', 'a', 2019, '2b').volume_end]).toEqual([undefined, 70])
  })

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

  it('leave unknown what is unknown: volumes, denominators, denominators of zero', async () => {
    const { '2a': _, ...rest } = every(80)
    const { cell, row } = await progress({
      rts: [
        rt('a', 80, { volumes: rest }),
        rt('b', 80, { zone_id: 'Y', road_ideal_m: null }),
        rt('c', 80, { zone_id: 'X', road_ideal_m: 0 }),
      ],
      works: [{}, { rt_id: 'b' }, { rt_id: 'c' }],
    })
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
  })
})

describe('a survey', () => {
  const twice = [rt('a', 80), rt('a', 20, { vintage: 2021 })]

  it('takes the place of what was expected of works, which stands beside it', async () => {
    const { cell, row, rows } = await progress({
      rts: twice,
      works: [
        { year: 2021, volume: 70 },
        { year: 2022, volume: 15 },
      ],
    })
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
  })

  it('is before the works of its year where the city says so', async () => {
    const { cell, row } = await progress({
      rts: twice,
      works: [
        { year: 2018, volume: 30 },
        { year: 2021, volume: 15 },
      ],
      indicators: { works_of_survey_year: 'after' },
    })
    expect(cell('rt', 'a', 2018)).toMatchObject({ volume_start: 80, volume_end: 50 })
    expect(row('rt', 'a', 2018, 'surveyed').score_total).toBe(80)
    expect(cell('rt', 'a', 2021)).toMatchObject({ baseline_vintage: 2021, volume_start: 20, volume_end: 5 })
  })

  it('of some RT leaves the others as they were; one of a decree ends those it leaves out', async () => {
    const rts = [rt('a', 80), rt('b', 80), rt('a', 20, { vintage: 2020 })]
    const works = [{ year: 2021, rt_id: 'a', volume: 20 }]
    const decree = (kind: string) => ({
      decree_number: '1',
      kind,
      vintage: 2020,
      source_id: 's',
      source_row: 1,
    })
    const verified = await progress({ rts, works, decrees: [decree('verification')] })
    expect(verified.cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 100, volume_end: 80 })
    expect(verified.row('zone', 'Z', 2021)).toMatchObject({
      rt_count: 2,
      baseline_vintage: 2020,
      area_ha_slum: 100,
    })
    const decreed = await progress({ rts, works, decrees: [decree('decree')] })
    expect(decreed.cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 20, volume_end: 0 })
    expect(decreed.row('zone', 'Z', 2021)).toMatchObject({ rt_count: 1, area_ha_slum: 0 })
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

  it('leaves works of the zone before it to the RT that it did not hold', async () => {
    const { cell } = await progress({
      rts: verified,
      works: [
        { rt_id: null, zone_id: 'Z', volume: 200, year: 2019 },
        { rt_id: null, zone_id: 'Z', volume: 5, year: 2021 },
      ],
    })
    expect(cell('zone', 'Z', 2019)).toMatchObject({ volume_start: 240, volume_end: 40 })
    expect(cell('zone', 'Z', 2020)).toMatchObject({ volume_start: 160, volume_end: 0 })
    expect(cell('zone', 'Z', 2021)).toMatchObject({ volume_end: 0 })
    const later = await progress({
      rts: [...rts, rt('b', 50, { vintage: 2020 }), rt('c', 50, { vintage: 2020 })],
      works: [
        { rt_id: null, zone_id: 'Z', volume: 200, year: 2019 },
        { rt_id: null, zone_id: 'Z', volume: 5, year: 2021 },
      ],
    })
    // Of 200 m before the verification at most the 80 of a can be left; the 5 m since may be anywhere.
    expect(later.cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 180, volume_end: 95 })
  })
})

describe('works that follow the survey of their year', () => {
  it('stand on one row of it, and are expected by the next survey', async () => {
    const { rows, row } = await progress({
      rts: [rt('a', 80), rt('a', 20, { vintage: 2021 })],
      works: [
        { year: 2018, volume: 30, cost_idr: 100 },
        { year: 2021, volume: 15, cost_idr: 10 },
      ],
      indicators: { works_of_survey_year: 'after' },
    })
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
  })
})

describe('the costs of works', () => {
  const road = { volume: 3, unit: 'paket', cost_idr: 3000 }

  it('have no volume and no price where the unit is not known', async () => {
    const { costs } = await progress({
      rts: [rt('a', 80)],
      works: [road, { volume: 500, unit: 'm2', cost_idr: 1000 }, { volume: 2, unit: 'titik', cost_idr: 10 }],
    })
    expect(costs.filter((r) => r.level === 'city' && r.unit === null)).toMatchObject([
      { volume: null, cost_idr_per_unit: null },
    ])
  })

  it('are those of one work where a list tells it once for each criterion', async () => {
    const car = { activity: 'Mobil Sampah', unit: null, volume: 20, cost_idr: 500, fund_source: 'APBD' }
    const { costs, context, row } = await progress({
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
    expect(context.said.join()).toContain('1 rows repeat the cost')
  })

  it('of a place without surveyed RT are told apart: nothing can be lowered there', async () => {
    const { context } = await progress({
      rts: [rt('a', 80)],
      works: [
        { rt_id: null, zone_id: 'elsewhere' },
        { rt_id: null, zone_id: 'Z' },
      ],
    })
    expect(context.said.filter((line) => line.includes('known for a place'))).toEqual([
      '  note   1 works are known for a place without their RT: they lower the sum of the place alone',
      '  note   1 works are known for a place of which no RT was surveyed: they cost, and lower no deficit',
    ])
  })
})

describe('an RT without any denominator', () => {
  it('has no account: it would make all that holds it unknown for ever', async () => {
    const nothing = Object.fromEntries(Object.keys(HUNDRED).map((name) => [name, null]))
    const { row, cell } = await progress({
      rts: [rt('a', 80), rt('of a decree', 0, { ...nothing, vintage: 2020, volumes: {} })],
      works: [{ year: 2021, volume: 10 }],
    })
    expect(row('rt', 'of a decree', 2020, 'surveyed')).toMatchObject({ score_max: 80 })
    expect(row('zone', 'Z', 2020)).toMatchObject({ rt_count: 1, rt_surveyed: 0, score_total: 80 })
    expect(cell('zone', 'Z', 2021)).toMatchObject({ volume_start: 80, volume_end: 70 })
    expect(row('zone', 'Z', 2021)).toMatchObject({ rt_count: 1, baseline_vintage: 2018 })
  })
})

describe('an end that is not known', () => {
  it('has no contribution, though the start has been known', async () => {
    const { '2a': _, ...rest } = every(80)
    const { row } = await progress({
      rts: [rt('a', 80), rt('a', 80, { vintage: 2021, volumes: rest })],
      works: [],
    })
    expect(row('zone', 'Z', 2021, 'surveyed')).toMatchObject({
      ...{ contribution_portal_pct: null, contribution_worksheet_pct: null },
    })
  })
})

describe('works of a place', () => {
  const rts = [rt('a', 80), rt('b', 40), rt('c', 50, { zone_id: 'Y', kawasan: 'Pasar' })]

  it('lower its sum and those that hold it, never an RT', async () => {
    const { cell, rows } = await progress({
      rts,
      works: [
        { rt_id: null, zone_id: 'Z', volume: 30 },
        { rt_id: null, kawasan: ' PASAR', volume: 5 },
      ],
    })
    expect(cell('zone', 'Z', 2019)).toMatchObject({ volume_start: 120, volume_works: 30, volume_end: 90 })
    expect(cell('kawasan', 'Pasar', 2019)).toMatchObject({ volume_end: 45 })
    expect(cell('zone', 'Y', 2019)).toBeUndefined()
    expect(cell('kelurahan', KELURAHAN, 2019)).toMatchObject({
      volume_start: 170,
      volume_works: 35,
      volume_end: 135,
    })
    expect(cell('city', '99.71', 2019)).toMatchObject({ volume_end: 135 })
    expect(rows.filter((r) => r.level === 'rt').map((r) => r.kind)).toEqual([
      'surveyed',
      'surveyed',
      'surveyed',
    ])
  })

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

describe('what works bring and cost', () => {
  it('contribution by both formulas, against the first survey', async () => {
    const { row } = await progress({
      rts: [rt('a', 80), rt('b', 20, { zone_id: 'Y' }), rt('c', 0, { zone_id: 'X' })],
      works: [{ volume: 30 }, { rt_id: 'b', volume: 10 }, { rt_id: 'c', volume: 10 }],
    })
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
  })

  it('follow the pages of the portal: 59.04, 0, 33.73 is 30.92 %, and 12.5, 0 is 6.25 % or nothing', async () => {
    const { row } = await progress({
      rts: [
        rt('a', 0, { volumes: { ...every(0), '4a': 59.04, '4c': 33.73 } }),
        rt('b', 0, { zone_id: 'Y', volumes: { ...every(0), '3b': 12.5 } }),
      ],
      works: [],
    })
    // Six of the seven aspects are 0 here.
    const drainage = row('zone', 'Z', 2018, 'surveyed')
    expect(
      [drainage.sectoral_pct, drainage.sectoral_pct_worksheet].map((n) => ((n as number) * 7).toFixed(2)),
    ).toEqual(['30.92', '30.92'])
    const water = row('zone', 'Y', 2018, 'surveyed')
    expect(
      [water.sectoral_pct, water.sectoral_pct_worksheet].map((n) => ((n as number) * 7).toFixed(2)),
    ).toEqual(['6.25', '0.00'])
  })

  it('cost by year, in all and for each hectare that left slum, beside the target', async () => {
    const { row, costs } = await progress({
      rts: [rt('a', 0, { volumes: { ...every(0), '2a': 80, '2b': 80, '3a': 80, '1c': 30 } }), rt('b', 80)],
      works: [
        { volume: 60, cost_idr: 600 },
        { volume: 10, cost_idr: null, year: 2020, fund_source: 'APBD II' },
        { rt_id: 'b', volume: 0.1, cost_idr: 400, year: 2020, fund_source: 'CSR' },
        { year: 2018, cost_idr: 50 },
      ],
      indicators: { target: { ha: 0, year: 2020 } },
    })
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

  it('hectares stay open where the class or the area is', async () => {
    const { '2a': _, ...rest }: Record<string, number> = { ...every(0), '2b': 80, '3a': 80, '3b': 80 }
    const { row } = await progress({
      rts: [
        rt('a', 0, { volumes: rest }),
        rt('b', 80, { zone_id: 'Y', area_ha_verified: null }),
        rt('c', 80, { zone_id: 'W' }),
      ],
      works: [],
    })
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
    expect(row('city', '99.71', 2018, 'surveyed')).toMatchObject({
      area_ha_slum: null,
      area_ha_slum_min: 100,
      area_ha_slum_max: null,
    })
  })
})

describe('more works', () => {
  it('never raise a score, and never push a volume below zero', async () => {
    const ACTIVITIES: [string, string][] = [
      [ROAD, 'm'],
      [HOUSE, 'unit'],
      ['Drainase Lingkungan', 'm'],
      ['MCK', 'KK'],
    ]
    const one = fc.record({
      kind: fc.constantFrom(...ACTIVITIES),
      place: fc.constantFrom<Row>(
        ...['a', 'b', 'c', 'd'].map((rt_id) => ({ rt_id })),
        { rt_id: null, zone_id: 'Z' },
        { rt_id: null, kawasan: 'Pasar' },
        { rt_id: null, kelurahan_code: KELURAHAN },
        { rt_id: null },
      ),
      volume: fc.integer({ min: 1, max: 120 }),
      year: fc.constantFrom(2019, 2020),
    })
    const hole = (volume: number) => ({ ...every(volume), ...(volume % 3 === 0 ? { '2a': null } : {}) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: -3, max: 100 }), { minLength: 4, maxLength: 4 }),
        async (works, volumes) => {
          // Kawasan Pasar lies in two kelurahan.
          const rts = [
            rt('a', 0, { volumes: hole(volumes[0]!) }),
            rt('b', 0, { volumes: hole(volumes[1]!) }),
            rt('c', 0, { volumes: hole(volumes[2]!), zone_id: 'Y', kawasan: 'Pasar' }),
            rt('d', 0, {
              volumes: hole(volumes[3]!),
              zone_id: 'X',
              kawasan: 'Pasar',
              kelurahan_code: '99.71.02.1001',
            }),
          ]
          const rows = works.map(({ kind: [activity, unit], place, volume, year }) => ({
            activity,
            unit,
            ...place,
            volume,
            year,
          }))
          // A work of zero makes both tell the same years.
          const silent = rows.at(-1)!
          const [less, more] = [
            await progress({ rts, works: [...rows.slice(0, -1), { ...silent, volume: 0.000001 }] }),
            await progress({ rts, works: rows }),
          ]
          for (const row of more.rows) {
            const before = less.row(
              row.level as string,
              row.unit_id as string,
              row.year as number,
              row.kind as string,
            )
            expect(row.score_max as number).toBeLessThanOrEqual(before.score_max as number)
            expect(row.score_min as number).toBeLessThanOrEqual(before.score_min as number)
          }
          for (const cell of await more.context.read('progress_criteria'))
            if (cell.volume_end !== null)
              expect(cell.volume_end as number).toBeGreaterThanOrEqual(
                Math.min(0, cell.volume_start as number),
              )
          for (const { context } of [less, more]) context.close()
          open = []
        },
      ),
      { numRuns: 3 },
    )
  })

  it('give the same bytes in any order of rows and with any number of threads', async () => {
    const rts = ['a', 'b', 'c'].map((id, i) => rt(id, 70 + i, { area_ha_verified: 0.1 + i / 7 }))
    const works: Row[] = [
      ...rts.map(({ rt_id }, i) => ({ rt_id, volume: 1 / 3 + i })),
      ...rts.map(() => ({ rt_id: null, zone_id: 'Z', volume: 0.1 })),
    ]
    const [one, two] = [
      await progress({ rts, works, threads: 1 }),
      await progress({ rts: [...rts].reverse(), works, threads: 3 }),
    ]
    expect(two.rows).toEqual(one.rows)
  })
})
