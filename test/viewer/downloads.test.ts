import { describe, expect, it } from 'vitest'
import { downloads, isFolded } from '../../pipeline/viewer/downloads.ts'
import type { Release, ReleaseFile } from '../../pipeline/viewer/release.ts'

const file = (path: string, given: Partial<ReleaseFile> = {}): ReleaseFile => ({
  sources: [],
  ...{ path, title: { id: `Judul ${path}`, en: `Title ${path}` }, bytes: 10, media_type: null, rows: null },
  ...given,
})
const release = (files: ReleaseFile[]) =>
  ({
    files,
    layers: [
      { name: 'zones', title: { id: 'Lokasi kumuh', en: 'Slum zones' }, path: 'geojson/zones.geojson' },
      { name: 'city', title: { id: 'Kota', en: 'City' }, path: 'geojson/city.geojson' },
    ],
    base: 'https://host/atlas/releases/abc/manifest.json',
  }) as unknown as Release
const told = (files: ReleaseFile[]) =>
  downloads(release(files)).map(({ key, items }) => [
    key,
    items.map(({ title, files: of }) => `${title.en}: ${of.map(({ format }) => format).join(' ')}`),
  ])

describe('what can be downloaded', () => {
  it('is grouped by what it is for, each layer once with its forms and in the order of the map', () => {
    const all = [
      ...[
        'atlas.xlsx',
        'dcat.jsonld',
        'geojson/city.geojson',
        'geojson/zones.geojson',
        'ground/water.geojson',
      ],
      ...['parquet/city.parquet', 'parquet/zones.parquet', 'petakumuh.qgz', 'report/index.html'],
      ...['stac/collection.json', 'style.json', 'styles/zones.qml', 'tables/decrees.csv'],
      ...['tables/zones/progress.csv', 'tiles/a-1.pmtiles', 'unheard.of'],
    ].map((path) => file(path))
    expect(told(all)).toEqual([
      ['workbook', ['Title atlas.xlsx: Excel']],
      [
        'layers',
        ['Slum zones: GeoJSON GeoParquet', 'City: GeoJSON GeoParquet', 'Title ground/water.geojson: GeoJSON'],
      ],
      ['tables', ['Title tables/decrees.csv: CSV']],
      ['reports', ['Title report/index.html: HTML']],
      ['tiles', ['Title style.json: JSON', 'Title tiles/a-1.pmtiles: PMTiles']],
      ['qgis', ['Title petakumuh.qgz: QGIS', 'Title styles/zones.qml: QML']],
      ['catalogue', ['Title dcat.jsonld: JSON-LD', 'Title stac/collection.json: JSON']],
      [
        'checksums',
        [
          'Manifest: each file with its size, checksum, licence and sources: JSON',
          'Checksums (sha256sum -c SHA256SUMS): TXT',
        ],
      ],
      ['parts', ['Title tables/zones/progress.csv: CSV']],
      ['others', ['Title unheard.of: OF']],
    ])
  })

  it('leads to the files of this release, its manifest and sums among them', () => {
    const addresses = downloads(release([file('tables/decrees.csv')])).flatMap(({ items }) =>
      items.flatMap(({ files }) => files.map(({ address }) => address)),
    )
    expect(addresses).toEqual(
      ['tables/decrees.csv', 'manifest.json', 'SHA256SUMS'].map(
        (path) => `https://host/atlas/releases/abc/${path}`,
      ),
    )
  })

  it('counts the traces of the zones, which are thousands, and goes by paths where a release has no titles', () => {
    const traces = Array.from({ length: 2000 }, (_, i) => file(`traces/zones/${i}.json`))
    expect(told(traces)).toContainEqual(['traces', ['2000 JSON files in traces/: ']])
    expect(told([file('tables/x.csv', { title: null })])).toContainEqual(['tables', ['tables/x.csv: CSV']])
  })

  it('keeps the tables open for people, and folds much of what programs read', () => {
    const many = (folder: string) => Array.from({ length: 20 }, (_, i) => file(`${folder}/t${i}.csv`))
    const groups = downloads(release([...many('tables'), ...many('tables/rt'), file('style.json')]))
    expect(groups.filter(isFolded).map(({ key }) => key)).toEqual(['parts'])
  })
})
