import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import {
  canCompare,
  comparedTheme,
  firstComparison,
  knownComparison,
  readingOf,
  sideChoices,
} from '../../pipeline/viewer/compare-choices.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { type Theme, themes } from '../../pipeline/viewer/themes.ts'
import type { ProgressYear } from '../../pipeline/viewer/zone-progress.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const theme = (key: string) => themes(legend).find((known) => known.key === key) as Theme

interface Told {
  /** Years of the scores, with a `p` for those that are expected. */
  years?: string[]
  /** Number and vintage of two decrees. */
  pair?: [[string, number], [string, number]]
  /** Rows of the table of decrees. */
  decrees?: Record<string, string>[]
}

/** As much of an atlas as tells what can be compared. */
function atlasOf({ years = [], pair, decrees = [] }: Told): Atlas {
  const progress = years.map((key) => ({ year: Number.parseInt(key, 10), projected: key.endsWith('p') }))
  const properties = pair && {
    ...{ from_decree: pair[0][0], from_vintage: pair[0][1] },
    ...{ to_decree: pair[1][0], to_vintage: pair[1][1] },
  }
  const ready = <T>(value: T) => ({ state: 'ready', value })
  return {
    ...{ legend, methodology: null, zones: [{ zone_id: 'A', properties: {} }] },
    hasLayer: (name: string) => name === 'zone_changes' && pair !== undefined,
    progress: () => ready(new Map([['A', progress as ProgressYear[]]])),
    features: () => (pair ? ready([{ type: 'Feature', geometry: null, properties }]) : { state: 'absent' }),
    table: (name: string) => (name === 'decrees' ? ready(decrees) : { state: 'absent' }),
  } as unknown as Atlas
}

const compared = (told: Told, key = 'score_class') => {
  const first = firstComparison(sideChoices(atlasOf(told), theme(key), 'id'), theme(key))
  return first && `${first.left} ${first.right}`
}

describe('what can be compared', () => {
  it('is nothing in a city of one decree and one survey, which is not offered it', () => {
    expect(canCompare(atlasOf({}), theme('score_class'))).toBe(false)
    expect(canCompare(atlasOf({ years: ['2018'] }), theme('score_class'))).toBe(false)
    expect(sideChoices(atlasOf({ years: ['2018'] }), theme('score_class'), 'id')).toEqual([])
    expect(canCompare({ ...atlasOf({ years: ['2014', '2018'] }), zones: [] } as never, theme('change'))).toBe(
      false,
    )
  })

  it('is the oldest survey and the newest, or what is expected where there is one survey', () => {
    expect(compared({ years: ['2014', '2018', '2024p'] })).toBe('2014 2018')
    expect(compared({ years: ['2018', '2024p'] })).toBe('2018 2024p')
    expect(canCompare(atlasOf({ years: ['2018', '2024p'] }), theme('grid_buildings'))).toBe(true)
  })

  it('is the decrees where the map shows their change, and where there is nothing else', () => {
    const pair: Told['pair'] = [
      ['9/2018', 2018],
      ['12/2021', 2021],
    ]
    expect(compared({ pair })).toBe('sk:9/2018 sk:12/2021')
    expect(compared({ years: ['2014', '2018'], pair })).toBe('2014 2018')
    expect(compared({ years: ['2014', '2018'], pair }, 'change')).toBe('sk:9/2018 sk:12/2021')
  })

  it('calls a verification by its title, and a decree by its number, whatever stands in them', () => {
    const pair: Told['pair'] = [
      ['<b>1</b>', 2014],
      ['v', 2018],
    ]
    const decrees = [{ decree_number: 'v', kind: 'verification', title: 'Verifikasi "Bugis"' }]
    expect(sideChoices(atlasOf({ pair, decrees }), theme('change'), 'en').map(({ label }) => label)).toEqual([
      'Decree <b>1</b> (2014)',
      'Verifikasi "Bugis"',
    ])
    expect(sideChoices(atlasOf({ pair }), theme('change'), 'en')[1]?.label).toBe('Decree v (2018)')
  })

  it('is the slum class where the theme that is shown has no years', () => {
    const atlas = atlasOf({})
    expect(comparedTheme(atlas, theme('density_population_class')).key).toBe('score_class')
    expect(comparedTheme(atlas, theme('score_total')).key).toBe('score_total')
  })
})

describe('a comparison that a link asks for', () => {
  const criterion = {
    ...theme('score_class'),
    key: 'criterion:1a',
    criterion: { id: '1a' },
  } as unknown as Theme
  const asked = { left: '2014', right: '2018', at: 50 }
  const scored = [2014, 2018].map((vintage) => ({ criterion: '1a', vintage, percent: 1, score: 0 }))
  const pair: Told['pair'] = [
    ['337/2014', 2014],
    ['verifikasi-2018', 2018],
  ]
  const scores = { state: 'ready', value: new Map([['A', scored]]) }
  /** An atlas of two decrees whose scores, or what works make of them, are in some state. */
  const known = (parts: Record<'scores' | 'projections', unknown>, of = asked, told: Told = { pair }) => {
    const reading = { scores: () => parts.scores, projections: () => parts.projections }
    const criterionOfRt = () => ({ state: 'absent' })
    return knownComparison(
      { ...atlasOf(told), ...reading, criterionOfRt } as unknown as Atlas,
      criterion,
      of,
      'id',
    )
  }
  const [absent, loading, failed] = ['absent', 'loading', 'failed'].map((state) => ({ state }))

  it('keeps its sides while the scores of its criterion load, or what works make of them', () => {
    expect(known({ scores: loading, projections: loading })).toEqual(asked)
    expect(known({ scores, projections: absent })).toEqual(asked)
    const expected = { ...asked, right: '2024p' }
    expect(known({ scores, projections: loading }, expected)).toEqual(expected)
    expect(known({ scores: loading, projections: loading }, asked, {})).toEqual(asked)
  })

  it('keeps them where a table failed, which may hold them', () => {
    expect(known({ scores: failed, projections: failed })).toEqual(asked)
    // Begun by hand: whatever can be compared is.
    const begun = { left: '', right: '', at: 50 }
    expect(known({ scores: failed, projections: failed }, begun)).toEqual({
      ...{ left: 'sk:337/2014', right: 'sk:verifikasi-2018', at: 50 },
    })
    expect(known({ scores: failed, projections: failed }, begun, {})).toEqual(begun)
  })

  it('has failed where the zones that a decree is drawn of did, and is no longer loading for ever', () => {
    const atlas = atlasOf({ years: ['2014', '2018'], pair })
    const zonesFailed = {
      ...{ ...atlas, progress: atlas.progress },
      features: (name: string) => (name === 'zones' ? failed : atlas.features(name)),
    } as Atlas
    const reading = (left: string) => readingOf(zonesFailed, theme('score_class'), { left, right: '2018' })
    expect([reading('sk:337/2014'), reading('2014')]).toEqual(['failed', 'ready'])
  })

  it('gives way to what the release holds, and ends where it holds nothing', () => {
    const other = { ...asked, left: '1901' }
    expect(known({ scores, projections: absent }, other)).toEqual(asked)
    expect(known({ scores: absent, projections: absent }, other, {})).toBeNull()
  })
})
