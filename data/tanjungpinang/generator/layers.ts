import type { Building } from './buildings.ts'
import { csv } from './csv.ts'
import type { KelurahanCell } from './kelurahan.ts'
import { indonesian, withComma } from './numbers.ts'
import { CRITERIA, VERIFIED } from './plan.ts'
import { area } from './plane.ts'
import type { Profile } from './profiles.ts'
import type { Road } from './roads.ts'
import { type Field, zippedLines, zippedShapefile } from './shapefile.ts'
import type { Sea } from './water.ts'
import type { Quarters, RukunTetangga, Zone } from './zones.ts'

const text = (name: string, width: number): Field => ({ name, type: 'C', width })
const number = (name: string, width: number, decimals = 0): Field => ({ name, type: 'N', width, decimals })

const ZONE_FIELDS: readonly Field[] = [
  text('KODE_LOK', 20),
  text('NAMA_LOK', 40),
  text('KAWASAN', 40),
  text('KELURAHAN', 30),
  text('KODE_KEL', 13),
  text('KECAMATAN', 30),
  text('NO_SK', 20),
  number('NO_BARIS', 4),
  number('LUAS_HA', 10, 2),
  text('LEGALITAS', 12),
  text('PERTIMB', 8),
  text('SUMBER', 10),
]

function zoneCells(zone: Zone, home: KelurahanCell, decree: string, areaHa: number): string[] {
  const { plan } = zone
  return [
    plan.id,
    plan.name,
    plan.kawasan,
    home.name,
    home.code,
    home.kecamatan,
    decree,
    String(plan.row),
    withComma(areaHa, 2),
    plan.legality,
    plan.considerations,
    'sintetis',
  ]
}

function homeOf(kelurahan: readonly KelurahanCell[], code: string): KelurahanCell {
  return kelurahan.find((cell) => cell.code === code)!
}

/** The seven locations of the decree. */
export function zonesZip(quarters: Quarters, kelurahan: readonly KelurahanCell[]): Buffer {
  const records = quarters.zones.map((zone) => ({
    rings: [zone.ring],
    cells: zoneCells(zone, homeOf(kelurahan, zone.plan.kelurahanCode), '337/2014', zone.plan.areaHa),
  }))
  return zippedShapefile('deliniasi_kumuh_2014', ZONE_FIELDS, records)
}

/** What the verification of 2018 left of one of them. */
export function verificationZip(quarters: Quarters, kelurahan: readonly KelurahanCell[]): Buffer {
  const zone = quarters.zones.find(({ plan }) => plan.id === quarters.verified.zoneId)!
  const home = homeOf(kelurahan, zone.plan.kelurahanCode)
  const cells = zoneCells(zone, home, 'verifikasi-2018', VERIFIED.areaHa)
  return zippedShapefile('verifikasi_2018', ZONE_FIELDS, [{ rings: [quarters.verified.ring], cells }])
}

export function kelurahanZip(kelurahan: readonly KelurahanCell[]): Buffer {
  const fields = [
    text('KODE_KEL', 13),
    text('NAMA_KEL', 30),
    text('KODE_KEC', 8),
    text('NAMA_KEC', 30),
    text('KODE_BPS', 10),
    text('SUMBER', 10),
  ]
  const records = kelurahan.map((cell) => ({
    rings: cell.rings,
    cells: [cell.code, cell.name, cell.kecamatanCode, cell.kecamatan, cell.bps, 'sintetis'],
  }))
  return zippedShapefile('kelurahan', fields, records)
}

export function rtZip(quarters: Quarters, kelurahan: readonly KelurahanCell[]): Buffer {
  const fields = [
    text('KODE_KEL', 13),
    text('KELURAHAN', 30),
    text('KECAMATAN', 30),
    text('RTRW', 14),
    text('KODE_LOK', 20),
    number('LUAS_HA', 10, 4),
    text('SUMBER', 10),
  ]
  const all: RukunTetangga[] = [...quarters.zones.flatMap((zone) => zone.rt), ...quarters.others]
  const records = all.map((rt) => {
    const home = homeOf(kelurahan, rt.kelurahanCode)
    const luas = withComma(area(rt.ring) / 1e4, 4)
    return {
      rings: [rt.ring],
      cells: [rt.kelurahanCode, home.name, home.kecamatan, rt.rtRw, rt.zoneId ?? '', luas, 'sintetis'],
    }
  })
  return zippedShapefile('rt', fields, records)
}

export function buildingsZip(buildings: readonly Building[]): Buffer {
  const fields = [text('ID_BGN', 7), text('FUNGSI', 8), number('LANTAI', 2), text('KONDISI', 6)]
  const records = buildings.map((building) => ({
    rings: [building.ring],
    cells: [building.id, building.use, String(building.storeys), building.condition],
  }))
  return zippedShapefile('bangunan', fields, records)
}

export function roadsZip(roads: readonly Road[]): Buffer {
  const fields = [
    text('KODE_RUAS', 4),
    text('NAMA', 60),
    text('FUNGSI', 10),
    text('PERMUKAAN', 11),
    number('LEBAR', 6, 1),
    text('SUMBER', 10),
  ]
  const records = roads.map((road) => ({
    line: road.line,
    cells: [
      road.id,
      road.name ?? '',
      road.roadClass,
      road.surface,
      road.width_m === null ? '' : withComma(road.width_m, 1),
      'sintetis',
    ],
  }))
  return zippedLines('jalan', fields, records)
}

export function waterZip(sea: Sea): Buffer {
  const fields = [text('KODE', 4), text('JENIS', 8), text('NAMA', 30), text('SUMBER', 10)]
  const cells = ['P001', 'Laut', 'Laut sekitar kota (sintetis)', 'sintetis']
  return zippedShapefile('perairan', fields, [{ rings: [sea.outer], holes: sea.land, cells }])
}

const PROFILE_HEADER = [
  'Wilayah RT/RW',
  'Provinsi',
  'Kabupaten',
  'Kawasan',
  'Kelurahan',
  'Kode Kelurahan',
  'Kode Lokasi',
  'Luas Verifikasi (Ha)',
  'Jumlah Bangunan (unit)',
  'Jumlah Penduduk (jiwa)',
  'Jumlah KK',
  'Panjang Jalan Lingkungan Ideal (m)',
  'Panjang Drainase Lingkungan Ideal (m)',
  ...CRITERIA,
  'Total Nilai',
]

/** RT headers under the names the working sheets give them, the sixteen volumes and the stated total. */
export function profilesCsv(profiles: readonly Profile[], kelurahan: readonly KelurahanCell[]): string {
  const rows = profiles.map((profile) => [
    profile.rt.rtRw,
    'Kepulauan Riau',
    'Kota Tanjungpinang',
    profile.kawasan,
    homeOf(kelurahan, profile.rt.kelurahanCode).name,
    profile.rt.kelurahanCode,
    profile.rt.zoneId!,
    indonesian(profile.areaHa, 2),
    String(profile.buildings),
    String(profile.population),
    String(profile.families),
    indonesian(profile.roadM, 2),
    indonesian(profile.drainM, 2),
    ...CRITERIA.map((id) => volumeText(id, profile.volumes[id])),
    String(profile.score),
  ])
  return csv(PROFILE_HEADER, rows)
}

const METRES_OR_HECTARES = new Set(['1b', '2a', '2b', '4a', '4b', '4c'])

function volumeText(criterion: string, value: number): string {
  return METRES_OR_HECTARES.has(criterion) ? indonesian(value, 2) : String(value)
}
