import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { type InitOptions, initCity } from '../../pipeline/init/init-city.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { buildCity } from '../support/built-city.ts'

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
  })

  it('builds', async () => {
    const { workspace } = await init({ 'delineasi_kumuh.geojson': ZONES })
    const city = await buildCity(workspace)
    expect(city.layer('zones').features).toHaveLength(2)
    city.remove()
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
    expect(loadCity(workspace).sources[0]!.columns.zone_id).toEqual({ template: 'zones/{#record}' })
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
    const paths = ['utara', 'selatan', 'kota/sources'].map((name) => {
      mkdirSync(join(home, name), { recursive: true })
      writeFileSync(join(home, name, 'zona_kumuh.geojson'), ZONES)
      return join(home, name, 'zona_kumuh.geojson')
    })
    await initCity(join(home, 'kota'), paths, {}, createProgress('quiet'))
    const placed = loadCity(join(home, 'kota')).sources.map(({ path }) => path)
    expect(new Set(placed).size).toBe(3)
    expect(placed).toContain('sources/zona_kumuh.geojson')
    for (const path of placed) expect(existsSync(join(home, 'kota', path)), path).toBe(true)
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

  it('a file that is not there', async () => {
    const missing = join(folder, 'tiada.shp')
    const error = await refusal(initCity(join(folder, 'x'), [missing], {}, createProgress('quiet')))
    expect(error.exitCode).toBe(21)
  })
})
