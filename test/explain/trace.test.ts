import { afterEach, describe, expect, it } from 'vitest'
import { page } from '../../pipeline/explain/print/page.ts'
import { type RtCell, rtId, type StageFolder, stageFolder, townTables } from './stage-folder.ts'

let folder: StageFolder | undefined

afterEach(() => {
  folder?.remove()
  folder = undefined
})

const CELLS: RtCell[] = [
  { volume: 65, denominator: 153 },
  { volume: 10.1, denominator: 100.3 },
]

async function town(cells: readonly RtCell[], more: Record<string, Record<string, unknown>[]> = {}) {
  const tables = townTables(cells)
  Object.assign(tables['5-indicators'], more)
  folder = await stageFolder(tables)
  return folder
}

describe('the way of a criterion at an RT', () => {
  it('goes from record to score with the arithmetic', async () => {
    const trace = await (await town(CELLS)).explain(rtId(1), { criterion: '4B' })
    const way = trace.criterion!
    expect(way.volume_record).toMatchObject({
      ...{ source_id: 'defisit', source_row: 10, path: 'sources/defisit.csv', corrections: [] },
      title: { id: 'Volume uji', en: 'Test deficits' },
    })
    expect(way.denominator_values).toMatchObject([{ column: 'drainage_ideal_m', value: 153 }])
    expect(way.calculation).toMatchObject({ arithmetic: '100 x 65 / 153', volume_from_percent: false })
    expect(way.calculation!.percent).toBeCloseTo(42.483660131, 9)
    expect(way.band).toMatchObject({
      reached: { min_pct: 24.995, score: 1 },
      next: { min_pct: 50.995, score: 3 },
    })
    expect(way.others).toEqual({ score_min: 0, score_max: 0 })
    const text = page(trace, 'en').join('\n')
    expect(text).toContain('100 x 65 / 153 = 42.483660 %')
    expect(text).toContain('Test deficits: sources/defisit.csv, record 10')
    expect(text).toContain('42.483660 % >= 24.995 %')
    expect(page(trace, 'id').join('\n')).toContain('100 x 65 / 153 = 42,483660 %')
  })

  it('says of a stated percent that the volume follows from it', async () => {
    const cells: RtCell[] = [{ volume: 64.9944, denominator: 153, volume_source: 'stated percent' }]
    const made = townTables(cells)
    for (const row of made['5-indicators'].criterion_scores!)
      if (row.criterion === '4b' && row.level === 'rt') row.percent = 42.48
    folder = await stageFolder(made)
    const trace = await folder.explain(rtId(1), { criterion: '4b' })
    expect(trace.criterion!.calculation).toMatchObject({
      ...{ percent: 42.48, arithmetic: '42.48 x 153 / 100', volume_from_percent: true },
    })
    expect(page(trace, 'en').join(' ')).toContain('the record states the percent')
  })

  it('keeps a missing volume an interval, and a missing denominator without an upper limit', async () => {
    const { explain } = await town([
      { volume: null, denominator: 50 },
      { volume: 5, denominator: null },
    ])
    const whole = (await explain(rtId(1), { criterion: '4b' })).criterion!
    expect(whole.interval).toMatchObject({ percent_min: 0, percent_max: 100 })
    expect([whole.band, whole.calculation]).toEqual([null, null])
    const open = (await explain(rtId(2), { criterion: '4b' })).criterion!
    expect(open.interval).toMatchObject({ percent_min: 0, percent_max: null })
    const text = page(await explain(rtId(2), { criterion: '4b' }), 'en').join('\n')
    expect(text).toContain('no upper limit')
    expect(text).toContain('score 0 to 5')
  })

  it('tells what the survey says, but not of fewer than k households', async () => {
    const row = {
      ...{ rt_id: rtId(1), vintage: 2020, methodology: 'permen-pupr-14-2018', criterion: '4b' },
      ...{ households: 12, answered: 11, weighted: false, base: 153, deficient: 70, percent: 45.5 },
      ...{ percent_min: 40, percent_max: 50, standard_error_pct: 3.2, profile_percent: 42.48 },
      ...{ difference_pct_points: 3.02, status: 'agrees' },
    }
    const few = { ...row, rt_id: rtId(2), answered: 4, status: 'too few' }
    const { explain } = await town(CELLS, { survey_deficits: [row, few] })
    const told = await explain(rtId(1), { criterion: '4b' })
    expect(told.criterion!.survey).toMatchObject({ too_few: false, answered: 11, percent: 45.5 })
    expect(page(told, 'en').join(' ')).toContain('11 of 12 households answered')
    const hidden = await explain(rtId(2), { criterion: '4b' })
    expect(hidden.criterion!.survey).toMatchObject({
      too_few: true,
      answered: null,
      percent: null,
      base: null,
    })
    expect(page(hidden, 'en').join(' ')).toContain('too few households')
  })

  it('shows what works took from the volume', async () => {
    const works = {
      ...{ level: 'rt', unit_id: rtId(1), year: 2021, methodology: 'permen-pupr-14-2018', criterion: '4b' },
      ...{ baseline_vintage: 2020, volume_start: 65, volume_works: 80, volume_end: 0, works_beyond_need: 15 },
      ...{ percent_start: 42.48366, percent_end: 0, score_start: 1, score_end: 0 },
    }
    const none = { ...works, year: 2020, volume_works: 0, volume_end: 65 }
    const { explain } = await town(CELLS, { progress_criteria: [none, works] })
    const trace = await explain(rtId(1), { criterion: '4b' })
    expect(trace.criterion!.works).toMatchObject([{ year: 2021, volume_start: 65, volume_end: 0 }])
    expect(page(trace, 'en').join('\n')).toMatch(
      /2021\s+2020\s+65\s+80\s+0\s+15\s+42\.484 -> 0\.000\s+1 -> 0/,
    )
  })
})

describe('the way of a criterion above the RT', () => {
  it.each(['Z1', 'Kawasan Kampung Uji', '99.71.01.1001', '99.71'])(
    'adds up the RT of %s and never averages their scores',
    async (unit) => {
      const trace = await (await town(CELLS)).explain(unit, { criterion: '4b' })
      const { sum, calculation } = trace.criterion!
      expect(sum).toMatchObject({ rt_count: 2, volume_known: 75.1, denominator_known: 253.3, agrees: true })
      expect(sum!.parts[0]).toMatchObject({ rt_id: rtId(1), volume: 65, zone_id: 'Z1', method: 'profile' })
      expect(calculation!.arithmetic).toBe('100 x 75.1 / 253.3')
      expect(page(trace, 'en').join(' ')).toContain('never averaged')
    },
  )

  it('says when the RT do not add up to the table', async () => {
    const tables = townTables(CELLS)
    for (const row of tables['5-indicators'].criterion_scores!)
      if (row.level === 'zone' && row.criterion === '4b') row.volume = 99
    folder = await stageFolder(tables)
    const trace = await folder.explain('Z1', { criterion: '4b' })
    expect(trace.criterion!.sum!.agrees).toBe(false)
    expect(page(trace, 'en').join(' ')).toContain('do not add up')
  })

  it('shows the missing ones as intervals', async () => {
    const { explain } = await town([...CELLS, { volume: null, denominator: 50 }])
    const trace = await explain('Z1', { criterion: '4b' })
    expect(trace.criterion!.sum).toMatchObject({ volume_known: 75.1, volume_open: 50, volumes_missing: 1 })
    expect(trace.criterion!.interval!.percent_max).toBeCloseTo((100 * 125.1) / 303.3, 6)
    expect(page(trace, 'en').join('\n')).toContain('0-50')
  })
})

describe('the page of a unit', () => {
  it('has every criterion, the sum, and the rules with their sources', async () => {
    const trace = await (await town(CELLS)).explain('Pantai Uji')
    expect(trace.unit).toMatchObject({
      ...{ level: 'zone', unit_id: 'Z1', name: 'Pantai Uji', kawasan: 'Kampung Uji' },
      kelurahan: { code: '99.71.01.1001', name: 'Uji Barat' },
    })
    expect(trace.criteria).toHaveLength(16)
    const text = page(trace, 'en').join('\n')
    expect(text).toContain('60-80 Heavy slum (KB)')
    expect(text).toContain('confidence high')
    expect(text).toContain('42 families')
  })

  it('says first which stages are stale', async () => {
    const trace = await (await town(CELLS)).explain('Z1')
    expect(page(trace, 'en')[0]).toMatch(/^Zone Z1/)
    const stale = page({ ...trace, stale: ['2-validate', '5-indicators'] }, 'id')
    expect(stale[0]).toMatch(/^Catatan: 2-validate, 5-indicators akan dijalankan lagi/)
  })

  it('is never wider than 100 columns, and holds no character that steers a terminal', async () => {
    const tables = townTables(CELLS)
    tables['2-validate'].zones![0]!.name = `Pantai \u001b[31m ${'panjang'.repeat(30)}`
    folder = await stageFolder(tables)
    for (const criterion of [undefined, '4b'])
      for (const lang of ['id', 'en'] as const) {
        const lines = page(await folder.explain('Z1', { criterion }), lang)
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
        expect(lines.join('')).not.toMatch(/\p{Cc}/u)
      }
  })

  it('names the rule rows that decided outside the total', async () => {
    const rating = {
      ...{ zone_id: 'Z1', vintage: 2020, methodology: 'permen-pupr-14-2018' },
      ...{ class_code: 'C2', priority: 3, treatment: 'pemukiman kembali', authority: 'provinsi' },
      ...{ authority_area_ha: 12.5, land_legality: 'tidak legal', other_considerations: 'tinggi' },
    }
    const tables = townTables(CELLS)
    for (const row of tables['5-indicators'].score_totals!) row.score_class = 'KR'
    Object.assign(tables['5-indicators'], { zone_ratings: [rating] })
    folder = await stageFolder(tables)
    const trace = await folder.explain('Z1')
    const rule = (what: string) => trace.outside!.decisions.find((one) => one.what === what)!.rule?.en
    expect(rule('priority')).toBe('KR + tinggi -> 3')
    const [english, indonesian] = [page(trace, 'en').join('\n'), page(trace, 'id').join('\n')]
    expect(english).toMatch(/Land legality +not legal \(tidak legal\)$/m)
    expect(english).toMatch(/Considerations +high \(tinggi\)$/m)
    expect(english).toMatch(/Treatment +Resettlement \(pemukiman kembali\)$/m)
    expect(indonesian).toMatch(/Legalitas lahan +tidak legal$/m)
    expect(rule('treatment')).toBe('KR + tidak legal -> pemukiman kembali')
    expect(rule('authority')).toContain('12.5 ha: >= 10 ha, < 15 ha')
    expect(page(trace, 'id').join('\n')).toContain('12,5 ha: >= 10 ha, < 15 ha')
  })

  it('reports household rules apart, only where they may be published', async () => {
    const indicator = (name: string, surveyed: number, published: boolean) => ({
      ...{ level: 'zone', unit_id: 'Z1', vintage: 2020, methodology: 'hunian', group: null, indicator: name },
      ...{ label_id: name, label_en: name, counts: 'households', surveyed, percent: 40 },
      ...{ percent_min: 35, percent_max: 45, standard_error_pct: 2, published },
    })
    const rows = [indicator('shown', 20, true), indicator('held', 20, false)]
    const trace = await (await town(CELLS, { household_indicators: rows })).explain('Z1')
    expect(trace.households.map((one) => one.indicator)).toEqual(['shown'])
    expect(page(trace, 'en').join('\n')).toContain('shown: 40.0 % (35.0-45.0 %); 20 households surveyed')
    // A table of an older build does not say what is published.
    folder!.remove()
    const older = [indicator('shown', 20, true), indicator('few', 4, true)].map(
      ({ published: _, ...row }) => row,
    )
    const before = await (await town(CELLS, { household_indicators: older })).explain('Z1')
    expect(before.households.map((one) => one.indicator)).toEqual(['shown'])
  })

  it('shows the headline of a household rule first, and what is counted by what it is', async () => {
    const indicator = (methodology: string, name: string, counts: string, group: string | null) => ({
      ...{ level: 'zone', unit_id: 'Z1', vintage: 2020, methodology, group, indicator: name },
      ...{ label_id: name, label_en: name, counts, surveyed: counts === 'institutions' ? 6 : 20 },
      ...{ percent: null, percent_min: 53.385, percent_max: 54.036, standard_error_pct: 2, published: true },
      // A list of partners has no year.
      ...(counts === 'institutions' ? { vintage: null } : {}),
    })
    const slum = 'un-habitat-slum-household'
    const rows = [
      ...[indicator(slum, 'water', 'people', 'alone'), indicator(slum, 'slum_5', 'households', 'slum')],
      ...[indicator(slum, 'slum_5', 'people', 'slum'), indicator(slum, 'slum_4', 'people', 'slum')],
      ...[indicator('own', 'work', 'households', 'a'), indicator('own', 'partners', 'institutions', 'b')],
    ]
    const trace = await (await town(CELLS, { household_indicators: rows })).explain('Z1')
    const [english, indonesian] = [page(trace, 'en').join('\n'), page(trace, 'id').join('\n')]
    expect(english).toContain('slum_5: 53.3-54.1 % of the people; 20 households surveyed')
    expect(english).not.toContain('water: ')
    expect(english).toMatch(/partners: 53\.3-54\.1 %; 6 institutions, all of them counted$/m)
    expect(indonesian).toMatch(/partners: 53,3-54,1 %; 6 lembaga, semuanya dihitung$/m)
  })

  it('says the same of several criteria once, and no more decimals than an area has', async () => {
    const tables = townTables(CELLS)
    for (const row of tables['5-indicators'].criterion_scores!) row.flag = 'missing'
    for (const row of tables['5-indicators'].score_totals!) row.area_ha_verified = 192.150007808
    folder = await stageFolder(tables)
    const lines = page(await folder.explain('Z1'), 'en')
    expect(lines.filter((line) => line.includes('is not known: the score is an interval'))).toHaveLength(1)
    expect(lines.join('\n')).toContain('192.15 ha verified')
  })

  it('names findings about the unit and its RT, and none about households', async () => {
    const tables = townTables(CELLS)
    const finding = (code: string, table_name: string, key: string) => ({
      ...{ code, severity: code.startsWith('ASIDE') ? 'quarantine' : 'warn', table_name },
      ...{ source_id: 's', source_row: 99, key },
      ...{ message_id: `pesan ${code}`, message_en: `message ${code}` },
    })
    tables['2-validate'].findings = [
      finding('OWN', 'zones', '1/2020 · Z1'),
      finding('OF_RT', 'rt_profiles', `${rtId(2)} · 2020`),
      finding('OTHER_YEAR', 'rt_profiles', `${rtId(2)} · 2014`),
      // What set aside a later survey is why this one is the last; an earlier one says nothing.
      finding('ASIDE_LATER', 'rt_deficits', `${rtId(2)} · 2023`),
      finding('ASIDE_EARLIER', 'rt_deficits', `${rtId(2)} · 2014`),
      finding('LATER', 'rt_deficits', `${rtId(2)} · 2023`),
      finding('OTHER', 'zones', '1/2020 · Z2'),
      finding('HOUSE', 'households', 'Z1'),
    ]
    folder = await stageFolder(tables)
    const trace = await folder.explain('Z1')
    expect(trace.findings.map((one) => one.code)).toEqual(['ASIDE_LATER', 'OF_RT', 'OWN'])
    expect(page(trace, 'id').join('\n')).toContain('pesan OWN')
  })

  it('is of the last year of which anything is known, while the years after it stay to be asked for', async () => {
    const tables = townTables(CELLS)
    const totals = tables['5-indicators'].score_totals!
    const zone = totals.find((row) => row.level === 'zone')!
    const unknown = { ...zone, vintage: 2023, score_total: null, score_class: null, completeness_pct: 0 }
    totals.push({ ...unknown, score_min: 0, score_max: 80 })
    folder = await stageFolder(tables)
    expect((await folder.explain('Z1')).vintage).toBe(zone.vintage)
    expect((await folder.explain('Z1', { vintage: 2023 })).vintage).toBe(2023)
  })

  it('tells of a zone without a score what it is', async () => {
    const tables = townTables(CELLS)
    tables['2-validate'].zones!.push({ ...tables['2-validate'].zones![0]!, zone_id: 'Z2', name: 'Sepi' })
    folder = await stageFolder(tables)
    const trace = await folder.explain('Z2')
    expect([trace.total, trace.criteria]).toEqual([null, []])
    expect(page(trace, 'en').join(' ')).toContain('This unit has no score')
    await expect(folder.explain('Z2', { criterion: '4b' })).rejects.toMatchObject({ exitCode: 2 })
  })
})

describe('what cannot be explained', () => {
  it('names the criteria by which a year was scored, where it was by others', async () => {
    const tables = townTables(CELLS)
    const totals = tables['5-indicators'].score_totals!
    const zone = totals.find((row) => row.level === 'zone')!
    totals.push({ ...zone, vintage: 2016, methodology: 'permen-pupr-02-2016' })
    folder = await stageFolder(tables)
    await expect(folder.explain('Z1', { vintage: 2016 })).rejects.toMatchObject({
      fault: { next: expect.stringContaining('--methodology permen-pupr-02-2016') },
    })
  })

  it.each([
    [{ criterion: '9z' }, 'no such criterion'],
    [{ vintage: 1999 }, 'no score of this year'],
    [{ methodology: 'un-habitat' }, 'no score by this methodology'],
  ])('%o is a mistake of usage', async (options, what) => {
    const { explain } = await town(CELLS)
    await expect(explain('Z1', options)).rejects.toMatchObject({
      exitCode: 2,
      fault: { what: expect.stringContaining(what), expected: expect.stringMatching(/\w/) },
    })
  })
})
