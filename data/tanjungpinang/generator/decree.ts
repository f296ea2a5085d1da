import { csv } from './csv.ts'

/** The decree and the later verification. The study that quotes the decree names no day, so none is written. */
export function decreesCsv(): string {
  return csv(
    ['NOMOR_SK', 'JENIS', 'JUDUL', 'TANGGAL', 'TAHUN', 'LUAS_TOTAL', 'JUMLAH_LOKASI', 'KETERANGAN'],
    [
      [
        '337/2014',
        'SK',
        'Keputusan Walikota Tanjungpinang Nomor 337 Tahun 2014',
        '',
        '2014',
        '150,41 Ha',
        '7',
        'Tabel nyata, geometri sintetis',
      ],
      [
        'verifikasi-2018',
        'Verifikasi',
        'Verifikasi Kampung Bugis 2018',
        '',
        '2018',
        '4,66 Ha',
        '1',
        'Luas nyata, geometri sintetis',
      ],
    ],
  )
}

/** The annex as printed, with its faults: they are what a check of the table has to find. */
export function annexCsv(): string {
  return csv(
    ['No', 'Kecamatan', 'Kelurahan', 'Nama Lokasi', 'Luas'],
    [
      ['1', 'Tanjung Pinang Barat', 'Kelurahan Kampung Baru', 'Pantai Impian', '12,6 Ha'],
      ['2', 'Bukit Bestari', 'Tanjung Ayu Sakti', 'Lembah Purnama', '5,99 Ha'],
      ['3', 'Tanjung Pinang Timur', 'Tanjung pinang timur', 'Sungai nibung angus', '14,6 Ha'],
      ['4', 'Bukit bestari', 'Tanjung Unggat', '', '31,64 Ha'],
      ['5', 'Tanjung Pinang Barat', '', 'Pelantar Sulawesi', '51,85 Ha'],
      ['6', 'Tanjung Pinang Kota', '', 'Kampung Bugis', '18,92 Ha'],
      ['7', 'Tanjung Pinang kota', '', 'Sanggarang', '14,81 Ha'],
    ],
  )
}

/** Road works as printed; the fund source is the name of a column. */
export function roadWorksCsv(): string {
  return csv(
    ['No', 'RT/RW', 'Kegiatan', 'Volume', 'APBN'],
    [
      ['1', 'RT002-RW006', 'Jalan Beton', '2.002,38 M', '19.762.620.000,00'],
      ['2', 'RT003-RW006', 'Jalan Beton', '760,0 M', '3.800.000.000,00'],
    ],
  )
}

/** House repairs as printed: three rows for one RT, and one RT that the decree does not list. */
export function houseWorksCsv(): string {
  const activity = 'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)'
  return csv(
    ['No', 'RT/RW', 'Kegiatan', 'Volume', 'APBD'],
    [
      ['1', 'RT004-RW006', activity, '21,00 Unit', '346.500.000,00'],
      ['2', 'RT003-RW006', activity, '17,00 Unit', '280.500.000,00'],
      ['3', 'RT003-RW006', activity, '15,00 Unit', '247.500.000,00'],
      ['4', 'RT003-RW006', activity, '14,00 Unit', '231.000.000,00'],
      ['5', 'RT002-RW002', activity, '12,00 Unit', '198.000.000,00'],
    ],
  )
}
