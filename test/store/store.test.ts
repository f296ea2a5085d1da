import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parquet, Store, TableWriter } from '../../pipeline/store/index.ts'

/** An appender runs a statement of its own at 204,800 rows. */
const ROWS = 210_000

let store: Store
let folder: string

beforeAll(async () => {
  store = await Store.open()
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-store-'))
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

test('rows read in batches arrive all, though others are written and asked for meanwhile', async () => {
  const path = join(folder, 'copy.parquet')
  const writer = await TableWriter.create(store, 'copy', { number: 'BIGINT' })
  let asked = 0
  for await (const batch of store.batches<{ number: number }>(`SELECT range AS number FROM range(${ROWS})`)) {
    for (const row of batch) writer.append(row)
    if (asked++ === 0) await store.rows('SELECT 1')
  }
  await writer.finish(path)
  expect(await store.rows(`SELECT count(*) AS n, max(number) AS last FROM ${parquet(path)}`)).toEqual([
    { n: ROWS, last: ROWS - 1 },
  ])
})

test('values arrive as JavaScript has them', async () => {
  const [row] = await store.rows(
    `SELECT 'Jl. é' AS text, 7::BIGINT AS whole, 0.5::DOUBLE AS number, 1.25::DECIMAL(4, 2) AS decimal, true AS yes,
       NULL AS nothing, [1, NULL] AS list, '\\x01\\x02'::BLOB AS bytes`,
  )
  expect(row).toEqual({
    text: 'Jl. é',
    whole: 7,
    number: 0.5,
    decimal: 1.25,
    yes: true,
    nothing: null,
    list: [1, null],
    bytes: expect.objectContaining({ 0: 1, 1: 2 }),
  })
})
