import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Polygon } from 'geojson'
import { stringify } from 'yaml'
import { crsFromCode, toLonLat } from '../../pipeline/geo/crs.ts'

/** EPSG number of the UTM zone in which the zones are squares. */
export const CLEAN_CITY_UTM = 32_748

const lonLat = toLonLat(crsFromCode(`EPSG:${CLEAN_CITY_UTM}`))
const EAST_M = 640_000
const NORTH_M = 9_240_000
/** Zones stand in squares of 10 x 10, a kelurahan each; twenty kelurahan are a kecamatan. */
const SIDE = 10
const ZONE_M = 100
const STEP_M = 120
const KELURAHAN_M = SIDE * STEP_M
const KELURAHAN_PER_KECAMATAN = 20
const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')
const DECREE = '1/2024'
const YEAR = 2024

/**
 * Writes a workspace without a fault: `zones` decree polygons of one hectare with their annex, one RT each with outline,
 * profile and volumes, and the kelurahan they fill. The same bytes every time.
 *
 * @returns the folder
 */
export async function writeCleanCity(folder: string, zones: number): Promise<string> {
  const sources = join(folder, 'sources')
  mkdirSync(sources, { recursive: true })
  const kelurahan = Math.ceil(zones / (SIDE * SIDE))
  const columns = Math.ceil(Math.sqrt(kelurahan))
  const corner = (unit: number): [number, number] => [
    EAST_M + (unit % columns) * KELURAHAN_M,
    NORTH_M + Math.floor(unit / columns) * KELURAHAN_M,
  ]
  const places = Array.from({ length: zones }, (_, index) => {
    const unit = Math.floor(index / (SIDE * SIDE))
    const within = index % (SIDE * SIDE)
    const [east, north] = corner(unit)
    return {
      index,
      unit,
      rt_rw: `RT${three((within % SIDE) + 1)}-RW${three(Math.floor(within / SIDE) + 1)}`,
      outline: square(east + 10 + (within % SIDE) * STEP_M, north + 10 + Math.floor(within / SIDE) * STEP_M),
    }
  })
  const unitOf = (unit: number) => ({
    code: `99.71.${two(1 + Math.floor(unit / KELURAHAN_PER_KECAMATAN))}.${1001 + (unit % KELURAHAN_PER_KECAMATAN)}`,
    name: nameOf(unit),
    kecamatan: `Kecamatan ${nameOf(Math.floor(unit / KELURAHAN_PER_KECAMATAN) + 7000)}`,
  })

  await writeFeatures(join(sources, 'kelurahan.geojson'), range(kelurahan), (unit) => {
    const [east, north] = corner(unit)
    return { properties: unitOf(unit), geometry: square(east, north, KELURAHAN_M) }
  })
  await writeFeatures(join(sources, 'zones.geojson'), places, ({ index, unit, rt_rw, outline }) => {
    const { code, name, kecamatan } = unitOf(unit)
    const properties = {
      zone_id: `${code}/${rt_rw}`,
      name: `Lokasi ${index + 1}`,
      kelurahan: name,
      kelurahan_code: code,
      kecamatan,
      rt_rw,
      row: index + 1,
      area_ha: 1,
      area_text: '1,00 Ha',
      score: scoreOf(index),
    }
    return { properties, geometry: outline }
  })
  await writeFeatures(join(sources, 'rt.geojson'), places, ({ unit, rt_rw, outline }) => {
    const { code } = unitOf(unit)
    return {
      properties: { rt: `${code}/${rt_rw}`, kelurahan_code: code, rt_rw, zone_id: `${code}/${rt_rw}` },
      geometry: outline,
    }
  })
  await writeLines(
    join(sources, 'lampiran.csv'),
    'No;Kecamatan;Kelurahan;Lokasi;RT/RW;Luas;Nilai;Tingkat',
    places,
    (place) => {
      const { name, kecamatan } = unitOf(place.unit)
      const score = scoreOf(place.index)
      return [
        place.index + 1,
        kecamatan,
        name,
        `Lokasi ${place.index + 1}`,
        place.rt_rw,
        '1,00 Ha',
        score,
        classOf(score),
      ]
    },
  )
  await writeLines(
    join(sources, 'profil.csv'),
    `Kode;RT/RW;Lokasi;Luas;Bangunan;Jiwa;KK;Jalan;Drainase;Nilai;${CRITERIA.join(';')}`,
    places,
    ({ index, unit, rt_rw }) => {
      const { code } = unitOf(unit)
      return [
        code,
        rt_rw,
        `${code}/${rt_rw}`,
        '1,00',
        100,
        400,
        100,
        1000,
        1000,
        scoreOf(index),
        ...volumesOf(index),
      ]
    },
  )
  writeFileSync(
    join(sources, 'sk.csv'),
    `NOMOR;JENIS;TANGGAL;TAHUN;LUAS;LOKASI\n${DECREE};decree;${YEAR}-03-01;${YEAR};${zones};${zones}\n`,
  )
  writeFileSync(join(folder, 'city.yaml'), stringify(cityYaml(), { lineWidth: 0 }))
  return folder
}

/** One to seven criteria lack everything: totals of 20 to 35, each five points; the rest lack nothing. */
function lacking(index: number): number {
  return 4 + (index % 4)
}

function scoreOf(index: number): number {
  return 5 * lacking(index)
}

function volumesOf(index: number): (string | number)[] {
  // 1b and 4a count hectares, 2a to 4c metres, the rest buildings or families; 1b stays 0, for no RT is that dense.
  const whole: Record<string, number | string> = {
    '2a': 1000,
    '2b': 1000,
    '4a': '1,00',
    '4b': 1000,
    '4c': 1000,
  }
  const order = ['1a', '2a', '2b', '3a', '4a', '4b', '5a']
  const missing = new Set(order.slice(0, lacking(index)))
  return CRITERIA.map((id) => (missing.has(id) ? (whole[id] ?? 100) : 0))
}

function classOf(score: number): string {
  return score >= 60 ? 'Kumuh Berat' : score >= 38 ? 'Kumuh Sedang' : 'Kumuh Ringan'
}

function cityYaml(): unknown {
  const source = (id: string, table: string, path: string, columns: object, rest: object = {}) => {
    const title = { id, en: id }
    const base = { id, title, table, path: `sources/${path}`, licence: 'made up', retrieved: `${YEAR}-06-01` }
    return { ...base, columns, ...(path.endsWith('.csv') ? { delimiter: ';', decimal: ',' } : {}), ...rest }
  }
  const example = (raw: object, canonical: object) => ({ examples: [{ record: 1, raw, canonical }] })
  const rt_id = { template: '{Kode}/{RT/RW}' }
  return {
    name: 'kota-bersih',
    title: { id: 'Kota Bersih', en: 'Clean City' },
    code: '99.71',
    size_class: 'sedang',
    utm_crs: `EPSG:${CLEAN_CITY_UTM}`,
    envelope: [105.5, -7.5, 107.5, -5.5],
    decree: DECREE,
    methodology: 'permen-pupr-14-2018',
    sources: [
      source(
        'kelurahan',
        'admin_units',
        'kelurahan.geojson',
        {
          admin_code: 'code',
          level: { value: 'kelurahan' },
          kelurahan_code: 'code',
          name: 'name',
          kelurahan: 'name',
          kecamatan: 'kecamatan',
        },
        example({ code: '99.71.01.1001' }, { admin_code: '99.71.01.1001' }),
      ),
      source(
        'rt',
        'admin_units',
        'rt.geojson',
        {
          admin_code: 'rt',
          level: { value: 'rt' },
          kelurahan_code: 'kelurahan_code',
          rt_rw: 'rt_rw',
          zone_id: 'zone_id',
        },
        example({ rt_rw: 'RT001-RW001' }, { rt_rw: 'RT001-RW001' }),
      ),
      source(
        'sk',
        'decrees',
        'sk.csv',
        {
          decree_number: 'NOMOR',
          kind: 'JENIS',
          decree_date: 'TANGGAL',
          vintage: 'TAHUN',
          area_ha_total_stated: 'LUAS',
          zone_count_stated: 'LOKASI',
        },
        example({ NOMOR: DECREE }, { decree_number: DECREE }),
      ),
      source(
        'zones',
        'zones',
        'zones.geojson',
        {
          zone_id: 'zone_id',
          decree_number: { value: DECREE },
          name: 'name',
          kelurahan: 'kelurahan',
          kelurahan_code: 'kelurahan_code',
          kecamatan: 'kecamatan',
          rt_rw: 'rt_rw',
          decree_row_number: 'row',
          area_ha_decree: 'area_ha',
          area_ha_decree_text: 'area_text',
          score_stated: 'score',
        },
        example({ area_ha: 1 }, { area_ha_decree: 1 }),
      ),
      source(
        'lampiran',
        'decree_rows',
        'lampiran.csv',
        {
          decree_number: { value: DECREE },
          row_number: 'No',
          kecamatan: 'Kecamatan',
          kelurahan: 'Kelurahan',
          location: 'Lokasi',
          rt_rw: 'RT/RW',
          area_text: 'Luas',
          area_ha_decree: 'Luas',
          score_stated: 'Nilai',
          class_stated: 'Tingkat',
        },
        example({ Luas: '1,00 Ha' }, { area_ha_decree: 1 }),
      ),
      source(
        'profil',
        'rt_profiles',
        'profil.csv',
        {
          rt_id,
          vintage: { value: YEAR },
          kelurahan_code: 'Kode',
          rt_rw: 'RT/RW',
          zone_id: 'Lokasi',
          area_ha_verified: 'Luas',
          buildings: 'Bangunan',
          population: 'Jiwa',
          families: 'KK',
          road_ideal_m: 'Jalan',
          drainage_ideal_m: 'Drainase',
          score_stated: 'Nilai',
        },
        { ignore: CRITERIA, ...example({ Jiwa: '400' }, { population: 400 }) },
      ),
      source(
        'volume',
        'rt_deficits',
        'profil.csv',
        { rt_id, vintage: { value: YEAR } },
        {
          unpivot: {
            key: 'criterion',
            value: 'volume',
            columns: Object.fromEntries(CRITERIA.map((id) => [id, id])),
          },
          ignore: ['Lokasi', 'Luas', 'Bangunan', 'Jiwa', 'KK', 'Jalan', 'Drainase', 'Nilai'],
          ...example({ '1a': '100' }, { criterion: '1a', volume: 100 }),
        },
      ),
    ],
  }
}

async function writeFeatures<T>(
  path: string,
  items: Iterable<T>,
  feature: (item: T) => { properties: object; geometry: Polygon },
): Promise<void> {
  const file = createWriteStream(path)
  file.write('{"type":"FeatureCollection","features":[\n')
  let separator = ''
  for (const item of items) {
    if (!file.write(`${separator}${JSON.stringify({ type: 'Feature', ...feature(item) })}`))
      await drained(file)
    separator = ',\n'
  }
  file.end('\n]}\n')
  await finished(file)
}

async function writeLines<T>(
  path: string,
  header: string,
  items: Iterable<T>,
  cells: (item: T) => (string | number)[],
): Promise<void> {
  const file = createWriteStream(path)
  file.write(`${header}\n`)
  for (const item of items) if (!file.write(`${cells(item).join(';')}\n`)) await drained(file)
  file.end()
  await finished(file)
}

function drained(file: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => file.once('drain', resolve))
}

function square(east_m: number, north_m: number, side_m: number = ZONE_M): Polygon {
  const corners: [number, number][] = [
    [0, 0],
    [side_m, 0],
    [side_m, side_m],
    [0, side_m],
    [0, 0],
  ]
  return { type: 'Polygon', coordinates: [corners.map(([e, n]) => lonLat(east_m + e, north_m + n))] }
}

const SYLLABLES = ['ka', 'ri', 'mo', 'lu', 'ten', 'sa', 'wang', 'di', 'pe', 'gu']

/** Names that differ in whole syllables, so that none is another misspelt. */
function nameOf(number: number): string {
  const digits = String(number).padStart(4, '0')
  const name = [...digits].map((digit) => SYLLABLES[Number(digit)]).join('')
  return `${name[0]!.toUpperCase()}${name.slice(1)}${SYLLABLES[(7 * number) % 10]}${SYLLABLES[(3 * number + 1) % 10]}`
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function three(number: number): string {
  return String(number).padStart(3, '0')
}
