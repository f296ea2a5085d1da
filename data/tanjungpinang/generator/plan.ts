import type { Sketch } from './layout.ts'

/** Criteria of the regulation in its order; percent of each that is in deficit. */
export const CRITERIA = [
  '1a',
  '1b',
  '1c',
  '2a',
  '2b',
  '3a',
  '3b',
  '4a',
  '4b',
  '4c',
  '5a',
  '5b',
  '6a',
  '6b',
  '7a',
  '7b',
] as const
export type Criterion = (typeof CRITERIA)[number]
export type Percents = Readonly<Record<Criterion, number>>

/** Where a location lies: along a coast, or around a place. */
export type Site =
  | { kind: 'coast'; from: string; to: string; start_m: number; end_m: number; seaward_m: number }
  | { kind: 'inland'; centre: Sketch; stretch: number; tilt: number }

export interface LocationPlan {
  row: number
  id: string
  name: string
  kawasan: string
  kelurahanCode: string
  areaHa: number
  legality: 'Legal' | 'Tidak Legal'
  considerations: 'Tinggi' | 'Sedang' | 'Rendah'
  site: Site
  /** RT per RW: `{ '001': 3 }` is RT001 to RT003 of RW001. */
  rukunWarga: Readonly<Record<string, number>>
  buildingsPerHa: number
  /** Share of an RT and its buildings per ha, for an RT unlike the others; by position. */
  special?: Readonly<Record<number, { weight: number; buildingsPerHa: number }>>
  percents: Percents
}

function percents(...values: number[]): Percents {
  return Object.fromEntries(CRITERIA.map((id, i) => [id, values[i]!])) as Record<Criterion, number>
}

/** The seven locations of the decree. Hectares are the decree's; sites, RT and percents are made up. */
export const LOCATIONS: readonly LocationPlan[] = [
  {
    row: 1,
    id: '21.72.01.1003-K01',
    name: 'Pantai Impian',
    kawasan: 'Pantai Impian',
    kelurahanCode: '21.72.01.1003',
    areaHa: 12.6,
    legality: 'Legal',
    considerations: 'Sedang',
    site: {
      kind: 'coast',
      from: 'c_ayun_baru',
      to: 'c_baru_barat',
      start_m: 420,
      end_m: 1180,
      seaward_m: 25,
    },
    rukunWarga: { '003': 3, '004': 2 },
    buildingsPerHa: 48,
    percents: percents(38, 0, 42, 30, 34, 40, 30, 20, 45, 40, 64, 66, 70, 60, 80, 86),
  },
  {
    row: 2,
    id: '21.72.04.1003-K01',
    name: 'Lembah Purnama',
    kawasan: 'Lembah Purnama',
    kelurahanCode: '21.72.04.1003',
    areaHa: 5.99,
    legality: 'Legal',
    considerations: 'Rendah',
    site: { kind: 'inland', centre: [45.85, 90.35], stretch: 1.5, tilt: 0.5 },
    rukunWarga: { '005': 2 },
    buildingsPerHa: 56,
    percents: percents(30, 0, 36, 18, 32, 33, 15, 40, 38, 40, 45, 42, 58, 40, 63, 70),
  },
  {
    row: 3,
    id: '21.72.04.1001-K01',
    name: 'Sungai Nibung Hangus',
    kawasan: 'Sungai Nibung Hangus',
    kelurahanCode: '21.72.04.1001',
    areaHa: 14.6,
    legality: 'Tidak Legal',
    considerations: 'Sedang',
    site: { kind: 'inland', centre: [45.85, 91.6], stretch: 2.1, tilt: -0.35 },
    rukunWarga: { '008': 3, '009': 2 },
    buildingsPerHa: 44,
    percents: percents(56, 0, 60, 34, 42, 55, 40, 57, 62, 58, 70, 72, 82, 70, 88, 92),
  },
  {
    row: 4,
    id: '21.72.04.1005-K01',
    name: 'Tanjung Unggat',
    kawasan: 'Tanjung Unggat',
    kelurahanCode: '21.72.04.1005',
    areaHa: 31.64,
    legality: 'Tidak Legal',
    considerations: 'Tinggi',
    site: {
      kind: 'coast',
      from: 'c_kemboja_unggat',
      to: 'c_unggat_bulang',
      start_m: 260,
      end_m: 1300,
      seaward_m: 70,
    },
    rukunWarga: { '002': 4, '003': 4, '005': 4 },
    buildingsPerHa: 32,
    percents: percents(62, 0, 66, 36, 55, 62, 43, 30, 68, 56, 82, 84, 86, 80, 94, 96),
  },
  {
    row: 5,
    id: '21.72.01.1001-K01',
    name: 'Pelantar Sulawesi',
    kawasan: 'Pelantar Sulawesi',
    kelurahanCode: '21.72.01.1001',
    areaHa: 51.85,
    legality: 'Tidak Legal',
    considerations: 'Tinggi',
    site: {
      kind: 'coast',
      from: 'c_baru_barat',
      to: 'c_barat_kota',
      start_m: 230,
      end_m: 1930,
      seaward_m: 115,
    },
    rukunWarga: { '001': 5, '002': 5, '004': 5, '007': 4 },
    buildingsPerHa: 21,
    special: { 8: { weight: 0.37, buildingsPerHa: 209 } },
    percents: percents(82, 0, 84, 58, 80, 81, 60, 32, 90, 57, 93, 94, 90, 84, 96, 98),
  },
  {
    row: 6,
    id: '21.72.03.1005-K01',
    name: 'Kampung Bugis',
    kawasan: 'Kampung Bugis',
    kelurahanCode: '21.72.03.1005',
    areaHa: 18.92,
    legality: 'Tidak Legal',
    considerations: 'Tinggi',
    site: {
      kind: 'coast',
      from: 'c_melayu_bugis',
      to: 'c_bugis_senggarang',
      start_m: 3350,
      end_m: 4450,
      seaward_m: 55,
    },
    rukunWarga: { '001': 3, '006': 4 },
    buildingsPerHa: 48,
    percents: percents(46, 0, 56, 28, 29, 62, 38, 31, 64, 57, 83, 84, 88, 80, 96, 98),
  },
  {
    row: 7,
    id: '21.72.03.1003-K01',
    name: 'Senggarang',
    kawasan: 'Senggarang',
    kelurahanCode: '21.72.03.1003',
    areaHa: 14.81,
    legality: 'Legal',
    considerations: 'Sedang',
    site: {
      kind: 'coast',
      from: 'c_bugis_senggarang',
      to: 'c_senggarang_bugis',
      start_m: 330,
      end_m: 1110,
      seaward_m: 80,
    },
    rukunWarga: { '001': 3, '002': 3 },
    buildingsPerHa: 31,
    percents: percents(34, 0, 41, 40, 45, 60, 33, 20, 56, 45, 72, 70, 64, 42, 80, 84),
  },
]

/** What was still in deficit in Kampung Bugis when it was verified in 2018, and how much of it was left. */
export const VERIFIED = {
  zone: '21.72.03.1005-K01',
  areaHa: 4.66,
  percents: percents(38, 0, 41, 12, 9, 45, 30, 14, 37, 33, 60, 62, 56, 34, 60, 66),
}

/** Metres of road the study of Kampung Bugis found in need of works. */
export const KAMPUNG_BUGIS_ROAD_NEED_M = 1460.39
/** Irregular buildings the same study counted. */
export const KAMPUNG_BUGIS_IRREGULAR = 420
