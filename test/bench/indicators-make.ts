import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StageName } from '../../pipeline/stage.ts'
import { columnsOf, Store, sqlName, sqlText, tableSchema } from '../../pipeline/store/index.ts'

/** RT of one kelurahan, and of one slum zone; households surveyed in an RT. */
const RT_PER_KELURAHAN = 250
const RT_PER_ZONE = 25
export const HOUSEHOLDS_PER_RT = 4

const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')
const DENOMINATORS: Record<string, string> = {
  ...{ '1a': 'buildings', '1b': 'area_ha_verified', '1c': 'buildings', '2a': 'road_ideal_m' },
  ...{ '2b': 'road_ideal_m', '3a': 'families', '3b': 'families', '4a': 'area_ha_verified' },
  ...{ '4b': 'drainage_ideal_m', '4c': 'drainage_ideal_m', '5a': 'families', '5b': 'families' },
  ...{ '6a': 'families', '6b': 'families', '7a': 'buildings', '7b': 'buildings' },
}
const KELURAHAN = `format('99.{:02d}.{:02d}.{:04d}', 1 + rt // (250 * 400), 1 + (rt // (250 * 20)) % 20, 1001 + (rt // ${RT_PER_KELURAHAN}) % 20)`
const RT_RW = `format('RT{:03d}-RW{:03d}', 1 + rt % 10, 1 + (rt // 10) % 25)`
const RT_ID = `${KELURAHAN} || '/' || ${RT_RW}`
const ZONE_ID = `'Z' || (rt // ${RT_PER_ZONE})`
/** Whole numbers from 0 that look drawn by lot, the same on every machine: a multiplicative hash of the row. */
const draw = (row: string, salt: number, below: number): string =>
  `(((${row} + ${salt}) * 2654435761 // 65536) % ${below})`

/**
 * Tables of a made-up country of `rts` RT as the stages before the indicators leave them: profiles, sixteen deficits and
 * four surveyed households each, in zones of 25 and kelurahan of 250, and works in every fifth; one answer in twenty is missing.
 */
export async function makeIndicatorStages(folder: string, rts: number): Promise<void> {
  const store = await Store.open({ tempDir: join(folder, 'temp') })
  const put = async (stage: StageName, name: string, query: string): Promise<void> => {
    mkdirSync(join(folder, 'stages', stage), { recursive: true })
    const path = join(folder, 'stages', stage, `${name}.parquet`)
    await store.run(`COPY (${query}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`)
  }
  const canonical = (name: string, given: Record<string, string>, from: string): Promise<void> => {
    const columns = Object.entries(columnsOf(tableSchema(name)))
      .filter(([, type]) => type !== 'GEOMETRY')
      .map(([column, type]) => `(${given[column] ?? 'NULL'})::${type} AS ${sqlName(column)}`)
    return put('2-validate', name, `SELECT ${columns.join(', ')}, NULL::VARCHAR AS corrections FROM ${from}`)
  }
  const rtRows = `(SELECT range AS rt FROM range(${rts}))`
  const source = { source_id: `'made-up'`, source_row: 'rt + 1' }
  const profile = {
    area_ha_verified: `0.5 + ${draw('rt', 1, 300)} / 100.0`,
    buildings: `20 + ${draw('rt', 2, 120)}`,
    population: `80 + ${draw('rt', 3, 500)}`,
    families: `20 + ${draw('rt', 4, 120)}`,
    road_ideal_m: `100 + ${draw('rt', 5, 900)}`,
    drainage_ideal_m: `100 + ${draw('rt', 6, 900)}`,
  }
  await canonical(
    'rt_profiles',
    {
      ...{ rt_id: RT_ID, vintage: '2018', kelurahan_code: KELURAHAN, rt_rw: RT_RW, zone_id: ZONE_ID },
      ...{ kawasan: `'Kawasan ' || (rt // 100)`, ...profile, ...source },
    },
    rtRows,
  )
  const whole = CRITERIA.map((id) => `WHEN ${sqlText(id)} THEN ${profile[DENOMINATORS[id] as 'buildings']}`)
  const share = draw('rt * 16 + c', 7, 101)
  await canonical(
    'rt_deficits',
    {
      ...{ rt_id: RT_ID, vintage: '2018', criterion: 'criterion', ...source },
      volume: `CASE WHEN ${draw('rt * 16 + c', 8, 20)} > 0
        THEN floor((CASE criterion ${whole.join(' ')} END) * ${share}) / 100 END`,
    },
    `(SELECT rt, c, [${CRITERIA.map(sqlText).join(', ')}][c + 1] AS criterion FROM ${rtRows}, (SELECT range AS c FROM range(16)))`,
  )
  await canonical(
    'zones',
    { ...{ zone_id: `'Z' || rt`, decree_number: `'1/2018'`, area_ha_decree: '40' }, ...source },
    `(SELECT range AS rt FROM range(${Math.ceil(rts / RT_PER_ZONE)}))`,
  )
  await canonical(
    'decrees',
    { ...{ decree_number: `'1/2018'`, kind: `'decree'`, vintage: '2018' }, ...source },
    '(SELECT 0 AS rt)',
  )
  await canonical(
    'interventions',
    {
      ...{
        intervention_id: `'K' || rt`,
        rt_id: RT_ID,
        zone_id: ZONE_ID,
        kelurahan_code: KELURAHAN,
        rt_rw: RT_RW,
      },
      ...{
        activity: `'Jalan Beton'`,
        volume: draw('rt', 14, 400),
        unit: `'Meter'`,
        year: `2019 + ${draw('rt', 15, 3)}`,
      },
      ...{ cost_idr: `1000000 * ${draw('rt', 16, 500)}`, fund_source: `'APBD'`, ...source },
    },
    `(FROM ${rtRows} WHERE rt % 5 = 0)`,
  )
  await put(
    '3-area',
    'rt_zones',
    `SELECT ${RT_ID} AS rt_id, 2018::BIGINT AS vintage, ${ZONE_ID} AS zone_id, 'profile' AS method, NULL::DOUBLE AS share_pct FROM ${rtRows}`,
  )
  await makeHouseholds(rts, canonical, put)
  store.close()
}

async function makeHouseholds(
  rts: number,
  canonical: (name: string, given: Record<string, string>, from: string) => Promise<void>,
  put: (stage: StageName, name: string, query: string) => Promise<void>,
): Promise<void> {
  const rows = `(SELECT range AS h, range // ${HOUSEHOLDS_PER_RT} AS rt FROM range(${rts * HOUSEHOLDS_PER_RT}))`
  const answers = tableSchema('households')
    .columns.filter(({ answers, type }) => answers !== null && type !== 'boolean')
    .map(({ name, answers }, i) => {
      const words = `[${answers!.map(sqlText).join(', ')}]`
      return [
        name,
        `CASE WHEN ${draw('h', 100 + i, 20)} > 0 THEN ${words}[1 + ${draw('h', 200 + i, answers!.length)}] END`,
      ]
    })
  const household_id = `'h' || h`
  await canonical(
    'households',
    {
      ...{ household_id, survey_date: `'2018-07-01'`, kelurahan_code: KELURAHAN, rt_rw: RT_RW },
      ...{ population: `1 + ${draw('h', 9, 9)}`, families: `1 + ${draw('h', 10, 2)}` },
      ...{ floor_area_m2: `9 + ${draw('h', 11, 60)}`, habitable_rooms: `1 + ${draw('h', 12, 4)}` },
      water_litres_per_day: draw('h', 13, 600),
      ...Object.fromEntries(answers),
      ...{ source_id: `'made-up'`, source_row: 'h + 1' },
    },
    rows,
  )
  await put(
    '4-density',
    'household_locations',
    `SELECT ${household_id} AS id, 106.5::DOUBLE AS lon, -6.5::DOUBLE AS lat, ${ZONE_ID} AS zone_id, ${RT_ID} AS rt_id,
       ${KELURAHAN} AS kelurahan_code, false AS ambiguous FROM ${rows}`,
  )
}
