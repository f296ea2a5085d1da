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

  it('are known by their cells', () => {
    const columns = [
      { name: 'kolom', personalShare: 0.3 },
      { name: 'lain', personalShare: 0.01 },
    ]
    expect([...personalColumns(columns)]).toEqual([['kolom', 'values']])
  })
})
