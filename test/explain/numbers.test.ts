import { afterEach, describe, expect, it } from 'vitest'
import { numberEntries } from '../../pipeline/explain/numbers/rules.ts'
import { page } from '../../pipeline/explain/print/page.ts'
import { CommonNumbers, numberRows } from '../../pipeline/stages/7-publish/traces/numbers-file.ts'
import type { Row } from '../../pipeline/store/index.ts'
import { unitWord } from '../../pipeline/values/unit-words.ts'
import { arithmeticText } from '../../pipeline/viewer/why-number-text.ts'
import { tracedNumber } from '../../pipeline/viewer/why-numbers-file.ts'
import { METHODOLOGY, type StageFolder, stageFolder, townTables } from './stage-folder.ts'

let folder: StageFolder | undefined

afterEach(() => {
  folder?.remove()
  folder = undefined
})

/** What only the households of too few tell: it stands nowhere else. */
const FEW = 3.777

function density(over: Row = {}): Row {
  const none = [
    ...['rt_in_unit', 'rt_told', 'rt_ground_inside_pct', 'buildings_method', 'buildings_elsewhere'],
    ...['density_buildings_per_ha', 'density_buildings_class'],
  ]
  return {
    ...Object.fromEntries(none.map((name) => [name, null])),
    ...{ level: 'zone', unit_id: 'Z1', vintage: 2020, area_ha_utm: 10, water_ha: 2, road_ha: null },
    ...{
      area_ha_net: 8,
      net_method: 'water',
      population: 400,
      families: 80,
      population_method: 'rt_profiles',
    },
    ...{ population_published: true, population_standard_error: null, households_estimated: null },
    ...{ households_surveyed: FEW, people_surveyed: FEW, density_population_per_ha: 40 },
    ...{ density_population_class: 'rendah', density_population_net_per_ha: 50, buildings: 80 },
    ...{ density_buildings_net_per_ha: 10, building_ground_ha: 1, building_coverage_pct: 10 },
    ...over,
  }
}

function figure(over: Row = {}): Row {
  return {
    ...{
      level: 'zone',
      unit_id: 'Z1',
      vintage: 2020,
      methodology: 'un-habitat-slum-household',
      group: 'slum',
    },
    ...{ indicator: 'slum_5', label_id: 'Kumuh (satu dari lima)', label_en: 'Slum (any one of five)' },
    ...{ counts: 'households', surveyed: 40, weighted: false, base: 40, yes_min: 10, yes_max: 12 },
    ...{ percent: null, percent_min: 25, percent_max: 30, standard_error_pct: 7, published: true },
    ...over,
  }
}

async function town(
  densities: Row[],
  figures: Row[],
  further: Record<string, Row[]> = {},
): Promise<StageFolder> {
  folder?.remove()
  const tables = townTables([
    { volume: 10, denominator: 100 },
    { volume: 65, denominator: 153 },
  ])
  folder = await stageFolder({
    ...tables,
    ...(densities.length === 0 ? {} : { '4-density': { densities } }),
    '5-indicators': {
      ...tables['5-indicators'],
      ...(figures.length === 0 ? {} : { household_indicators: figures }),
      ...further,
    },
  })
  return folder
}

const told = (lines: string[]) => lines.join(' ').replaceAll(/\s+/g, ' ')

describe('the numbers of schemas/numbers.yaml', () => {
  it('each have a title, a rule and a source in both languages, and inputs that the data dictionary names', () => {
    const entries = numberEntries()
    expect(new Set(entries.map(({ rule }) => rule.id)).size).toBe(entries.length)
    for (const { rule } of entries)
      for (const text of [rule.title, rule.rule, rule.source, ...rule.inputs.map(({ title }) => title)])
        expect([rule.id, text.id.length > 1, text.en.length > 1]).toEqual([rule.id, true, true])
  })

  it('have units that are signs, or words of both languages', () => {
    const units = numberEntries().flatMap(({ rule }) => [rule.unit, ...rule.inputs.map(({ unit }) => unit)])
    const untold = units.filter((unit) => unit !== null && unitWord(unit, 'id') === unit)
    expect([...new Set(untold)].sort()).toEqual(['%', 'RT', 'ha', 'm'])
  })
})

describe('a number of a unit explained', () => {
  it('tells its arithmetic with inputs and units, its rule, source and the table it is published in', async () => {
    const trace = await (await town([density()], [])).explain('Z1', { number: 'area_ha_net' })
    expect(trace.numbers).toHaveLength(1)
    const text = told(page(trace, 'id', true))
    // Roads whose width nobody knows are not taken off, and are no 0.
    expect(text).toContain('Hitungan 10 - 2 = 8 ha')
    expect(text).toContain('water_ha (Perairan di dalamnya) = 2 ha')
    expect(text).toContain('keyakinan rendah')
    expect(text).toContain('tables/densities.csv: area_ha_net')
    const net = await folder!.explain('Z1', { number: 'density_population_net_per_ha' })
    expect(told(page(net, 'en', true))).toContain('400 / 8 = 50 people/ha')
  })

  it('adds up the criteria of an aspect, which the criterion leads on from', async () => {
    const percent_mean = (100 * 75) / 253 / 3
    const aspect = { level: 'zone', unit_id: 'Z1', vintage: 2020, methodology: METHODOLOGY.id, aspect: '4' }
    const aspect_scores = [{ ...aspect, label_id: 'Drainase', label_en: 'Drainage', percent_mean }]
    const trace = await (await town([], [], { aspect_scores })).explain('Z1', { number: 'aspect_percent:4' })
    const [one] = trace.numbers
    expect(one).toMatchObject({ key: '4', label: { id: 'Drainase' }, year: 2020 })
    const own = METHODOLOGY.criteria.filter(({ aspect }) => aspect === '4').map(({ id }) => id)
    expect(one!.parts.map(({ name }) => name)).toEqual(own)
    const mean = one!.parts.reduce((sum, { value }) => sum + value!, 0) / own.length
    expect(told(page(trace, 'en', true))).toContain('/ 3 = 9.881423 %')
    expect(mean).toBeCloseTo(percent_mean, 9)
  })

  it('says what a household figure counts, with both bounds', async () => {
    const asked = { number: 'household_share:un-habitat-slum-household/slum/slum_5/households' }
    const trace = await (await town([], [figure()])).explain('Z1', asked)
    const text = told(page(trace, 'en', true))
    expect(text).toContain('100 x 10 / 40 = 25 %')
    expect(text).toContain('100 x 12 / 40 = 30 %')
    expect(text).toContain('at least one of: No improved water;')
    expect(text).toMatch(/From .*base \(.* Beside it .*asked_of \(Asked of\) = all/)
    const some = { methodology: 'tridaya', group: 'economic', indicator: 'formal_work', percent_max: 31 }
    const few = { number: 'household_share:tridaya/economic/formal_work/households' }
    const asked_of = await (await town([], [figure(some)])).explain('Z1', few)
    expect(told(page(asked_of, 'en', true))).toContain('Work status (Sakernas) is one of («3 Employer')
    expect(told(page(asked_of, 'id', true))).toContain('Status pekerjaan (Sakernas) terisi')
    expect(told(page(asked_of, 'en', true))).toContain(
      '100 x 10 / 40 = 25 % Not all are asked, and of some it is not known whether they count',
    )
  })

  it('says of which list a figure is, without the error of a sample, and that ends are rounded outward', async () => {
    const label = { label_id: 'Pelaku dengan kesepakatan', label_en: 'Partners with an agreement' }
    const list = { methodology: 'tridaya', group: 'social', indicator: 'institutions_with_agreement' }
    const seven = { surveyed: 7, base: 7, yes_min: 3, yes_max: 4, percent_min: 300 / 7, percent_max: 400 / 7 }
    const row = figure({ ...label, ...list, ...seven, counts: 'institutions', vintage: null })
    const number = 'household_share:tridaya/social/institutions_with_agreement/institutions'
    const trace = await (await town([], [row])).explain('Z1', { number })
    const text = told(page(trace, 'en', true))
    expect(text).toContain('Figure of stakeholders: Partners with an agreement')
    expect(text).not.toMatch(/standard_error_pct|Household figure/)
    expect(text).toContain('Written 42.8-57.2 %: the lower end is rounded down and the upper up.')
    const households = await folder!.explain('Z1')
    expect(JSON.stringify(households.numbers)).not.toContain('"standard_error_pct":7')
  })

  it('has neither row nor value of what the release holds back', async () => {
    const held = figure({ indicator: 'slum_4', published: false, surveyed: FEW, base: FEW, yes_min: FEW })
    const hidden = density({
      population_published: false,
      population: FEW,
      density_population_net_per_ha: FEW,
    })
    const trace = await (await town([hidden], [figure(), held])).explain('Z1')
    expect(JSON.stringify(trace)).not.toContain(String(FEW))
    expect(trace.numbers.filter(({ number }) => number === 'household_share')).toHaveLength(1)
    expect(trace.numbers.map(({ number }) => number)).not.toContain('density_population_net_per_ha')
    await expect(
      folder!.explain('Z1', { number: 'household_share:un-habitat-slum-household/slum/slum_4/households' }),
    ).rejects.toMatchObject({ kind: 'usage' })
    // A table that does not say what is published tells nothing.
    const { published: _published, ...older } = figure()
    const before = await (await town([], [older])).explain('Z1')
    expect(before.numbers.map(({ number }) => number)).not.toContain('household_share')
  })

  it('tells of tables that disagree as what they are, with both numbers', async () => {
    const trace = await (await town([density({ area_ha_net: 9 })], [])).explain('Z1', {
      number: 'area_ha_net',
    })
    expect(told(page(trace, 'id', true))).toContain(
      'Hitungan 10 - 2 = 8 ha; pada tabel 9 ha Perhatian: tabel-tabelnya tidak cocok.',
    )
    expect(told(page(trace, 'en', true))).toContain(
      '10 - 2 = 8 ha; the tables say 9 ha Attention: the tables disagree.',
    )
    // The page says so from what is published of it.
    const common = new CommonNumbers()
    common.add(trace.numbers)
    const rules = common.file(folder!.city, () => ({ title: null, path: null }))
    const numbers = numberRows(trace.numbers, new Map(), () => null)
    const published = tracedNumber({ numbers, rt: [] }, rules, { number: 'area_ha_net', key: null })!
    expect(arithmeticText(published.rule, published.told, 'id')).toEqual({
      lines: ['10 − 2 = 8\u00a0ha; pada tabel 9\u00a0ha'],
      note: null,
      verdict: { agrees: false, text: expect.stringContaining('Tabel-tabelnya tidak cocok') },
    })
    const none = await (await town([density({ building_ground_ha: null })], [])).explain('Z1', {
      number: 'building_coverage_pct',
    })
    expect(told(page(none, 'en', true))).toContain('do not hold all that it takes: building_ground_ha')
  })

  it('names the numbers there are where another is asked for', async () => {
    await expect((await town([density()], [])).explain('Z1', { number: 'nothing' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('there is no such number'),
    })
  })
})

/** Surveys of 2018 and 2020, and works up to 2022; `score_totals` knows the second alone. */
function years(): Row[] {
  const row = { level: 'zone', unit_id: 'Z1', methodology: METHODOLOGY.id, kind: 'surveyed' }
  const numbers = (year: number, area_ha_slum: number, cost_idr: number, cost_idr_total: number): Row => ({
    ...{ ...row, year, baseline_vintage: year, area_ha_slum, rt_slum: 1, rt_count: 2, cost_idr },
    ...{ cost_idr_total, score_total: 10 },
  })
  const projected = { kind: 'projected', baseline_vintage: 2020 }
  return [
    numbers(2018, 6, 5, 0),
    ...[numbers(2020, 4, 30, 30), { ...numbers(2022, 1, 12, 42), ...projected }],
  ]
}

describe('a number asked for with a year', () => {
  const asked = async (number: string, vintage?: number) => {
    const { numbers } = await folder!.explain('Z1', { number, vintage })
    return numbers.map(({ year, values, parts }) => [year, Object.values(values)[0], parts.length])
  }

  it('is of that year, and of the newest where none is asked for', async () => {
    await town([density()], [figure(), figure({ vintage: 2022, percent_min: 50 })], { progress: years() })
    // Costs of the year of the first survey are none since.
    expect([await asked('cost_idr_total'), await asked('cost_idr_total', 2020)]).toEqual([
      [[2022, 42, 2]],
      [[2020, 30, 1]],
    ])
    expect([await asked('area_ha_slum', 2020), await asked('area_ha_net', 2020)]).toEqual([
      [[2020, 4, 0]],
      [[2020, 8, 0]],
    ])
    expect([await asked('household_share'), await asked('household_share', 2020)]).toEqual([
      [[2022, 50, 0]],
      [[2020, 25, 0]],
    ])
  })

  it('is refused where it is of other years, which are named', async () => {
    await town([density({ vintage: 2018 })], [], { progress: years() })
    for (const [number, year] of [
      ['score_projected', '2022'],
      ['area_ha_net', '2018'],
    ] as const)
      await expect(folder!.explain('Z1', { number, vintage: 2020 })).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(new RegExp(`of another year.*${number} --vintage 2020.*${year}`, 's')),
      })
    const page = await folder!.explain('Z1', { vintage: 2020 })
    expect(new Set(page.numbers.map(({ year }) => year))).toEqual(new Set([2020]))
  })

  it('is told alone, and not beside the way of a criterion', async () => {
    await town([density()], [])
    await expect(folder!.explain('Z1', { number: 'area_ha_net', criterion: '4b' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('one way is told at a time'),
    })
  })
})
