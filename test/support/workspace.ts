import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { Geometry } from 'geojson'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { type City, loadCity, type Source } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { decodeWkb } from '../../pipeline/geo/wkb.ts'
import { createProgress, type Progress } from '../../pipeline/progress.ts'
import type { Stage, StageName } from '../../pipeline/stage.ts'
import { ingest } from '../../pipeline/stages/1-ingest/index.ts'
import { validate } from '../../pipeline/stages/2-validate/index.ts'
import type { Report } from '../../pipeline/stages/2-validate/report/types.ts'
import { area } from '../../pipeline/stages/3-area/index.ts'
import { density } from '../../pipeline/stages/4-density/index.ts'
import { parquet, type Row, tableSchema } from '../../pipeline/store/index.ts'
import { type ShapefileSpec, writeShapefile } from './shapefile-writer.ts'
import { sharedStore } from './shared-store.ts'

/** The stages a workspace can run. */
const STAGES = [ingest, validate, area, density] as const

/** What a source file holds. */
export type Content =
  | { csv: string }
  | { features: { properties: Record<string, unknown>; geometry: unknown }[] }
  | { geojson: unknown }
  | { shapefile: ShapefileSpec }
  | { bytes: Buffer | string; extension: string }
  | { missing: string }

/** A source of `city.yaml`; what is left out is filled in so that the file is accepted. */
export type SourceSpec = Partial<Omit<Source, 'table'>> & { table: string; content: Content }

export interface WorkspaceSpec {
  city?: Partial<Omit<City, 'sources' | 'directory' | 'file'>>
  sources: SourceSpec[]
  threads?: number
}

/** A row whose geometry, where its table has one, is GeoJSON. */
export type ReadRow = Omit<Row, 'geometry'> & { geometry?: Geometry | null }

export interface Workspace {
  city: City
  directory: string
  output: string
  /** Lines the stages said, in order. */
  said: string[]
  /** What goes with these lines to a program that asked for JSON, as JSON. */
  facts: string[]
  /** Runs the stages up to this one, those that have not run yet. */
  run(until: StageName): Promise<void>
  /** Reads `city.yaml` as it stands now and runs the stages anew. */
  again(until: StageName): Promise<void>
  /** Runs one stage again as `city` is now: with settings changed that no stage before it reads. */
  once(stage: StageName): Promise<void>
  /** Rows of a table a stage wrote, in file order. */
  rows<T extends object = ReadRow>(stage: StageName, table: string): Promise<T[]>
  /** The findings of 2-validate, in order. */
  findings(): Promise<Finding[]>
  report(): Report
  /** Text of a file a stage wrote. */
  text(stage: StageName, file: string): string
  /** Bytes of every file that was written, by its path below the output. */
  files(): Map<string, Buffer>
  /** Everything the stages wrote as text, tables unpacked. */
  everything(): Promise<string>
}

export interface Finding {
  code: string
  severity: string
  table_name: string
  source_id: string
  source_row: number | null
  key: string | null
  field: string | null
  got: string | null
  expected: string | null
  message_id: string
  message_en: string
  lon: number | null
  lat: number | null
}

/** A workspace in a temporary directory that is removed when the test ends. */
export async function workspace(spec: WorkspaceSpec): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), 'petakumuh-workspace-'))
  const directory = join(root, 'kota-uji')
  const output = join(root, 'out')
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const store = await sharedStore(spec.threads)
  const sources = spec.sources.map((source, index) => writeSource(directory, source, index))
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'city.yaml'), stringify({ ...CITY, ...spec.city, sources }))
  const city = loadCity(directory)
  const stageDirectory = (stage: StageName): string => join(output, 'stages', stage)
  const exists = (path: string): string | null => (filesBelow(dirname(path)).includes(path) ? path : null)
  let done = 0

  const said: string[] = []
  const facts: string[] = []
  const quiet = createProgress('quiet')
  const progress: Progress = {
    say: (message, more) => {
      said.push(message)
      facts.push(JSON.stringify(more ?? {}))
    },
    task: (label, total) => quiet.task(label, total),
  }

  const made: Workspace = {
    city,
    directory,
    output,
    said,
    facts,
    async run(until) {
      const last = STAGES.findIndex((stage) => stage.name === until)
      for (; done <= last; done++) await runStage(STAGES[done]!)
    },
    async again(until) {
      rmSync(join(output, 'stages'), { recursive: true, force: true })
      Object.assign(city, loadCity(directory))
      done = 0
      await made.run(until)
    },
    async once(name) {
      rmSync(stageDirectory(name), { recursive: true, force: true })
      await runStage(STAGES.find((stage) => stage.name === name)!)
    },
    async rows<T extends object>(stage: StageName, table: string): Promise<T[]> {
      const path = join(stageDirectory(stage), `${table}.parquet`)
      const columns = await store.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${parquet(path)}`)
      const isSpatial = columns.some((column) => column.column_name === 'geometry')
      const geometry = isSpatial ? 'REPLACE (ST_AsWKB(geometry) AS geometry)' : ''
      const rows = await store.rows(`SELECT * ${geometry} FROM ${parquet(path)}`)
      return rows.map((row) => ({
        ...row,
        ...(isSpatial ? { geometry: row.geometry ? decodeWkb(row.geometry as Uint8Array) : null } : {}),
      })) as unknown as T[]
    },
    findings: () => made.rows<Finding>('2-validate', 'findings'),
    report: () => JSON.parse(made.text('2-validate', 'report.json')) as Report,
    text: (stage, file) => readFileSync(join(stageDirectory(stage), file), 'utf8'),
    files: () => new Map(filesBelow(output).map((path) => [relative(output, path), readFileSync(path)])),
    async everything() {
      const parts: string[] = []
      for (const path of filesBelow(output)) {
        parts.push(readFileSync(path, 'latin1'))
        if (!path.endsWith('.parquet')) continue
        for (const row of await store.rows(`SELECT COLUMNS(*)::VARCHAR FROM ${parquet(path)}`)) {
          parts.push(Object.values(row).join('\n'))
        }
      }
      return parts.join('\n')
    },
  }

  async function runStage(stage: Stage): Promise<void> {
    mkdirSync(stageDirectory(stage.name), { recursive: true })
    const file = (earlier: StageName, name: string): string | null => {
      if (!stage.reads.includes(earlier))
        throw new Error(`${stage.name} does not say that it reads ${earlier}`)
      return exists(join(stageDirectory(earlier), name))
    }
    await stage.run({
      city,
      store,
      directory: stageDirectory(stage.name),
      outputDirectory: output,
      threads: 1,
      progress,
      file,
      table: (earlier, name) => file(earlier, `${name}.parquet`),
    })
  }
  return made
}

/** The error with which a stage ends; it must be one a person can mend, with all that they need to do so. */
export async function refusalOf(work: Promise<unknown>): Promise<UserError> {
  try {
    await work
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, but it went through')
}

const CITY = {
  name: 'kota-uji',
  title: { id: 'Kota Uji', en: 'Test City' },
  code: '99.71',
  size_class: 'sedang',
  utm_crs: 'EPSG:32748',
  envelope: [106, -7, 107, -6],
  methodology: 'permen-pupr-14-2018',
  // Few look at the grid, and all would wait for its thousands of cells.
  density: { grid: { resolution: 7 } },
}

function writeSource(directory: string, spec: SourceSpec, index: number): Source {
  const { content, ...given } = spec
  const id = given.id ?? `${spec.table.replaceAll('_', '-')}-${index}`
  const { path, header } = writeContent(join(directory, 'sources'), id, content)
  const columns = given.columns ?? sameNames(spec.table, header)
  // A column that is read from the file is null when the record is empty: true of every mapping.
  const first = Object.entries(columns).find(([, mapping]) => typeof mapping === 'string')?.[0]
  return {
    title: { id, en: id },
    licence: 'none stated',
    retrieved: '2024-06-30',
    examples: [
      { raw: {}, canonical: { [first ?? Object.keys(columns)[0] ?? tableSchema(spec.table).key[0]!]: null } },
    ],
    ...given,
    id,
    path: `sources/${path}`,
    // The header of a mended quarantine file is its mapping.
    ...(given.amends === undefined ? { columns } : {}),
  } as Source
}

function sameNames(table: string, header: string[]): Record<string, string> {
  const known = new Set(tableSchema(table).columns.map((column) => column.name))
  return Object.fromEntries(header.filter((name) => known.has(name)).map((name) => [name, name]))
}

function writeContent(folder: string, id: string, content: Content): { path: string; header: string[] } {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, bytes: string | Buffer, header: string[]) => {
    writeFileSync(join(folder, name), bytes)
    return { path: name, header }
  }
  if ('csv' in content)
    return write(`${id}.csv`, content.csv, content.csv.split('\n')[0]!.trim().split(/[,;]/))
  if ('features' in content) {
    const features = content.features.map((feature) => ({ type: 'Feature', ...feature }))
    const header = [...new Set(features.flatMap((feature) => Object.keys(feature.properties)))]
    return write(`${id}.geojson`, JSON.stringify({ type: 'FeatureCollection', features }), header)
  }
  if ('geojson' in content) return write(`${id}.geojson`, JSON.stringify(content.geojson), [])
  if ('shapefile' in content) {
    writeShapefile(folder, id, content.shapefile)
    return { path: `${id}.shp`, header: (content.shapefile.fields ?? []).map((field) => String(field.name)) }
  }
  if ('missing' in content) return { path: content.missing, header: [] }
  return write(`${id}.${content.extension}`, content.bytes, [])
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch {
    return []
  }
}
