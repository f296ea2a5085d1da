import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseYear } from '../../pipeline/values/year.ts'

describe('parseYear', () => {
  it.each([
    2018,
    '2018',
    ' 2018 ',
    'Tahun 2018',
    'TA 2018',
    'T.A. 2018',
    'Thn. 2018',
    '2018.0',
    '2.018',
    '2,018',
    '2.018e3',
  ])('reads %j', (cell) => expect(parseYear(cell)).toEqual({ value: 2018 }))

  it.each([null, '', '-', 'NA'])('takes %j as no value', (cell) => {
    expect(parseYear(cell)).toEqual({ value: null })
  })

  it.each(['18', '2108', '1899', '2018/2019', '2018-2019', '2018.5', 'tahun lalu', true, '20180', '2.0185'])(
    'refuses %j',
    (cell) => expect(parseYear(cell)).toEqual({ error: 'unparsable' }),
  )

  it('gives every year back, however it is written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2100 }),
        fc.constantFrom('', 'Tahun ', 'TA ', 'tahun anggaran '),
        fc.constantFrom('', '.0', ' '),
        (year, before, after) => {
          expect(parseYear(`${before}${year}${after}`)).toEqual({ value: year })
        },
      ),
    )
  })
})
