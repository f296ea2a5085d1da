import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideDecimal, parseNumber } from '../../pipeline/values/number.ts'

const clear: [text: string, value: number, unit: string | null][] = [
  ['12,6 Ha', 12.6, 'Ha'],
  ['2.002,38 M', 2002.38, 'M'],
  ['760,0 M', 760, 'M'],
  ['21,00 Unit', 21, 'Unit'],
  ['346.500.000,00', 346_500_000, null],
  ['1460,39 M', 1460.39, 'M'],
  ['420unit', 420, 'unit'],
  ['Rp19.762.620.000,00', 19_762_620_000, 'Rp'],
  ['Rp 16.500.000', 16_500_000, 'Rp'],
  ['Rp. 16.500.000,-', 16_500_000, 'Rp'],
  ['Rp5.000.000/m', 5_000_000, 'Rp/m'],
  ['Rp 16,5 miliar', 16.5e9, 'Rp'],
  ['1,1 juta', 1_100_000, null],
  ['9.89344309662e-01', 0.989344309662, null],
  ['3.3750401E7', 33_750_401, null],
  ['1,234.5', 1234.5, null],
  ['-0.5', -0.5, null],
  ['−0,5', -0.5, null],
  [' 1 234,5', 1234.5, null],
  ['1\u00a0234\u202f567', 1_234_567, null],
  ['0.234', 0.234, null],
  ['.5', 0.5, null],
  ['0,98934430966623799', 0.989344309666238, null],
  ['1460.391', 1460.391, null],
  ['12 %', 12, '%'],
  ['37,5%', 37.5, '%'],
  ['760,0 Meter persegi', 760, 'Meter persegi'],
  ['28 unit/Ha', 28, 'unit/Ha'],
  ['12 m²', 12, 'm²'],
  ['+7', 7, null],
  ['004', 4, null],
]

describe('parseNumber', () => {
  it.each(clear)('reads %j as %d %s', (text, value, unit) => {
    expect(parseNumber(text)).toEqual({ value, unit })
  })

  it.each(['', '  ', '-', 'NA', 'N/A', 'NULL', 'null', 'None', 'nan', '#N/A', null, Number.NaN, Infinity])(
    'takes %j as no value',
    (cell) => {
      expect(parseNumber(cell)).toEqual({ value: null, unit: null })
    },
  )

  it.each([
    '<150',
    '< 400 jiwa/Ha',
    '35-65 %',
    '35 %-65 %',
    'lebih dari 5',
    '400 ke atas',
    '15 Ha atau lebih',
    '80 unit/Ha kurang lebih',
    'dua belas',
    '12.',
    '1,2,3',
    '1.23.456',
    '12.03.2024',
    '21.72.03.1005',
    '1.234,5.6',
    '0.500.000',
    '12 34',
    '1..5',
    '12 Ha (est)',
    'RT002',
    '1e999',
    '--5',
    'Rp',
    'Rp 5 unit',
    true,
  ])('refuses %j', (cell) => {
    expect(parseNumber(cell)).toEqual({ error: 'unparsable' })
  })

  it.each(['1.234', '1,234', '-12.345', '999,000 M', 'Rp 16.500'])('does not guess what %j means', (text) => {
    expect(parseNumber(text)).toEqual({ error: 'ambiguous' })
  })

  it('does not guess whether M after a sum of money is miliar', () => {
    expect(parseNumber('Rp 19,7 M')).toEqual({ error: 'ambiguous' })
  })

  it('reads the ambiguous by the mark of the source', () => {
    expect(parseNumber('1.234', { decimal: ',' })).toEqual({ value: 1234, unit: null })
    expect(parseNumber('1.234', { decimal: '.' })).toEqual({ value: 1.234, unit: null })
    expect(parseNumber('1,234 Ha', { decimal: ',' })).toEqual({ value: 1.234, unit: 'Ha' })
    expect(parseNumber('1,234', { decimal: '.' })).toEqual({ value: 1234, unit: null })
  })

  it('refuses a cell that contradicts the mark of the source', () => {
    expect(parseNumber('12.5', { decimal: ',' })).toEqual({ error: 'unparsable' })
    expect(parseNumber('1,234.5', { decimal: ',' })).toEqual({ error: 'unparsable' })
    expect(parseNumber('346.500.000', { decimal: '.' })).toEqual({ error: 'unparsable' })
  })

  it('lets scientific notation keep its point in a column of decimal commas', () => {
    expect(parseNumber('9.89e-01', { decimal: ',' })).toEqual({ value: 0.989, unit: null })
  })

  it('gives no negative zero', () => {
    expect(Object.is((parseNumber('-0') as { value: number }).value, 0)).toBe(true)
  })

  it('reads back every amount written the Indonesian and the English way', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 13), max: 10 ** 13 }),
        fc.integer({ min: 0, max: 99 }),
        (whole, cents) => {
          const groups = String(Math.abs(whole)).replace(/\B(?=(\d{3})+$)/g, '_')
          const text = `${whole < 0 ? '-' : ''}${groups}|${String(cents).padStart(2, '0')}`
          const expected = Number(`${whole}.${String(cents).padStart(2, '0')}`)
          const value = expected === 0 ? 0 : expected
          for (const [group, mark] of [
            ['.', ','],
            [',', '.'],
            [' ', ','],
          ] as const) {
            expect(parseNumber(text.replaceAll('_', group).replace('|', mark))).toEqual({ value, unit: null })
          }
        },
      ),
    )
  })

  it('never throws and never gives a value that is not finite', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.,eE+\- RpMHa%/]*$/)), (text) => {
        const result = parseNumber(text)
        if ('value' in result && result.value !== null) expect(Number.isFinite(result.value)).toBe(true)
      }),
    )
  })
})

describe('decideDecimal', () => {
  it.each([
    [['1.234', '12,6 Ha'], ','],
    [['1.234', '346.500.000'], ','],
    [['1,234', '0.5'], '.'],
    [['1,234,567'], '.'],
    [['2.002,38 M', '760,0 M'], ','],
    [['1.234', '5.678'], null],
    [['12', 'NA', '', '<150'], null],
    [['12,5', '12.5'], null],
    [[], null],
  ] as [string[], string | null][])('of %j is %j', (samples, expected) => {
    expect(decideDecimal(samples)).toBe(expected)
  })
})
