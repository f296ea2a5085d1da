import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillQuery } from '../../../pipeline/stages/6-tiles/views.ts'
import { Store } from '../../../pipeline/store/index.ts'

const query = readFileSync(
  new URL('../../../pipeline/stages/6-tiles/sql/zone_changes.sql', import.meta.url),
  'utf8',
)

describe('the layer of changes', () => {
  let store: Store
  beforeAll(async () => {
    store = await Store.open({ threads: 1 })
    await store.run(`CREATE TEMP TABLE zone_changes AS
      SELECT 'A' AS zone_id, 'kept' AS change, 'A' AS from_zone_id, 'A' AS to_zone_id, f.n AS from_decree, t.n AS to_decree,
        f.y AS from_vintage, t.y AS to_vintage, t.p = f.p + 1 AS consecutive, 1.0 AS area_ha_utm, 'POINT(0 0)' AS geometry
      FROM (VALUES ('a', 2014, 1), ('b', 2018, 2), ('c', 2020, 3), ('d', 2024, 4)) f (n, y, p)
      JOIN (VALUES ('a', 2014, 1), ('b', 2018, 2), ('c', 2020, 3), ('d', 2024, 4)) t (n, y, p) ON f.p < t.p`)
  })
  afterAll(() => store.close())

  it.each([
    ['d', ['a-b', 'a-d', 'b-c', 'b-d', 'c-d*']],
    ['c', ['a-b', 'a-c', 'b-c', 'c-d*']],
    ['a', ['a-b*', 'a-c', 'a-d', 'b-c', 'c-d']],
    [null, ['a-b', 'b-c', 'c-d*']],
  ])(
    'holds the consecutive pairs and those of the decree in force, and shows one: %s',
    async (decree, pairs) => {
      const rows = await store.rows<{ from_decree: string; to_decree: string; shown: boolean }>(
        fillQuery(query, { decree }),
      )
      expect(rows.map((row) => `${row.from_decree}-${row.to_decree}${row.shown ? '*' : ''}`)).toEqual(pairs)
    },
  )
})
