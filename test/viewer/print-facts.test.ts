import { describe, expect, it } from 'vitest'
import type { Atlas } from '../../pipeline/viewer/atlas.ts'
import { historyLines, publisherOf, sourcesOfLayers, sourceText } from '../../pipeline/viewer/print-facts.ts'

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

  it('are those of the layers that are drawn; all where the files of the release do not tell theirs', () => {
    const layers = ['zones', 'water'].map((name) => ({ name, path: `geojson/${name}.geojson` }))
    const files = [{ path: 'geojson/zones.geojson', sources: ['sk', 'rt'] }]
    const sources = ['sk', 'rt', 'mitra'].map((id) => ({ id }))
    const of = (told: object[], ...drawn: string[]) => {
      const atlas = { release: { layers, files: told, sources } } as unknown as Atlas
      return [...sourcesOfLayers(atlas, drawn)]
    }
    expect(of(files, 'zones', 'water', 'gone')).toEqual(['sk', 'rt'])
    expect(of([{ path: 'geojson/zones.geojson', sources: [] }], 'zones')).toEqual(['sk', 'rt', 'mitra'])
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
