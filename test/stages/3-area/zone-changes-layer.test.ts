import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillQuery } from '../../../pipeline/stages/6-tiles/views.ts'
import { Store } from '../../../pipeline/store/index.ts'

const query = readFileSync(
  new URL('../../../pipeline/stages/6-tiles/sql/zone_changes.sql', import.meta.url),
  'utf8',
)

/** The last two are of one year, their numbers in the order of time and not of text. */
const VINTAGES = `(VALUES ('a', 2014, 1), ('b', 2018, 2), ('9', 2020, 3), ('10', 2020, 4))`

describe('the layer of changes', () => {
  let store: Store
  beforeAll(async () => {
    store = await Store.open({ threads: 1 })
    await store.run(`CREATE TEMP TABLE zone_changes AS
      SELECT 'A' AS zone_id, 'kept' AS change, 'A' AS from_zone_id, 'A' AS to_zone_id, f.n AS from_decree, t.n AS to_decree,
        f.y AS from_vintage, t.y AS to_vintage, f.p AS from_order, t.p AS to_order, t.p = f.p + 1 AS consecutive,
        1.0 AS area_ha_utm, 'POINT(0 0)' AS geometry
      FROM ${VINTAGES} f (n, y, p) JOIN ${VINTAGES} t (n, y, p) ON f.p < t.p`)
  })
  afterAll(() => store.close())

  it.each([
    ['10', ['9-10*', 'a-10', 'a-b', 'b-10', 'b-9']],
    ['9', ['9-10*', 'a-9', 'a-b', 'b-9']],
    ['a', ['9-10', 'a-10', 'a-9', 'a-b*', 'b-9']],
    [null, ['9-10*', 'a-b', 'b-9']],
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
