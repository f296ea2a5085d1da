export interface Kelurahan {
  code: string
  name: string
  bps: string
}

export interface Kecamatan {
  code: string
  name: string
  bps: string
  kelurahan: readonly Kelurahan[]
}

const unit = (code: string, name: string, bps: string): Kelurahan => ({ code, name, bps })

/** Real codes and names: Kepmendagri 300.2.2-2430/2025 and the BPS master file, through a crosswalk, never a rule. */
export const KECAMATAN: readonly Kecamatan[] = [
  {
    code: '21.72.01',
    name: 'Tanjungpinang Barat',
    bps: '2172040',
    kelurahan: [
      unit('21.72.01.1001', 'Tanjung Pinang Barat', '2172040001'),
      unit('21.72.01.1002', 'Kemboja', '2172040002'),
      unit('21.72.01.1003', 'Kampung Baru', '2172040003'),
      unit('21.72.01.1004', 'Bukit Cermin', '2172040004'),
    ],
  },
  {
    code: '21.72.02',
    name: 'Tanjungpinang Timur',
    bps: '2172020',
    kelurahan: [
      unit('21.72.02.1001', 'Melayu Kota Piring', '2172020002'),
      unit('21.72.02.1002', 'Kampung Bulang', '2172020005'),
      unit('21.72.02.1003', 'Air Raja', '2172020003'),
      unit('21.72.02.1004', 'Batu IX', '2172020001'),
      unit('21.72.02.1005', 'Pinang Kencana', '2172020004'),
    ],
  },
  {
    code: '21.72.03',
    name: 'Tanjungpinang Kota',
    bps: '2172030',
    kelurahan: [
      unit('21.72.03.1001', 'Tanjung Pinang Kota', '2172030001'),
      unit('21.72.03.1003', 'Senggarang', '2172030004'),
      unit('21.72.03.1004', 'Penyengat', '2172030002'),
      unit('21.72.03.1005', 'Kampung Bugis', '2172030003'),
    ],
  },
  {
    code: '21.72.04',
    name: 'Bukit Bestari',
    bps: '2172010',
    kelurahan: [
      unit('21.72.04.1001', 'Tanjung Pinang Timur', '2172010002'),
      unit('21.72.04.1002', 'Dompak', '2172010001'),
      unit('21.72.04.1003', 'Tanjung Ayun Sakti', '2172010003'),
      unit('21.72.04.1004', 'Sei Jang', '2172010004'),
      unit('21.72.04.1005', 'Tanjung Unggat', '2172010005'),
    ],
  },
]
