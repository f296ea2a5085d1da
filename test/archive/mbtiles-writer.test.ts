import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import sqlite from 'node-sqlite3-wasm'
import { describe, expect, it } from 'vitest'
import { type ArchiveMeta, writeArchive } from '../../pipeline/archive/index.ts'
import { META, packedTile, scratchFolder } from './archives.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

const META_CITY: ArchiveMeta = {
  ...META,
  bounds: [-180, -85, 180, 85],
  layers: [
    {
      ...META.layers[0]!,
      maxzoom: 1,
      attributes: [{ name: 'skor', type: 'number' }],
      stats: { features: 3, attributes: [] },
    },
  ],
  loss: [{ name: 'titik', features_read: 4, features_taken: 3, refused: { no_geometry: 1 }, zooms: [] }],
}
/** Tile 1/0/1 is in the south-west; TMS counts rows from the south. */
const TILES = [packedTile(0, 0, 0, 5), packedTile(1, 0, 0, 1), packedTile(1, 0, 1, 2), packedTile(1, 1, 1, 1)]

function rows(file: string, sql: string): Record<string, unknown>[] {
  const db = new sqlite.Database(file, { readOnly: true })
  try {
    return db.all(sql) as Record<string, unknown>[]
  } finally {
    db.close()
  }
}

function present(program: string): boolean {
  const found = spawnSync(program, ['--version']).error === undefined
  if (!found) console.log(`skipped: ${program} is not installed`)
  return found
}

describe('the MBTiles writer', () => {
  it('writes TMS rows of gzipped tiles, equal tiles once, and the metadata of MBTiles 1.3', async () => {
    const file = at('city.mbtiles')
    const written = await writeArchive(file, TILES, META_CITY)
    expect(written).toEqual({ tiles: 4, contents: 3, bytes: readFileSync(file).length })
    const tiles = rows(file, 'SELECT * FROM tiles ORDER BY zoom_level, tile_column, tile_row')
    expect(tiles.map((t) => [t.zoom_level, t.tile_column, t.tile_row])).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 0],
    ])
    const stored = [TILES[0]!, TILES[2]!, TILES[1]!, TILES[3]!]
    tiles.forEach((tile, i) => {
      const data = gunzipSync(tile.tile_data as Uint8Array)
      expect(data.equals(gunzipSync(stored[i]!.gzip))).toBe(true)
    })
    expect(rows(file, 'SELECT count(*) AS n FROM images')).toEqual([{ n: 3 }])
    const metadata = Object.fromEntries(rows(file, 'SELECT * FROM metadata').map((r) => [r.name, r.value]))
    expect(metadata).toMatchObject({
      name: 'uji',
      format: 'pbf',
      bounds: '-180,-85,180,85',
      center: '0,0,0',
      minzoom: '0',
      maxzoom: '1',
      attribution: 'nobody',
      description: 'a test',
      type: 'overlay',
    })
    expect(metadata).not.toHaveProperty('version')
    expect(JSON.parse(metadata.json as string)).toMatchObject({
      vector_layers: [{ id: 'titik', fields: { skor: 'Number' } }],
      tilestats: { layerCount: 1 },
    })
    expect(JSON.parse(metadata.petakumuh as string)).toMatchObject({ loss: [{ layer: 'titik' }] })
    expect(readFileSync(file).readUInt32BE(68)).toBe(0x4d504258)
  })

  it('gives the same bytes each time', async () => {
    const many = () =>
      Array.from({ length: 2000 }, (_, i) => ({ ...packedTile(9, 0, 0, i % 1900), tile_id: 87381 + 2 * i }))
    await writeArchive(at('a.mbtiles'), many(), META_CITY)
    await writeArchive(at('b.mbtiles'), many(), META_CITY)
    expect(readFileSync(at('a.mbtiles')).equals(readFileSync(at('b.mbtiles')))).toBe(true)
    expect(rows(at('a.mbtiles'), 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  it.skipIf(!present('ogrinfo'))('is opened by GDAL', async () => {
    const file = at('gdal.mbtiles')
    await writeArchive(file, TILES, META_CITY)
    const { stdout, stderr } = spawnSync('ogrinfo', ['-ro', '-al', file], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toContain('Layer name: titik')
    expect(stdout).toContain('skor: ')
    expect(stdout).toContain('Feature Count: 3')
  })

  it.skipIf(!present('tippecanoe-decode'))('is opened by tippecanoe-decode', async () => {
    const file = at('decode.mbtiles')
    await writeArchive(file, TILES, META_CITY)
    const { stdout } = spawnSync('tippecanoe-decode', ['-c', file, '1', '0', '1'], { encoding: 'utf8' })
    const features = stdout.split('\n').filter((line) => line.startsWith('{ "type": "Feature"'))
    expect(features).toHaveLength(1)
    expect(JSON.parse(features[0]!)).toMatchObject({ id: 2, geometry: { type: 'Point' } })
  })
})

/** A device that is always full. */
const FULL = '/dev/full'
if (!existsSync(FULL)) console.log(`skipped: ${FULL} is absent`)

describe.skipIf(!existsSync(FULL))('a disk that is full', () => {
  it.each(['full.mbtiles', 'full.pmtiles'])(
    'is told as the system tells it, and leaves nothing: %s',
    async (name) => {
      symlinkSync(FULL, at(`${name}.part`))
      await expect(writeArchive(at(name), TILES, META_CITY)).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(readdirSync(folder).filter((left) => left.startsWith('full'))).toEqual([])
    },
  )
})
