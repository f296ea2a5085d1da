import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import { t } from '../../pipeline/viewer/i18n.ts'
import { ofYears } from '../../pipeline/viewer/profile-words.ts'
import {
  noScoresText,
  otherYearText,
  scoreBase,
  scoreBaseText,
  showsCriteria,
} from '../../pipeline/viewer/score-base.ts'

interface Sample {
  zones?: Record<string, unknown>[]
  layers?: string[]
  rows?: Record<string, string>[]
}

const atlasOf = ({ zones = [], layers = [], rows = [] }: Sample) =>
  ({
    zones: zones.map((properties) => ({ properties })),
    hasLayer: (name: string) => layers.includes(name),
    table: () => ({ state: 'ready', value: rows }),
  }) as unknown as Atlas

describe('a zone that no scored RT is joined with', () => {
  it('is not told that the release has no scores', () => {
    const rows = [{ level: 'rt', id: '33.75/1', criterion: '1a' }]
    expect(noScoresText(atlasOf({ rows }), 'id')).toContain('tidak ada RT yang disurvei yang tercatat')
    // Who reads it can neither fill in columns nor build.
    for (const lang of ['id', 'en'] as const)
      expect(noScoresText(atlasOf({ rows }), lang)).not.toMatch(/_|build|bangun/)
    expect(noScoresText(atlasOf({}), 'id')).toBe(t('id', 'scores_none'))
  })

  it('has no criteria to choose from that would show nothing', () => {
    const shows = (sample: Sample) => showsCriteria(atlasOf(sample))
    expect(shows({ zones: [{ score_total: null }] })).toBe(false)
    expect(shows({ zones: [{ score_total: 40, score_source: 'stated' }] })).toBe(false)
    expect(shows({ zones: [{ score_total: null }], layers: ['rt'] })).toBe(true)
    expect(shows({ zones: [{}, { score_min: 12, score_source: 'computed' }] })).toBe(true)
  })
})

describe('what numbers of several years stand beside each other', () => {
  const totals =
    parseCsv(`level,id,vintage,methodology,rt_count,area_ha_verified,buildings,population,families
rt,Z,2018,permen-pupr-14-2018,1,1,1,1,1
zone,Z,2014,permen-pupr-14-2018,7,18.92,907,3997,998
zone,Z,2018,permen-pupr-02-2016,7,9,9,9,9
zone,Z,2018,permen-pupr-14-2018,7,4.66,236,1049,261
zone,Y,2018,permen-pupr-14-2018,,,,,
`)
  const textOf = (zone: string, vintage: number) => {
    const base = scoreBase(totals, zone, vintage, 'permen-pupr-14-2018')
    return base && scoreBaseText(base, vintage, 'id')
  }

  it('say on what a score was counted, where the zone is told by another year', () => {
    expect(textOf('Z', 2018)).toBe(
      'Nilai 2018 dihitung pada 4,66\u00a0ha, 236 bangunan, 261 KK, 1.049 jiwa (7 RT)',
    )
    expect([textOf('Y', 2018), textOf('Z', 2019)]).toEqual([null, null])
  })

  it('say that the map is of another year than the profile', () => {
    const text = (year: number | null, projected = false) =>
      otherYearText(
        { score_vintage: 2018 },
        { year: year === null ? null : { key: '', year, projected } },
        'id',
      )
    expect(text(2014)).toContain('dari data 2018; peta dan legenda menunjukkan 2014.')
    expect(text(2018, true)).toContain(`menunjukkan ${t('id', 'year_projected', { year: '2018' })}.`)
    expect([text(2018), text(null), otherYearText({}, { year: null }, 'id')]).toEqual([null, null, null])
  })

  it('are told apart in the headings of the list', () => {
    const zones = [
      { properties: { score_vintage: 2018, population_vintage: 2014 } },
      { properties: { score_vintage: 2021, population_vintage: 2014 } },
    ]
    expect(ofYears(null, zones.slice(0, 1), 'score_vintage')).toBe('2018')
    expect(ofYears(null, zones, 'score_vintage')).toBe('2018–2021')
    expect(ofYears('jiwa', zones, 'population_vintage')).toBe('jiwa 2014')
    expect([ofYears('jiwa', [], 'population_vintage'), ofYears(null, [], 'score_vintage')]).toEqual([
      'jiwa',
      null,
    ])
  })
})
