import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparableName, editDistance, nearestName } from '../../pipeline/decree/names.ts'

describe('a name as it is compared', () => {
  it.each([
    ['Kel. Tanjung Unggat', 'tanjungunggat'],
    ['KELURAHAN  TANJUNG-UNGGAT', 'tanjungunggat'],
    ['Kec. Bukit Bestari', 'bukitbestari'],
    ['Kab. Kota Baru', 'baru'],
    ["Sei Jang'", 'seijang'],
    ['Desa Ké', 'ke'],
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
