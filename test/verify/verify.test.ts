import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import sqlite from 'node-sqlite3-wasm'
import { describe, expect, it } from 'vitest'
import { type TilePoint, writeArchive } from '../../pipeline/archive/index.ts'
import type { UserError } from '../../pipeline/errors.ts'
import { runVerify, type VerifyOptions, type VerifyReport } from '../../pipeline/verify/index.ts'
import { META, packedTile, scratchFolder } from '../archive/archives.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

async function verified(file: string, options: VerifyOptions = {}) {
  const lines: string[] = []
  const error = await runVerify(file, options, (line) => lines.push(line)).catch((thrown) => thrown)
  return { lines, error }
}

/** An archive of one tile with one polygon. */
async function polygonArchive(name: string, ring: TilePoint[]): Promise<string> {
  const features: MvtFeature[] = [{ id: 1, type: 3, geometry: [ring], tags: {} }]
  const gzip = gzipSync(encodeMvt([{ name: 'titik', features }], 4096))
  await writeArchive(at(name), [{ tile_id: 0, gzip }], META)
  return at(name)
}

/** A refusal says what, what was got and expected, and what to do. */
function whole(error: unknown): void {
  const { fault } = error as UserError
  for (const part of ['what', 'got', 'expected', 'next'] as const)
    expect([part, fault[part]]).toEqual([part, expect.stringMatching(/\S/)])
}

describe('petakumuh verify', () => {
  it('tells what a sound archive holds, by zoom and check, in both languages', async () => {
    const file = at('sound.pmtiles')
    const tiles = [
      packedTile(0, 0, 0, 1),
      packedTile(1, 0, 0, 2),
      packedTile(1, 0, 1, 1),
      packedTile(1, 1, 1, 2),
    ]
    await writeArchive(file, tiles, META)
    const { lines, error } = await verified(file)
    expect(error).toBeUndefined()
    const bytes = [tiles[0]!.gzip.length, tiles[1]!.gzip.length]
    expect(lines[1]!.split(/\s+/)).toEqual(['0', '1', '1', `${bytes[0]}`, `${bytes[0]}`])
    expect(lines[2]!.split(/\s+/)).toEqual(['1', '3', '1', `${bytes[1]}`, `${bytes[1]}`])
    expect(lines.filter((line) => /^(tile|root-size) +0 {2}\S/.test(line))).toHaveLength(2)
    expect(lines.at(-1)).toBe('Sound: nothing to complain of.')
    expect((await verified(file, { lang: 'id' })).lines.at(-1)).toBe('Utuh: tidak ada kesalahan.')
    const json = await verified(file, { json: true })
    expect(json.lines).toHaveLength(1)
    expect(JSON.parse(json.lines[0]!)).toMatchObject({
      format: 'petakumuh-verify/1',
      sound: true,
      violations: [],
      counts: {},
      zooms: [
        { zoom: 0, tiles: 1, contents: 1 },
        { zoom: 1, tiles: 3, contents: 1 },
      ],
    })
  })

  it('ends with 41 on an archive that breaks the format, and counts beyond what it tells', async () => {
    const file = at('broken.pmtiles')
    const broken = (i: number) => ({ tile_id: 3 * i, gzip: gzipSync(Uint8Array.of(0x1a, 100, i)) })
    await writeArchive(
      file,
      Array.from({ length: 25 }, (_, i) => broken(i)),
      META,
    )
    const { lines, error } = await verified(file)
    expect(error).toMatchObject({ kind: 'tiles', exitCode: 41, fault: { code: 'ARCHIVE_NOT_SOUND' } })
    whole(error)
    expect(lines.filter((line) => line.startsWith('  tile: tile '))).toHaveLength(20)
    expect(lines).toContain('  tile: + 5 more')
    expect(lines.at(-1)).toBe('Not sound.')
    const json = await verified(file, { json: true })
    expect(json.error).toMatchObject({ exitCode: 41 })
    expect(JSON.parse(json.lines[0]!)).toMatchObject({ sound: false, counts: { tile: 25 } })
  })

  it('finds polygons that begin with a hole or a ring without area', async () => {
    const ring: TilePoint[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ]
    expect((await verified(await polygonArchive('right.pmtiles', ring))).error).toBeUndefined()
    const wound = await verified(await polygonArchive('wound.pmtiles', ring.toReversed()))
    expect(wound.lines.join('\n')).toContain('the first ring of a polygon is no exterior ring')
    const flat: TilePoint[] = [
      [0, 0],
      [10, 0],
      [5, 0],
      [0, 0],
    ]
    expect((await verified(await polygonArchive('flat.pmtiles', flat))).error).toMatchObject({ exitCode: 41 })
  })

  it('ends with 41 on a truncated archive', async () => {
    await writeArchive(at('whole.pmtiles'), [packedTile(0, 0, 0, 1)], META)
    const bytes = readFileSync(at('whole.pmtiles'))
    writeFileSync(at('cut.pmtiles'), bytes.subarray(0, bytes.length - 1))
    expect((await verified(at('cut.pmtiles'))).error).toMatchObject({ exitCode: 41 })
  })

  it('checks the tiles of MBTiles', async () => {
    const sound = [packedTile(0, 0, 0, 1), packedTile(1, 0, 0, 2), packedTile(1, 0, 1, 2)]
    await writeArchive(at('sound.mbtiles'), sound, META)
    const { lines, error } = await verified(at('sound.mbtiles'), { json: true })
    expect(error).toBeUndefined()
    expect(JSON.parse(lines[0]!)).toMatchObject({
      sound: true,
      zooms: [
        { zoom: 0, tiles: 1, contents: 1, bytes: sound[0]!.gzip.length },
        { zoom: 1, tiles: 2, contents: 1, bytes: sound[1]!.gzip.length },
      ],
    })
    const broken = [sound[0]!, { tile_id: 1, gzip: gzipSync(Uint8Array.of(0x1a, 100)) }]
    await writeArchive(at('broken.mbtiles'), broken, META)
    const found = await verified(at('broken.mbtiles'))
    expect(found.error).toMatchObject({ exitCode: 41, fault: { code: 'ARCHIVE_NOT_SOUND' } })
    expect(found.lines.filter((line) => line.startsWith('  tile: tile 1/0/0'))).toHaveLength(1)
  })

  it('ends with 41 on MBTiles cut short, with damaged metadata or with a tile twice, and tells all of it', async () => {
    await writeArchive(at('good.mbtiles'), [packedTile(0, 0, 0, 1), packedTile(1, 0, 0, 2)], META)
    const bytes = readFileSync(at('good.mbtiles'))
    writeFileSync(at('cut.mbtiles'), bytes.subarray(0, 5000))
    const cut = await verified(at('cut.mbtiles'))
    expect(cut.error).toMatchObject({ exitCode: 41, fault: { code: 'ARCHIVE_NOT_SOUND' } })
    expect((cut.error as UserError).fault.next).not.toContain('petakumuh verify')
    expect(cut.lines).toContain(`  database: the file ends at byte 5000, its header says ${bytes.length}`)
    expect(cut.lines.filter((line) => /^\S+ +\d+ {2}\S/.test(line))).toHaveLength(1)
    const changed = (name: string, sql: string) => {
      writeFileSync(at(name), bytes)
      const db = new sqlite.Database(at(name))
      db.exec(sql)
      db.close()
      return verified(at(name))
    }
    const named = await changed('json.mbtiles', "UPDATE metadata SET value = '{' WHERE name = 'json'")
    expect(named.error).toMatchObject({ exitCode: 41 })
    expect(named.lines).toContain('  metadata: the row json of the metadata is not a JSON object')
    expect(named.lines.filter((line) => /^all +2 +2 /.test(line))).toHaveLength(1)
    const twice = await changed(
      'twice.mbtiles',
      'DROP INDEX map_index; INSERT INTO map SELECT * FROM map; INSERT INTO map VALUES (1, 2, 0, 1)',
    )
    for (const line of [
      '  order: tile 0/0/0 is there twice',
      '  order: tile 1/0/0 is there twice',
      '  order: zoom 1, column 2, row 0 is no place of a tile',
    ])
      expect(twice.lines).toContain(line)
    const other = await changed('other.mbtiles', 'DROP VIEW tiles; DROP TABLE metadata')
    expect(other.error).toMatchObject({
      exitCode: 21,
      fault: { got: expect.stringContaining('no such table') },
    })
  })

  it('shows the checks that were made, and says where the others were not', async () => {
    await writeArchive(at('made.pmtiles'), [packedTile(0, 0, 0, 1)], META)
    await writeArchive(at('made.mbtiles'), [packedTile(0, 0, 0, 1)], META)
    const checksOf = async (file: string) => {
      const { lines } = await verified(file, { json: true })
      return (JSON.parse(lines[0]!) as VerifyReport).checks
    }
    expect(await checksOf(at('made.mbtiles'))).toEqual(['database', 'metadata', 'order', 'bounds', 'tile'])
    expect(await checksOf(at('made.pmtiles'))).toHaveLength(12)
    const bytes = readFileSync(at('made.pmtiles'))
    writeFileSync(at('half.pmtiles'), bytes.subarray(0, bytes.length - 1))
    expect(await checksOf(at('half.pmtiles'))).toEqual(['header', 'section', 'root-size'])
    const { lines } = await verified(at('half.pmtiles'))
    expect(lines.filter((line) => /^(tile|metadata|count) /.test(line))).toEqual([])
    expect(lines).toContain('The other checks were not made: they need what is broken.')
  })

  it('says in words of its own what is wrong with metadata, in both languages', async () => {
    await writeArchive(at('meta.pmtiles'), [packedTile(0, 0, 0, 1)], META)
    const bytes = readFileSync(at('meta.pmtiles'))
    const start = Number(bytes.readBigUInt64LE(24))
    const end = start + Number(bytes.readBigUInt64LE(32))
    // The last eight bytes of gzip are its checksum and length.
    bytes[end - 8]! ^= 1
    writeFileSync(at('meta.pmtiles'), bytes)
    expect((await verified(at('meta.pmtiles'))).lines).toContain(
      `  metadata: metadata at bytes ${start}..${end}: the checksum of gzip does not fit: bytes have been changed`,
    )
    expect((await verified(at('meta.pmtiles'), { lang: 'id' })).lines).toContain(
      `  metadata: metadata di bita ${start}..${end}: jumlah uji gzip tidak cocok: ada bita yang berubah`,
    )
  })

  it('takes options about a source only with one', async () => {
    await writeArchive(at('lone.pmtiles'), [packedTile(0, 0, 0, 1)], META)
    const { error } = await verified(at('lone.pmtiles'), { tinyPolygons: 'drop' })
    expect(error).toMatchObject({ kind: 'usage', fault: { where: { key: '--tiny-polygons' } } })
    whole(error)
  })

  it('ends with 21 on what is no archive', async () => {
    writeFileSync(at('empty.pmtiles'), '')
    writeFileSync(
      at('text.pmtiles'),
      'PMTiles of another kind, which goes on for long enough to hold a header'.padEnd(200),
    )
    writeFileSync(at('short.pmtiles'), 'PMTiles\u0003')
    writeFileSync(at('short.mbtiles'), 'SQLite format 3\0 and nothing of it')
    writeFileSync(at('text.mbtiles'), 'SQLite format 3\0 and nothing of it'.padEnd(2000))
    for (const name of [
      ...['empty.pmtiles', 'text.pmtiles', 'short.pmtiles', 'absent.pmtiles', '.'],
      ...['short.mbtiles', 'text.mbtiles', 'absent.mbtiles'],
    ]) {
      const { error } = await verified(at(name))
      expect(error).toMatchObject({ kind: 'source', exitCode: 21, fault: { where: { file: at(name) } } })
      whole(error)
    }
  })
})

const CORPUS = '../shared/data/corpora/pmtiles-fixtures'
const present = existsSync(CORPUS)
if (!present) console.log(`skipped: ${CORPUS} is absent`)

describe.skipIf(!present)('archives by others', () => {
  it.each([
    ['PMTiles/js/test/data/test_fixture_1.pmtiles', undefined],
    ['PMTiles/spec/v3/usgs-mt-whitney-8-15-webp-512.pmtiles', undefined],
    ['go-pmtiles/pmtiles/fixtures/unclustered.pmtiles', undefined],
    ['planetiler/planetiler-core/src/test/resources/box1degree.pmtiles', undefined],
    ['PMTiles/js/test/data/test_fixture_mlt.pmtiles', 41],
    ['PMTiles/js/test/data/empty.pmtiles', 21],
    ['PMTiles/js/test/data/invalid_v4.pmtiles', 21],
  ])('%s', async (name, exitCode) => {
    const { error } = await verified(path.join(CORPUS, name))
    expect((error as { exitCode?: number } | undefined)?.exitCode).toBe(exitCode)
  })
})
