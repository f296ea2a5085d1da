import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parquet, Store, sqlText } from '../../pipeline/store/index.ts'
import { HOUSEHOLDS_PER_RT, makeIndicatorStages } from './indicators-make.ts'
import {
  type Facts,
  nodeContender,
  type ProgramRow,
  type ProgramWork,
  pythonContender,
} from './programs-row.ts'

/** RT of the lines: the cost of ten times as many tells whether it grows with them. */
const SIZES = [50_000, 500_000]

const PANDAS = spawnSync('/usr/bin/python3', ['-c', 'import pandas; print(pandas.__version__)'], {
  encoding: 'utf8',
}).stdout?.trim()

/** The indicators of a made-up country: every methodology, every level, beside the scores alone by pandas. */
export const indicatorRows: readonly ProgramRow[] = [
  {
    id: 'scores',
    title: 'Indicators: every methodology over RT and surveyed households',
    prepare: async (folder) => {
      const works: ProgramWork[] = []
      for (const rts of SIZES) works.push(await workOf(join(folder, String(rts)), rts))
      return works
    },
  },
]

async function workOf(folder: string, rts: number): Promise<ProgramWork> {
  await makeIndicatorStages(folder, rts)
  if (PANDAS) await writeCsv(folder)
  return {
    what: `${rts.toLocaleString('en-US')} RT x 16 criteria, ${(rts * HOUSEHOLDS_PER_RT).toLocaleString('en-US')} households, ${(rts / 5).toLocaleString('en-US')} works`,
    amount: rts,
    unit: 'RT',
    ours: nodeContender('petakumuh, the whole stage', 'indicators-run.ts', [folder, '1/2018']),
    peers: PANDAS
      ? [pythonContender(`pandas ${PANDAS}, scores alone`, 'indicators_scores.py', [folder])]
      : [],
    disagrees,
    notes: [
      'Ours: reading the tables, every methodology of `schemas/methodologies`, six levels, intervals, traces, survey deficits, ratings and progress, all written as Parquet (zstd), with 4 GB for DuckDB on two threads.',
      'pandas: percents and scores of the 16 criteria for RT, zones, kelurahan and city, from tables in its memory; no intervals, no households, nothing written; reading the CSV is in its whole process alone.',
    ],
  }
}

/** Both score the same cells alike; pandas knows no more than them. */
function disagrees(ours: Facts, theirs: Facts): string | null {
  const different = Object.keys(theirs).find((name) => theirs[name] !== ours[name])
  return different === undefined ? null : `${different}: ${theirs[different]} against ${ours[different]}`
}

async function writeCsv(folder: string): Promise<void> {
  const store = await Store.open()
  const at = (name: string) => parquet(join(folder, 'stages/2-validate', `${name}.parquet`))
  const copy = (query: string, name: string) =>
    store.run(`COPY (${query}) TO ${sqlText(join(folder, `${name}.csv`))} (HEADER)`)
  await copy(
    `SELECT rt_id, zone_id, kelurahan_code, area_ha_verified, buildings, families, road_ideal_m, drainage_ideal_m FROM ${at('rt_profiles')}`,
    'profiles',
  )
  await copy(`SELECT rt_id, criterion, volume FROM ${at('rt_deficits')}`, 'deficits')
  store.close()
}
