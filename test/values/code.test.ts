import { describe, expect, it } from 'vitest'
import { parseKelurahanCode } from '../../pipeline/values/code.ts'

describe('parseKelurahanCode', () => {
  it.each(['21.72.03.1005', '2172031005', '21 72 03 1005', '21-72-03-1005', ' 21.72.03.1005 ', 2172031005])(
    'reads %j',
    (cell) => {
      expect(parseKelurahanCode(cell)).toEqual({ value: '21.72.03.1005' })
    },
  )

  it.each(['', '-', null])('takes %j as no value', (cell) => {
    expect(parseKelurahanCode(cell)).toEqual({ value: null })
  })

  it.each(['21.72.3.1005', '2.172031005E9', '2,172031005E+09'])(
    'puts back what a spreadsheet took from %j',
    (cell) => {
      expect(parseKelurahanCode(cell)).toEqual({ value: '21.72.03.1005' })
    },
  )

  it.each([
    '217203100',
    '21720310055',
    '21.72.03',
    '21.72.031005',
    '21.72 03.1005',
    'x',
    '0172031005',
    '21.00.03.1005',
    '21.72.03.0003',
  ])('refuses %j', (cell) => {
    expect(parseKelurahanCode(cell)).toEqual({ error: 'unparsable' })
  })

  it.each([
    ['2172030003', 'bps'],
    ['2.172030003E9', 'bps'],
    ['33750401', 'basis'],
    ['3.3750401E7', 'basis'],
    ['2.17203E+09', 'damaged'],
    ['3.375E7', 'damaged'],
  ])('says what %j is instead: %s', (cell, error) => {
    expect(parseKelurahanCode(cell)).toEqual({ error })
  })
})
