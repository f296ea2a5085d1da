import { describe, expect, it } from 'vitest'
import { numberEntries, readRule } from '../../pipeline/explain/numbers/rules.ts'
import { numberWay } from '../../pipeline/values/number-arithmetic.ts'
import type { NumberRule, TracedCell, TracedNumber } from '../../pipeline/values/traced-numbers.ts'
import { arithmeticText } from '../../pipeline/viewer/why-number-text.ts'

type Values = Record<string, TracedCell>

const WRITING = { number: String, times: 'x', minus: '-', many: (n: number) => `[${n}]` }

function ruleOf(id: string): NumberRule {
  return { ...numberEntries().find(({ rule }) => rule.id === id)!.rule, files: [] }
}

function numberOf(number: string, values: Values, parts: number[] = []): TracedNumber {
  return {
    ...{ number, key: null, label: null, year: 2020, values },
    parts: parts.map((value, i) => ({ name: String(2015 + i), value, source: null, source_row: null })),
  }
}

function outcomeOf(id: string, values: Values, parts?: number[]): string {
  return numberWay(ruleOf(id), numberOf(id, values, parts), WRITING).outcome
}

/** Of a zone of 10 ha that kept 6 and lost 3.9; strips of 0.1 ha along the border. */
const LEFT = {
  ...{ area_ha_left: 3.9, area_ha_before: 10, area_ha_kept: 6, slivers_ha_left: 0.1 },
  ...{ zones_before: 1, zones_after: 1 },
}
const KEPT = { ...LEFT, area_ha_kept: 6 }
const ADDED = { ...LEFT, area_ha_added: 1.8, area_ha_after: 8, slivers_ha_added: 0.2 }
const ROAD = { distance_m: 120.5, snap_from_m: null, snap_to_m: 20.5, along_road_m: 100, method: 'network' }
const STRAIGHT = { ...ROAD, along_road_m: null, method: 'straight_line' }
/** 24 of 40 surely, 4 more perhaps; of one "yes" and one "no" it is not known whether they count. */
const SHARE = {
  asked_of: 'some',
  base: 40,
  yes_min: 24,
  yes_max: 28,
  percent_min: (100 * 24) / 39,
  percent_max: (100 * 28) / 39,
}
const END = {
  ...{ contribution_worksheet_pct: 100, score_max: 12, score_max_not_slum: 15 },
  ...{ start_sectoral_pct_worksheet: 40, sectoral_pct_worksheet: 20 },
}

describe('why a formula does not give a number', () => {
  it.each<[string, string, Values, number[], string]>([
    ['cost_idr_total', 'years add up', { cost_idr_total: 30 }, [10, 20], 'agrees'],
    ['cost_idr_total', 'a year without a row', { cost_idr_total: 35 }, [10, 20], 'explained'],
    ['cost_idr_total', 'less than its years', { cost_idr_total: 25 }, [10, 20], 'disagrees'],
    ['contribution_worksheet_pct', 'no slum in the end', END, [], 'explained'],
    ['contribution_worksheet_pct', 'slum in the end', { ...END, score_max: 16 }, [], 'disagrees'],
    ['contribution_worksheet_pct', 'not whole', { ...END, contribution_worksheet_pct: 90 }, [], 'disagrees'],
    ['area_ha_left', 'one zone, with slivers', LEFT, [], 'agrees'],
    ['area_ha_left', 'sides that bend', { ...LEFT, area_ha_kept: 6.00009 }, [], 'agrees'],
    ['area_ha_left', 'more than sides bend', { ...LEFT, area_ha_kept: 6.0002 }, [], 'disagrees'],
    ['area_ha_left', 'merged', { ...LEFT, area_ha_before: 20, zones_before: 2 }, [], 'explained'],
    ['area_ha_left', 'split', { ...LEFT, slivers_ha_left: null, zones_after: 2 }, [], 'explained'],
    ['area_ha_left', 'before not measured', { ...LEFT, area_ha_before: null }, [], 'unknown'],
    ['area_ha_kept', 'one zone', KEPT, [], 'agrees'],
    ['area_ha_kept', 'merged', { ...KEPT, area_ha_before: 20, zones_before: 2 }, [], 'explained'],
    ['area_ha_kept', 'wrong', { ...KEPT, area_ha_kept: 6.5 }, [], 'disagrees'],
    ['area_ha_added', 'one zone', ADDED, [], 'agrees'],
    ['area_ha_added', 'split', { ...ADDED, area_ha_after: 12, zones_after: 2 }, [], 'explained'],
    ['area_ha_added', 'wrong', { ...ADDED, area_ha_added: 1 }, [], 'disagrees'],
    ['distance_m', 'by road', ROAD, [], 'agrees'],
    ['distance_m', 'as the crow flies', STRAIGHT, [], 'explained'],
    ['distance_m', 'by road, of another length', { ...ROAD, along_road_m: 90 }, [], 'disagrees'],
    ['distance_m', 'by road, of no length', { ...ROAD, along_road_m: null }, [], 'unknown'],
    ['household_share', 'all count', { ...SHARE, percent_min: 60, percent_max: 70 }, [], 'agrees'],
    ['household_share', 'some may not count', SHARE, [], 'explained'],
    ['household_share', 'asked of all', { ...SHARE, asked_of: 'all' }, [], 'disagrees'],
    ['household_share', 'below the formula', { ...SHARE, percent_min: 55 }, [], 'disagrees'],
    ['household_share', 'of fewer than may be left out', { ...SHARE, percent_min: 68 }, [], 'disagrees'],
    ['household_share', 'above the whole', { ...SHARE, percent_max: 101 }, [], 'disagrees'],
    ['area_ha_slum', 'RT do not add up', { area_ha_slum: 5 }, [1, 2], 'disagrees'],
  ])('%s, %s', (id, _, values, parts, outcome) => {
    expect(outcomeOf(id, values, parts)).toBe(outcome)
  })

  it('is asked of every rule that knows a reason', () => {
    const knowing = numberEntries().flatMap(({ rule }) => (rule.otherwise.length > 0 ? [rule.id] : []))
    expect(knowing).toEqual([
      ...['cost_idr_total', 'contribution_worksheet_pct', 'area_ha_kept', 'area_ha_left', 'area_ha_added'],
      ...['distance_m', 'household_share'],
    ])
  })

  it('is told on the page, beside the formulas that hold; a fault is told with both numbers', () => {
    const told = (id: string, values: Values, parts: number[] = [], lang: 'id' | 'en' = 'en') =>
      arithmeticText(ruleOf(id), numberOf(id, values, parts), lang)
    expect(told('distance_m', STRAIGHT)).toEqual({
      ...{ lines: [], note: 'Measured as the crow flies.', verdict: null },
    })
    expect(told('household_share', { ...SHARE, percent_max: 70 })).toMatchObject({
      ...{ lines: ['100 × 28 / 40 = 70\u00a0%'], verdict: null },
      note: expect.stringContaining('not known whether they count'),
    })
    expect(told('area_ha_slum', { area_ha_slum: 5 }, [1, 2])).toEqual({
      lines: ['1 + 2 = 3\u00a0ha; the tables say 5\u00a0ha'],
      ...{ note: null, verdict: { agrees: false, text: expect.stringContaining('The tables disagree') } },
    })
    expect(told('area_ha_slum', { area_ha_slum: 5 }, [1, 2], 'id')).toMatchObject({
      lines: ['1 + 2 = 3\u00a0ha; pada tabel 5\u00a0ha'],
      verdict: { text: expect.stringContaining('Tabel-tabelnya tidak cocok') },
    })
    expect(told('area_ha_left', { ...LEFT, area_ha_before: null })).toMatchObject({
      note: 'The tables do not hold all that it takes: Area before.',
    })
    expect(told('water_ha', { water_ha: 5 })).toBeNull()
    // One part is its own sum.
    expect(told('area_ha_slum', { area_ha_slum: 5 }, [5])).toBeNull()
    expect(told('area_ha_slum', { area_ha_slum: 5 }, [4])).toMatchObject({ verdict: { agrees: false } })
  })

  it('is refused where its condition names what the number has not', () => {
    const number = {
      id: 'net',
      row: 'densities' as const,
      answers: { area_ha_net: 'area_ha_utm - water_ha' },
      rule: { id: 'a', en: 'a' },
      confidence: 'low' as const,
    }
    const read = (when: string) =>
      readRule({ ...number, otherwise: [{ when, id: 'b', en: 'b' }] }, { id: 's', en: 's' })
    expect(read('water_ha > area_ha_utm').otherwise).toHaveLength(1)
    for (const when of ['road_ha > 1', 'water_ha > sum(water_ha)', 'water_ha ? 1'])
      expect(() => read(when), when).toThrow(RangeError)
  })
})
