import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ArchiveFile,
  decodeMvt,
  firstTileId,
  type Tile,
  verifyPmtiles,
  writePmtiles,
  zxyOf,
} from '../../pipeline/archive/index.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'
import { META, pointTile, scratchFolder } from './archives.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

/** Tiles at uneven distances and of uneven sizes, as real ones are. */
function unevenTile(i: number): Tile {
  const noise = createHash('sha256').update(`tile ${i}`).digest('hex')
  const [z, x, y] = zxyOf(firstTileId(9) + i * 8 + (noise.charCodeAt(0) % 8))
  const tags = {
    noise: (noise + noise.split('').reverse().join('')).slice(
      0,
      noise.charCodeAt(1) + noise.charCodeAt(2) - 96,
    ),
  }
  const features: MvtFeature[] = [{ id: i, type: 1, geometry: [[i % 4096, 0]], tags }]
  return { z, x, y, data: encodeMvt([{ name: 'titik', features }], 4096) }
}

function* manyTiles(count: number): Generator<Tile> {
  for (let i = 0; i < count; i++) yield unevenTile(i)
}

describe('the PMTiles writer', () => {
  it('writes what the reference reader reads back, header and metadata included', async () => {
    const tiles = [pointTile(0, 0, 0, 1), pointTile(1, 0, 1, 2), pointTile(1, 1, 0, 3)]
    const file = at('small.pmtiles')
    const meta = { ...META, bounds: [104.3, 0.7, 104.7, 1.1] as [number, number, number, number] }
    const written = await writePmtiles(file, tiles, meta)
    expect(written).toEqual({ tiles: 3, contents: 3, bytes: readFileSync(file).length })
    const archive = await ArchiveFile.open(file)
    const reader = archive.reference()
    expect(await reader.getHeader()).toMatchObject({
      specVersion: 3,
      clustered: true,
      internalCompression: 2,
      tileCompression: 2,
      tileType: 1,
      minZoom: 0,
      maxZoom: 1,
      minLon: 104.3,
      minLat: 0.7,
      maxLon: 104.7,
      maxLat: 1.1,
      centerLon: 104.5,
      centerLat: 0.9,
      centerZoom: 1,
      numAddressedTiles: 3,
      numTileEntries: 3,
      numTileContents: 3,
    })
    expect(await reader.getMetadata()).toMatchObject({
      name: 'uji',
      description: 'a test',
      attribution: 'nobody',
      vector_layers: [{ id: 'titik', minzoom: 0, maxzoom: 14, fields: {} }],
    })
    for (const { z, x, y, data } of tiles) {
      const answer = await reader.getZxy(z, x, y)
      expect(Buffer.compare(new Uint8Array(answer!.data), data)).toBe(0)
    }
    expect(await reader.getZxy(1, 0, 0)).toBeUndefined()
    await archive.close()
  })

  it('says the type and description of every attribute', async () => {
    const file = at('fields.pmtiles')
    const stats = {
      features: 2,
      attributes: [{ attribute: 'skor', count: 2, type: 'number' as const, values: [1, 9], min: 1, max: 9 }],
    }
    const attributes = [{ name: 'skor', type: 'number' as const, description: 'Skor kumuh' }]
    await writePmtiles(file, [pointTile(0, 0, 0, 1)], {
      ...META,
      layers: [{ ...META.layers[0]!, attributes, stats }],
    })
    const archive = await ArchiveFile.open(file)
    expect(await archive.metadata(await archive.header())).toMatchObject({
      vector_layers: [{ fields: { skor: 'Number' }, field_descriptions: { skor: 'Skor kumuh' } }],
      tilestats: {
        layerCount: 1,
        layers: [
          { layer: 'titik', count: 2, geometry: 'Point', attributeCount: 1, attributes: stats.attributes },
        ],
      },
    })
    await archive.close()
  })

  it('stores equal tiles once and runs of them as one entry', async () => {
    const file = at('ocean.pmtiles')
    const land = 40
    const tiles = Array.from({ length: 256 }, (_, i) => {
      const [z, x, y] = zxyOf(firstTileId(4) + i)
      return pointTile(z, x, y, i === land ? 7 : 0)
    })
    const written = await writePmtiles(file, tiles, META)
    expect(written).toMatchObject({ tiles: 256, contents: 2 })
    const archive = await ArchiveFile.open(file)
    const header = await archive.header()
    expect(header).toMatchObject({ addressedTiles: 256, tileEntries: 3, tileContents: 2 })
    const [z, x, y] = zxyOf(firstTileId(4) + land)
    const reader = archive.reference()
    expect(decodeMvt(new Uint8Array((await reader.getZxy(z, x, y))!.data))[0]!.features[0]!.id).toBe(7)
    expect(decodeMvt(new Uint8Array((await reader.getZxy(4, 15, 15))!.data))[0]!.features[0]!.id).toBe(0)
    await archive.close()
    expect(await verifyPmtiles(file)).toEqual([])
  })

  it('adds leaf directories when 20,000 tiles do not fit the first 16 KiB', async () => {
    const file = at('leaves.pmtiles')
    const written = await writePmtiles(file, manyTiles(20_000), META)
    expect(written).toMatchObject({ tiles: 20_000, contents: 20_000 })
    const archive = await ArchiveFile.open(file)
    const header = await archive.header()
    expect(header.leavesLength).toBeGreaterThan(0)
    expect(header.rootOffset + header.rootLength).toBeLessThanOrEqual(16384)
    const reader = archive.reference()
    for (const i of [0, 1, 4095, 4096, 12345, 19_999]) {
      const { z, x, y, data } = unevenTile(i)
      const answer = await reader.getZxy(z, x, y)
      expect(Buffer.compare(new Uint8Array(answer!.data), data)).toBe(0)
    }
    await archive.close()
    expect(await verifyPmtiles(file)).toEqual([])
  })

  it('gives the same bytes each time, with no trace of the machine in the gzip headers', async () => {
    await writePmtiles(at('a.pmtiles'), manyTiles(500), META)
    await writePmtiles(at('b.pmtiles'), manyTiles(500), META)
    const bytes = readFileSync(at('a.pmtiles'))
    expect(Buffer.compare(bytes, readFileSync(at('b.pmtiles')))).toBe(0)
    const archive = await ArchiveFile.open(at('a.pmtiles'))
    const header = await archive.header()
    for (const offset of [header.rootOffset, header.metadataOffset, header.tilesOffset]) {
      expect([...bytes.subarray(offset, offset + 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    }
    await archive.close()
  })

  it('refuses tiles out of order or given twice, and leaves nothing behind', async () => {
    const file = at('order.pmtiles')
    const late = [pointTile(1, 0, 1, 1), pointTile(1, 0, 0, 2)]
    await expect(writePmtiles(file, late, META)).rejects.toThrow(/Hilbert order[\s\S]*1\/0\/0/)
    const twice = [pointTile(1, 0, 1, 1), pointTile(1, 0, 1, 1)]
    await expect(writePmtiles(file, twice, META)).rejects.toThrow(/Hilbert order/)
    expect(readdirSync(folder).filter((name) => name.startsWith('order'))).toEqual([])
  })

  it('keeps the former archive when the tiles fail half way', async () => {
    const file = at('kept.pmtiles')
    await writePmtiles(file, [pointTile(0, 0, 0, 1)], META)
    const before = readFileSync(file)
    function* failing(): Generator<Tile> {
      yield pointTile(0, 0, 0, 2)
      throw new Error('the source broke')
    }
    await expect(writePmtiles(file, failing(), META)).rejects.toThrow('the source broke')
    expect(Buffer.compare(readFileSync(file), before)).toBe(0)
    expect(existsSync(`${file}.part`)).toBe(false)
    expect(existsSync(`${file}.tiles.part`)).toBe(false)
  })

  it('refuses an archive without tiles, an empty tile and bounds that are none', async () => {
    await expect(writePmtiles(at('none.pmtiles'), [], META)).rejects.toMatchObject({ kind: 'tiles' })
    const empty = [{ z: 0, x: 0, y: 0, data: new Uint8Array(0) }]
    await expect(writePmtiles(at('none.pmtiles'), empty, META)).rejects.toThrow(/0\/0\/0 \(id 0\) is empty/)
    for (const bounds of [
      [1, 0, -1, 2],
      [0, 0, Number.NaN, 1],
      [0, -91, 1, 1],
    ] as [number, number, number, number][]) {
      const tile = [pointTile(0, 0, 0, 1)]
      await expect(writePmtiles(at('none.pmtiles'), tile, { ...META, bounds })).rejects.toThrow(/bounds/)
    }
  })
})
