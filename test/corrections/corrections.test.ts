import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Corrections, loadCorrections } from '../../pipeline/corrections/index.ts'
import { ContractError } from '../../pipeline/errors.ts'
import type { Row } from '../../pipeline/store/index.ts'
import { correctedCity, correctionsOf, deficit, entry, file, refusalOf } from './corrected-city.ts'

const DROP = { action: 'drop', set: null }
const FLAG = { action: 'flag', set: null, expect: null }
const SCALE = { action: 'scale', set: null, scale: '{ volume: 0.5 }' }

/** Each row through the corrections of rt_deficits. */
function pass(corrections: Corrections, ...rows: Row[]) {
  return rows.map((row) => corrections.table('rt_deficits').apply(row))
}

describe('a correction', () => {
  it('overrides a value: order of the columns and all else stay', () => {
    const corrections = correctionsOf(entry())
    const row = deficit()
    const [corrected] = pass(corrections, row)
    expect(corrected).toEqual({
      row: deficit({ volume: 0.156 }),
      applied: ['melati-1b'],
      dropped: false,
      overridden: new Set(['volume']),
    })
    expect(Object.keys(corrected!.row)).toEqual(Object.keys(row))
    expect(row.volume).toBe(0.312)
    expect(corrections.finish()).toEqual([
      {
        id: 'melati-1b',
        table: 'rt_deficits',
        source: 'volume',
        action: 'override',
        reason: { id: 'Tercatat dua kali.', en: 'Written twice.' },
        provider: 'Dinas Perkim',
        reported: '2026-03-14',
        status: 'reported',
        applied: true,
        rows: 1,
        examples: [
          {
            source_id: 'volume',
            source_row: 12,
            key: '99.71/210 · 2019 · 1b',
            column: 'volume',
            before: 0.312,
            after: 0.156,
          },
        ],
      },
    ])
  })

  it('fills a cell that could not be read, or empties one', () => {
    const fill = correctionsOf(entry({ expect: '{ values: { volume: null } }' }))
    expect(pass(fill, deficit({ volume: null }))[0]).toMatchObject({
      row: { volume: 0.156 },
      overridden: new Set(['volume']),
    })
    expect(fill.finish()[0]!.examples[0]).toMatchObject({ before: null, after: 0.156 })
    const empty = correctionsOf(entry({ set: '{ volume: null }' }))
    expect(pass(empty, deficit())[0]!.row.volume).toBeNull()
  })

  it('scales values; what reading said of their cells stays true', () => {
    const corrections = correctionsOf(
      entry({
        ...SCALE,
        where: '{ criterion: 1b }',
        scale: '{ volume: 0.0001 }',
        expect: '{ rows: 2, values: { volume: { min: 1000 } } }',
      }),
    )
    const rows = [deficit({ volume: 12345 }), deficit({ rt_id: 'b', volume: 6000 })]
    expect(pass(corrections, ...rows).map(({ row, overridden }) => [row.volume, overridden.size])).toEqual([
      [1.2345, 0],
      [0.6, 0],
    ])
    expect(corrections.finish()[0]).toMatchObject({ rows: 2, applied: true })
  })

  it('keeps a whole number whole when it scales', () => {
    const year = { ...SCALE, where: '{ rt_id: 99.71/210 }', scale: '{ vintage: 0.1 }' }
    const corrections = correctionsOf(entry({ ...year, expect: '{ values: { vintage: 20190 } }' }))
    expect(pass(corrections, deficit({ vintage: 20190 }))[0]!.row.vintage).toBe(2019)
  })

  it('drops a record: it comes back as it was, to be counted as filtered', () => {
    const corrections = correctionsOf(entry(DROP))
    const row = deficit()
    const [corrected] = pass(corrections, row)
    expect(corrected).toMatchObject({ applied: ['melati-1b'], dropped: true })
    expect(corrected!.row).toBe(row)
    expect(corrections.finish()[0]!.examples).toEqual([
      {
        source_id: 'volume',
        source_row: 12,
        key: '99.71/210 · 2019 · 1b',
        column: null,
        before: null,
        after: null,
      },
    ])
  })

  it('flags a record and leaves it as it is', () => {
    const corrections = correctionsOf(entry({ ...FLAG, status: 'open', reported: null }))
    const row = deficit()
    const [corrected] = pass(corrections, row)
    expect(corrected!.row).toBe(row)
    expect(corrected!.applied).toEqual(['melati-1b'])
    expect(corrections.finish()).toMatchObject([{ status: 'open', applied: true, rows: 1, reported: null }])
  })

  it('without a guard flags as many records as there are', () => {
    const corrections = correctionsOf(entry({ ...FLAG, where: '{ criterion: [1a, 1b] }' }))
    pass(corrections, deficit(), deficit({ criterion: '1a' }), deficit({ criterion: '1c' }))
    expect(corrections.finish()[0]!.rows).toBe(2)
  })

  it('is found by its record, which may have become several rows', () => {
    const corrections = correctionsOf(
      entry({ where: '{ criterion: 1b }', record: '12' }),
      entry({ ...FLAG, id: 'all-of-12', where: null, record: '[12, 99]' }),
    )
    const met = pass(
      corrections,
      deficit(),
      deficit({ criterion: '1a' }),
      deficit({ source_row: 13 }),
      deficit({ source_id: 'volume-2' }),
    )
    expect(met.map(({ applied }) => applied)).toEqual([['melati-1b', 'all-of-12'], ['all-of-12'], [], []])
    expect(corrections.finish().map(({ rows }) => rows)).toEqual([1, 2])
  })

  it('speaks of every source of the table when it names none', () => {
    const corrections = correctionsOf(
      entry({ source: null, expect: '{ rows: 2, values: { volume: 0.312 } }' }),
    )
    pass(corrections, deficit(), deficit({ source_id: 'volume-2' }))
    expect(corrections.finish()[0]).toMatchObject({ source: null, rows: 2 })
  })

  it('takes numbers that differ in the tenth digit for the same, and no others', () => {
    const near = correctionsOf(entry())
    expect(pass(near, deficit({ volume: 0.312 * (1 + 5e-10) }))[0]!.applied).toHaveLength(1)
    expect(() => near.finish()).not.toThrow()
    const far = correctionsOf(entry())
    expect(pass(far, deficit({ volume: 0.312 * (1 + 2e-9) }))[0]!.applied).toEqual([])
    expect(() => far.finish()).toThrow(ContractError)
  })

  it('of one table leaves rows of another alone', () => {
    const corrections = correctionsOf(entry({ ...FLAG, where: '{ rt_id: 99.71/210 }' }))
    const row = { rt_id: '99.71/210', vintage: 2019, rt_rw: 'RT001', source_id: 'volume', source_row: 1 }
    expect(corrections.table('rt_profiles').apply(row).row).toBe(row)
    pass(corrections, deficit())
    expect(corrections.finish()[0]!.rows).toBe(1)
  })
})

describe('several corrections on one record', () => {
  it('apply in file order', () => {
    const corrections = correctionsOf(
      entry({ ...FLAG, id: 'z', where: '{ vintage: 2019 }' }),
      entry({ id: 'score', set: '{ score_stated: 5 }', expect: '{ values: { score_stated: 3 } }' }),
      entry({ id: 'a', where: null, record: '12' }),
    )
    expect(pass(corrections, deficit())[0]).toMatchObject({
      applied: ['z', 'score', 'a'],
      row: { volume: 0.156, score_stated: 5 },
      overridden: new Set(['score_stated', 'volume']),
    })
    expect(corrections.finish()).toHaveLength(3)
  })

  it('each look at the record as it was delivered', () => {
    const corrections = correctionsOf(
      entry({ set: '{ criterion: 1a }', expect: '{ values: { criterion: 1b } }' }),
      entry({ id: 'volume' }),
    )
    expect(pass(corrections, deficit())[0]!.row).toMatchObject({ criterion: '1a', volume: 0.156 })
    expect(() => corrections.finish()).not.toThrow()
  })

  it.each([
    [
      'two overrides of one column',
      entry(),
      entry({ id: 'other', set: '{ volume: 1 }' }),
      'corrections[1].set.volume',
    ],
    [
      'an override and a scale of it',
      entry(),
      entry({ ...SCALE, id: 'other' }),
      'corrections[1].scale.volume',
    ],
    ['an override and a drop', entry(), entry({ ...DROP, id: 'other' }), 'corrections[1].action'],
    ['a drop and an override', entry(DROP), entry({ id: 'other' }), 'corrections[1].action'],
    ['two drops', entry(DROP), entry({ ...DROP, id: 'other' }), 'corrections[1].action'],
  ])('%s are a fault', (_name, first, second, key) => {
    const corrections = correctionsOf(first, second)
    pass(corrections, deficit())
    const error = refusalOf(() => corrections.finish())
    expect(error.exitCode).toBe(22)
    expect(error.fault.where!.key).toBe(key)
    expect(error.fault.what).toMatch(/other and melati-1b both/)
    expect(error.fault.got).toBe('record 12 of volume (99.71/210 · 2019 · 1b)')
  })

  it('may meet on one column when one of them is not applied', () => {
    const corrections = correctionsOf(
      entry({ id: 'first-try', status: 'rejected', set: '{ volume: 0.1 }' }),
      entry({ status: 'confirmed' }),
      entry({ ...FLAG, id: 'look' }),
    )
    expect(pass(corrections, deficit())[0]).toMatchObject({
      applied: ['melati-1b', 'look'],
      row: { volume: 0.156 },
    })
    expect(corrections.finish().map(({ applied }) => applied)).toEqual([false, true, true])
  })
})

describe('a status', () => {
  it('rejected leaves the record alone and still says what was thought of it', () => {
    const corrections = correctionsOf(entry({ status: 'rejected' }))
    const row = deficit()
    const [corrected] = pass(corrections, row)
    expect(corrected!.row).toBe(row)
    expect(corrected!.applied).toEqual([])
    expect(corrections.finish()).toMatchObject([
      { applied: false, rows: 1, examples: [{ column: null, before: null, after: null }] },
    ])
  })

  it('rejected still has to find what it speaks of', () => {
    const corrections = correctionsOf(entry({ status: 'rejected' }))
    pass(corrections, deficit({ volume: 1 }))
    expect(refusalOf(() => corrections.finish()).fault.next).toMatch(/take the entry out/)
  })

  it('fixed stays silent while the record is right, or gone', () => {
    const corrections = correctionsOf(
      entry({ status: 'fixed' }),
      entry({ ...DROP, id: 'gone', status: 'fixed' }),
    )
    const row = deficit({ volume: 0.156 })
    const [corrected] = pass(corrections, row)
    expect(corrected!.row).toBe(row)
    expect(corrections.finish()).toMatchObject([
      { status: 'fixed', applied: false, rows: 0, examples: [] },
      { rows: 0 },
    ])
  })

  it.each([
    ['an override', entry({ status: 'fixed' })],
    [
      'one of two values',
      entry({
        status: 'fixed',
        set: '{ volume: 1, score_stated: 1 }',
        expect: '{ values: { volume: 0.312, score_stated: 4 } }',
      }),
    ],
    ['a scale', entry({ ...SCALE, status: 'fixed', expect: '{ values: { volume: { min: 0.3 } } }' })],
    ['a drop', entry({ ...DROP, status: 'fixed' })],
    ['a flag', entry({ ...FLAG, status: 'fixed' })],
  ])('fixed stops the build when the fault stands again: %s', (_name, yaml) => {
    const corrections = correctionsOf(yaml)
    const row = deficit()
    expect(pass(corrections, row)[0]).toMatchObject({ applied: [], dropped: false })
    const error = refusalOf(() => corrections.finish())
    expect(error).toBeInstanceOf(ContractError)
    expect(error.fault.where!.key).toBe('corrections[0].status')
    expect(error.fault.got).toMatch(/^record 12 of volume/)
  })
})

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
    expect(error.fault).toMatchObject({ got, expected })
    expect(error.fault.what).toMatch(/^the correction melati-1b /)
    expect(error.fault.next).toBeTruthy()
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
