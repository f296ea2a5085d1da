import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, decodeEntities, isNullSpelling } from '../../pipeline/values/text.ts'

describe('cleanText', () => {
  it.each([
    ['  Kampung   Bugis ', 'Kampung Bugis'],
    ['Kampung\r\nBugis', 'Kampung Bugis'],
    ['Sedang\r\nSedang', 'Sedang'],
    ['Sedang\r\nSedang\r\n', 'Sedang'],
    ['Sedang\nTinggi', 'Sedang Tinggi'],
    ['Kupu Kupu', 'Kupu Kupu'],
    ['&lt; 150 Jiwa/Ha', '< 150 Jiwa/Ha'],
    ['A &amp; B', 'A & B'],
    ['Na', 'Na'],
    ['x\u0000\u0000', 'x'],
    ['\ufeffKode\u200b', 'Kode'],
    ['Cafe\u0301', 'Café'],
    ['Kampung\u00a0Baru', 'Kampung Baru'],
    [12.5, '12.5'],
    [true, 'true'],
  ])('makes %j %j', (cell, text) => {
    expect(cleanText(cell)).toBe(text)
  })

  it.each(['', ' ', '-', 'NA', 'NULL', 'null', '\r\n', '&nbsp;', ' - \n', null, Number.NaN])(
    'takes %j as no value',
    (cell) => {
      expect(cleanText(cell)).toBeNull()
    },
  )

  it('changes nothing the second time where no entity is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = cleanText(text)
        if (once !== null && !once.includes('&')) expect(cleanText(once)).toBe(once)
      }),
    )
  })
})

describe('decodeEntities', () => {
  it('decodes once', () => {
    expect(decodeEntities('&amp;lt;')).toBe('&lt;')
  })

  it.each(['&foo;', '&#0;', '&#xD800;', '&#x110000;', '&constructor;', 'R&D', '&lt'])('leaves %j', (text) => {
    expect(decodeEntities(text)).toBe(text)
  })

  it('decodes numbers', () => {
    expect(decodeEntities('&#178;&#xB2;')).toBe('²²')
  })
})

describe('isNullSpelling', () => {
  it('knows a name from a missing value', () => {
    expect(isNullSpelling('NA')).toBe(true)
    expect(isNullSpelling('Na')).toBe(false)
  })
})
