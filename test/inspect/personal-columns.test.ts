import { describe, expect, it } from 'vitest'
import { personalColumns } from '../../pipeline/inspect/personal-columns.ts'

const named = (...names: string[]) => [
  ...personalColumns(names.map((name) => ({ name, personalShare: 0 }))).keys(),
]

describe('columns that tell of persons', () => {
  it('are known by the names of forms and tables, in any spelling', () => {
    const names = [
      'NIK',
      'No_KK',
      'no. hp',
      'NAMA_KK',
      'grup_identitas/nama_krt',
      'namaKepalaKeluarga',
      'e-mail',
    ]
    expect(named(...names)).toEqual(names)
  })

  it('are not those that only sound like them', () => {
    expect(named('Jumlah KK', 'KK', 'NAMA_LOK', 'nama_jalan', 'Nama_Penge', 'Kawasan')).toEqual([])
  })

  it('take a bare name with them, which elsewhere is the name of a place', () => {
    expect(named('nama', 'kode')).toEqual([])
    expect(named('nama', 'alamat', 'NIK')).toEqual(['NIK', 'nama', 'alamat'])
  })

  it('are known by the words of the list wherever these stand in a name', () => {
    const names = [
      'NAMA LENGKAP PEMILIK',
      'Responden',
      'pemilik bangunan',
      'NAMAPEMILI',
      'TTD Penerima',
      'Email aktif',
      'Tgl Lahir KK',
      'Nama Kepala Rumah Tangga (KRT)',
      'nama_pendata',
      'Ketua RT/RW',
      'Ketua_RW',
      'alamat lengkap',
      'ALAMAT_KTP',
    ]
    expect(named(...names)).toEqual(names)
  })

  it('are not those that count persons, number them, or tell what they own', () => {
    const names = [
      'Jumlah Penghuni',
      'jumlah kepala keluarga',
      'id responden',
      'Kepemilikan',
      'Status Pemilik',
    ]
    expect(named(...names, 'tanggal pendataan', 'alamat')).toEqual([])
    const counts = [{ name: 'Penghuni', personalShare: 0, areCounts: true }]
    expect(personalColumns(counts).size).toBe(0)
  })

  it('take a bare name with them where a single cell of the layer holds a personal number', () => {
    const columns = [
      { name: 'nama', personalShare: 0 },
      { name: 'alamat', personalShare: 0 },
      { name: 'ket', personalShare: 0.001 },
    ]
    expect([...personalColumns(columns).keys()]).toEqual(['nama', 'alamat'])
  })

  it('are known by their cells', () => {
    const columns = [
      { name: 'kolom', personalShare: 0.3 },
      { name: 'lain', personalShare: 0.01 },
    ]
    expect([...personalColumns(columns)]).toEqual([['kolom', 'values']])
  })
})
