import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { historyLines, publisherOf, sourcesOnSheet, sourceText } from '../../pipeline/viewer/print-facts.ts'

const atlas = { release: { id: 'a1b2c3d4e5f6a7b8' } } as unknown as Atlas
const lines = (years: number[]) =>
  historyLines(
    atlas,
    years.map((year) => ({ decree_number: `1/${year}`, vintage: String(year) })),
    'en',
  )

describe('the history on a sheet', () => {
  it('tells the newest decrees in their order and counts those before them', () => {
    const [first, ...rest] = lines([2020, 2014, 2016, 2018, 2012, 2022, 2024, 2010])
    expect(first).toBe('Earlier decrees or verifications: 2.')
    expect(rest.slice(0, -1).map((line) => line.slice(0, 4))).toEqual([
      '2014',
      '2016',
      '2018',
      '2020',
      '2022',
      '2024',
    ])
    expect(rest.at(-1)).toContain('a1b2c3d4e5f6')
  })

  it('tells all of few', () => {
    expect(lines([2014, 2018])).toHaveLength(3)
  })
})

describe('the sources on a sheet', () => {
  it('says of those without a licence that none is stated, in the words of the sheet', () => {
    const source = (name: string, licence: string) => ({ id: name, title: { id: name, en: name }, licence })
    const sources = [source('Batas', 'none stated'), source('Jalan', 'CC0-1.0')]
    const told = { release: { sources } } as unknown as Atlas
    const both = new Set(['Batas', 'Jalan'])
    expect(sourceText(told, both, 600, 'id')).toBe(
      'Batas (Lisensi tidak dinyatakan); Jalan (Lisensi CC0-1.0).',
    )
    expect(sourceText(told, both, 600, 'en')).toBe('Batas (No licence stated); Jalan (Licence CC0-1.0).')
    expect(sourceText(told, new Set(['Jalan']), 600, 'en')).toBe('Jalan (Licence CC0-1.0).')
    expect(sourceText(told, both, 5, 'en')).toBe('Batas (No licence stated); and 1 more.')
  })

  describe('are those of what is drawn', () => {
    const place = (name: string) => `geojson/${name}.geojson`
    const layers = ['zones', 'facilities', 'kelurahan', 'kecamatan'].map((name) => ({
      name,
      path: place(name),
    }))
    const files = [
      { path: place('zones'), sources: ['sk', 'rt'] },
      { path: place('facilities'), sources: ['sekolah'] },
      { path: place('kelurahan'), sources: ['batas'] },
      { path: place('kecamatan'), sources: ['batas-kecamatan'] },
      { path: 'ground/water.geojson', sources: ['laut'] },
    ]
    const sources = ['sk', 'rt', 'sekolah', 'batas', 'batas-kecamatan', 'laut', 'mitra'].map((id) => ({ id }))
    const nothing = { zones: 0, water: 0, outlines: 0, files }
    const of = (drawn: object[], { zones, water, outlines, files }: typeof nothing) => {
      const many = (n: number) => Array.from({ length: n }, () => ({}))
      const atlas = { zones: many(zones), release: { layers, files, sources } } as unknown as Atlas
      const facts = {
        outlines: many(outlines) as Feature[],
        outlined: 'kecamatan',
        water: many(water) as Feature[],
      }
      return [...sourcesOnSheet(atlas, drawn as LayerSpecification[], facts)]
    }
    const tiles = (layer: string) => ({ id: `${layer}-point`, source: 'atlas', 'source-layer': layer })

    it('on the map: layers of the tiles, water and names of the ground', () => {
      expect(of([tiles('facilities'), tiles('gone')], nothing)).toEqual(['sekolah'])
      const ground = [
        { id: 'water-fill', source: 'known-water' },
        { id: 'kelurahan-names', source: 'kelurahan-names' },
      ]
      expect(of(ground, nothing)).toEqual(['batas', 'laut'])
    })

    it('in the diagram of the location, whatever the map shows', () => {
      expect(of([tiles('facilities')], { ...nothing, zones: 2, water: 1, outlines: 4 })).toEqual([
        ...['sk', 'rt', 'sekolah', 'batas-kecamatan', 'laut'],
      ])
    })

    it('and all where the files of the release do not tell theirs', () => {
      const untold = files.map(({ path }) => ({ path, sources: [] }))
      expect(of([tiles('zones')], { ...nothing, files: untold })).toHaveLength(sources.length)
    })
  })
})

describe('who publishes, on a sheet', () => {
  const named = (name: unknown) => publisherOf({ 'dct:publisher': { 'foaf:name': name } })

  it('is the publisher of the catalogue, in each language it is named in', () => {
    const [id, en] = [
      { '@language': 'id', '@value': 'Dinas Perkim' },
      { '@language': 'en', '@value': 'Housing office' },
    ]
    expect(named([id, en])).toEqual({ id: 'Dinas Perkim', en: 'Housing office' })
    expect(named(id)).toEqual({ id: 'Dinas Perkim', en: 'Dinas Perkim' })
    expect(named('Dinas Perkim')).toEqual({ id: 'Dinas Perkim', en: 'Dinas Perkim' })
  })

  it('is nobody where none is named, whatever stands there', () => {
    expect([{}, null, 7, { 'dct:publisher': null }].map(publisherOf)).toEqual([null, null, null, null])
    expect([named(7), named([{}])]).toEqual([null, null])
  })
})
