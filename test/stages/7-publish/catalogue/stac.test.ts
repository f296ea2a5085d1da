import { describe, expect, it } from 'vitest'
import { stacFiles } from '../../../../pipeline/stages/7-publish/catalogue/stac.ts'
import { madeUpRelease, profile } from './made-up-release.ts'
import { stacFaults } from './stac-rules.ts'

type Json = ReturnType<typeof JSON.parse>

function stacOf(...release: Parameters<typeof madeUpRelease>): Record<string, Json> {
  return Object.fromEntries(stacFiles(madeUpRelease(...release)).map(({ name, content }) => [name, content]))
}

const UNDATED = { time: null, layers: madeUpRelease().layers.map((layer) => ({ ...layer, time: null })) }

const publisher = { name: { id: 'Dinas Perkim', en: 'Housing office' }, url: 'https://perkim.example' }

describe('the STAC of a release', () => {
  it('keeps the rules of STAC 1.1 and of its extensions, dated or not, with a publisher or without', () => {
    for (const stac of [
      stacOf(),
      stacOf({ ...UNDATED, decree: null }),
      stacOf({}, { publish: { csv_bom: false, keep: 5, publisher } }),
      stacOf({}, { sources: [] }),
    ])
      for (const [name, content] of Object.entries(stac))
        expect([name, stacFaults(content, Object.keys(stac))]).toEqual([name, []])
  })

  it('is found at fault by those rules where it is wrong', () => {
    const item = stacOf()['zones.json']!
    const names = ['collection.json', 'zones.json']
    const wrong = (change: (copy: Json) => void): string[] => {
      const copy = structuredClone(item)
      change(copy)
      return stacFaults(copy, names)
    }
    expect(wrong((copy) => delete copy.properties.datetime)).not.toEqual([])
    expect(wrong((copy) => (copy.properties.datetime = null))).not.toEqual([])
    expect(wrong((copy) => (copy.assets.geojson['file:checksum'] = 'ab'.repeat(32)))).not.toEqual([])
    expect(wrong((copy) => (copy.links[0].href = '/data/collection.json'))).not.toEqual([])
    expect(wrong((copy) => (copy.bbox = [107, -7, 106, -6]))).not.toEqual([])
    expect(wrong((copy) => (copy.stac_extensions = []))).not.toEqual([])
    expect(wrong((copy) => (copy.assets.geojson['table:row_count'] = -1))).not.toEqual([])
    expect(wrong((copy) => (copy.properties['table:rows'] = 3))).not.toEqual([])
  })

  it('has an item for each layer, with its files, their sums, its columns and its own time', () => {
    const { 'zones.json': zones, 'facilities.json': facilities } = stacOf()
    expect(Object.keys(zones!.assets)).toEqual(['geojson', 'parquet', 'zones-score_total', 'styles'])
    expect(zones!.assets['zones-score_total']).toMatchObject({
      title: 'Lokasi kumuh: Nilai kekumuhan (QGIS) / Slum zones: Slum score (QGIS)',
      roles: ['style'],
    })
    expect(zones!.assets.parquet).toMatchObject({
      href: '../parquet/zones.parquet',
      type: 'application/vnd.apache.parquet',
      roles: ['data'],
      'file:size': 12,
      'file:checksum': `1220${'ab'.repeat(32)}`,
    })
    expect(zones!.properties).toMatchObject({ datetime: '2014-05-02T00:00:00Z', 'table:row_count': 3 })
    const columns = zones!.properties['table:columns'] as Json[]
    expect(columns.map(({ name }) => name)).toEqual([
      'feature_id',
      ...profile('zones').attributes.map(({ name }) => name),
      'bbox',
      'geometry',
    ])
    expect(columns.find(({ name }) => name === 'area_ha_utm')!.description).toBe(
      'Luas terukur (bidang UTM) / Measured area (UTM plane) (ha)',
    )
    // What tells no time of its own has that of the release; one place is no polygon.
    expect(facilities!.properties).toMatchObject({
      datetime: null,
      start_datetime: '2014-01-01T00:00:00Z',
      end_datetime: '2018-12-31T23:59:59Z',
    })
    expect(facilities!.geometry).toEqual({ type: 'Point', coordinates: [106.5, -6.5] })
  })

  it('lists in the collection what is no layer, but not what repeats part of a table', () => {
    const collection = stacOf()['collection.json']!
    expect(Object.keys(collection.assets)).toEqual([
      'atlas.xlsx',
      'report/report.json',
      'something-new.bin',
      'tables/decrees.csv',
      'tiles/kota-uji-0123456789ab.pmtiles',
    ])
    expect(collection.links).toContainEqual(
      expect.objectContaining({ rel: 'pmtiles', 'pmtiles:layers': ['zones', 'facilities'] }),
    )
  })

  it('has no items where nothing is dated: the layers are assets of the collection then', () => {
    const stac = stacOf(UNDATED)
    expect(Object.keys(stac)).toEqual(['collection.json'])
    expect(stac['collection.json']!.extent.temporal).toEqual({ interval: [[null, null]] })
    expect(stac['collection.json']!.assets).toHaveProperty(['geojson/zones.geojson'])
  })

  it('names one licence by its id, and several or one without an id as other', () => {
    expect(stacOf()['collection.json']!.license).toBe('other')
    const sources = madeUpRelease().city.sources.slice(0, 1)
    const one = stacOf({}, { sources })['collection.json']!
    expect(one.license).toBe('CC-BY-4.0')
    expect(one.links).toContainEqual(
      expect.objectContaining({ rel: 'license', href: 'https://creativecommons.org/licenses/by/4.0/' }),
    )
  })

  it('names a publisher only where the city has one', () => {
    expect(stacOf()['collection.json']).not.toHaveProperty('providers')
    expect(
      stacOf({}, { publish: { csv_bom: false, keep: 5, publisher } })['collection.json']!.providers,
    ).toEqual([
      {
        name: 'Dinas Perkim / Housing office',
        roles: ['producer'],
        url: 'https://perkim.example',
      },
    ])
  })
})
