import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { runInit } from '../../pipeline/init/index.ts'
import { type InitOptions, initCity } from '../../pipeline/init/init-city.ts'
import { placeFiles } from '../../pipeline/init/workspace-files.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { buildCity } from '../support/built-city.ts'
import { tempDir, writeShapefile } from '../support/shapefile-writer.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-init-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
/** Runs `init` on files with these contents, in a workspace of its own. */
async function init(files: Record<string, string>, options: InitOptions = {}) {
  const home = join(folder, String(++count))
  mkdirSync(join(home, 'given'), { recursive: true })
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(home, 'given', name)
    writeFileSync(path, text)
    return path
  })
  const workspace = join(home, 'kota')
  const outcome = await initCity(workspace, paths, options, createProgress('quiet'))
  return { ...outcome, workspace, text: readFileSync(join(workspace, 'city.yaml'), 'utf8') }
}

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof UserError) return error
  throw error ?? new Error('nothing was refused')
}

function zones(features: { properties: Record<string, unknown>; at: [number, number] }[]): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    features: features.map(({ properties, at: [lon, lat] }) => ({
      type: 'Feature',
      properties,
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [lon, lat],
            [lon + 0.001, lat],
            [lon + 0.001, lat + 0.001],
            [lon, lat + 0.001],
            [lon, lat],
          ],
        ],
      },
    })),
  })
}

const ZONES = zones([
  {
    properties: {
      KODE_RT_RW: 'RT001-RW002',
      KODE_KEL: '21.72.01.1003',
      LUAS_KUMUH: '1,25',
      LEGALITAS: 'Legal',
    },
    at: [104.44, 0.92],
  },
  {
    properties: {
      KODE_RT_RW: 'RT002-RW002',
      KODE_KEL: '21.72.01.1003',
      LUAS_KUMUH: '1,20',
      LEGALITAS: 'Ilegal',
    },
    at: [104.45, 0.92],
  },
])

/** Zones of which each belongs to the decree of its number. */
const numbered = (first: string, second = first, ...others: string[]) =>
  zones(
    [first, second, ...others].map((NOMOR_SK, i) => ({
      properties: { ID_ZONA: `Z${i}`, NOMOR_SK, KODE_KEL: '21.72.01.1003', LUAS_KUMUH: 1.2 },
      at: [104.44 + i / 100, 0.92],
    })),
  )

const ANNEX = `no,lokasi,kelurahan,luas_kumuh_ha
1,Kampung Bugis,Kampung Bugis,1.2
2,Sei Jang,Sei Jang,1.2
`

describe('a workspace that init writes', () => {
  it('loads, says what the city is and maps what is plain', async () => {
    const { workspace, text } = await init({ 'delineasi_kumuh.geojson': ZONES })
    const city = loadCity(workspace)
    expect(city).toMatchObject({
      code: '21.72',
      utm_crs: 'EPSG:32648',
      envelope: [104.42, 0.9, 104.48, 0.95],
      decree: 'belum-diisi',
    })
    const [source] = city.sources
    expect(source).toMatchObject({
      table: 'zones',
      path: 'sources/delineasi_kumuh.geojson',
      columns: { area_ha_decree: 'LUAS_KUMUH', kelurahan_code: 'KODE_KEL', rt_rw: 'KODE_RT_RW' },
      values: { land_legality: { Legal: 'legal', Ilegal: 'tidak legal' } },
    })
    expect(source!.examples[0]).toMatchObject({ record: 1, canonical: { area_ha_decree: 1.25 } })
    expect(text).toMatch(/decree_number: \{ value: belum-diisi \} # CHECK/)
    expect(text).toMatch(/^decree: belum-diisi # CHECK: /m)
  })

  it('builds', async () => {
    const { workspace } = await init({ 'delineasi_kumuh.geojson': ZONES })
    const city = await buildCity(workspace)
    expect(city.layer('zones').features).toHaveLength(2)
    city.remove()
  })

  it('takes the only decree number there is for sources without one, and builds', async () => {
    const { workspace, text } = await init({
      'lampiran_sk.csv': ANNEX,
      'zona.geojson': numbered('050/275/2014'),
    })
    expect(text).toMatch(/^decree: 050\/275\/2014 # the only number in NOMOR_SK of zona/m)
    expect(text).toMatch(/decree_number: \{ value: 050\/275\/2014 \} # CHECK/)
    expect(text).not.toContain('belum-diisi')
    expect(loadCity(workspace).sources.map(({ table }) => table)).toEqual([
      ...['decree_rows', 'zones', 'decrees'],
    ])
    const city = await buildCity(workspace)
    expect(city.layer('zones').features).toHaveLength(2)
    city.remove()
  })

  it('takes the commonest of several numbers, to be checked, and names the others', async () => {
    const { workspace, text } = await init({
      'lampiran_sk.csv': ANNEX,
      'zona.geojson': numbered('1/2014', '2/2019', '2/2019'),
    })
    expect(text).toMatch(/^decree: 2\/2019 # CHECK: the commonest number .* beside 1\/2014;/m)
    expect(loadCity(workspace).sources[0]!.columns.decree_number).toEqual({ value: '2/2019' })
  })

  it('comments in Indonesian when asked', async () => {
    const { text } = await init({ 'delineasi_kumuh.geojson': ZONES }, { lang: 'id' })
    expect(text).toContain('# PERIKSA')
    expect(text).not.toContain('# CHECK')
  })

  it('takes another key where the first one repeats or is missing', async () => {
    const twice = zones(
      [0, 1, 2].map((i) => ({
        properties: { KODE_RT_RW: 'RT001-RW002', KODE_KEL: '21.72.01.1003', LUAS_KUMUH: 1.2 },
        at: [104.44 + i / 100, 0.92],
      })),
    )
    const { workspace, used } = await init({ 'delineasi_kumuh.geojson': twice })
    expect(loadCity(workspace).sources[0]!.columns.zone_id).toEqual({
      template: 'delineasi-kumuh/{#record}',
    })
    expect(used[0]!.trial).toMatchObject({ records: 3, repeated: 0, incomplete: 0 })
    expect(used[0]!.unsure).toContain('zone_id')
  })

  it('keeps what cannot be used as a comment that says why', async () => {
    const { text, left } = await init({
      'delineasi_kumuh.geojson': ZONES,
      'catatan.csv': 'warna,rasa\nmerah,manis\n',
      'kosong.csv': 'a,b\n',
    })
    expect(left.map(({ obstacle }) => obstacle!.kind).sort()).toEqual(['empty', 'no-table'])
    expect(text).toMatch(/# CHECK: fits no canonical table[^\n]*\n {2}# - id: catatan/)
    expect(text).toContain('# CHECK: the layer has no records')
  })

  it('quotes no personal data', async () => {
    const survey =
      'household_id,NIK,NAMA_KK,jumlah_anggota,luas_lantai,atap\nH1,2172011234567890,Sumarni,4,36,seng\n'
    const { text, workspace } = await init({ 'survei_rumah_tangga.csv': survey })
    expect(loadCity(workspace).sources[0]!.table).toBe('households')
    expect(text).not.toContain('2172011234567890')
    expect(text).not.toContain('Sumarni')
  })

  it('writes a city that loads even where no file tells its place', async () => {
    const { workspace, text } = await init({
      'profil_rt_2019.csv': 'rt_rw,kelurahan_code,jumlahBangunan,jumlahKK\nRT001-RW002,21.72.01.1003,40,50\n',
    })
    expect(loadCity(workspace).sources[0]!.table).toBe('rt_profiles')
    expect(text).toMatch(/envelope: .* # CHECK/)
    expect(text).toMatch(/utm_crs: .* # CHECK/)
  })

  it('gives files of one name a folder each, and leaves those in the workspace where they are', async () => {
    const home = join(folder, String(++count))
    const paths = ['utara', 'selatan', 'kota/sources'].map((name, i) => {
      mkdirSync(join(home, name), { recursive: true })
      writeFileSync(join(home, name, 'zona_kumuh.geojson'), ZONES.replaceAll('-RW002', `-RW00${i + 1}`))
      return join(home, name, 'zona_kumuh.geojson')
    })
    await initCity(join(home, 'kota'), paths, {}, createProgress('quiet'))
    const placed = loadCity(join(home, 'kota')).sources.map(({ path }) => path)
    expect(new Set(placed).size).toBe(3)
    expect(placed).toContain('sources/zona_kumuh.geojson')
    for (const path of placed) expect(existsSync(join(home, 'kota', path)), path).toBe(true)
  })
})

describe('the mapping is tried as the ingest will run it', () => {
  it('with the decimal sign that only the last of many records shows', async () => {
    const rows = Array.from({ length: 2001 }, (_, i) => {
      const area = i === 2000 ? '"2,5"' : '1.234'
      return `RT001-RW${String(i % 900).padStart(3, '0')},21.72.0${1 + (i % 4)}.1003,${area},40,50`
    })
    const header = 'rt_rw,kelurahan_code,Luas Verifikasi (Ha),jumlahBangunan,jumlahKK'
    const { used } = await init({ 'profil_rt_2019.csv': `${header}\n${rows.join('\n')}\n` })
    expect(used[0]!.source.columns.area_ha_verified).toBe('Luas Verifikasi (Ha)')
    expect(used[0]!.trial!.unread.get('area_ha_verified')).toBeUndefined()
  })
})

describe('a list of persons', () => {
  const PERSONS = {
    'kk.csv': 'No,KEPALA KELUARGA,JML JIWA,lon,lat\n1,Budi,3,104.45,0.92\n2,Siti,4,104.46,0.93\n',
    'pemilik.csv':
      'NO,NAMA LENGKAP PEMILIK,email,lon,lat\n1,Andi,a@x.id,104.45,0.92\n2,Rini,b@x.id,104.46,0.93\n',
  }

  it('becomes households or a comment, and never another table', async () => {
    const { used, left, text } = await init(PERSONS)
    expect(used.map(({ table }) => table)).toEqual(['households'])
    expect(left.map(({ source, obstacle }) => [source.id, obstacle!.kind])).toEqual([['pemilik', 'no-table']])
    expect(text).not.toMatch(/Budi|Siti|Andi|Rini|@x/)
  })

  it('tells where the city is, but gives nothing to draw', async () => {
    const { workspace, text, isDrawn } = await init(PERSONS)
    expect(loadCity(workspace)).toMatchObject({
      utm_crs: 'EPSG:32648',
      envelope: [104.43, 0.9, 104.48, 0.95],
    })
    expect(isDrawn).toBe(false)
    expect(text).toContain('# CHECK: nothing to draw yet: add a layer of zones')
    const drawn = await init({ 'delineasi_kumuh.geojson': ZONES })
    expect([drawn.isDrawn, drawn.text.includes('nothing to draw')]).toEqual([true, false])
  })
})

describe('the place of a city', () => {
  it('comes from any layer with places, where those that can be used have none', async () => {
    const { workspace, isDrawn } = await init({
      'profil_rt_2019.csv': 'rt_rw,kelurahan_code,jumlahBangunan,jumlahKK\nRT001-RW002,21.72.01.1003,40,50\n',
      'catatan.csv': 'warna,lon,lat\nmerah,104.45,0.92\nbiru,104.46,0.93\n',
    })
    expect(loadCity(workspace)).toMatchObject({
      utm_crs: 'EPSG:32648',
      envelope: [104.43, 0.9, 104.48, 0.95],
    })
    expect(isDrawn).toBe(false)
  })
})

describe('the key of a source', () => {
  it('is a column whose name says so and whose values stand once, before the number of the record', async () => {
    const { workspace, used } = await init({
      'fasilitas.csv':
        'warna,kode titik,jenis,nama,lon,lat\nm,T1,Pasar,A,104.45,0.92\nb,T2,Pasar,B,104.46,0.93\nh,T3,Balai,C,104.47,0.93\n',
    })
    expect(loadCity(workspace).sources[0]).toMatchObject({
      table: 'facilities',
      columns: { facility_id: 'kode titik' },
      ignore: ['warna', 'lon', 'lat'],
    })
    expect(used[0]!.unsure).toContain('facility_id')
  })

  it('is never one whose values repeat or are missing', async () => {
    const { workspace } = await init({
      'fasilitas.csv':
        'kode pos,nomor,jenis,nama,lon,lat\n29111,1,Pasar,A,104.45,0.92\n29111,,Pasar,A,104.46,0.93\n',
    })
    expect(loadCity(workspace).sources[0]).toMatchObject({
      table: 'facilities',
      columns: { facility_id: { template: 'fasilitas/{#record}' } },
    })
  })
})

describe('words that are no official value', () => {
  const legality = (words: string[]) =>
    zones(
      words.map((word, i) => ({
        properties: {
          KODE_LOK: `K${i}`,
          LUAS_KUMUH: 1.2,
          NO_SK: '1/2020',
          LEGALITAS: word,
        },
        at: [104.44 + i / 1000, 0.92],
      })),
    )

  it('stay in the data for the ingest to report, and are named in a comment', async () => {
    const { workspace, text, used } = await init({
      'delineasi_kumuh.geojson': legality(['Legal', 'Sengketa', 'a\nb: c']),
    })
    expect(loadCity(workspace).sources[0]!.values).toEqual({ land_legality: { Legal: 'legal' } })
    expect(text).toMatch(/# CHECK: land_legality: no official value is plain for "Sengketa", "a b: c"/)
    expect(used[0]!.unsure).toContain('land_legality')
  })

  it('do not hide a known one, however many they are', async () => {
    const words = Array.from({ length: 150 }, (_, i) => `kata ${i}`)
    const { workspace, text } = await init({ 'delineasi_kumuh.geojson': legality([...words, 'Legal']) })
    expect(loadCity(workspace).sources[0]!.values).toEqual({ land_legality: { Legal: 'legal' } })
    expect(text).toContain('and more')
  })
})

describe('files that are refused among others', () => {
  it('are named, and the others go on; the refusal comes at the end', async () => {
    const home = join(folder, String(++count))
    mkdirSync(home)
    const good = join(home, 'delineasi_kumuh.geojson')
    writeFileSync(good, ZONES)
    const bad = join(home, 'topo.json')
    writeFileSync(bad, '{"type":"Topology","objects":{},"arcs":[]}')
    const printed: string[] = []
    const missing = join(home, 'tiada.shp')
    const error = await refusal(
      runInit(join(home, 'kota'), [bad, good, missing], {}, createProgress('quiet'), (line) =>
        printed.push(line),
      ),
    )
    expect(error.exitCode).toBe(21)
    expect(printed.join('\n')).toMatch(/delineasi-kumuh .*zones/)
    for (const name of ['topo.json', 'tiada.shp']) expect(printed.join('\n')).toContain(name)
    expect(loadCity(join(home, 'kota')).sources).toHaveLength(1)
    expect(existsSync(join(home, 'kota/sources/topo.json'))).toBe(false)
  })
})

describe('a file of the same name in sources/', () => {
  it.each([false, true])('is reused only where the bytes are the same (--force: %s)', async (force) => {
    const { workspace } = await init({ 'delineasi_kumuh.geojson': ZONES })
    const kept = join(workspace, 'sources/delineasi_kumuh.geojson')
    if (!force) rmSync(join(workspace, 'city.yaml'))
    const given = join(workspace, '../given')
    writeFileSync(join(given, 'delineasi_kumuh.geojson'), ZONES.replace('1,25', '1,26'))
    await initCity(workspace, [join(given, 'delineasi_kumuh.geojson')], { force }, createProgress('quiet'))
    expect(readFileSync(kept, 'utf8')).toBe(ZONES)
    expect(loadCity(workspace).sources[0]!.path).toBe('sources/given-2/delineasi_kumuh.geojson')

    writeFileSync(join(given, 'delineasi_kumuh.geojson'), ZONES)
    const again = { force: true }
    await initCity(workspace, [join(given, 'delineasi_kumuh.geojson')], again, createProgress('quiet'))
    expect(loadCity(workspace).sources[0]!.path).toBe('sources/delineasi_kumuh.geojson')
  })

  it('is none of a shapefile whose other parts differ', async () => {
    const home = tempDir()
    const fields = [{ name: 'KODE_LOK', type: 'C' as const, length: 5 }]
    const ring = [
      [104.45, 0.92],
      [104.45, 0.93],
      [104.46, 0.93],
      [104.46, 0.92],
      [104.45, 0.92],
    ]
    const write = (name: string, code: string) => {
      mkdirSync(join(home, name), { recursive: true })
      return writeShapefile(join(home, name), 'zona_kumuh', {
        shapeType: 5,
        shapes: [{ parts: [ring] }],
        fields,
        rows: [[code]],
        prj: undefined,
      })
    }
    write('kota/sources', 'LAMA')
    const path = write('given', 'BARU')
    const places = await placeFiles([path], join(home, 'kota'))
    expect([...places.values()]).toEqual(['sources/given-2/zona_kumuh.shp'])
    write('kota/sources', 'BARU')
    expect([...(await placeFiles([path], join(home, 'kota'))).values()]).toEqual(['sources/zona_kumuh.shp'])
    writeFileSync(join(home, 'kota/sources/zona_kumuh.prj'), 'PROJCS[]')
    expect([...(await placeFiles([path], join(home, 'kota'))).values()]).toEqual([
      'sources/given-2/zona_kumuh.shp',
    ])
  })
})

describe('the CRS of a file that does not state it', () => {
  const square = (x: number, y: number): string =>
    `"POLYGON((${x} ${y},${x + 100} ${y},${x + 100} ${y + 100},${x} ${y + 100},${x} ${y}))"`
  const metres = `building_id,WKT\nB1,${square(437_000, 101_000)}\nB2,${square(437_500, 101_000)}\n`

  it('is the one that lies beside the other files', async () => {
    const { workspace, text } = await init({ 'delineasi_kumuh.geojson': ZONES, 'bangunan.csv': metres })
    const buildings = loadCity(workspace).sources.find(({ table }) => table === 'buildings')
    expect(buildings).toMatchObject({ crs: 'EPSG:32648', geometry: { wkt: 'WKT' } })
    expect(text).toMatch(/crs: EPSG:32648 # CHECK/)
  })

  it('is left open where several fit, and the source with it', async () => {
    const profile = 'rt_rw,kelurahan_code,jumlahBangunan,jumlahKK\nRT001-RW002,21.72.01.1003,40,50\n'
    const { left, text } = await init({ 'profil_rt_2019.csv': profile, 'bangunan.csv': metres })
    expect(left[0]!.obstacle!.kind).toBe('crs')
    expect(text).toMatch(/several fit: .*EPSG:32648/)
  })
})

describe('init refuses', () => {
  it('to write over a city.yaml, unless told to', async () => {
    const { workspace } = await init({ 'delineasi_kumuh.geojson': ZONES })
    const again = join(workspace, 'sources/delineasi_kumuh.geojson')
    const error = await refusal(initCity(workspace, [again], {}, createProgress('quiet')))
    expect([error.exitCode, error.fault.what]).toEqual([2, 'the workspace has a city.yaml already'])
    await initCity(workspace, [again], { force: true }, createProgress('quiet'))
  })

  it('a name that is no name', async () => {
    expect((await refusal(initCity('Kota Baru', [], {}, createProgress('quiet')))).exitCode).toBe(2)
  })

  it('files none of which can be used, and writes nothing', async () => {
    const error = await refusal(init({ 'catatan.csv': 'warna,rasa\nmerah,manis\n' }))
    expect(error.exitCode).toBe(20)
    expect(existsSync(join(folder, String(count), 'kota'))).toBe(false)
  })

  it('files none of which can be read, and names each', async () => {
    const said: string[] = []
    const progress = { say: (line: string) => said.push(line), task: () => ({ advance() {}, end() {} }) }
    const missing = ['a.shp', 'b.shp'].map((name) => join(folder, name))
    const error = await refusal(initCity(join(folder, 'x'), missing, {}, progress))
    expect([error.exitCode, error.fault.where]).toEqual([21, { file: missing[1] }])
    expect(said.join()).toContain(missing[0])
    expect(existsSync(join(folder, 'x'))).toBe(false)
  })

  it('a file that is not there', async () => {
    const missing = join(folder, 'tiada.shp')
    const error = await refusal(initCity(join(folder, 'x'), [missing], {}, createProgress('quiet')))
    expect(error.exitCode).toBe(21)
  })
})
