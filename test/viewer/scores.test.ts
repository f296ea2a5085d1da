import { describe, expect, it } from 'vitest'
import { aspectScores, scoresByZone, totalScore, vintages } from '../../pipeline/viewer/scores.ts'

const row = (over: Record<string, string>) => ({
  level: 'zone',
  id: 'K01',
  vintage: '2018',
  criterion: '1a',
  aspect: '1',
  label_id: 'Ketidakteraturan',
  label_en: 'Irregular buildings',
  percent: '30',
  score: '1',
  ...over,
})

function read(...rows: Record<string, string>[]) {
  return scoresByZone(rows, new Set(['K01'])).get('K01') ?? []
}

describe('criterion scores', () => {
  it('keeps the zones of the map and leaves other levels and ids', () => {
    const scores = scoresByZone([row({}), row({ level: 'rt' }), row({ id: 'K99' })], new Set(['K01']))
    expect([...scores.keys()]).toEqual(['K01'])
    expect(scores.get('K01')).toHaveLength(1)
    expect(scores.get('K01')?.[0]?.label).toEqual({ id: 'Ketidakteraturan', en: 'Irregular buildings' })
  })

  it('means the percents of an aspect', () => {
    const scores = read(row({}), row({ criterion: '1b', percent: '60', score: '3' }))
    expect(aspectScores(scores, 2018)).toMatchObject([{ aspect: '1', percent: 45 }])
  })

  it('has no percent of an aspect while one of its criteria is not known, as the published table has none', () => {
    const percentWith = (percent: string) =>
      aspectScores(read(row({ percent: '100' }), row({ criterion: '1b', percent })), 2018)[0]?.percent
    expect([percentWith(''), percentWith('0')]).toEqual([null, 50])
    expect(aspectScores(read(row({ percent: '' })), 2018)[0]?.percent).toBeNull()
    expect(aspectScores(read(row({ percent: '0' })), 2018)[0]?.percent).toBe(0)
  })

  it('has no total for a year in which a criterion has no score', () => {
    const scores = read(row({}), row({ criterion: '1b', score: '' }), row({ vintage: '2014' }))
    expect(vintages(scores)).toEqual([2014, 2018])
    expect(totalScore(scores, 2018)).toBeNull()
    expect(totalScore(scores, 2014)).toBe(1)
    expect(totalScore(scores, 2010)).toBeNull()
  })
})
