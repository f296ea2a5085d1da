import { describe, expect, it } from 'vitest'
import { statesInterval } from '../../pipeline/values/interval.ts'

describe('an interval', () => {
  it.each([
    'kurang dari 400',
    'Kurang dari 400 jiwa/Ha',
    'lebih dari 5',
    '< 400 jiwa/Ha',
    '<150',
    '> 60 %',
    '>= 15 ha',
    '≥15',
    'di atas 25 %',
    'dibawah 80 unit/Ha',
    'minimal 2.002,38 M',
    'hingga 400',
    '400+',
    '400 ke atas',
    '15 Ha atau lebih',
    '35-65 %',
    '35 %-65 %',
    '35 % s/d 65 %',
    '10 sampai 15 Ha',
    '12,5 – 13,5',
    '10 ha - 15 ha',
  ])('is %j', (text) => expect(statesInterval(text)).toBe(true))

  it.each(
    [
      '12,6 Ha',
      '2.002,38 M',
      '-5',
      '--5',
      '12 34',
      'dua belas',
      '12.',
      '12 Ha (est)',
      'RT002',
      '1,2,3',
      'di rumah',
    ].concat(['kurang', 'lebih kurang 400', '2014-05-06', '0812-3456-7890', 'Rp 5 unit', '']),
  )('is not %j', (text) => expect(statesInterval(text)).toBe(false))
})
