import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { withRoom } from '../../pipeline/viewer/padding.ts'
import { otherYearText } from '../../pipeline/viewer/score-base.ts'
import { themeValues } from '../../pipeline/viewer/theme-values.ts'
import { NOT_SLUM, type Theme, themes } from '../../pipeline/viewer/themes.ts'
import { valueText } from '../../pipeline/viewer/words.ts'
import { progressByZone } from '../../pipeline/viewer/zone-progress.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const theme = themes(legend)[0] as Theme
const zone = { properties: { score_class: 'KB', score_total: 62, name: 'a' } } as unknown as Zone

describe('the values of a year whose table cannot be read', () => {
  const atlas = { progress: () => ({ state: 'failed' }), zones: [] } as unknown as Atlas

  it('are none, and never those of another year', () => {
    const values = themeValues(atlas, theme, '2014')
    expect(values.state).toBe('failed')
    expect(values.zone(zone)).toEqual({ name: 'a' })
    // Joined by id: else the tiles would be drawn by what they carry of the newest year.
    expect(values.rt).toEqual(new Map())
  })

  it('are those the zones carry where no year was asked for', () => {
    const values = themeValues(atlas, theme, null)
    expect([values.state, values.zone(zone).score_class, values.rt]).toEqual(['ready', 'KB', null])
  })
})

describe('a class from data that are not complete', () => {
  const rows = parseCsv(`level,id,year,kind,score_total,score_min,score_max,score_class
zone,A,2014,surveyed,,40,50,KS
zone,A,2019,surveyed,,19,24,KR
zone,B,2014,surveyed,40,40,40,KS
zone,B,2019,projected,,20,24,KR
`)
  const progress = { state: 'ready', value: progressByZone(rows) }
  const atlas = {
    ...{ progress: () => progress, wholeTable: () => ({ state: 'absent' }), zones: [] },
  } as unknown as Atlas
  const zoneOf = (zone_id: string, properties: object) => ({ zone_id, properties }) as unknown as Zone
  const open = { score_class: 'KR', score_min: 19, score_max: 24, completeness_pct: 93.75 }
  const total = themes(legend)[1] as Theme

  it('is marked where the total is open, and where it is certain all the same', () => {
    const { mark } = themeValues(atlas, theme, null)
    expect(mark(zoneOf('A', open))).toBe('partial')
    expect(mark(zoneOf('A', { ...open, score_max: 19, score_total: 19 }))).toBe('partial')
    expect(mark(zoneOf('A', { ...open, score_max: 19, score_total: 19, completeness_pct: 100 }))).toBeNull()
  })

  it('is no mark on what has no value: the class is not certain, or the total is shown', () => {
    expect(themeValues(atlas, theme, null).mark(zoneOf('A', { ...open, score_class: null }))).toBeNull()
    expect(themeValues(atlas, total, null).mark(zoneOf('A', open))).toBeNull()
  })

  it('is marked in other years too, as projected where it is', () => {
    const marks = (year: string) =>
      ['A', 'B'].map((id) => themeValues(atlas, theme, year).mark(zoneOf(id, {})))
    expect([marks('2014'), marks('2019'), marks('2019p')]).toEqual([
      ['partial', null],
      ['partial', null],
      [null, 'projected'],
    ])
  })
})

describe('zones that were last surveyed in different years', () => {
  const rows = parseCsv(`level,id,year,kind,score_total,score_min,score_max,score_class
zone,A,2018,surveyed,40,40,40,KS
zone,B,2018,surveyed,40,40,40,KS
zone,B,2021,surveyed,20,20,20,KR
`)
  const progress = { state: 'ready', value: progressByZone(rows) }
  const zoneOf = (zone_id: string, score_vintage: number) => ({ zone_id, properties: { score_vintage } })
  const atlasOf = (...zones: object[]) =>
    ({ zones, progress: () => progress, wholeTable: () => ({ state: 'absent' }) }) as unknown as Atlas
  const mixed = atlasOf(zoneOf('A', 2018), zoneOf('B', 2021))
  const said = (values: ReturnType<typeof themeValues>) =>
    otherYearText({ score_vintage: 2018 }, values, 'id')

  it('are shown each by its newest, which is no year of all: nothing says that they are of another', () => {
    const values = themeValues(mixed, theme, null)
    expect([values.year, values.newest, values.years.map(({ key }) => key)]).toEqual([
      ...[null, null],
      ['2018', '2021'],
    ])
    expect(values.zone(mixed.zones[0]!).score_vintage).toBe(2018)
    expect(said(values)).toBeNull()
  })

  it('are shown by a year that is chosen, in which one of them has no data', () => {
    const values = themeValues(mixed, theme, '2021')
    expect([values.year?.key, values.newest]).toEqual(['2021', null])
    expect(mixed.zones.map((zone) => values.zone(zone).score_class)).toEqual([null, 'KR'])
    expect(said(values)).toContain('peta dan legenda menunjukkan 2021')
  })

  it('are unlike those of one year, which is shown', () => {
    const values = themeValues(atlasOf(zoneOf('B', 2021)), theme, null)
    expect([values.year?.key, values.newest?.key]).toEqual(['2021', '2021'])
  })
})

describe('a survey of which every cell was set aside', () => {
  const rows = parseCsv(`level,id,year,kind,score_total,score_min,score_max,score_class
zone,A,2021,surveyed,40,40,40,KS
zone,A,2023,surveyed,,0,80,
`)
  const scored = (vintage: number, score: number | null) => ({
    criterion: '1a',
    vintage,
    score,
    percent: score,
  })
  const zone = { zone_id: 'A', properties: { score_vintage: 2021, score_class: 'KS' } } as unknown as Zone
  const ready = <T>(value: T) => ({ state: 'ready', value })
  const atlas = {
    ...{ zones: [zone], progress: () => ready(progressByZone(rows)) },
    scores: () => ready(new Map([['A', [scored(2021, 3), scored(2023, null)]]])),
    projections: () => ready(new Map([['A', [{ criterion: '1a', year: 2022, score: 1, percent: 1 }]]])),
    ...{ wholeTable: () => ({ state: 'absent' }), criterionOfRt: () => ({ state: 'absent' }) },
    release: { city: { methodology: null } },
  } as unknown as Atlas
  const criterion = { ...theme, criterion: { id: '1a' } } as unknown as Theme

  it('is not the newest: the year of the values is named, and RT of it are drawn', () => {
    const values = themeValues(atlas, theme, null)
    expect([values.year?.key, values.newest?.key, values.rtYear]).toEqual(['2021', '2021', 2021])
    expect(values.zone(zone).score_vintage).toBe(2021)
    expect(values.years.map(({ key }) => key)).toEqual(['2021', '2023'])
    expect(themeValues(atlas, theme, '2023').zone(zone).score_class).toBeNull()
  })

  it('is not that of a criterion either, nor does it hide what was found before', () => {
    const values = themeValues(atlas, criterion, null)
    expect([values.newest?.key, values.zone(zone).criterion_score]).toEqual(['2021', 3])
    expect(themeValues(atlas, criterion, '2022p').zone(zone).criterion_score).toBe(1)
    const elsewhere = { criterion: '1a', year: 2024, score: 1, percent: 1 }
    const without = { ...atlas, projections: () => ready(new Map([['B', [elsewhere]]])) } as unknown as Atlas
    expect(themeValues(without, criterion, '2024p').zone(zone).criterion_score).toBe(3)
  })
})

describe('what the rule gives to slums only', () => {
  const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
    ...{ difference_warn_pct: 0.1, difference_error_pct: 1 },
  })
  const atlas = { methodology } as unknown as Atlas
  it.each(['priority', 'treatment'])('is told apart from what is not known: %s', (key) => {
    const handling = themes(legend, methodology).find((one) => one.key === key) as Theme
    const { zone: of, rt } = themeValues(atlas, handling, null)
    const said = (properties: object) => {
      const values = of({ zone_id: 'A', properties } as unknown as Zone)
      return [values[key] ?? null, valueText(handling, values, 'id')]
    }
    expect(said({ score_class: 'TK' })).toEqual([NOT_SLUM, expect.stringMatching(/^Tidak kumuh: tanpa /)])
    expect(said({ score_class: null })).toEqual([null, null])
    expect(said({ score_class: 'KR' })).toEqual([null, null])
    const known = key === 'priority' ? 3 : 'pemugaran'
    expect(said({ score_class: 'KR', [key]: known })[0]).toBe(known)
    // The tiles know no more than that there is no value: the zones are coloured by their ids.
    expect(rt).toEqual(new Map())
  })
})

describe('the room between the cards', () => {
  it('is left as the cards ask for it, and never less than a tenth of the map', () => {
    const wide = { top: 40, right: 400, bottom: 80, left: 300 }
    expect(withRoom({ width: 1280, height: 800 }, wide)).toEqual(wide)
    const narrow = withRoom({ width: 720, height: 100 }, { top: 90, right: 403, bottom: 90, left: 339 })
    expect(720 - narrow.left - narrow.right).toBeCloseTo(72, 9)
    expect(100 - narrow.top - narrow.bottom).toBeCloseTo(10, 9)
    expect(narrow.right / narrow.left).toBeCloseTo(403 / 339, 9)
  })
})
