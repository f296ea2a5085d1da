import { afterEach, describe, expect, it } from 'vitest'
import type { City } from '../../../pipeline/city.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { loadTests } from '../../../pipeline/methodology/tests.ts'
import { writeHouseholdTests } from '../../../pipeline/stages/5-indicators/household-tests/write-household-tests.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { writeSurvey } from '../../../pipeline/stages/5-indicators/survey/write-survey.ts'
import type { Columns, Row } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { HUNDRED } from './fixtures.ts'

const METHODOLOGY = loadMethodology('permen-pupr-14-2018')
const KELURAHAN = '99.71.01.1001'
const LOCATIONS: Columns = {
  ...{ id: 'VARCHAR', rt_id: 'VARCHAR', zone_id: 'VARCHAR', kelurahan_code: 'VARCHAR' },
  ambiguous: 'BOOLEAN',
}
const AREAS: Columns = {
  ...{ admin_code: 'VARCHAR', level: 'VARCHAR', kelurahan_code: 'VARCHAR', rt_rw: 'VARCHAR' },
  area_ha_utm: 'DOUBLE',
}
const DENSITIES: Columns = {
  ...{ level: 'VARCHAR', unit_id: 'VARCHAR', vintage: 'BIGINT', buildings: 'BIGINT' },
  ...{ buildings_method: 'VARCHAR', area_ha_utm: 'DOUBLE' },
}

interface DeficitRow {
  rt_id: string
  vintage: number
  criterion: string
  unit: string
  households: number
  answered: number | null
  weighted: boolean
  base: number
  deficient: number
  unanswered: number
  percent: number | null
  percent_min: number | null
  percent_max: number | null
  standard_error_pct: number | null
  profile_percent: number | null
  difference_pct_points: number | null
  status: string
}

interface Given {
  households: Row[]
  profiles?: Row[]
  deficits?: Row[]
  /** RT of a household by the place of its point; those that are not named have none. */
  points?: Record<string, string | { rt_id: string; ambiguous: boolean }>
  areas?: Row[]
  densities?: Row[]
  city?: Partial<City>
  threads?: number
}

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

/** A household that lacks nothing, in the RT its form names. */
function household(id: string, answers: Row = {}): Row {
  return {
    household_id: id,
    survey_date: '2018-07-02',
    kelurahan_code: KELURAHAN,
    rt_rw: 'RT001-RW001',
    population: 4,
    families: 1,
    water_source: 'ledeng_meteran',
    source_id: 'survei',
    source_row: Number(id.replace(/\D/g, '')) + 1,
    ...answers,
  }
}

/** `count` households of which the first `bad` have the answers of `lacking`. */
function group(count: number, bad: number, lacking: Row, all: Row = {}, prefix = 'h'): Row[] {
  return Array.from({ length: count }, (_, i) =>
    household(`${prefix}${i}`, { ...all, ...(i < bad ? lacking : {}) }),
  )
}

function profile(rt: string, header: Row = {}): Row {
  return {
    ...{ rt_id: rt, vintage: 2018, kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001' },
    ...{ ...HUNDRED, source_id: 'profil', source_row: 1, ...header },
  }
}

async function survey(given: Given): Promise<{ rows: DeficitRow[]; profiles: Row[]; said: string[] }> {
  context?.close()
  const points = Object.entries(given.points ?? {}).map(([id, at]) =>
    typeof at === 'string' ? { id, rt_id: at, ambiguous: false } : { id, ...at },
  )
  context = await stageContext(indicators, {
    city: given.city,
    threads: given.threads,
    tables: {
      '2-validate': {
        households: given.households,
        rt_profiles: given.profiles ?? [profile('A')],
        rt_deficits: given.deficits ?? [],
      },
      '3-area': { admin_areas: { columns: AREAS, rows: given.areas ?? [] } },
      '4-density': {
        household_locations: { columns: LOCATIONS, rows: points },
        densities: { columns: DENSITIES, rows: given.densities ?? [] },
      },
    },
  })
  await writeSurvey(context, [METHODOLOGY])
  return {
    rows: await context.read<DeficitRow>('survey_deficits'),
    profiles: await context.read('survey_profiles'),
    said: context.said,
  }
}

async function cell(given: Given, criterion = '3a', rt = 'A'): Promise<DeficitRow> {
  const { rows } = await survey(given)
  return rows.find((row) => row.rt_id === rt && row.criterion === criterion)!
}

const UNSAFE = { water_source: 'sumur_tak_terlindung' }
const COMPARE = {
  indicators: {
    methodologies: null,
    survey: 'compare' as const,
    works_of_survey_year: 'included' as const,
    target: { ha: 0, year: null },
  },
}

describe('survey answers as a deficit', () => {
  it('are a percent of those that answered, with bounds for the others and a standard error', async () => {
    const households = [...group(8, 2, UNSAFE), household('x8', { water_source: null }), household('x9')]
    const row = await cell({ households })
    const p = 2 / 9
    expect(row).toMatchObject({
      ...{ unit: 'KK', households: 10, answered: 9, weighted: false },
      ...{ base: 10, deficient: 2, unanswered: 1, percent_min: 20, percent_max: 30, status: 'fills' },
    })
    expect(row.percent).toBeCloseTo(100 * p, 8)
    // (1 - 9 of 100 families) p (1 - p) / (n - 1)
    expect(row.standard_error_pct).toBeCloseTo(100 * Math.sqrt(0.91 * ((p * (1 - p)) / 8)), 8)
  })

  it('leave out the finite population where no profile says how many families there are', async () => {
    const row = await cell({ households: group(10, 5, UNSAFE), profiles: [profile('A', { families: null })] })
    expect(row.standard_error_pct).toBeCloseTo(100 * Math.sqrt(0.25 / 9), 8)
  })

  it('have no sampling error where every family answered, or more than the profile knows', async () => {
    const row = await cell({ households: group(10, 5, UNSAFE), profiles: [profile('A', { families: 8 })] })
    expect(row.standard_error_pct).toBe(0)
  })

  it('count families, a blank or zero as one, and say so', async () => {
    const households = [
      ...group(5, 0, {}, { families: null }),
      household('y1', { ...UNSAFE, families: 3 }),
      household('y2', { families: 0 }),
    ]
    const { rows, said } = await survey({ households })
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({ base: 9, deficient: 3 })
    expect(said.join('\n')).toContain('6 households do not tell their families')
    expect(rows.find(({ criterion }) => criterion === '7b')).toMatchObject({ unit: 'unit', base: 7 })
  })

  it('are weighted where every household has a weight, and not where one lacks it', async () => {
    const weights = [10, 1, 1, 1, 1, 1]
    const weighted = weights.map((weight, i) => household(`w${i}`, { weight, ...(i === 0 ? UNSAFE : {}) }))
    const row = await cell({ households: weighted })
    expect(row).toMatchObject({ weighted: true, base: 15, deficient: 10 })
    expect(row.percent).toBeCloseTo(100 * (10 / 15), 8)
    // linearised: n / (n - 1) x sum (w (d - p))^2 / (sum w)^2, by hand
    const sum = (10 * (1 / 3)) ** 2 + 5 * (2 / 3) ** 2
    expect(row.standard_error_pct).toBeCloseTo(100 * Math.sqrt(((6 / 5) * sum) / 15 ** 2), 8)

    const mixed = [...weighted, household('w9', { weight: null })]
    const { rows, said } = await survey({ households: mixed })
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({
      weighted: false,
      base: 7,
      deficient: 1,
    })
    expect(said.join('\n')).toContain('1 of 7 households of 2018 have no sampling weight')
  })

  it('are not weighted where a weight is zero: who stands for nobody cannot make one household five', async () => {
    const weights = [30, 0, 0, 0, 0, 0]
    const row = await cell({ households: weights.map((weight, i) => household(`w${i}`, { weight })) })
    expect(row).toMatchObject({ weighted: false, base: 6, answered: 6 })
    expect(await cell({ households: group(6, 2, UNSAFE, { weight: 0 }) })).toMatchObject({
      ...{ weighted: false, base: 6, deficient: 2 },
    })
  })

  it('are weighted in a year in which every household has a weight, in whichever RT', async () => {
    const B = profile('B', { rt_rw: 'RT002-RW001', source_row: 2 })
    const households = [
      ...group(6, 3, UNSAFE, { weight: 3 }),
      ...group(6, 0, {}, { rt_rw: 'RT002-RW001' }, 'j'),
    ]
    const { rows } = await survey({ households, profiles: [profile('A'), B] })
    expect(new Set(rows.map(({ weighted }) => weighted))).toEqual(new Set([false]))
  })

  it('of days of collection alone tell nothing of 6b, where nobody was asked where the waste goes', async () => {
    const households = group(40, 6, { waste_collected_per_week: 1 }, { waste_collected_per_week: 7 })
    expect(await cell({ households }, '6b')).toMatchObject({ answered: 0, status: 'too few' })
  })

  it('of burned waste alone tell nothing of 6b, where nobody was asked for the days', async () => {
    const households = group(40, 6, { waste_disposal: 'dibakar' }, { waste_disposal: 'tps' })
    expect(await cell({ households }, '6b')).toMatchObject({ answered: 0, status: 'too few' })
    expect(await cell({ households }, '6a')).toMatchObject({ answered: 40, percent: 15 })
  })

  it('of litres tell 3b without the question whether water lasts', async () => {
    const households = group(10, 3, { water_litres_per_day: 200 }, { water_litres_per_day: 260 })
    expect(await cell({ households }, '3b')).toMatchObject({ answered: 10, percent: 30 })
    const dry = group(
      10,
      3,
      { water_sufficient: 'tidak' },
      { water_litres_per_day: 260, water_sufficient: 'ya' },
    )
    expect(await cell({ households: dry }, '3b')).toMatchObject({ answered: 10, percent: 30 })
  })

  it('that are no known word are unknown, not safe', async () => {
    const row = await cell({ households: group(10, 4, { water_source: 'PDAM' }) })
    expect(row).toMatchObject({ answered: 6, percent: 0, percent_min: 0, percent_max: 40, unanswered: 4 })
  })

  it('that one deficit proves do not count where the others were not asked: all would be deficient', async () => {
    const asked = { floor_area_m2: 10, roof: 'rumbia', wall: 'tembok', floor: 'tanah' }
    const { rows } = await survey({ households: group(10, 10, asked) })
    expect(rows.find(({ criterion }) => criterion === '1c')).toMatchObject({ answered: 0, status: 'too few' })
  })

  it('of 1c need every answer, by a known word', async () => {
    const house = {
      ...{ floor_area_m2: 28.8, roof: 'seng', wall: 'tembok', floor: 'keramik' },
      ...{ roof_condition: 'baik', wall_condition: 'baik', floor_condition: 'baik' },
    }
    const households = [
      ...group(6, 0, {}, house),
      household('n1', { ...house, floor_area_m2: 28.7 }),
      household('n2', { ...house, roof: 'asbes' }),
      household('n3', { ...house, floor_condition: 'rusak' }),
      household('n4', { ...house, wall_condition: 'Sedang', floor_area_m2: 1 }),
      household('n5', { ...house, population: 0 }),
    ]
    expect(await cell({ households }, '1c')).toMatchObject({ answered: 9, deficient: 3, unanswered: 2 })
  })

  it('follow the skips of the form: burned waste needs no number of days, bottled water its bathing water', async () => {
    const waste = [
      ...group(5, 0, {}, { waste_disposal: 'tps', waste_collected_per_week: 2 }),
      household('s1', { waste_disposal: 'dibakar' }),
      household('s2', { waste_disposal: 'tps', waste_collected_per_week: 1.5 }),
      household('s3', { waste_disposal: 'tps' }),
    ]
    expect(await cell({ households: waste }, '6b')).toMatchObject({ answered: 7, deficient: 2 })
    const bottled = { water_source: 'air_isi_ulang' }
    const water = [
      ...group(5, 0, {}),
      household('b1', { ...bottled, bathing_water_source: 'pah' }),
      household('b2', { ...bottled, bathing_water_source: 'air_permukaan' }),
      household('b3', bottled),
    ]
    expect(await cell({ households: water })).toMatchObject({ answered: 7, deficient: 1 })
  })

  it('of fewer households than k are too few, and fill nothing', async () => {
    const { rows, profiles } = await survey({ households: group(4, 4, UNSAFE), profiles: [profile('B')] })
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['too few']))
    expect(profiles).toEqual([])
    expect(await cell({ households: group(4, 4, UNSAFE) })).toMatchObject({ status: 'too few' })
    expect(await cell({ households: group(5, 4, UNSAFE) })).toMatchObject({ status: 'fills', percent: 80 })
  })

  it('do not depend on the order of the records or on threads', async () => {
    const households = group(40, 13, UNSAFE, { weight: 0.1 }).map((row, i) => ({
      ...row,
      weight: 0.1 * (i + 1),
    }))
    const one = await survey({ households, threads: 1 })
    const other = await survey({ households: [...households].reverse(), threads: 2 })
    expect(other.rows).toEqual(one.rows)
  })
})

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
    expect(said.join('\n')).toContain('2 of 10 households lie in no known RT')
    expect(said.join('\n')).toContain('1 households lie in another RT than their form names')
  })

  it('is none where one name is that of two RT', async () => {
    const twin = profile('A2', { source_row: 2 })
    const { rows, said } = await survey({ households: group(6, 3, UNSAFE), profiles: [profile('A'), twin] })
    expect(rows).toEqual([])
    expect(said.join('\n')).toContain('6 of 6 households lie in no known RT')
  })

  it('is found by the profile of the year of the survey, else of the nearest year, else on the map', async () => {
    const households = group(8, 2, UNSAFE)
    const recoded = [profile('A-old', { vintage: 2014 }), profile('A-new', { vintage: 2018, source_row: 2 })]
    expect((await survey({ households, profiles: recoded })).rows[0]).toMatchObject({
      rt_id: 'A-new',
      households: 8,
    })
    const before = group(8, 2, UNSAFE, { survey_date: '2015-05-01' })
    expect((await survey({ households: before, profiles: recoded })).rows[0]).toMatchObject({
      rt_id: 'A-old',
    })
  })

  it('may be a mapped one without any profile', async () => {
    const areas = [
      { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm: 1.25 },
      { admin_code: KELURAHAN, level: 'kelurahan', kelurahan_code: KELURAHAN, rt_rw: null, area_ha_utm: 90 },
    ]
    const { profiles } = await survey({ households: group(6, 3, UNSAFE), profiles: [], areas })
    expect(profiles).toEqual([
      {
        ...{ rt_id: 'M', vintage: 2018, kelurahan_code: KELURAHAN, kawasan: null, population: null },
        ...{ families: null, buildings: null, area_ha_verified: 1.25, households: 6, method: 'no weights' },
      },
    ])
  })
})

describe('the year of a survey', () => {
  it('is that of most of its records, so that a mistyped date moves nothing', async () => {
    const typo = household('t1', { survey_date: '2108-07-02', ...UNSAFE })
    const { rows, said } = await survey({ households: [...group(12, 0, {}), typo] })
    expect(new Set(rows.map(({ vintage }) => vintage))).toEqual(new Set([2018]))
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({ households: 13, deficient: 1 })
    expect(said.join('\n')).toContain(
      '1 households of survei tell no day, or one of a year with less than a tenth',
    )
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
    expect(said.join('\n')).toContain('survei holds surveys of 2018, 2020: each year counts by itself')
  })

  it('of a record without a day is that of most of its source, of equal ones the later', async () => {
    const households = [
      ...group(3, 0, {}, { survey_date: '2018-12-30' }),
      ...group(3, 0, {}, { survey_date: '2019-01-02' }, 'j'),
      household('n9', { survey_date: null }),
    ]
    const { rows } = await survey({ households })
    expect(
      rows.filter(({ criterion }) => criterion === '3a').map((row) => [row.vintage, row.households]),
    ).toEqual([
      [2018, 3],
      [2019, 4],
    ])
  })

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
    expect(said.join('\n')).toContain('6 households of tanpa_tanggal tell no day of survey')
  })
})

describe('beside what the records state', () => {
  const stated = (volume: number | null, more: Row = {}): Row => ({
    ...{ rt_id: 'A', vintage: 2018, criterion: '3a', volume, source_id: 'kekumuhan', source_row: 1 },
    ...more,
  })

  it.each([
    ['within ten points', 60, 'agrees'],
    ['within two standard errors', 75, 'agrees'],
    ['further', 95, 'differs'],
  ])('a survey %s', async (_, volume, status) => {
    const row = await cell({ households: group(10, 5, UNSAFE), deficits: [stated(volume)] })
    expect(row).toMatchObject({ percent: 50, profile_percent: volume, status })
    expect(row.difference_pct_points).toBe(50 - volume)
  })

  it('agrees at ten points, whatever a binary fraction says', async () => {
    const row = await cell(
      {
        households: group(1000, 201, { fire_extinguisher: 'tidak' }, { fire_extinguisher: 'ya' }),
        profiles: [profile('A', { buildings: 1000 })],
        deficits: [stated(101, { criterion: '7b' })],
      },
      '7b',
    )
    expect(row).toMatchObject({ difference_pct_points: 10, status: 'agrees' })
  })

  it('takes nothing as stated that the scores do not read, for it was scored by another set', async () => {
    const households = group(10, 5, UNSAFE, { fire_extinguisher: 'ya' })
    const deficits = [
      stated(380),
      stated(3, { criterion: '4d', source_row: 2 }),
      stated(50, { criterion: '7b', source_row: 3 }),
    ]
    const { rows } = await survey({ households, deficits })
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({
      profile_percent: null,
      status: 'fills',
    })
  })

  it('names what differs most', async () => {
    const { said } = await survey({ households: group(50, 5, UNSAFE), deficits: [stated(95)] })
    expect(said.join('\n')).toContain('differs most: A 3a 2018, survey 10.0 % of 50, record 95.0 %')
  })

  it('takes a stated percent where no volume is stated, and nothing of another year, another set or a blank', async () => {
    const households = group(10, 5, UNSAFE)
    expect(await cell({ households, deficits: [stated(null, { percent_stated: 55 })] })).toMatchObject({
      ...{ profile_percent: 55, status: 'agrees' },
    })
    for (const other of [
      stated(50, { vintage: 2014 }),
      stated(50, { methodology: 'permen-pupr-02-2016' }),
      stated(null),
    ])
      expect(await cell({ households, deficits: [other] })).toMatchObject({
        profile_percent: null,
        status: 'fills',
      })
  })

  it('cannot hold a volume against answers without a denominator, and leaves it standing', async () => {
    const profiles = [profile('A', { families: null })]
    const row = await cell({ households: group(10, 5, UNSAFE), deficits: [stated(50)], profiles })
    expect(row).toMatchObject({ profile_percent: null, status: 'compared' })
  })

  it('fills nothing in a city that only compares', async () => {
    const { rows, profiles } = await survey({
      ...{ households: group(10, 5, UNSAFE), profiles: [], city: COMPARE },
      areas: [
        { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm: 1 },
      ],
    })
    expect(rows.find(({ criterion }) => criterion === '3a')).toMatchObject({
      status: 'compared',
      percent: 50,
    })
    expect(profiles).toEqual([])
  })
})

describe('headers of surveyed RT without a profile', () => {
  const areas = [
    { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm: 2 },
  ]
  const answers = (weight: (i: number) => number | null, more: Row = {}) =>
    group(6, 3, UNSAFE, more).map((row, i) => ({ ...row, weight: weight(i) }))

  it('come from weights that say how many each household stands for', async () => {
    const { profiles } = await survey({
      households: answers(() => 7.5, { families: 2 }),
      profiles: [],
      areas,
    })
    expect(profiles[0]).toMatchObject({
      ...{ population: 180, families: 90, buildings: null, area_ha_verified: 2, method: 'sample weights' },
    })
  })

  it('count the footprints as buildings, never the dwellings that weights stand for', async () => {
    const densities = [
      {
        ...{ level: 'rt', unit_id: 'M', vintage: null, buildings: 60, area_ha_utm: 2 },
        buildings_method: 'footprints',
      },
    ]
    const { profiles } = await survey({ households: answers(() => 75), profiles: [], areas, densities })
    expect(profiles[0]).toMatchObject({ families: 450, buildings: 60 })
  })

  it('are left open where two samples of one year each stand for the whole RT', async () => {
    const households = [
      ...answers(() => 10),
      ...group(6, 0, {}, { weight: 20, source_id: 'survei_kedua' }, 'z'),
    ]
    const { profiles } = await survey({ households, profiles: [], areas })
    expect(profiles[0]).toMatchObject({
      population: null,
      families: null,
      households: 12,
      method: 'no weights',
    })
  })

  it('are left open by weights scaled to the sample, by a missing one, and by households that do not tell', async () => {
    const open = { population: null, families: null, buildings: null, method: 'no weights' }
    for (const households of [answers((i) => 0.5 + 0.2 * i), answers((i) => (i === 0 ? null : 7.5))])
      expect((await survey({ households, profiles: [], areas })).profiles[0]).toMatchObject(open)
    const silent = answers(() => 7.5).map((row, i) => (i === 0 ? { ...row, population: null } : row))
    expect((await survey({ households: silent, profiles: [], areas })).profiles[0]).toMatchObject({
      ...{ population: null, families: 45 },
    })
  })

  it('take the kawasan of another year of the RT', async () => {
    const profiles = [profile('A', { vintage: 2014, kawasan: 'Pelantar' })]
    const { profiles: headers } = await survey({ households: group(6, 3, UNSAFE), profiles })
    expect(headers[0]).toMatchObject({ rt_id: 'A', vintage: 2018, kawasan: 'Pelantar' })
  })
})

describe('density from counted buildings', () => {
  const dense = (buildings: number, more: Row = {}): Row => ({
    ...{ level: 'rt', unit_id: 'A', vintage: null, buildings, buildings_method: 'footprints' },
    ...{ area_ha_utm: 1, ...more },
  })
  const uncounted = [profile('A', { buildings: null, area_ha_verified: 1 })]
  const households = group(6, 3, UNSAFE)

  it('fills the whole RT at the limit of the city, where no profile counts its buildings', async () => {
    const row = await cell({ households, profiles: uncounted, densities: [dense(200)] }, '1b')
    expect(row).toMatchObject({ status: 'fills', percent: 100, base: 1, answered: null, unit: 'ha' })
  })

  it('fills no RT of few households that has no header of its own', async () => {
    const few = { households: group(2, 0, {}), profiles: [], densities: [dense(300, { unit_id: 'M' })] }
    const areas = [
      { admin_code: 'M', level: 'rt', kelurahan_code: KELURAHAN, rt_rw: 'RT001-RW001', area_ha_utm: 1 },
    ]
    expect(await cell({ ...few, areas }, '1b', 'M')).toMatchObject({ status: 'too few' })
    const enough = { ...few, households: group(6, 0, {}) }
    expect(await cell({ ...enough, areas }, '1b', 'M')).toMatchObject({ status: 'fills' })
  })

  it.each([
    ['below the limit', uncounted, [dense(199)], []],
    ['where the profile counts them', [profile('A', { area_ha_verified: 1 })], [dense(300)], []],
    ['where they were not counted', uncounted, [dense(300, { buildings_method: 'rt_profiles' })], []],
    [
      'where the record states a volume',
      uncounted,
      [dense(300)],
      [{ rt_id: 'A', vintage: 2018, criterion: '1b', volume: 0, source_id: 'k', source_row: 1 }],
    ],
  ])('says nothing %s', async (_, profiles, densities, deficits) => {
    expect(await cell({ households, profiles, densities, deficits }, '1b')).toBeUndefined()
  })
})

describe('what may be told of an RT', () => {
  const B = profile('B', { rt_rw: 'RT002-RW001', source_row: 2 })
  const waste = (count: number, rt: string, answer: string, prefix: string) =>
    group(count, 0, {}, { rt_rw: rt, waste_disposal: answer, waste_collected_per_week: 3 }, prefix)
  const six = waste(6, 'RT001-RW001', 'tps', 'a')

  it('is nothing where the few of another RT would follow from it and their kelurahan', async () => {
    const given = {
      households: [...six, ...waste(4, 'RT002-RW001', 'dibakar', 'b')],
      profiles: [profile('A'), B],
    }
    expect(await cell(given, '6b')).toMatchObject({ answered: 6, status: 'too few' })
    const five = { ...given, households: [...six, ...waste(5, 'RT002-RW001', 'dibakar', 'b')] }
    expect(await cell(five, '6b')).toMatchObject({ status: 'fills' })
  })

  it('nor where few of the other RT answered', async () => {
    const silent = group(4, 0, {}, { rt_rw: 'RT002-RW001' }, 'c')
    const households = [...six, ...waste(2, 'RT002-RW001', 'dibakar', 'b'), ...silent]
    const { rows } = await survey({ households, profiles: [profile('A'), B] })
    const of = (criterion: string) =>
      rows.filter((row) => row.criterion === criterion).map(({ status }) => status)
    expect(of('6b')).toEqual(['too few', 'too few'])
    expect(of('3a')).toEqual(['fills', 'fills'])
  })

  it('is the same in the figures of households, which lie in the RT the form names there too', async () => {
    const strays = group(1, 0, {}, { waste_disposal: 'dibakar' }, 's')
    const points = Object.fromEntries([...six.map((row) => [row.household_id, 'A']), ['s0', 'B']])
    const eight = waste(8, 'RT002-RW001', 'tps', 'b')
    const { rows } = await survey({
      households: [...six, ...strays, ...eight],
      points,
      profiles: [profile('A'), B],
    })
    await writeHouseholdTests(context!, null, [loadTests('tridaya')])
    const figures = await context!.read<Row>('household_indicators')
    const surveyed = (level: string, unit: string) =>
      figures.find(
        (row) => row.level === level && row.unit_id === unit && row.indicator === 'waste_collected',
      )!.surveyed
    for (const rt of ['A', 'B'])
      expect([rt, surveyed('rt', rt)]).toEqual([rt, rows.find(({ rt_id }) => rt_id === rt)!.households])
  })
})

describe('a city without a survey', () => {
  it('has both tables, empty', async () => {
    context = await stageContext(indicators, { tables: { '2-validate': { rt_profiles: [profile('A')] } } })
    expect(await writeSurvey(context, [METHODOLOGY])).toEqual({ survey_deficits: 0, survey_profiles: 0 })
    expect(await context.read('survey_deficits')).toEqual([])
  })

  it('may have a survey without a single household', async () => {
    const { rows, profiles } = await survey({ households: [] })
    expect([rows, profiles]).toEqual([[], []])
  })
})
