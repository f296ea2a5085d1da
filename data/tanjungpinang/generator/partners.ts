import { csv } from './csv.ts'

const HEADER = [
  'KODE',
  'KODE_LOK',
  'KAWASAN',
  'LEMBAGA',
  'JENIS',
  'PERAN',
  'TAHAP',
  'TGL_KESEPAKATAN',
  'SAMPAI',
  'SUMBER',
]

/** Who works together on Kampung Bugis and beyond; institutions only, all of them synthetic. */
export function partnersCsv(): string {
  const zone = '21.72.03.1005-K01'
  const row = (
    code: string,
    place: readonly [zone: string, kawasan: string],
    institution: string,
    kind: string,
    role: string,
    stage: string,
    agreement: readonly [from: string, until: string] = ['', ''],
  ) => [code, ...place, institution, kind, role, stage, ...agreement, 'sintetis']
  const here = [zone, ''] as const
  const bugis = ['', 'Kampung Bugis'] as const
  return csv(HEADER, [
    row('M01', here, 'Dinas Perumahan dan Kawasan Permukiman', 'Dinas', 'penanggung jawab', 'kesepakatan', [
      '12-03-2018',
      '31-12-2019',
    ]),
    row('M02', here, 'Bappeda', 'Dinas', 'perencanaan', 'kesepakatan'),
    row('M03', here, 'Satker Kotaku', 'Dinas', 'pendampingan dan pendanaan', 'pelaksanaan'),
    row('M04', here, 'Kelurahan Kampung Bugis', 'Dinas', 'koordinasi wilayah', 'pelaksanaan'),
    row('M05', here, 'BKM Kampung Bugis', 'BKM', 'pengorganisasian warga', 'pelaksanaan', ['12-03-2018', '']),
    row('M06', here, 'KSM jalan lingkungan', 'KSM', 'pelaksana kegiatan', 'pelaksanaan'),
    row('M07', ['', ''], 'PDAM', 'Lainnya', 'air minum', 'dialog'),
    row('M08', bugis, 'Perguruan tinggi mitra (sintetis)', 'PT', 'kajian dan pendampingan', 'pemahaman', [
      '01-02-2023',
      '31-01-2026',
    ]),
    row('M09', ['', ''], 'Pokja PKP Kota', 'Pokja', 'koordinasi kota', ''),
  ])
}
