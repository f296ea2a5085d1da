import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  comparableName,
  editDistance,
  isNameWithin,
  namesIn,
  nearestName,
} from '../../pipeline/decree/names.ts'

describe('a name as it is compared', () => {
  it.each([
    ['Kel. Tanjung Unggat', 'tanjungunggat'],
    ['KELURAHAN  TANJUNG-UNGGAT', 'tanjungunggat'],
    ['Kec. Bukit Bestari', 'bukitbestari'],
    // A village or a town may be part of the name.
    ['Kota Baru', 'kotabaru'],
    ['Desa Baru', 'desabaru'],
    ["Sei Jang'", 'sungaijang'],
    ['Tj. Ayun Sakti', 'tanjungayunsakti'],
    ['Sidomulyo II', 'sidomulyo2'],
    ['Sidomulyo 2', 'sidomulyo2'],
    ['Ké', 'ke'],
    ['Desa', 'desa'],
    ['  ', ''],
  ])('%s is %s', (name, expected) => {
    expect(comparableName(name)).toBe(expected)
  })
})

describe('the distance of two names', () => {
  it.each([
    ['senggarang', 'senggarang', 0],
    ['sanggarang', 'senggarang', 1],
    ['tanjungungat', 'tanjungunggat', 1],
    ['kamoung', 'kampung', 1],
    ['mleati', 'melati', 1],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['melati', 'kenanga', 5],
  ])('%s, %s: %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
    expect(editDistance(b, a)).toBe(distance)
  })

  it('is nothing only for equal names, and never more than the longer one', () => {
    const name = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(name, name, (a, b) => {
        const distance = editDistance(a, b)
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(editDistance(b, a)).toBe(distance)
      }),
    )
  })
})

describe('the nearest name', () => {
  const names = ['Senggarang', 'Kampung Bugis', 'Dompak', 'Tanjung Ayun Sakti']
  const nearest = (name: string, limit = 2) => nearestName(name, names, (item) => item, limit)

  it('is found through spelling', () => {
    expect(nearest('Sanggarang')).toEqual({ item: 'Senggarang', distance: 1 })
    expect(nearest('kampung  bugis')).toEqual({ item: 'Kampung Bugis', distance: 0 })
    expect(nearest('Tanjung Ayun Saktie')).toEqual({ item: 'Tanjung Ayun Sakti', distance: 1 })
  })

  it('is none when it is too far, empty, or a short word of other letters', () => {
    expect(nearest('Penyengat')).toBeNull()
    expect(nearest(' ')).toBeNull()
    expect(nearest('Dompaks', 0)).toBeNull()
    expect(nearest('Dumpek')).toBeNull()
    expect(nearestName('RT1', ['RT2'], (item) => item, 2)).toBeNull()
  })

  it('is never that of another place built of like words', () => {
    const pairs = [
      ['Sidoarjo', 'Sidorejo'],
      ['Karangsari', 'Karangjati'],
      ['Jati', 'Sati'],
      ['Purwodadi I', 'Purwodadi II'],
      ['Purwodadi 1', 'Purwodadi 2'],
      ['Sungai Jang', 'Sungai Jang II'],
      ['Lokasi 10', 'Lokasi 11'],
    ] as const
    for (const [one, other] of pairs) {
      expect([one, nearestName(one, [other], (item) => item, 2)]).toEqual([one, null])
      expect([other, nearestName(other, [one], (item) => item, 2)]).toEqual([other, null])
      expect(nearestName(one, [other, one], (item) => item, 2)).toEqual({ item: one, distance: 0 })
    }
    expect(nearestName('Purwodadi II', ['Purwodadi 2'], (item) => item, 2)?.distance).toBe(0)
  })

  it('may differ by a letter in each of two words, and by a running number', () => {
    expect(nearest('Kampong Bugiss')).toEqual({ item: 'Kampung Bugis', distance: 2 })
    expect(nearest('Dompak 01')).toEqual({ item: 'Dompak', distance: 2 })
    expect(nearest('Dompak 1')).toBeNull()
    expect(nearest('Tanjung Ayu Sakti')?.distance).toBe(1)
    expect(nearestName('Sungai nibung angus', ['Sungai Nibung Hangus'], (item) => item, 2)?.distance).toBe(1)
  })

  it('is sought as it stands before it is sought without the word for a village', () => {
    const find = (name: string, list: string[]) => nearestName(name, list, (item) => item, 2)?.item ?? null
    expect(find('Desa Baru', ['Baru', 'Desa Baru'])).toBe('Desa Baru')
    expect(find('Baru', ['Desa Baru', 'Baru'])).toBe('Baru')
    expect(find('Desa Melati', ['Melati'])).toBe('Melati')
    expect(find('Melati', ['Desa Melati'])).toBe('Desa Melati')
    expect(find('Kota Baru', ['Baru'])).toBeNull()
    expect(find('Kel.Melati', ['Melati'])).toBe('Melati')
  })

  it('is none when two are equally near', () => {
    expect(nearestName('Melatix', ['Melatia', 'Melatib'], (item) => item, 2)).toBeNull()
    expect(nearestName('Melatix', ['Melatia', 'Melatib', 'Melatix'], (item) => item, 2)?.distance).toBe(0)
  })

  it('is the first of several with the same name', () => {
    expect(
      nearestName(
        'Melati',
        [
          { n: 'Melati', i: 1 },
          { n: 'MELATI', i: 2 },
        ],
        (item) => item.n,
        2,
      )?.item.i,
    ).toBe(1)
  })
})

it('the names of one cell are told apart by comma, slash, ampersand or dan', () => {
  for (const cell of ['Melati dan Kenanga', 'Melati,Kenanga', 'Melati / Kenanga', 'Melati & Kenanga'])
    expect(namesIn(cell)).toEqual(['Melati', 'Kenanga'])
  expect(namesIn('Bandan Dandang')).toEqual(['Bandan Dandang'])
})

it('a name says another and more where it holds its words, with the same numbers', () => {
  expect(isNameWithin('Kawasan Pantai Impian', 'pantai impian')).toBe(true)
  expect(isNameWithin('Pantai Impian', 'Kawasan Pantai Impian 2')).toBe(false)
  expect(isNameWithin('Pantai', 'Pantaian')).toBe(false)
})
