import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import sqlite from 'node-sqlite3-wasm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createArchive, gzip, type Tile, tileIdOf, writePmtiles } from '../../pipeline/archive/index.ts'
import { compareFiles } from '../../pipeline/compare/index.ts'
import { type ExportOptions, exportTiles } from '../../pipeline/export/index.ts'
import { createProgress, type Progress } from '../../pipeline/progress.ts'
import { META, pointTile, scratchFolder } from '../archive/archives.ts'
import { inProcess } from '../support/command-line.ts'

const folder = scratchFolder()
const at = (...names: string[]) => path.join(folder, ...names)
const quiet = createProgress('quiet')
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

/** Zooms 0 to 2, the last two of one content and in one run. */
const TILES: Tile[] = [
  pointTile(0, 0, 0, 1),
  pointTile(1, 0, 1, 2),
  pointTile(2, 0, 2, 3),
  pointTile(2, 0, 3, 4),
  pointTile(2, 1, 3, 4),
]
/** What other programs say of an archive: texts, numbers, lists, and what its header says too. */
const FOREIGN = {
  name: 'kota "A" <b>',
  attribution: 'Pemerintah Kota',
  format: 'pbf',
  generator: 'tippecanoe v2.79.0',
  generator_options: 'tippecanoe -o kota.pmtiles',
  revision: 7,
  strategies: [{ dropped_by_rate: 2 }],
  petakumuh: { engine: 'builtin' },
  vector_layers: [{ id: 'titik', description: '', minzoom: 0, maxzoom: 2, fields: { skor: 'Number' } }],
}

beforeAll(async () => {
  const writer = await createArchive(at('kota.pmtiles'))
  for (const { z, x, y, data } of TILES) await writer.add({ tile_id: tileIdOf(z, x, y), gzip: gzip(data) })
  const bounds: [number, number, number, number] = [104.25, -1.5, 105, 1.25]
  await writer.finish({ bounds, center: { lon: 104.5, lat: 0.9, zoom: 2 }, copied: FOREIGN })
  await writePmtiles(at('dunia.pmtiles'), TILES, META)
})

function exported(source: string, output: string, options: Partial<ExportOptions> = {}, progress = quiet) {
  return exportTiles(at(source), { output: at(output), ...options }, progress)
}

const tilesIn = (place: string) =>
  readdirSync(at(place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pbf'))
    .sort()

describe('an archive as another kind of archive', () => {
  it.each(['kota', 'dunia'])(
    'holds the same tiles and says the same of itself, there and back: %s',
    async (name) => {
      const there = await exported(`${name}.pmtiles`, `${name}.mbtiles`)
      await exported(`${name}.mbtiles`, `${name}-back.pmtiles`)
      expect(there).toMatchObject({ kind: 'mbtiles', tiles: 5, zooms: [0, 2], compression: 'gzip' })
      for (const other of [`${name}.mbtiles`, `${name}-back.pmtiles`]) {
        const { equal, tiles, metadata } = await compareFiles(at(`${name}.pmtiles`), at(other), {})
        expect({ equal, tiles, metadata }).toEqual({
          equal: true,
          tiles: { equal_bytes: 5, equal_content: 0, different: 0, only_a: 0, only_b: 0 },
          // It is the only kind of tiles that is written; only MBTiles have a row for it.
          metadata: name === 'kota' ? ['format'] : [],
        })
      }
    },
  )

  it('is the same file in the end, where it came from here', async () => {
    await exported('dunia.pmtiles', 'dunia-twin.pmtiles')
    expect(readFileSync(at('dunia-twin.pmtiles')).equals(readFileSync(at('dunia.pmtiles')))).toBe(true)
  })

  it('opens where its author meant', async () => {
    await exported('kota.pmtiles', 'centre.mbtiles')
    const db = new sqlite.Database(at('centre.mbtiles'), { readOnly: true })
    const rows = db.all("SELECT name, value FROM metadata WHERE name IN ('center', 'bounds')")
    db.close()
    expect(rows).toEqual([
      { name: 'bounds', value: '104.25,-1.5,105,1.25' },
      { name: 'center', value: '104.5,0.9,2' },
    ])
  })

  it('has its tiles compressed where they were not', async () => {
    const db = new sqlite.Database(at('plain.mbtiles'))
    db.exec('CREATE TABLE metadata (name TEXT, value TEXT)')
    db.exec('CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)')
    db.run("INSERT INTO metadata VALUES ('format', 'pbf')")
    db.run('INSERT INTO tiles VALUES (1, 0, 0, ?)', [TILES[1]!.data])
    db.close()
    await exported('plain.mbtiles', 'packed.pmtiles')
    const { tiles } = await compareFiles(at('plain.mbtiles'), at('packed.pmtiles'), {})
    expect(tiles).toMatchObject({ equal_bytes: 0, equal_content: 1 })
    await exported('plain.mbtiles', 'packed', { gzip: true })
    expect(gunzipSync(readFileSync(at('packed/1/0/1.pbf'))).equals(TILES[1]!.data)).toBe(true)
  })
})

describe('an archive as a folder', () => {
  it('has a file for each tile, uncompressed, and none where there is no tile', async () => {
    const done = await exported('kota.pmtiles', 'ubin')
    expect(tilesIn('ubin')).toEqual(TILES.map(({ z, x, y }) => path.join(`${z}`, `${x}`, `${y}.pbf`)).sort())
    for (const { z, x, y, data } of TILES)
      expect(readFileSync(at('ubin', `${z}`, `${x}`, `${y}.pbf`)).equals(data)).toBe(true)
    const bytes = TILES.reduce((sum, { data }) => sum + data.length, 0)
    expect(done).toMatchObject({ kind: 'folder', tiles: 5, bytes, zooms: [0, 2], compression: 'none' })
  })

  it('has the stored bytes with --gzip', async () => {
    await exported('kota.pmtiles', 'padat', { gzip: true })
    for (const { z, x, y, data } of TILES)
      expect(readFileSync(at('padat', `${z}`, `${x}`, `${y}.pbf`)).equals(gzip(data))).toBe(true)
  })

  it('is described by TileJSON 3 and by the rows of MBTiles', async () => {
    await exported('kota.pmtiles', 'alamat', { url: 'https://atlas.example/kota' })
    expect(json(at('alamat/tilejson.json'))).toEqual({
      tilejson: '3.0.0',
      name: 'kota "A" <b>',
      attribution: 'Pemerintah Kota',
      scheme: 'xyz',
      tiles: ['https://atlas.example/kota/{z}/{x}/{y}.pbf'],
      minzoom: 0,
      maxzoom: 2,
      bounds: [104.25, -1.5, 105, 1.25],
      center: [104.5, 0.9, 2],
      vector_layers: FOREIGN.vector_layers,
    })
    expect(json(at('alamat/metadata.json'))).toMatchObject({ format: 'pbf', minzoom: '0', maxzoom: '2' })
    expect(JSON.parse(json(at('alamat/metadata.json')).json).vector_layers).toEqual(FOREIGN.vector_layers)
  })

  it('replaces such a folder with --force alone, and leaves none of the old tiles', async () => {
    await exported('kota.pmtiles', 'lagi')
    mkdirSync(at('lagi/9/1'), { recursive: true })
    writeFileSync(at('lagi/9/1/1.pbf'), 'x')
    await expect(exported('kota.pmtiles', 'lagi')).rejects.toMatchObject({ exitCode: 2 })
    expect(existsSync(at('lagi/9/1/1.pbf'))).toBe(true)
    await exported('kota.pmtiles', 'lagi', { force: true })
    expect(tilesIn('lagi')).toHaveLength(5)
  })

  const others: [what: string, put: () => void, said: string][] = [
    ['a document among tiles', () => writeFileSync(at('milik/2/0/laporan.docx'), 'x'), '2/0/laporan.docx'],
    ['a document beside columns', () => writeFileSync(at('milik/2/laporan.pbf'), 'x'), '2/laporan.pbf'],
    ['a folder below a column', () => mkdirSync(at('milik/2/0/7.pbf')), '2/0/7.pbf'],
    ['a column of another name', () => mkdirSync(at('milik/2/gambar')), '2/gambar'],
    ['a tile with a zero before it', () => writeFileSync(at('milik/2/0/07.pbf'), 'x'), '2/0/07.pbf'],
    ['folders of months', () => mkdirSync(at('milik/01')), 'such as 01'],
    ['folders of days', () => mkdirSync(at('milik/31')), 'such as 31'],
    ['a link', () => symlinkSync(at('kota.pmtiles'), at('milik/5')), 'such as 5'],
    ['a folder of this name', () => mkdirSync(at('milik/tilejson.json')), 'tilejson.json'],
    ['no metadata', () => rmSync(at('milik/metadata.json')), 'no metadata.json'],
  ]

  it.each(others)('replaces none that has %s, whatever the options', async (_, put, said) => {
    rmSync(at('milik'), { recursive: true, force: true })
    await exported('kota.pmtiles', 'milik')
    if (said === 'tilejson.json') rmSync(at('milik/tilejson.json'))
    put()
    const before = readdirSync(at('milik'), { recursive: true }).sort()
    await expect(exported('kota.pmtiles', 'milik', { force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(said),
    })
    expect(readdirSync(at('milik'), { recursive: true }).sort()).toEqual(before)
  })

  const hasGdal = spawnSync('ogrinfo', ['--version']).error === undefined
  if (!hasGdal) console.log('skipped: ogrinfo is not installed')

  it.skipIf(!hasGdal)('is opened by GDAL, compressed or not', async () => {
    for (const options of [{}, { gzip: true }]) {
      await exported('kota.pmtiles', 'gdal', { force: true, ...options })
      const { stdout, stderr } = spawnSync('ogrinfo', ['-ro', '-al', `MVT:${at('gdal/2')}`], {
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      expect(stdout).toContain('Layer name: titik')
      expect(stdout).toContain('skor: ')
    }
  })
})

describe('what is exported', () => {
  it.each(['output', 'output/public', 'output/public/releases/r1'])('may be named by %s', async (name) => {
    mkdirSync(at('output/public/releases/r1/tiles'), { recursive: true })
    copyFileSync(at('kota.pmtiles'), at('output/public/releases/r1/tiles/kota.pmtiles'))
    const file = (path: string, media_type: string) => ({
      path,
      bytes: 1,
      sha256: '',
      media_type,
      rows: null,
    })
    const files = [
      file('tiles/proof.json', 'application/json'),
      file('tiles/kota.pmtiles', 'application/vnd.pmtiles'),
    ]
    writeFileSync(at('output/public/latest.json'), JSON.stringify({ release: 'r1' }))
    writeFileSync(
      at('output/public/releases/r1/manifest.json'),
      JSON.stringify({ format: 'petakumuh-release/1', release: 'r1', files, layers: [] }),
    )
    const { source } = await exported(name, 'terbit.mbtiles', { force: true })
    expect(source).toBe(at('output/public/releases/r1/tiles/kota.pmtiles'))
  })

  it('is reported in both languages, and to machines', async () => {
    const words = { en: 'answers 404', id: 'menjawab 404' }
    for (const [lang, word] of Object.entries(words)) {
      const { code, out } = await inProcess([
        'export',
        at('kota.pmtiles'),
        '-o',
        at(`laporan-${lang}`),
        '--gzip',
        '--lang',
        lang,
      ])
      expect([code, out.includes(word), out.includes('Content-Encoding: gzip')]).toEqual([0, true, true])
    }
    const { out, err } = await inProcess(['export', at('kota.pmtiles'), '-o', at('mesin'), '--json'])
    expect(JSON.parse(out)).toMatchObject({
      format: 'petakumuh-export/1',
      tiles: 5,
      tilejson: at('mesin/tilejson.json'),
    })
    expect(err).toBe('')
  })
})

describe('a folder of tiles', () => {
  const said = async (place: string) => {
    const { code, out } = await inProcess(['verify', at(place), '--json'])
    const { violations } = JSON.parse(out) as { violations: { code: string; detail: string }[] }
    return [code, ...violations.map(({ code, detail }) => `${code}: ${detail}`)]
  }

  it.each([[{ gzip: false }], [{ gzip: true }]])(
    'is read back whole by verify, compare and export: %o',
    async (options) => {
      const place = options.gzip ? 'kembali-padat' : 'kembali'
      await exported('dunia.pmtiles', place, options)
      expect(await said(place)).toEqual([0])
      const { equal, tiles, metadata } = await compareFiles(at('dunia.pmtiles'), at(place), {})
      const as = options.gzip ? 'equal_bytes' : 'equal_content'
      expect([equal, tiles[as], metadata]).toEqual([true, 5, []])
      expect((await inProcess(['compare', at(place), at('dunia.pmtiles')])).code).toBe(0)
      await exported(place, `${place}.pmtiles`)
      expect((await compareFiles(at(place), at(`${place}.pmtiles`), {})).equal).toBe(true)
    },
  )

  it('is not sound where tiles or what is said of them were changed', async () => {
    await exported('dunia.pmtiles', 'ubah')
    rmSync(at('ubah/2'), { recursive: true })
    writeFileSync(at('ubah/1/0/1.pbf'), 'bukan ubin')
    mkdirSync(at('ubah/1/7'))
    writeFileSync(at('ubah/1/7/0.pbf'), '')
    writeFileSync(at('ubah/catatan.txt'), '')
    const told = json(at('ubah/tilejson.json'))
    writeFileSync(
      at('ubah/tilejson.json'),
      JSON.stringify({ ...told, bounds: [0, 0, 1, 1], vector_layers: [{ id: 'garis' }] }),
    )
    expect(await said('ubah')).toEqual([
      41,
      'order: 1/7/0.pbf is no place of a tile',
      'order: catatan.txt is no place of a tile',
      'zoom: the maximum zoom is 1, metadata.json says 2',
      'zoom: the maximum zoom is 1, tilejson.json says 2',
      'metadata: tilejson.json names the layers garis, metadata.json titik',
      'bounds: tilejson.json says the bounds 0,0,1,1, metadata.json -180,-85,180,85',
      'tile: tile 1/0/1: a field ends beyond its message',
    ])
    writeFileSync(at('ubah/metadata.json'), '[]')
    expect(await said('ubah')).toContain('metadata: metadata.json is not a JSON object')
    expect((await inProcess(['compare', at('ubah'), at('dunia.pmtiles')])).code).toBe(21)
  })

  it('is not there where a folder lies that says nothing of tiles', async () => {
    mkdirSync(at('kosong-saja/0/0'), { recursive: true })
    const { code, err } = await inProcess(['verify', at('kosong-saja')])
    expect([code, err.includes('a folder with their metadata.json')]).toEqual([21, true])
  })
})

describe('the folder an export goes into', () => {
  it('is made, and that is said', async () => {
    const done = await exported('kota.pmtiles', 'baru/dalam/kota.mbtiles')
    expect(done.made_folder).toBe(at('baru'))
    expect(await exported('kota.pmtiles', 'baru/dalam/ubin')).not.toHaveProperty('made_folder')
    const words = { en: 'was not there and was made', id: 'belum ada dan dibuat' } as const
    for (const [lang, word] of Object.entries(words)) {
      const { code, out } = await inProcess([
        ...['export', at('kota.pmtiles'), '-o', at(lang, 'ubin'), '--lang', lang],
      ])
      expect([code, out.includes(word)]).toEqual([0, true])
    }
  })

  it('is taken away again where nothing came into it', async () => {
    writeFileSync(at('potong.pmtiles'), readFileSync(at('kota.pmtiles')).subarray(0, 16500).fill(0, 16390))
    await expect(exported('potong.pmtiles', 'sia/sia/x')).rejects.toMatchObject({ exitCode: 21 })
    expect(existsSync(at('sia'))).toBe(false)
  })
})

describe('an export that cannot be made', () => {
  const refusals: [what: string, args: string[], code: number, said: string][] = [
    ['over a file that is there', ['kota.pmtiles', '-o', 'dunia.pmtiles'], 2, 'there already'],
    [
      'into a folder with other things',
      ['kota.pmtiles', '-o', 'arsip', '-f'],
      2,
      'other things, such as surat.txt',
    ],
    ['to a folder where a file is', ['kota.pmtiles', '-o', 'README', '-f'], 2, 'a file of this name'],
    ['to a kind that is not known', ['kota.pmtiles', '-o', 'kota.zip'], 2, '.mbtiles or .pmtiles'],
    ['with an option of folders', ['kota.pmtiles', '-o', 'x.mbtiles', '--gzip'], 2, '--gzip'],
    ['with an address that is none', ['kota.pmtiles', '-o', 'x', '--url', 'kota'], 2, '--url'],
    ['from what is no archive', ['README', '-o', 'x'], 21, 'no such file'],
    ['from an archive that is not there', ['tiada.pmtiles', '-o', 'x'], 21, 'no such file'],
    ['from a folder without a release', ['arsip', '-o', 'x'], 21, 'there is no release'],
    ['from a release that is broken', ['rilis', '-o', 'x'], 21, 'names no archive'],
    ['from a file of another kind', ['surat.txt', '-o', 'x'], 21, 'another kind of file'],
    ['from pictures', ['foto.mbtiles', '-o', 'x'], 21, 'no vector tiles'],
    ['from an archive without tiles', ['kosong.mbtiles', '-o', 'x'], 41, 'no tile to write'],
    ['from an archive that is cut off', ['rusak.pmtiles', '-o', 'x'], 21, 'damaged'],
    ['from one, over another', ['rusak.pmtiles', '-o', 'dunia.pmtiles', '-f'], 21, 'damaged'],
  ]

  beforeAll(() => {
    mkdirSync(at('arsip'))
    writeFileSync(at('arsip/surat.txt'), 'surat')
    writeFileSync(at('README'), 'README')
    writeFileSync(at('surat.txt'), 'surat')
    mkdirSync(at('rilis'))
    writeFileSync(at('rilis/manifest.json'), '{}')
    const whole = readFileSync(at('kota.pmtiles'))
    writeFileSync(at('rusak.pmtiles'), whole.subarray(0, 16500).fill(0, 16390))
    for (const [name, format] of [
      ['foto', 'png'],
      ['kosong', 'pbf'],
    ]) {
      const db = new sqlite.Database(at(`${name}.mbtiles`))
      db.exec('CREATE TABLE metadata (name TEXT, value TEXT)')
      db.exec('CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)')
      db.run("INSERT INTO metadata VALUES ('format', ?)", [format!])
      db.close()
    }
  })

  it.each(refusals)('%s says why and changes nothing', async (_, [source, ...args], code, said) => {
    const before = readdirSync(folder).sort()
    const dunia = readFileSync(at('dunia.pmtiles'))
    const named = args.map((arg, i) => (args[i - 1] === '-o' ? at(arg) : arg))
    const from = source === 'README' ? 'README' : at(source!)
    const run = await inProcess(['export', from, ...named])
    expect(run.err).toContain(said)
    expect(run.code).toBe(code)
    expect(readdirSync(folder).sort()).toEqual(before)
    expect(readFileSync(at('dunia.pmtiles')).equals(dunia)).toBe(true)
    expect(readFileSync(at('arsip/surat.txt'), 'utf8')).toBe('surat')
  })

  it('because it was stopped leaves nothing', async () => {
    const many = Array.from({ length: 600 }, (_, i) => pointTile(10, i % 4, Math.floor(i / 4), i % 7))
    many.sort((a, b) => tileIdOf(a.z, a.x, a.y) - tileIdOf(b.z, b.x, b.y))
    await writePmtiles(at('banyak.pmtiles'), many, META)
    const before = readdirSync(folder).sort()
    const others = process.rawListeners('SIGINT') as NodeJS.SignalsListener[]
    process.removeAllListeners('SIGINT')
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    const said = vi.spyOn(console, 'error').mockReturnValue()
    const seen: string[][] = []
    const stopping: Progress = {
      ...quiet,
      task: () => ({
        part() {},
        end() {},
        advance() {
          seen.push(readdirSync(folder).sort())
          process.emit('SIGINT', 'SIGINT')
          seen.push(readdirSync(folder).sort())
          throw new Error('the process has ended')
        },
      }),
    }
    try {
      await expect(exported('banyak.pmtiles', 'ubin-banyak', {}, stopping)).rejects.toThrow('has ended')
      expect(seen[0]!.length).toBe(before.length + 1)
      expect(seen[1]).toEqual(before)
      // Whoever asks meanwhile whether a process lives sends the signal 0.
      expect(kill.mock.calls.filter(([, signal]) => signal !== 0)).toEqual([[process.pid, 'SIGINT']])
      expect(said).toHaveBeenCalledOnce()
    } finally {
      for (const other of others) process.on('SIGINT', other)
      vi.restoreAllMocks()
    }
  })
})
