import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { main } from '../../pipeline/cli.ts'
import type { LayerSummary } from '../../pipeline/inspect/types.ts'
import { tempDir, writeShapefile } from '../support/shapefile-writer.ts'

/** Runs `petakumuh inspect` in this process. */
async function inspect(
  ...args: string[]
): Promise<{ code: number; out: string; err: string; layers: LayerSummary[] }> {
  let [out, err] = ['', '']
  vi.spyOn(console, 'log').mockImplementation((text) => {
    out += `${text}\n`
  })
  vi.spyOn(console, 'error').mockImplementation((text) => {
    err += `${text}\n`
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text)
    return true
  })
  const code = await main(['inspect', ...args])
  vi.restoreAllMocks()
  const layers = args.includes('--json')
    ? out
        .trimEnd()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []
  return { code, out, err, layers }
}

function written(files: Record<string, string | Buffer>): string {
  const folder = tempDir()
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const square = (x: number, y: number, size: number): number[][] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]

/** Two zones in UTM 48N, a third that crosses itself, a row marked as deleted and one without a shape. */
function zones(folder: string, prj: string | undefined): string {
  return writeShapefile(folder, 'zones', {
    shapeType: 5,
    shapes: [
      { parts: [square(437_000, 100_000, 100)] },
      { parts: [square(437_200, 100_000, 100)] },
      {
        parts: [
          [
            [437_400, 100_000],
            [437_500, 100_100],
            [437_500, 100_000],
            [437_400, 100_100],
            [437_400, 100_000],
          ],
        ],
      },
      null,
      { parts: [square(437_600, 100_000, 100)] },
    ],
    fields: [
      { name: 'KODE_LOK', type: 'C', length: 20 },
      { name: 'NAMA_LOK', type: 'C', length: 20 },
      { name: 'LUAS_HA', type: 'N', length: 10, decimals: 2 },
    ],
    rows: [
      ['K01', Buffer.from('Pal\xeambang', 'latin1'), '1,00'],
      ['K02', 'Bugis', '1,50'],
      ['K03', '-', '2,00'],
      ['K04', 'Baru', ''],
      ['K05', 'Lama', '3,00'],
    ],
    deleted: [5],
    cpg: '1252',
    prj,
  })
}

const UTM_48N =
  'PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

describe('petakumuh inspect', () => {
  it('tells of a shapefile what is in it, where, and what is wrong with it', async () => {
    const { code, layers } = await inspect(zones(tempDir(), UTM_48N), '--json')
    expect([code, layers.length]).toEqual([0, 1])
    expect(layers[0]).toMatchObject({
      layer: 'zones',
      format: 'shapefile',
      records: 4,
      deleted: 1,
      geometry: {
        types: { Polygon: 3 },
        missing: 1,
        empty: 0,
        invalid: 1,
        bbox: [437_000, 100_000, 437_500, 100_100],
      },
      crs: { how: 'prj', code: 'EPSG:32648', insideIndonesia: true, candidates: [] },
      encoding: { how: 'cpg', sample: 'Palêmbang' },
    })
    expect(layers[0]!.findings.find(({ code }) => code === 'GEOM_SELF_INTERSECTION')).toMatchObject({
      count: 1,
      record: 3,
      detail: 'Self-intersection',
      at: [437_450, 100_050],
    })
    expect(layers[0]!.mapping.tables[0]!.table).toBe('zones')
  })

  it('begins with one sentence, in either language, in lines of at most 100 characters', async () => {
    const path = zones(tempDir(), UTM_48N)
    const sentence = (text: string) =>
      text.slice(text.indexOf('zones.shp')).split('\n\n')[0]!.replace(/\s+/g, ' ')
    const en = (await inspect(path)).out
    expect(sentence(en)).toBe(
      'zones.shp: 3 polygons (1 record without geometry) in EPSG:32648 (from the .prj), 1 invalid, perhaps table zones.',
    )
    const id = (await inspect(path, '--lang', 'id')).out
    expect(sentence(id)).toBe(
      'zones.shp: 3 poligon (1 rekaman tanpa geometri) dalam EPSG:32648 (dari .prj), 1 tidak sah, mungkin tabel zones.',
    )
    for (const text of [en, id]) {
      const long = text.split('\n').filter((line) => line.length > 100 && line.includes(' ', 3))
      expect(long.filter((line) => !line.includes('zones.shp'))).toEqual([])
    }
    expect(en).toMatch(/^ {2}NAMA_LOK {2}text {5}1 \(25 %\) +3 +Palêmbang \| Bugis \| Baru$/m)
    expect(en).toMatch(/^ {6}no value is written "-" 1$/m)
    expect(en.replace(/\s+/g, ' ')).toContain(
      '1 x GEOM_SELF_INTERSECTION: Invalid geometry: the outline crosses itself (record 3, at 437450 100050)',
    )
    expect(en).toMatch(/^ {4}area_ha_decree +<- LUAS_HA +high/m)
    expect(id).toContain('garis tepi memotong dirinya sendiri')
  })

  it('never chooses a zone where the .prj is missing: it lists those that fit', async () => {
    const path = zones(tempDir(), undefined)
    const { layers } = await inspect(path, '--json')
    const { crs } = layers[0]!
    expect(crs).toMatchObject({ how: 'nowhere', code: null, lonlat: null, insideIndonesia: null })
    expect(crs.candidates[0]!.codes).toContain('EPSG:32648')
    expect(crs.candidates[0]!.codes.length).toBeGreaterThan(1)
    const { out } = await inspect(path)
    expect(out.replace(/\s+/g, ' ')).toContain('without a CRS (several fit)')
    expect(out.replace(/\s+/g, ' ')).toContain('the coordinates alone do not tell the zone')
  })

  it('finds the columns that hold the places of a table, and looks at the places', async () => {
    const csv = 'nama;bujur;lintang\nPasar;104,45;0,93\nBalai;104,46;0,92\nPelabuhan;-;-\n'
    const { layers } = await inspect(join(written({ 'tempat.csv': csv }), 'tempat.csv'), '--json')
    expect(layers[0]).toMatchObject({
      place: { lon: 'bujur', lat: 'lintang' },
      geometry: { types: { Point: 2 }, missing: 1, bbox: [104.45, 0.92, 104.46, 0.93] },
      crs: { how: 'nowhere', candidates: [{ codes: ['EPSG:4326'], swapped: false }] },
    })
  })

  it('says that a table has none, and gives its options to the reader', async () => {
    const folder = written({ 'x.csv': Buffer.from('Desa|Luas\nKampung B\xfcgis|1,5\n', 'latin1') })
    const { out, layers } = await inspect(
      join(folder, 'x.csv'),
      '--encoding',
      'windows-1252',
      '--delimiter',
      '|',
      '--json',
    )
    expect(layers[0]).toMatchObject({
      geometry: { types: {}, bbox: null },
      place: null,
      encoding: { how: 'option', sample: 'Kampung Bügis' },
    })
    expect(layers[0]!.fields.map(({ name }) => name)).toEqual(['Desa', 'Luas'])
    expect(out).not.toContain('without')
    expect((await inspect(join(folder, 'x.csv'), '--delimiter', '|')).out).toContain('1 row without geometry')
  })

  it('reads the readable files of a folder in order, once each, and names the others', async () => {
    const folder = written({
      'b.csv': 'a,b\n1,2\n',
      'laporan.pdf': '%PDF-1.7',
      '.sembunyi.csv': 'a,b\n1,2\n',
    })
    zones(folder, UTM_48N)
    mkdirSync(join(folder, 'lain'))
    const { code, out, err, layers } = await inspect(folder, '--json')
    expect([code, layers.map(({ layer }) => layer)]).toEqual([0, ['b', 'zones']])
    expect(err).toContain('laporan.pdf')
    expect(out).not.toContain('laporan')
  })
})

describe('files that are refused', () => {
  it('do not keep the others from being read; the exit code is that of the gravest', async () => {
    const folder = written({
      'ok.csv': 'a,b\n1,2\n',
      'rusak.geojson': '{"type":"FeatureCollection","features":[',
    })
    const paths = [join(folder, 'tiada.csv'), join(folder, 'rusak.geojson'), join(folder, 'ok.csv')]
    const { code, out, err } = await inspect(...paths)
    expect(code).toBe(21)
    expect(out).toContain('ok.csv: 1 row')
    expect(err.match(/^petakumuh: /gm)).toHaveLength(2)
    expect(err).toMatch(/tiada\.csv[\s\S]*rusak\.geojson/)
    expect(err).not.toMatch(/^ {4}at /m)
  })

  it('are told as JSON with --json', async () => {
    const folder = written({ 'ok.csv': 'a,b\n1,2\n' })
    const { code, err, layers } = await inspect(join(folder, 'tiada.csv'), join(folder, 'ok.csv'), '--json')
    expect([code, layers.length]).toEqual([21, 1])
    expect(JSON.parse(err)).toMatchObject({
      error: 'source',
      exit: 21,
      where: { file: join(folder, 'tiada.csv') },
    })
  })

  it.each([
    ['topo.json', '{"type":"Topology","objects":{},"arcs":[]}'],
    ['objmap.json', '{"x":{"a":1},"y":{"a":2}}'],
  ])('are files without a layer: %s', async (name, text) => {
    const { code, out, err } = await inspect(join(written({ [name]: text }), name))
    expect([code, out]).toEqual([21, ''])
    expect(err).toContain(name)
  })

  it('are a layer that is not there, and a folder with nothing to read', async () => {
    const folder = written({ 'catatan.pdf': '%PDF-1.7' })
    expect(await inspect(folder)).toMatchObject({ code: 21, out: '' })
    const shapes = zones(tempDir(), UTM_48N)
    const { code, err } = await inspect(shapes, '--layer', 'lain')
    expect([code, err.includes('lain')]).toEqual([20, true])
  })

  it('are usage errors where the command line is wrong', async () => {
    expect((await inspect()).code).toBe(2)
    expect((await inspect('x.csv', '--lang', 'fr')).code).toBe(2)
  })
})

describe('values of persons', () => {
  const NIK = '2172990101900001'
  const csv = [
    'nama,NIK,no_hp,keterangan,RT/RW',
    `Siti Aminäh,${NIK},0812-3456-7890,rumah tua,RT 01 RW 02`,
    `Budi Santoso,${NIK.replace(/1$/, '2')},081234567891,hubungi 081234567892,RT 02 RW 02`,
    ...Array.from({ length: 20 }, (_, index) => `Warga ${index},,,baik ${index},RT 03 RW 02`),
  ].join('\n')

  it('stand nowhere in the report, which says so', async () => {
    const path = join(written({ 'warga.csv': csv }), 'warga.csv')
    for (const args of [[path], [path, '--json'], [path, '--lang', 'id']]) {
      const { code, out, err } = await inspect(...args)
      expect(code).toBe(0)
      for (const secret of [/Siti|Aminäh|Budi|Warga \d/, /21729901/, /0812|3456/])
        expect(out + err).not.toMatch(secret)
      expect(out).toContain('baik 0')
    }
    expect((await inspect(path)).out).toContain(
      'Personal data: values of nama, NIK, no_hp are read to be counted',
    )
    expect((await inspect(path)).out.match(/\(personal: not shown\)/g)).toHaveLength(3)
    expect((await inspect(path, '--lang', 'id')).out).toContain('(pribadi: tidak ditampilkan)')
  })

  it('are not shown in any column of a list of persons, and the places of their houses neither', async () => {
    const rows = [0, 1, 2].map(
      (i) => `${i},Andi ${i},Rini ${i},Joko ${i},Tuti ${i},a${i}@x.id,0.92173${i} 104.45211${i} 0 0`,
    )
    const text = `NO,NAMA LENGKAP PEMILIK,Responden,pemilik bangunan,TTD,email,titik\n${rows.join('\n')}\n`
    const path = join(written({ 'survei.csv': text }), 'survei.csv')
    for (const args of [[path], [path, '--json']]) {
      const { out } = await inspect(...args)
      expect(out).not.toMatch(/Andi|Rini|Joko|Tuti|@x/)
      expect(out).not.toMatch(/0\.92173\d 104\.45211/)
    }
    const { layers } = await inspect(path, '--json')
    expect(layers[0]).toMatchObject({ place: { geopoint: 'titik' }, geometry: { types: { Point: 3 } } })
    expect(layers[0]!.fields.find(({ name }) => name === 'titik')).toMatchObject({
      personal: 'place',
      samples: [],
      min: null,
      max: null,
    })
    // Only its name, survei.csv, speaks for households.
    expect(layers[0]!.mapping.tables).toEqual([])
  })

  it('are masked in GeoJSON numbers as well', async () => {
    const feature = (nik: number) => ({
      type: 'Feature',
      properties: { kolom: nik, nama: `Warga ${String(nik).slice(-1)}` },
      geometry: { type: 'Point', coordinates: [104.45, 0.9] },
    })
    const collection = {
      type: 'FeatureCollection',
      features: [feature(2172990101900001), feature(2172990101900002)],
    }
    const path = join(written({ 'w.geojson': JSON.stringify(collection) }), 'w.geojson')
    const { out, layers } = await inspect(path, '--json')
    expect(out).not.toMatch(/2172990|Warga/)
    expect(layers[0]!.fields.map(({ personal }) => personal)).toEqual(['values', 'name'])
  })
})

describe('what a file may hold against a terminal', () => {
  it('does not reach it: control and direction characters are taken out', async () => {
    const collection = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: { 'a\u001b[2Jb': 'x\u001b[31my\u202ez' }, geometry: null }],
    }
    const { out } = await inspect(join(written({ 'x.geojson': JSON.stringify(collection) }), 'x.geojson'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(out).toContain('a\ufffd[2Jb')
    expect(out).toContain('x [31my\ufffdz')
  })
})
