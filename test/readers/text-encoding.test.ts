import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatOf, openLayer } from '../../pipeline/readers/formats.ts'
import { GZIP_LIMITS, layerNameOf, readBytes } from '../../pipeline/readers/text-bytes.ts'
import { readAsUtf8, resolveEncoding } from '../../pipeline/readers/text-encoding.ts'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-text-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Uint8Array, ending = '.txt'): string {
  const path = join(folder, `${count++}${ending}`)
  writeFileSync(path, content)
  return path
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all).toString()
}

async function read(content: string | Uint8Array, ending?: string): Promise<string> {
  const path = file(content, ending)
  return textOf(readAsUtf8(path, await resolveEncoding(path, 'a.txt'), 'a.txt'))
}

describe('gzip around a text', () => {
  it('is told by its magic, not by the name, and read member after member', async () => {
    const members = [gzipSync('satu\n'), gzipSync('dua – ²\n')]
    expect(await read(Buffer.concat(members))).toBe('satu\ndua – ²\n')
  })

  it('may hold a byte order mark and another encoding', async () => {
    expect(await read(gzipSync(Buffer.from('\ufeffKafé', 'utf16le')))).toBe('Kafé')
    const path = file(gzipSync(Buffer.from('Kafé', 'latin1')))
    expect(await resolveEncoding(path, 'a')).toMatchObject({ name: 'windows-1252', sample: 'Kafé' })
  })

  it.each([
    ['cut off', gzipSync('x'.repeat(5000)).subarray(0, 25)],
    ['damaged', Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.alloc(20, 0xff)])],
    ['empty', gzipSync('')],
  ])('is refused when it is %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({ kind: 'source', fault: { where: { file: 'a.txt' } } })
  })

  it('is refused as a bomb by its ratio and by its size, before all of it is inflated', async () => {
    const bomb = file(gzipSync(Buffer.alloc(8 << 20)))
    const small = { ...GZIP_LIMITS, ratioFromBytes: 1 << 20 }
    await expect(textOf(readBytes(bomb, 'b', small))).rejects.toMatchObject({
      kind: 'source',
      fault: { got: expect.stringContaining('compressed') },
    })
    await expect(textOf(readBytes(bomb, 'b', { ...GZIP_LIMITS, totalBytes: 1 << 20 }))).rejects.toMatchObject(
      {
        kind: 'source',
        fault: { got: 'more than 1048576 bytes inflated' },
      },
    )
  })

  it.each([
    ['.csv.gz', 'csv', 'a,b\n1,2\n'],
    ['.geojson.gz', 'geojson', '{"type":"Feature","properties":{"a":1},"geometry":null}'],
    ['.geojsonl.gz', 'geojson', '{"type":"Feature","properties":{"a":1},"geometry":null}\n'],
    ['.json.gz', 'json', '[{"a":1}]'],
    ['.gz', 'json', '[{"a":1}]'],
  ])('leaves %s what it is: %s', async (ending, format, text) => {
    const path = file(gzipSync(text), ending)
    const layer = await openLayer(path, { label: 'data' })
    let records = 0
    for await (const _ of layer.records()) records++
    expect([layer.format, records]).toEqual([format, 1])
  })
})

describe('the format of JSON', () => {
  const feature = '{"id":1,"properties":{},"geometry":null,"type":"Feature"}'
  it.each([
    ['.json', feature, 'geojson'],
    ['.json', `{"features":[${feature}],"type":"FeatureCollection"}`, 'geojson'],
    ['.json', '{"type":"Topology","objects":{}}', 'json'],
    ['.json', '{"data":[{"type":"Point"}]}', 'json'],
    ['.json', '[{"a":1}]', 'json'],
    ['.ndjson', `${feature}\n${feature}\n`, 'geojson'],
    ['.ndjson', '{"a":1,"at":{"type":"Point","coordinates":[1,2]}}\n{"a":2}\n', 'json'],
    ['.jsonl', '{"a":1}\n', 'json'],
    ['.jsonl', `\x1e${feature}\n`, 'geojson'],
    ['.json', Buffer.from('\ufeff[{"a":1}]', 'utf16le'), 'json'],
  ])('%s %j is %s', async (ending, content, format) => {
    expect(await formatOf(file(content, ending), 'x')).toBe(format)
  })
})

describe('layerNameOf', () => {
  it.each([
    ['/a/kelurahan.geojsonl.gz', 'kelurahan'],
    ['/a/rt.2020.csv', 'rt.2020'],
    ['/a/.hidden', '.hidden'],
    ['plain', 'plain'],
  ])('%s is %s', (path, name) => expect(layerNameOf(path)).toBe(name))
})

describe('text that is not wholly in one encoding', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1')
  const cut = Buffer.concat([Buffer.from('nama,x\nSari Dèwi,1\nKampung Bùgis,2\nCut'), latin('\xc3,3\n')])

  it('is UTF-8 where most letters are, and windows-1252 where they are not', async () => {
    expect(await resolveEncoding(file(cut), 'a')).toEqual({
      name: 'utf-8',
      how: 'detected',
      bomBytes: 0,
      doubt: { foreign: 1, line: 4 },
    })
    const mixed = Buffer.concat([latin('é,à\nó,\n'), Buffer.from('ù\n')])
    expect(await resolveEncoding(file(mixed), 'a')).toMatchObject({
      name: 'windows-1252',
      doubt: { foreign: 1, line: 1 },
    })
    const whole = await resolveEncoding(file(latin('Kafé')), 'a')
    expect([whole.name, whole.doubt]).toEqual(['windows-1252', undefined])
  })

  it('is told alike where a chunk ends within a letter, and where the last letter of the file is cut', async () => {
    const long = Buffer.concat([Buffer.from(`${'a'.repeat((256 << 10) - 1)}è\nè\n`), latin('\xe9\n')])
    expect(await resolveEncoding(file(long), 'a')).toMatchObject({
      name: 'utf-8',
      doubt: { foreign: 1, line: 3 },
    })
    const end = Buffer.concat([Buffer.from('è\n'), latin('\xe2\x82')])
    expect(await resolveEncoding(file(end), 'a')).toMatchObject({
      name: 'utf-8',
      doubt: { foreign: 1, line: 2 },
    })
  })

  it('is refused where the encoding is stated', async () => {
    await expect(resolveEncoding(file(cut), 'a', 'utf-8')).rejects.toMatchObject({
      kind: 'source',
      fault: { where: { line: 4 } },
    })
  })

  it('keeps the good cells of a table, and says which cell, column name and line are not', async () => {
    const header = Buffer.concat([latin('k\xe9'), cut.subarray(4)])
    const layer = await openLayer(file(header, '.csv'), { label: 'a.csv' })
    const cells: unknown[] = []
    for await (const record of layer.records()) cells.push(Object.values(record.cells))
    expect(cells).toEqual([
      ['Sari Dèwi', '1'],
      ['Kampung Bùgis', '2'],
      ['Cut\ufffd', '3'],
    ])
    expect(layer.encoding).toEqual({ name: 'utf-8', how: 'detected' })
    expect(layer.findings.map(({ code, record, field }) => [code, record, field])).toEqual([
      ['ENCODING_DOUBTFUL', null, null],
      ['ENCODING_DOUBTFUL', null, 'k\ufffd'],
      ['ENCODING_DOUBTFUL', 3, 'k\ufffd'],
    ])
    expect(layer.findings.map(({ message }) => /line (\d+)/.exec(message.en)?.[1])).toEqual(['1', '1', '4'])
  })

  it('gives a finding for bytes that windows-1252 does not define, quoted cells too', async () => {
    const layer = await openLayer(file(latin('nama,x\nA\x81B\x9d,1\nC\xe9,2\n"\x8d",3\n'), '.csv'), {
      label: 'a.csv',
    })
    const names: unknown[] = []
    for await (const record of layer.records()) names.push(record.cells.nama)
    expect(names).toEqual(['A\ufffdB\ufffd', 'Cé', '\ufffd'])
    expect(layer.findings).toMatchObject([
      { code: 'ENCODING_DOUBTFUL', record: 1, field: 'nama', got: 'windows-1252' },
      { code: 'ENCODING_DOUBTFUL', record: 3, field: 'nama' },
    ])
  })

  it('is refused in XML that states its encoding, with the line', async () => {
    const kml =
      '<kml><Document><Placemark>\n<name>A\x81B</name><Point><coordinates>104.4,0.9</coordinates></Point></Placemark></Document></kml>'
    const path = file(latin(`<?xml version="1.0" encoding="windows-1252"?>${kml}`), '.kml')
    await expect(openLayer(path, { label: 'w.kml' })).rejects.toMatchObject({
      kind: 'source',
      fault: { what: 'the text is not valid windows-1252', where: { line: 2 } },
    })
  })
})
