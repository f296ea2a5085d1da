import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import writeXlsxFile from 'write-excel-file/node'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { Store, TableWriter } from '../../pipeline/store/index.ts'
import { zipBytes } from '../support/zip-writer.ts'
import { AppendFile } from './append-file.ts'
import { type Building, buildings, COLUMNS } from './make-buildings.ts'
import { writeShapefile } from './write-shapefile.ts'

/** A file in a format by its ending, written from the same buildings. */
export const FILES = {
  shapefile: 'bangunan.shp',
  'shapefile-zip': 'bangunan.zip',
  geojson: 'bangunan.geojson',
  geojsonl: 'bangunan.geojsonl',
  'geojsonl-gz': 'bangunan.geojsonl.gz',
  geopackage: 'bangunan.gpkg',
  flatgeobuf: 'bangunan.fgb',
  parquet: 'bangunan.parquet',
  csv: 'bangunan.csv',
  kml: 'bangunan.kml',
  xlsx: 'bangunan.xlsx',
} as const
export type FileKind = keyof typeof FILES

/** Formats that only GDAL writes here. */
export const NEEDS_GDAL: ReadonlySet<FileKind> = new Set(['geopackage', 'flatgeobuf'])

/** Writes the first `count` buildings into a folder, once; the path of the file. */
export async function writeBuildings(folder: string, kind: FileKind, count: number): Promise<string> {
  const path = join(folder, FILES[kind])
  if (!existsSync(path)) await WRITERS[kind](path, count, folder)
  return path
}

const WRITERS: Record<FileKind, (path: string, count: number, folder: string) => void | Promise<void>> = {
  shapefile: (path, count) => writeShapefile(path.replace(/\.shp$/, ''), count),
  'shapefile-zip': async (path, count, folder) => {
    const stem = (await writeBuildings(folder, 'shapefile', count)).replace(/\.shp$/, '')
    const parts = ['.shp', '.shx', '.dbf', '.prj', '.cpg']
    writeFileSync(
      path,
      zipBytes(parts.map((part) => ({ name: `bangunan${part}`, bytes: readFileSync(stem + part) }))),
    )
  },
  geojson: (path, count) => {
    let before = ''
    writeLines(path, count, {
      first: '{"type":"FeatureCollection","name":"bangunan","features":[\n',
      line: (building) => {
        const text = before + feature(building)
        before = ',\n'
        return text
      },
      last: '\n]}\n',
    })
  },
  geojsonl: (path, count) => writeLines(path, count, { line: (building) => `${feature(building)}\n` }),
  'geojsonl-gz': async (path, count, folder) => {
    const plain = await writeBuildings(folder, 'geojsonl', count)
    await pipeline(createReadStream(plain), createGzip(), createWriteStream(path))
  },
  geopackage: (path, count, folder) => byGdal('GPKG', path, count, folder),
  flatgeobuf: (path, count, folder) => byGdal('FlatGeobuf', path, count, folder),
  parquet: writeParquet,
  csv: (path, count) =>
    writeLines(path, count, { first: `${[...COLUMNS, 'wkt'].join(',')}\n`, line: csvLine }),
  kml: (path, count) => writeLines(path, count, { first: KML_HEAD, line: placemark, last: KML_END }),
  xlsx: writeXlsx,
}

function writeLines(
  path: string,
  count: number,
  { first, line, last }: { first?: string; line: (building: Building) => string; last?: string },
): void {
  const file = new AppendFile(path)
  if (first) file.text(first)
  for (const building of buildings(count)) file.text(line(building))
  if (last) file.text(last)
  file.close()
}

function feature({ ring, ...properties }: Building): string {
  return JSON.stringify({
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [ring] },
  })
}

function csvLine(building: Building): string {
  const cells = COLUMNS.map((column) => building[column])
  return `${cells.join(',')},"POLYGON ((${building.ring.map((at) => at.join(' ')).join(', ')}))"\n`
}

const KML_HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>bangunan</name>
`
const KML_END = '</Folder></Document></kml>\n'

function placemark(building: Building): string {
  const data = COLUMNS.map((column) => `<SimpleData name="${column}">${building[column]}</SimpleData>`)
  const ring = building.ring.map((at) => at.join(',')).join(' ')
  return `<Placemark><name>${building.kode}</name><ExtendedData><SchemaData>${data.join('')}</SchemaData></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>\n`
}

async function writeParquet(path: string, count: number): Promise<void> {
  const store = await Store.open()
  const writer = await TableWriter.create(store, 'bangunan', {
    kode: 'VARCHAR',
    fungsi: 'VARCHAR',
    lantai: 'BIGINT',
    kondisi: 'VARCHAR',
    luas_m2: 'DOUBLE',
    kelurahan: 'VARCHAR',
    geometry: 'GEOMETRY',
  })
  for (const { ring, ...cells } of buildings(count)) {
    writer.append({ ...cells, geometry: encodeWkb({ type: 'Polygon', coordinates: [ring] }) })
  }
  await writer.finish(path)
  store.close()
}

async function writeXlsx(path: string, count: number): Promise<void> {
  const rows = [COLUMNS.map((column) => ({ value: column as string | number }))]
  for (const building of buildings(count)) rows.push(COLUMNS.map((column) => ({ value: building[column] })))
  await writeXlsxFile(rows).toFile(path)
}

async function byGdal(driver: string, path: string, count: number, folder: string): Promise<void> {
  const shapefile = await writeBuildings(folder, 'shapefile', count)
  execFileSync('ogr2ogr', ['-f', driver, path, shapefile], { stdio: ['ignore', 'ignore', 'inherit'] })
}
