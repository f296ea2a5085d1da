import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Geometry } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/flatgeobuf/index.ts'
import type { SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'
import { type FeatureSpec, type FileSpec, flatGeobuf, value } from './flatgeobuf-writer.ts'

let dir: string
let made = 0
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-fgb-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function write(bytes: Uint8Array): string {
  const path = join(dir, `f${made++}.fgb`)
  writeFileSync(path, bytes)
  return path
}

async function readPath(path: string): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await reader.open(path, { label: 'kumuh.fgb' })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

const read = (file: FileSpec) => readPath(write(flatGeobuf(file)))

async function refusalOf(path: string): Promise<UserError> {
  const error = await readPath(path).then(
    ({ records }) => records,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

const refusal = (file: FileSpec) => refusalOf(write(flatGeobuf(file)))

const RING = [0, 0, 4, 0, 4, 4, 0, 0]
const HOLE = [1, 0.5, 3, 1, 3, 2, 1, 0.5]
const pairs = (xy: number[]) => Array.from({ length: xy.length / 2 }, (_, i) => xy.slice(2 * i, 2 * i + 2))

describe('geometries of a FlatGeobuf', () => {
  it('of every simple type are read, from the header or from the feature', async () => {
    const specs: [number, FeatureSpec['geometry'], Geometry][] = [
      [1, { xy: [104, 1] }, { type: 'Point', coordinates: [104, 1] }],
      [2, { xy: RING }, { type: 'LineString', coordinates: pairs(RING) }],
      [3, { xy: RING }, { type: 'Polygon', coordinates: [pairs(RING)] }],
      [
        3,
        { xy: [...RING, ...HOLE], ends: [4, 8] },
        { type: 'Polygon', coordinates: [pairs(RING), pairs(HOLE)] },
      ],
      [4, { xy: [1, 2, 3, 4] }, { type: 'MultiPoint', coordinates: pairs([1, 2, 3, 4]) }],
      [
        5,
        { xy: [...RING, ...HOLE], ends: [4, 8] },
        { type: 'MultiLineString', coordinates: [pairs(RING), pairs(HOLE)] },
      ],
      [
        6,
        {
          parts: [
            { type: 3, xy: [...RING, ...HOLE], ends: [4, 8] },
            { type: 3, xy: RING },
          ],
        },
        { type: 'MultiPolygon', coordinates: [[pairs(RING), pairs(HOLE)], [pairs(RING)]] },
      ],
    ]
    for (const [type, geometry, expected] of specs) {
      expect((await read({ geometryType: type, features: [{ geometry }] })).records[0]!.geometry).toEqual(
        expected,
      )
    }
    const mixed = specs.map(([type, geometry]) => ({ geometry: { ...geometry, type } }))
    const { records } = await read({ features: mixed })
    expect(records.map((record) => record.geometry)).toEqual(specs.map(([, , expected]) => expected))
  })

  it('that are missing or empty are null; Z is counted; collections and curves are named', async () => {
    const features = [
      { geometry: null },
      { geometry: { type: 1, xy: [Number.NaN, Number.NaN] } },
      { geometry: { type: 3 } },
      { geometry: { type: 1, xy: [1, 2], z: [3] } },
      { geometry: { type: 7, parts: [{ type: 1, xy: [1, 2] }] } },
      { geometry: { type: 10 } },
    ]
    const { layer, records } = await read({ features })
    expect(records.map((record) => record.geometry?.type)).toEqual([
      ...[undefined, undefined, undefined],
      'Point',
      ...[undefined, undefined],
    ])
    expect(layer.findings.map(({ code, record, got }) => [code, record, got])).toEqual([
      ['GEOM_TYPE', 5, 'GeometryCollection'],
      ['GEOM_TYPE', 6, 'CurvePolygon'],
      ['GEOM_Z_DROPPED', null, '1'],
    ])
  })

  it('that are malformed or hold a coordinate that is no number are named, and their record is read without', async () => {
    const bad: [NonNullable<FeatureSpec['geometry']>, RegExp][] = [
      [{ type: 3, xy: [...RING], ends: [5] }, /vertex 5 of 4/],
      [{ type: 3, xy: [...RING], ends: [3] }, /1 vertices after/],
      [{ type: 5, xy: [...RING], ends: [3, 2] }, /vertex 2 of 4/],
      [{ type: 2, xy: [1, 2, 3] }, /3 ordinates/],
      [{ type: 1, xy: [1, 2, 3, 4] }, /a point of 4/],
      [{ type: 0, xy: [1, 2] }, /geometry type 0/],
      [{ type: 99, xy: [1, 2] }, /geometry type 99/],
      [{ type: 1, xy: [Number.NaN, 2] }, /^NaN 2$/],
      [{ type: 2, xy: [1, 2, 3, Number.POSITIVE_INFINITY] }, /^3 Infinity$/],
    ]
    const columns: FileSpec['columns'] = [['a', 'string']]
    const properties: FeatureSpec['properties'] = [[0, value.text('x')]]
    const features = [...bad.map(([geometry]) => geometry), { type: 1, xy: [1, 2] }]
    const { layer, records } = await read({
      columns,
      features: features.map((geometry) => ({ geometry, properties })),
    })
    expect(records.map((record) => record.geometry)).toEqual([
      ...bad.map(() => null),
      { type: 'Point', coordinates: [1, 2] },
    ])
    expect(records.every((record) => record.cells.a === 'x')).toBe(true)
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual(
      bad.map((_, i) => ['GEOM_UNREADABLE', i + 1, 'geometry']),
    )
    bad.forEach(([, got], i) => void expect(layer.findings[i]!.got).toMatch(got))
  })
})

describe('cells of a FlatGeobuf', () => {
  it('are read by the type of their column', async () => {
    const columns: FileSpec['columns'] = [
      ['byte', 'byte'],
      ['ubyte', 'ubyte'],
      ['bool', 'bool'],
      ['short', 'short'],
      ['ushort', 'ushort'],
      ['int', 'int'],
      ['uint', 'uint'],
      ['long', 'long'],
      ['ulong', 'ulong'],
      ['float', 'float'],
      ['double', 'double'],
      ['string', 'string'],
      ['json', 'json'],
      ['datetime', 'datetime'],
      ['foto', 'binary'],
      ['__proto__', 'string'],
    ]
    const properties: FeatureSpec['properties'] = [
      [0, value.of(1, (b) => b.writeInt8(-1))],
      [1, value.of(1, (b) => b.writeUInt8(255))],
      [2, value.of(1, (b) => b.writeUInt8(1))],
      [3, value.of(2, (b) => b.writeInt16LE(-2))],
      [4, value.of(2, (b) => b.writeUInt16LE(65535))],
      [5, value.of(4, (b) => b.writeInt32LE(-3))],
      [6, value.of(4, (b) => b.writeUInt32LE(4294967295))],
      [7, value.of(8, (b) => b.writeBigInt64LE(-9007199254740993n))],
      [8, value.of(8, (b) => b.writeBigUInt64LE(12n))],
      [9, value.of(4, (b) => b.writeFloatLE(0.5))],
      [10, value.of(8, (b) => b.writeDoubleLE(Number.NaN))],
      [11, value.text('004 ké')],
      [12, value.text('{"a":1}')],
      [13, value.text('2020-01-02T23:30:00')],
      [14, value.text('x')],
      [15, value.text('aman')],
    ]
    const { layer, records } = await read({ columns, features: [{ properties }, {}] })
    expect(Object.entries(records[0]!.cells)).toEqual([
      ['byte', -1],
      ['ubyte', 255],
      ['bool', true],
      ['short', -2],
      ['ushort', 65535],
      ['int', -3],
      ['uint', 4294967295],
      ['long', '-9007199254740993'],
      ['ulong', 12],
      ['float', 0.5],
      ['double', 'NaN'],
      ['string', '004 ké'],
      ['json', '{"a":1}'],
      ['datetime', '2020-01-02T23:30:00'],
      ['__proto__', 'aman'],
    ])
    expect(Object.values(records[1]!.cells)).toEqual(new Array(15).fill(null))
    expect(layer.fields).toEqual(Object.keys(records[0]!.cells))
    expect(layer.numericFields!.size).toBe(10)
    expect(layer.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['COLUMN_UNMAPPED', 'foto', '1'],
    ])
  })

  it('follow the columns of the feature where it lists its own', async () => {
    const { layer, records } = await read({
      columns: [['a', 'string']],
      features: [
        { properties: [[0, value.text('x')]] },
        { columns: [['b', 'bool']], properties: [[0, value.of(1, (b) => b.writeUInt8(0))]] },
      ],
    })
    expect(records.map((record) => record.cells)).toEqual([{ a: 'x' }, { b: false }])
    expect(layer.fields).toEqual(['a', 'b'])
  })

  it('that lead outside their feature, name no column or are no UTF-8 refuse the file', async () => {
    const columns: FileSpec['columns'] = [['a', 'string']]
    const long = value.text('x')
    long[3] = 0x80
    const bad: [FeatureSpec['properties'], RegExp][] = [
      [[[0, long]], /outside its feature/],
      [[[0, new Uint8Array([1])]], /outside its feature/],
      [[[7, value.text('x')]], /column 7 of 1/],
      [[[0, value.text(Buffer.from('Caf\xe9', 'latin1'))]], /not UTF-8/],
    ]
    for (const [properties, got] of bad) {
      expect((await refusal({ columns, features: [{ properties }] })).onTerminal.got).toMatch(got)
    }
    const twice = await refusal({ columns: [...columns, ...columns], features: [] })
    expect(twice.fault.got).toContain('two columns called a')
  })
})

describe('the header of a FlatGeobuf', () => {
  it('states the CRS by code, else by WKT, else not at all', async () => {
    const crs = async (stated: FileSpec['crs']) => (await read({ crs: stated, features: [] })).layer.crs
    expect(await crs({ code: 32748 })).toEqual({ code: 'EPSG:32748' })
    expect(await crs({ org: 'epsg', code: 4326 })).toEqual({ code: 'EPSG:4326' })
    expect(await crs({ org: 'ESRI', code: 102100, wkt: 'PROJCS["x"]' })).toEqual({ prj: 'PROJCS["x"]' })
    expect(await crs({ org: 'OGC', codeString: 'CRS84' })).toEqual({ code: 'EPSG:4326' })
    expect(await crs({})).toBeNull()
    expect(await crs(null)).toBeNull()
  })

  it('may leave the number of features open; one it states must be there', async () => {
    const features = Array.from({ length: 40 }, (_, i) => ({ geometry: { type: 1, xy: [i, 0] } }))
    expect((await read({ features, count: 0 })).records).toHaveLength(40)
    expect((await read({ features, nodeSize: 16 })).records.map((record) => record.geometry)).toEqual(
      features.map((_, i) => ({ type: 'Point', coordinates: [i, 0] })),
    )
    expect((await refusal({ features, count: 41 })).fault.got).toBe('40 features')
    expect((await refusal({ features, count: 39 })).fault.got).toBe('more than 39 features')
  })

  it('that states more features than the file could hold is refused before anything is read', async () => {
    const bytes = flatGeobuf({ features: [{ geometry: { type: 1, xy: [1, 2] } }], count: 77 })
    const at = bytes.indexOf(77)
    bytes.writeBigUInt64LE(0x7fffffffffffffffn, at)
    expect((await refusalOf(write(bytes))).fault.what).toContain('cut off')
  })

  it('of another version or another kind is refused', async () => {
    const bytes = flatGeobuf({ features: [] })
    bytes[3] = 2
    expect((await refusalOf(write(bytes))).fault.got).toBe('version 2')
    for (const other of ['', 'fgb', 'not a FlatGeobuf at all']) await refusalOf(write(Buffer.from(other)))
    await refusalOf(join(dir, 'missing.fgb'))
    await refusalOf(dir)
  })
})

describe('a damaged FlatGeobuf', () => {
  const feature = (i: number): FeatureSpec => ({
    geometry: {
      type: 6,
      parts: [
        { type: 3, xy: [...RING, ...HOLE], ends: [4, 8] },
        { type: 3, xy: RING },
      ],
    },
    properties: [
      [0, value.text(`teks ${i}`)],
      [1, value.of(8, (b) => b.writeDoubleLE(i))],
    ],
  })
  const sample = (): Buffer =>
    flatGeobuf({
      columns: [
        ['a', 'string'],
        ['b', 'double'],
      ],
      crs: { code: 4326 },
      geometryType: 6,
      nodeSize: 4,
      features: Array.from({ length: 6 }, (_, i) => feature(i)),
    })

  it('that is cut off anywhere is refused', async () => {
    const bytes = sample()
    for (let length = 0; length < bytes.length; length += 7) await refusalOf(write(bytes.subarray(0, length)))
  })

  it('whose feature claims gigabytes is refused without asking for them', async () => {
    const bytes = Buffer.concat([flatGeobuf({ features: [] }), Buffer.from([0xff, 0xff, 0xff, 0x7f])])
    expect((await refusalOf(write(bytes))).fault.where?.record).toBe(1)
  })

  it('whose parts all point to one polygon is named: small bytes cannot hold many vertices', async () => {
    const xy = Array.from({ length: 2000 }, (_, i) => i)
    const count = 3000
    const parts = [{ xy }, ...new Array(count - 1).fill({ xy: [0, 0] })]
    const bytes = flatGeobuf({ geometryType: 6, features: [{ geometry: { parts } }] })
    // The vector of parts is the only run of that length; each offset is turned to the first part.
    const length = Buffer.alloc(4)
    length.writeUInt32LE(count)
    const vector = bytes.indexOf(length)
    const first = vector + 4 + bytes.readUInt32LE(vector + 4)
    for (let i = 0; i < count; i++) bytes.writeUInt32LE(first - (vector + 4 + 4 * i), vector + 4 + 4 * i)
    const { layer, records } = await readPath(write(bytes))
    expect(records[0]!.geometry).toBeNull()
    expect(layer.findings).toMatchObject([
      { code: 'GEOM_UNREADABLE', record: 1, got: 'parts that share their vertices' },
    ])
  })

  it('with flipped bytes is read or refused, whatever the bytes', async () => {
    const bytes = sample()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        async (flips) => {
          const forged = Buffer.from(bytes)
          for (const [at, mask] of flips) forged[at]! ^= mask
          try {
            await readPath(write(forged))
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
          }
        },
      ),
      { numRuns: 600 },
    )
  })
})

describe('GDAL beside it', () => {
  const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0
  it.skipIf(!hasGdal).each(['YES', 'NO'])('writes what is read, SPATIAL_INDEX=%s', async (index) => {
    const source = join(dir, `in-${index}.geojson`)
    const feature = (i: number) => ({
      type: 'Feature',
      properties: {
        nama: `Zona ké ${i}`,
        luas: i / 4,
        jumlah: i,
        panjang: 9007199254740991 - i,
        ada: i % 2 === 0,
      },
      geometry: {
        type: 'MultiPolygon',
        coordinates: [
          [pairs(RING.map((n) => n + i / 8)), pairs(HOLE.map((n) => n + i / 8))],
          [pairs(RING.map((n) => n + 9 + i))],
        ],
      },
    })
    const features = Array.from({ length: 50 }, (_, i) => feature(i))
    writeFileSync(source, JSON.stringify({ type: 'FeatureCollection', features }))
    const path = join(dir, `gdal-${index}.fgb`)
    spawnSync('ogr2ogr', ['-f', 'FlatGeobuf', '-lco', `SPATIAL_INDEX=${index}`, path, source])
    const { layer, records } = await readPath(path)
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    // What GDAL itself reads from the file: with an index the features have another order.
    const back = join(dir, `back-${index}.geojson`)
    spawnSync('ogr2ogr', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=15', back, path])
    const expected = JSON.parse(readFileSync(back, 'utf8')) as { features: typeof features }
    expect(records.map(({ cells, geometry }) => ({ cells, geometry }))).toEqual(
      expected.features.map(({ properties, geometry }) => ({ cells: properties, geometry })),
    )
    expect(records).toHaveLength(50)
  })
})
