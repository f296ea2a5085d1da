import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parquet, type Row, sqlName, sqlPath, sqlText, writeTable } from '../../pipeline/store/index.ts'
import { sharedStore } from '../support/shared-store.ts'
import { temporaryFolder } from '../support/small-city.ts'

/** Names of folders that DuckDB would take for patterns, for columns, or for the end of a text. */
const FOLDERS = [
  'kota*',
  'kota?',
  'kota[12]',
  'kota[!a]',
  '**',
  '[[]',
  "kota'; DROP TABLE x; --",
  'code=99',
  'kota{1,2}',
  'kota%2A',
  '$kota',
]
/** What the patterns among them fit. */
const DECOYS = ['kota1', 'kota2', 'kotab', 'other']

describe('a table is read from the one file that is named', () => {
  const root = temporaryFolder()
  beforeAll(async () => {
    const store = await sharedStore()
    for (const name of [...FOLDERS, ...DECOYS]) {
      mkdirSync(join(root, name))
      await writeTable(store, join(root, name, 'zones.parquet'), { code: 'VARCHAR' }, [{ code: name }])
    }
  })

  it.each(FOLDERS)('below a folder called %s', async (name) => {
    const store = await sharedStore()
    const rows = await store.rows(`SELECT * FROM ${parquet(join(root, name, 'zones.parquet'))}`)
    expect(rows).toEqual([{ code: name }])
  })

  it('and no other is read where it is not there', async () => {
    const store = await sharedStore()
    const read = store.rows(`SELECT * FROM ${parquet(join(root, 'kota[1-9]', 'zones.parquet'))}`)
    await expect(read).rejects.toThrow(/No files found|does not exist/)
  })

  it('by all the functions that take a path', () => {
    expect(sqlPath("/a*[b]?'c")).toBe("'/a[*][[]b][?]''c'")
  })
})

describe('a name or a text of a file stays one in SQL', () => {
  it.each([
    '"; DROP TABLE x; --',
    '""',
    '\\"',
    "'",
    '$1',
    '?',
    'x"y\u0000z'.replace('\u0000', ''),
    'a.b',
    '⁠',
  ])('%s', async (hostile) => {
    const store = await sharedStore()
    const [row] = await store.rows<Row>(`SELECT ${sqlText(hostile)} AS ${sqlName(hostile)}`)
    expect(row).toEqual({ [hostile]: hostile })
  })
})
