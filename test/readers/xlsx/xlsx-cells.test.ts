import { describe, expect, it } from 'vitest'
import { SheetWalk } from '../../../pipeline/readers/xlsx/sheet-walk.ts'
import { cellsOf, merges, readXlsx, refusal, rows, type WorkbookSpec, workbook } from './xlsx-writing.ts'

const HEADER = '<row r="1"><c t="inlineStr"><is><t>A</t></is></c></row>'

/** The value that one cell is read as, with the findings. */
async function one(cell: string, spec: WorkbookSpec = {}) {
  const header = HEADER.replace('</row>', '<c t="inlineStr"><is><t>B</t></is></c></row>')
  const path = workbook({
    ...spec,
    sheets: [{ rows: `${header}<row r="2">${cell}<c r="B2"><v>1</v></c></row>` }],
  })
  const { records, findings } = await readXlsx(path)
  return { value: records[0]!.cells.A, findings }
}

describe('cells of a sheet', () => {
  it.each([
    ['a number', '<c><v>12.6</v></c>', 12.6],
    ['a number of seventeen digits', '<c><v>0.98934430966623799</v></c>', 0.989344309666238],
    ['an exponent', '<c><v>1E-3</v></c>', 0.001],
    ['a code longer than a number', '<c><v>33750401234567890</v></c>', '33750401234567890'],
    ['a code of sixteen digits', '<c><v>3375040123456789</v></c>', 3375040123456789],
    ['text of digits', '<c t="inlineStr"><is><t>004</t></is></c>', '004'],
    ['the text of a formula', '<c t="str"><f>A1</f><v> x </v></c>', 'x'],
    ['an empty text of a formula', '<c t="str"><f>IF(1,"")</f><v></v></c>', null],
    ['a true boolean', '<c t="b"><v>1</v></c>', true],
    ['a false one', '<c t="b"><v>0</v></c>', false],
    ['an ISO date', '<c t="d"><v>2020-01-05T00:00:00Z</v></c>', '2020-01-05'],
    ['an ISO time', '<c t="d"><v>2020-01-05T12:30:00</v></c>', '2020-01-05T12:30:00'],
    ['an empty cell', '<c s="1"/>', null],
    ['a blank', '<c t="inlineStr"><is><t xml:space="preserve">  </t></is></c>', null],
    ['the cached value of a formula', '<c><f>1+1</f><v>2</v></c>', 2],
  ])('%s', async (_, cell, value) => {
    expect(await one(cell)).toEqual({ value, findings: [] })
  })

  it.each([
    ['an error', '<c t="e"><v>#REF!</v></c>', '#REF!'],
    ['a formula without its value', '<c><f>1+1</f></c>', 'a formula without its value'],
    ['a formula with an empty one', '<c><f>1+1</f><v/></c>', 'a formula without its value'],
    ['a damaged number', '<c><v>1,5</v></c>', '1,5'],
    ['a number without end', '<c><v>1e999</v></c>', '1e999'],
  ])('%s is blank, and said', async (_, cell, got) => {
    expect(await one(cell)).toEqual({ value: null, findings: [['XLSX_CELL_UNREAD', got]] })
  })

  it('shared strings join their runs, drop phonetic ones and undo escapes', async () => {
    const strings =
      '<si><r><t>Desa </t></r><r><rPr><b/></rPr><t>Bua</t></r><rPh sb="0" eb="1"><t>furigana</t></rPh><phoneticPr fontId="1"/></si>' +
      '<si><t>a_x000D_\nb_x005F_x000D_ _x0007_&amp;</t></si><si/>'
    expect((await one('<c t="s"><v>0</v></c>', { strings })).value).toBe('Desa Bua')
    expect((await one('<c t="s"><v>1</v></c>', { strings })).value).toBe('a\r\nb_x000D_ &')
    expect((await one('<c t="s"><v>2</v></c>', { strings })).value).toBeNull()
    const inline = '<c t="inlineStr"><is><r><t>a</t></r><rPh><t>x</t></rPh><r><t>b</t></r></is></c>'
    expect((await one(inline)).value).toBe('ab')
  })

  it('dates are read by their format, in both systems; percentages and elapsed hours stay numbers', async () => {
    const formats = [14, 'dd/mm/yyyy hh:mm', '0%', '[h]:mm', '"Rp"#,##0']
    const dated = async (style: number, value: string, date1904 = false) =>
      (await one(`<c s="${style}"><v>${value}</v></c>`, { formats, date1904 })).value
    expect(await dated(1, '43831')).toBe('2020-01-01')
    expect(await dated(1, '43831', true)).toBe('2024-01-02')
    expect(await dated(2, '43831.25')).toBe('2020-01-01T06:00:00')
    expect(await dated(3, '0.126')).toBe(0.126)
    expect(await dated(4, '1.5')).toBe(1.5)
    expect(await dated(5, '5000')).toBe(5000)
    expect(await dated(99, '5000')).toBe(5000)
    expect(await dated(1, '-5')).toBe(-5)
  })
})

describe('numbers in a format of zeros', () => {
  it.each([
    ['12', '0000', '0012'],
    ['172031001', '0000000000', '0172031001'],
    ['1.2E1', '0000;[Red]-0000', '0012'],
    ['12345', '0000', '12345'],
    ['33750401234567890', '00000000000000000000', '00033750401234567890'],
    ['12', '[$-421]000', '012'],
    ['12', '0', 12],
    ['-12', '0000', -12],
    ['12.5', '0000', 12.5],
    ['12', '0000.0', 12],
    ['12', '#,##0', 12],
    ['12', '00%', 12],
  ])('%s in %s', async (value, format, read) => {
    expect(await one(`<c s="1"><v>${value}</v></c>`, { formats: [format] })).toEqual({
      value: read,
      findings: [],
    })
  })
})

describe('rows of a sheet', () => {
  it('count from the header, blank ones too, and none is left out for being a total', async () => {
    const path = workbook({
      sheets: [{ rows: rows(['RT', 'KK'], ['01', 2], [null, null], null, ['Jumlah', 2]) }],
    })
    const { records } = await readXlsx(path)
    expect(records.map(({ record, cells }) => [record, ...Object.values(cells)])).toEqual([
      [1, '01', 2],
      [4, 'Jumlah', 2],
    ])
  })

  it('need no references, nor do cells; with them gaps are kept', async () => {
    const without = `${rows(['A', 'B', 'C']).replace(' r="1"', '')}<row><c><v>1</v></c><c/><c><v>3</v></c></row>`
    expect(await cellsOf(workbook({ sheets: [{ rows: without }] }))).toEqual([[1, null, 3]])
    const withGaps = `${rows(['A', 'B', 'C'])}<row r="5"><c r="A5"><v>1</v></c><c r="C5"><v>3</v></c></row>`
    const { records } = await readXlsx(workbook({ sheets: [{ rows: withGaps }] }))
    expect(records[0]).toMatchObject({ record: 4, cells: { A: 1, B: null, C: 3 } })
  })

  it('take the value of a range merged over them, those that hold something', async () => {
    const lines = rows(
      ['Kecamatan', 'Kelurahan', 'RT', 'Ket'],
      ['Utara', 'Degayu', '01', 'a'],
      [null, null, '02', null],
      [null, null, null, null],
      [null, 'Tirto', '01', null],
      ['Selatan', 'Poncol', '01', null],
    )
    const path = workbook({ sheets: [{ rows: lines, behind: merges('A2:A5', 'B2:B4', 'C6:D6', 'D2:D2') }] })
    const { records, findings } = await readXlsx(path)
    expect(records.map(({ cells }) => Object.values(cells))).toEqual([
      ['Utara', 'Degayu', '01', 'a'],
      ['Utara', 'Degayu', '02', null],
      ['Utara', 'Tirto', '01', null],
      ['Selatan', 'Poncol', '01', null],
    ])
    expect(findings).toEqual([['XLSX_CELLS_FILLED', 'Kecamatan, Kelurahan']])
    const again = await readXlsx(path)
    expect(again.layer.findings[0]!.message.en).toMatch(/^3 cells /)
  })

  it('leave a number merged over them in the first one, and say where, once for each range', async () => {
    const lines = rows(
      ['RT', 'Luas', 'KK', 'Ket'],
      ['01', 10, 5, 1],
      ['02', null, 6, null],
      ['03', null, 7, null],
      ['04', 2, null, null],
    )
    const path = workbook({ sheets: [{ rows: lines, behind: merges('B2:B4', 'C4:C5', 'D5:D9') }] })
    const { records, layer } = await readXlsx(path)
    expect(records.map(({ cells }) => Object.values(cells))).toEqual([
      ['01', 10, 5, 1],
      ['02', null, 6, null],
      ['03', null, 7, null],
      ['04', 2, null, null],
    ])
    expect(layer.findings.map(({ code, record, field, got }) => [code, record, field, got])).toEqual([
      ['XLSX_NUMBER_MERGED', 1, 'Luas', 'B2:B4: 10'],
      ['XLSX_NUMBER_MERGED', 3, 'KK', 'C4:C5: 7'],
    ])
  })

  it('keep a value of their own inside a merged range', async () => {
    const lines = rows(['Kecamatan', 'RT'], ['Utara', '01'], ['Selatan', '02'], [null, '03'])
    const path = workbook({ sheets: [{ rows: lines, behind: merges('A2:A4') }] })
    expect(await cellsOf(path)).toEqual([
      ['Utara', '01'],
      ['Selatan', '02'],
      ['Utara', '03'],
    ])
  })

  it('and columns that are hidden are read, and said', async () => {
    const lines = rows(['A', 'B'], ['1', 'x'], ['2', 'y']).replace('<row r="3"', '<row r="3" hidden="1"')
    const before = '<cols><col min="2" max="5" hidden="true"/></cols>'
    const { records, layer } = await readXlsx(workbook({ sheets: [{ rows: lines, before }] }))
    expect(records).toHaveLength(2)
    expect(layer.findings).toMatchObject([
      {
        code: 'XLSX_HIDDEN_READ',
        got: 'B',
        message: { en: 'Hidden in Excel, and read: 1 rows, 1 columns.' },
      },
    ])
  })

  it.each([
    ['rows that go back', '<row r="5"/><row r="4"/>', 'the rows of the sheet are out of order'],
    ['a row twice', '<row r="5"/><row r="5"/>', 'the rows of the sheet are out of order'],
    ['a row beyond the last', '<row r="1048577"/>', 'the rows of the sheet are out of order'],
    ['a row without a number', '<row r="x"/>', 'the rows of the sheet are out of order'],
    [
      'a column beyond the last',
      '<row r="2"><c r="XFE2"><v>1</v></c></row>',
      'the cells of the sheet are out of order',
    ],
    [
      'cells that go back',
      '<row r="2"><c r="B2"/><c r="A2"/></row>',
      'the cells of the sheet are out of order',
    ],
    ['a cell of another row', '<row r="2"><c r="A3"/></row>', 'the cells of the sheet are out of order'],
    [
      'more cells than columns',
      `<row r="2">${'<c/>'.repeat(16_385)}</row>`,
      'the cells of the sheet are out of order',
    ],
    [
      'a text that is not there',
      '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
      'a cell refers to a text that is not in the workbook',
    ],
    [
      'a text before the first',
      '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
      'a cell refers to a text that is not in the workbook',
    ],
    [
      'a cell without end',
      `<row r="2"><c t="str"><v>${'x'.repeat(1_100_000)}</v></c></row>`,
      'a cell is larger than is safe to read',
    ],
  ])('%s are refused', async (_, source, what) => {
    const error = await refusal(workbook({ sheets: [{ rows: HEADER + source }] }))
    expect([error.kind, error.fault.what]).toEqual(['source', what])
  })

  it('with more columns than are safe are refused', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`)
    expect((await refusal(workbook({ sheets: [{ rows: rows(names, names) }] }))).fault.got).toContain(
      'columns',
    )
  })

  it('merged without end, or over each other, are read in no time or refused', async () => {
    const wide = Array.from({ length: 3000 }, () => 'A1:XFD1048576')
    const lines = rows(['A', 'B'], ['1', '2'], [null, '3'])
    const path = workbook({ sheets: [{ rows: lines, behind: merges(...wide, 'A2:A9', 'A2:A9', 'x', 'A0') }] })
    expect(await cellsOf(path)).toEqual([
      ['1', '2'],
      ['1', '3'],
    ])
    const walk = new SheetWalk({ strings: [], meanings: [], is1904: false })
    expect(() => {
      for (let i = 0; i <= 200_000; i++) walk.open('mergeCell', { ref: 'A1:B1' })
    }).toThrow('the sheet has too many merged cells')
  })
})
