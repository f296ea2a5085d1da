import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Corrections, loadCorrections } from '../../pipeline/corrections/index.ts'
import type { Row } from '../../pipeline/store/index.ts'
import {
  correctedCity,
  correctionsOf,
  DROP,
  deficit,
  entry,
  FLAG,
  file,
  pass,
  SCALE,
} from './corrected-city.ts'

describe('rows in any order', () => {
  const anyRow = fc.record({
    rt_id: fc.constantFrom('99.71/210', 'b', 'c'),
    vintage: fc.constantFrom(2019, 2020),
    criterion: fc.constantFrom('1a', '1b', '2a'),
    volume: fc.constantFrom(null, 0.312, 2),
    score_stated: fc.constantFrom(null, 1, 3),
    source_id: fc.constantFrom('volume', 'volume-2'),
    source_row: fc.integer({ min: 1, max: 20 }),
  })
  const city = correctedCity.bind(
    null,
    file(
      entry(),
      entry({ ...FLAG, id: 'flagged', where: '{ criterion: [1a, 2a], volume: [null, 2] }' }),
      entry({
        ...SCALE,
        id: 'scaled',
        where: '{ rt_id: b, volume: 2 }',
        expect: '{ rows: 1, values: { volume: 2 } }',
      }),
      entry({ ...DROP, id: 'dropped', where: null, record: '[3, 4]' }),
      entry({ id: 'old', status: 'fixed', source: 'volume-2' }),
    ),
  )

  it('give one verdict, message and account', () => {
    const loaded = loadCorrections(city())
    const verdict = (rows: Row[]): unknown => {
      const corrections = new Corrections(loaded)
      pass(corrections, ...rows)
      try {
        return corrections.finish()
      } catch (error) {
        return (error as Error).message
      }
    }
    // Rows of one record with the same key are told apart by nothing, as in no table that keeps its promises.
    const rows = fc.uniqueArray(anyRow, {
      maxLength: 30,
      selector: (row) => [row.source_id, row.source_row, row.rt_id, row.vintage, row.criterion].join(),
    })
    const shuffled = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(verdict(other)).toEqual(verdict(list))
      }),
      { numRuns: 150 },
    )
  })

  it('come back as the same object unless a value changed, and are met as a plain comparison says', () => {
    const loaded = loadCorrections(city())
    fc.assert(
      fc.property(anyRow, (row) => {
        const before = structuredClone(row)
        const corrected = new Corrections(loaded).table('rt_deficits').apply(row)
        expect(row).toEqual(before)
        const expected = loaded.filter(
          ({ status, source, record, where, expect: { values } }) =>
            status !== 'fixed' &&
            source === row.source_id &&
            (record?.includes(row.source_row) ?? true) &&
            Object.entries(where).every(([column, list]) => list.includes(row[column as keyof typeof row])) &&
            Object.entries(values).every(([column, value]) => row[column as keyof typeof row] === value),
        )
        expect(corrected.applied).toEqual(expected.map(({ id }) => id))
        if (corrected.applied.length === 0) expect(corrected.row).toBe(row)
        expect(corrected.dropped).toBe(expected.some(({ action }) => action === 'drop'))
      }),
      { numRuns: 200 },
    )
  })

  it('that two hundred corrections speak of cost a look-up, not two hundred comparisons', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      entry({ id: `c-${index}`, where: `{ vintage: 2019, criterion: 1b, rt_id: "rt-${index}" }` }),
    )
    const table = correctionsOf(...many).table('rt_deficits')
    let reads = 0
    const counted = new Proxy(deficit({ rt_id: 'rt-150' }), {
      get: (row, name) => {
        reads++
        return row[name as string]
      },
    })
    expect(table.apply(counted).applied).toEqual(['c-150'])
    expect(reads).toBeLessThan(25)
  })
})
