import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import sqlite from 'node-sqlite3-wasm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/geopackage/index.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'
import { gpkgBlob, type LayerSpec, type Value, writeGeoPackage } from './geopackage-writer.ts'

let dir: string
let made = 0
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-gpkg-'))
})
afterEach(() => void vi.unstubAllEnvs())
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const SQUARE: Geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [104, 1],
      [105, 1],
      [105, 2],
      [104, 1],
    ],
  ],
}

function gpkg(layers: LayerSpec[], finish?: Parameters<typeof writeGeoPackage>[2]): string {
  const path = join(dir, `f${made++}.gpkg`)
  writeGeoPackage(path, layers, finish)
  return path
}

function zones(columns: string, rows: Value[][], more: Partial<LayerSpec> = {}): LayerSpec {
  return { name: 'zones', columns: `fid INTEGER PRIMARY KEY, geom POLYGON, ${columns}`, rows, ...more }
}

async function read(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await reader.open(path, { label: 'kumuh.gpkg', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

async function refusal(path: string, options: Partial<ReadOptions> = {}): Promise<UserError> {
  const error = await read(path, options).then(
    ({ records }) => records,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

describe('layers of a GeoPackage', () => {
  it('are features and attributes in their order, and not tiles or the styles of QGIS', async () => {
    const path = gpkg([
      { name: 'zones', columns: 'fid INTEGER PRIMARY KEY, geom BLOB' },
      { name: 'rtrw', columns: 'id INTEGER PRIMARY KEY, n TEXT', type: 'attributes' },
      { name: 'peta', columns: 'id INTEGER PRIMARY KEY, tile_data BLOB', type: 'tiles' },
      { name: 'layer_styles', columns: 'id INTEGER PRIMARY KEY, s TEXT', type: 'attributes' },
    ])
    expect(await reader.layers(path, { label: 'x' })).toEqual(['zones', 'rtrw'])
    const error = await refusal(path)
    expect(error.kind).toBe('config')
    expect(error.fault.expected).toBe('one of zones, rtrw')
    expect((await refusal(path, { layer: 'zona' })).kind).toBe('config')
    expect((await read(path, { layer: 'rtrw' })).layer.crs).toBeNull()
  })

  it('may have names with quotes, and statements in them are names', async () => {
    const name = 'z"; DROP TABLE gpkg_contents; --'
    const path = gpkg([
      {
        name,
        columns: `fid INTEGER PRIMARY KEY, "ge""om" BLOB, "a""; DROP TABLE x; --" TEXT, "__proto__" TEXT, "" TEXT`,
        rows: [[1, gpkgBlob(SQUARE), 'a', 'b', 'c']],
        geometryColumn: 'ge"om',
      },
    ])
    const { layer, records } = await read(path)
    expect(layer.layer).toBe(name)
    expect(layer.fields).toEqual(['a"; DROP TABLE x; --', '__proto__', ''])
    expect(Object.entries(records[0]!.cells)).toEqual([
      ['a"; DROP TABLE x; --', 'a'],
      ['__proto__', 'b'],
      ['', 'c'],
    ])
    expect(({} as Record<string, unknown>).b).toBeUndefined()
    expect(await reader.layers(path, { label: 'x' })).toEqual([name])
  })

  it('state their CRS by EPSG code, else by its definition, else not at all', async () => {
    const crs = async (srsId: number) => (await read(gpkg([zones('a TEXT', [], { srsId })]))).layer.crs
    expect(await crs(4326)).toEqual({ code: 'EPSG:4326' })
    expect(await crs(32748)).toEqual({ code: 'EPSG:32748' })
    expect(await crs(100000)).toEqual({ prj: 'PROJCS["Lokal"]' })
    expect(await crs(-1)).toBeNull()
    expect(await crs(0)).toBeNull()
    expect(await crs(777)).toBeNull()
  })
})

describe('cells of a GeoPackage', () => {
  it('keep text as text, long integers with all digits, and dates without a shift', async () => {
    const columns =
      'a TEXT, b INTEGER, c REAL, d BOOLEAN, e DATE, f DATETIME, g MEDIUMINT, h TEXT(5), i BOOLEAN, j DOUBLE'
    const path = gpkg([
      zones(columns, [
        [
          1,
          null,
          '004',
          9007199254740993n,
          12.5,
          1,
          '2020-01-02',
          '2020-01-02T23:30:00.000Z',
          7,
          'ké',
          0,
          Number.POSITIVE_INFINITY,
        ],
        [2, null, '  ', null, null, null, null, null, null, '', 5, null],
      ]),
    ])
    const { layer, records } = await read(path)
    expect(layer.fields).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])
    expect([...layer.numericFields!]).toEqual(['b', 'c', 'g', 'j'])
    expect(Object.values(records[0]!.cells)).toEqual([
      '004',
      '9007199254740993',
      12.5,
      true,
      '2020-01-02',
      '2020-01-02T23:30:00.000Z',
      7,
      'ké',
      false,
      'Infinity',
    ])
    expect(Object.values(records[1]!.cells)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      5,
      null,
    ])
  })

  it('keep a row id that is not called fid', async () => {
    const columns = 'zona_id INTEGER PRIMARY KEY, geom BLOB, rowid TEXT, fid TEXT'
    const path = gpkg([{ name: 'zones', columns, rows: [[7, null, 'a', 'b']] }])
    const { layer, records } = await read(path)
    expect(layer.fields).toEqual(['zona_id', 'rowid', 'fid'])
    expect(records[0]!.cells).toEqual({ zona_id: 7, rowid: 'a', fid: 'b' })
  })

  it('leave binary columns out and count them; a binary cell of another column is named with its record', async () => {
    const blob = new Uint8Array([1, 2])
    const path = gpkg([
      zones('foto BLOB, a TEXT, n INTEGER, d DATE, b BOOLEAN', [
        [1, null, blob, 'x', 1, '2020-01-02', 1],
        [2, null, null, blob, blob, blob, blob],
      ]),
    ])
    const { layer, records } = await read(path)
    expect(layer.fields).toEqual(['a', 'n', 'd', 'b'])
    expect(records.map((record) => record.cells)).toEqual([
      { a: 'x', n: 1, d: '2020-01-02', b: true },
      { a: null, n: null, d: null, b: null },
    ])
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual([
      ['VALUE_UNPARSABLE', 2, 'a'],
      ['VALUE_UNPARSABLE', 2, 'n'],
      ['VALUE_UNPARSABLE', 2, 'd'],
      ['VALUE_UNPARSABLE', 2, 'b'],
      ['COLUMN_UNMAPPED', null, 'foto'],
    ])
  })

  it('refuse text that is not UTF-8, unless the encoding is given', async () => {
    // Short and long texts take different ways through the library that decodes them.
    for (const tail of [' ab', ' abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz']) {
      const path = gpkg([zones('a TEXT', [])], (db) => {
        const hex = Buffer.from(`Caf\xe9${tail}`, 'latin1').toString('hex')
        db.exec(`INSERT INTO zones VALUES (1, NULL, 'Café'), (2, NULL, CAST(x'${hex}' AS TEXT))`)
      })
      const error = await refusal(path)
      expect(error.fault.where).toMatchObject({ record: 2, field: 'a' })
      const { layer, records } = await read(path, { encoding: 'windows-1252' })
      expect(records[1]!.cells.a).toBe(`Café${tail}`)
      expect(layer.encoding).toEqual({ name: 'windows-1252', how: 'option' })
    }
  })
})

describe('geometries of a GeoPackage', () => {
  it.each([0, 1, 2, 3, 4])(
    'are read behind an envelope of kind %i, in both byte orders',
    async (envelope) => {
      const rows = [false, true].map((bigEndian, i) => [i + 1, gpkgBlob(SQUARE, { envelope, bigEndian })])
      const { records } = await read(
        gpkg([{ name: 'z', columns: 'fid INTEGER PRIMARY KEY, geom BLOB', rows }]),
      )
      expect(records.map((record) => record.geometry)).toEqual([SQUARE, SQUARE])
    },
  )

  it('lose Z and M, which are counted; curves and collections are named and left out', async () => {
    const point = (type: number, ordinates: number[]) => {
      const wkb = Buffer.alloc(5 + 8 * ordinates.length)
      wkb[0] = 1
      wkb.writeUInt32LE(type, 1)
      ordinates.forEach((ordinate, i) => void wkb.writeDoubleLE(ordinate, 5 + 8 * i))
      return gpkgBlob(new Uint8Array(wkb))
    }
    const curve = Buffer.from([1, 10, 0, 0, 0, 0, 0, 0, 0])
    const collection: Geometry = { type: 'GeometryCollection', geometries: [SQUARE] }
    const blobs = [
      point(1001, [1, 2, 3]),
      point(2001, [1, 2, 3]),
      point(3001, [1, 2, 3, 4]),
      point(0x80000001, [1, 2, 3]),
      gpkgBlob(new Uint8Array(curve)),
      gpkgBlob(collection),
      gpkgBlob(SQUARE, { extended: true }),
      gpkgBlob(SQUARE, { empty: true }),
      point(1, [Number.NaN, Number.NaN]),
      gpkgBlob({ type: 'MultiPolygon', coordinates: [] }),
      null,
    ]
    const rows = blobs.map((blob, i) => [i + 1, blob])
    const { layer, records } = await read(
      gpkg([{ name: 'z', columns: 'fid INTEGER PRIMARY KEY, geom BLOB', rows }]),
    )
    const flat = { type: 'Point', coordinates: [1, 2] }
    expect(records.map((record) => record.geometry)).toEqual([
      ...[flat, flat, flat, flat],
      ...new Array(7).fill(null),
    ])
    expect(layer.findings.map(({ code, record, got }) => [code, record, got])).toEqual([
      ['GEOM_TYPE', 5, 'CurvePolygon'],
      ['GEOM_TYPE', 6, 'GeometryCollection'],
      ['GEOM_TYPE', 7, 'a geometry type of an extension'],
      ['GEOM_Z_DROPPED', null, '4'],
    ])
  })

  it('that are malformed or hold a coordinate that is no number are named, and their record is read without', async () => {
    const huge = Buffer.from([1, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
    const line = (x: number): Geometry => ({
      type: 'LineString',
      coordinates: [
        [1, 2],
        [x, 3],
      ],
    })
    const bad: [Uint8Array | string | number, RegExp][] = [
      [gpkgBlob(new Uint8Array(huge)), /4294967295 items/],
      [gpkgBlob(SQUARE, { envelope: 5 }), /envelope kind 5/],
      [gpkgBlob(SQUARE, { version: 3 }), /version 3/],
      [gpkgBlob(SQUARE, { envelope: 4 }).subarray(0, 40), /40 bytes/],
      [gpkgBlob(SQUARE).subarray(0, 50), /cut/],
      [new Uint8Array([0, 1, 2]), /3 bytes/],
      [new Uint8Array(60), /begin with 0, 0/],
      [gpkgBlob(new Uint8Array(0)), /cut/],
      ['POINT(1 2)', /a string/],
      [7, /a number/],
      [gpkgBlob(line(Number.NaN)), /^NaN 3$/],
      [gpkgBlob(line(Number.NEGATIVE_INFINITY)), /^-Infinity 3$/],
    ]
    const rows = [...bad, [gpkgBlob(SQUARE)]].map(([blob], i) => [i + 1, blob as Value])
    const { layer, records } = await read(
      gpkg([{ name: 'z', columns: 'fid INTEGER PRIMARY KEY, geom BLOB', rows }]),
    )
    expect(records.map((record) => record.geometry)).toEqual([...bad.map(() => null), SQUARE])
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual(
      bad.map((_, i) => ['GEOM_UNREADABLE', i + 1, 'geometry']),
    )
    bad.forEach(([, got], i) => void expect(layer.findings[i]!.got).toMatch(got))
  })

  it('that name another SRS than their layer are counted; 0 and -1 name none', async () => {
    const rows = [4326, 32748, 0, -1, 32748, 9999].map((srsId, i) => [
      i + 1,
      gpkgBlob(SQUARE, { srsId, bigEndian: i === 4 }),
    ])
    const { layer, records } = await read(
      gpkg([{ name: 'z', columns: 'fid INTEGER PRIMARY KEY, geom BLOB', rows }]),
    )
    expect(records.map((record) => record.geometry)).toEqual(rows.map(() => SQUARE))
    expect(layer.findings.map(({ code, record, got }) => [code, record, got])).toEqual([
      ['CRS_OVERRULED', null, '32748'],
    ])
    expect(layer.findings[0]!.message.en).toContain('3 geometries')
  })
})

describe('a GeoPackage on disk', () => {
  it('is read twice in a folder that cannot be written, left early, and nothing stays behind', async () => {
    const folder = mkdtempSync(join(dir, 'ro-'))
    const path = join(folder, 'a b.gpkg')
    writeGeoPackage(path, [
      zones(
        'a TEXT',
        [1, 2, 3].map((i) => [i, null, `t${i}`]),
      ),
    ])
    const temporary = mkdtempSync(join(dir, 'tmp-'))
    vi.stubEnv('TMPDIR', temporary)
    const bytes = readFileSync(path)
    chmodSync(path, 0o400)
    chmodSync(folder, 0o500)
    try {
      const layer = await reader.open(path, { label: 'x' })
      for (let i = 0; i < 2; i++) {
        for await (const record of layer.records()) {
          expect(record.cells).toEqual({ a: 't1' })
          expect(readdirSync(folder)).toEqual(['a b.gpkg'])
          expect(readdirSync(temporary)).toHaveLength(1)
          break
        }
      }
    } finally {
      chmodSync(folder, 0o700)
    }
    expect(readdirSync(folder)).toEqual(['a b.gpkg'])
    expect(readFileSync(path).equals(bytes)).toBe(true)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('in WAL mode is read when it is whole, and refused while changes wait beside it', async () => {
    const path = gpkg([zones('a TEXT', [[1, null, 'x']])])
    const bytes = readFileSync(path)
    bytes[18] = 2
    bytes[19] = 2
    writeFileSync(path, bytes)
    expect((await read(path)).records).toHaveLength(1)
    writeFileSync(`${path}-wal`, '')
    expect((await read(path)).records).toHaveLength(1)
    writeFileSync(`${path}-wal`, 'frames')
    expect((await refusal(path)).fault.got).toContain('-wal')
  })

  it('in WAL mode without a table is refused: what was written stayed behind in its -wal', async () => {
    const path = join(dir, 'wal.gpkg')
    const db = new sqlite.Database(path)
    db.exec('CREATE TABLE t (a); DROP TABLE t')
    db.close()
    const bytes = readFileSync(path)
    expect((await refusal(path)).fault.what).not.toContain('-wal')
    bytes[18] = 2
    bytes[19] = 2
    writeFileSync(path, bytes)
    expect((await refusal(path)).fault.what).toContain('-wal')
  })

  it('is refused while a journal waits beside it, not for a blanked one', async () => {
    const path = gpkg([zones('a TEXT', [[1, null, 'x']])])
    writeFileSync(`${path}-journal`, Buffer.alloc(512))
    expect((await read(path)).records).toHaveLength(1)
    writeFileSync(`${path}-journal`, Buffer.from('d9d505f920a163d7', 'hex'))
    expect((await refusal(path)).fault.got).toContain('-journal')
  })
})

describe('GDAL beside it', () => {
  const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0
  it.skipIf(!hasGdal)('writes what is read: R-tree, triggers and types of its own', async () => {
    const source = join(dir, 'in.geojson')
    const feature = (i: number, geometry: Geometry | null) => ({
      type: 'Feature',
      properties: { nama: `Zona ${i}`, luas: i / 4, jumlah: i, panjang: 9007199254740991, ada: i % 2 === 0 },
      geometry,
    })
    const features = [feature(1, SQUARE), feature(2, null), feature(3, SQUARE)]
    writeFileSync(source, JSON.stringify({ type: 'FeatureCollection', features }))
    const path = join(dir, 'gdal.gpkg')
    spawnSync('ogr2ogr', ['-f', 'GPKG', path, source, '-nln', 'kumuh'])
    const { layer, records } = await read(path)
    expect(layer.layer).toBe('kumuh')
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(records.map(({ cells, geometry }) => ({ ...cells, geometry }))).toEqual(
      features.map(({ properties, geometry }) => ({ ...properties, geometry })),
    )
  })
})
