import { describe, expect, it } from 'vitest'
import { formatBytes, formatDate, formatNumber, percent, quantity, t } from '../../pipeline/viewer/i18n.ts'
import { keyWish } from '../../pipeline/viewer/keys.ts'
import { term } from '../../pipeline/viewer/terms.ts'
import { splitLabel } from '../../pipeline/viewer/words.ts'

describe('words and numbers', () => {
  it('writes numbers as each language does', () => {
    expect(formatNumber('id', 12.6, 2)).toBe('12,60')
    expect(formatNumber('en', 12.6, 2)).toBe('12.60')
    expect(formatNumber('id', 19_762_620_000)).toBe('19.762.620.000')
    expect(formatNumber('en', 19_762_620_000)).toBe('19,762,620,000')
  })

  it('sets a dash for no data and keeps zero a zero', () => {
    expect(quantity('id', null, 'ha', 2)).toBe('—')
    expect(quantity('id', 0, 'ha', 2)).toBe('0,00\u00a0ha')
  })

  it('never writes less than all as 100 %, nor more than nothing as 0 %', () => {
    expect([99.6, 100, 0, 0.2, 42.4].map((pct) => percent('id', pct))).toEqual(
      ['> 99', '100', '0', '< 1', '42'].map((shown) => `${shown}\u00a0%`),
    )
    expect([99.97, 0.04].map((pct) => percent('id', pct, 1))).toEqual(['> 99,9\u00a0%', '< 0,1\u00a0%'])
    expect(t('id', 'cell_partly_known', { pct: percent('id', 99.6) })).toBe(
      'penduduk diketahui untuk > 99\u00a0% bangunan',
    )
  })

  it('writes dates in words, whatever the time zone, and leaves other text alone', () => {
    expect(formatDate('id', '2014-03-14')).toBe('14 Maret 2014')
    expect(formatDate('en', '2014-03-14T00:00:00Z')).toBe('14 March 2014')
    expect(formatDate('id', '2014')).toBe('2014')
    expect(formatDate('id', '2014-13-14')).toBe('2014-13-14')
  })

  it('fills places in a phrase and leaves unknown ones', () => {
    expect(t('id', 'of_max', { max: '80' })).toBe('dari 80')
    expect(t('en', 'of_max')).toBe('of {max}')
  })

  it('writes file sizes in the unit a reader expects', () => {
    expect(formatBytes('id', 999)).toBe('999 B')
    expect(formatBytes('id', 4_600)).toBe('4,6 kB')
    expect(formatBytes('en', 2_326_242)).toBe('2.3 MB')
  })

  it('translates official terms and leaves what it does not know', () => {
    expect([term('en', 'tidak legal'), term('id', 'tidak legal')]).toEqual(['Not legal', 'Tidak legal'])
    expect(term('en', 'something else')).toBe('something else')
  })

  it('parts a class from its limits', () => {
    expect(splitLabel('Rendah (≤ 150 jiwa/ha)')).toEqual({ name: 'Rendah', limits: '≤ 150 jiwa/ha' })
    expect(splitLabel('Kumuh Berat')).toEqual({ name: 'Kumuh Berat', limits: null })
  })
})

describe('keyWish', () => {
  it('walks with arrows, moves with Shift, zooms and leaves the rest to the browser', () => {
    expect(keyWish({ key: 'ArrowRight', shiftKey: false })).toEqual({ do: 'step', by: 1 })
    expect(keyWish({ key: 'ArrowUp', shiftKey: true })).toEqual({ do: 'pan', by: [0, -120] })
    expect(keyWish({ key: '+', shiftKey: true })).toEqual({ do: 'zoom', by: 1 })
    expect(keyWish({ key: 'Tab', shiftKey: false })).toBeNull()
  })
})
