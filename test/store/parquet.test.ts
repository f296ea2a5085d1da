import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import {
  type Columns,
  copyToParquet,
  parquet,
  Store,
  sqlName,
  sqlText,
  writeTable,
} from '../../pipeline/store/index.ts'

const COLUMNS: Columns = {
  name: 'VARCHAR',
  count: 'BIGINT',
  area_ha: 'DOUBLE',
  dense: 'BOOLEAN',
  geometry: 'GEOMETRY',
}

describe('Parquet tables', () => {
  let directory: string
  let store: Store

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'petakumuh-store-'))
    store = await Store.open()
  })
  afterAll(() => {
    store.close()
    rmSync(directory, { recursive: true, force: true })
  })

  it('gives back what was written: text, numbers, nulls and geometry', async () => {
    const path = join(directory, 'rows.parquet')
    const wkb = encodeWkb({ type: 'Point', coordinates: [104.45, 0.91] })
    const rows = [
      { name: "Kampung 'Bugis'", count: 7, area_ha: 18.92, dense: false, geometry: wkb },
      { name: null, count: null, area_ha: null, dense: null, geometry: null },
    ]
    expect(await writeTable(store, path, COLUMNS, rows)).toBe(2)
    const read = await store.rows(`SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM ${parquet(path)}`)
    expect(read).toEqual([{ ...rows[0], geometry: Buffer.from(wkb) }, rows[1]])
  })

  it('is GeoParquet, and an empty table keeps its geometry type', async () => {
    const path = join(directory, 'empty.parquet')
    await writeTable(store, path, COLUMNS, [])
    expect(await store.rows(`SELECT ST_AsWKB(geometry) AS wkb FROM ${parquet(path)}`)).toEqual([])
    const full = join(directory, 'one.parquet')
    await writeTable(store, full, COLUMNS, [{ geometry: encodeWkb({ type: 'Point', coordinates: [1, 2] }) }])
    const [geo] = await store.rows<{ value: string }>(
      `SELECT value::VARCHAR AS value FROM parquet_kv_metadata(${sqlText(full)}) WHERE key::VARCHAR = 'geo'`,
    )
    expect(geo!.value).toContain('primary_column')
  })

  it('refuses a value of another type than its column', async () => {
    const path = join(directory, 'wrong.parquet')
    await expect(writeTable(store, path, { count: 'BIGINT' }, [{ count: '7' }])).rejects.toThrow(
      /count: got string, expected BIGINT/,
    )
  })

  it('writes the same bytes for 1 and 2 threads: nothing, a vector, one more and beyond one row group', async () => {
    const hashes = []
    for (const threads of [1, 2]) {
      const own = await Store.open({ threads })
      for (const rows of [0, 2048, 2049, 300000]) {
        const path = join(directory, `threads-${threads}.parquet`)
        const query = `SELECT i, hash(i) AS h FROM range(${rows}) t(i) ORDER BY h`
        expect(await copyToParquet(own, query, path)).toBe(rows)
        hashes.push(createHash('sha256').update(readFileSync(path)).digest('hex'))
      }
      own.close()
    }
    expect(hashes.slice(4)).toEqual(hashes.slice(0, 4))
  })

  it('quotes names and texts that try to be SQL', async () => {
    const name = '"; DROP TABLE x; --'
    await store.run(`CREATE TEMP TABLE ${sqlName(name)} (${sqlName(name)} VARCHAR)`)
    await store.run(`INSERT INTO ${sqlName(name)} VALUES (${sqlText("'); DROP TABLE x; --")})`)
    expect(await store.rows(`SELECT * FROM ${sqlName(name)}`)).toEqual([{ [name]: "'); DROP TABLE x; --" }])
  })
})
