import type { City } from '../../city.ts'
import type { Bounds } from '../../geo/bounds.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { attributionHtml, tilesDescription } from '../../release/title.ts'
import type { Row } from '../../store/index.ts'
import { both } from '../../values/both-languages.ts'
import { fileTitle } from './catalogue/file-titles.ts'
import { licencesOf } from './catalogue/licences.ts'
import type { ReleasedFile } from './release-writer.ts'

export interface ManifestInput {
  city: City
  decree: { number: string; title: string | null; date: string | null } | null
  bounds: Bounds
  files: ReleasedFile[]
  layers: LayerProfile[]
  /** Rows of the table `sources`. */
  sources: Row[]
}

export type Manifest = { format: string } & Record<string, unknown>

/**
 * What a release holds, from which sources, under which licences; only facts of the data, none of the machine. The
 * release's own id is not among them: it is made from them.
 */
export function manifestOf(input: ManifestInput): Manifest {
  const { city } = input
  const layers = input.layers.map((profile) => ({ profile }))
  return {
    format: 'petakumuh-release/1',
    city: {
      name: city.name,
      title: city.title,
      code: city.code,
      decree: input.decree,
      methodology: city.methodology,
      utm_crs: city.utm_crs,
      privacy: { k: city.privacy.k },
      synthetic: city.synthetic,
      attribution: city.attribution,
      bounds: input.bounds,
      ...(city.viewer.basemap === null ? {} : { basemap: city.viewer.basemap }),
    },
    files: input.files.map(({ path, sources, title, ...file }) => ({
      ...{ path, title: title ?? fileTitle(path, layers).title },
      ...file,
      licence: licencesOf(city.sources, sources).join('; ') || null,
      sources,
    })),
    layers: input.layers.map(({ name, title, geometry, zooms }) => ({
      name,
      title,
      geometry,
      minzoom: zooms[0],
      maxzoom: zooms[1],
      path: `geojson/${name}.geojson`,
    })),
    sources: input.sources.map((source) => ({
      id: source.source_id,
      title: { id: source.title_id, en: source.title_en },
      table: source.table_name,
      path: source.path,
      sha256: source.sha256,
      bytes: source.bytes,
      licence: source.licence,
      retrieved: source.retrieved,
      crs: source.crs_code,
      encoding: source.encoding,
      rows_read: source.rows_read,
      rows_accepted: source.rows_accepted,
      rows_quarantined: source.rows_quarantined,
      rows_filtered: source.rows_filtered,
    })),
  }
}

/** The manifest as a file: a line for each file, layer and source, as a city of 2,000 zones has as many traces. */
export function manifestText(manifest: Manifest): string {
  const members = Object.entries(manifest).map(([name, value]) => {
    const lines = Array.isArray(value) && value.length > 0 ? value.map((one) => JSON.stringify(one)) : null
    const text = lines === null ? JSON.stringify(value) : `[\n  ${lines.join(',\n  ')}\n ]`
    return ` ${JSON.stringify(name)}: ${text}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

/** TileJSON 3.0.0 of the archive; `tiles` names it relative to this file, in the form the pmtiles readers take. */
export function tileJsonOf(
  city: City,
  tilesPath: string,
  bounds: Bounds,
  layers: LayerProfile[],
): Record<string, unknown> {
  const attribution = attributionHtml(city)
  const minzoom = Math.min(...layers.map((layer) => layer.zooms[0]))
  const maxzoom = Math.max(...layers.map((layer) => layer.zooms[1]))
  return {
    tilejson: '3.0.0',
    name: both(city.title),
    description: tilesDescription(city),
    ...(attribution === '' ? {} : { attribution }),
    scheme: 'xyz',
    tiles: [`pmtiles://${tilesPath}/{z}/{x}/{y}`],
    minzoom,
    maxzoom,
    bounds,
    center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, minzoom],
    vector_layers: layers.map((layer) => ({
      id: layer.name,
      description: `${layer.title.id} / ${layer.title.en}`,
      minzoom: layer.zooms[0],
      maxzoom: layer.zooms[1],
      fields: Object.fromEntries(
        layer.attributes.map(({ name, title, unit }) => [
          name,
          `${title.id} / ${title.en}${unit === undefined ? '' : ` (${unit})`}`,
        ]),
      ),
    })),
  }
}
