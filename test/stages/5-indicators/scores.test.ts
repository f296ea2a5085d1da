import { afterEach, describe, expect, it } from 'vitest'
import { decreeInForce } from '../../../pipeline/decree/in-force.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { writeScores } from '../../../pipeline/stages/5-indicators/scores/write-scores.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'
import {
  type CriterionRow,
  type Rt,
  type Survey,
  stagesOf,
  surveyFilesOf,
  type TotalRow,
} from './fixtures.ts'

const OLD = 'permen-pupr-02-2016'
const NEW = 'permen-pupr-14-2018'
const methodology = loadMethodology(NEW)
const every = (volume: number, set = methodology) =>
  Object.fromEntries(set.criteria.map((criterion) => [criterion.id, volume]))
const everyOld = (volume: number) => every(volume, loadMethodology(OLD))

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

interface World extends StageContextOptions {
  accepted?: Record<string, Row[]>
  rtZones?: Row[]
  survey?: Survey
}

async function score(rts: Rt[], { accepted, rtZones, survey, ...options }: World = {}) {
  const tables = stagesOf(rts, accepted)
  if (rtZones) tables['3-area'].rt_zones.rows = rtZones
  context = await stageContext(indicators, { ...options, tables })
  const files = await surveyFilesOf(context, survey)
  const decree = await decreeInForce(
    context.store,
    null,
    context.table('2-validate', 'decrees'),
    context.table('2-validate', 'zones'),
  )
  await writeScores(context, methodology, decree, files)
  const cells = await context.read<CriterionRow>('criterion_scores')
  const totals = await context.read<TotalRow>('score_totals')
  return {
    cells,
    totals,
    cell: (level: string, unit: string, criterion: string, set = NEW) =>
      cells.find(
        (c) => c.level === level && c.unit_id === unit && c.criterion === criterion && c.methodology === set,
      )!,
    total: (level: string, unit: string, set = NEW) =>
      totals.find((t) => t.level === level && t.unit_id === unit && t.methodology === set),
  }
}

describe('sets of criteria', () => {
  it('are scored each on the rows that declare them, and never mixed in a zone', async () => {
    const { cell, total } = await score([
      {
        rt_id: 'lama',
        zone_id: 'Z',
        methodology: OLD,
        road_existing_m: 100,
        population: 100,
        volumes: everyOld(60),
      },
      { rt_id: 'baru', zone_id: 'Z', volumes: every(30) },
    ])
    expect(total('rt', 'lama', OLD)).toMatchObject({ score_total: 57, score_class: 'KS' })
    expect(total('rt', 'baru')).toMatchObject({ score_total: 16, score_class: 'KR' })
    expect([total('rt', 'lama'), total('rt', 'baru', OLD)]).toEqual([undefined, undefined])
    expect(cell('rt', 'lama', '2b', OLD)).toMatchObject({ denominator_rule: 'road_existing_m', score: 3 })
    // Each set knows one of the two RT of the zone: neither total pretends to hold both.
    for (const set of [NEW, OLD])
      expect(total('zone', 'Z', set)).toMatchObject({ score_total: null, rt_count: 2, completeness_pct: 50 })
  })

  it('leave no row in the city set of a zone and a year that others scored alone', async () => {
    const { totals } = await score([
      {
        rt_id: 'a',
        zone_id: 'Z',
        vintage: 2016,
        methodology: OLD,
        road_existing_m: 100,
        volumes: everyOld(10),
      },
      { rt_id: 'a', zone_id: 'Z', vintage: 2019, volumes: every(10) },
    ])
    const zones = totals.filter(({ level }) => level === 'zone')
    expect(zones.map((t) => [t.vintage, t.methodology, t.score_class])).toEqual([
      [2016, OLD, 'TK'],
      [2019, NEW, 'TK'],
    ])
  })

  it('are not read by one another: 4d in rows that declare nothing', async () => {
    const { cell, total } = await score([
      { rt_id: 'a', volumes: { ...every(60), '4d': 10 } },
      { rt_id: 'b', volumes: every(60) },
    ])
    // 1a, 1b, 1c and 4a are the same number in both; the form that one record betrays is that of the whole source.
    for (const rt of ['a', 'b']) {
      expect(cell('rt', rt, '4c')).toMatchObject({ volume: null, score: null, flag: 'criteria version' })
      expect(cell('rt', rt, '3a')).toMatchObject({ score_min: 0, score_max: 5, flag: 'criteria version' })
      expect(cell('rt', rt, '1a')).toMatchObject({ score: 3, flag: null })
      expect(total('rt', rt)!.completeness_pct).toBe(25)
    }
    expect(cell('city', '99.71', '4c').flag).toBe('criteria version')
    expect(context!.said.join('\n')).toMatch(
      /2 RT of kekumuhan 2018 hold criterion 4d of permen-pupr-02-2016[\s\S]*declare methodology: permen-pupr-02-2016 for its rows, or permen-pupr-14-2018/,
    )
  })

  it('believe a declaration, but not of the RT that shows it is wrong', async () => {
    const { cell } = await score([
      { rt_id: 'a', methodology: NEW, volumes: { ...every(60), '6c': 0 } },
      { rt_id: 'b', methodology: NEW, volumes: every(60) },
    ])
    expect(cell('rt', 'a', '4c').flag).toBe('criteria version')
    expect(cell('rt', 'b', '4c')).toMatchObject({ score: 3, flag: null })
  })

  it('are not betrayed by an empty cell', async () => {
    const { total } = await score([{ rt_id: 'a', volumes: { ...every(60), '4d': null, '4e': null } }])
    expect(total('rt', 'a')).toMatchObject({ score_total: 48, completeness_pct: 100 })
  })

  it('that no file knows are named and not scored', async () => {
    const { totals } = await score([{ rt_id: 'a', methodology: 'permen-99', volumes: every(60) }])
    expect(totals).toEqual([])
    expect(context!.said.join('\n')).toMatch(/16 deficits declare permen-99/)
  })

  it('class the stated total of a decree by the set the decree names', async () => {
    const decree = { kind: 'decree', source_id: 'sk', source_row: 1 }
    const { totals } = await score([], {
      accepted: {
        zones: [
          { zone_id: 'A', decree_number: '1', score_stated: 40, source_id: 's', source_row: 1 },
          { zone_id: 'B', decree_number: '2', score_stated: 40, source_id: 's', source_row: 2 },
          { zone_id: 'C', decree_number: '3', score_stated: 40, source_id: 's', source_row: 3 },
        ],
        decrees: [
          { ...decree, decree_number: '1', vintage: 2016, methodology: OLD },
          { ...decree, decree_number: '2', vintage: 2019, methodology: NEW },
          { ...decree, decree_number: '3', vintage: 2015, methodology: 'permenpera-2015' },
        ],
      },
    })
    // Rows without a year stand last; here the years put 2015 first.
    expect(totals.map((t) => [t.unit_id, t.methodology, t.score_class])).toEqual([
      ['C', 'permenpera-2015', null],
      ['A', OLD, 'KR'],
      ['B', NEW, 'KS'],
    ])
  })
})

describe('stated percents', () => {
  it('stand in for a volume, and add up over the denominators', async () => {
    const { cell } = await score([
      { rt_id: 'a', zone_id: 'Z', volumes: every(0), percents: { '1a': 10 } },
      {
        rt_id: 'b',
        zone_id: 'Z',
        buildings: 50,
        volumes: { ...every(0), '1a': null },
        percents: { '1a': 76 },
      },
    ])
    expect(cell('rt', 'a', '1a')).toMatchObject({
      volume: 0,
      volume_source: 'stated',
      flag: 'percent differs',
    })
    expect(cell('rt', 'b', '1a')).toMatchObject({
      ...{ volume: 38, volume_source: 'stated percent', percent: 76, score: 5, flag: null },
      ...{ source_id: 'kekumuhan', denominator_source_id: 'profil', denominator_source_row: 2 },
    })
    expect(cell('zone', 'Z', '1a')).toMatchObject({
      volume: 38,
      volume_source: 'sum',
      denominator: 150,
      score: 1,
    })
  })

  it('keep a cut that the volume made from them would be rounded past', async () => {
    const { cell } = await score([
      { rt_id: 'a', zone_id: 'Z', area_ha_verified: 0.333333, volumes: {}, percents: { '4a': 24.995 } },
    ])
    expect(cell('rt', 'a', '4a')).toMatchObject({ percent: 24.995, score: 1 })
    expect(cell('zone', 'Z', '4a')).toMatchObject({ percent: 24.995, score: 1 })
  })

  it('differ only beyond the digits that were written', async () => {
    const { cell } = await score([
      { rt_id: 'a', families: 300, volumes: { ...every(0), '3a': 100 }, percents: { '3a': 33.33 } },
      { rt_id: 'b', families: 300, volumes: { ...every(0), '3a': 100 }, percents: { '3a': 33.35 } },
      { rt_id: 'c', area_ha_verified: 0.84, volumes: { ...every(0), '4a': 0.21 }, percents: { '4a': 25.3 } },
      { rt_id: 'd', area_ha_verified: 0.84, volumes: { ...every(0), '4a': 0.21 }, percents: { '4a': 27 } },
    ])
    expect(['a', 'b'].map((rt) => cell('rt', rt, '3a').flag)).toEqual([null, 'percent differs'])
    expect(['c', 'd'].map((rt) => cell('rt', rt, '4a').flag)).toEqual([null, 'percent differs'])
  })

  it('of volumes whose profile was set aside leave the score of their zone open, and not that of the others', async () => {
    const { cell, total } = await score(
      [
        { rt_id: 'a', zone_id: 'satu', volumes: every(60) },
        { rt_id: 'b', profiled: false, volumes: every(10) },
        { rt_id: 'c', zone_id: 'dua', volumes: every(60) },
      ],
      {
        rtZones: [
          { rt_id: 'a', vintage: 2018, zone_id: 'satu' },
          { rt_id: 'b', vintage: 2014, zone_id: 'satu' },
          { rt_id: 'c', vintage: 2018, zone_id: 'dua' },
        ],
      },
    )
    expect(total('rt', 'b')).toMatchObject({
      score_total: null,
      score_min: 0,
      score_max: 80,
      completeness_pct: 0,
    })
    expect(cell('rt', 'b', '1a')).toMatchObject({ volume: 10, denominator: null, percent: null })
    expect(total('zone', 'satu')).toMatchObject({ score_total: null, completeness_pct: 50, rt_count: 2 })
    expect(total('zone', 'dua')).toMatchObject({ score_total: 48, completeness_pct: 100, rt_count: 1 })
    expect(context!.said.join()).toContain('1 RT have deficits of a year and no profile of it')
  })

  it('score an RT without a profile, and bound what holds it without pretending', async () => {
    const percents = every(60)
    const { cell, total } = await score(
      [
        { rt_id: 'a', profiled: false, volumes: {}, percents },
        { rt_id: 'b', profiled: false, volumes: {}, percents: every(30) },
        { rt_id: 'c', profiled: false, volumes: {}, percents },
      ],
      {
        rtZones: ['a', 'b', 'c'].map((rt_id) => ({
          rt_id,
          vintage: null,
          zone_id: rt_id === 'c' ? 'satu' : 'dua',
        })),
      },
    )
    expect(total('rt', 'a')).toMatchObject({ score_total: 48, score_class: 'KS', completeness_pct: 100 })
    expect(cell('rt', 'a', '1a')).toMatchObject({
      ...{
        volume: null,
        volume_source: 'stated percent',
        denominator: null,
        percent: 60,
        denominator_source_id: null,
      },
    })
    expect(total('zone', 'satu')).toMatchObject({ score_total: 48 })
    // Of two RT of unknown size the percent of both lies between 30 and 60.
    expect(cell('zone', 'dua', '1a')).toMatchObject({
      percent: null,
      score: null,
      score_min: 1,
      score_max: 3,
    })
    expect(total('zone', 'dua')).toMatchObject({
      score_total: null,
      score_min: 16,
      score_max: 48,
      completeness_pct: 0,
    })
  })
})

describe('the density rule', () => {
  it.each([
    ['sedang', 0.5, 'density rule'],
    ['sedang', 0.5001, null],
    ['besar', 0.5, null],
    ['metropolitan', 0.4, 'density rule'],
  ] as const)(
    'of a %s city counts %d ha of 100 buildings: %s',
    async (size_class, area_ha_verified, source) => {
      const { '1b': _, ...volumes } = every(0)
      const { cell } = await score([{ rt_id: 'a', area_ha_verified, volumes }], { city: { size_class } })
      expect(cell('rt', 'a', '1b')).toMatchObject({
        volume: source === null ? null : area_ha_verified,
        volume_source: source,
        score: source === null ? null : 5,
        flag: source === null ? 'missing' : null,
        source_id: source === null ? null : 'profil',
      })
    },
  )
})

describe('levels', () => {
  it('are those that RT name, each summed over its own RT', async () => {
    const { totals, cell } = await score(
      [
        {
          rt_id: 'a',
          zone_id: 'Z1',
          kawasan: 'Kampung  Bugis',
          kelurahan_code: '21.72.03.1005',
          volumes: every(76),
        },
        { rt_id: 'b', zone_id: 'Z2', kelurahan_code: '21.72.03.1001', volumes: every(0) },
        { rt_id: 'c', zone_id: 'Z2', kawasan: 'KAMPUNG BUGIS', volumes: every(0) },
        { rt_id: 'd', volumes: every(0) },
      ],
      {
        accepted: {
          zones: [{ zone_id: 'Z2', decree_number: '1', kawasan: 'Tanjung', source_id: 's', source_row: 1 }],
          decrees: [{ decree_number: '1', kind: 'decree', vintage: 2018, source_id: 's', source_row: 1 }],
          admin_units: [
            {
              admin_code: 'c',
              level: 'rt',
              name: 'c',
              kelurahan_code: '21.72.04.1001',
              source_id: 's',
              source_row: 1,
            },
          ],
        },
      },
    )
    const count = Object.fromEntries(totals.map((t) => [`${t.level} ${t.unit_id}`, t.rt_count]))
    expect(count).toEqual({
      ...{ 'city 99.71': 4, 'zone Z1': 1, 'zone Z2': 2, 'rt a': 1, 'rt b': 1, 'rt c': 1, 'rt d': 1 },
      ...{ 'kawasan Kampung  Bugis': 2, 'kawasan Tanjung': 1 },
      ...{ 'kelurahan 21.72.03.1005': 1, 'kelurahan 21.72.03.1001': 1, 'kelurahan 21.72.04.1001': 1 },
      ...{ 'kecamatan 21.72.03': 2, 'kecamatan 21.72.04': 1 },
    })
    expect(cell('kecamatan', '21.72.03', '1a')).toMatchObject({ volume: 76, denominator: 200, score: 1 })
    expect(context!.said.join('\n')).toMatch(/1 RT belong to no kawasan/)
  })

  it('exist only where RT name them', async () => {
    const { totals } = await score([{ rt_id: 'a', zone_id: 'Z', volumes: every(0) }])
    expect(totals.map(({ level }) => level)).toEqual(['city', 'rt', 'zone'])
  })
})

describe('the survey', () => {
  it('fills what nobody stated, and nothing else', async () => {
    const { '3a': _, ...volumes } = every(0)
    const filled = { vintage: 2018, methodology: NEW, status: 'fills' }
    const { cell } = await score([{ rt_id: 'a', volumes }], {
      survey: {
        deficits: [
          { ...filled, rt_id: 'a', criterion: '3a', percent: 60 },
          { ...filled, rt_id: 'a', criterion: '1a', percent: 60 },
          { ...filled, rt_id: 'a', criterion: '3b', percent: 60, status: 'differs' },
          { ...filled, rt_id: 'baru', criterion: '3a', percent: 80 },
        ],
        profiles: [{ rt_id: 'baru', vintage: 2018, families: 40, kelurahan_code: '21.72.03.1005' }],
      },
    })
    expect(cell('rt', 'a', '3a')).toMatchObject({
      volume: 60,
      volume_source: 'survey',
      score: 3,
      source_id: null,
    })
    expect(cell('rt', 'a', '1a')).toMatchObject({ volume: 0, volume_source: 'stated' })
    expect(cell('rt', 'a', '3b')).toMatchObject({ volume: 0, volume_source: 'stated' })
    expect(cell('rt', 'baru', '3a')).toMatchObject({ volume: 32, denominator: 40, score: 5 })
  })

  it('is added up where no RT has a profile at all', async () => {
    const filled = {
      vintage: 2018,
      methodology: NEW,
      status: 'fills',
      rt_id: 'baru',
      criterion: '3a',
      percent: 80,
    }
    const profiles = [{ rt_id: 'baru', vintage: 2018, families: 40, kelurahan_code: '21.72.03.1005' }]
    const { cell } = await score([], { survey: { deficits: [filled], profiles } })
    expect(cell('kelurahan', '21.72.03.1005', '3a')).toMatchObject({ volume: 32, score: 5 })
  })

  it('adds an RT that it alone tells of to no sum of a city that has profiles', async () => {
    const filled = {
      vintage: 2018,
      methodology: NEW,
      status: 'fills',
      rt_id: 'baru',
      criterion: '3a',
      percent: 80,
    }
    const survey = {
      deficits: [filled, { ...filled, vintage: 2020 }],
      profiles: [2018, 2020].map((vintage) => ({
        ...{ rt_id: 'baru', vintage, families: 40, kelurahan_code: '21.72.03.1005' },
      })),
    }
    await score([{ rt_id: 'a', volumes: every(0) }], { survey })
    const rows = (await context!.read<CriterionRow>('criterion_scores')).filter(
      ({ criterion }) => criterion === '3a',
    )
    const volumes = rows
      .filter(({ level }) => level !== 'rt')
      .map((row) => [row.level, row.vintage, row.volume])
    expect(volumes).toContainEqual(['city', 2018, 0])
    expect(volumes.map(([level, vintage]) => [level, vintage])).toEqual([['city', 2018]])
    const units = await context!.read<{ rt_id: string; vintage: number; in_sums: boolean }>('rt_units')
    expect(units.map((unit) => [unit.rt_id, unit.vintage, unit.in_sums])).toEqual([
      ['a', 2018, true],
      ['baru', 2018, false],
      ['baru', 2020, false],
    ])
    expect(context!.said.join()).toContain('1 RT are known from the survey alone')
  })
})

describe('means', () => {
  it('follow both published formulas', async () => {
    const volumes = { ...every(0), '1a': 59.04, '1b': 0, '1c': 33.73, '2a': 0, '2b': 12.5 }
    await score([{ rt_id: 'a', volumes }])
    const rows = await context!.read<{
      level: string
      aspect: string
      percent_mean: number
      percent_mean_worksheet: number
    }>('aspect_scores')
    const of = (aspect: string) => rows.find((row) => row.level === 'rt' && row.aspect === aspect)
    expect(of('1')).toMatchObject({ percent_mean: 30.923333333, percent_mean_worksheet: 30.923333333 })
    expect(of('2')).toMatchObject({ percent_mean: 6.25, percent_mean_worksheet: 0 })
    const totals = await context!.read<TotalRow>('score_totals')
    const total = totals.find(({ level }) => level === 'rt')!
    expect(total.sectoral_pct).toBeCloseTo((92.77 / 3 + 6.25) / 7, 8)
    expect(total.sectoral_pct_worksheet).toBeCloseTo(92.77 / 3 / 7, 8)
  })
})
