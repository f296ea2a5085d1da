import { describe, expect, it } from 'vitest'
import { DistinctSketch } from '../../pipeline/inspect/distinct-sketch.ts'
import { FieldSketch } from '../../pipeline/inspect/field-sketch.ts'
import type { Cell } from '../../pipeline/values/types.ts'
import { field } from './fields.ts'

describe('the type seen in a column', () => {
  const columns: [kind: string, share: number, cells: Cell[]][] = [
    ['integer', 1, ['1', '2', ' 30 ']],
    ['integer', 1, [1, 2, 30]],
    ['decimal', 1, ['1,5', '2', '2.002,38 M']],
    ['digits', 1, ['01', '02', '10']],
    ['date', 1, ['2024-03-14', '14 Maret 2024', '14/03/2024']],
    ['yes_no', 1, ['ya', 'Tidak', 'ya']],
    ['yes_no', 1, [true, false]],
    ['rt_rw', 0.75, ['RT001-RW002', 'RT 39 RW 07', '02/06', 'Kampung Baru']],
    ['kelurahan_code', 1, ['21.72.03.1005', '2172031006']],
    ['text', 1, ['Jalan Beton', '3', 'Drainase']],
    ['text', 1, ['6b', '1a', '3b', '7a']],
    ['empty', 1, [null, '-', 'NA', '  ']],
    ['decimal', 0.8, ['1,5', '2,5', '3,5', '4,5', '<150']],
  ]
  it.each(columns)('is %s, for a share of %d', (kind, share, cells) => {
    expect(field('x', cells)).toMatchObject({ kind, share })
  })

  it('is not taken from codes that other codes of the column show to be text', () => {
    expect(field('KODE', ['0101', '0102', '0203']).kind).toBe('digits')
    expect(field('KODE', ['0', '1', '2']).kind).toBe('integer')
  })
})

describe('empty cells', () => {
  it('are counted with the way they are written', () => {
    const { nulls, filled, nullSpellings } = field('x', [null, '-', '-', 'NA', 'a', ''])
    expect([nulls, filled]).toEqual([5, 1])
    expect(nullSpellings).toEqual([
      { text: '-', count: 2 },
      { text: 'NA', count: 1 },
    ])
  })

  it('count where a record does not have the column at all', () => {
    const sketch = new FieldSketch('x', false, 10)
    sketch.add('a')
    expect(sketch.summary(4, null)).toMatchObject({ filled: 1, nulls: 3 })
  })
})

describe('numbers', () => {
  it('are read with the decimal mark the column shows, whichever cell comes first', () => {
    const column = field('luas', ['1.234', '1.234,5', '2,5', '12.000'])
    expect(column).toMatchObject({ decimal: ',', min: 2.5, max: 12_000, ambiguous: 0 })
    expect(field('luas', ['1.234', '2.5', '12.000'])).toMatchObject({ decimal: '.', min: 1.234, max: 12 })
  })

  it('stay open where no cell tells decimals from thousands', () => {
    expect(field('luas', ['1.234', '12.500'])).toMatchObject({
      decimal: null,
      ambiguous: 2,
      min: null,
      max: null,
    })
  })

  it('are told to be written both ways', () => {
    expect(field('luas', ['1,5', '2.5'])).toMatchObject({ decimal: 'mixed', min: 1.5, max: 2.5 })
  })

  it('of a DBF column have no thousands marks', () => {
    expect(field('LUAS', ['12.345', '1.000'], true)).toMatchObject({
      decimal: '.',
      min: 1,
      max: 12.345,
      ambiguous: 0,
    })
  })

  it('name the units beside them, the commonest first', () => {
    expect(field('volume', ['2.002,38 M', '3 Unit', '760,0 M']).units).toEqual([
      { unit: 'M', count: 2 },
      { unit: 'Unit', count: 1 },
    ])
  })

  it('tell codes that a spreadsheet rounded, and no small number', () => {
    expect(field('Basis', ['3.3750401E7', '3.3750402E7']).spoiltCodes).toBe(2)
    expect(field('skor', ['3.90000000000e+01', '9.89344309662e-01']).spoiltCodes).toBe(0)
  })
})

describe('different values', () => {
  it('are exact up to the cap and "more" past it', () => {
    const sketch = new DistinctSketch(3)
    for (const value of ['a', 'b', 'a', 'c']) sketch.add(value)
    expect([sketch.distinct, sketch.isUnique]).toEqual([{ count: 3, more: false }, false])
    sketch.add('d')
    expect(sketch.distinct).toEqual({ count: 3, more: true })
  })

  it('are told apart by all of their text, however long', () => {
    const sketch = new DistinctSketch(10)
    const long = 'x'.repeat(10_000)
    expect([sketch.add(`${long}a`), sketch.add(`${long}b`), sketch.add(`${long}a`)]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('give the first three as samples, cut to what a line holds', () => {
    const { samples, min, max } = field('x', ['b', 'a', 'b', `c${'c'.repeat(500)}`, 'd'])
    expect(samples.map((sample) => sample.length)).toEqual([1, 1, 60])
    expect([min, String(max).length]).toEqual(['b', 60])
  })
})

describe('values of persons', () => {
  const nik = '2172990101900001'

  it('are not in the summary of a column that is named for them', () => {
    const told = JSON.stringify(field('NAMA_KK', ['Siti Aminah', 'Budi']))
    expect(told).toContain('"personal":"name"')
    expect(told).not.toMatch(/Siti|Budi/)
  })

  it('are not in the summary of a column that turns out to hold them', () => {
    const told = JSON.stringify(field('kolom_9', ['x', nik, '0812 3456 7890', Number(nik)]))
    expect(told).toContain('"personal":"values"')
    expect(told).not.toMatch(/2172|0812/)
  })

  it('are not samples or extremes of another column they strayed into', () => {
    const cells = [...Array(20).keys()].map(String)
    const column = field('keterangan', [...cells, nik])
    expect(column.personal).toBeNull()
    expect(JSON.stringify(column)).not.toContain(nik)
    expect(column.max).toBe(19)
  })
})

describe('codes longer than a number can be', () => {
  it('are digits, shown as they are written', () => {
    const codes = field('kode', ['7', '3375040100112233445', '3375040100112233446'])
    expect(codes).toMatchObject({ kind: 'digits', min: '7', max: '3375040100112233445' })
  })
})
