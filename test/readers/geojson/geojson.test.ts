import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { openGeoJson } from '../../../pipeline/readers/geojson/geojson.ts'
import type { SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'

const KELURAHAN = '../shared/data/admin/slices/tanjungpinang_21.72.geojson'

let folder: string
let count = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-geojson-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function file(content: unknown, extension = '.geojson'): string {
  const path = join(folder, `${count++}${extension}`)
  const isRaw = typeof content === 'string' || content instanceof Uint8Array
  writeFileSync(path, isRaw ? content : JSON.stringify(content))
  return path
}

async function readFrom(path: string): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await openGeoJson(path, { label: 'data.geojson' })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

const read = (content: unknown, extension?: string) => readFrom(file(content, extension))

async function refusal(content: unknown, extension?: string): Promise<UserError> {
  try {
    await read(content, extension)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('the file was read')
}

function feature(properties: unknown, geometry: unknown = { type: 'Point', coordinates: [104.44, 0.97] }) {
  return { type: 'Feature', properties, geometry }
}

function collection(features: unknown[], members: object = {}) {
  return { type: 'FeatureCollection', ...members, features }
}

describe('openGeoJson', () => {
  it('reads a collection with cells as the file holds them', async () => {
    const { layer, records } = await read(
      collection([
        feature({ kode: '004', luas: 12.75, aktif: true, nama: null }),
        feature({ kode: ' 005' }, null),
      ]),
    )
    expect(layer).toMatchObject({
      file: 'data.geojson',
      format: 'geojson',
      crs: { code: 'EPSG:4326' },
      encoding: { name: 'utf-8', how: 'format' },
      deleted: 0,
      findings: [],
    })
    expect(layer.fields).toEqual(['kode', 'luas', 'aktif', 'nama'])
    expect(records).toEqual([
      {
        record: 1,
        cells: { kode: '004', luas: 12.75, aktif: true, nama: null },
        geometry: { type: 'Point', coordinates: [104.44, 0.97] },
      },
      { record: 2, cells: { kode: ' 005' }, geometry: null },
    ])
  })

  it('reads one feature, one geometry, and an empty collection', async () => {
    expect((await read(feature({ a: 1 }))).records).toHaveLength(1)
    expect((await read({ type: 'Point', coordinates: [1, 2] })).records[0]).toMatchObject({
      record: 1,
      cells: {},
    })
    expect((await read(collection([]))).records).toEqual([])
  })

  it('reads members in any order, with blanks and quotes and brackets in text', async () => {
    const text = `\ufeff {\r\n "features" : [ {"geometry":null, "properties":{"a":"]}\\"{[\\\\"},"type":"Feature"} ,
      {"type":"Feature","properties":null,"geometry":null} ] ,"name":"x" , "ukuran": 12, "type":"FeatureCollection"\n}\n\n`
    const { layer, records } = await read(text)
    expect(layer.encoding).toMatchObject({ name: 'utf-8', how: 'bom' })
    expect(records.map((r) => r.cells)).toEqual([{ a: ']}"{[\\' }, {}])
  })

  it('gives nested values as JSON text and a feature id as a cell', async () => {
    const { records } = await read(collection([{ ...feature({ a: { b: [1] }, c: [] }), id: 7 }]))
    expect(records[0]!.cells).toEqual({ a: '{"b":[1]}', c: '[]', id: 7 })
    expect((await read({ ...feature({ id: 'mine' }), id: 7 })).records[0]!.cells.id).toBe('mine')
  })

  it('keeps every digit of an integer that a number cannot hold', async () => {
    const { records } = await read(
      '{"type":"Feature","properties":{"k":"12345678901234567890","n":7204010000000000001,"x":0.1234567890123456},"geometry":null}',
    )
    expect(records[0]!.cells).toEqual({
      k: '12345678901234567890',
      n: '7204010000000000001',
      x: 0.1234567890123456,
    })
  })

  it('takes a property named __proto__ as a property', async () => {
    const { records } = await read('{"type":"Feature","properties":{"__proto__":{"x":1}},"geometry":null}')
    expect(Object.entries(records[0]!.cells)).toEqual([['__proto__', '{"x":1}']])
    expect((records[0]!.cells as { x?: number }).x).toBeUndefined()
  })

  it('drops Z and counts it', async () => {
    const ring = [0, 1, 2, 0].map((i) => [i, i % 2, 9, 8])
    const { layer, records } = await read(collection([feature({}, { type: 'Polygon', coordinates: [ring] })]))
    expect(records[0]!.geometry).toEqual({ type: 'Polygon', coordinates: [ring.map((p) => p.slice(0, 2))] })
    expect(layer.findings).toMatchObject([{ code: 'GEOM_Z_DROPPED', got: '1' }])
  })

  it.each([
    [{ type: 'GeometryCollection', geometries: [] }, '"GeometryCollection"'],
    [{ type: 'Curve', coordinates: [[1, 2]] }, '"Curve"'],
    [{ type: 'constructor', coordinates: [1, 2] }, '"constructor"'],
    [{ type: 'Point', coordinates: ['1', 2] }, 'Point ["1",2]'],
    [{ type: 'Point', coordinates: [1] }, 'Point [1]'],
    [{ type: 'Point', coordinates: [1, null] }, 'Point [1,null]'],
    [{ type: 'Polygon', coordinates: [[1, 2]] }, 'Polygon [[1,2]]'],
    [{ type: 'MultiPoint' }, 'MultiPoint nothing'],
    ['POINT (1 2)', '"POINT (1 2)"'],
    [{ coordinates: [1, 2] }, '{"coordinates":[1,2]}'],
  ])('reads the record of %j without its geometry, and says so', async (geometry, got) => {
    const { layer, records } = await read(collection([feature({ a: 1 }), feature({ a: 2 }, geometry)]))
    expect(records.map((r) => [r.cells.a, r.geometry === null])).toEqual([
      [1, false],
      [2, true],
    ])
    const isOtherKind = /^"(?:GeometryCollection|Curve|constructor)"$/.test(got)
    const code = isOtherKind ? 'GEOM_TYPE' : 'GEOM_UNREADABLE'
    expect(layer.findings).toMatchObject([{ code, record: 2, got }])
  })

  it('takes empty coordinates as no geometry', async () => {
    const { layer, records } = await read(feature({}, { type: 'Polygon', coordinates: [] }))
    expect(records[0]!.geometry).toBeNull()
    expect(layer.findings).toEqual([])
  })

  it('learns the columns of the first hundred records, later ones as they come, and all of them when asked', async () => {
    const features = Array.from({ length: 150 }, (_, i) =>
      feature({ a: i, ...(i === 99 ? { b: 1 } : {}), [`c${i > 99}`]: 1 }),
    )
    const layer = await openGeoJson(file(collection(features)), { label: 'x' })
    expect(layer.fields).toEqual(['a', 'cfalse', 'b'])
    for await (const _ of layer.records());
    expect(layer.fields).toEqual(['a', 'cfalse', 'b', 'ctrue'])
    const asked = await openGeoJson(file(collection(features)), { label: 'x' })
    const all = asked.allFields!()
    expect(asked.allFields!()).toBe(all)
    expect(await all).toEqual(['a', 'cfalse', 'b', 'ctrue'])
    expect(asked.fields).toEqual(await all)
  })

  it('finds all columns without findings, and refuses a file whose end is damaged', async () => {
    const odd = feature({ a: 1 }, { type: 'Curve' })
    const layer = await openGeoJson(file(collection([odd])), { label: 'x' })
    await layer.allFields!()
    expect(layer.findings).toEqual([])
    const features = Array.from({ length: 150 }, () => JSON.stringify(feature({ a: 1 })))
    const cut = await openGeoJson(file(`${features.join('\n')}\n{"type":`, '.geojsonl'), { label: 'x' })
    await expect(cut.allFields!()).rejects.toMatchObject({ kind: 'source', fault: { where: { line: 151 } } })
  })

  it.each([
    ['{"kode":33750401123456789012}', '{"kode":33750401123456789012}'],
    [
      '[ 33750401123456789012 , 1e400, 1.50, " a \\u0041 \\" [" ]',
      '[33750401123456789012,1e400,1.50," a \\u0041 \\" ["]',
    ],
    ['{ "e" :\n { "f" : [ ] } }', '{"e":{"f":[]}}'],
  ])('keeps the nested value %s as the file has it, whatever stands beside', async (nested, expected) => {
    for (const beside of ['1', '12345678901234567890', '"}"']) {
      const { records } = await read(
        `{"geometry":{"type":"Point","coordinates":[1,2]},"type":"Feature", "properties" : {"q\\"":${beside},"a": ${nested} ,"z":1.5}}`,
      )
      const first = beside === '"}"' ? '}' : beside === '1' ? 1 : beside
      expect(records[0]!.cells).toEqual({ 'q"': first, a: expected, z: 1.5 })
    }
  })

  it('keeps the id of a feature beside a property of that name, and says so once', async () => {
    const { layer, records } = await read(
      collection([
        { ...feature({ id: 3 }), id: 'relation/7' },
        { ...feature({ id: 4, feature_id: 'x' }), id: 'relation/8' },
        { ...feature({ id: 9 }), id: '9' },
        { ...feature({ id: 5 }), id: 'relation/9' },
        { ...feature({}), id: ' ' },
      ]),
    )
    expect(records.map(({ cells }) => cells)).toEqual([
      { id: 3, feature_id: 'relation/7' },
      { id: 4, feature_id: 'x', feature_id_2: 'relation/8' },
      { id: 9 },
      { id: 5, feature_id: 'relation/9' },
      {},
    ])
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual([
      ['COLUMN_RENAMED', null, 'feature_id'],
      ['COLUMN_RENAMED', null, 'feature_id_2'],
    ])
    expect(layer.fields).toEqual(['id', 'feature_id', 'feature_id_2'])
  })

  it('gives the same records and findings each time it is asked', async () => {
    const path = file(collection([feature({}, { type: 'GeometryCollection', geometries: [] })]))
    const layer = await openGeoJson(path, { label: 'x' })
    for (let pass = 0; pass < 2; pass++) {
      let records = 0
      for await (const _ of layer.records()) records++
      expect([records, layer.findings.length]).toEqual([1, 1])
    }
  })

  it('reads windows-1252 where the file is not UTF-8, and shows a sample', async () => {
    const { layer, records } = await read(
      iconv.encode(JSON.stringify(feature({ nama: 'Kafé' })), 'windows-1252'),
    )
    expect(records[0]!.cells.nama).toBe('Kafé')
    expect(layer.encoding).toMatchObject({ name: 'windows-1252', how: 'detected' })
    expect(layer.encoding.sample).toContain('Kafé')
  })
})

describe('features one to a line', () => {
  const lines = [feature({ a: 1 }), feature({ a: 2 }), feature({ b: 3 })].map((f) => JSON.stringify(f))

  it.each([
    ['.geojsonl', `${lines.join('\n')}\n`],
    ['.ndjson', `\n${lines.join('\r\n\r\n')}`],
    ['.geojsons', lines.map((line) => `\x1e${line}\n`).join('')],
    ['.geojsons', lines.map((line) => `\x1e${line.replaceAll(',', ',\n')}\n`).join('')],
    ['.geojson', lines.map((line) => `\x1e${line}\n`).join('')],
    ['.geojson', lines.join('\n')],
    ['.json', ` ${lines.join('\n\n')}\n`],
  ])('reads %s %j', async (extension, text) => {
    const { layer, records } = await read(text, extension)
    expect(records.map((r) => [r.record, r.cells])).toEqual([
      [1, { a: 1 }],
      [2, { a: 2 }],
      [3, { b: 3 }],
    ])
    expect(layer.fields).toEqual(['a', 'b'])
  })

  it('names the line and the record of a truncated feature', async () => {
    const error = await refusal(`${lines[0]}\n\n${lines[1]!.slice(0, 30)}\n${lines[2]}\n`, '.geojsonl')
    expect(error.kind).toBe('source')
    expect(error.fault.where).toEqual({ file: 'data.geojson', line: 3, record: 2 })
  })

  it('refuses a line that is no feature', async () => {
    const error = await refusal(`${lines[0]}\n[1]\n`, '.geojsonl')
    expect(error.fault).toMatchObject({
      where: { line: 2, record: 2 },
      expected: expect.stringContaining('Feature'),
    })
  })
})

describe('the crs member', () => {
  const named = (name: string) => ({ type: 'name', properties: { name } })

  it.each([
    [named('urn:ogc:def:crs:EPSG::32648'), { code: 'EPSG:32648' }],
    [named('urn:ogc:def:crs:EPSG:9.9.1:23833'), { code: 'EPSG:23833' }],
    [named('EPSG:32748'), { code: 'EPSG:32748' }],
    [named('http://www.opengis.net/def/crs/EPSG/0/9478'), { code: 'EPSG:9478' }],
    [named('urn:ogc:def:crs:OGC:1.3:CRS84'), { code: 'EPSG:4326' }],
    [{ type: 'EPSG', properties: { code: 32648 } }, { code: 'EPSG:32648' }],
    [named('Batavia 1894'), { code: 'Batavia 1894' }],
    [{ type: 'link', properties: { href: 'http://x' } }, null],
    [null, null],
  ])('%j states %j', async (crs, expected) => {
    const { layer } = await read(collection([feature({})], { crs }))
    expect(layer.crs).toEqual(expected)
  })

  it('is read after a short list of features, and refused after a long one', async () => {
    const text = (n: number) =>
      `{"type":"FeatureCollection","features":[${Array(n)
        .fill(JSON.stringify(feature({})))
        .join()}],"crs":${JSON.stringify(named('EPSG:32648'))}}`
    expect((await read(text(3))).layer.crs).toEqual({ code: 'EPSG:32648' })
    const error = await refusal(text(5000))
    expect(error.kind).toBe('crs')
    expect(error.fault.got).toBe('EPSG:4326 before, EPSG:32648 after')
  })

  it('may not change from line to line', async () => {
    const line = (code: string) => JSON.stringify({ ...feature({}), crs: named(code) })
    expect((await refusal(`${line('EPSG:32648')}\n${line('EPSG:32748')}`, '.ndjson')).kind).toBe('crs')
  })
})

describe('what is no GeoJSON', () => {
  const whole = JSON.stringify(collection([feature({ a: 'é' }), feature({ a: 2 })]))

  it.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['text', 'lokasi;luas\n'],
    ['a bare list', '[]'],
    ['null', 'null'],
    ['an object without a type', '{}'],
    ['TopoJSON', '{"type":"Topology","objects":{}}'],
    ['features without a type', '{"features":[{"type":"Feature","properties":{},"geometry":null}]}'],
    ['a collection without features', '{"type":"FeatureCollection"}'],
    ['features that are no list', '{"type":"FeatureCollection","features":{}}'],
    ['a list of null', '{"type":"FeatureCollection","features":[null]}'],
    ['two types', '{"type":"FeatureCollection","type":"Feature","features":[]}'],
    ['two lists of features', '{"type":"FeatureCollection","features":[],"features":[]}'],
    ['a comma too many', '{"type":"FeatureCollection","features":[],}'],
    ['no comma', '{"type":"FeatureCollection" "features":[]}'],
    ['a value missing', '{"type":}'],
    ['something after the end', `${whole} x`],
    ['a second collection', `${whole}\n${whole}`],
    ['lower-case names', whole.replace('"Feature"', '"feature"')],
    ['NaN', whole.replace('0.97', 'NaN')],
    ['properties in a list', JSON.stringify(feature([]))],
    ['brackets that do not match', whole.replace('}}', ']}')],
    ['two properties of one name', '{"type":"Feature","properties":{"a":1,"b":":","a":2},"geometry":null}'],
    ['two geometries', '{"type":"Feature","properties":{},"geometry":null,"geometry" : null}'],
    ['Infinity', whole.replace('0.97', 'Infinity')],
    ['bytes', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0])],
  ])('refuses %s', async (_, content) => {
    const error = await refusal(content)
    expect(error.kind).toBe('source')
    expect(error.fault.where?.file).toBe('data.geojson')
  })

  it('refuses a file cut off at any byte', async () => {
    const bytes = Buffer.from(whole)
    for (let length = 0; length < bytes.length; length++) {
      expect((await refusal(bytes.subarray(0, length))).kind).toBe('source')
    }
  })

  it('says where', async () => {
    const text = JSON.stringify(collection([feature({ a: 1 }), feature({ a: 2 })]), null, 1)
    const error = await refusal(text.replace('"a": 2', '"a" 2'))
    const line = text.split('\n').findIndex((part) => part.includes('"a": 2')) + 1
    expect(error.fault.where?.record).toBe(2)
    expect(Math.abs(error.fault.where!.line! - line)).toBeLessThanOrEqual(2)
  })

  it('survives nesting that would exhaust the stack', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const { layer, records } = await read(
      `{"type":"Feature","properties":{"a":${deep}},"geometry":{"type":"Point","coordinates":${deep}}}`,
    )
    expect(records[0]!.cells.a === deep).toBe(true)
    expect(layer.findings).toMatchObject([{ code: 'GEOM_UNREADABLE' }])
  })

  it('does not take a colon in a text, or a name of another object, for a second member', async () => {
    const cells = { a: '{"a":1,"a":2}', 'x":': ':', 'y\\\\': 1, type: 'Feature', geometry: 'none' }
    const { records } = await read(JSON.stringify(feature(cells), null, 1).replaceAll('":', '" :'))
    expect(records[0]!.cells.type).toBe('Feature')
    expect((await read(feature(cells))).records[0]!.cells).toEqual(cells)
  })

  it('takes a number beyond a double as text in a cell, and as no place in a position', async () => {
    const text = '{"type":"Feature","id":12345678901234567890,"properties":{"n":1e400,"m":1e4},"geometry":'
    const { layer, records } = await read(`${text}{"type":"Point","coordinates":[1e400,1]}}`)
    expect(records[0]).toMatchObject({
      cells: { n: '1e400', m: 10000, id: '12345678901234567890' },
      geometry: null,
    })
    expect(layer.findings).toMatchObject([{ code: 'GEOM_UNREADABLE' }])
  })

  it('refuses a geometry of more parts than is safe, and a feature of more brackets before it is parsed', async () => {
    const polygon = (ring: string, rings: number) =>
      `{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[${Array(rings).fill(ring).join()}]}}`
    for (const [text, got] of [
      [polygon('[[0,0],[1,0],[1,1],[0,0]]', 100_001), '100001 parts'],
      [polygon('[[]]', 2_600_000), 'vertices'],
    ] as const) {
      const error = await refusal(text, '.geojsonl')
      expect(error.fault.what).toBe('a record is larger than is safe to read')
      expect(error.fault.got).toContain(got)
      expect(error.fault.where).toMatchObject({ line: 1, record: 1 })
    }
  })

  it('yields the features before a fault', async () => {
    const layer = await openGeoJson(file(`${JSON.stringify(feature({ a: 1 }))}\n`, '.geojsonl'), {
      label: 'x',
    })
    writeFileSync(join(folder, `${count - 1}.geojsonl`), `${JSON.stringify(feature({ a: 1 }))}\n{"type"`)
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const record of layer.records()) seen.push(record.cells.a)
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'source' })
    expect(seen).toEqual([1])
  })

  it('only ever throws a UserError when bytes are changed at random', async () => {
    let state = 11
    const next = (limit: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return (state >> 8) % limit
    }
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(whole)
      for (let change = 0; change < 3; change++)
        bytes[next(bytes.length)] = '{}[]",:\\0n\n '.charCodeAt(next(12))
      await read(bytes).catch((error) => expect(error).toBeInstanceOf(UserError))
    }
  })
})

const hasKelurahan = existsSync(KELURAHAN)
if (!hasKelurahan) console.log(`skipped: ${KELURAHAN} is absent`)

describe.skipIf(!hasKelurahan)('real kelurahan', () => {
  it('reads the eighteen of Tanjungpinang', async () => {
    const { layer, records } = await readFrom(KELURAHAN)
    expect(records).toHaveLength(18)
    expect(layer.fields).toContain('kode')
    expect(layer.findings).toEqual([])
  })
})
