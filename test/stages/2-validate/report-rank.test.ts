import { expect, it } from 'vitest'
import { first } from '../../../pipeline/stages/2-validate/report/opening.ts'
import { byEffect, mostUrgent } from '../../../pipeline/stages/2-validate/report/rank.ts'
import type { ReportRule } from '../../../pipeline/stages/2-validate/report/types.ts'
import { sampleReport } from './report-sample.ts'

const text = { id: 'x', en: 'x' }

function rule(code: string, table: string, rest: Partial<ReportRule> = {}): ReportRule {
  return {
    code,
    severity: 'warn',
    title: text,
    explanation: text,
    next: text,
    source: text,
    threshold: null,
    weight: 3,
    count: 1,
    records: 1,
    table,
    area_ha: 0,
    sources: [],
    examples: [],
    ...rest,
  }
}

const whole = {
  area_ha: 126,
  rows: new Map([
    ['zones', 40],
    ['decree_rows', 40],
    ['rt_deficits', 896],
    ['households', 5000],
    ['interventions', 7],
  ]),
}

/** One record that was unpivoted into 16 rows, a decree that overstates 90 of 126 ha, and points of a survey. */
const RULES = [
  rule('KEY_DUP', 'rt_deficits', { severity: 'quarantine', count: 17, records: 2 }),
  rule('GEOM_MISSING', 'households', { severity: 'quarantine', count: 4000, records: 4000 }),
  rule('POINT_OUTSIDE', 'households', { severity: 'quarantine', count: 3, records: 3 }),
  rule('AREA_WRONG', 'zones', { area_ha: 90 }),
  rule('ZONE_OVERLAP', 'zones', { area_ha: 12, count: 2, records: 2 }),
  rule('ZONE_REPEATED', 'zones', { area_ha: 3 }),
  rule('FIELD_BLANK', 'decree_rows', { weight: 2, count: 4, records: 4 }),
  rule('ROAD_DENSITY', 'interventions', { weight: 2 }),
  rule('NAME_FUZZY', 'decree_rows', { severity: 'info', weight: 2, count: 11, records: 11 }),
]

it('ranks by weight, then by the share of the hectares or rows concerned; points of a survey and notes after', () => {
  expect(RULES.toSorted(byEffect(whole)).map(({ code }) => code)).toEqual([
    'AREA_WRONG',
    'ZONE_OVERLAP',
    'ZONE_REPEATED',
    'KEY_DUP',
    'ROAD_DENSITY',
    'FIELD_BLANK',
    'GEOM_MISSING',
    'POINT_OUTSIDE',
    'NAME_FUZZY',
  ])
})

it('puts a violation first whatever it weighs', () => {
  const stop = rule('SOURCE_STALE', 'households', { severity: 'fail', weight: 1 })
  expect([...RULES, stop].toSorted(byEffect(whole))[0]).toBe(stop)
})

it('takes source records before rows where shares are equal', () => {
  const one = rule('A', 'rt_deficits', { count: 16, records: 1 })
  const many = rule('B', 'rt_deficits', { count: 16, records: 16 })
  expect([one, many].toSorted(byEffect(whole))).toEqual([many, one])
})

it('begins with decree, zones, RT and works, at most two rules of a table', () => {
  const ranked = RULES.toSorted(byEffect(whole))
  expect(mostUrgent(ranked, 5).map(({ code }) => code)).toEqual([
    'AREA_WRONG',
    'ZONE_OVERLAP',
    'KEY_DUP',
    'ROAD_DENSITY',
    'FIELD_BLANK',
  ])
  expect(mostUrgent(ranked, 9).map(({ code }) => code)).not.toContain('ZONE_REPEATED')
  expect(mostUrgent([], 5)).toEqual([])
})

it('says what each changes, by what it is about, and how many records it names', () => {
  const rules = [RULES[0]!, RULES[2]!, RULES[3]!, rule('UNIT_COST', 'interventions', { weight: 1 })]
  const html = first({ ...sampleReport(), rules })
  expect(html).toContain(
    '17 <span lang="id">temuan</span><span lang="en">findings</span> <span lang="id">dalam',
  )
  expect(html).toMatch(/ 2 <span lang="id">rekaman/)
  expect(html).toContain('Mengubah nilai RT dan lokasinya.')
  expect(html).toContain('Mengubah agregat survei.')
  expect(html).toContain('Mengubah hektare, nilai, atau letak lokasi yang diterbitkan.')
  expect(html).toContain('Tidak mengubah angka yang diterbitkan.')
})
