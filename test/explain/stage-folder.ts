import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { City } from '../../pipeline/city.ts'
import { type ExplainOptions, explain } from '../../pipeline/explain/index.ts'
import type { Trace } from '../../pipeline/explain/trace.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import type { StageName } from '../../pipeline/stage.ts'
import {
  type Columns,
  columnsOf,
  type Row,
  Store,
  tableSchema,
  writeTable,
} from '../../pipeline/store/index.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { madeUpCity } from '../support/stage-context.ts'

export const METHODOLOGY = loadMethodology('permen-pupr-14-2018')
export const KELURAHAN = '99.71.01.1001'

/** Tables of stages for a test, each with the rows given; column types follow the values. */
export interface StageFolder {
  output: string
  city: City
  explain(unit: string, options?: Omit<ExplainOptions, 'json' | 'lang' | 'output'>): Promise<Trace>
  remove(): void
}

type Tables = Partial<Record<StageName, Record<string, Row[]>>>

/** Tables written already, by what is in them: most tests change one of many, and none changes a file. */
const written = new Map<string, Promise<string>>()
let store: Promise<Store> | undefined

export async function stageFolder(tables: Tables, given: Partial<City> = {}): Promise<StageFolder> {
  const output = temporaryFolder()
  for (const [stage, own] of Object.entries(tables)) {
    const directory = join(output, 'stages', stage)
    mkdirSync(directory, { recursive: true })
    for (const [name, rows] of Object.entries(own)) {
      const content = JSON.stringify([stage, name, rows])
      if (!written.has(content)) written.set(content, write(stage, name, rows))
      copyFileSync((await written.get(content))!, join(directory, `${name}.parquet`))
    }
  }
  mkdirSync(join(output, 'stages/5-indicators'), { recursive: true })
  writeFileSync(join(output, 'stages/5-indicators/stage.json'), '{}\n')
  const city = madeUpCity(given)
  return {
    output,
    city,
    explain: (unit, options) => explain(city, output, unit, options),
    remove: () => rmSync(output, { recursive: true, force: true }),
  }
}

async function write(stage: string, name: string, rows: readonly Row[]): Promise<string> {
  const path = join(temporaryFolder(), `${name}.parquet`)
  store ??= Store.open({ threads: 1 })
  await writeTable(await store, path, columns(stage, name, rows), rows)
  return path
}

const OWN = new Set(['findings', 'sources'])

function columns(stage: string, name: string, rows: readonly Row[]): Columns {
  if (stage === '2-validate' && !OWN.has(name)) {
    const { geometry: _geometry, ...canonical } = columnsOf(tableSchema(name))
    return { ...canonical, corrections: 'VARCHAR' }
  }
  const types: Columns = {}
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      types[column] ??= 'VARCHAR'
      if (typeof value === 'number') types[column] = 'DOUBLE'
      if (typeof value === 'boolean') types[column] = 'BOOLEAN'
    }
  return types
}

export const rtId = (number: number) => `${KELURAHAN}/RT00${number}-RW001`

export interface RtCell {
  volume: number | null
  denominator: number | null
  volume_source?: string | null
}

/**
 * A zone `Z1` of RT whose criterion 4b is given; every other criterion is complete and scores 0. Rows of stage 5 hold the
 * numbers that follow, so that a test can break one of them.
 */
export function townTables(
  cells: readonly RtCell[],
): Required<Pick<Tables, '2-validate' | '3-area' | '5-indicators'>> {
  const profiles = cells.map(({ denominator }, i) => ({
    rt_id: rtId(i + 1),
    vintage: 2020,
    kelurahan_code: KELURAHAN,
    rt_rw: `RT00${i + 1}-RW001`,
    kawasan: 'Kampung Uji',
    zone_id: 'Z1',
    drainage_ideal_m: denominator,
    source_id: 'profil',
    source_row: i + 1,
  }))
  const deficits = cells.flatMap(({ volume, volume_source }, i) =>
    volume === null || (volume_source ?? 'stated') !== 'stated'
      ? []
      : [
          {
            rt_id: rtId(i + 1),
            vintage: 2020,
            criterion: '4b',
            volume,
            source_id: 'defisit',
            source_row: 10 + i,
          },
        ],
  )
  const scored = (level: string, unit_id: string, own: RtCell, i: number | null): Row[] =>
    METHODOLOGY.criteria.map((criterion) => {
      const asked = criterion.id === '4b'
      const volume = asked ? own.volume : 0
      const denominator = asked ? own.denominator : 100
      const known = volume !== null && denominator !== null
      const percent = known ? (100 * volume) / denominator : null
      const score = percent === null ? null : scoreOf(percent)
      return {
        ...{ level, unit_id, vintage: 2020, methodology: METHODOLOGY.id },
        ...{ criterion: criterion.id, aspect: criterion.aspect },
        ...{ label_id: criterion.label.id, label_en: criterion.label.en, unit: criterion.unit, volume },
        volume_source: i === null ? 'sum' : (own.volume_source ?? (volume === null ? null : 'stated')),
        ...{ denominator, denominator_rule: criterion.denominator, percent, score },
        ...{ score_min: score ?? 0, score_max: score ?? 5, flag: known ? null : 'missing' },
        source_id: i !== null && asked && volume !== null ? 'defisit' : null,
        source_row: i !== null && asked && volume !== null ? 10 + i : null,
        denominator_source_id: i === null ? null : 'profil',
        denominator_source_row: i === null ? null : i + 1,
      }
    })
  const whole = sum(cells)
  const units: [string, string, RtCell, number | null][] = [
    ...cells.map((cell, i): [string, string, RtCell, number] => ['rt', rtId(i + 1), cell, i]),
    ['zone', 'Z1', whole, null],
    ['kawasan', 'Kampung Uji', whole, null],
    ['kelurahan', KELURAHAN, whole, null],
    ['city', '99.71', whole, null],
  ]
  const criterion_scores = units.flatMap(([level, id, own, i]) => scored(level, id, own, i))
  const score_totals = units.map(([level, unit_id]): Row => {
    const own = criterion_scores.filter((row) => row.level === level && row.unit_id === unit_id)
    const total = (name: 'score_min' | 'score_max') =>
      own.reduce((all, row) => all + (row[name] as number), 0)
    const [score_min, score_max] = [total('score_min'), total('score_max')]
    return {
      ...{ level, unit_id, vintage: 2020, methodology: METHODOLOGY.id, score_source: 'computed' },
      ...{ score_total: score_min === score_max ? score_min : null, score_min, score_max },
      ...{ score_class: 'TK', score_class_min: 'TK', score_class_max: 'TK', completeness_pct: 100 },
      ...{ rt_count: level === 'rt' ? 1 : cells.length, families: 42 },
    }
  })
  return {
    '2-validate': {
      rt_profiles: profiles,
      rt_deficits: deficits,
      zones: [
        {
          zone_id: 'Z1',
          decree_number: '1/2020',
          name: 'Pantai Uji',
          kawasan: 'Kampung Uji',
          kelurahan: 'Uji Barat',
          kecamatan: 'Uji',
          kelurahan_code: KELURAHAN,
          source_id: 'zona',
          source_row: 1,
        },
      ],
      sources: [
        {
          source_id: 'defisit',
          title_id: 'Volume uji',
          title_en: 'Test deficits',
          path: 'sources/defisit.csv',
        },
      ],
    },
    '3-area': {
      rt_zones: profiles.map(({ rt_id }) => ({
        ...{ rt_id, vintage: 2020, zone_id: 'Z1', method: 'profile', share_pct: 100 },
      })),
    },
    '5-indicators': {
      rt_units: profiles.map(({ rt_id }) => ({
        ...{ rt_id, vintage: 2020, zone_id: 'Z1', kawasan: 'Kampung Uji', kelurahan_code: KELURAHAN },
        in_sums: true,
      })),
      ...{ criterion_scores, score_totals },
    },
  }
}

function sum(cells: readonly RtCell[]): RtCell {
  const add = (name: 'volume' | 'denominator') =>
    cells.some((cell) => cell[name] === null)
      ? null
      : Number(cells.reduce((all, cell) => all + cell[name]!, 0).toFixed(9))
  return { volume: add('volume'), denominator: add('denominator') }
}

function scoreOf(percent: number): number {
  return METHODOLOGY.bands.values.find((band) => percent >= band.min_pct)!.score
}
