import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import {
  classOfTotal,
  impossibleTotals,
  percentOf,
  possibleTotals,
  scoreOfPercent,
} from '../../pipeline/methodology/score.ts'

const methodology = loadMethodology('permen-pupr-14-2018')

describe('scoreOfPercent', () => {
  // Percents met in real RTs beside the cuts, with the score their office gave.
  it.each([
    [-72, 0],
    [0, 0],
    [24.638, 0],
    [24.994999, 0],
    [24.995, 1],
    [25, 1],
    [50.769, 1],
    [50.994999, 1],
    [50.995, 3],
    [51.087, 3],
    [51.11, 3],
    [75, 3],
    [75.38, 3],
    [75.904, 3],
    [75.994999, 3],
    [75.995, 5],
    [76, 5],
    [76.29, 5],
    [76.56, 5],
    [100, 5],
    [260, 5],
    [Number.POSITIVE_INFINITY, 5],
  ])('gives for %d percent the score %i', (percent, score) => {
    expect(scoreOfPercent(methodology, percent)).toBe(score)
  })

  it('reaches a cut that binary fractions miss', () => {
    expect((100 * 0.04999) / 0.2).toBeLessThan(24.995)
    expect(scoreOfPercent(methodology, percentOf(methodology, 0.04999, 0.2))).toBe(1)
    expect(scoreOfPercent(methodology, percentOf(methodology, 0.75995, 1))).toBe(5)
  })
})

describe('percentOf', () => {
  it('takes a zero denominator for the percent the methodology says', () => {
    expect(percentOf(methodology, 0, 0)).toBe(0)
    expect(percentOf(methodology, 40, 0)).toBe(0)
  })
})

describe('classOfTotal', () => {
  it.each([
    [0, 'TK'],
    [15, 'TK'],
    [16, 'KR'],
    [37, 'KR'],
    [38, 'KS'],
    [59, 'KS'],
    [60, 'KB'],
    [80, 'KB'],
    [81, null],
    [-1, null],
    [15.5, null],
  ])('a total of %d is %s', (total, code) => {
    expect(classOfTotal(methodology, total)).toBe(code)
  })
})

describe('possible totals', () => {
  it('leave out 77 and 79 of 80', () => {
    expect(impossibleTotals(methodology)).toEqual([77, 79])
    expect(possibleTotals(methodology).size).toBe(79)
  })

  it('leave out 92 and 94 with 19 criteria', () => {
    const nineteen = {
      ...methodology,
      max_total: 95,
      criteria: [...methodology.criteria, ...methodology.criteria.slice(0, 3)],
    }
    expect(impossibleTotals(nineteen)).toEqual([92, 94])
  })
})
