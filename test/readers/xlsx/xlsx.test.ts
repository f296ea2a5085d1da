import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { UserError } from '../../../pipeline/errors.ts'
import { reader as csvReader } from '../../../pipeline/readers/csv/index.ts'
import { tempDir } from '../../support/shapefile-writer.ts'
import { zipBytes } from '../../support/zip-writer.ts'
import {
  cellsOf,
  readXlsx,
  refusal,
  rows,
  sheetsOf,
  workbook,
  workbookMembers,
  xlsxFile,
} from './xlsx-writing.ts'

const TABLE = rows(['RT', 'KK'], ['01', 2])

describe('sheets of a workbook', () => {
  it('are listed, hidden ones too, and chosen by name, by name in other letters, or by number', async () => {
    const path = workbook({
      sheets: [
        { name: 'Data', rows: TABLE },
        { name: 'Kode &amp; Nama', rows: rows(['a', 'b'], ['c', 'd']), state: 'hidden' },
        { name: '1', rows: rows(['x', 'y'], ['z', 'z']) },
      ],
    })
    expect(await sheetsOf(path)).toEqual(['Data', 'Kode & Nama', '1'])
    expect(await cellsOf(path, { layer: 'data' })).toEqual([['01', 2]])
    expect(await cellsOf(path, { layer: '1' })).toEqual([['z', 'z']])
    const hidden = await readXlsx(path, { layer: '2' })
    expect(hidden.layer.layer).toBe('Kode & Nama')
    expect(hidden.findings).toEqual([['XLSX_HIDDEN_READ', 'this sheet']])
    for (const layer of ['Lembar', '9', '0']) expect((await refusal(path, { layer })).kind).toBe('config')
    const error = await refusal(path)
    expect([error.kind, error.fault.got]).toEqual(['config', 'Data, Kode & Nama (hidden), 1'])
  })

  it('need not be chosen where one alone holds anything', async () => {
    const path = workbook({
      sheets: [{ rows: '' }, { name: 'Isi', rows: TABLE }, { rows: '<row r="3"><c s="1"/></row>' }],
    })
    expect((await readXlsx(path)).layer.layer).toBe('Isi')
    expect((await refusal(workbook({ sheets: [{}, {}] }))).fault.what).toBe('the workbook is empty')
  })

  it('that are charts are none', async () => {
    const members = {
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="x/chartsheet" Target="c.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
    }
    expect(
      await sheetsOf(workbook({ sheets: [{ name: 'Grafik' }, { name: 'Isi', rows: TABLE }], members })),
    ).toEqual(['Isi'])
  })

  it.each([
    ['the strict namespaces', { isStrict: true }],
    ['prefixes and targets from the root', { isOdd: true }],
    [
      'no styles and no shared strings',
      {
        members: { 'xl/styles.xml': null, 'xl/sharedStrings.xml': null, 'xl/_rels/workbook.xml.rels': null },
      },
    ],
    ['no relationships of the package', { members: { '_rels/.rels': null } }],
  ])('are read with %s', async (_, spec) => {
    expect(await cellsOf(workbook({ ...spec, sheets: [{ rows: TABLE }] }))).toEqual([['01', 2]])
  })

  it('may be read again, and left early', async () => {
    const { layer } = await readXlsx(
      workbook({ sheets: [{ rows: rows(['A', 'B'], ['1', '2'], ['3', '4']) }] }),
    )
    for await (const _ of layer.records()) break
    let count = 0
    for await (const _ of layer.records()) count++
    expect(count).toBe(2)
  })

  it('have points where the source says which columns hold them', async () => {
    const lines = rows(
      ['RT', 'Lintang', 'Bujur'],
      ['01', -5.12, 120.26],
      ['02', '-5,13', '120,27'],
      ['03', 'x', 1],
    )
    const { layer, records } = await readXlsx(workbook({ sheets: [{ rows: lines }] }), {
      geometry: { lon: 'Bujur', lat: 'Lintang' },
    })
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(records.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [120.26, -5.12] },
      { type: 'Point', coordinates: [120.27, -5.13] },
      null,
    ])
    expect(layer.findings).toMatchObject([{ code: 'GEOPOINT_UNPARSABLE', record: 3 }])
    expect((await readXlsx(workbook({ sheets: [{ rows: lines }] }))).layer.crs).toBeNull()
  })

  it('that another writer made are read as they were meant', async () => {
    const path = join(tempDir(), 'a.xlsx')
    const header = ['Kode', 'Luas', 'Tanggal', 'Legal', 'Nama'].map((value) => ({
      value,
      fontWeight: 'bold' as const,
    }))
    const row = [
      { value: '004', type: String },
      { value: 12.6, type: Number, format: '0.00%' },
      { value: new Date(Date.UTC(2020, 10, 20)), type: Date, format: 'dd/mm/yyyy' },
      { value: true, type: Boolean },
      { value: 'Ibu & Bapak <é>', type: String },
    ]
    await writeXlsxFile([header, row]).toFile(path)
    const { records, layer } = await readXlsx(path)
    expect(records[0]!.cells).toEqual({
      Kode: '004',
      Luas: 12.6,
      Tanggal: '2020-11-20',
      Legal: true,
      Nama: 'Ibu & Bapak <é>',
    })
    expect(layer.findings).toEqual([])
  })
})

/** A compound file whose directory names one stream. */
function compoundFile(stream: string): Buffer {
  const bytes = Buffer.alloc(2048)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes)
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 48)
  bytes.write(stream, 1024 + 128, 'utf16le')
  return bytes
}

describe('workbooks that are not to be trusted', () => {
  it.each([
    ['one with a password', compoundFile('EncryptedPackage'), 'the workbook is protected by a password'],
    ['one of Excel 97', compoundFile('Workbook'), 'the file is an old .xls workbook'],
    ['a compound file cut off', compoundFile('Workbook').subarray(0, 40), 'the file is not a workbook'],
    ['a web page', Buffer.from('<html><table></table></html>'), 'the file is not a workbook'],
    ['an empty file', Buffer.alloc(0), 'the source file is empty'],
    [
      'half an archive',
      zipBytes(workbookMembers({ sheets: [{ rows: TABLE }] })).subarray(0, 300),
      'the archive cannot be read',
    ],
    [
      'another archive',
      zipBytes([{ name: 'mimetype', bytes: Buffer.from('application/vnd.oasis') }]),
      'the archive is not a workbook',
    ],
    [
      'a binary workbook',
      zipBytes([{ name: 'xl/workbook.bin', bytes: Buffer.from('x') }]),
      'the workbook is in the binary format',
    ],
    [
      'an archive with a password',
      zipBytes(
        workbookMembers({ sheets: [{ rows: TABLE }] }).map((entry) => ({ ...entry, encrypted: true })),
      ),
      'the archive is encrypted',
    ],
    [
      'a part twice',
      zipBytes([...workbookMembers({}), { name: 'XL/workbook.xml', bytes: Buffer.from('x') }]),
      'the archive holds the same file twice',
    ],
    [
      'a name that leads out',
      zipBytes([...workbookMembers({}), { name: '../a.xml', bytes: Buffer.from('x') }]),
      'the archive cannot be read',
    ],
  ])('%s is refused, and said to be that', async (_, bytes, what) => {
    const error = await refusal(xlsxFile(bytes))
    expect([error.kind, error.fault.what]).toEqual(['source', what])
  })

  it.each([
    ['a sheet that is missing', { 'xl/worksheets/sheet1.xml': null }, 'a part of the workbook is missing'],
    [
      'a sheet cut off',
      { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${TABLE}` },
      'the document is not well-formed XML',
    ],
    [
      'entities that grow',
      { 'xl/sharedStrings.xml': '<!DOCTYPE a [<!ENTITY b "c">]><sst/>' },
      'the document has a document type, which is not read',
    ],
    ['another root', { 'xl/workbook.xml': '<a/>' }, 'the archive is not a workbook'],
    [
      'a target that leads out',
      {
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>',
      },
      'a part of the workbook is missing',
    ],
  ])('%s is refused', async (_, members, what) => {
    const error = await refusal(workbook({ sheets: [{ rows: TABLE }], members }))
    expect([error.kind, error.fault.what]).toEqual(['source', what])
  })

  it('one that inflates out of all proportion is refused before it is read', async () => {
    const bomb = { name: 'xl/worksheets/sheet2.xml', bytes: Buffer.alloc(70 << 20, ' ') }
    const path = xlsxFile(zipBytes([...workbookMembers({ sheets: [{ rows: TABLE }] }), bomb]))
    expect((await refusal(path)).fault.what).toBe('the archive is larger inside than is safe to open')
  })

  it('one with any byte changed ends in records or in a refusal', async () => {
    const members = workbookMembers({
      sheets: [{ rows: TABLE }],
      formats: [14],
      strings: '<si><t>x</t></si>',
    })
    const file = zipBytes(members)
    const isUserError = async (bytes: Buffer): Promise<void> => {
      try {
        await readXlsx(xlsxFile(bytes))
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (part, at, flip) => {
        const whole = Buffer.from(file)
        whole[at % whole.length]! ^= flip
        await isUserError(whole)
        // Within a part the checksum would give it away.
        const changed = members.map((entry) => ({ ...entry, bytes: Buffer.from(entry.bytes) }))
        const { bytes } = changed[part % changed.length]!
        bytes[at % bytes.length]! ^= flip
        await isUserError(zipBytes(changed))
      }),
      { numRuns: 60 },
    )
  })
})

const ANNEX = '../shared/data/sinjai/other/Lampiran Lokasi_Kawasan_Kab_Sinjai.xlsx'
const DERIVED = '../shared/data/sinjai/other/Lampiran_Lokasi_Kawasan.derived.csv'

describe.skipIf(!existsSync(ANNEX))('the annex of Sinjai (skipped where the file is absent)', () => {
  it('holds what was typed from it, with its groups named and its merged cells filled', async () => {
    const { layer, records, findings } = await readXlsx(ANNEX)
    expect(layer.fields.slice(5, 12)).toEqual([
      'Luasan Kumuh (Ha)',
      'Kependudukan / Jumlah',
      'Kependudukan / Kepadatan Penduduk',
      'Koordinat / Lintang',
      'Koordinat / Bujur',
      'Kekumuhan / Nilai',
      'Kekumuhan / Tingkat',
    ])
    expect(findings.map(([code]) => code)).toEqual([
      'XLSX_HEADER_ASSUMED',
      'COLUMN_RENAMED',
      'XLSX_HIDDEN_READ',
      ...Array.from({ length: 7 }, () => 'XLSX_NUMBER_MERGED'),
      'XLSX_CELLS_FILLED',
    ])
    const byRow = new Map(records.map(({ record, cells }) => [record + 3, Object.values(cells)]))
    let compared = 0
    const source = await csvReader.open(DERIVED, { label: 'derived.csv' })
    for await (const { cells } of source.records()) {
      const [row, ...typed] = Object.values(cells)
      if (Number(row) <= 3) continue
      const read = byRow.get(Number(row)) ?? []
      for (const [i, text] of typed.entries()) {
        if (text === null) continue
        const value = read[i] ?? null
        const expected = String(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>')
        if (typeof value === 'number') expect(value, `row ${row}, ${layer.fields[i]}`).toBe(Number(expected))
        else expect(value, `row ${row}, ${layer.fields[i]}`).toBe(expected.trim())
        compared++
      }
    }
    expect(compared).toBeGreaterThan(800)
    expect(byRow.get(5)!.slice(0, 3)).toEqual([null, 'Benteng Balangnipa', 'Sinjai Utara'])
    expect(readFileSync(DERIVED, 'utf8')).toContain('5,,,Sinjai Utara')
  })
})
