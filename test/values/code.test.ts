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

  it.each([
    '3.3750401E7',
    '33750401',
    '217203100',
    '21720310055',
    '21.72.03',
    '21.72.031005',
    '21.72 03.1005',
    'x',
  ])('refuses %j', (cell) => {
    expect(parseKelurahanCode(cell)).toEqual({ error: 'unparsable' })
  })

  it.each(['2172030003', '0172031005', '21.00.03.1005'])('says that %j is of another scheme', (cell) => {
    expect(parseKelurahanCode(cell)).toEqual({ error: 'scheme' })
  })
})
