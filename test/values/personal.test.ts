import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsPersonalNumber } from '../../pipeline/values/personal.ts'

describe('a personal number', () => {
  it.each([
    ['a NIK', '2172031005900001'],
    ['a NIK after a word', 'NIK2172031005900001an. S'],
    ['a NIK in fours', '2172 0310 0590 0001'],
    ['a NIK by its parts', '217203-100590-0001'],
    ['a NIK dotted by region', '21.72.03.100590.0001'],
    ['a KK number in a sentence', 'KK no. 2172031005900001, RT 2'],
    ['a mobile number', '081234567890'],
    ['a mobile number with the country', '+62 812-3456-7890'],
    ['a mobile number without the plus', '6281234567890'],
    ['a mobile number with points', '0812.3456.7890'],
    ['a short mobile number', '0812345678'],
  ])('is %s', (_, text) => {
    expect(holdsPersonalNumber(text)).toBe(true)
  })

  it.each([
    ['hectares with many decimals', '12.12345678901234'],
    ['hectares that start like a telephone number', '0.8123456789012'],
    ['hectares whose fraction does', '1,0812345678901'],
    ['a fraction of sixteen digits', '0.1234567890123456'],
    ['hectares that start with 62.8', '62.8123456789'],
    ['a number in scientific notation', '9.89344309662e-01'],
    ['an RT code', '21.72.03.1005/RT002-RW006'],
    ['a decree number', '600/337/2014'],
    ['rupiah', 'Rp 346.500.000.000,00'],
    ['fifteen digits', '217203100590000'],
    ['seventeen digits', '21720310059000011'],
    ['a landline', '(0771) 21234'],
    ['a UUID', '3f081234-5678-4123-8234-081234567890'],
    ['a UUID of digits', '12345678-1234-4123-8234-123456789012'],
    ['a hash', 'da39a3ee5e6b4b0d3255bfef9560189012345678'],
    ['a date', '2018-08-12 08:12:34'],
  ])('is not %s', (_, text) => {
    expect(holdsPersonalNumber(text)).toBe(false)
  })

  it('is no number a program prints', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const text = String(value)
        // A whole number of sixteen digits cannot be told from a NIK; below 1e9 there is none.
        expect(holdsPersonalNumber(text)).toBe(false)
        expect(holdsPersonalNumber(text.replace('.', ','))).toBe(false)
      }),
    )
  })
})
