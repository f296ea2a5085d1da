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

  it.each([
    ['numbers below', ['a', 'a'], [1, 2]],
    ['text below', ['a', 'a'], ['x', 'y']],
    ['one name only', ['a', 'a', 'a'], [1, 2, 3]],
  ])('refuses equal names with %s for what they are', async (_, names, row) => {
    expect((await refusal(sheet([names, row]))).fault.what).toBe('two columns have the same name')
  })

  it.each([
    ['brackets', ['(1)', '(2)', '(3)']],
    ['numbers', [1, 2, 3]],
    ['numbers as text', ['1', '2', '3']],
    ['brackets that Excel took for minus signs', [-1, -2, -3]],
  ])('ends with a row that numbers the columns: %s', async (_, numbers) => {
    const names = ['No', 'RT', 'Luas']
    const path = sheet([names, numbers, [1, 'RT 1', 2.5], [2, 'RT 2', 3]])
    for (const headerRow of [undefined, 1]) {
      const { layer, records } = await readXlsx(path, { headerRow })
      expect(layer.fields).toEqual(names)
      expect(records.map(({ record, cells }) => [record, ...Object.values(cells)])).toEqual([
        [1, 1, 'RT 1', 2.5],
        [2, 2, 'RT 2', 3],
      ])
      expect(layer.findings.map(({ code, got, message }) => [code, got, message.en])).toEqual([
        [
          'XLSX_HEADER_ASSUMED',
          '1',
          'Column names were read from row 1. Row 2 only numbers the columns and was not read as a record.',
        ],
      ])
    }
  })

  it('numbers the columns under groups, and where the table does not begin in the first one', async () => {
    const path = sheet(
      [
        [null, 'Jalan', null, 'Drainase'],
        [null, 'Volume', 'Satuan', 'Volume', 'Satuan'],
        [null, '(1)', '(2)', '(3)', '(4)'],
        [null, 20, 'm', 3, 'm'],
      ],
      ['B1:C1', 'D1:E1'],
    )
    expect(await read(path)).toEqual({
      fields: ['Jalan / Volume', 'Jalan / Satuan', 'Drainase / Volume', 'Drainase / Satuan'],
      first: 1,
      findings: [['XLSX_HEADER_ASSUMED', '1-2']],
    })
  })

  it.each([
    [
      'goes on in the next row',
      [
        [1, 2, 3],
        [2, 5, 9],
      ],
    ],
    [
      'has a gap',
      [
        [1, 2, null],
        [4, 5, 6],
      ],
    ],
    [
      'is of two numbers',
      [
        [1, 2],
        [4, 5],
      ],
    ],
    [
      'is out of order',
      [
        [1, 3, 2],
        [1, 5, 6],
      ],
    ],
    [
      'begins elsewhere',
      [
        ['(2)', '(3)', '(4)'],
        [1, 5, 6],
      ],
    ],
    [
      'mixes both ways',
      [
        ['(1)', 2, '(3)'],
        [1, 5, 6],
      ],
    ],
  ])('does not take a first record for such a row where it %s', async (_, lines) => {
    const names = ['No', 'RT', 'Luas'].slice(0, lines[0]!.length)
    const { records, findings } = await readXlsx(sheet([names, ...lines]))
    expect(records).toHaveLength(2)
    expect(findings).toEqual([])
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
