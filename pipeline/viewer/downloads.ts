import type { Word } from './i18n.ts'
import type { Bilingual } from './legend.ts'
import { type Release, type ReleaseFile, sameOrigin } from './release.ts'

/** One file to be fetched. */
export interface DownloadFile {
  /** Absolute. */
  address: string
  /** Of the file, without its folders. */
  name: string
  format: string
  /** Null where the release does not tell, as of its own manifest. */
  bytes: number | null
  /** Read in the browser, not saved. */
  isPage: boolean
}

/** What a reader looks for: one thing, in one file or in several forms. */
export interface Download {
  title: Bilingual
  rows: number | null
  files: DownloadFile[]
}

export interface DownloadGroup {
  key: GroupKey
  items: Download[]
}

/** The words each group is headed and explained by, in the order they are shown; those for machines last. */
export const GROUP_WORDS = {
  workbook: ['files_workbook', 'files_workbook_for'],
  layers: ['files_layers', 'files_layers_for'],
  tables: ['files_tables', 'files_tables_for'],
  reports: ['files_reports', 'files_reports_for'],
  tiles: ['files_tiles', 'files_tiles_for'],
  qgis: ['files_qgis', 'files_qgis_for'],
  catalogue: ['files_catalogue', 'files_catalogue_for'],
  checksums: ['files_checksums', 'files_checksums_for'],
  parts: ['files_parts', 'files_parts_for'],
  traces: ['files_traces', 'files_traces_for'],
  others: ['files_others', 'files_others_for'],
} as const satisfies Record<string, readonly [heading: Word, told: Word]>

export type GroupKey = keyof typeof GROUP_WORDS

const GROUP_OF: [pattern: RegExp, group: GroupKey][] = [
  [/\.xlsx$/, 'workbook'],
  [/^(geojson|parquet|ground)\//, 'layers'],
  [/^tables\/[^/]+$/, 'tables'],
  [/^tables\//, 'parts'],
  [/^report\//, 'reports'],
  [/^(tiles\/|style\.json$|tilejson\.json$)/, 'tiles'],
  [/^styles\/|\.(?:qgz|qlr)$/, 'qgis'],
  [/^(stac\/|dcat\.jsonld$|lineage\.md$|methodology\.json$)/, 'catalogue'],
]

const FORMATS: Readonly<Record<string, string>> = {
  ...{ csv: 'CSV', geojson: 'GeoJSON', html: 'HTML', json: 'JSON', jsonld: 'JSON-LD', md: 'Markdown' },
  ...{
    mbtiles: 'MBTiles',
    parquet: 'GeoParquet',
    pmtiles: 'PMTiles',
    qgz: 'QGIS',
    qlr: 'QGIS',
    qml: 'QML',
    xlsx: 'Excel',
  },
}

/** What is read by people, and stands open however much it is. */
const FOR_PEOPLE: ReadonlySet<GroupKey> = new Set(['workbook', 'layers', 'tables', 'reports'])

/** Groups of more than this are folded, where none but the page and other programs read them. */
const FOLDED_FROM = 14

export function isFolded({ key, items }: DownloadGroup): boolean {
  return !FOR_PEOPLE.has(key) && items.length > FOLDED_FROM
}

/** Everything a release holds by what it is for, each thing once with the forms it comes in, and how to check it. */
export function downloads(release: Release): DownloadGroup[] {
  const groups = new Map<GroupKey, Map<string, Download>>()
  /** A file for each zone, opened from its profile. */
  const traces: ReleaseFile[] = []
  for (const file of release.files) {
    if (file.path.startsWith('traces/')) {
      traces.push(file)
      continue
    }
    const group = GROUP_OF.find(([pattern]) => pattern.test(file.path))?.[1] ?? 'others'
    const items = groups.get(group) ?? new Map<string, Download>()
    const key = group === 'layers' ? layerOf(file.path) : file.path
    const item = items.get(key) ?? { title: titleOf(file, release), rows: null, files: [] }
    item.files.push(fileOf(file.path, file.bytes, release.base))
    item.rows ??= file.rows
    groups.set(group, items.set(key, item))
  }
  if (traces.length > 0) groups.set('traces', new Map([['traces', tracesOf(traces)]]))
  const sums = ['manifest.json', 'SHA256SUMS'].map((name): [string, Download] => {
    // The manifest is beside the sums, whatever it is called.
    const file = fileOf(name, null, release.base)
    const address = name === 'manifest.json' ? release.base : file.address
    return [name, { title: SUM_TITLES[name]!, rows: null, files: [{ ...file, address }] }]
  })
  groups.set('checksums', new Map(sums))
  const order = release.layers.map(({ name }) => name)
  // Layers stand as on the map; what is none keeps its place.
  const placeOf = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)
  return (Object.keys(GROUP_WORDS) as GroupKey[]).flatMap((key) => {
    const items = [...(groups.get(key) ?? [])]
      .sort(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([, item]) => item)
    return items.length === 0 ? [] : [{ key, items }]
  })
}

const SUM_TITLES: Readonly<Record<string, Bilingual>> = {
  'manifest.json': {
    id: 'Manifes: tiap berkas dengan ukuran, jumlah periksa, lisensi, dan sumber',
    en: 'Manifest: each file with its size, checksum, licence and sources',
  },
  SHA256SUMS: {
    id: 'Jumlah periksa (sha256sum -c SHA256SUMS)',
    en: 'Checksums (sha256sum -c SHA256SUMS)',
  },
}

function tracesOf(files: readonly ReleaseFile[]): Download {
  const n = String(files.length)
  const title = { id: `${n} berkas JSON dalam traces/`, en: `${n} JSON files in traces/` }
  return { title, rows: null, files: [] }
}

function layerOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')
}

/** A layer is called as on the map, whatever form it comes in; another file as its release calls it. */
function titleOf({ path, title }: ReleaseFile, { layers }: Release): Bilingual {
  const layer = /^(geojson|parquet)\//.test(path)
    ? layers.find(({ name }) => name === layerOf(path))
    : undefined
  return layer?.title ?? title ?? { id: path, en: path }
}

function fileOf(path: string, bytes: number | null, base: string): DownloadFile {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : ''
  const format = FORMATS[ending] ?? (ending === '' ? 'TXT' : ending.toUpperCase())
  return { address: sameOrigin(path, base), name, format, bytes, isPage: ending === 'html' }
}
