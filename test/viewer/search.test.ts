import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { findPlaces, type Place, placeOfRt, placesOf } from '../../pipeline/viewer/search.ts'
import { readZones } from '../../pipeline/viewer/zones.ts'
import { sampleCity } from './support/sample-city.ts'

const city = sampleCity({ name: 'Pantai Utára <b>' })
const atlas = {
  zones: readZones(city.layers.zones),
  features: (layer: string) => ({ state: 'ready', value: (city.layers[layer]?.features ?? []) as Feature[] }),
} as unknown as Parameters<typeof placesOf>[0]
const found = (question: string) =>
  [...findPlaces(placesOf(atlas, 'id', question), question)].flatMap(([kind, places]) =>
    places.map(({ name }) => `${kind} ${name}`),
  )

describe('the search', () => {
  it('finds by every word, whatever its case, accents and blanks, and takes names as text', () => {
    expect(found('  pantai  UTARA')).toEqual(['zone Pantai Utára <b>', 'kelurahan Pantai Utara'])
    expect(found('<B>')).toEqual(['zone Pantai Utára <b>'])
    expect(found('bukit contoh')).toEqual(['zone Bukit Cendana'])
    expect(found('tidak ada')).toEqual([])
    expect([found(''), found(' / ')]).toEqual([[], []])
  })

  it('groups by kind, and puts first what begins with the question', () => {
    expect(found('contoh s')).toContain('kecamatan Contoh Selatan')
    expect(found('sungai')).toEqual(['zone Tepi Sungai', 'kelurahan Sungai Tengah'])
  })

  it.each([['003/001'], ['RT 3 RW 1'], ['rt.003/rw.001'], ['RT003-RW001'], ['3/1']])(
    'finds the RT of %s by its numbers',
    (question) => {
      expect(found(question)).toEqual(['rt RT 003/RW 001'])
    },
  )

  it('has the place of an RT by its id, one without a number too, and of none that the map lacks', () => {
    const bare = { rt_id: '33.75/7', kelurahan_code: '99.01.01.1001' }
    const [first] = city.layers.rt!.features
    const drawn = [...city.layers.rt!.features, { ...first!, properties: bare }]
    const map = {
      features: (layer: string) =>
        layer === 'rt' ? { state: 'ready', value: drawn } : atlas.features(layer),
    } as unknown as typeof atlas
    expect(placeOfRt(map, '33.75/7')).toMatchObject({ name: '33.75/7', within: 'Pasar Lama' })
    expect(placeOfRt(map, '99.01.01.1007/RT003-RW001')).toMatchObject({ name: 'RT 003/RW 001' })
    expect(placeOfRt(map, '33.75/8')).toBeNull()
  })

  it('finds an RT by its kelurahan too, and none by a number that is not its own', () => {
    expect(found('rt 1 melati')).toEqual(['rt RT 001/RW 004'])
    expect(found('rt 1 rw 4 cendana')).toEqual([])
    expect(found('rt 77')).toEqual([])
  })

  it('finds a zone and a kelurahan by the code', () => {
    expect(found('99.01-K04')).toEqual(['zone Lembah Melati'])
    expect(found('99.01.01.1005')).toEqual(['kelurahan Sungai Tengah'])
  })

  it('knows where a place lies and which zone is chosen with it', () => {
    const place = (question: string) =>
      [...findPlaces(placesOf(atlas, 'id', question), question).values()].flat()[0] as Place
    expect(place('rt 3 rw 1')).toMatchObject({ zone_id: null, within: 'Pantai Utara' })
    expect(place('lembah')).toMatchObject({ zone_id: '99.01-K04', feature: null })
    expect(place('lembah').bounds.every(Number.isFinite)).toBe(true)
  })
})
