import { describedTable } from '../../../layers/described-tables.ts'
import type { LayerProfile } from '../../../layers/profiles.ts'
import type { Text } from '../../../store/index.ts'
import type { ReleasedLayer } from './release-contents.ts'

/** What a file of a release is for, in the words of STAC. */
export type FileRole = 'data' | 'tiles' | 'metadata' | 'style'

export interface FileTitle {
  title: Text
  role: FileRole
}

const KNOWN: Record<string, FileTitle> = {
  'atlas.xlsx': titled('data', 'Buku kerja atlas', 'Workbook of the atlas'),
  'dcat.jsonld': titled('metadata', 'Katalog DCAT-AP', 'DCAT-AP catalogue'),
  'stac/collection.json': titled('metadata', 'Katalog STAC', 'STAC catalogue'),
  'ground/water.geojson': titled('data', 'Perairan (dasar peta)', 'Water (ground of the map)'),
  'lineage.md': titled('metadata', 'Silsilah data', 'Lineage of the data'),
  'traces/numbers.json': titled(
    'metadata',
    'Asal angka: rumus dan aturan',
    'How numbers came about: formulas and rules',
  ),
  'methodology.json': titled('metadata', 'Metodologi nilai', 'Methodology of the scores'),
  'report/index.html': titled('metadata', 'Laporan mutu data', 'Quality report'),
  'report/report.json': titled('metadata', 'Laporan mutu data (JSON)', 'Quality report (JSON)'),
  'style.json': titled('style', 'Gaya peta MapLibre', 'MapLibre style'),
  'styles/water.qml': titled('style', 'Perairan (QGIS)', 'Water (QGIS)'),
  'tilejson.json': titled('metadata', 'TileJSON', 'TileJSON'),
  'tiles/proof.json': titled('metadata', 'Bukti ubin peta', 'Proof of the map tiles'),
}

const BY_ENDING: [ending: string, title: FileTitle][] = [
  ['.pmtiles', titled('tiles', 'Ubin peta (PMTiles)', 'Map tiles (PMTiles)')],
  ['.qgz', titled('style', 'Proyek QGIS', 'QGIS project')],
  ['.qlr', titled('style', 'Definisi lapisan QGIS', 'QGIS layer definition')],
]

/** What a file is called, and what it is for; a file that nothing is known of is called by its path. */
export function fileTitle(path: string, layers: readonly Pick<ReleasedLayer, 'profile'>[]): FileTitle {
  const known = KNOWN[path] ?? BY_ENDING.find(([ending]) => path.endsWith(ending))?.[1]
  if (known) return known
  const [folder, ...rest] = path.split('/')
  const layer = layers.find(({ profile }) => isOfLayer(path, profile.name))?.profile
  if (layer && folder === 'geojson') return ofLayer('data', layer.title, 'GeoJSON')
  if (layer && folder === 'parquet') return ofLayer('data', layer.title, 'GeoParquet')
  if (layer && folder === 'styles') return ofLayer('style', styleTitle(path, layer), 'QGIS')
  if (folder === 'traces') return { title: traceTitle(rest.at(-1)!.replace(/\.json$/, '')), role: 'metadata' }
  const item = folder === 'stac' && layers.find(({ profile }) => path === `stac/${profile.name}.json`)
  if (item) return ofLayer('metadata', item.profile.title, 'STAC')
  if (folder === 'tables') return { title: tableTitle(rest), role: 'data' }
  return { title: { id: path, en: path }, role: 'metadata' }
}

/** `zones/progress.csv` and `rt/criterion_scores-4b.csv` are parts of whole tables. */
function tableTitle(path: readonly string[]): Text {
  const [, name, value] = /^(\w+)(?:-(.*))?\.csv$/.exec(path.at(-1)!)!
  const { title } = describedTable(name!)
  if (path.length === 1) return title
  const part = [path[0] === 'rt' ? 'RT' : path[0], value].filter((word) => word !== undefined).join(' ')
  return { id: `${title.id}: ${part}`, en: `${title.en}: ${part}` }
}

/** A trace by its zone, or by the id of the feature where nothing more is known of it. */
export function traceTitle(zone: string): Text {
  return { id: `Asal angka lokasi ${zone}`, en: `How the numbers of zone ${zone} came about` }
}

/** Whether a file is a layer in one of its forms, or draws it: by its class, or by an attribute (`styles/zones-score_total.qml`). */
export function isOfLayer(path: string, layer: string): boolean {
  const [, folder, name] = /^(geojson|parquet|styles)\/(\w+)[-.]/.exec(path) ?? []
  return folder !== undefined && name === layer
}

function styleTitle(path: string, { title, attributes }: LayerProfile): Text {
  const name = /-(\w+)\.qml$/.exec(path)?.[1]
  const attribute = attributes.find((one) => one.name === name)
  if (attribute === undefined) return title
  return { id: `${title.id}: ${attribute.title.id}`, en: `${title.en}: ${attribute.title.en}` }
}

/**
 * Whether a catalogue names a file by itself: neither what repeats part of a table, so that the page fetches less, nor the
 * trace of one zone among thousands, which the lineage tells of.
 */
export function isCatalogued(path: string): boolean {
  return !/^(tables\/.+|traces)\//.test(path)
}

function ofLayer(role: FileRole, title: Text, format: string): FileTitle {
  return { title: { id: `${title.id} (${format})`, en: `${title.en} (${format})` }, role }
}

function titled(role: FileRole, id: string, en: string): FileTitle {
  return { title: { id, en }, role }
}
