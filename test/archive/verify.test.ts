import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeDirectory, type Entry, encodeDirectory } from '../../pipeline/archive/directory.ts'
import { decodeHeader, encodeHeader, type PmtilesHeader } from '../../pipeline/archive/header.ts'
import { verifyPmtiles, writePmtiles } from '../../pipeline/archive/index.ts'
import { META, pointTile, scratchFolder } from './archives.ts'

const folder = scratchFolder()
const sound = path.join(folder, 'sound.pmtiles')

beforeAll(async () => {
  const tiles = [pointTile(1, 0, 0, 1), pointTile(1, 0, 1, 2), pointTile(1, 1, 1, 3), pointTile(1, 1, 0, 4)]
  await writePmtiles(sound, tiles, META)
})

/** Codes found after the header is changed. */
async function codesWithHeader(change: (header: PmtilesHeader) => Partial<PmtilesHeader>): Promise<string[]> {
  const bytes = readFileSync(sound)
  const header = decodeHeader(bytes)
  bytes.set(encodeHeader({ ...header, ...change(header) }))
  return codesOf(bytes)
}

/** Codes found after the root directory is changed; the sections after it move. */
async function codesWithRoot(change: (entries: Entry[]) => Entry[]): Promise<string[]> {
  const bytes = readFileSync(sound)
  const header = decodeHeader(bytes)
  const end = header.rootOffset + header.rootLength
  const root = gzipSync(
    encodeDirectory(change(decodeDirectory(gunzipSync(bytes.subarray(header.rootOffset, end))))),
  )
  const shift = root.length - header.rootLength
  const moved = encodeHeader({
    ...header,
    rootLength: root.length,
    metadataOffset: header.metadataOffset + shift,
    leavesOffset: header.leavesOffset + shift,
    tilesOffset: header.tilesOffset + shift,
  })
  return codesOf(Buffer.concat([moved, root, bytes.subarray(end)]))
}

async function codesOf(bytes: Uint8Array): Promise<string[]> {
  const file = path.join(folder, 'changed.pmtiles')
  writeFileSync(file, bytes)
  return [...new Set((await verifyPmtiles(file)).map((violation) => violation.code))]
}

describe('verifyPmtiles', () => {
  it('finds nothing wrong with what the writer wrote', async () => {
    expect(await verifyPmtiles(sound)).toEqual([])
  })

  it('throws when there is no file', async () => {
    await expect(verifyPmtiles(path.join(folder, 'absent.pmtiles'))).rejects.toMatchObject({ kind: 'source' })
  })

  it('names a file that is no archive, another version, and a file cut short', async () => {
    const bytes = readFileSync(sound)
    expect(await codesOf(new Uint8Array(0))).toEqual(['header'])
    expect(await codesOf(new TextEncoder().encode('{"type":"FeatureCollection"}'.padEnd(200)))).toEqual([
      'header',
    ])
    const other = Buffer.from(bytes)
    other[7] = 2
    expect(await codesOf(other)).toEqual(['header'])
    expect(await codesOf(bytes.subarray(0, bytes.length - 1))).toEqual(['section'])
  })

  it('holds the header to its own statements', async () => {
    expect(await codesWithHeader(() => ({ addressedTiles: 5 }))).toEqual(['count'])
    expect(await codesWithHeader(() => ({ tileEntries: 3 }))).toEqual(['count'])
    expect(await codesWithHeader(() => ({ tileContents: 1 }))).toEqual(['count'])
    expect(await codesWithHeader(() => ({ minZoom: 0 }))).toEqual(['zoom'])
    expect(await codesWithHeader(() => ({ maxZoom: 2 }))).toEqual(['zoom'])
    expect(await codesWithHeader(() => ({ minZoom: 2 }))).toEqual(['zoom'])
    expect(await codesWithHeader(() => ({ bounds: [10, 0, 5, 1] }))).toEqual(['bounds'])
    expect(await codesWithHeader(() => ({ center: [181, 0] }))).toEqual(['bounds'])
    expect(await codesWithHeader(() => ({ tileCompression: 9 }))).toEqual(['header'])
    expect(await codesWithHeader((h) => ({ metadataOffset: h.tilesOffset }))).toEqual(['section'])
    expect(await codesWithHeader(() => ({ rootOffset: 16380 }))).toContain('root-size')
  })

  it('finds tiles far outside of the bounds', async () => {
    expect(await codesWithHeader(() => ({ bounds: [100, 10, 110, 20], center: [105, 15] }))).toEqual([
      'bounds',
    ])
  })

  it('finds directories out of order, overlapping or pointing outside', async () => {
    expect(await codesWithRoot((e) => [{ ...e[0]!, runLength: 2 }, ...e.slice(1)])).toEqual([
      'order',
      'count',
    ])
    expect(await codesWithRoot((e) => [...e.slice(0, 3), { ...e[3]!, length: e[3]!.length + 1 }])).toContain(
      'offset',
    )
    expect(
      await codesWithRoot((e) => [e[0]!, { ...e[1]!, offset: e[1]!.offset + 1 }, ...e.slice(2)]),
    ).toContain('clustered')
    expect(await codesWithRoot((e) => [{ ...e[0]!, runLength: 0 }, ...e.slice(1)])).toContain('offset')
    expect(await codesWithRoot(() => [])).toContain('directory')
  })

  it('finds a tile that does not decode', async () => {
    const bytes = readFileSync(sound)
    const header = decodeHeader(bytes)
    bytes.fill(0, header.tilesOffset + 12, header.tilesOffset + 30)
    expect(await codesOf(bytes)).toEqual(['tile'])
  })

  it('finds metadata that is not JSON or says nothing of the layers', async () => {
    const bytes = readFileSync(sound)
    const header = decodeHeader(bytes)
    const put = async (text: string) => {
      const metadata = gzipSync(text)
      const moved = encodeHeader({ ...header, metadataOffset: bytes.length, metadataLength: metadata.length })
      return codesOf(Buffer.concat([moved, bytes.subarray(127), metadata]))
    }
    expect(await put('{"vector_layers":[]}')).toEqual([])
    expect(await put('{"name":"x"}')).toEqual(['metadata'])
    expect(await put('[1]')).toEqual(['metadata'])
    expect(await put('{')).toEqual(['metadata'])
  })
})

const CORPUS = '../shared/data/corpora/pmtiles-fixtures'
const present = existsSync(CORPUS)
if (!present) console.log(`skipped: ${CORPUS} is absent`)

describe.skipIf(!present)('archives by others', () => {
  it.each([
    'PMTiles/js/test/data/test_fixture_1.pmtiles',
    'PMTiles/js/test/data/test_fixture_2.pmtiles',
    'PMTiles/spec/v3/stamen_toner(raster)CC-BY+ODbL_z3.pmtiles',
    'PMTiles/spec/v3/usgs-mt-whitney-8-15-webp-512.pmtiles',
    'go-pmtiles/pmtiles/fixtures/unclustered.pmtiles',
    'planetiler/planetiler-core/src/test/resources/box1degree.pmtiles',
  ])('%s is sound', async (name) => {
    expect(await verifyPmtiles(path.join(CORPUS, name))).toEqual([])
  })

  it.each([
    ['PMTiles/js/test/data/empty.pmtiles', 'header'],
    ['PMTiles/js/test/data/invalid.pmtiles', 'header'],
    ['PMTiles/js/test/data/invalid_v4.pmtiles', 'header'],
    // A header with a root directory of no entries, which the specification forbids.
    ['PMTiles/js/test/data/test_fixture_mlt.pmtiles', 'directory'],
  ])('%s is refused', async (name, code) => {
    const violations = await verifyPmtiles(path.join(CORPUS, name))
    expect(violations.map((violation) => violation.code)).toEqual([code])
  })
})

describe('a directory that claims what cannot be', () => {
  it('ends soon, with runs of thousands of millions and ids below every zoom', async () => {
    expect(await codesWithRoot((e) => [...e.slice(0, 3), { ...e[3]!, runLength: 2 ** 32 - 1 }])).toEqual(
      expect.arrayContaining(['count', 'zoom']),
    )
    expect(await codesWithRoot((e) => [...e.slice(0, 3), { ...e[3]!, tileId: 2 ** 53 - 100 }])).toContain(
      'order',
    )
  })
})
