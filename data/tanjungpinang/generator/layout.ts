import type { Point } from './plane.ts'

/**
 * The hand-drawn sketch of the town: rough places only, in hundredths of a degree east of 104 and north of 0
 * ([44.1, 92.6] is 104.441 E, 0.926 N). Coast and borders are made natural by the generator; none of it is surveyed.
 */
export type Sketch = readonly [number, number]

/** Places where three neighbours meet (the sea is one of them on the coast). */
export const NODES: Readonly<Record<string, Sketch>> = {
  c_baru_barat: [43.9, 90.5],
  c_barat_kota: [43.6, 92.4],
  c_kota_kemboja: [44.5, 93.1],
  c_kemboja_unggat: [45.3, 92.95],
  c_unggat_bulang: [46.6, 92.35],
  c_bulang_melayu: [47.45, 92.2],
  c_melayu_bugis: [48.0, 92.6],
  c_bugis_senggarang: [43.9, 94.3],
  c_senggarang_bugis: [46.1, 98.0],
  c_bugis_airraja: [49.5, 97.9],
  c_airraja_pinang: [51.7, 95.9],
  c_pinang_batu: [54.5, 90.7],
  c_batu_dompak: [53.6, 89.4],
  c_dompak_jang: [48.0, 88.2],
  c_jang_ayun: [46.8, 89.5],
  c_ayun_baru: [45.2, 90.0],
  barat_kota_kemboja: [44.1, 92.6],
  barat_kemboja_cermin: [44.25, 92.4],
  barat_cermin_baru: [44.45, 91.7],
  cermin_baru_timur: [44.95, 91.65],
  cermin_kemboja_timur: [45.1, 92.05],
  kemboja_timur_unggat: [45.3, 92.15],
  unggat_timur_bulang: [46.4, 91.6],
  baru_timur_ayun: [45.3, 90.8],
  timur_bulang_jang: [46.6, 91.05],
  timur_ayun_jang: [46.25, 90.95],
  bulang_melayu_jang: [47.4, 91.2],
  melayu_jang_batu: [47.9, 90.7],
  melayu_airraja_bugis: [48.6, 92.85],
  melayu_airraja_batu: [49.2, 91.4],
  airraja_pinang_batu: [50.9, 91.7],
  jang_batu_dompak: [48.25, 88.7],
}

export interface Arc {
  from: string
  to: string
  via: readonly Sketch[]
  /** Name of the kelurahan on each hand of the walker; null is the sea. */
  left: string | null
  right: string | null
}

export function places(text: string): Sketch[] {
  return text.split(' ').flatMap((pair): Sketch[] => {
    const [x, y] = pair.split(',')
    return pair === '' ? [] : [[Number(x), Number(y)]]
  })
}

function arc(from: string, to: string, left: string | null, right: string | null, via: string): Arc {
  return { from, to, left, right, via: places(via) }
}

/** The coast, walked with the sea on the left, then the borders between neighbours. */
export const ARCS: readonly Arc[] = [
  arc('c_baru_barat', 'c_barat_kota', null, 'Tanjung Pinang Barat', '43.65,90.9 43.55,91.4 43.6,92.0'),
  arc(
    'c_barat_kota',
    'c_kota_kemboja',
    null,
    'Tanjung Pinang Kota',
    '43.5,92.6 43.9,92.9 43.95,93.25 44.2,93.4 44.5,93.4',
  ),
  arc('c_kota_kemboja', 'c_kemboja_unggat', null, 'Kemboja', '44.65,92.9 45.0,93.0'),
  arc(
    'c_kemboja_unggat',
    'c_unggat_bulang',
    null,
    'Tanjung Unggat',
    '45.5,92.75 45.9,92.65 46.2,92.75 46.5,92.7',
  ),
  arc(
    'c_unggat_bulang',
    'c_bulang_melayu',
    null,
    'Kampung Bulang',
    '46.7,92.75 46.9,93.0 47.2,92.85 47.35,92.5',
  ),
  arc('c_bulang_melayu', 'c_melayu_bugis', null, 'Melayu Kota Piring', '47.55,92.55 47.8,92.5'),
  arc(
    'c_melayu_bugis',
    'c_bugis_senggarang',
    null,
    'Kampung Bugis',
    '47.9,93.1 47.5,93.35 47.0,93.6 46.4,93.85 45.8,93.8 45.3,93.95 44.8,93.75 44.4,94.0',
  ),
  arc(
    'c_bugis_senggarang',
    'c_senggarang_bugis',
    null,
    'Senggarang',
    '43.5,94.25 43.2,94.7 42.8,95.1 42.2,95.2 41.8,95.6 41.2,95.7 41.3,96.2 40.8,96.4 41.1,97.0 41.3,97.8 42.0,97.5 42.8,97.7 43.4,97.5 44.2,97.9 45.2,97.9',
  ),
  arc(
    'c_senggarang_bugis',
    'c_bugis_airraja',
    null,
    'Kampung Bugis',
    '46.5,98.3 47.0,97.9 47.2,98.5 48.0,98.8 49.0,99.0 49.7,98.9 49.6,98.4',
  ),
  arc(
    'c_bugis_airraja',
    'c_airraja_pinang',
    null,
    'Air Raja',
    '50.2,97.4 50.8,97.1 51.3,97.6 51.8,97.5 51.7,96.9',
  ),
  arc(
    'c_airraja_pinang',
    'c_pinang_batu',
    null,
    'Pinang Kencana',
    '52.1,95.2 52.5,94.5 53.2,94.6 54.1,94.1 54.4,93.1 54.8,92.1 54.85,91.4',
  ),
  arc('c_pinang_batu', 'c_batu_dompak', null, 'Batu IX', '54.2,90.2 53.75,89.8'),
  arc(
    'c_batu_dompak',
    'c_dompak_jang',
    null,
    'Dompak',
    '54.0,89.1 54.1,88.1 53.7,87.3 53.0,86.4 52.5,85.7 51.7,85.6 51.3,84.9 51.0,84.2 49.8,84.0 49.3,84.6 48.6,85.0 47.9,84.8 47.4,85.4 47.7,86.3 48.5,86.8 48.75,87.4 48.1,87.8',
  ),
  arc('c_dompak_jang', 'c_jang_ayun', null, 'Sei Jang', '47.75,88.5 47.2,89.1'),
  arc('c_jang_ayun', 'c_ayun_baru', null, 'Tanjung Ayun Sakti', '46.2,89.6 45.6,89.95'),
  arc('c_ayun_baru', 'c_baru_barat', null, 'Kampung Baru', '44.9,89.9 44.5,90.15 44.2,90.4'),

  arc('c_barat_kota', 'barat_kota_kemboja', 'Tanjung Pinang Kota', 'Tanjung Pinang Barat', '43.85,92.6'),
  arc('barat_kota_kemboja', 'c_kota_kemboja', 'Tanjung Pinang Kota', 'Kemboja', '44.25,92.9'),
  arc('barat_kota_kemboja', 'barat_kemboja_cermin', 'Kemboja', 'Tanjung Pinang Barat', ''),
  arc('barat_kemboja_cermin', 'cermin_kemboja_timur', 'Kemboja', 'Bukit Cermin', '44.7,92.3'),
  arc('barat_kemboja_cermin', 'barat_cermin_baru', 'Bukit Cermin', 'Tanjung Pinang Barat', '44.3,92.0'),
  arc('barat_cermin_baru', 'cermin_baru_timur', 'Bukit Cermin', 'Kampung Baru', '44.7,91.75'),
  arc('barat_cermin_baru', 'c_baru_barat', 'Kampung Baru', 'Tanjung Pinang Barat', '44.35,91.2 44.1,90.8'),
  arc('cermin_baru_timur', 'cermin_kemboja_timur', 'Bukit Cermin', 'Tanjung Pinang Timur', ''),
  arc('cermin_kemboja_timur', 'kemboja_timur_unggat', 'Kemboja', 'Tanjung Pinang Timur', ''),
  arc('kemboja_timur_unggat', 'c_kemboja_unggat', 'Kemboja', 'Tanjung Unggat', '45.25,92.55'),
  arc(
    'kemboja_timur_unggat',
    'unggat_timur_bulang',
    'Tanjung Unggat',
    'Tanjung Pinang Timur',
    '45.8,92.05 46.2,91.85',
  ),
  arc('unggat_timur_bulang', 'c_unggat_bulang', 'Tanjung Unggat', 'Kampung Bulang', '46.5,92.0'),
  arc('unggat_timur_bulang', 'timur_bulang_jang', 'Kampung Bulang', 'Tanjung Pinang Timur', ''),
  arc('cermin_baru_timur', 'baru_timur_ayun', 'Tanjung Pinang Timur', 'Kampung Baru', '45.1,91.2'),
  arc(
    'baru_timur_ayun',
    'timur_ayun_jang',
    'Tanjung Pinang Timur',
    'Tanjung Ayun Sakti',
    '45.6,90.65 45.9,91.05',
  ),
  arc('timur_ayun_jang', 'timur_bulang_jang', 'Tanjung Pinang Timur', 'Sei Jang', ''),
  arc('baru_timur_ayun', 'c_ayun_baru', 'Tanjung Ayun Sakti', 'Kampung Baru', '45.15,90.4'),
  arc('timur_ayun_jang', 'c_jang_ayun', 'Sei Jang', 'Tanjung Ayun Sakti', '46.3,90.1 46.75,89.8'),
  arc('timur_bulang_jang', 'bulang_melayu_jang', 'Kampung Bulang', 'Sei Jang', '47.0,91.15'),
  arc('bulang_melayu_jang', 'c_bulang_melayu', 'Kampung Bulang', 'Melayu Kota Piring', '47.55,91.7'),
  arc('bulang_melayu_jang', 'melayu_jang_batu', 'Melayu Kota Piring', 'Sei Jang', ''),
  arc('melayu_jang_batu', 'melayu_airraja_batu', 'Melayu Kota Piring', 'Batu IX', '48.5,90.75'),
  arc('melayu_airraja_batu', 'melayu_airraja_bugis', 'Melayu Kota Piring', 'Air Raja', '49.05,92.2'),
  arc('melayu_airraja_bugis', 'c_melayu_bugis', 'Melayu Kota Piring', 'Kampung Bugis', ''),
  arc(
    'melayu_airraja_bugis',
    'c_bugis_airraja',
    'Kampung Bugis',
    'Air Raja',
    '49.4,93.4 48.8,94.0 48.8,95.2 48.2,95.9 48.2,96.7 47.9,97.2 48.4,97.9 49.0,98.0',
  ),
  arc('melayu_airraja_batu', 'airraja_pinang_batu', 'Air Raja', 'Batu IX', '49.8,91.6 50.7,91.6'),
  arc(
    'airraja_pinang_batu',
    'c_airraja_pinang',
    'Air Raja',
    'Pinang Kencana',
    '51.1,92.5 50.9,93.6 51.3,94.6',
  ),
  arc('airraja_pinang_batu', 'c_pinang_batu', 'Pinang Kencana', 'Batu IX', '51.8,91.2 53.0,91.2 53.8,91.1'),
  arc('melayu_jang_batu', 'jang_batu_dompak', 'Batu IX', 'Sei Jang', '48.3,90.2 47.8,89.6'),
  arc(
    'jang_batu_dompak',
    'c_batu_dompak',
    'Batu IX',
    'Dompak',
    '49.3,88.8 50.4,88.5 51.3,88.6 52.2,88.5 52.9,89.2',
  ),
  arc('jang_batu_dompak', 'c_dompak_jang', 'Dompak', 'Sei Jang', ''),
  arc(
    'c_bugis_senggarang',
    'c_senggarang_bugis',
    'Senggarang',
    'Kampung Bugis',
    '44.1,95.0 44.7,95.7 44.8,96.4 45.4,96.5 45.7,97.3',
  ),
]

/** Islands, each a part of one kelurahan. */
export const ISLANDS: readonly { kelurahan: string; outline: readonly Sketch[] }[] = [
  island(
    'Penyengat',
    '40.95,92.7 41.3,93.0 41.8,93.1 42.15,92.95 42.45,92.6 42.1,92.4 41.6,92.55 41.2,92.45',
  ),
  island('Senggarang', '39.9,95.7 40.2,95.95 40.6,95.9 40.4,95.55 40.0,95.4'),
  island(
    'Dompak',
    '41.6,87.6 42.6,87.9 43.5,88.1 44.3,88.3 45.0,88.7 45.5,88.5 45.9,88.0 46.5,88.1 47.1,87.6 47.8,87.3 48.05,87.0 47.2,86.8 46.6,86.5 46.3,85.9 45.7,86.0 45.2,86.6 44.4,86.9 43.7,86.6 43.0,86.75 42.5,86.7 42.1,87.3',
  ),
  island('Dompak', '41.8,86.0 42.3,86.1 42.35,85.8 42.0,85.7'),
  island('Dompak', '44.9,85.4 45.3,85.7 45.5,85.5 45.2,85.25'),
]

function island(kelurahan: string, outline: string) {
  return { kelurahan, outline: places(outline) }
}

/** UTM 48N metres of a sketched place, near enough for a sketch. */
export function placed([x, y]: Sketch): Point {
  return [438806 + (x - 45) * 1112.7, 101692 + (y - 92) * 1105.4]
}
