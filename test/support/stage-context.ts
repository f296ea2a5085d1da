import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type City, DRIFT_LIMITS } from '../../pipeline/city.ts'
import { createProgress, type Progress } from '../../pipeline/progress.ts'
import type { Stage, StageContext, StageName } from '../../pipeline/stage.ts'
import {
  type Columns,
  columnsOf,
  parquet,
  type Row,
  Store,
  tableSchema,
  writeTable,
} from '../../pipeline/store/index.ts'
import { sharedStore } from './shared-store.ts'

/** Rows for a table; columns may be left out of a canonical table's rows, other tables bring their own columns. */
export type TableRows = Row[] | { columns: Columns; rows: Row[] }

export interface StageContextOptions {
  /** What differs from {@link madeUpCity}. */
  city?: Partial<City>
  tables?: Partial<Record<StageName, Record<string, TableRows>>>
  threads?: number
}

export interface TestStageContext extends StageContext {
  /** Lines the stage said. */
  said: string[]
  /** Rows of a table the stage wrote, in file order. */
  read<T extends object = Row>(table: string): Promise<T[]>
  /** Path of a file the stage wrote. */
  written(file: string): string
  close(): void
}

export function madeUpCity(city: Partial<City> = {}): City {
  return {
    directory: '/nowhere',
    file: 'data/kota-uji/city.yaml',
    name: 'kota-uji',
    title: { id: 'Kota Uji', en: 'Test City' },
    code: '99.71',
    size_class: 'sedang',
    utm_crs: 'EPSG:32748',
    envelope: [106, -7, 107, -6],
    decree: null,
    methodology: 'permen-pupr-14-2018',
    synthetic: null,
    attribution: null,
    privacy: { k: 5 },
    area: { difference_warn_pct: 0.1, difference_error_pct: 1, sliver_m: 0.5 },
    density: { buildings_by: 'point', grid: { resolution: null, bandwidth_m: null } },
    indicators: {
      methodologies: null,
      survey: 'fill',
      works_of_survey_year: 'included',
      target: { ha: 0, year: null },
    },
    quality: [],
    drift: DRIFT_LIMITS,
    nightly: { enabled: true, timeout_minutes: null },
    tiles: { engine: 'builtin' },
    publish: { csv_bom: false, publisher: null, keep: 5 },
    viewer: { basemap: null },
    sources: [],
    ...city,
  }
}

/** A context in a temporary directory whose earlier stages hold the given tables; close it after the test. */
export async function stageContext(
  stage: Stage,
  options: StageContextOptions = {},
): Promise<TestStageContext> {
  const outputDirectory = mkdtempSync(join(tmpdir(), 'petakumuh-stage-'))
  const directory = join(outputDirectory, 'stages', stage.name)
  mkdirSync(directory, { recursive: true })
  // The views of the tiles are called what the tables of the city are called, and stay.
  const own = stage.name === '6-tiles' ? await Store.open({ threads: options.threads ?? 1 }) : null
  const store = own ?? (await sharedStore(options.threads))
  const files = new Map<string, string>()
  for (const [earlier, tables] of Object.entries(options.tables ?? {})) {
    mkdirSync(join(outputDirectory, 'stages', earlier), { recursive: true })
    for (const [name, given] of Object.entries(tables)) {
      const path = join(outputDirectory, 'stages', earlier, `${name}.parquet`)
      const accepted: Columns = earlier === '2-validate' ? { corrections: 'VARCHAR' } : {}
      const columns = Array.isArray(given) ? { ...columnsOf(tableSchema(name)), ...accepted } : given.columns
      await writeTable(store, path, columns, Array.isArray(given) ? given : given.rows)
      files.set(`${earlier}/${name}.parquet`, path)
    }
  }
  const said: string[] = []
  const quiet = createProgress('quiet')
  const progress: Progress = {
    say: (message) => said.push(message),
    task: (label, total) => quiet.task(label, total),
  }
  const file = (earlier: StageName, name: string): string | null => {
    if (!stage.reads.includes(earlier))
      throw new Error(`${stage.name} does not declare that it reads ${earlier}`)
    return files.get(`${earlier}/${name}`) ?? null
  }
  const written = (name: string) => join(directory, name)
  return {
    city: madeUpCity(options.city),
    store,
    threads: options.threads ?? 1,
    directory,
    outputDirectory,
    progress,
    said,
    file,
    table: (earlier, name) => file(earlier, `${name}.parquet`),
    written,
    read: (table) => store.rows(`SELECT * FROM ${parquet(written(`${table}.parquet`))}`),
    close() {
      own?.close()
      rmSync(outputDirectory, { recursive: true, force: true })
    },
  }
}
