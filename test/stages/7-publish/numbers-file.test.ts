import { describe, expect, it } from 'vitest'
import type { NumberTrace } from '../../../pipeline/explain/numbers/number-traces.ts'
import { numberEntries } from '../../../pipeline/explain/numbers/rules.ts'
import { numberRows } from '../../../pipeline/stages/7-publish/traces/numbers-file.ts'
import {
  NUMBERS_FORMAT,
  type PublishedNumbers,
  tracedNumber,
} from '../../../pipeline/viewer/why-numbers-file.ts'

/** RT called as aspects, criteria and years are. */
const RT = ['1', '2', '3', '4', '5', '6', '7', '2018']

function numberOf(number: string, names: readonly string[]): NumberTrace {
  const isRt = number === 'score_area_ha'
  return {
    ...{ number, key: null, label: null, year: 2020, values: {} },
    parts: names.map((name, i) => ({
      ...{ name, value: i / 2, source_id: isRt ? 'profil' : null, source_row: isRt ? 40 + i : null },
    })),
  }
}

describe('numbers of a zone in the file of its trace', () => {
  it('keep the names of their parts where RT have short codes', () => {
    const names = {
      sectoral_pct: ['1', '2', '3', '4', '5', '6', '7'],
      cost_idr_total: ['2018', '2019'],
      aspect_percent: ['1', '2'],
      score_area_ha: ['7', '2018', '1'],
    }
    const places = new Map([...RT].reverse().map((rt_id, i) => [rt_id, i]))
    const rows = numberRows(
      Object.entries(names).map(([number, parts]) => numberOf(number, parts)),
      places,
      () => 0,
    )
    const rules: PublishedNumbers = {
      format: NUMBERS_FORMAT,
      ...{ labels: {}, figures: {}, files: [] },
      numbers: numberEntries().map(({ rule }) => ({ ...rule, files: [] })),
    }
    const trace = {
      numbers: JSON.parse(JSON.stringify(rows)),
      rt: [...RT].reverse().map((rt_id) => ({ rt_id, rt_rw: rt_id, method: 'profile', share_pct: 100 })),
    }
    for (const [number, own] of Object.entries(names)) {
      const { told } = tracedNumber(trace, rules, { number, key: null })!
      expect([number, told.parts.map(({ name }) => name)]).toEqual([number, own])
      expect(told.parts.map(({ value }) => value)).toEqual(own.map((_, i) => i / 2))
    }
    // RT are pointed to, which the trace names once.
    expect(rows.at(-1)![4]).toEqual([
      [1, 0, 0, 40],
      [0, 0.5, 0, 41],
      [7, 1, 0, 42],
    ])
  })
})
