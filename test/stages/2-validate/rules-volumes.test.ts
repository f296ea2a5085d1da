import { describe, expect, it } from 'vitest'
import { checkDeficit, checkStatedTotal } from '../../../pipeline/stages/2-validate/rules/volumes.ts'
import { judge, madeUpWorld, said } from '../../support/judging.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

const world = await madeUpWorld()

describe('a stated score', () => {
  it('SCORE_DOMAIN: is one of 0, 1, 3 and 5', () => {
    const judged = (score_stated: number | null) =>
      said(judge(checkDeficit, world, { score_stated, volume: 1 }))
    for (const score of [0, 1, 3, 5, null]) expect(judged(score)).toEqual([])
    for (const score of [2, 4, 6, -1]) expect(judged(score)).toEqual([`SCORE_DOMAIN score_stated ${score}`])
  })

  it('SCORE_DOMAIN: no sixteen scores add up to 77 or 79, nor to more than 80', () => {
    const impossible = Array.from({ length: 90 }, (_, total) => total).filter(
      (score_stated) => judge(checkStatedTotal, world, { score_stated }).length > 0,
    )
    expect(impossible).toEqual([77, 79, 81, 82, 83, 84, 85, 86, 87, 88, 89])
  })
})

it('VOL_NEGATIVE: a volume below zero', () => {
  expect(said(judge(checkDeficit, world, { volume: -0.5 }))).toEqual(['VOL_NEGATIVE volume -0.5'])
  expect(judge(checkDeficit, world, { volume: 0 })).toEqual([])
  expect(judge(checkDeficit, world, { volume: null })).toEqual([])
})

describe('volumes against their denominators', () => {
  const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')

  async function judged(profile: string, volumes: (id: string) => string): Promise<string[]> {
    const made = await workspace({
      sources: [
        csvSource(
          'rt_profiles',
          `rt_id,vintage,rt_rw,buildings,families,road_ideal_m,drainage_ideal_m,area_ha_verified,score_stated\na,2018,RT1/RW1,${profile}`,
          { decimal: '.' },
        ),
        csvSource(
          'rt_deficits',
          `rt_id,vintage,${CRITERIA.join(',')}\na,2018,${CRITERIA.map(volumes).join(',')}`,
          {
            columns: { rt_id: 'rt_id', vintage: 'vintage' },
            unpivot: {
              key: 'criterion',
              value: 'volume',
              columns: Object.fromEntries(CRITERIA.map((id) => [id, id])),
            },
            decimal: '.',
          },
        ),
      ],
    })
    await made.run('2-validate')
    return (await made.findings())
      .filter((finding) => finding.code !== 'COLUMN_UNMAPPED')
      .map(({ code, key, got, expected }) => `${code} ${key}: ${got}, ${expected}`)
  }

  it('that fit say nothing; full volumes are whole, not over', async () => {
    expect(await judged('100,50,1000,500,2.5,', () => '2.5')).toEqual([])
  })

  it('VOL_OVER_DEN and DEN_ZERO name the criterion', async () => {
    const found = await judged('100,50,1000,0,2.5,', (id) => (id === '3a' ? '51' : '1'))
    expect(found).toEqual([
      'VOL_OVER_DEN a · 2018 · 3a: 51, <= 50',
      'DEN_ZERO a · 2018 · 4b: 0, > 0',
      'DEN_ZERO a · 2018 · 4c: 0, > 0',
    ])
  })

  it('an unknown denominator is not a zero one', async () => {
    expect(await judged('100,50,1000,,2.5,', () => '1')).toEqual([])
  })

  it('SCORE_SUM: a total that the volumes do not give, where every volume is known', async () => {
    // 100 of 100 in the first criterion scores 5, one in a hundred nothing.
    const volumes = (id: string) => (id === '1a' ? '100' : '1')
    expect(await judged('100,100,100,100,100,5', volumes)).toEqual([])
    expect(await judged('100,100,100,100,100,8', volumes)).toEqual(['SCORE_SUM a · 2018: 8, 5'])
    expect(await judged('100,100,100,100,100,8', (id) => (id === '7b' ? '' : volumes(id)))).toEqual([])
  })
})
