import { describe, expect, it } from 'vitest'
import { INDICATOR_RULES } from '../../../pipeline/stages/2-validate/rules/indicators.ts'
import { briefly, judgeTables } from '../../support/judging-tables.ts'
import { csvSource, featureSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'
import { CRITERIA, type MadeUpRt, rtSources } from './faults/indicator.ts'

const said = async (rts: MadeUpRt[], more: SourceSpec[] = []) =>
  briefly(await judgeTables(INDICATOR_RULES, { sources: [...rtSources(rts), ...more] }))

describe('stated scores', () => {
  const blank = Object.fromEntries(CRITERIA.map((id) => [id, '']))
  const scores = (fives: number) => Object.fromEntries(CRITERIA.map((id, i) => [id, i < fives ? '5' : '0']))

  it('SCORE_SUM: of every criterion add up to the stated total, volumes or not', async () => {
    expect(
      await said([
        { rt_id: 'right', volumes: blank, scores: scores(3), total: 15 },
        { rt_id: 'wrong', volumes: blank, scores: scores(3), total: 20 },
        { rt_id: 'open', volumes: blank, scores: { ...scores(3), '7b': '' }, total: 20 },
      ]),
    ).toEqual(['SCORE_SUM wrong · 2019 score_stated: 20'])
  })

  it('SCORE_SUM: is said once, and not where the score of a criterion is named already', async () => {
    const volumes = { '1a': '100' }
    expect(
      await said([
        { rt_id: 'both', volumes, scores: scores(1), total: 8 },
        { rt_id: 'one score', volumes, scores: { ...scores(1), '1a': '3' }, total: 5 },
      ]),
    ).toEqual([
      'SCORE_RECOMPUTE one score · 2019 · 1a score_stated: 3',
      'SCORE_SUM both · 2019 score_stated: 8',
    ])
  })

  it('SCORE_SUM: of a kawasan add up to its total', async () => {
    const lines = (kawasan: string) =>
      CRITERIA.map((criterion, i) => `${kawasan},2019,${criterion},${i < 2 ? 5 : 0}`)
    const profiles = 'kawasan,vintage,score_stated\nRight,2019,10\nWrong,2019,15\nOpen,2019,15'
    const deficits = [...lines('Right'), ...lines('Wrong'), ...lines('Open').slice(1)]
    const found = await judgeTables(INDICATOR_RULES, {
      sources: [
        csvSource('kawasan_profiles', profiles),
        csvSource('kawasan_deficits', `kawasan,vintage,criterion,score_stated\n${deficits.join('\n')}`),
      ],
    })
    expect(briefly(found)).toEqual(['SCORE_SUM Wrong · 2019 score_stated: 15'])
  })
})

describe('measured numbers', () => {
  it('KAWASAN_SUM: are as precise as their own digits, whatever one of them has', async () => {
    const third = (rt_id: string, area: string): MadeUpRt => ({ rt_id, kawasan: 'K', area, buildings: 10 })
    const rts = [third('a', '0.3333333'), ...['b', 'c', 'd', 'e', 'f'].map((id) => third(id, '0.33'))]
    const kawasan = (area: string) =>
      csvSource('kawasan_profiles', `kawasan,vintage,area_ha_verified\nK,2019,${area}`, { decimal: '.' })
    expect(await said(rts, [kawasan('2.00')])).toEqual([])
    expect(await said(rts, [kawasan('2.05')])).toEqual(['KAWASAN_SUM K · 2019 area_ha_verified: 2.05'])
    // Kept to four decimals, one of which is a zero.
    const fine = ['0.3312', '0.3321', '0.3334', '0.3317', '0.333', '0.3341'].map((area, i) =>
      third(`${i}`, area),
    )
    expect(await said(fine, [kawasan('1.9955')])).toEqual([])
    expect(await said(fine, [kawasan('1.9985')])).toEqual(['KAWASAN_SUM K · 2019 area_ha_verified: 1.9985'])
  })

  it('VOL_OVER_DEN: are not over a whole that is rounded, while counts are exact', async () => {
    const over = (volumes: Record<string, string>): MadeUpRt => ({
      rt_id: Object.keys(volumes)[0]!,
      road: '1000',
      volumes,
    })
    expect(await said([over({ '2a': '1000.4' }), over({ '4a': '1.004' })])).toEqual([])
    expect(await said([over({ '2a': '1000.6' }), over({ '4a': '1.006' }), over({ '1a': '101' })])).toEqual([
      'VOL_OVER_DEN 2a · 2019 · 2a volume: 1000.6',
      'VOL_OVER_DEN 4a · 2019 · 4a volume: 1.006',
      'VOL_OVER_DEN 1a · 2019 · 1a volume: 101',
    ])
  })
})

it('VERIFIED_AREA: a zone is measured by the decree of the year of its profiles, else by the one in force', async () => {
  const zone = (decree_number: string, width_m: number, zone_id = 'Z') => ({
    zone_id,
    decree_number,
    geometry: rectangle(10, 10, width_m, 100),
  })
  const profile = (rt_id: string, vintage: number, zone_id: string, area: number) =>
    `${rt_id},${vintage},RT00${vintage % 10}-RW001,${zone_id},${area}`
  const made = await workspace({
    sources: [
      csvSource(
        'decrees',
        'decree_number,kind,vintage\n1/2014,decree,2014\nverified,verification,2018\n2/2020,decree,2020',
      ),
      featureSource('zones', [
        zone('1/2014', 300),
        zone('verified', 50),
        zone('2/2020', 200),
        // Drawn by a verification alone.
        zone('verified', 50, 'V'),
      ]),
      csvSource(
        'rt_profiles',
        ['rt_id,vintage,rt_rw,zone_id,area_ha_verified']
          .concat(
            profile('of 2014', 2014, 'Z', 3),
            profile('of 2018', 2018, 'Z', 1),
            profile('of 2019', 2019, 'Z', 2),
            profile('over', 2021, 'Z', 2.5),
            profile('elsewhere', 2014, 'V', 3),
          )
          .join('\n'),
        { decimal: '.' },
      ),
    ],
  })
  await made.run('2-validate')
  const found = (await made.findings()).filter(({ code }) => code === 'VERIFIED_AREA')
  expect(found.map(({ key, expected }) => [key, expected])).toEqual([
    ['Z · 2018', '<= 0.5 ha'],
    ['Z · 2021', '<= 2 ha'],
  ])
})
