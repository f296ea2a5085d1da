import { describe, expect, it } from 'vitest'
import { ContractError } from '../../pipeline/errors.ts'
import { correctionsOf, DROP, deficit, entry, FLAG, pass, refusalOf, SCALE } from './corrected-city.ts'

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
