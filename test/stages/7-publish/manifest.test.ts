import { describe, expect, it } from 'vitest'
import type { LayerProfile } from '../../../pipeline/layers/profiles.ts'
import { type ManifestInput, manifestOf, tileJsonOf } from '../../../pipeline/stages/7-publish/manifest.ts'
import { madeUpCity } from '../../support/stage-context.ts'

const source = (id: string, licence: string) => ({
  id,
  title: { id, en: id },
  table: 'zones',
  path: `sources/${id}.shp`,
  licence,
  columns: {},
  examples: [],
})

const layer = (name: string, zooms: [number, number]): LayerProfile => ({
  name,
  title: { id: `Lapisan ${name}`, en: `Layer ${name}` },
  tables: ['zones'],
  geometry: 'polygon',
  zooms,
  key: ['zone_id'],
  attributes: [
    { name: 'zone_id', type: 'string', title: { id: 'Kode', en: 'Code' } },
    { name: 'area_ha_utm', type: 'number', unit: 'ha', title: { id: 'Luas', en: 'Area' } },
  ],
})

const input: ManifestInput = {
  city: madeUpCity({
    directory: '/elsewhere/kota-uji',
    sources: [source('sk', 'CC-BY-4.0'), source('batas', 'MIT'), source('survei', 'CC-BY-4.0')],
  }),
  decree: { number: '337/2014', title: 'Penetapan', date: '2014-05-02' },
  bounds: [106, -7, 107, -6],
  files: [
    { path: 'a', bytes: 1, sha256: 'x', media_type: 'text/csv', rows: 7, sources: ['sk', 'survei'] },
    { path: 'b', bytes: 1, sha256: 'y', media_type: 'text/csv', rows: null, sources: ['survei', 'batas'] },
    { path: 'c', bytes: 1, sha256: 'z', media_type: 'application/json', rows: null, sources: [] },
  ],
  layers: [layer('zones', [0, 16])],
  sources: [
    {
      source_id: 'sk',
      title_id: 'SK',
      title_en: 'Decree',
      table_name: 'zones',
      path: 'sources/sk.shp',
      rows_read: 9,
    },
  ],
}

describe('the manifest', () => {
  const manifest = manifestOf(input) as unknown as {
    files: Record<string, unknown>[]
    sources: Record<string, unknown>[]
    layers: unknown[]
    city: Record<string, unknown>
  }

  it('lists each file with its sources and the licences of these, each once', () => {
    expect(manifest.files).toEqual([
      {
        path: 'a',
        title: { id: 'a', en: 'a' },
        bytes: 1,
        sha256: 'x',
        media_type: 'text/csv',
        rows: 7,
        licence: 'CC-BY-4.0',
        sources: ['sk', 'survei'],
      },
      {
        path: 'b',
        title: { id: 'b', en: 'b' },
        bytes: 1,
        sha256: 'y',
        media_type: 'text/csv',
        rows: null,
        licence: 'CC-BY-4.0; MIT',
        sources: ['survei', 'batas'],
      },
      {
        path: 'c',
        title: { id: 'c', en: 'c' },
        bytes: 1,
        sha256: 'z',
        media_type: 'application/json',
        rows: null,
        licence: null,
        sources: [],
      },
    ])
  })

  it('calls each file as a person would, in both languages', () => {
    const titles = (path: string) => {
      const { files } = manifestOf({
        ...input,
        files: [{ ...input.files[0]!, path }],
      }) as unknown as typeof manifest
      return files[0]?.title
    }
    expect(titles('parquet/zones.parquet')).toEqual({
      id: 'Lapisan zones (GeoParquet)',
      en: 'Layer zones (GeoParquet)',
    })
    expect(titles('stac/zones.json')).toEqual({ id: 'Lapisan zones (STAC)', en: 'Layer zones (STAC)' })
    expect(titles('report/index.html')).toEqual({ id: 'Laporan mutu data', en: 'Quality report' })
  })

  it('says which city, decree and layers it is of', () => {
    expect(manifest.city).toMatchObject({
      name: 'kota-uji',
      code: '99.71',
      decree: { number: '337/2014' },
      // Nobody is credited where nobody is stated.
      attribution: null,
      synthetic: null,
      bounds: [106, -7, 107, -6],
    })
    expect(manifest.layers).toEqual([
      {
        name: 'zones',
        title: { id: 'Lapisan zones', en: 'Layer zones' },
        geometry: 'polygon',
        minzoom: 0,
        maxzoom: 16,
        path: 'geojson/zones.geojson',
      },
    ])
  })

  it('keeps the account of each source', () => {
    expect(manifest.sources).toEqual([
      expect.objectContaining({
        id: 'sk',
        title: { id: 'SK', en: 'Decree' },
        table: 'zones',
        path: 'sources/sk.shp',
        rows_read: 9,
      }),
    ])
  })

  it('knows nothing of the machine, and not its own id', () => {
    expect(JSON.stringify(manifest)).not.toContain('/elsewhere')
    expect(manifest).not.toHaveProperty('release')
  })
})

describe('the TileJSON', () => {
  it('follows TileJSON 3.0.0: zooms over all layers, a field for each attribute', () => {
    const tilejson = tileJsonOf(input.city, 'tiles/kota-uji.pmtiles', input.bounds, [
      layer('zones', [0, 14]),
      layer('rt', [12, 16]),
    ])
    expect(tilejson).toMatchObject({
      tilejson: '3.0.0',
      scheme: 'xyz',
      tiles: ['pmtiles://tiles/kota-uji.pmtiles/{z}/{x}/{y}'],
      minzoom: 0,
      maxzoom: 16,
      bounds: [106, -7, 107, -6],
      center: [106.5, -6.5, 0],
    })
    expect(tilejson.vector_layers).toEqual([
      {
        id: 'zones',
        description: 'Lapisan zones / Layer zones',
        minzoom: 0,
        maxzoom: 14,
        fields: { zone_id: 'Kode / Code', area_ha_utm: 'Luas / Area (ha)' },
      },
      expect.objectContaining({ id: 'rt', minzoom: 12, maxzoom: 16 }),
    ])
  })

  it('says that data is synthetic, beside whose it is, as text that a page may show', () => {
    const told = (city: Parameters<typeof madeUpCity>[0]) =>
      tileJsonOf(madeUpCity(city), 't', input.bounds, input.layers)
    const synthetic = { id: 'Data sintetis', en: 'Synthetic data' }
    const { attribution, description } = told({
      attribution: { id: '© <b>Kota</b>', en: '© City' },
      synthetic,
    })
    expect([attribution, description]).toEqual([
      '© &lt;b&gt;Kota&lt;/b&gt; / © City · Data sintetis / Synthetic data',
      'Data sintetis / Synthetic data',
    ])
    expect(told({})).toMatchObject({
      name: 'Kota Uji / Test City',
      description: 'Atlas permukiman kumuh Kota Uji / Slum atlas: Test City',
    })
    expect(told({})).not.toHaveProperty('attribution')
    expect(told({ synthetic }).attribution).toBe('Data sintetis / Synthetic data')
  })
})
