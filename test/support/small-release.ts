import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256, sha256File } from '../../pipeline/freshness.ts'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import type { LayerProfile } from '../../pipeline/layers/profiles.ts'
import { CHECKSUMS, MANIFEST } from '../../pipeline/release/manifest.ts'
import { pageCopyName } from '../../pipeline/release/page-parts.ts'
import { checksumLines } from '../../pipeline/stages/7-publish/catalogue/checksums.ts'
import { toCsv } from '../../pipeline/stages/7-publish/csv.ts'
import { layerGeoJson } from '../../pipeline/stages/7-publish/geojson.ts'
import { manifestOf } from '../../pipeline/stages/7-publish/manifest.ts'
import { writePointer } from '../../pipeline/stages/7-publish/pointer.ts'
import { type FileFacts, ReleaseWriter } from '../../pipeline/stages/7-publish/release-writer.ts'
import { type Columns, type Row, writeTable } from '../../pipeline/store/index.ts'
import { runTile } from '../../pipeline/tile/index.ts'
import { zipArchive } from '../../pipeline/zip.ts'
import { sharedStore } from './shared-store.ts'
import { temporaryFolder } from './small-city.ts'
import { madeUpCity } from './stage-context.ts'

/** A zone: a square of a hundredth of a degree with its south-west corner at `at`. */
export interface Zone {
  feature_id: number
  zone_id: string
  name?: string
  area_ha_utm?: number
  at: [west: number, south: number]
}

export interface SmallRelease {
  zones: Zone[]
  /** Rows of `tables/score_totals.csv`. */
  scores?: Row[]
  decree?: string
}

/** What {@link smallRelease} made. */
export interface Made {
  publicFolder: string
  /** Folder of the release. */
  directory: string
  release: string
  /** Path of a file of the release. */
  file(path: string): string
}

/** `SHA256SUMS` of a folder whose manifest lists these files. */
export async function writeChecksums(
  release: string,
  files: readonly { path: string; sha256: string }[],
): Promise<void> {
  const manifest = { path: MANIFEST, sha256: await sha256File(join(release, MANIFEST)) }
  writeFileSync(join(release, CHECKSUMS), checksumLines([...files, manifest]))
}

const SIDE = 0.01
const PROFILE: LayerProfile = {
  name: 'zones',
  title: { id: 'Lokasi', en: 'Zones' },
  tables: ['zones'],
  geometry: 'polygon',
  zooms: [0, 8],
  key: ['zone_id'],
  attributes: [
    { name: 'zone_id', type: 'string', title: { id: 'Kode', en: 'Code' } },
    { name: 'name', type: 'string', title: { id: 'Nama', en: 'Name' } },
    { name: 'area_ha_utm', type: 'number', unit: 'ha', title: { id: 'Luas', en: 'Area' } },
  ],
}

/** A public folder with one release of one layer and one table, in every kind of file that a release holds, in a second. */
export async function smallRelease({ zones, scores = [], decree = '1/2014' }: SmallRelease): Promise<Made> {
  const store = await sharedStore()
  const publicFolder = join(temporaryFolder(), 'public')
  const built = join(publicFolder, 'releases', 'built')
  mkdirSync(built, { recursive: true })
  const writer = new ReleaseWriter(built)
  const facts = (media_type: string, rows: number | null = null): FileFacts => ({
    media_type,
    rows,
    sources: [],
  })
  const layer = join(temporaryFolder(), 'zones.parquet')
  const columns: Columns = {
    ...{ feature_id: 'BIGINT', zone_id: 'VARCHAR', name: 'VARCHAR', area_ha_utm: 'DOUBLE' },
    ...{ bbox: 'BBOX', geometry: 'GEOMETRY' },
  }
  await writeTable(
    store,
    layer,
    columns,
    zones.map(({ at: [west, south], ...zone }): Row => {
      const [east, north] = [Number((west + SIDE).toFixed(7)), Number((south + SIDE).toFixed(7))]
      const corners = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ]
      const bbox = [west, south, east, north]
      return { ...zone, bbox, geometry: encodeWkb({ type: 'Polygon', coordinates: [corners] }) }
    }),
  )
  const { text, bounds } = await layerGeoJson(store, layer, PROFILE, madeUpCity())
  writer.write('geojson/zones.geojson', text, facts('application/geo+json', zones.length))
  await writer.copy('parquet/zones.parquet', layer, facts('application/vnd.apache.parquet', zones.length))
  if (scores.length > 0)
    writer.write(
      'tables/score_totals.csv',
      toCsv(Object.keys(scores[0]!), scores),
      facts('text/csv', scores.length),
    )
  const archive = join(temporaryFolder(), 'tiles.pmtiles')
  const cut = {
    minimumZoom: 0,
    maximumZoom: 8,
    simplification: 1,
    tinyPolygons: 'keep',
    quiet: true,
  } as const
  await runTile([], {
    ...cut,
    namedLayer: [`zones:${join(built, 'geojson/zones.geojson')}`],
    output: archive,
  })
  const tiles = `tiles/kota-uji-${(await sha256File(archive)).slice(0, 12)}.pmtiles`
  await writer.copy(tiles, archive, facts('application/vnd.pmtiles'))
  const json = (path: string, content: unknown) =>
    writer.write(path, `${JSON.stringify(content)}\n`, facts('application/json'))
  json('tilejson.json', {
    ...{ tilejson: '3.0.0', tiles: [`pmtiles://${tiles}/{z}/{x}/{y}`] },
    vector_layers: [{ id: 'zones', minzoom: 0, maxzoom: 8 }],
  })
  json('style.json', {
    version: 8,
    sources: { atlas: { type: 'vector', url: `pmtiles://${tiles}` } },
    layers: [{ id: 'lokasi', type: 'fill', source: 'atlas', 'source-layer': 'zones' }],
  })
  const project = `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis><maplayer><datasource>./geojson/zones.geojson</datasource></maplayer></qgis>`
  writer.write(
    'petakumuh.qgz',
    zipArchive([{ path: 'petakumuh.qgs', content: Buffer.from(project) }]),
    facts('application/zip'),
  )
  writer.write(
    'petakumuh.qlr',
    `<!DOCTYPE qgis-layer-definition>
<qlr><maplayers><maplayer><datasource>./geojson/zones.geojson</datasource></maplayer></maplayers></qlr>`,
    facts('application/xml'),
  )
  const distribution = { 'dcat:downloadURL': { '@id': 'tables/score_totals.csv' }, 'dct:license': 'CC0' }
  writer.write(
    'dcat.jsonld',
    JSON.stringify({
      ...{ '@context': {}, 'foaf:page': [{ '@id': 'style.json' }, 'https://example.org/'] },
      'dcat:distribution': scores.length > 0 ? [distribution] : [],
    }),
    facts('application/ld+json'),
  )
  const item = {
    type: 'Feature',
    stac_version: '1.1.0',
    id: 'zones',
    properties: {},
    geometry: { type: 'Point', coordinates: [104.4, 0.9] },
    assets: {},
  }
  writer.write(
    'stac/item.json',
    JSON.stringify({ ...item, links: [{ href: '../style.json' }] }),
    facts('application/geo+json'),
  )
  const content = manifestOf({
    city: madeUpCity(),
    decree: { number: decree, title: null, date: null },
    bounds: bounds!,
    files: writer.files,
    layers: [PROFILE],
    sources: [],
  })
  const release = writer.id(content)
  const { format, ...rest } = content
  writeFileSync(join(built, 'manifest.json'), JSON.stringify({ format, release, ...rest }))
  await writeChecksums(built, writer.files)
  const directory = join(publicFolder, 'releases', release)
  renameSync(built, directory)
  const base = `releases/${release}`
  const script = Buffer.from('export {}\n')
  const part = `assets/main-${sha256(script).slice(0, 12)}.js`
  const page = Buffer.from(`<script type="module" src="${part}"></script>`)
  writeFileSync(join(publicFolder, 'index.html'), page)
  mkdirSync(join(publicFolder, 'assets'))
  writeFileSync(join(publicFolder, `assets/${pageCopyName(page)}`), page)
  writeFileSync(join(publicFolder, part), script)
  writePointer(publicFolder, {
    ...{ release, manifest: `${base}/manifest.json`, style: `${base}/style.json` },
    tiles: [`${base}/${tiles}`],
  })
  return { publicFolder, directory, release, file: (path) => join(directory, path) }
}
