import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate } from '../../pipeline/values/date.ts'

describe('parseDate', () => {
  it.each([
    ['2024-03-14', '2024-03-14'],
    ['2024/3/14', '2024-03-14'],
    ['14 Maret 2024', '2024-03-14'],
    ['14 maret 2024', '2024-03-14'],
    ['Kamis, 14 Maret 2024', '2024-03-14'],
    ["Jum'at, 15 Maret 2024", '2024-03-15'],
    ['14 March 2024', '2024-03-14'],
    ['March 14, 2024', '2024-03-14'],
    ['14-Agt-2024', '2024-08-14'],
    ['17 Pebruari 2014', '2014-02-17'],
    ['3 Nopember 2014', '2014-11-03'],
    ['14/03/2024', '2024-03-14'],
    ['14-03-2024', '2024-03-14'],
    ['14.03.2024', '2024-03-14'],
    ['4/3/2024', '2024-03-04'],
    ['20240314', '2024-03-14'],
    [20240314, '2024-03-14'],
    ['2024-03-14T08:11:12.000+07:00', '2024-03-14'],
    ['2024-03-14T23:59:59Z', '2024-03-14'],
    ['2024-03-14 08:11', '2024-03-14'],
    ['14 Maret 2024 08.11 WIB', '2024-03-14'],
    ['29 Februari 2024', '2024-02-29'],
    ['31/12/2108', '2108-12-31'],
  ])('reads %j as %s', (cell, iso) => {
    expect(parseDate(cell)).toEqual({ value: iso })
  })

  it.each(['', '-', 'NA', null, Number.NaN])('takes %j as no value', (cell) => {
    expect(parseDate(cell)).toEqual({ value: null })
  })

  it.each([
    45365,
    '45365',
    45365.34,
    '03/14/2024',
    '14/03/24',
    '29 Februari 2023',
    '31/04/2024',
    '2024-13-01',
    '2024-00-10',
    '14 Foo 2024',
    'Maret 2024',
    '2024',
    '33750401',
    '14/03-2024',
    'kemarin',
    true,
  ])('refuses %j', (cell) => {
    expect(parseDate(cell)).toEqual({ error: 'unparsable' })
  })

  it('reads every day in every form to the same date', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [y, m, d] = iso.split('-')
        for (const text of [
          iso,
          `${d}/${m}/${y}`,
          `${d}-${m}-${y}`,
          `${y}${m}${d}`,
          `${iso}T00:00:00.000+07:00`,
        ]) {
          expect(parseDate(text)).toEqual({ value: iso })
        }
      }),
    )
  })
})
