import { describe, expect, it } from 'vitest'
import { UNKNOWN_LICENCE } from '../../pipeline/init/draft.ts'
import { isLicenceStated, licenceText, namedLicence } from '../../pipeline/values/licence-text.ts'

describe('the licence of a source', () => {
  it.each([
    UNKNOWN_LICENCE,
    'none stated',
    'Not stated',
    ' tidak dinyatakan ',
    'belum dinyatakan/not stated',
    'Tidak ada  keterangan',
    'belum dinyatakan; not stated',
    'Not stated.',
    'tidak ada',
    'none',
    'N/A',
    'n/a; tidak ada / not stated',
    '-',
    '?',
    ' ',
    '',
  ])('is not stated: %s', (told) => {
    expect(isLicenceStated(told)).toBe(false)
    expect([licenceText(told, 'id'), licenceText(told, 'en')]).toEqual(['tidak dinyatakan', 'none stated'])
    expect([namedLicence(told, 'id'), namedLicence(told, 'en')]).toEqual([
      ...['Lisensi tidak dinyatakan', 'No licence stated'],
    ])
  })

  it.each([
    'CC0-1.0',
    'not stated in the file, asked for in 2024',
    'CC0-1.0/not stated',
    'CC0-1.0 / n/a',
    'Open/Academic',
  ])('is what is stated: %s', (told) => {
    expect(isLicenceStated(told)).toBe(true)
    expect([licenceText(told, 'id'), namedLicence(told, 'id'), namedLicence(told, 'en')]).toEqual([
      ...[told, `Lisensi ${told}`, `Licence ${told}`],
    ])
  })
})
