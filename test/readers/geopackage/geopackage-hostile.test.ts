import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/geopackage/index.ts'
import { gpkgBlob, type LayerSpec, writeGeoPackage } from './geopackage-writer.ts'

let dir: string
let made = 0
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-gpkg-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const POINT = gpkgBlob({ type: 'Point', coordinates: [104, 1] })

function layer(count: number, text = 'x'): LayerSpec {
  const rows = Array.from({ length: count }, (_, i) => [i + 1, POINT, text])
  return { name: 'z', columns: 'fid INTEGER PRIMARY KEY, geom BLOB, a TEXT', rows }
}

function gpkg(layers: LayerSpec[], finish?: (db: Database) => void): string {
  const path = join(dir, `f${made++}.gpkg`)
  writeGeoPackage(path, layers, finish)
  return path
}

/** Records read, or the refusal; anything else fails the test. */
async function outcome(path: string, name?: string): Promise<number | UserError> {
  try {
    const opened = await reader.open(path, {
      label: 'f.gpkg',
      ...(name === undefined ? {} : { layer: name }),
    })
    let count = 0
    for await (const _ of opened.records()) count++
    return count
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

async function refusal(path: string, name?: string): Promise<UserError> {
  const error = await outcome(path, name)
  expect(error).toBeInstanceOf(UserError)
  expect((error as UserError).kind).toBe('source')
  return error as UserError
}

/** Rewrites the schema itself, as no SQL statement could. */
function forgeSchema(sql: string): (db: Database) => void {
  return (db) => db.exec(`PRAGMA writable_schema = ON; ${sql}; PRAGMA writable_schema = OFF`)
}

describe('nothing stored in a GeoPackage is run', () => {
  it('a view is refused, with what to do instead', async () => {
    const path = gpkg([layer(1)], (db) => {
      db.exec(
        `CREATE VIEW v AS SELECT * FROM z; INSERT INTO gpkg_contents (table_name, data_type) VALUES ('v', 'attributes')`,
      )
    })
    const error = await refusal(path, 'v')
    expect(error.fault.what).toContain('view')
    expect(error.fault.next).toContain('export')
  })

  it('a view that passes for a table in the schema is refused', async () => {
    const path = gpkg(
      [layer(1)],
      forgeSchema(
        `UPDATE sqlite_schema SET sql = 'CREATE VIEW z AS SELECT 1 AS fid, NULL AS geom, 2 AS a', rootpage = 0 WHERE name = 'z'`,
      ),
    )
    await refusal(path)
  })

  it('a table whose stored statement makes another is refused', async () => {
    const path = gpkg(
      [layer(1)],
      forgeSchema(
        `UPDATE sqlite_schema SET sql = 'CREATE TABLE q (fid INTEGER PRIMARY KEY, geom, a)' WHERE name = 'z'`,
      ),
    )
    await refusal(path)
  })

  it('a virtual table and a generated column are refused', async () => {
    const register = `INSERT INTO gpkg_contents (table_name, data_type) VALUES ('v', 'attributes')`
    for (const sql of [
      'CREATE VIRTUAL TABLE v USING fts5(a)',
      'CREATE TABLE v (id INTEGER PRIMARY KEY, a TEXT, b TEXT AS (upper(a)) VIRTUAL)',
    ]) {
      await refusal(
        gpkg([layer(1)], (db) => db.exec(`${sql}; ${register}`)),
        'v',
      )
    }
  })

  it('a gpkg_contents that is a view is no GeoPackage', async () => {
    const path = join(dir, `f${made++}.gpkg`)
    const db = new sqlite.Database(path)
    db.exec(
      `CREATE TABLE t (a); CREATE VIEW gpkg_contents AS SELECT 't' AS table_name, 'attributes' AS data_type FROM t`,
    )
    db.close()
    expect((await refusal(path)).fault.what).toContain('not a GeoPackage')
  })

  it('triggers and indexes are left alone', async () => {
    const path = gpkg([layer(3)], (db) => {
      db.exec(
        `CREATE TRIGGER t AFTER INSERT ON z BEGIN DELETE FROM z; END; CREATE INDEX i ON z (upper(a)) WHERE a IS NULL`,
      )
    })
    expect(await outcome(path)).toBe(3)
  })
})

describe('a file that is no GeoPackage', () => {
  it.each([
    ['MBTiles', 'CREATE TABLE metadata (name, value); CREATE TABLE tiles (zoom_level, tile_data)', /MBTiles/],
    ['SpatiaLite', 'CREATE TABLE geometry_columns (a); CREATE TABLE spatial_ref_sys (a)', /SpatiaLite/],
    ['plain SQLite', 'CREATE TABLE t (a)', /1 tables/],
  ])('%s is refused by name', async (_, sql, got) => {
    const path = join(dir, `f${made++}.gpkg`)
    const db = new sqlite.Database(path)
    db.exec(sql)
    db.close()
    expect((await refusal(path)).fault.got).toMatch(got)
  })

  it('text, an empty file and no file are refused', async () => {
    for (const bytes of ['', 'not a database'.repeat(20), `SQLite format 3\0${'x'.repeat(200)}`]) {
      const path = join(dir, `f${made++}.gpkg`)
      writeFileSync(path, bytes)
      await refusal(path)
    }
    await refusal(join(dir, 'missing.gpkg'))
    await refusal(dir)
  })

  it('text in UTF-16 is refused by name', async () => {
    for (const [encoding, got] of [
      [2, 'UTF-16 little-endian'],
      [3, 'UTF-16 big-endian'],
    ] as const) {
      const path = gpkg([layer(1)])
      const bytes = readFileSync(path)
      bytes.writeUInt32BE(encoding, 56)
      writeFileSync(path, bytes)
      const { fault } = await refusal(path)
      expect(fault.got).toBe(got)
      expect(fault.next).toContain('export')
    }
  })

  it('a table without row ids is refused by name', async () => {
    const path = gpkg([layer(1)], (db) => {
      db.exec(`CREATE TABLE v (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID`)
      db.exec(`INSERT INTO gpkg_contents (table_name, data_type) VALUES ('v', 'attributes')`)
    })
    expect((await refusal(path, 'v')).fault.got).toContain('WITHOUT ROWID')
  })

  it('a registered table that is not there is named', async () => {
    const path = gpkg([layer(1)], (db) =>
      db.exec(`INSERT INTO gpkg_contents (table_name, data_type) VALUES ('hilang', 'features')`),
    )
    expect((await refusal(path, 'hilang')).fault.got).toContain('hilang')
    expect((await refusal(gpkg([{ ...layer(1), geometryColumn: 'lain' }]))).fault.got).toContain('lain')
    expect((await refusal(gpkg([{ ...layer(1), geometryColumn: null }]))).fault.got).toContain(
      '0 geometry columns',
    )
  })
})

describe('a damaged GeoPackage', () => {
  const whole = () => readFileSync(gpkg([layer(400, 'teks '.repeat(8))]))
  const write = (bytes: Uint8Array): string => {
    const path = join(dir, `f${made++}.gpkg`)
    writeFileSync(path, bytes)
    return path
  }

  it('that is cut off is refused at every length', async () => {
    const bytes = whole()
    for (let length = 0; length < bytes.length; length += 3001)
      await refusal(write(bytes.subarray(0, length)))
  })

  it('whose pages lead back to each other is refused: row ids must rise', async () => {
    const bytes = whole()
    const pageSize = bytes.readUInt16BE(16)
    // The root page of a table of several pages is an interior one (kind 5); all its children become the first.
    let forged = 0
    for (let page = pageSize; page < bytes.length; page += pageSize) {
      if (bytes[page] !== 5) continue
      const cells = bytes.readUInt16BE(page + 3)
      const first = bytes.readUInt32BE(page + bytes.readUInt16BE(page + 12))
      for (let i = 0; i < cells; i++) bytes.writeUInt32BE(first, page + bytes.readUInt16BE(page + 12 + 2 * i))
      bytes.writeUInt32BE(first, page + 8)
      forged += cells
    }
    expect(forged).toBeGreaterThan(2)
    expect((await refusal(write(bytes))).fault.expected).toContain('row ids that rise')
  })

  it('with a page that is its own child is refused', async () => {
    const bytes = whole()
    const pageSize = bytes.readUInt16BE(16)
    for (let page = pageSize; page < bytes.length; page += pageSize) {
      if (bytes[page] === 5) bytes.writeUInt32BE(page / pageSize + 1, page + bytes.readUInt16BE(page + 12))
    }
    await refusal(write(bytes))
  })

  it('whose rows share their bytes is refused: a small file cannot hold many large rows', async () => {
    const pageSize = 512
    const path = gpkg([layer(0)], (db) => {
      db.exec(`PRAGMA page_size = ${pageSize}; VACUUM`)
      for (let i = 1; i <= 8; i++) db.run('INSERT INTO z VALUES (?, NULL, ?)', [i, 'x'.repeat(19_850)])
    })
    const bytes = readFileSync(path)
    const rest = 'x'.repeat(30)
    // The cells of the rows lie on one page, each with the beginning of its text and the page where the rest begins.
    const page = Math.floor(bytes.indexOf(rest) / pageSize) * pageSize
    const cells = Array.from({ length: 8 }, (_, i) => page + bytes.readUInt16BE(page + 8 + 2 * i))
    const payload =
      ((bytes[cells[0]!]! & 127) << 14) | ((bytes[cells[0]! + 1]! & 127) << 7) | bytes[cells[0]! + 2]!
    const least = Math.floor(((pageSize - 12) * 32) / 255) - 23
    const local = least + ((payload - least) % (pageSize - 4))
    const pointer = 4 + (local <= pageSize - 35 ? local : least)
    const first = bytes.readUInt32BE(cells[0]! + pointer)
    const second = bytes.readUInt32BE(cells[1]! + pointer)
    for (const cell of cells) bytes.writeUInt32BE(first, cell + pointer)
    bytes.writeUInt32BE(second - 1, 28)
    const forged = write(bytes.subarray(0, (second - 1) * pageSize))
    expect((await refusal(forged)).fault.got).toBe('rows that hold more bytes than the file')
  })

  it('with flipped bytes is read or refused, whatever the bytes', async () => {
    const bytes = readFileSync(gpkg([layer(60, 'teks '.repeat(30))]))
    // Where pages begin most depends on each byte.
    const position = fc.oneof(
      fc.nat(bytes.length - 1),
      fc.nat(99),
      fc.nat(15).map((page) => Math.min(bytes.length - 1, page * 4096 + 9)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(position, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        async (flips) => {
          const forged = Buffer.from(bytes)
          for (const [at, mask] of flips) forged[at]! ^= mask
          const result = await outcome(write(forged))
          if (typeof result === 'number') expect(result).toBeLessThanOrEqual(forged.length / 6)
        },
      ),
      { numRuns: 150 },
    )
  })
})
