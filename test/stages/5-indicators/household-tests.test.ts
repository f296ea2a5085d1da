import { afterEach, describe, expect, it } from 'vitest'
import { loadTests } from '../../../pipeline/methodology/tests.ts'
import { writeHouseholdTests } from '../../../pipeline/stages/5-indicators/household-tests/write-household-tests.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { together } from '../../support/together.ts'

interface Figure {
  level: string
  unit_id: string
  vintage: number | null
  methodology: string
  indicator: string
  counts: string
  surveyed: number
  weighted: boolean
  base: number
  yes_min: number
  yes_max: number
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
  published: boolean
}

/** Answers, and where the household lies: `zone`, `rt`, `kelurahan`. */
type House = Row

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

const LOCATION = {
  id: 'VARCHAR',
  lon: 'DOUBLE',
  lat: 'DOUBLE',
  zone_id: 'VARCHAR',
  rt_id: 'VARCHAR',
  kelurahan_code: 'VARCHAR',
  ambiguous: 'BOOLEAN',
} as const

const ZONES = [
  { zone_id: 'Z1', kawasan: 'Pantai  Impian' },
  { zone_id: 'Z2', kawasan: 'pantai impian' },
].map((zone, i) => ({ ...zone, decree_number: 'SK1', source_id: 'z', source_row: i + 1 }))

/** Households one after another: answers, and where they lie unless nowhere. */
function tablesOf(houses: readonly House[], rows: Record<string, Row[]> = {}) {
  const households = houses.map(({ zone: _z, rt: _r, kelurahan: _k, ...answers }, i) => ({
    household_id: `h${i}`,
    survey_date: '2018-05-01',
    source_id: 's',
    ...answers,
    source_row: i + 1,
  }))
  const located = houses.flatMap(({ zone = null, rt = null, kelurahan = null }, i) =>
    zone === null && rt === null && kelurahan === null
      ? []
      : [
          {
            id: `h${i}`,
            lon: 0,
            lat: 0,
            zone_id: zone,
            rt_id: rt,
            kelurahan_code: kelurahan,
            ambiguous: false,
          },
        ],
  )
  return {
    '2-validate': { households, zones: ZONES, ...rows },
    '4-density': { household_locations: { columns: LOCATION, rows: located } },
  } as NonNullable<StageContextOptions['tables']>
}

async function figuresOf(houses: readonly House[], rows: Record<string, Row[]> = {}): Promise<Figure[]> {
  context?.close()
  context = await stageContext(indicators, { tables: tablesOf(houses, rows) })
  const methodologies = ['bps-rumah-tangga-kumuh', 'sakernas-status-pekerjaan', 'tridaya']
  const written = await writeHouseholdTests(
    context,
    'SK1',
    methodologies.map((name) => loadTests(name)),
  )
  const figures = await context.read<Figure>('household_indicators')
  expect(figures).toHaveLength(written)
  return figures
}

/** The same of surveys worked out in one run: each is of a year and a source of its own, which stand apart. */
const figuresOfSurvey = together(async (surveys: readonly (readonly House[])[]) => {
  const year = (i: number) => 2001 + i
  const figures = await figuresOf(
    surveys.flatMap((houses, i) =>
      houses.map((house) => ({ ...house, survey_date: `${year(i)}-05-01`, source_id: `s${i}` })),
    ),
  )
  return surveys.map((_, i) => figures.filter(({ vintage }) => vintage === year(i)))
})

/** The figure of one indicator of a unit, by default the whole city and the households. */
function figure(figures: Figure[], indicator: string, of: Partial<Figure> = {}): Figure {
  const wanted = { level: 'city', counts: 'households', ...of, indicator }
  const found = figures.filter((row) =>
    Object.entries(wanted).every(([key, value]) => row[key as keyof Figure] === value),
  )
  expect(found).toHaveLength(1)
  return found[0]!
}

const here = { zone: 'Z1', rt: 'RT1', kelurahan: '99.71.01.1001' }
const tight = { population: 4, floor_area_m2: 20 }
const roomy = { population: 2, floor_area_m2: 40 }
const silent = { population: 4 }
const many = (n: number, house: House): House[] => Array.from({ length: n }, () => house)

describe('household indicators', () => {
  it('gives the share with bounds, its base and its error, of households and of people', async () => {
    const figures = await figuresOf([
      ...many(3, { ...tight, ...here }),
      ...many(5, { ...roomy, ...here }),
      ...many(2, { ...silent, ...here }),
    ])
    expect(figure(figures, 'floor_area')).toMatchObject({
      ...{ vintage: 2018, surveyed: 10, base: 10, yes_min: 3, yes_max: 5 },
      ...{ percent: null, percent_min: 30, percent_max: 50, weighted: false, published: true },
    })
    expect(figure(figures, 'floor_area').standard_error_pct).toBeCloseTo(
      100 * Math.sqrt((8 / 7) * ((3 * (5 / 8) ** 2 + 5 * (3 / 8) ** 2) / 64)),
      5,
    )
    expect(figure(figures, 'floor_area', { counts: 'people' })).toMatchObject({
      ...{ base: 30, yes_min: 12, yes_max: 20, percent_min: 40 },
    })
    expect(figure(figures, 'water')).toMatchObject({ yes_min: 0, yes_max: 10, standard_error_pct: null })
  })

  it('leaves a household that does not tell its people out of the error of people', async () => {
    const told = [...many(10, { ...here, ...tight }), ...many(10, { ...here, ...roomy })]
    const half = told.map((house, i) => ({
      ...house,
      water_source: i % 2 === 0 ? 'air_permukaan' : 'ledeng_meteran',
    }))
    // Its water is told, the number of its people is not.
    const blank = { ...here, population: null, water_source: 'air_permukaan' }
    const figures = await figuresOf([...half, blank])
    expect(figure(figures, 'water', { counts: 'people' }).standard_error_pct).toBeLessThan(50)
  })

  it('counts a household on every level that holds it, the kawasan of two zones under one name', async () => {
    const figures = await figuresOf([
      ...many(6, { ...tight, ...here }),
      ...many(7, { ...roomy, zone: 'Z2', rt: 'RT2', kelurahan: '99.71.01.1002' }),
      ...many(8, { ...tight, kelurahan_code: '99.71.01.1002' }),
    ])
    const units = figures.filter((row) => row.indicator === 'floor_area' && row.counts === 'households')
    expect(units.map(({ level, unit_id, surveyed, percent }) => [level, unit_id, surveyed, percent])).toEqual(
      [
        ['city', '99.71', 21, 66.666667],
        ['kawasan', 'Pantai  Impian', 13, 46.153846],
        ['kecamatan', '99.71.01', 21, 66.666667],
        ['kelurahan', '99.71.01.1001', 6, 100],
        ['kelurahan', '99.71.01.1002', 15, 53.333333],
        ['rt', 'RT1', 6, 100],
        ['rt', 'RT2', 7, 0],
        ['zone', 'Z1', 6, 100],
        ['zone', 'Z2', 7, 0],
      ],
    )
  })

  it('keeps the years apart, and those without a date', async () => {
    const figures = await figuresOf([
      ...many(5, { ...tight, ...here }),
      ...many(6, { ...roomy, ...here, survey_date: '2020-01-01' }),
      ...many(7, { ...roomy, ...here, survey_date: null, source_id: 'tanpa_tanggal' }),
    ])
    const city = figures.filter(
      (row) => row.level === 'city' && row.indicator === 'floor_area' && row.counts === 'households',
    )
    expect(city.map(({ vintage, percent }) => [vintage, percent])).toEqual([
      [null, 0],
      [2018, 100],
      [2020, 0],
    ])
  })

  it('weighs where every household of a year has a weight, else says so and counts each for one', async () => {
    const houses = [
      ...many(5, { ...tight, ...here, weight: 3 }),
      ...many(5, { ...roomy, ...here, weight: 1 }),
    ]
    const weighed = figure(await figuresOf(houses), 'floor_area')
    expect(weighed).toMatchObject({ surveyed: 10, base: 20, percent: 75, weighted: true })
    expect(weighed.standard_error_pct).toBeCloseTo(
      100 * Math.sqrt((10 / 9) * ((45 * 0.25 ** 2 + 5 * 0.75 ** 2) / 400)),
      5,
    )
    const broken = await figuresOf([...houses, { ...roomy, ...here }])
    expect(figure(broken, 'floor_area')).toMatchObject({ base: 11, weighted: false })
    expect(context!.said).toEqual([
      expect.stringMatching(/1 of 11 households of 2018 have no sampling weight/),
    ])
  })

  it('moves a stray year and records without a day to the year of most of their source', async () => {
    const figures = await figuresOf([
      ...many(12, { ...tight, ...here }),
      { ...tight, ...here, survey_date: '2108-05-01' },
      { ...tight, ...here, survey_date: null },
    ])
    const city = figures.filter((row) => row.level === 'city' && row.counts === 'households')
    expect(new Set(city.map(({ vintage, surveyed }) => `${vintage} ${surveyed}`))).toEqual(
      new Set(['2018 14']),
    )
    expect(context!.said.join()).toContain('2 households of s tell no day, or one of a year with less than')
  })

  it('leaves out of the base who does not count, and bounds it by those who may', async () => {
    const figures = await figuresOf([
      ...many(5, { work_status: 4, contract_form: 'pkwt' }),
      ...many(3, { work_status: 4 }),
      ...many(4, { work_status: 1 }),
      ...many(2, {}),
    ])
    expect(figure(figures, 'formal')).toMatchObject({ surveyed: 14, base: 12, percent: 66.666667 })
    expect(figure(figures, 'pkwt')).toMatchObject({
      base: 8,
      yes_min: 5,
      yes_max: 8,
      percent_min: 62.5,
      percent_max: 100,
    })
    expect(figure(figures, 'outsourced_formal')).toMatchObject({
      base: 3,
      yes_min: 0,
      percent_min: 100,
      published: false,
    })
  })

  it('counts rows of other tables where they say they lie, published whatever their number', async () => {
    const partner = (id: string, row: Row) => ({
      stakeholder_id: id,
      institution: 'BKM',
      source_id: 'm',
      source_row: 1,
      ...row,
    })
    const figures = await figuresOf([], {
      stakeholders: [
        partner('a', { zone_id: 'Z1', agreement_date: '2018-02-01' }),
        partner('b', { zone_id: 'Z1' }),
        partner('c', {}),
      ],
    })
    const rows = figures.filter((row) => row.indicator === 'institutions_with_agreement')
    // A list of all has no error of a sample.
    expect(rows.map((row) => row.standard_error_pct)).toEqual(rows.map(() => null))
    expect(
      rows.map(({ level, unit_id, base, percent, published }) => [level, unit_id, base, percent, published]),
    ).toEqual([
      ['city', '99.71', 3, 33.333333, true],
      ['kawasan', 'Pantai  Impian', 2, 50, true],
      ['zone', 'Z1', 2, 50, true],
    ])
  })

  it('counts a partner where collaboration does: in every zone of the kawasan it names, once in what holds them', async () => {
    const partner = (id: string, row: Row) => ({
      ...{ stakeholder_id: id, institution: 'BKM', source_id: 'm', source_row: 1, ...row },
    })
    const stakeholders = [
      partner('a', { zone_id: 'Z1', agreement_date: '2018-02-01' }),
      partner('b', { kawasan: 'PANTAI impian', agreement_date: '2018-02-01' }),
      partner('c', { zone_id: 'Z2' }),
      partner('d', { zone_id: 'gone' }),
    ]
    const figures = await figuresOf([], { stakeholders })
    const rows = figures.filter((row) => row.indicator === 'institutions_with_agreement')
    expect(rows.map(({ level, unit_id, base, yes_min }) => [level, unit_id, base, yes_min])).toEqual([
      ['city', '99.71', 4, 2],
      ['kawasan', 'Pantai  Impian', 3, 2],
      ['zone', 'Z1', 2, 2],
      ['zone', 'Z2', 2, 1],
    ])
  })

  it('tells nothing of targets where one counts fewer than k persons: sums over sectors would tell it', async () => {
    const target = (target_id: string, people: number) => ({
      ...{ target_id, moment: 'awal', kelurahan_code: '99.71.01.1001', people, budget_idr: 1000 },
      ...{ source_id: 't', source_row: 1 },
    })
    const publishedOf = async (few: number) => {
      const figures = await figuresOf([], { poverty_targets: [target('a', few), target('b', 40)] })
      const rows = figures.filter(({ indicator }) => indicator === 'targets_with_budget')
      context!.close()
      return rows.map(({ level, base, published }) => [level, base, published])
    }
    expect(await publishedOf(3)).toEqual([
      ['city', 43, false],
      ['kecamatan', 43, false],
      ['kelurahan', 43, false],
    ])
    expect(await publishedOf(5)).toEqual([
      ['city', 45, true],
      ['kecamatan', 45, true],
      ['kelurahan', 45, true],
    ])
  })

  it('writes an empty table where the city has no such rows', async () => {
    context = await stageContext(indicators, { tables: { '2-validate': { zones: ZONES } } })
    expect(await writeHouseholdTests(context, 'SK1')).toBe(0)
    expect(await context.read('household_indicators')).toEqual([])
  })
})

describe('properties of household indicators', () => {
  const words = {
    water: ['pah', 'air_permukaan', undefined],
    roof: ['seng', 'bambu', undefined],
    work: [1, 4, undefined],
  }
  /** Made up without chance: every household differs in what it leaves out. */
  const houses: House[] = Array.from({ length: 24 }, (_, i) => ({
    ...(i % 5 === 0 ? silent : i % 2 === 0 ? tight : roomy),
    ...{ zone: i % 3 === 0 ? 'Z2' : 'Z1', rt: `RT${i % 4}`, kelurahan: '99.71.01.1001' },
    ...{
      wall: 'tembok',
      floor: 'semen',
      toilet: i % 4 === 0 ? 'mck_umum' : null,
      work_status: words.work[i % 3] ?? null,
    },
    ...{ water_source: words.water[i % 3] ?? null, roof: words.roof[(i >> 1) % 3] ?? null },
  }))

  it('does not depend on the order of the rows, nor on a weight of one for all', async () => {
    const figures = await figuresOf(houses)
    expect(await figuresOf([...houses].reverse())).toEqual(figures)
    const ones = await figuresOf(houses.map((house) => ({ ...house, weight: 1 })))
    expect(ones.map((row) => ({ ...row, weighted: false }))).toEqual(figures)
  })

  const complete = {
    floor_area_m2: [10, 90],
    water_source: ['pah', 'lainnya'],
    roof: ['seng', 'asbes'],
    toilet: ['sendiri', 'tidak_ada'],
  }
  const completed = (turn: number) =>
    houses.map((house, i) => {
      const answers = Object.entries(complete).map(([column, [good, bad]], j) => [
        column,
        house[column] ?? ((turn * 7 + i * (turn + 1) + j) % 2 === 0 ? good : bad),
      ])
      return { ...house, ...Object.fromEntries(answers), closet: 'leher_angsa', septic: 'ipal' }
    })
  const open = figuresOfSurvey(houses)
  const completions = [0, 1, 2, 3].map((turn) => figuresOfSurvey(completed(turn)))

  it('holds the figures of every completion of the answers between its bounds', async () => {
    const figures = await open()
    expect(figures.length).toBeGreaterThan(100)
    for (const completion of completions) {
      const key = (row: Figure) => [row.level, row.unit_id, row.indicator, row.counts].join()
      const after = new Map((await completion()).map((row) => [key(row), row]))
      for (const row of figures) {
        const whole = after.get(key(row))!
        expect([
          key(row),
          whole.percent_min! >= row.percent_min!,
          whole.percent_max! <= row.percent_max!,
        ]).toEqual([key(row), true, true])
      }
      for (const indicator of ['water', 'sanitation', 'durability', 'floor_area', 'slum'])
        expect(after.get(`city,99.71,${indicator},households`)!.percent).not.toBeNull()
    }
  })
})

describe('privacy of household indicators', () => {
  const of = (zone: string, rt: string, n: number): House[] =>
    many(n, { ...tight, zone, rt, kelurahan: '99.71.01.1001' })

  /** Which units publish their figure, of surveys named while the file is read. */
  function published(houses: House[]): () => Promise<Record<string, boolean>> {
    const figures = figuresOfSurvey(houses)
    return async () => {
      const rows = (await figures()).filter(
        (row) => row.indicator === 'floor_area' && row.counts === 'households',
      )
      return Object.fromEntries(rows.map((row) => [row.unit_id, row.published]))
    }
  }

  const five = published([...of('Z1', 'RT1', 5), ...of('Z1', 'RT2', 6)])
  it('publishes what k households stand behind', async () => {
    expect(await five()).toMatchObject({ RT1: true, RT2: true, Z1: true })
  })

  const four = published([...of('Z1', 'RT1', 4), ...of('Z1', 'RT2', 6), ...of('Z1', 'RT3', 9)])
  it('has no row of an RT of fewer, and hides the next smallest, from which it would follow', async () => {
    const rows = await four()
    expect(rows).toMatchObject({ RT2: false, RT3: true, Z1: true })
    expect(rows).not.toHaveProperty('RT1')
  })

  const oneAnswered = published([
    ...of('Z1', 'RT1', 1),
    ...many(5, { population: 4, zone: 'Z1', rt: 'RT1', kelurahan: '99.71.01.1001' }),
    ...of('Z1', 'RT2', 6),
    ...of('Z1', 'RT3', 9),
  ])
  it('publishes no figure that fewer than k answered, nor one from which theirs would follow', async () => {
    expect(await oneAnswered()).toMatchObject({ RT1: false, RT2: false, RT3: true, Z1: true })
  })

  const fewElsewhere = published([
    ...of('Z1', 'RT1', 8),
    ...of('Z2', 'RT1', 1),
    ...of('Z1', 'RT2', 9),
    ...of('Z2', 'RT3', 12),
  ])
  it('hides an RT of which few households lie in another zone: the zone less its other RT would tell them', async () => {
    const rows = await fewElsewhere()
    expect(rows).toMatchObject({ RT1: false, RT2: true, Z1: true })
  })

  const threeAndThree = published([...of('Z1', 'RT1', 3), ...of('Z1', 'RT2', 3), ...of('Z1', 'RT3', 9)])
  it('hides nothing more where the hidden ones together are k', async () => {
    const rows = await threeAndThree()
    expect(rows).toMatchObject({ RT3: true, Z1: true })
  })

  const smallZone = published([...of('Z1', 'RT1', 4), ...of('Z2', 'RT2', 6), ...of('Z2', 'RT3', 7)])
  it('hides beside a zone of few another zone, and in that one an RT', async () => {
    const rows = await smallZone()
    expect(rows).toMatchObject({ Z1: false, Z2: false, RT2: false, RT3: true, 'Pantai  Impian': true })
  })

  const inKelurahan = (code: string, houses: House[]) =>
    houses.map((house) => ({ ...house, kelurahan: code }))
  const twoKelurahan = published([
    ...inKelurahan('99.71.01.1001', of('Z1', 'RT1', 4)),
    ...inKelurahan('99.72.02.1001', [...of('Z2', 'RT2', 6), ...of('Z2', 'RT3', 7)]),
  ])
  it('hides with a zone the kelurahan of the same households, and an RT of both', async () => {
    const rows = await twoKelurahan()
    expect(rows).toMatchObject({ 'Pantai  Impian': true, Z2: false, RT2: false, RT3: true })
    expect(rows).toMatchObject({ '99.72.02.1001': false, '99.72.02': false })
  })

  const heldBack = published([
    ...of('Z1', 'RT1', 6),
    ...many(9, { ...tight, rt: 'RT2', kelurahan: '99.71.01.1001' }),
    ...many(2, { ...tight, rt: 'RT3', kelurahan: '99.71.01.1001' }),
  ])
  it('hides a zone whose one RT is held back for its kelurahan', async () => {
    const rows = await heldBack()
    expect(rows).toMatchObject({
      '99.71.01.1001': true,
      RT1: false,
      RT2: true,
      Z1: false,
      'Pantai  Impian': false,
    })
  })

  const turns = [1, 2, 3, 4, 5].map((turn) => {
    const houses = Array.from({ length: 12 }, (_, i) =>
      of(i % 3 === 0 ? 'Z2' : 'Z1', `RT${i}`, 1 + ((i * turn * 5) % 11)),
    ).flat()
    return { turn, houses, published: published(houses) }
  })
  it('never lets a hidden unit follow from its parent and its published siblings', async () => {
    for (const { turn, houses, published } of turns) {
      const rows = await published()
      expect(Object.keys(rows).length).toBeGreaterThan(3)
      const size = (test: (house: House) => boolean) => houses.filter(test).length
      for (const zone of ['Z1', 'Z2']) {
        if (!rows[zone]) continue
        const open = size((house) => house.zone === zone && rows[String(house.rt)] === true)
        const rest = size((house) => house.zone === zone) - open
        expect([turn, zone, rest === 0 || rest >= 5]).toEqual([turn, zone, true])
      }
    }
  })
})
