import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import type { ReadOptions } from '../../pipeline/readers/types.ts'
import { CLEAN_CITY_UTM, writeCleanCity } from '../support/clean-city.ts'
import { cityOfOneSource, UTM } from './city-of-one-source.ts'
import {
  type Contender,
  type GdalWork,
  gdal,
  gdalReading,
  gdalValidity,
  ingestOf,
  npmShapefile,
  OGR2OGR,
  readerOf,
  validateOf,
} from './contenders.ts'
import { buildings } from './make-buildings.ts'
import { type FileKind, NEEDS_GDAL, writeBuildings } from './write-buildings.ts'

/** The work of a row, ready to be run. */
export interface Work {
  ours: Contender
  peers: Contender[]
  features: number
  /** Features without a geometry, which GDAL leaves out of a FlatGeobuf. */
  withoutGeometry?: number
  /** Positions of all geometries; not compared when left out. */
  vertices?: number
}

export interface BenchRow {
  /** What `BENCH=` names. */
  id: string
  section: string
  title: string
  /** Writes the files it needs; a text says why the row is left out. */
  prepare(folder: string): Promise<Work | string>
}

/** Kelurahan and desa of Indonesia, beside the project on some machines. */
const KELURAHAN = join(PROJECT_ROOT, '../shared/data/admin/indonesia-kelurahan.geojsonl.gz')
const KELURAHAN_FEATURES = 83_403
const LARGER = 5
const LARGEST = 10

const READ_OPTIONS: Partial<Record<FileKind, Partial<ReadOptions>>> = { csv: { geometry: { wkt: 'wkt' } } }

const GDAL_WORK: Partial<Record<FileKind, (path: string) => GdalWork>> = {
  'shapefile-zip': (path) => ({ dataset: `/vsizip/${path}` }),
  'geojsonl-gz': (path) => ({ dataset: `/vsigzip/${path}` }),
  csv: () => ({ options: ['-oo', 'GEOM_POSSIBLE_NAMES=wkt', '-oo', 'KEEP_GEOM_COLUMNS=NO'] }),
  xlsx: () => ({ format: 'CSV' }),
}

/** Every row, in the order of the report. */
export function benchRows(count: number): BenchRow[] {
  return [
    readRow('shapefile', 'Shapefile', count),
    readRow('shapefile-zip', 'Shapefile in a zip', count),
    readRow('geojson', 'GeoJSON', count),
    readRow('geojsonl', 'GeoJSON, a feature a line', count),
    readRow('geojsonl-gz', 'the same, gzip', count),
    readRow('geopackage', 'GeoPackage', count),
    readRow('flatgeobuf', 'FlatGeobuf', count),
    readRow('parquet', 'GeoParquet', count),
    readRow('csv', 'CSV with WKT', count),
    readRow('kml', 'KML', count),
    readRow('xlsx', 'XLSX, the attributes', count),
    kelurahanRow(),
    tableRow('table', 'Shapefile, degrees', count),
    utmTableRow('table-utm', 'Shapefile, UTM', count),
    tableRow('table-large', 'Shapefile, degrees', LARGEST * count),
    ...[count / 200, count / 20, count / 2].map((zones) => judgeRow(Math.ceil(zones))),
    ...[count, LARGER * count].flatMap((n) =>
      (['shapefile', 'geojsonl'] as const).map((kind) => ({
        ...readRow(kind, kind === 'shapefile' ? 'Shapefile' : 'GeoJSON, a feature a line', n),
        id: 'memory',
        section: 'Memory as the file grows',
      })),
    ),
  ]
}

function readRow(kind: FileKind, title: string, count: number): BenchRow {
  return {
    id: kind,
    section: 'Every record of a file of made-up buildings',
    title,
    prepare: async (all) => {
      if (NEEDS_GDAL.has(kind) && !OGR2OGR) return 'the file is written by ogr2ogr, which is not installed'
      const folder = folderOf(all, count)
      const path = await writeBuildings(folder, kind, count)
      return {
        ours: readerOf(path, READ_OPTIONS[kind]),
        peers: peersOf(kind, path, folder, count),
        features: count,
        vertices: kind === 'xlsx' ? 0 : verticesOf(count),
      }
    },
  }
}

/** Rows of the same size share their files. */
function folderOf(all: string, count: number): string {
  const folder = join(all, String(count))
  mkdirSync(folder, { recursive: true })
  return folder
}

function peersOf(kind: FileKind, path: string, folder: string, count: number): Contender[] {
  const peers: Contender[] = []
  // Debian builds GDAL without its Parquet driver.
  if (OGR2OGR && kind !== 'parquet') peers.push(gdal(path, join(folder, 'peer'), GDAL_WORK[kind]?.(path)))
  if (OGR2OGR && kind === 'shapefile') peers.push(gdalReading(path, join(folder, 'peer'), count))
  if (kind === 'shapefile') peers.push(npmShapefile(path))
  return peers
}

function verticesOf(count: number): number {
  let vertices = 0
  for (const { ring } of buildings(count)) vertices += ring.length
  return vertices
}

function kelurahanRow(): BenchRow {
  return {
    id: 'kelurahan',
    section: 'Every record of the kelurahan of Indonesia (83,403 polygons, 8.8 million vertices)',
    title: 'GeoJSON, a feature a line, gzip',
    prepare: async (folder) => {
      if (!existsSync(KELURAHAN)) return '../shared/data/admin/indonesia-kelurahan.geojsonl.gz is not here'
      const dataset = `/vsigzip/${KELURAHAN}`
      return {
        ours: readerOf(KELURAHAN),
        peers: OGR2OGR ? [gdal(KELURAHAN, join(folder, 'peer'), { dataset })] : [],
        features: KELURAHAN_FEATURES,
        withoutGeometry: 1,
      }
    },
  }
}

const TABLE_SECTION = 'From a shapefile to the canonical table (`petakumuh ingest` from nothing)'

function tableRow(id: string, title: string, count: number): BenchRow {
  return {
    id,
    section: TABLE_SECTION,
    title,
    prepare: async (all) => {
      const folder = folderOf(all, count)
      const path = await writeBuildings(folder, 'shapefile', count)
      return {
        ours: ingestOf(cityOfOneSource(path), join(all, 'output')),
        peers: OGR2OGR ? [gdal(path, join(folder, 'peer'))] : [],
        features: count,
      }
    },
  }
}

/** A city without a fault, 21 rows a zone: zone, RT, annex row, profile, 16 volumes, and a hundredth of a kelurahan. */
function judgeRow(zones: number): BenchRow {
  return {
    id: 'judge',
    section: 'Judging every table of a city without a fault (`petakumuh validate`), by zones',
    title: 'Zones, RT, annex, profiles, volumes',
    prepare: async (all) => {
      const folder = join(all, `judge-${zones}`)
      mkdirSync(folder, { recursive: true })
      const city = await writeCleanCity(folder, zones)
      const output = join(folder, 'output')
      await ingestOf(city, output).run()
      const file = join(city, 'sources/zones.geojson')
      return {
        ours: validateOf(city, output),
        peers: OGR2OGR ? [gdalValidity(file, join(folder, 'peer'), CLEAN_CITY_UTM)] : [],
        features: zones,
      }
    },
  }
}

function utmTableRow(id: string, title: string, count: number): BenchRow {
  return {
    id,
    section: TABLE_SECTION,
    title,
    prepare: async (all) => {
      if (!OGR2OGR) return 'the file is written by ogr2ogr, which is not installed'
      const folder = folderOf(all, count)
      const degrees = await writeBuildings(folder, 'shapefile', count)
      const path = join(folder, 'bangunan-utm.shp')
      if (!existsSync(path)) execFileSync('ogr2ogr', ['-t_srs', UTM, path, degrees])
      return {
        ours: ingestOf(cityOfOneSource(path), join(all, 'output')),
        peers: [gdal(path, join(folder, 'peer'), { options: ['-t_srs', 'EPSG:4326'] })],
        features: count,
      }
    },
  }
}
