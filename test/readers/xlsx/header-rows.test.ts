import { describe, expect, it } from 'vitest'
import { merges, readXlsx, refusal, rows, workbook } from './xlsx-writing.ts'

const sheet = (lines: Parameters<typeof rows>, merged: string[] = []) =>
  workbook({ sheets: [{ rows: rows(...lines), behind: merges(...merged) }] })

async function read(path: string, headerRow?: number) {
  const { layer, records, findings } = await readXlsx(path, { headerRow })
  return { fields: layer.fields, first: records[0]?.record, findings }
}

describe('the header of a sheet', () => {
  it('is the first row of a plain table, without a word', async () => {
    expect(
      await read(
        sheet([
          ['Kelurahan', 'RT', 2019, 2020],
          ['Degayu', '01', 3, 4],
        ]),
      ),
    ).toEqual({
      fields: ['Kelurahan', 'RT', '2019', '2020'],
      first: 1,
      findings: [],
    })
  })

  it('stands under titles, of one cell, merged, or of two cells beside a wide table', async () => {
    const path = sheet(
      [
        ['LAMPIRAN'],
        ['Kota', 'Pekalongan'],
        null,
        ['No', 'Kelurahan', 'RT', 'Luas', 'Ket'],
        [1, 'Degayu', '01', 2.5, 'x'],
      ],
      ['A1:E1'],
    )
    expect(await read(path)).toEqual({
      fields: ['No', 'Kelurahan', 'RT', 'Luas', 'Ket'],
      first: 1,
      findings: [['XLSX_HEADER_ASSUMED', '4']],
    })
  })

  it('has two rows where merged cells tie them, whichever of them is stated', async () => {
    const path = sheet(
      [['JUDUL'], ['No', 'Jalan', null, 'Ket'], [null, 'Volume', 'Satuan\n (m)'], [1, 20, 'm', 'x']],
      ['A1:D1', 'A2:A3', 'B2:C2', 'D2:D3'],
    )
    const fields = ['No', 'Jalan / Volume', 'Jalan / Satuan (m)', 'Ket']
    expect(await read(path)).toEqual({ fields, first: 1, findings: [['XLSX_HEADER_ASSUMED', '2-3']] })
    for (const row of [2, 3]) expect(await read(path, row)).toEqual({ fields, first: 1, findings: [] })
  })

  it('has two rows where only the groups are merged', async () => {
    const below = sheet(
      [
        ['No', 'RT', 'Jalan'],
        [null, null, 'Volume', 'Satuan'],
        [1, '01', 20, 'm'],
      ],
      ['C1:D1'],
    )
    expect((await read(below)).fields).toEqual(['No', 'RT', 'Jalan / Volume', 'Jalan / Satuan'])
    const above = sheet(
      [['JUDUL'], [null, null, 'Jalan'], ['No', 'RT', 'Volume', 'Satuan', 'Ket'], [1, '01', 20, 'm', 'x']],
      ['A1:E1', 'C2:D2'],
    )
    expect((await read(above)).fields).toEqual(['No', 'RT', 'Jalan / Volume', 'Jalan / Satuan', 'Ket'])
  })

  it('does not take the first row of data for a second one', async () => {
    const path = sheet(
      [
        ['Nama', 'Alamat', null],
        ['Budi', 'Jl. A', 'No. 1'],
      ],
      ['B1:C1'],
    )
    expect((await refusal(path)).fault.what).toBe('two columns have the same name')
    const narrow = sheet(
      [
        ['Nama', 'Alamat', null],
        ['Budi', 'Jl. A'],
      ],
      ['B1:C1'],
    )
    expect(await read(narrow)).toMatchObject({ fields: ['Nama', 'Alamat'], first: 1 })
  })

  it('is the stated row, even where another looks more like one', async () => {
    const path = sheet([
      ['A', 'B', 'C'],
      [1, 2, 3],
      ['x', 'y', 'z'],
    ])
    expect((await read(path, 2)).fields).toEqual(['1', '2', '3'])
    const error = await refusal(path, { headerRow: 9 })
    expect([error.kind, error.fault.where?.key]).toEqual(['config', 'header_row'])
  })

  it('may be of one column', async () => {
    expect((await read(sheet([['Kelurahan'], ['Degayu']]))).fields).toEqual(['Kelurahan'])
  })

  it('names a column that has data and no name after its place, and leaves out one that has neither', async () => {
    const path = sheet([
      ['A', null, 'C', null],
      ['1', null, '2', 'x'],
    ])
    expect(await read(path)).toMatchObject({
      fields: ['A', 'C', 'column_4'],
      findings: [['COLUMN_RENAMED', null]],
    })
  })

  it('refuses names that cannot be told apart, with their columns', async () => {
    const error = await refusal(
      sheet([
        ['A', 'B', 'A'],
        ['1', '2', '3'],
      ]),
    )
    expect(error.fault).toMatchObject({
      what: 'two columns have the same name',
      got: 'columns A and C in row 1',
    })
    expect(
      (
        await refusal(
          sheet([
            ['A', '__proto__'],
            ['1', '2'],
          ]),
        )
      ).fault.what,
    ).toBe('a column name cannot be used')
  })

  it('is asked for where no row looks like one', async () => {
    const error = await refusal(
      sheet([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    )
    expect(error.fault.next).toContain('header_row')
    expect((await refusal(sheet([]))).fault.what).toBe('the sheet is empty')
  })
})
