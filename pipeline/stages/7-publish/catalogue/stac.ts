import type { Geometry } from 'geojson'
import { type Bounds, polygonOfBounds } from '../../../geo/bounds.ts'
import { releaseTitle } from '../../../release/title.ts'
import type { Text } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import type { ReleasedFile } from '../release-writer.ts'
import { layerColumns } from './data-dictionary.ts'
import { type FileRole, fileTitle, isCatalogued, isOfLayer } from './file-titles.ts'
import { licenceAddress, licencesOf } from './licences.ts'
import type { ReleaseContents, ReleasedLayer } from './release-contents.ts'
import { releaseDescription, releaseKeywords, releaseSeriesId } from './release-words.ts'
import type { TimeSpan } from './time-span.ts'

export const STAC_VERSION = '1.1.0'
/** Schemas of the extensions that are used, by which they are also named. */
export const STAC_EXTENSIONS = {
  file: 'https://stac-extensions.github.io/file/v2.1.0/schema.json',
  projection: 'https://stac-extensions.github.io/projection/v2.0.0/schema.json',
  table: 'https://stac-extensions.github.io/table/v1.3.0/schema.json',
  mapLinks: 'https://stac-extensions.github.io/web-map-links/v1.2.0/schema.json',
}
const CRS = 'OGC:CRS84'
/** Multihash: the hash function sha2-256 (0x12), its length of 32 bytes (0x20), the hash. */
const SHA256_MULTIHASH = '1220'
const JSON_TYPE = 'application/json'
const COLLECTION = 'collection.json'

type Json = Record<string, unknown>

/**
 * The release as a STAC 1.1 collection with an item for each layer, all links relative. Times are those the data tell;
 * where nothing is dated there can be no items, and the layers are assets of the collection.
 *
 * @returns files by their names within `stac/`, the collection first
 */
export function stacFiles(contents: ReleaseContents): { name: string; content: Json }[] {
  const { time } = contents
  const layers = time === null ? [] : contents.layers
  return [
    { name: COLLECTION, content: collection(contents, layers) },
    ...layers.map((layer) => ({
      name: itemFile(layer),
      content: item(contents, layer, layer.time ?? time!),
    })),
  ]
}

/** @param items the layers that are items of their own */
function collection(contents: ReleaseContents, items: readonly ReleasedLayer[]): Json {
  const { city, layers, files, bounds, time } = contents
  const isInItem = (path: string): boolean => items.some(({ profile }) => isOfLayer(path, profile.name))
  const licences = licencesOf(city.sources)
  const address = licences.length === 1 ? licenceAddress(licences[0]!) : null
  const tiles = files.find(({ path }) => path.endsWith('.pmtiles'))
  const { publisher } = city.publish
  return {
    stac_version: STAC_VERSION,
    stac_extensions: [
      STAC_EXTENSIONS.file,
      STAC_EXTENSIONS.table,
      ...(tiles ? [STAC_EXTENSIONS.mapLinks] : []),
    ],
    type: 'Collection',
    id: releaseSeriesId(contents),
    title: both(releaseTitle(contents)),
    description: both(releaseDescription(contents)),
    keywords: [...new Set(releaseKeywords(contents).flatMap(({ id, en }) => [id, en]))],
    license: address === null ? 'other' : licences[0],
    ...(publisher === null
      ? {}
      : {
          providers: [
            {
              name: both(publisher.name),
              roles: ['producer'],
              ...(publisher.url === undefined ? {} : { url: publisher.url }),
            },
          ],
        }),
    extent: {
      spatial: { bbox: [bounds] },
      temporal: { interval: [time === null ? [null, null] : [startOf(time), endOf(time)]] },
    },
    links: [
      link('root', COLLECTION, JSON_TYPE, releaseTitle(contents)),
      ...items.map((layer) => link('item', itemFile(layer), 'application/geo+json', layer.profile.title)),
      address === null
        ? link('license', '../lineage.md', 'text/markdown', {
            id: 'Lisensi tiap sumber',
            en: 'Licences of the sources',
          })
        : { rel: 'license', href: address, title: licences[0] },
      ...(tiles
        ? [
            {
              rel: 'pmtiles',
              href: `../${tiles.path}`,
              type: tiles.media_type,
              title: both(fileTitle(tiles.path, layers).title),
              'pmtiles:layers': layers.map(({ profile }) => profile.name),
            },
          ]
        : []),
    ],
    assets: Object.fromEntries(
      files
        .filter(({ path }) => !isInItem(path) && isCatalogued(path))
        .map((file) => [file.path, asset(file, layers)]),
    ),
  }
}

function item(contents: ReleaseContents, layer: ReleasedLayer, time: TimeSpan): Json {
  const { profile, bounds, rows } = layer
  const { files, layers } = contents
  const parts = files.filter(({ path }) => isOfLayer(path, profile.name))
  return {
    stac_version: STAC_VERSION,
    stac_extensions: [STAC_EXTENSIONS.file, STAC_EXTENSIONS.projection, STAC_EXTENSIONS.table],
    type: 'Feature',
    id: `${releaseSeriesId(contents)}-${profile.name}`,
    collection: releaseSeriesId(contents),
    geometry: boxGeometry(bounds),
    bbox: bounds,
    properties: {
      title: both(profile.title),
      description: `${both(profile.title)}. ${both(releaseDescription(contents))}`,
      ...timeProperties(time),
      'proj:code': CRS,
      'table:row_count': rows,
      'table:primary_geometry': 'geometry',
      'table:columns': layerColumns(profile).map(({ name, type, unit, title }) => ({
        ...{ name, type },
        description: `${both(title)}${unit === null ? '' : ` (${unit})`}`,
      })),
    },
    links: [
      ...['root', 'parent', 'collection'].map((rel) =>
        link(rel, COLLECTION, JSON_TYPE, releaseTitle(contents)),
      ),
    ],
    assets: Object.fromEntries(parts.map((file) => [assetKey(file.path), asset(file, layers)])),
  }
}

function asset(file: ReleasedFile, layers: readonly ReleasedLayer[]): Json {
  const { title, role } = fileTitle(file.path, layers)
  return {
    href: `../${file.path}`,
    type: file.media_type,
    title: both(title),
    roles: [roleWord(role)],
    'file:size': file.bytes,
    'file:checksum': `${SHA256_MULTIHASH}${file.sha256}`,
    ...(file.path.startsWith('tables/') && file.rows !== null ? { 'table:row_count': file.rows } : {}),
  }
}

/** Tiles are one more form of the data. */
function roleWord(role: FileRole): string {
  return role === 'tiles' ? 'data' : role
}

/** `geojson`, `parquet`, `styles`, and the further styles by their names. */
function assetKey(path: string): string {
  const [folder, file] = path.split('/') as [string, string]
  return file.includes('-') ? file.replace(/\.\w+$/, '') : folder
}

function itemFile({ profile }: ReleasedLayer): string {
  return `${profile.name}.json`
}

function link(rel: string, file: string, type: string, title: Text): Json {
  return { rel, href: file.startsWith('../') ? file : `./${file}`, type, title: both(title) }
}

function timeProperties(time: TimeSpan): Json {
  if (time.start === time.end) return { datetime: startOf(time) }
  return { datetime: null, start_datetime: startOf(time), end_datetime: endOf(time) }
}

function startOf({ start }: TimeSpan): string {
  return `${start}T00:00:00Z`
}

function endOf({ end }: TimeSpan): string {
  return `${end}T23:59:59Z`
}

/** The box of a layer; of features that lie on one point or one line that point or line, for a polygon has an area. */
function boxGeometry(bounds: Bounds): Geometry {
  const [west, south, east, north] = bounds
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] }
  if (west === east || south === north)
    return {
      type: 'LineString',
      coordinates: [
        [west, south],
        [east, north],
      ],
    }
  return polygonOfBounds(bounds)
}
