import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/json/index.ts'
import type { ReadOptions, SourceRecord } from '../../../pipeline/readers/types.ts'

const PEKALONGAN = '../shared/data/pekalongan'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-json-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Uint8Array, ending = '.json'): string {
  const path = join(folder, `${count++}${ending}`)
  writeFileSync(path, content)
  return path
}

async function readFrom(path: string, options: Partial<ReadOptions> = {}) {
  const layer = await reader.open(path, { label: 'data.json', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records, cells: records.map((record) => record.cells) }
}

const read = (content: string | Uint8Array, options: Partial<ReadOptions> = {}, ending = '.json') =>
  readFrom(file(content, ending), options)

async function refusal(content: string | Uint8Array, options: Partial<ReadOptions> = {}, ending = '.json') {
  const error = await read(content, options, ending).then(
    () => new Error('the file was read'),
    (reason) => reason,
  )
  if (error instanceof UserError) return error
  throw error
}

describe('a list of records', () => {
  it('is read with values as they are; inner objects become dotted columns, deeper values JSON text', async () => {
    const { layer, cells } = await read(
      ' [ {"a":"004","n":1.50,"b":{"c":true,"d":{"e":[1]},"f":[]},"t":[1,"x"],"k":" ","z":null} , {"new":1} ] \n',
    )
    expect(cells).toEqual([
      { a: '004', n: 1.5, 'b.c': true, 'b.d': '{"e":[1]}', 'b.f': '[]', t: '[1,"x"]', k: null, z: null },
      { new: 1 },
    ])
    expect(layer).toMatchObject({ format: 'json', crs: null, encoding: { name: 'utf-8', how: 'format' } })
    expect(layer.fields).toEqual(['a', 'n', 'b.c', 'b.d', 'b.f', 't', 'k', 'z', 'new'])
  })

  it('keeps nested values as the file has them, without the blanks between', async () => {
    const { cells } = await read(
      '[{"a":{"b":{"c":33750401123456789012},"n":1e400,"m":1e17},"l":[ 33750401123456789012, 1.0 ],"b":12345678901234567890.0}]',
    )
    expect(cells).toEqual([
      {
        'a.b': '{"c":33750401123456789012}',
        'a.n': '1e400',
        'a.m': 1e17,
        l: '[33750401123456789012,1.0]',
        b: '12345678901234567890.0',
      },
    ])
  })

  it('takes nesting that would exhaust the stack as text', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect((await read(`[{"a":${deep}}]`)).cells[0]!.a === deep).toBe(true)
  })

  it('gives all columns when asked, however late they appear', async () => {
    const rows = Array.from({ length: 1500 }, (_, i) => (i < 1400 ? { a: i } : { a: i, late: 1 }))
    const layer = await reader.open(file(JSON.stringify(rows)), { label: 'x' })
    expect(layer.fields).toEqual(['a'])
    expect(await layer.allFields!()).toEqual(['a', 'late'])
    expect(layer.fields).toEqual(['a', 'late'])
  })

  it('says where half a surrogate pair stands, and puts U+FFFD there', async () => {
    const { layer, cells } = await read('[{"a":"x"},{"a":"a\\ud800b","b":"\\ud83d\\ude00"},{"c\\udc00":1}]')
    expect(cells.slice(0, 2)).toEqual([{ a: 'x' }, { a: 'a\ufffdb', b: '😀' }])
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual([
      ['ENCODING_DOUBTFUL', 2, 'a'],
      ['ENCODING_DOUBTFUL', null, 'c\ufffd'],
    ])
  })

  it('stays UTF-8 where one letter is cut, and says where', async () => {
    const text = Buffer.from('[{"a":"Dèwi"},\n{"a":"Bùgis"},\n{"a":"Cut#"}]')
    text[text.indexOf('#')] = 0xc3
    const { layer, cells } = await read(text)
    expect(cells).toEqual([{ a: 'Dèwi' }, { a: 'Bùgis' }, { a: 'Cut\ufffd' }])
    expect(layer.findings).toMatchObject([
      { code: 'ENCODING_DOUBTFUL', record: null, message: { en: expect.stringContaining('line 3') } },
      { code: 'ENCODING_DOUBTFUL', record: 3, field: 'a' },
    ])
  })

  it('keeps the digits of numbers that a double cannot hold', async () => {
    const { cells } = await read(
      '[{"nik":2172010101010001234,"in":{"big":12345678901234567890,"inf":1e400},"ok":9007199254740991}]',
    )
    expect(cells).toEqual([
      {
        nik: '2172010101010001234',
        'in.big': '12345678901234567890',
        'in.inf': '1e400',
        ok: 9007199254740991,
      },
    ])
  })

  it('takes a member named __proto__ as a member', async () => {
    const { cells } = await read('[{"__proto__":1,"constructor":{"__proto__":{"x":2}}}]')
    expect(Object.entries(cells[0]!)).toEqual([
      ['__proto__', 1],
      ['constructor.__proto__', '{"x":2}'],
    ])
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('may have a place in its cells', async () => {
    const { layer, records } = await read(
      '[{"x":104.4,"y":0.9},{"x":"104,5","y":"0,8"},{"x":null,"y":null}]',
      {
        geometry: { lon: 'x', lat: 'y' },
      },
    )
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(records.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [104.4, 0.9] },
      { type: 'Point', coordinates: [104.5, 0.8] },
      null,
    ])
    const kobo = await read('[{"_geolocation":[0.9,104.4]},{"_geolocation":[null,null]}]', {
      geometry: { geopoint: '_geolocation' },
    })
    expect(kobo.records.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [104.4, 0.9] },
      null,
    ])
  })

  it.each([
    ['.ndjson', '{"a":1}\n\n{"a":2}\r\n'],
    ['.jsonl', '{"a":1}\n{"a":2}'],
    ['.json', '{"a":1}\n{"a":2}\n'],
    ['.json', '\x1e{"a":1}\n\x1e{"a":2}\n'],
    ['.ndjson', '[{"a":1},{"a":2}]'],
  ])('is read from %s %j', async (ending, text) => {
    expect((await read(text, {}, ending)).cells).toEqual([{ a: 1 }, { a: 2 }])
  })

  it('is the same each time, and when it is cut anywhere it is refused', async () => {
    const text = '[{"a":"é","b":[1,{"c":2}]},{"a":"]}"}]'
    const layer = await reader.open(file(text), { label: 'x' })
    for (let pass = 0; pass < 2; pass++) {
      let records = 0
      for await (const _ of layer.records()) records++
      expect(records).toBe(2)
    }
    const bytes = Buffer.from(text)
    for (let length = 0; length < bytes.length; length++) {
      expect((await refusal(bytes.subarray(0, length))).kind).toBe('source')
    }
  })

  it('of GeoJSON features is read with their properties and places', async () => {
    const point = { type: 'Point', coordinates: [104.4, 0.9, 12] }
    const { layer, records } = await read(
      JSON.stringify([
        { type: 'Feature', properties: { nama: 'a' }, geometry: point },
        { type: 'Feature', properties: { nama: 'b' }, geometry: { type: 'Circle', coordinates: [] } },
      ]),
    )
    expect(records).toEqual([
      { record: 1, cells: { nama: 'a' }, geometry: { type: 'Point', coordinates: [104.4, 0.9] } },
      { record: 2, cells: { nama: 'b' }, geometry: null },
    ])
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(layer.findings.map(({ code, record }) => [code, record])).toEqual([
      ['GEOM_TYPE', 2],
      ['GEOM_Z_DROPPED', null],
    ])
    const plain = await read('[{"type":"Feature","luas":1}]')
    expect(plain.cells).toEqual([{ type: 'Feature', luas: 1 }])
  })

  it('may be empty', async () => {
    expect((await read('[]')).records).toEqual([])
  })
})

describe('lists in an object', () => {
  const text =
    '{"meta":{"v":[{"no":1}]},"rt":[{"a":1},{"a":2}],"nama":["x",{"y":1}],"kosong":[],"rw":[{"b":"]"}],"n":1}'

  it('are its layers', async () => {
    expect(await reader.layers(file(text), { label: 'x' })).toEqual(['rt', 'rw'])
    expect((await read(text, { layer: 'rw' })).cells).toEqual([{ b: ']' }])
    const one = await read('{"version":1,"data":[{"a":1}]}')
    expect([one.layer.layer, one.cells]).toEqual(['data', [{ a: 1 }]])
  })

  it('must be chosen among', async () => {
    for (const layer of [undefined, 'nama']) {
      const error = await refusal(text, { layer })
      expect([error.kind, error.fault.expected]).toEqual(['config', 'one of rt, rw'])
    }
  })
})

describe('what is no list of records', () => {
  it.each([
    ['one object', '{"a":1}'],
    ['a list of numbers', '[1,2]'],
    ['a list with null in it', '[{"a":1},null]'],
    ['a list of lists', '[[1]]'],
    ['a word', 'true'],
    ['text', 'a,b'],
    ['two lists', '[{"a":1}] [{"a":2}]'],
    ['a comma too many', '[{"a":1},]'],
    ['NaN', '[{"a":NaN}]'],
    ['two members of one name', '[{"a":1,"a":2}]'],
    ['two that become one', '[{"a.b":1,"a":{"b":2}}]'],
    ['two lists of one name', '{"a":[{"x":1}],"a":[{"x":2}]}'],
    ['more members than columns', `[{${Array.from({ length: 5000 }, (_, i) => `"c${i}":1`)}}]`],
  ])('refuses %s', async (_, text) => {
    expect((await refusal(text)).kind).toBe('source')
  })

  it('says where', async () => {
    expect((await refusal('[\n{"a":1},\n{"a":}\n]')).fault.where).toEqual({
      file: 'data.json',
      line: 3,
      record: 2,
    })
  })

  it('only ever throws a UserError when bytes are changed at random', async () => {
    let state = 5
    const next = (limit: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return (state >> 8) % limit
    }
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from('{"rt":[{"a":1,"b":"x"},{"a":{"c":[2]}}],"rw":[{"b":"]"}]}')
      for (let change = 0; change < 3; change++)
        bytes[next(bytes.length)] = '{}[]",:\\0n\n '.charCodeAt(next(12))
      await read(bytes, { layer: 'rt' }).catch((error) => expect(error).toBeInstanceOf(UserError))
    }
  })
})

const hasPekalongan = existsSync(PEKALONGAN)
if (!hasPekalongan) console.log(`skipped: ${PEKALONGAN} is absent`)

describe.skipIf(!hasPekalongan)('the lists of Pekalongan', () => {
  it.each(['investasi', 'kawasan', 'rtrw', 'kumuhRT-2019-2021'])(
    '%s is read as JSON.parse has it',
    async (name) => {
      const path = join(PEKALONGAN, `${name}.json`)
      const blankless = (_: string, value: unknown) =>
        typeof value === 'string' && value.trim() === '' ? null : value
      expect((await readFrom(path)).cells).toEqual(JSON.parse(readFileSync(path, 'utf8'), blankless))
    },
  )

  it('kriteria has one list of objects', async () => {
    expect(await reader.layers(join(PEKALONGAN, 'kriteria.json'), { label: 'x' })).toEqual([
      'kegiatanInvestasi',
    ])
  })
})
