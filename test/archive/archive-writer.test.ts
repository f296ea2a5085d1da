import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  ArchiveFile,
  type CompressedTile,
  createArchive,
  firstTileId,
  verifyPmtiles,
  writeArchive,
  zxyOf,
} from '../../pipeline/archive/index.ts'
import { META, packedTile, scratchFolder } from './archives.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

/** Bytes that are told apart only when they are held against each other: all end as the same gzip would. */
function alike(first: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(7)
  bytes[0] = first
  return bytes
}

describe('the writer of compressed tiles', () => {
  it('stores what it is given and keeps equal tiles once, far apart or in a run', async () => {
    const file = at('packed.pmtiles')
    const tiles = [0, 1, 2, 3, 4, 9, 20].map((i) => ({ ...packedTile(5, 0, 0, i % 3), tile_id: 341 + i }))
    async function* later(): AsyncGenerator<CompressedTile> {
      yield* tiles
    }
    const written = await writeArchive(file, later(), () => META)
    expect(written).toEqual({ tiles: 7, contents: 3, bytes: readFileSync(file).length })
    const archive = await ArchiveFile.open(file)
    const reader = archive.reference()
    for (const { tile_id, gzip } of tiles) {
      const [z, x, y] = zxyOf(tile_id)
      expect(Buffer.from((await reader.getZxy(z, x, y))!.data).equals(gunzipSync(gzip))).toBe(true)
    }
    await archive.close()
    expect(await verifyPmtiles(file)).toEqual([])
  })

  it('tells contents with the same checksum and length apart, while they are in memory and after', async () => {
    const file = at('alike.pmtiles')
    const writer = await createArchive(file)
    // 2,500 contents of 5,000 bytes are more than two chunks of the file: the first are read back from the disk.
    const contents = Array.from({ length: 2500 }, (_, i) =>
      i < 250 ? alike(i, 5000 + (i >> 7)) : randomBytes(5000),
    )
    let id = 0
    for (const pass of [0, 1]) {
      for (const gzip of contents) {
        await writer.add({ tile_id: id, gzip })
        id += 2 + pass
      }
    }
    expect(await writer.finish(META)).toMatchObject({ tiles: 5000, contents: 2500 })
    const archive = await ArchiveFile.open(file)
    const header = await archive.header()
    let i = 0
    for await (const entry of archive.entries(header)) {
      const bytes = await archive.read(header.tilesOffset + entry.offset, entry.length)
      if (!Buffer.from(bytes).equals(contents[i % 2500]!)) throw new Error(`content ${i} is another`)
      i++
    }
    expect(i).toBe(5000)
    await archive.close()
  })

  it('writes more than 20,000 entries and long runs with leaf directories, and a content larger than its chunks', async () => {
    const file = at('many.pmtiles')
    const giant = randomBytes(5 << 20)
    const first = firstTileId(10)
    function* many(): Generator<CompressedTile> {
      yield { tile_id: 0, gzip: giant }
      for (let i = 0; i < 30_000; i++) yield { tile_id: first + 2 * i, gzip: randomBytes(20 + (i % 97)) }
      for (let i = 0; i < 300_000; i++) yield { tile_id: firstTileId(12) + i, gzip: Uint8Array.of(1, 2, 3) }
    }
    const written = await writeArchive(file, many(), META)
    expect(written).toMatchObject({ tiles: 330_001, contents: 30_002 })
    const archive = await ArchiveFile.open(file)
    const header = await archive.header()
    expect(header).toMatchObject({ addressedTiles: 330_001, tileEntries: 30_002, tileContents: 30_002 })
    expect(header).toMatchObject({ minZoom: 0, maxZoom: 12, clustered: true })
    expect(header.leavesLength).toBeGreaterThan(0)
    expect(header.rootOffset + header.rootLength).toBeLessThanOrEqual(16384)
    expect(header.tilesOffset).toBe(16384)
    const found = await archive
      .reference()
      .getZxy(...zxyOf(firstTileId(12) + 299_999))
      .catch(String)
    // The reader finds it by a leaf, and only then sees that three bytes are no gzip.
    expect(found).toMatch(/incorrect header|unexpected end/)
    let entries = 0
    let end = 0
    for await (const entry of archive.entries(header)) {
      expect(entry.offset).toBe(end)
      end += entry.length
      entries++
    }
    expect([entries, end]).toEqual([30_002, header.tilesLength])
    await archive.close()
  })

  it('writes nothing but what the tiles and the description say', async () => {
    for (const name of ['a.pmtiles', 'b.pmtiles']) {
      const tiles = Array.from({ length: 300 }, (_, i) => ({
        ...packedTile(7, 0, 0, i),
        tile_id: 5461 + 3 * i,
      }))
      await writeArchive(at(name), tiles, META)
    }
    expect(readFileSync(at('a.pmtiles')).equals(readFileSync(at('b.pmtiles')))).toBe(true)
  })

  it('refuses another ending, tiles out of order, no tiles, and a folder that is not there', async () => {
    await expect(createArchive(at('x.zip'))).rejects.toMatchObject({ kind: 'usage' })
    const backwards = [packedTile(1, 1, 0, 1), packedTile(1, 0, 0, 2)]
    for (const ending of ['pmtiles', 'mbtiles']) {
      const file = at(`bad.${ending}`)
      await expect(writeArchive(file, backwards, META)).rejects.toThrow(/Hilbert order[\s\S]*1\/0\/0/)
      await expect(writeArchive(file, [], META)).rejects.toThrow(/no tile to write/)
      const hole = { tile_id: Number.NaN, gzip: Uint8Array.of(1) }
      await expect(writeArchive(file, [hole], META)).rejects.toThrow(/Hilbert order|not a tile id/)
      await expect(writeArchive(at(`no/where.${ending}`), backwards, META)).rejects.toThrow(/ENOENT/)
      const off = { ...META, bounds: [2, 0, 1, 1] as [number, number, number, number] }
      await expect(writeArchive(file, [packedTile(0, 0, 0, 1)], off)).rejects.toThrow(/bounds/)
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('bad'))).toEqual([])
  })

  it('leaves the former archive when it is given up, and may be given up twice', async () => {
    for (const ending of ['pmtiles', 'mbtiles']) {
      const file = at(`former.${ending}`)
      await writeArchive(file, [packedTile(0, 0, 0, 1)], META)
      const before = readFileSync(file)
      const writer = await createArchive(file)
      writer.add(packedTile(0, 0, 0, 2))
      await writer.abort()
      await writer.abort()
      expect(readFileSync(file).equals(before)).toBe(true)
      expect(readdirSync(folder).filter((name) => name.startsWith(`former.${ending}`))).toEqual([
        `former.${ending}`,
      ])
    }
  })
})
