import { describe, expect, it } from 'vitest'
import type { FindingParts } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { checkHeader } from '../../../pipeline/stages/2-validate/rules/headers.ts'
import { INDICATOR_RULES } from '../../../pipeline/stages/2-validate/rules/indicators.ts'
import { checkStatedScore, checkStatedTotal } from '../../../pipeline/stages/2-validate/rules/scores.ts'
import { judge, madeUpWorld, said } from '../../support/judging.ts'
import { briefly, judgeTables } from '../../support/judging-tables.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { CRITERIA, indicator, type MadeUpRt, rtSources } from './faults/indicator.ts'

const world = await madeUpWorld()

describe('a stated score', () => {
  it('SCORE_DOMAIN: is one of 0, 1, 3 and 5', () => {
    const judged = (score_stated: number | null) => said(judge(checkStatedScore, world, { score_stated }))
    for (const score of [0, 1, 3, 5, null]) expect(judged(score)).toEqual([])
    for (const score of [2, 4, 6, -1, 0.25])
      expect(judged(score)).toEqual([`SCORE_DOMAIN score_stated ${score}`])
  })

  it('SCORE_DOMAIN: no sixteen scores add up to 77 or 79, nor to more than 80', () => {
    const impossible = Array.from({ length: 90 }, (_, total) => total).filter(
      (score_stated) => judge(checkStatedTotal, world, { score_stated }).length > 0,
    )
    expect(impossible).toEqual([77, 79, 81, 82, 83, 84, 85, 86, 87, 88, 89])
  })
})

it('HEADER_IMPLAUSIBLE: figures that cannot stand beside one another, each named once', () => {
  const judged = (row: Record<string, number | null>) => said(judge(checkHeader, world, row))
  expect(judged({ families: 5, population: 4, buildings: 3 })).toEqual(['HEADER_IMPLAUSIBLE families 5 > 4'])
  expect(judged({ families: 4, population: 4, buildings: 1 })).toEqual([])
  expect(judged({ families: 0, population: 0, buildings: 3 })).toEqual(['HEADER_IMPLAUSIBLE population 0'])
  expect(judged({ families: 3, population: 9, buildings: 0 })).toEqual(['HEADER_IMPLAUSIBLE buildings 0'])
  expect(judged({ families: 0, population: 0, buildings: 0 })).toEqual([])
  expect(judged({ families: 5, population: null, buildings: null })).toEqual([])
})

async function ofRts(...rts: MadeUpRt[]): Promise<FindingParts[]> {
  return judgeTables(INDICATOR_RULES, { sources: rtSources(rts) })
}

describe('the planted faults', () => {
  it('are named where they are, and nothing else is', async () => {
    const found = await judgeTables(INDICATOR_RULES, indicator.dirty)
    expect(briefly(found)).toEqual([
      'RECORD_SHIFTED RECORD_SHIFTED · 2019 score_stated: 2a: 0.25',
      'VOL_NEGATIVE VOL_NEGATIVE · 2019 · 4a volume: -0.01',
      'VOL_OVER_DEN VOL_OVER_DEN · 2019 · 1a volume: 101',
      'DEN_ZERO DEN_ZERO · 2019 · 4b volume: 0',
      'DEN_ZERO DEN_ZERO · 2019 · 4c volume: 0',
      'SCORE_RECOMPUTE SCORE_RECOMPUTE · 2019 · 1a score_stated: 3',
      'SCORE_SUM SCORE_SUM · 2019 score_stated: 5',
      // Row rules, which set the total of 77 aside, are not asked here.
      'SCORE_SUM SCORE_DOMAIN · 2019 score_stated: 77',
      'DENSITY_CLAIM DENSITY_CLAIM · 2019 · 1b volume: 0.5',
      'VERIFIED_AREA VERIFIED_AREA · 2019 area_ha_verified: 1.06 ha',
      'KAWASAN_SUM Kauman · 2019 families: 157',
      // Where the number of RT differs, so do the sums: the number alone is named.
      'KAWASAN_SUM Krapyak · 2019 rt_count: 3',
      'KAWASAN_DOUBLE Poncol · 2019 · 1b volume: 0.335512',
      'KAWASAN_DOUBLE Krapyak · 2019 · 1b volume: 0.736296',
      'SCORE_RECOMPUTE Poncol · 2019 · 1a percent_stated: 25',
    ])
    for (const [code, [source_id, source_row]] of Object.entries(indicator.met)) {
      if (['CRITERIA_VERSION', 'RT_UNKNOWN', 'SCORE_DOMAIN', 'HEADER_IMPLAUSIBLE'].includes(code)) continue
      const places = found.filter((one) => one.code === code).map((one) => [one.source_id, one.source_row])
      expect(places, code).toContainEqual([source_id, source_row])
    }
  })

  it('are not found where the figures only come near them', async () => {
    const found = await judgeTables(INDICATOR_RULES, indicator.clean)
    expect(briefly(found)).toEqual([])
  })
})

describe('a record of all criteria', () => {
  it('RECORD_SHIFTED: one impossible score condemns it, whole or not, and no other rule speaks of it', async () => {
    const found = await ofRts(
      { rt_id: 'whole', volumes: { '1a': '500', '4a': '-3' }, scores: { '1a': '20', '7b': '0' }, total: 30 },
      { rt_id: 'fraction', volumes: { '1b': '0.9' }, scores: { '5b': '0.0027722930253894222' } },
      { rt_id: 'sound', scores: Object.fromEntries(CRITERIA.map((id) => [id, '0'])) },
    )
    expect(briefly(found)).toEqual([
      'RECORD_SHIFTED whole · 2019 score_stated: 1a: 20',
      'RECORD_SHIFTED fraction · 2019 score_stated: 5b: 0.0027722930253894222',
    ])
    expect(found.map(({ source_row, key }) => [source_row, key ?? null])).toEqual([
      [1, 'whole · 2019'],
      [2, 'fraction · 2019'],
    ])
  })

  it('SCORE_DOMAIN: a record of one criterion states a wrong score and nothing more', async () => {
    const found = await judgeTables(INDICATOR_RULES, {
      sources: [
        csvSource(
          'rt_deficits',
          'rt_id,vintage,criterion,volume,score_stated\na,2019,1a,1,2\na,2019,1c,1,0\na,2019,2a,-1,0',
          { decimal: '.' },
        ),
      ],
    })
    expect(briefly(found)).toEqual([
      'SCORE_DOMAIN a · 2019 · 1a score_stated: 2',
      'VOL_NEGATIVE a · 2019 · 2a volume: -1',
    ])
  })
})

describe('volumes against their denominators', () => {
  it('an unknown denominator is not a zero one', async () => {
    expect(
      briefly(await ofRts({ rt_id: 'a', drainage: '', volumes: { '4b': '1' }, scores: { '4b': '5' } })),
    ).toEqual([])
  })

  it('SCORE_SUM: no word about a total where a volume is missing', async () => {
    const volumes = { '1a': '100' }
    const found = await ofRts(
      { rt_id: 'right', volumes, total: 5 },
      { rt_id: 'wrong', volumes, total: 8 },
      { rt_id: 'open', volumes: { ...volumes, '7b': '' }, total: 8 },
    )
    expect(briefly(found)).toEqual(['SCORE_SUM wrong · 2019 score_stated: 8'])
  })

  it('SCORE_RECOMPUTE: the printed bands, which leave 50 to 51 and 75 to 76 open, are named where they were used', async () => {
    const found = await ofRts(
      { rt_id: 'hole', volumes: { '1a': '5051' }, scores: { '1a': '3' }, buildings: 10_000, area: '99.00' },
      { rt_id: 'cut', volumes: { '1a': '51' }, scores: { '1a': '3' } },
    )
    expect(briefly(found).filter((text) => text.startsWith('SCORE'))).toEqual([
      'SCORE_RECOMPUTE hole · 2019 · 1a score_stated: 3',
    ])
  })
})

it('DENSITY_CLAIM: from 200 buildings a hectare in a small city, from 250 in a large one, within the digits of the area', async () => {
  const rts: MadeUpRt[] = [
    { rt_id: 'below', buildings: 198, volumes: { '1b': '1.00' } },
    { rt_id: 'between', buildings: 230, volumes: { '1b': '1.00' } },
    { rt_id: 'above', buildings: 270 },
  ]
  const claims = async (size_class: 'sedang' | 'besar') =>
    briefly(await judgeTables(INDICATOR_RULES, { city: { size_class }, sources: rtSources(rts) }))
  expect(await claims('sedang')).toEqual([
    'DENSITY_CLAIM below · 2019 · 1b volume: 1',
    'DENSITY_CLAIM above · 2019 · 1b volume: 0',
  ])
  expect(await claims('besar')).toEqual([
    'DENSITY_CLAIM below · 2019 · 1b volume: 1',
    'DENSITY_CLAIM between · 2019 · 1b volume: 1',
    'DENSITY_CLAIM above · 2019 · 1b volume: 0',
  ])
})
