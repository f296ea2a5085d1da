import type { Feature } from 'geojson'
import { describe, expect, it, vi } from 'vitest'
import { findPlaces, type Place, placeOfRt, placesOf } from '../../pipeline/viewer/search.ts'
import { mapNames, zoneTitle } from '../../pipeline/viewer/words.ts'
import { readZones } from '../../pipeline/viewer/zones.ts'
import { sampleCity } from './support/sample-city.ts'

const city = sampleCity({ name: 'Pantai Utára <b>' })
const atlas = {
  zones: readZones(city.layers.zones),
  features: (layer: string) => ({ state: 'ready', value: (city.layers[layer]?.features ?? []) as Feature[] }),
} as unknown as Parameters<typeof placesOf>[0]
const found = (question: string) =>
  [...findPlaces(placesOf(atlas, 'id', question), question).kinds].flatMap(([kind, { places }]) =>
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

  it('makes the places and their texts once, not with every letter', () => {
    const own = { ...atlas } as unknown as typeof atlas
    const ask = (question: string) => {
      const places = placesOf(own, 'id', question)
      findPlaces(places, question)
      return places
    }
    const numbered = ask('rt 1')
    expect(ask('rt 1 rw 4')).toBe(numbered)
    const places = ask('sungau')
    expect(places.length).toBeLessThan(numbered.length)
    const folding = vi.spyOn(String.prototype, 'normalize')
    try {
      expect([ask('sungai'), ask('pasar')]).toEqual([places, places])
      expect(ask('sungai')).toBe(places)
      // The questions themselves.
      expect(folding.mock.calls.length).toBe(3)
    } finally {
      folding.mockRestore()
    }
    expect(placesOf(own, 'en', '')).not.toBe(places)
    const less = { ...own, features: () => ({ state: 'loading' }) } as unknown as typeof own
    expect(placesOf(less, 'id', '').length).toBeLessThan(places.length)
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
      [...findPlaces(placesOf(atlas, 'id', question), question).kinds.values()][0]!.places[0] as Place
    expect(place('rt 3 rw 1')).toMatchObject({ zone_id: null, within: 'Pantai Utara' })
    expect(place('lembah')).toMatchObject({ zone_id: '99.01-K04', feature: null })
    expect(place('lembah').bounds.every(Number.isFinite)).toBe(true)
  })
})

/** Zones that are RT and have no other name, in two kelurahan, the worst first. */
describe('zones called by an RT', () => {
  const named = (kelurahan: string, rt: string, rw: string, score_total: number) => ({
    type: 'Feature',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    properties: {
      ...{ zone_id: `${kelurahan}/RT${rt}-RW${rw}`, name: `RT${rt}-RW${rw}`, rt_rw: `RT${rt}-RW${rw}` },
      ...{ kelurahan, kecamatan: 'Utara', score_total },
    },
  })
  const zones = readZones({
    features: [
      ...['008', '007', '006', '005', '004', '003', '001'].map((rt, i) =>
        named('Bandengan', rt, '002', 60 - i),
      ),
      ...[named('Bandengan', '002', '003', 70), named('Bandengan', '002', '006', 71)],
      named('Senggarang', '002', '003', 72),
    ],
  })
  const map = { zones, features: () => ({ state: 'absent' }) } as unknown as typeof atlas
  const of = (question: string) => findPlaces(placesOf(map, 'id', question), question)
  const names = (question: string) => (of(question).kinds.get('zone')?.places ?? []).map(({ name }) => name)

  it('are told apart by their kelurahan, on the map too', () => {
    expect(zoneTitle(zones[0]!, 'id')).toBe('Senggarang RT 002/RW 003')
    const others = [
      { zone_id: 'A', name: 'Pelantar Sulawesi', properties: { kelurahan: 'Tanjung' } },
      { zone_id: 'B', name: 'RT002-RW003', properties: {} },
      { zone_id: 'C', name: null, properties: { kelurahan: 'Tanjung' } },
    ]
    expect([...mapNames([zones[0]!, ...others])]).toEqual([
      [zones[0]!.zone_id, 'Senggarang\nRT 002/RW 003'],
      ['B', 'RT 002/RW 003'],
    ])
  })

  it('are found by the RW alone, whatever RT has the same number', () => {
    expect(names('RW 06')).toEqual(['Bandengan RT 002/RW 006'])
    expect(names('rw003')).toEqual(['Bandengan RT 002/RW 003', 'Senggarang RT 002/RW 003'])
    expect(names('RW 8')).toEqual([])
    expect([names('RT 003 RW 002'), names('RT002-RW003')]).toEqual([
      ['Bandengan RT 003/RW 002'],
      ['Bandengan RT 002/RW 003', 'Senggarang RT 002/RW 003'],
    ])
    expect([names('2/6'), names('rw 3 rt 2 senggarang'), names('RT 2/6')]).toEqual([
      ['Bandengan RT 002/RW 006'],
      ['Senggarang RT 002/RW 003'],
      ['Bandengan RT 002/RW 006'],
    ])
  })

  it('are counted of a kawasan, of which no list could name them all', () => {
    const inKawasan = zones.map((zone) => ({
      ...zone,
      properties: { ...zone.properties, kawasan: 'Pesisir' },
    }))
    const places = placesOf({ ...map, zones: inKawasan } as never, 'id', 'pesisir')
    expect(findPlaces(places, 'pesisir').kinds.get('kawasan')?.places).toMatchObject([
      { within: '10 lokasi' },
    ])
  })

  it('stand in the order of RW and RT, and those that are not shown are counted', () => {
    expect(of('bandengan').kinds.get('zone')).toMatchObject({
      places: ['1', '3', '4', '5', '6', '7'].map((rt) => ({ name: `Bandengan RT 00${rt}/RW 002` })),
      total: 9,
    })
  })

  it('are found where a letter is wrong, and only where nothing is written so', () => {
    for (const question of ['senggarng', 'sengagrang', 'Sengarrang', 'rt 2 senggaramg'])
      expect([of(question).isNear, names(question)], question).toEqual([true, ['Senggarang RT 002/RW 003']])
    expect(of('senggarang').isNear).toBe(false)
    expect([names('senggigi'), names('rt 3 senggarng')]).toEqual([[], []])
  })
})
