import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isLineDelimited } from '../../../pipeline/tiler/input/line-delimited.ts'
import { readLines } from '../../../pipeline/tiler/input/read-lines.ts'
import { mergeTallies } from '../../../pipeline/tiler/input/read-tally.ts'
import { LineScanner } from '../../../pipeline/tiler/input/scan-geojson-lines.ts'
import { newSink } from '../features/plain-features.ts'
import { scanned } from './scanned-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, 'lines.geojson')
  writeFileSync(path, text)
  return path
}

function read(path: string, cuts: number[], options = {}) {
  const sink = newSink()
  const tallies = cuts.slice(1).map((end, i) => {
    const scanner = new LineScanner(sink)
    readLines(path, cuts[i]!, end, scanner, options)
    return scanner.tally
  })
  return { features: sink.features(), tally: mergeTallies(tallies) }
}

const line = (id: number, name: string) =>
  `{"type":"Feature","id":${id},"properties":{"name":"${name}"},"geometry":{"type":"Point","coordinates":[${id},0.5]}}`
const SMALL = `\r\n${line(1, 'a')}\n${line(2, 'é')}\r\n\nno\n${line(3, 'x'.repeat(80))}\n${line(4, '')}`

describe('ranges of a file', () => {
  const whole = scanned(SMALL)
  const size = Buffer.byteLength(SMALL)

  it('give the same for blocks of any size', () => {
    const path = file(SMALL)
    for (let block_bytes = 1; block_bytes <= size + 2; block_bytes++) {
      const { features, tally } = read(path, [0, size], { block_bytes })
      expect(features, `${block_bytes}`).toEqual(whole.features)
      expect(tally).toEqual(whole.tally)
    }
  })

  it('that share out a file share out its lines, wherever they are cut', () => {
    for (const text of [SMALL, `${SMALL}\n`]) {
      const path = file(text)
      for (let cut = 0; cut <= size + 1; cut++) {
        const { features, tally } = read(path, [0, cut, Number.POSITIVE_INFINITY], { block_bytes: 64 })
        expect(features, `${cut}`).toEqual(whole.features)
        expect(tally).toEqual(whole.tally)
      }
      const pieces = Array.from({ length: size + 2 }, (_, i) => i)
      expect(read(path, pieces, { block_bytes: 50 })).toEqual({
        features: whole.features,
        tally: whole.tally,
      })
    }
  })

  it('refuse a line that is too long, in one range only, and go on', () => {
    const path = file(SMALL)
    for (let cut = 0; cut <= size; cut += 3) {
      const { features, tally } = read(path, [0, cut, size], { block_bytes: 16, longest_line_bytes: 160 })
      expect(
        features.map(({ id }) => id),
        `${cut}`,
      ).toEqual([1, 2, 4])
      expect(tally).toMatchObject({
        lines: whole.tally.lines,
        read: 5,
        refused: { not_a_feature: 1, too_many_positions: 1 },
      })
      expect(tally.faults.map((fault) => fault.place)).toEqual([5, 6])
    }
    const endless = file(`${line(1, 'a')}\n${line(2, 'x'.repeat(500))}`)
    expect(read(endless, [0, 1e9], { block_bytes: 16, longest_line_bytes: 160 }).tally).toMatchObject({
      read: 2,
      taken: 1,
      refused: { too_many_positions: 1 },
    })
  })

  it('tell of the bytes they read', () => {
    let bytes = 0
    read(file(SMALL), [0, size], { block_bytes: 64, onBytes: (more: number) => (bytes += more) })
    expect(bytes).toBe(size)
  })

  it('of a file that is empty or not there', () => {
    expect(read(file(''), [0, 10]).tally.lines).toBe(0)
    expect(() => read(join(folder, 'none'), [0, 10])).toThrow(/ENOENT/)
  })
})

describe('files with a feature a line', () => {
  const collection = { type: 'FeatureCollection', features: [1, 2].map((id) => JSON.parse(line(id, 'a'))) }
  const crs = (name: string) => `"crs": { "type": "name", "properties": { "name": "${name}" } },`
  const gdal = (name: string) =>
    `{\n"type": "FeatureCollection",\n"name": "rt",\n${crs(name)}\n"features": [\n${line(1, 'a')},\n${line(2, 'a')}\n]\n}\n`

  it.each([
    ['features', `${line(1, 'a')}\n${line(2, 'b')}`],
    ['one feature', line(1, 'a')],
    ['one long feature', line(1, 'x'.repeat(200_000))],
    ['a text sequence', `\x1e${line(1, 'a')}\n\x1e${line(2, 'b')}\n`],
    ['a byte order mark and empty lines', `\ufeff\n\n${line(1, 'a')}\n`],
    ['what GDAL writes', gdal('urn:ogc:def:crs:OGC:1.3:CRS84')],
    ['EPSG:4326 by its name', gdal('urn:ogc:def:crs:EPSG::4326')],
    ['geometries', '{"type":"Point","coordinates":[1,2]}\n'],
  ])('are seen: %s', (_, text) => {
    expect(isLineDelimited(file(text))).toBe(true)
  })

  it.each([
    ['a pretty collection', JSON.stringify(collection, null, 2)],
    ['a collection on one line', JSON.stringify(collection)],
    ['a long collection on one line', JSON.stringify({ note: 'x'.repeat(100_000), ...collection })],
    ['a pretty feature', JSON.stringify(collection.features[0], null, 1)],
    ['another crs', gdal('urn:ogc:def:crs:EPSG::32748')],
    ['nothing', ''],
    ['no features', '{"type":"FeatureCollection","features":[]}'],
    ['something else', 'id,name\n1,a\n'],
    ['bytes', '\x1f\x8b\x08\x00\x00'],
  ])('are told from others: %s', (_, text) => {
    expect(isLineDelimited(file(text))).toBe(false)
  })
})
