import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { reader } from '../../../pipeline/readers/parquet/index.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'

let dir: string
let connection: DuckDBConnection
let made = 0
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-parquet-'))
  connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
})
afterAll(() => {
  connection.closeSync()
  rmSync(dir, { recursive: true, force: true })
})

afterEach(() => void vi.unstubAllEnvs())

const hex = (bytes: Uint8Array) => `unhex('${Buffer.from(bytes).toString('hex')}')`
const POINT = hex(encodeWkb({ type: 'Point', coordinates: [104, 1] }))
const UTM_48S = {
  type: 'ProjectedCRS',
  name: 'WGS 84 / UTM zone 48S',
  id: { authority: 'EPSG', code: 32748 },
}

/** Writes a query; `geo` is the text of the GeoParquet metadata. */
async function parquet(query: string, geo?: unknown, options = 'GEOPARQUET_VERSION NONE'): Promise<string> {
  const path = join(dir, `f${made++}.parquet`)
  const text = geo === undefined ? '' : typeof geo === 'string' ? geo : JSON.stringify(geo)
  const metadata = geo === undefined ? '' : `, KV_METADATA {geo: '${text.replaceAll("'", "''")}'}`
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ${options}${metadata})`)
  return path
}

const geoOf = (column: object, name = 'geom') => ({
  version: '1.1.0',
  primary_column: name,
  columns: { [name]: column },
})

async function read(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await reader.open(path, { label: 'kumuh.parquet', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

async function refusal(path: string): Promise<UserError> {
  const error = await read(path).then(
    ({ records }) => records,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

describe('cells of a Parquet file', () => {
  it('keep decimals and long integers exact, dates and times as stored, nested values as JSON', async () => {
    const path = await parquet(`SELECT
      '004' AS kode, 7::TINYINT AS kecil, 9007199254740993::BIGINT AS panjang, 12::BIGINT AS pendek, 12345678901234567.10::DECIMAL(19,2) AS luas,
      0.5::DOUBLE AS setengah, 'nan'::DOUBLE AS bukan, true AS ada, DATE '2020-01-02' AS tanggal,
      TIMESTAMP '2020-01-02 23:30:00' AS waktu, TIMESTAMPTZ '2020-01-02 23:30:00+07' AS utc, TIME '01:02:03' AS jam,
      {'a': 1, 'b': [1, 2]} AS isi, [1, 2] AS daftar, ' ' AS kosong, NULL::VARCHAR AS nihil, 'x'::BLOB AS foto, 1 AS "__proto__"`)
    const { layer, records } = await read(path)
    expect(Object.entries(records[0]!.cells)).toEqual([
      ['kode', '004'],
      ['kecil', 7],
      ['panjang', '9007199254740993'],
      ['pendek', 12],
      ['luas', '12345678901234567.10'],
      ['setengah', 0.5],
      ['bukan', 'NaN'],
      ['ada', true],
      ['tanggal', '2020-01-02'],
      ['waktu', '2020-01-02T23:30:00'],
      ['utc', '2020-01-02T16:30:00Z'],
      ['jam', '01:02:03'],
      ['isi', '{"a":1,"b":[1,2]}'],
      ['daftar', '[1,2]'],
      ['kosong', null],
      ['nihil', null],
      ['__proto__', 1],
    ])
    expect([...layer.numericFields!]).toEqual([
      'kecil',
      'panjang',
      'pendek',
      'luas',
      'setengah',
      'bukan',
      '__proto__',
    ])
    expect(layer.crs).toBeNull()
    expect(layer.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['COLUMN_UNMAPPED', 'foto', '1'],
    ])
  })

  it('come in file order over many row groups, and again, and after leaving early', async () => {
    const path = await parquet(
      'SELECT i FROM range(20000) t(i) ORDER BY hash(i)',
      undefined,
      'ROW_GROUP_SIZE 2048',
    )
    const expected = (await connection.runAndReadAll(`SELECT i FROM '${path}'`))
      .getRows()
      .map(([i]) => Number(i))
    const layer = await reader.open(path, { label: 'x' })
    for await (const record of layer.records()) {
      if (record.record === 3000) break
    }
    const seen: unknown[] = []
    for await (const record of layer.records()) seen.push(record.cells.i)
    expect(seen).toEqual(expected)
  })

  it('say the place by columns where there is no geometry', async () => {
    const path = await parquet("SELECT '104.5' AS bujur, 1.25 AS lintang UNION ALL SELECT NULL, NULL")
    const { layer, records } = await read(path, { geometry: { lon: 'bujur', lat: 'lintang' } })
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(records.map((record) => record.geometry)).toEqual([
      { type: 'Point', coordinates: [104.5, 1.25] },
      null,
    ])
  })
})

describe('geometry of a Parquet file', () => {
  it.each(['V1', 'V2', 'BOTH', 'NONE'])('is read as the option %s of the writer has it', async (version) => {
    const path = await parquet(
      `SELECT 1 AS id, ST_GeomFromWKB(${POINT})::GEOMETRY('OGC:CRS84') AS geom UNION ALL SELECT 2, NULL`,
      undefined,
      `GEOPARQUET_VERSION '${version}'`,
    )
    const { layer, records } = await read(path)
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(layer.fields).toEqual(['id'])
    expect(records.map((record) => record.geometry)).toEqual([{ type: 'Point', coordinates: [104, 1] }, null])
  })

  it('has the CRS of its metadata: an id, none, or longitude and latitude where nothing is said', async () => {
    const query = `SELECT ${POINT} AS geom, {'xmin': 1} AS bbox`
    const crs = async (member: object) =>
      (await read(await parquet(query, geoOf({ encoding: 'WKB', ...member })))).layer.crs
    expect(await crs({ crs: UTM_48S })).toEqual({ code: 'EPSG:32748' })
    expect(await crs({ crs: { type: 'CompoundCRS', components: [UTM_48S] } })).toEqual({ code: 'EPSG:32748' })
    expect(await crs({ crs: null })).toBeNull()
    expect(await crs({})).toEqual({ code: 'EPSG:4326' })
    expect(await crs({ crs: { name: 'Lokal' } })).toEqual({ code: 'Lokal' })
    expect(await crs({ crs: { id: { authority: 'OGC', code: 'CRS84' } } })).toEqual({ code: 'EPSG:4326' })
    const covering = { bbox: { xmin: ['bbox', 'xmin'] } }
    const { layer } = await read(await parquet(query, geoOf({ encoding: 'WKB', covering })))
    expect(layer.fields).toEqual([])
  })

  it('of the native type has the CRS of the type', async () => {
    const full = {
      ...UTM_48S,
      base_crs: {
        name: 'WGS 84',
        datum: { type: 'GeodeticReferenceFrame', name: 'W', ellipsoid: { name: 'W' } },
      },
      conversion: { name: 'UTM zone 48S', method: { name: 'Transverse Mercator' } },
      coordinate_system: { subtype: 'Cartesian', axis: [] },
    }
    const path = await parquet(`SELECT ST_GeomFromWKB(${POINT})::GEOMETRY('${JSON.stringify(full)}') AS g`)
    expect((await read(path)).layer.crs).toEqual({ code: 'EPSG:32748' })
  })

  it('that is a curve is left out by name; that is malformed or no number is named with its record', async () => {
    const column = geoOf({ encoding: 'WKB' })
    const infinite = encodeWkb({
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, Number.POSITIVE_INFINITY],
      ],
    })
    const blobs = [
      new Uint8Array([1, 10, 0, 0, 0, 0, 0, 0, 0]),
      new Uint8Array([1, 2, 0, 0, 0, 255, 255, 255, 255]),
      infinite.subarray(0, 20),
      infinite,
    ]
    const query = [...blobs.map(hex), POINT].map((blob) => `SELECT ${blob} AS geom`).join(' UNION ALL ')
    const { layer, records } = await read(await parquet(query, column))
    expect(records.map((record) => record.geometry?.type)).toEqual([...blobs.map(() => undefined), 'Point'])
    expect(layer.findings.map(({ code, record }) => [code, record])).toEqual([
      ['GEOM_TYPE', 1],
      ['GEOM_UNREADABLE', 2],
      ['GEOM_UNREADABLE', 3],
      ['GEOM_UNREADABLE', 4],
    ])
    expect(layer.findings[3]!.got).toBe('3 Infinity')
  })

  it('in a native array encoding, or with metadata that say nothing, refuses the file', async () => {
    const query = `SELECT ${POINT} AS geom, 1 AS id`
    const error = await refusal(await parquet(query, geoOf({ encoding: 'point' })))
    expect(error.fault.got).toBe('point')
    const bad = [
      '{',
      '[]',
      {},
      geoOf({ encoding: 'WKB' }, 'lain'),
      geoOf({ encoding: 'WKB' }, 'id'),
      geoOf([], 'geom'),
    ]
    for (const geo of bad) expect((await refusal(await parquet(query, geo))).kind).toBe('source')
  })
})

describe('a Parquet file on disk', () => {
  it('is read whatever its name, with no other file beside it and nothing left behind', async () => {
    const folder = join(dir, 'kota=sinjai')
    const temporary = join(dir, 'tmp')
    mkdirSync(folder)
    mkdirSync(temporary)
    vi.stubEnv('TMPDIR', temporary)
    for (const [i, name] of ['a[1]*?.parquet', 'a1.parquet', "it's.parquet"].entries()) {
      writeFileSync(join(folder, name), readFileSync(await parquet(`SELECT ${i} AS n`)))
    }
    const { layer, records } = await read(join(folder, 'a[1]*?.parquet'))
    expect(layer.fields).toEqual(['n'])
    expect(records.map((record) => record.cells)).toEqual([{ n: 0 }])
    expect((await read(join(folder, "it's.parquet"))).records[0]!.cells).toEqual({ n: 2 })
    expect(readdirSync(folder)).toHaveLength(3)
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('a damaged Parquet file', () => {
  const write = (bytes: Uint8Array): string => {
    const path = join(dir, `f${made++}.parquet`)
    writeFileSync(path, bytes)
    return path
  }
  const sample = async () =>
    readFileSync(
      await parquet(
        `SELECT i AS id, 'teks ' || i AS a, i / 4 AS b, ${POINT} AS geom FROM range(500) t(i)`,
        geoOf({ encoding: 'WKB' }),
      ),
    )

  it('that is cut off, empty, missing or another kind is refused', async () => {
    const bytes = await sample()
    for (let length = 0; length < bytes.length; length += 997) await refusal(write(bytes.subarray(0, length)))
    await refusal(write(Buffer.from('not parquet at all')))
    await refusal(join(dir, 'missing.parquet'))
    await refusal(dir)
  })

  it('whose footer states another length or another number of rows is refused', async () => {
    const bytes = await sample()
    for (const length of [0, 1, 7, bytes.length, 0x7fffffff, 0xffffffff]) {
      const forged = Buffer.from(bytes)
      forged.writeUInt32LE(length, forged.length - 8)
      await refusal(write(forged))
    }
    // 500 rows as a zigzag varint is e8 07; the first one in the footer is the number of rows of the file.
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
    const at = bytes.indexOf(Buffer.from([0xe8, 0x07]), footer)
    for (const [low, high] of [
      [0xe6, 0x07],
      [0xfe, 0x7f],
    ]) {
      const forged = Buffer.from(bytes)
      forged[at] = low!
      forged[at + 1] = high!
      expect((await refusal(write(forged))).kind).toBe('source')
    }
  })

  it('with flipped bytes is read or refused, whatever the bytes', async () => {
    const bytes = await sample()
    const footer = bytes.readUInt32LE(bytes.length - 8)
    const position = fc.oneof(
      fc.nat(bytes.length - 1),
      fc.nat(footer).map((back) => bytes.length - 9 - back),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(position, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
        async (flips) => {
          const forged = Buffer.from(bytes)
          for (const [at, mask] of flips) forged[at]! ^= mask
          try {
            await read(write(forged))
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
            expect((error as UserError).message).not.toContain('petakumuh-link-')
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
