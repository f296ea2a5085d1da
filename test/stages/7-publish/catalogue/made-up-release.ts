import type { City, Source } from '../../../../pipeline/city.ts'
import { layerProfiles } from '../../../../pipeline/layers/profiles.ts'
import type { ReleaseContents } from '../../../../pipeline/stages/7-publish/catalogue/release-contents.ts'
import { madeUpCity } from '../../../support/stage-context.ts'

const HASH = 'ab'.repeat(32)

const source = (id: string, licence: string): Source => ({
  ...{ id, title: { id: `Berkas ${id}`, en: `File ${id}` }, table: 'zones', path: `sources/${id}.shp` },
  ...{ licence, columns: {}, examples: [] },
})

const file = (path: string, media_type: string, sources: string[], rows: number | null = null) => ({
  ...{ path, bytes: 12, sha256: HASH, media_type, rows, sources },
})

const profiles = layerProfiles()

export const profile = (name: string) => profiles.find((layer) => layer.name === name)!

/** A city with marks in its name, two layers and two licences. */
export function madeUpRelease(
  changes: Partial<ReleaseContents> = {},
  city: Partial<City> = {},
): ReleaseContents {
  return {
    city: madeUpCity({
      title: { id: `Kota "Uji" <script>alert(1)</script>`, en: `Test's [City]` },
      sources: [source('sk', 'CC-BY-4.0'), source('batas', 'izin tertulis')],
      ...city,
    }),
    decree: { number: '1/2014', title: 'Keputusan *Wali Kota*', date: '2014-05-02' },
    bounds: [106, -7, 107, -6],
    time: { start: '2014-01-01', end: '2018-12-31' },
    layers: [
      {
        profile: profile('zones'),
        rows: 3,
        bounds: [106.1, -6.9, 106.2, -6.8],
        time: { start: '2014-05-02', end: '2014-05-02' },
      },
      { profile: profile('facilities'), rows: 1, bounds: [106.5, -6.5, 106.5, -6.5], time: null },
    ],
    files: [
      file('atlas.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', [
        'sk',
        'batas',
      ]),
      file('geojson/facilities.geojson', 'application/geo+json', ['batas'], 1),
      file('geojson/zones.geojson', 'application/geo+json', ['sk'], 3),
      file('parquet/facilities.parquet', 'application/vnd.apache.parquet', ['batas'], 1),
      file('parquet/zones.parquet', 'application/vnd.apache.parquet', ['sk'], 3),
      file('report/report.json', 'application/json', ['sk']),
      file('something-new.bin', 'application/octet-stream', []),
      file('styles/zones-score_total.qml', 'application/xml', []),
      file('styles/zones.qml', 'application/xml', []),
      file('tables/decrees.csv', 'text/csv', ['sk'], 2),
      file('tables/rt/criterion_scores-1a.csv', 'text/csv', ['sk'], 2),
      file('tables/zones/progress.csv', 'text/csv', ['sk'], 2),
      file('tiles/kota-uji-0123456789ab.pmtiles', 'application/vnd.pmtiles', ['sk', 'batas']),
    ],
    sources: [
      sourceRow('sk', { crs_code: null, retrieved: '2024-06-30' }),
      sourceRow('batas', { rows_quarantined: 2, licence: 'izin tertulis' }),
    ],
    ...changes,
  }
}

function sourceRow(source_id: string, changes: Record<string, string | number | null>) {
  return {
    ...{ source_id, title_id: `Berkas ${source_id}`, title_en: `File ${source_id}`, table_name: 'zones' },
    ...{ path: `sources/${source_id}.shp`, format: 'shapefile', crs_code: 'EPSG:32748', encoding: 'utf-8' },
    ...{ licence: 'CC-BY-4.0', retrieved: null, sha256: HASH, bytes: 99 },
    ...{ rows_read: 5, rows_accepted: 3, rows_quarantined: 0, rows_filtered: 2 },
    ...changes,
  }
}
