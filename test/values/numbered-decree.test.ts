import { describe, expect, it } from 'vitest'
import { numberedDecree } from '../../pipeline/values/numbered-decree.ts'

describe('a decree by what it is known by', () => {
  it.each([
    ['337/2014', 'SK Nomor 337/2014', 'Decree number 337/2014'],
    ['188.45/653/2020', 'SK Nomor 188.45/653/2020', 'Decree number 188.45/653/2020'],
    ['B/12/HK/2021', 'SK Nomor B/12/HK/2021', 'Decree number B/12/HK/2021'],
    ['sk-2020', 'SK sk-2020', 'Decree sk-2020'],
    ['deliniasi kumuh', 'SK deliniasi kumuh', 'Decree deliniasi kumuh'],
    ['tanpa/nomor', 'SK tanpa/nomor', 'Decree tanpa/nomor'],
    ['SK 12/2021', 'SK 12/2021', 'SK 12/2021'],
    ['SK-337/2014', 'SK-337/2014', 'SK-337/2014'],
    ['SK/337/2014', 'SK/337/2014', 'SK/337/2014'],
    ['Kepwal 12/2020', 'Kepwal 12/2020', 'Kepwal 12/2020'],
    ['KEPBUP No. 7/2019', 'KEPBUP No. 7/2019', 'KEPBUP No. 7/2019'],
    ['skala/7', 'SK Nomor skala/7', 'Decree number skala/7'],
    ['Keputusan Bupati 5', 'Keputusan Bupati 5', 'Keputusan Bupati 5'],
    ['sk_2020', 'SK sk_2020', 'Decree sk_2020'],
    ['sk2020', 'SK sk2020', 'Decree sk2020'],
    ['sk-kumuh-2020', 'SK sk-kumuh-2020', 'Decree sk-kumuh-2020'],
    ['Kep. Riau 2020', 'SK Kep. Riau 2020', 'Decree Kep. Riau 2020'],
    ['Kepulauan Riau 2020', 'SK Kepulauan Riau 2020', 'Decree Kepulauan Riau 2020'],
  ])('%s', (number, id, en) => {
    expect([numberedDecree(number, 'id'), numberedDecree(number, 'en')]).toEqual([id, en])
  })

  it.each([
    ...['KEPUTUSAN-5/2020', 'Keputusan/5/2020', 'Kep. Walikota 12/2020', 'Kep. Bupati No 5 Tahun 2019'],
    ...['KepMendagri 5/2020', 'Perwal 12/2020', 'SKEP-12/2020', 'SK-188.45/653/2020', 'SK-B/12/2020'],
    ...['SK12/2020', 'SK.337/2014', 'SK No. 5', 'Perda 7/2015', 'Peraturan Wali Kota 5/2020'],
  ])('%s, which says what it is', (number) => {
    expect(numberedDecree(number, 'id')).toBe(number)
    expect(numberedDecree(number, 'en')).toBe(number)
  })
})
