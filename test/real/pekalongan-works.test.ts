import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../pipeline/build.ts'
import { loadCity } from '../../pipeline/city.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { parquet, Store } from '../../pipeline/store/index.ts'

const DATA = '../shared/data'
const present = existsSync(`${DATA}/pekalongan/investasi.json`)
if (!present) console.log('skipped: the works of Kota Pekalongan need ../shared/data/pekalongan')

const FILES = ['sk2020.kmz', 'rtrw.json', 'kumuhRT-2019-2021.json', 'kawasan.json', 'investasi.json']

/** One RT and criterion with works of 2020 and 2021. */
interface Cell {
  unit_id: string
  kawasan: string
  start: number
  expected: number
  surveyed: number
}

describe.skipIf(!present)('the works of Kota Pekalongan between its surveys of 2019 and 2021', () => {
  let workspace: string
  let store: Store
  let table: (name: string) => string

  beforeAll(async () => {
    workspace = mkdtempSync(join(tmpdir(), 'petakumuh-works-'))
    mkdirSync(join(workspace, 'sources'))
    cpSync('test/real/pekalongan/city.yaml', join(workspace, 'city.yaml'))
    for (const file of FILES) copyFileSync(`${DATA}/pekalongan/${file}`, join(workspace, 'sources', file))
    copyFileSync(
      `${DATA}/admin/slices/pekalongan_33.75.geojson`,
      join(workspace, 'sources/pekalongan_33.75.geojson'),
    )
    const output = join(workspace, 'output')
    await build(
      loadCity(workspace),
      { outputDirectory: output, until: '5-indicators' },
      createProgress('quiet'),
    )
    store = await Store.open({ threads: 2 })
    table = (name) => parquet(join(output, 'stages/5-indicators', `${name}.parquet`))
  }, 120_000)

  afterAll(() => {
    store?.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  const cells = () =>
    store.rows<Cell>(
      `SELECT c.unit_id, k.kawasan, c.volume_start AS start, c.volume_end AS expected, s.volume AS surveyed
       FROM ${table('progress_criteria')} c
       JOIN ${table('criterion_scores')} s ON s.level = 'rt' AND s.unit_id = c.unit_id AND s.vintage = 2021 AND s.criterion = c.criterion
       JOIN (SELECT DISTINCT rt_id, kawasan FROM ${parquet(join(workspace, 'output/stages/2-validate/rt_profiles.parquet'))}) k
         ON k.rt_id = c.unit_id
       WHERE c.level = 'rt' AND c.year = 2021 AND c.volume_works > 0 AND c.volume_start IS NOT NULL AND s.volume IS NOT NULL
       ORDER BY c.unit_id, c.criterion`,
    )

  it('explain the volumes of 2021 in every kawasan but three, which carried those of 2019 on', async () => {
    const all = await cells()
    const agrees = (cell: Cell) => Math.abs(cell.expected - cell.surveyed) < 1e-6
    const off = all.filter((cell) => !agrees(cell))
    console.log(`Pekalongan 2021: ${all.length - off.length} of ${all.length} cells with works as expected`)
    expect([all.length, all.length - off.length]).toEqual([497, 377])
    // Where there was nothing to lower, to agree says nothing.
    const telling = all.filter(({ start }) => start > 0)
    expect([telling.length, telling.filter(agrees).length]).toEqual([374, 254])
    // What is off was not lowered at all: there the works were never entered into the volumes.
    expect(off.filter(({ start, surveyed }) => Math.abs(start - surveyed) > 1e-9)).toEqual([])
    expect([...new Set(off.map(({ kawasan }) => kawasan))].sort()).toEqual([
      'Panjang Wetan',
      'Pringrejo',
      'Tirto',
    ])
  })

  it('lower no score of a later year above that of 2021', async () => {
    const risen = await store.rows(
      `SELECT p.level, p.unit_id, p.year, p.score_max, s.score_max AS before
       FROM ${table('progress')} p JOIN ${table('progress')} s ON s.level = p.level AND s.unit_id = p.unit_id
         AND s.kind = 'surveyed' AND s.year = 2021
       WHERE p.kind = 'projected' AND p.year > 2021 AND (p.score_max > s.score_max OR p.score_min > s.score_min)`,
    )
    expect(risen).toEqual([])
    const years = await store.rows<{ year: number; kind: string }>(
      `SELECT year, kind FROM ${table('progress')} WHERE level = 'city' ORDER BY year, kind DESC`,
    )
    // The decree of 2020 has percents alone, under codes of its own: no start of an account,
    // and no verification of its RT: the year is what works since 2019 leave.
    expect(years.map(({ year, kind }) => `${year} ${kind}`)).toEqual([
      ...['2019 surveyed', '2020 projected', '2021 surveyed', '2022 projected', '2023 projected'],
    ])
  })

  it('cost what the list says, under the funds of one name', async () => {
    const works = JSON.parse(readFileSync(`${DATA}/pekalongan/investasi.json`, 'utf8')) as {
      anggaran?: number | string
    }[]
    const rows = await store.rows<{ fund: string | null; works: number; cost_idr: number }>(
      `SELECT fund, sum(works)::BIGINT AS works, sum(cost_idr) AS cost_idr FROM ${table('works_costs')}
       WHERE level = 'city' GROUP BY fund ORDER BY fund NULLS LAST`,
    )
    // 1,091 rows are 792 works: many are told once for each criterion.
    expect(rows.map(({ fund, works }) => `${fund} ${works}`)).toEqual([
      ...['APBD kota 195', 'APBD provinsi 3', 'APBN 1', 'dana kelurahan 16', 'swadaya 51', 'null 526'],
    ])
    const stated = works.reduce((sum, { anggaran = 0 }) => sum + Number(anggaran), 0)
    expect(rows.reduce((sum, { cost_idr }) => sum + (cost_idr ?? 0), 0)).toBeCloseTo(stated, 0)
  })
})
