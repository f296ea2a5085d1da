import { csv } from './csv.ts'

const HEADER = [
  ...['KODE', 'KODE_KEL', 'WAKTU', 'WARGA_SASARAN', 'INTERVENSI', 'ANGGARAN', 'TARGET', 'SEKTOR'],
  ...['LAPANGAN_KERJA', 'WARGA_DILATIH', 'KEGIATAN_TERCIPTA', 'IBU_ANAK', 'KEMATIAN', 'SUMBER'],
]

type Results = readonly [jobs: string, trained: string, activities: string, served: string, deaths: string]

/** Five variables of extreme poverty at the start and at the end; synthetic. PK05 was never measured again: a gap on purpose. */
export function povertyCsv(): string {
  const target = (
    code: string,
    kelurahan: string,
    sector: string,
    intervention: string,
    budget: string,
    people: readonly [start: string, end?: string],
    results: Results = ['', '', '', '', ''],
  ): string[][] => {
    const row = (moment: string, count: string, reached: Results) => [
      ...[code, kelurahan, moment, count, intervention, budget, '0 % pada 2024', sector],
      ...reached,
      'sintetis',
    ]
    const [start, end] = people
    const first = row('Awal', start, ['', '', '', '', ''])
    return end === undefined ? [first] : [first, row('Akhir', end, results)]
  }
  return csv(HEADER, [
    ...target(
      'PK01',
      '21.72.03.1005',
      'pangan',
      'bantuan sosial',
      '350.000.000,00',
      ['120', '84'],
      ['18', '40', '3', '', ''],
    ),
    ...target(
      'PK02',
      '21.72.03.1005',
      'UMKM',
      'program CSR',
      '180.000.000,00',
      ['60', '38'],
      ['22', '55', '6', '', ''],
    ),
    ...target(
      'PK03',
      '21.72.03.1003',
      'pangan',
      'bantuan sosial',
      '140.000.000,00',
      ['50', '40'],
      ['5', '12', '1', '', ''],
    ),
    ...target(
      'PK04',
      '21.72.03.1003',
      'kesehatan',
      'kolaborasi pemda-swasta',
      '225.000.000,00',
      ['90', '71'],
      ['', '20', '4', '64', '2'],
    ),
    ...target('PK05', '21.72.01.1003', 'pangan', 'bantuan sosial', '210.000.000,00', ['75']),
    ...target(
      'PK06',
      '21.72.04.1005',
      'energi terbarukan',
      'program CSR',
      '95.000.000,00',
      ['12', '0'],
      ['4', '8', '2', '', ''],
    ),
  ])
}
