import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import type { ReadOptions } from '../../pipeline/readers/types.ts'
import { measureProcess } from './measure-process.ts'

/** One run of one program on one file. */
export interface Run {
  features: number
  /** Positions of all geometries, where the program counts them. */
  vertices?: number
  /** The whole process, start-up included. */
  seconds: number
  /** The work alone, where the program itself tells. */
  workSeconds?: number
  peakMb: number | null
}

/** A program that can do the work of a row. */
export interface Contender {
  name: string
  run(): Promise<Run>
}

export const OGR2OGR: string | null = (() => {
  const { status, stdout } = spawnSync('ogr2ogr', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/GDAL [\d.]+/.exec(stdout)?.[0] ?? 'GDAL') : null
})()

/** The reader of the project, every record of the file. */
export function readerOf(path: string, options: Partial<ReadOptions> = {}): Contender {
  return inNode('petakumuh', 'read-records.ts', [path, JSON.stringify(options)])
}

/** The npm package `shapefile`. */
export function npmShapefile(path: string): Contender {
  return inNode('npm shapefile', 'read-by-package.ts', [path])
}

function inNode(name: string, script: string, args: string[]): Contender {
  return {
    name,
    run: async () => {
      const path = join(PROJECT_ROOT, 'test/bench', script)
      const { seconds, peakMb, stdout } = await measureProcess(process.execPath, [
        '--import',
        import.meta.resolve('tsx'),
        path,
        ...args,
      ])
      const said = JSON.parse(stdout) as { records: number; vertices: number; seconds: number }
      return { features: said.records, vertices: said.vertices, seconds, workSeconds: said.seconds, peakMb }
    },
  }
}

/** `petakumuh ingest` of a workspace from nothing: what a person waits for. */
export function ingestOf(city: string, output: string): Contender {
  return {
    name: 'petakumuh',
    run: async () => {
      rmSync(output, { recursive: true, force: true })
      const program = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
      const { seconds, peakMb, stderr } = await measureProcess(process.execPath, [
        program,
        ...['ingest', city, '--output', output, '--json'],
      ])
      const done = stderr
        .split('\n')
        .filter((line) => line.includes('"state":"done"'))
        .map((line) => JSON.parse(line) as { seconds: number; rows: Record<string, number> })[0]
      if (!done) throw new Error(`petakumuh ingest did not say that it is done: ${stderr}`)
      return { features: done.rows.buildings ?? 0, seconds, workSeconds: done.seconds, peakMb }
    },
  }
}

/** `petakumuh validate` of a workspace that was ingested: every rule over every row of every table. */
export function validateOf(city: string, output: string): Contender {
  return {
    name: 'petakumuh',
    run: async () => {
      const program = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
      const { seconds, peakMb, stderr } = await measureProcess(process.execPath, [
        program,
        ...['validate', city, '--output', output, '--only', '--force', '--json'],
      ])
      const done = stderr
        .split('\n')
        .filter((line) => line.includes('"state":"done"'))
        .map((line) => JSON.parse(line) as { seconds: number; rows: { zones: number; findings: number } })[0]
      if (!done) throw new Error(`petakumuh validate did not say that it is done: ${stderr}`)
      if (done.rows.findings > 0) throw new Error(`${done.rows.findings} findings in a city without a fault`)
      return { features: done.rows.zones, seconds, workSeconds: done.seconds, peakMb }
    },
  }
}

/** The zones that are valid by GEOS, with their planar area, by GDAL's SQLite dialect: the geometry part of judging. */
export function gdalValidity(zones: string, output: string, crs: number): Contender {
  const target = `${output}.csv`
  const area = `ST_Area(ST_Transform(geometry, ${crs}))`
  return {
    name: 'ogr2ogr, ST_IsValid and ST_Area of the zones',
    run: async () => {
      rmSync(target, { force: true })
      const sql = `SELECT zone_id, ${area} AS area_m2 FROM zones WHERE ST_IsValid(geometry)`
      const work = ['-f', 'CSV', target, zones, '-dialect', 'SQLite', '-sql', sql]
      const { seconds, peakMb } = await measureProcess('ogr2ogr', work)
      return { features: countByGdal(target), seconds, peakMb }
    },
  }
}

export interface GdalWork {
  /** What GDAL opens; the file itself when left out. */
  dataset?: string
  format?: 'FlatGeobuf' | 'CSV'
  options?: string[]
}

/** `ogr2ogr` from the file into a FlatGeobuf without an index, or a CSV: it reads and writes. */
export function gdal(
  path: string,
  output: string,
  { dataset = path, format = 'FlatGeobuf', options = [] }: GdalWork = {},
): Contender {
  const target = `${output}.${format === 'CSV' ? 'csv' : 'fgb'}`
  const layout = format === 'FlatGeobuf' ? ['-lco', 'SPATIAL_INDEX=NO'] : []
  return {
    name: 'ogr2ogr',
    run: async () => {
      rmSync(target, { force: true })
      const { seconds, peakMb } = await measureProcess('ogr2ogr', [
        '-f',
        format,
        ...layout,
        ...options,
        target,
        dataset,
      ])
      return { features: countByGdal(target), seconds, peakMb }
    },
  }
}

/** `ogr2ogr` with a condition that no feature meets: it reads every one and writes none. */
export function gdalReading(path: string, output: string, expected: number): Contender {
  const target = `${output}.fgb`
  return {
    name: 'ogr2ogr, reading only',
    run: async () => {
      rmSync(target, { force: true })
      const where = ['-where', 'kode IS NULL']
      const { seconds, peakMb } = await measureProcess('ogr2ogr', [
        '-f',
        'FlatGeobuf',
        ...where,
        target,
        path,
      ])
      return { features: expected, seconds, peakMb }
    },
  }
}

function countByGdal(path: string): number {
  if (path.endsWith('.csv')) return readFileSync(path, 'utf8').trimEnd().split('\n').length - 1
  const said = execFileSync('ogrinfo', ['-ro', '-so', '-al', path], { encoding: 'utf8' })
  return Number(/Feature Count: (\d+)/.exec(said)?.[1] ?? Number.NaN)
}
