import { describe, expect, it } from 'vitest'
import { holdsPersonName, isNameByColumn } from '../../pipeline/values/person-name.ts'
import { isBuiltLikeNik, personalData } from '../../pipeline/values/personal.ts'

describe('the name of a person', () => {
  it.each([
    'Bapak Sutrisno',
    'rumah Bapak Sutrisno',
    'RUMAH BAPAK SUTRISNO',
    'Bpk. Agus Salim',
    'Bpk.Agus',
    'Ibu Siti Aminah, depan masjid',
    'Sdr. Budi',
    'Sdri Rina',
    'Bapak H. Ahmad',
    'tanah a.n. Sutrisno',
    'a/n: dibayar an. Budi',
    'atas nama Siti Aminah',
    'Ketua RT 03: Sutrisno Hadi',
    'Ketua RT003/RW006: Sutrisno Hadi',
    'KK: Sutrisno Hadi',
    'Pemilik: SUTRISNO HADI',
    'Jl. Melati milik Bapak Sutrisno',
    'Jl. Melati 5, Bapak Sutrisno',
  ])('is in %j, in a place column too', (text) => {
    expect(holdsPersonName(text)).toBe(true)
    expect(holdsPersonName(text, 'place')).toBe(true)
  })

  it.each(['H. Agus Salim', 'Hj. Aminah', 'Pak Sutrisno', 'Bu Tinuk'])(
    'is in %j, unless that is the name of a place',
    (text) => {
      expect(holdsPersonName(text)).toBe(true)
      expect(holdsPersonName(text, 'place')).toBe(false)
    },
  )

  it.each([
    'Kampung Haji Ungar',
    'Haji Ungar',
    'Jl. H. Agus Salim',
    'Jl.H.Agus Salim No. 5',
    'Jalan Bapak Ali',
    'Gang Pak Amat',
    'Gg. Ibu Ruswo',
    'Masjid Ibu Fatimah',
    'Masjid Raya H. Ahmad',
    'SD Hj. Aminah',
    'Yayasan Panti Ibu Kartini',
    'Warung Bu Tinuk',
    'Ibu Kota Kabupaten',
    'Ibukota Kecamatan',
    'RSIA Ibu dan Anak',
    'Kelompok Ibu Mawar',
    'pelatihan Ibu Rumah Tangga',
    'Ibu Hamil',
    'Bapak Walikota',
    'Ketua RT 03 RW 06',
    'Ketua RT 03 Melayu Kota Piring',
    'Ketua RT: belum ada',
    'KK: Tidak Ada',
    'KK Miskin',
    'Pemilik: Pemerintah Kota',
    'Pemilik: Milik Sendiri',
    'atas nama Pemerintah Kota Tanjungpinang',
    'Dinas Perumahan dan Kawasan Permukiman',
    'Satker Kotaku',
    'Kelurahan Kampung Bugis',
    'Tanjungpinang Barat',
    'Pelantar Sulawesi',
    'Sungai Nibung Hangus',
    'Kampung Baru',
    'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)',
    'Penataan Rumah Deret/Rumah Susun',
    'Hidran Umum/Kran Umum',
    '21.72.03.1005/RT002-RW006',
    'SAMPUNG KIDUL RT006-RW001',
    'Blok H. 12',
    'Perda Nomor 5 Tahun 2018, Lampiran a.n. 3',
  ])('is not in %j', (text) => {
    expect(holdsPersonName(text)).toBe(false)
    expect(holdsPersonName(text, 'place')).toBe(false)
  })

  it.each([
    ['NAMA_PEMILIK', 'sutrisno hadi'],
    ['NM_PEMIL', 'Siti Aminah, S.Pd'],
    ['Nama KK', 'Budi'],
    ['nama_responden', "Nur'aini"],
    ['Kepala Keluarga', 'SUTRISNO BIN HADI'],
    ['narahubung', 'Rina'],
  ])('is what a column %j says of %j', (column, text) => {
    expect(isNameByColumn(column, text)).toBe(true)
    expect(personalData(text, { column })).toBe('PII_NAME')
  })

  it.each([
    ['NAMA', 'Kampung Bugis'],
    ['NAMA_LOK', 'Pelantar Sulawesi'],
    ['NAMA_KEL', 'Senggarang'],
    ['Nama Lokasi', 'Lembah Purnama'],
    ['Nama Ketua', 'belum ada'],
    ['NAMA_PEMILIK', 'Pemerintah Kota'],
    ['NAMA_PEMILIK', 'Yayasan Melati'],
    ['NAMA_PEMILIK', '21.72.03.1005'],
    ['Jumlah KK', 'empat'],
    ['Kepala Keluarga Perempuan', 'ya'],
    ['STATUS_PEMILIK', 'Sewa'],
  ])('is not what a column %j says of %j', (column, text) => {
    expect(isNameByColumn(column, text)).toBe(false)
  })
})

describe('sixteen digits', () => {
  it.each([
    ['a man of 10 May 1990', '2172031005900001', true],
    ['a woman of 10 May 1990', '21.72.03.501590.0001', false],
    ['a woman of 10 May 1990', '2172035005900001', true],
    ['no month', '2172031013900001', false],
    ['no day', '2172033205900001', false],
    ['no province', '0972031005900001', false],
    ['no serial number', '2172031005900000', false],
    ['a made-up number of the demo', '2172999000000001', false],
  ])('built like a NIK, %s: %s is %s', (_, text, expected) => {
    expect(isBuiltLikeNik(text)).toBe(expected)
    expect(personalData(text)).toBe('PII_ID_NUMBER')
  })
})

describe('a telephone number', () => {
  it.each([
    '0812-3456-7890',
    'hubungi (0771) 21234',
    'Telp. 0771-21234',
    'telp 021 5551234',
    'Fax: (0771) 313131',
  ])('is %j', (text) => expect(personalData(text)).toBe('PII_PHONE'))
  it.each(['(0771) 21234', '0771-21234', 'nomor 027-12345', 'hotel 021 5551234', 'telp. kantor'])(
    'is not %j',
    (text) => expect(personalData(text)).toBeNull(),
  )
})
