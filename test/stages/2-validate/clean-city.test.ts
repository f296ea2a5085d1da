import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../../pipeline/build.ts'
import { loadCity } from '../../../pipeline/city.ts'
import { createProgress } from '../../../pipeline/progress.ts'
import { ingest } from '../../../pipeline/stages/1-ingest/index.ts'
import { validate } from '../../../pipeline/stages/2-validate/index.ts'
import type { Report } from '../../../pipeline/stages/2-validate/report/types.ts'
import { parquet, Store } from '../../../pipeline/store/index.ts'
import { writeCleanCity } from '../../support/clean-city.ts'

const ZONES = 400
/** A zone has an outline, an RT, an annex row, a profile and 16 volumes; a hundred zones are a kelurahan; one decree. */
const ROWS = 20 * ZONES + ZONES / 100 + 1

let root: string
let store: Store

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'petakumuh-clean-'))
  store = await Store.open()
  await writeCleanCity(join(root, 'city'), ZONES)
})
afterAll(() => {
  store.close()
  rmSync(root, { recursive: true, force: true })
})

async function judge() {
  const output = join(root, 'output')
  const options = { outputDirectory: output, stages: [ingest, validate] }
  await build(loadCity(join(root, 'city')), options, createProgress('quiet'))
  const folder = join(output, 'stages/2-validate')
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report
  const findings = await store.rows(
    `SELECT code, source_id, source_row, got, expected FROM ${parquet(join(folder, 'findings.parquet'))}`,
  )
  return { report, findings }
}

/** Changes what must stand in the file once. */
function plant(file: string, old: string, fresh: string): void {
  const path = join(root, 'city/sources', file)
  const text = readFileSync(path, 'utf8')
  expect(text.split(old)).toHaveLength(2)
  writeFileSync(path, text.replace(old, fresh))
}

describe('a city without a fault', () => {
  it('has no finding, and every row of it is accepted', async () => {
    const { report, findings } = await judge()
    expect(findings).toEqual([])
    expect(report.stats).toMatchObject({ accepted: ROWS, quarantined: 0, filtered: 0 })
  })

  it('has one finding where one fault is planted in it, at its record', async () => {
    const row = '250;Kecamatan '
    const line = readFileSync(join(root, 'city/sources/lampiran.csv'), 'utf8')
      .split('\n')
      .find((one) => one.startsWith(row))!
    expect(line).toContain('Kumuh Ringan')
    plant('lampiran.csv', line, line.replace('Kumuh Ringan', 'Kumuh Berat'))
    const { report, findings } = await judge()
    expect(findings).toEqual([
      {
        code: 'SCORE_CLASS',
        source_id: 'lampiran',
        source_row: 250,
        got: 'Kumuh Berat',
        expected: 'KR (25)',
      },
    ])
    expect(report.stats).toMatchObject({ accepted: ROWS, quarantined: 0, filtered: 0 })
  })
})
