import { type City, type Source, sourcePath } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { openCsv } from './readers/csv.ts'
import { openGeoJson } from './readers/geojson.ts'
import { openShapefile } from './readers/shapefile.ts'
import type { ReadOptions, SourceLayer } from './readers/types.ts'

const READERS = { shapefile: openShapefile, geojson: openGeoJson, csv: openCsv } as const

const EXTENSIONS: Record<string, keyof typeof READERS> = {
  shp: 'shapefile',
  zip: 'shapefile',
  geojson: 'geojson',
  json: 'geojson',
  geojsonl: 'geojson',
  geojsons: 'geojson',
  ndjson: 'geojson',
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
}

/**
 * Opens a source with the reader its `format` or file name asks for.
 * @throws UserError `config` when neither tells the format; what the readers throw.
 */
export async function openLayer(city: City, source: Source): Promise<SourceLayer> {
  const extension = source.path.toLowerCase().split('.').at(-1) ?? ''
  const format = source.format ?? EXTENSIONS[extension]
  if (!format) {
    throw new UserError('config', {
      what: 'the format of a source cannot be told from its name',
      where: { file: city.file, key: `sources[${city.sources.indexOf(source)}].path` },
      got: source.path,
      expected: `a name ending in ${Object.keys(EXTENSIONS).join(', ')}, or a format of ${Object.keys(READERS).join(', ')}`,
    })
  }
  const options: ReadOptions = {
    label: source.path,
    layer: source.layer,
    encoding: source.encoding,
    delimiter: source.delimiter,
    geometry: source.geometry,
  }
  return READERS[format](sourcePath(city, source), options)
}
