import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { featureFault } from '../../pipeline/release/feature-fault.ts'
import { lossIn } from '../../pipeline/verify/losses.ts'
import { reasonInIndonesian } from '../../pipeline/verify/release/reasons.ts'

const polygon = (ring: unknown) => ({ type: 'Polygon', coordinates: [ring] })
const square = (...last: number[]) => [[0, 0], [1, 0], [1, 1], last] // biome-ignore format: a ring

describe('what is wrong with a file, in Indonesian', () => {
  it.each([
    ['no type', { type: undefined }, 'tanpa anggota bernama "type"'],
    ['no properties', { properties: undefined }, 'tanpa anggota bernama "properties"'],
    [
      'a type that is none',
      { geometry: { type: 'Kotak', coordinates: [] } },
      /^type harus salah satu dari: /,
    ],
    [
      'a point without numbers',
      { geometry: { type: 'Point', coordinates: ['a', 0] } },
      /^posisi hanya boleh/,
    ],
    ['a ring that is open', { geometry: polygon(square(0, 1)) }, /posisi pertama dan terakhir harus sama/],
    ['a ring the wrong way', { geometry: polygon([[0, 0], [0, 1], [1, 1], [0, 0]]) }, /kaidah tangan kanan/], // biome-ignore format: a case
  ])('says why a feature is not GeoJSON: %s', (_, wrong, told) => {
    const geometry = { type: 'Point', coordinates: [0, 0] }
    const feature = { type: 'Feature', properties: {}, geometry, ...wrong }
    const fault = featureFault(JSON.parse(JSON.stringify(feature)) as Feature)
    expect(reasonInIndonesian(fault!)).toMatch(told)
  })

  it('quotes what a program said where it is none of our sentences', () => {
    expect(reasonInIndonesian('Unexpected token } in JSON')).toBe(
      'kata program: "Unexpected token } in JSON"',
    )
    expect(reasonInIndonesian('not-closed, or so')).toBe('kata program: "not-closed, or so"')
  })

  it('tells a loss with its place, and leaves what it does not know as it is', () => {
    const loss = { code: 'missing', layer: 'zones', zoom: 9, id: 4 } as const
    const detail = 'the feature is in no tile of zoom 9'
    expect(lossIn('id', { ...loss, detail })).toBe(
      'missing: lapisan zones, zoom 9, fitur 4, fitur ini tidak ada di ubin mana pun pada zoom 9',
    )
    expect(lossIn('en', { ...loss, detail })).toBe(`missing: layer zones, zoom 9, feature 4, ${detail}`)
    expect(lossIn('id', { ...loss, detail: 'kolom baru' })).toMatch(/, kolom baru$/)
  })
})
