import { describe, expect, it } from 'vitest'
import type { Row } from '../../pipeline/store/index.ts'
import { correctionsOf, deficit, entry, FLAG, pass, refusalOf, SCALE } from './corrected-city.ts'

/** What a person is told to do, by the key that does not hold. */
const NEXT: Record<string, string> = {
  where: 'if the provider has mended the data, set status: fixed',
  record: 'if the provider has mended the data, set status: fixed',
  'expect.rows': 'make where name only the records meant',
  'expect.values.volume': 'if its provider has mended it, set status: fixed',
  'scale.vintage': 'correct the factor',
}

describe('the guard', () => {
  it.each<
    [
      string,
      Record<string, string | null>,
      Row[],
      { key: string; line: number; got: string; expected: string },
    ]
  >([
    [
      'nothing matches',
      {},
      [deficit({ vintage: 2020 }), deficit({ source_id: 'volume-2' })],
      {
        key: 'where',
        line: 5,
        got: 'no row of rt_deficits from volume with rt_id "99.71/210", vintage 2019, criterion "1b"',
        expected: '1 row',
      },
    ],
    [
      'no row of the table came at all',
      { ...FLAG, where: null, record: '[7, 8]' },
      [],
      {
        key: 'record',
        line: 10,
        got: 'no row of rt_deficits from volume with record 7 or 8',
        expected: 'at least 1 row',
      },
    ],
    [
      'more rows match',
      { where: '{ rt_id: 99.71/210 }' },
      [deficit(), deficit({ criterion: '1a' })],
      { key: 'expect.rows', line: 8, got: '2 rows', expected: '1 row (expect.rows, 1 when left out)' },
    ],
    [
      'fewer rows match',
      { expect: '{ rows: 3, values: { volume: 0.312 } }' },
      [deficit()],
      { key: 'expect.rows', line: 8, got: '1 row', expected: '3 rows (expect.rows, 1 when left out)' },
    ],
    [
      'something else stands there',
      {},
      [deficit({ volume: 0.2 })],
      {
        key: 'expect.values.volume',
        line: 8,
        got: '0.2 in record 12 of volume (99.71/210 · 2019 · 1b)',
        expected: '0.312',
      },
    ],
    [
      'nothing stands there',
      { expect: '{ values: { volume: [1, 2] } }' },
      [deficit({ volume: null })],
      {
        key: 'expect.values.volume',
        line: 8,
        got: 'nothing in record 12 of volume (99.71/210 · 2019 · 1b)',
        expected: '1 or 2',
      },
    ],
    [
      'some lie outside of the range',
      { where: '{ criterion: 1b }', expect: '{ rows: 3, values: { volume: { min: 0, max: 1 } } }' },
      [deficit(), deficit({ source_row: 14, volume: 3 }), deficit({ source_row: 13, volume: 2 })],
      {
        key: 'expect.values.volume',
        line: 8,
        got: '2 in record 13 of volume (99.71/210 · 2019 · 1b) and 1 more',
        expected: '0 to 1',
      },
    ],
    [
      'scaling breaks a whole number',
      { ...SCALE, scale: '{ vintage: 0.5 }', expect: '{ values: { vintage: 2019 } }' },
      [deficit()],
      {
        key: 'scale.vintage',
        line: 12,
        got: '1009.5 in record 12 of volume (99.71/210 · 2019 · 1b)',
        expected: 'a whole number after multiplying by 0.5',
      },
    ],
  ])('stops the build when %s', (_name, changes, rows, { key, line, got, expected }) => {
    const corrections = correctionsOf(entry(changes))
    pass(corrections, ...rows)
    const error = refusalOf(() => corrections.finish())
    expect(error.exitCode).toBe(22)
    expect(error.fault.where).toMatchObject({ key: `corrections[0].${key}`, line })
    expect(error.onTerminal).toMatchObject({ got, expected })
    expect(error.fault.what).toMatch(/^the correction melati-1b /)
    expect(error.fault.next).toContain(NEXT[key])
  })

  it('leaves a record it refuses as it was', () => {
    const row = deficit({ volume: 0.2 })
    const [corrected] = pass(correctionsOf(entry()), row)
    expect(corrected).toEqual({ row, applied: [], dropped: false, overridden: new Set() })
    expect(corrected!.row).toBe(row)
  })

  it('names every correction that does not hold, each with its place, got, expected and next', () => {
    const corrections = correctionsOf(
      entry(),
      entry({ id: 'right', where: '{ rt_id: right }' }),
      entry({ id: 'lost', where: '{ rt_id: lost }' }),
    )
    pass(corrections, deficit({ volume: 9 }), deficit({ rt_id: 'right' }))
    const text = refusalOf(() => corrections.finish()).message
    expect(text).toMatch(
      /melati-1b finds something else[\s\S]*yaml:8, key corrections\[0\]\.expect\.values\.volume/,
    )
    expect(text).toMatch(/lost matches nothing[\s\S]*yaml:27, key corrections\[2\]\.where/)
    expect(text).not.toContain('right')
    expect(text.match(/\bgot\b/g)).toHaveLength(3)
    expect(text.match(/\bnext {2}/g)).toHaveLength(3)
  })
})

describe('households', () => {
  const survey = {
    table: 'households',
    source: 'survei',
    where: '{ household_id: KK-77 }',
    set: '{ population: 5 }',
    expect: '{ values: { population: 55 } }',
  }
  const household = (changes: Row = {}): Row => ({
    household_id: 'KK-77',
    population: 55,
    source_id: 'survei',
    source_row: 3,
    ...changes,
  })

  it('are corrected, but no value and no key of them is shown', () => {
    const corrections = correctionsOf(entry(survey))
    expect(corrections.table('households').apply(household()).row.population).toBe(5)
    expect(corrections.finish()[0]!.examples).toEqual([
      { source_id: 'survei', source_row: 3, key: null, column: 'population', before: null, after: null },
    ])
  })

  it.each([
    ['a failed guard', entry(survey), household({ population: 66 })],
    ['a correction that is lost', entry(survey), household({ household_id: 'KK-78' })],
    ['a fault that is back', entry({ ...survey, status: 'fixed' }), household()],
    [
      'a broken number',
      entry({ ...survey, action: 'scale', set: null, scale: '{ population: 0.3 }' }),
      household(),
    ],
  ])('are not quoted by the message of %s', (_name, yaml, row) => {
    const corrections = correctionsOf(yaml)
    corrections.table('households').apply(row)
    expect(refusalOf(() => corrections.finish()).message).not.toMatch(/KK-7|55|66|16\.5/)
  })
})
