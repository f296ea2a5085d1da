import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type TilePoint, writeArchive } from '../../pipeline/archive/index.ts'
import { runVerify, type VerifyOptions } from '../../pipeline/verify/index.ts'
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
    writeFileSync(at('cut.mbtiles'), readFileSync(at('sound.mbtiles')).subarray(0, 5000))
    expect((await verified(at('cut.mbtiles'))).error).toMatchObject({ exitCode: 21 })
  })

  it('takes options about a source only with one', async () => {
    await writeArchive(at('lone.pmtiles'), [packedTile(0, 0, 0, 1)], META)
    const { error } = await verified(at('lone.pmtiles'), { tinyPolygons: 'drop' })
    expect(error).toMatchObject({ kind: 'usage', fault: { where: { key: '--tiny-polygons' } } })
  })

  it('ends with 21 on what is no archive', async () => {
    writeFileSync(at('empty.pmtiles'), '')
    writeFileSync(
      at('text.pmtiles'),
      'PMTiles of another kind, which goes on for long enough to hold a header'.padEnd(200),
    )
    for (const name of ['empty.pmtiles', 'text.pmtiles', 'absent.pmtiles', '.'])
      expect((await verified(at(name))).error).toMatchObject({ kind: 'source', exitCode: 21 })
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
