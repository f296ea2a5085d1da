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
