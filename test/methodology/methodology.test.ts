import { describe, expect, it } from 'vitest'
import { ExpressionFault, parseExpression } from '../../pipeline/methodology/expression.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadChanged, methodologyFault } from '../support/changed-methodology.ts'

const NAME = 'permen-pupr-14-2018'

describe('loadMethodology', () => {
  const faultOf = (before: string | RegExp, after: string) =>
    methodologyFault(loadMethodology, NAME, before, after)

  it('reads the sixteen criteria in their seven aspects', () => {
    const methodology = loadMethodology(NAME)
    expect(methodology.criteria).toHaveLength(16)
    expect(methodology.aspects).toHaveLength(7)
    expect(methodology.bands.values.map((band) => band.min_pct)).toEqual([75.995, 50.995, 24.995, 0])
    expect(methodology.classes.values.map((c) => c.code)).toEqual(['TK', 'KR', 'KS', 'KB'])
  })

  it('does not depend on the order in which bands and classes are written', () => {
    const before = /( {4}- \{ min: 60.*\n)( {4}- \{ min: 38.*\n)/
    expect(loadChanged(loadMethodology, NAME, before, '$2$1')).toEqual(loadMethodology(NAME))
  })

  it('refuses a name that is no file', () => {
    expect(() => loadMethodology('permen-99')).toThrow(/no such methodology[\s\S]*permen-99/)
  })

  it.each<[string, string | RegExp, string, string, RegExp]>([
    ['broken YAML', 'aspects:', 'aspects: [', '', /not valid YAML/],
    ['an unknown key', 'max_total: 80', 'max_totl: 80\nmax_total: 80', 'max_totl', /unknown key/],
    ['a missing key', 'max_total: 80\n', '', '', /a key is missing[\s\S]*max_total/],
    ['a text for a number', 'min_pct: 50.995', 'min_pct: lima', 'bands.values[1].min_pct', /"lima"/],
    [
      'an aggregation the engine does not know',
      'ratio_of_sums',
      'mean_of_scores',
      'aggregation.method',
      /ratio_of_sums/,
    ],
    ['another file name', /^id: .*$/m, 'id: permen-lain', 'id', /not the name of the file/],
    [
      'a source that is not listed',
      'source: kawanku',
      'source: kabar',
      'zero_denominator.source',
      /not listed/,
    ],
    ['an aspect that is not there', 'aspect: "3"', 'aspect: "9"', 'criteria[5].aspect', /no such aspect/],
    ['a criterion twice', 'id: 1c', 'id: 1a', 'criteria[2]', /stands twice/],
    [
      'a denominator that is no column',
      'denominator: families',
      'denominator: rumah',
      'criteria[5].denominator',
      /rumah/,
    ],
    [
      'SQL in an expression',
      'denominator: families',
      'denominator: families; DROP',
      'criteria[5].denominator',
      /has ;/,
    ],
    [
      'a denominator in another unit',
      'denominator: road_ideal_m',
      'denominator: families',
      'criteria[3].denominator',
      /units/,
    ],
    ['bands that do not start at zero', 'min_pct: 0,', 'min_pct: 1,', 'bands.values', /no band starts at 0/],
    ['a higher band with a lower score', 'score: 3', 'score: 0', 'bands.values[1]', /higher score/],
    ['a maximum that does not follow', 'max_total: 80', 'max_total: 95', 'max_total', /16 criteria x 5 = 80/],
    ['a hole between classes', 'min: 38', 'min: 40', 'classes.values[1]', /hole or overlap/],
    ['classes that end too early', 'max: 80', 'max: 79', 'classes.values', /highest total/],
    [
      'a priority of an unknown class',
      'class: KB, other',
      'class: KX, other',
      'priority.values[0].class',
      /no such class/,
    ],
    [
      'a legality zones never hold',
      'land_legality: legal',
      'land_legality: sah',
      'treatment.values[0].land_legality',
      /never hold/,
    ],
    ['no authority for small areas', 'min_ha: 0', 'min_ha: 1', 'authority.values', /smallest/],
  ])('refuses %s with file, line and key', (_, before, after, key, message) => {
    const error = faultOf(before, after)
    expect(error.kind).toBe('config')
    expect(error.message).toMatch(message)
    expect(error.fault.where?.file).toContain(`${NAME}.yaml`)
    expect(error.fault.where?.line).toBeGreaterThan(0)
    if (key !== '') expect(error.fault.where?.key).toBe(key)
  })
})

describe('parseExpression', () => {
  it('reads columns, numbers, signs and parentheses', () => {
    const expression = parseExpression('2 * (buildings + families) - 1.5 * buildings')
    expect(expression.columns).toEqual(['buildings', 'families'])
    expect(expression.sql('p')).toBe(
      '((2::DOUBLE * (p."buildings"::DOUBLE + p."families"::DOUBLE)) - (1.5::DOUBLE * p."buildings"::DOUBLE))',
    )
  })

  it.each([
    '',
    '  ',
    'buildings +',
    '(buildings',
    'buildings)',
    'buildings families',
    'rt_id',
    'vintage',
    'a/b',
    '+ buildings',
    "'x'",
  ])('refuses %j', (text) => {
    expect(() => parseExpression(text)).toThrow(ExpressionFault)
  })
})
