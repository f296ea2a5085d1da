import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAll, refusal } from '../../support/shapefile-reading.ts'
import type { FieldSpec, ShapefileSpec } from '../../support/shapefile-writer.ts'
import { tempDir, writeShapefile } from '../../support/shapefile-writer.ts'

function table(fields: FieldSpec[], rows: (string | Buffer)[][], more: Partial<ShapefileSpec> = {}): string {
  const shapes = rows.map(() => ({ point: [104, 1] }))
  return writeShapefile(tempDir(), 'table', { shapeType: 1, shapes, fields, rows, ...more })
}

async function cellsOf(type: string, length: number, cells: (string | Buffer)[]) {
  const { layer, records } = await readAll(
    table(
      [{ name: 'X', type, length }],
      cells.map((cell) => [cell]),
    ),
  )
  return { cells: records.map((record) => record.cells.X), findings: layer.findings }
}

describe('cells', () => {
  it('numbers stay the text they are, so that decimal comma and leading zero survive', async () => {
    const numbers = ['12,75', '9.89344309662e-01', '003', '-1', '2172031005', '']
    expect((await cellsOf('N', 18, numbers)).cells).toEqual([...numbers.slice(0, 5), null])
    expect((await cellsOf('F', 18, ['1.50', '\0\0\0'])).cells).toEqual(['1.50', null])
  })

  it('a number wider than its column is null, and reported', async () => {
    const { cells, findings } = await cellsOf('N', 4, ['****', '12'])
    expect(cells).toEqual([null, '12'])
    expect(findings).toMatchObject([{ code: 'DBF_OVERFLOW', record: 1, field: 'X', got: '****' }])
  })

  it('past a thousand findings of a code the rest is counted', async () => {
    const { findings } = await cellsOf(
      'N',
      2,
      Array.from({ length: 1500 }, () => '**'),
    )
    expect(findings).toHaveLength(1001)
    expect(findings[1000]).toMatchObject({ code: 'DBF_OVERFLOW', record: null, got: '500' })
  })

  it('dates are calendar days without a time zone; what is no day stays for the schema to refuse', async () => {
    const { cells } = await cellsOf('D', 8, [
      '20140512',
      '20240229',
      '20230229',
      '20141301',
      '00000000',
      '',
      '2014',
    ])
    expect(cells).toEqual(['2014-05-12', '2024-02-29', '20230229', '20141301', null, null, '2014'])
  })

  it('logicals', async () => {
    const { cells } = await cellsOf('L', 1, ['T', 'y', 'F', 'n', '?', ' ', '1'])
    expect(cells).toEqual([true, true, false, false, null, null, '1'])
  })

  it('text loses its padding, not its leading space; after a zero byte nothing counts', async () => {
    const { cells } = await cellsOf('C', 8, [' RT 004', 'ab\0cd', '   ', '\0\0', '004', 'NA'])
    expect(cells).toEqual([' RT 004', 'ab', null, null, '004', 'NA'])
  })

  it('binary integers and doubles of FoxPro are numbers', async () => {
    const int = Buffer.alloc(4)
    int.writeInt32LE(-7)
    const double = Buffer.alloc(8)
    double.writeDoubleLE(12.75)
    expect((await cellsOf('I', 4, [int])).cells).toEqual([-7])
    expect((await cellsOf('B', 8, [double])).cells).toEqual([12.75])
  })

  it('a memo that holds something is refused, since its text lies in a file that shapefiles lack', async () => {
    expect((await cellsOf('M', 10, ['', '0000000000'])).cells).toEqual([null, null])
    const error = await refusal(table([{ name: 'CATATAN', type: 'M', length: 10 }], [[''], ['0000000001']]))
    expect(error.kind).toBe('source')
    expect(error.fault.where).toMatchObject({ record: 2, field: 'CATATAN' })
  })
})

describe('columns', () => {
  const text = (name: string | Buffer): FieldSpec => ({ name, type: 'C', length: 2 })

  it('names met twice, blank names and a name that objects reserve each keep their cells', async () => {
    const path = table(
      [text('RT'), text('RT'), text(''), text('RT_2'), text('__proto__')],
      [['1', '2', '3', '4', '5']],
    )
    const { layer, records } = await readAll(path)
    expect(layer.fields).toEqual(['RT', 'RT_2', 'FIELD_3', 'RT_2_2', '__proto___2'])
    expect(Object.values(records[0]!.cells)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('names are read in the encoding of the file', async () => {
    const path = table([text(Buffer.from('Café', 'latin1'))], [['x']], { cpg: '1252' })
    expect((await readAll(path)).layer.fields).toEqual(['Café'])
  })

  it('text columns wider than 255 bytes, as FoxPro writes them', async () => {
    const wide = 'a'.repeat(300)
    const folder = tempDir()
    const fields = [{ name: 'X', type: 'C', length: 300 }, text('Y')]
    const path = writeShapefile(folder, 'wide', {
      shapeType: 1,
      shapes: [{ point: [0, 0] }],
      fields,
      rows: [[wide, 'yy']],
    })
    const dbf = readFileSync(join(folder, 'wide.dbf'))
    dbf[32 + 16] = 300 % 256
    dbf[32 + 17] = 1
    writeFileSync(join(folder, 'wide.dbf'), dbf)
    expect((await readAll(path)).records[0]!.cells).toEqual({ X: wide, Y: 'yy' })
  })

  it.each([
    ['dBASE 7', 0, 4],
    ['an HTML page', 0, 0x3c],
    ['no length of its header', 8, 0],
  ])('refuses a table that is %s', async (_, at, byte) => {
    const path = table([text('A')], [['x']])
    const dbf = readFileSync(path.replace('.shp', '.dbf'))
    dbf[at] = byte
    writeFileSync(path.replace('.shp', '.dbf'), dbf)
    const error = await refusal(path)
    expect(error.kind).toBe('source')
    expect(error.fault.what).toBe('the .dbf is damaged or is not a dBASE table')
  })
})

describe('encoding', () => {
  const utf8 = Buffer.from('Pé')
  const latin = Buffer.from('Pé', 'latin1')
  const read = async (cell: Buffer, more: Partial<ShapefileSpec>, encoding?: string) => {
    const path = table([{ name: 'X', type: 'C', length: 12 }], [['ascii'], [cell]], more)
    const { layer, records } = await readAll(path, encoding === undefined ? {} : { encoding })
    return { encoding: layer.encoding, text: records[1]!.cells.X }
  }

  it('the option comes before the .cpg, the .cpg before the language id, the id before the content', async () => {
    expect(await read(latin, { cpg: 'UTF-8', languageId: 0x66 }, 'windows-1252')).toEqual({
      encoding: { name: 'windows-1252', how: 'option' },
      text: 'Pé',
    })
    expect(await read(utf8, { cpg: 'UTF-8', languageId: 0x03 })).toEqual({
      encoding: { name: 'utf-8', how: 'cpg' },
      text: 'Pé',
    })
    expect(await read(latin, { languageId: 0x03 })).toEqual({
      encoding: { name: 'windows-1252', how: 'ldid' },
      text: 'Pé',
    })
  })

  it.each(['UTF-8', 'utf8', '65001', 'CP65001', '\uFEFFUTF-8\r\n'])('.cpg %j is UTF-8', async (cpg) => {
    expect((await read(utf8, { cpg })).encoding).toEqual({ name: 'utf-8', how: 'cpg' })
  })

  it.each(['1252', 'ANSI 1252', 'cp1252', 'windows-1252', 'OEM 1252'])(
    '.cpg %j is windows-1252',
    async (cpg) => {
      expect(await read(latin, { cpg })).toEqual({
        encoding: { name: 'windows-1252', how: 'cpg' },
        text: 'Pé',
      })
    },
  )

  it.each(['ISO-8859-1', '8859_1', 'ISO 88591', '28591'])('.cpg %j is ISO 8859-1', async (cpg) => {
    expect(await read(latin, { cpg })).toEqual({ encoding: { name: 'iso-8859-1', how: 'cpg' }, text: 'Pé' })
  })

  it.each(['system', 'ANSI', '', 'whatever'])('.cpg %j states nothing', async (cpg) => {
    expect((await read(latin, { cpg })).encoding.how).toBe('detected')
  })

  it('detects UTF-8 and windows-1252, with a word to look at; language id 87 states nothing', async () => {
    expect(await read(utf8, { languageId: 0x57 })).toEqual({
      encoding: { name: 'utf-8', how: 'detected', sample: 'Pé' },
      text: 'Pé',
    })
    expect(await read(latin, { languageId: 0x57 })).toEqual({
      encoding: { name: 'windows-1252', how: 'detected', sample: 'Pé' },
      text: 'Pé',
    })
    expect((await read(Buffer.from('plain'), {})).encoding).toEqual({ name: 'utf-8', how: 'detected' })
  })

  it('a UTF-8 letter cut in two by the width of its column is left out', async () => {
    const cut = Buffer.from('abcdefghijké').subarray(0, 12)
    expect((await read(cut, {})).text).toBe('abcdefghijk')
    expect((await read(cut, { cpg: 'UTF-8' })).text).toBe('abcdefghijk')
  })

  it('text that is not in the stated encoding is an error with the way out, never a question mark', async () => {
    const error = await refusal(
      table([{ name: 'NAMA', type: 'C', length: 12 }], [['a'], [latin]], { cpg: 'UTF-8' }),
    )
    expect(error.kind).toBe('source')
    expect(error.fault.where).toMatchObject({ record: 2, field: 'NAMA' })
    expect(error.fault.next).toContain('encoding: windows-1252')
  })

  it('an unknown option is a fault of the configuration', async () => {
    const error = await refusal(table([{ name: 'X', type: 'C', length: 2 }], [['a']]), { encoding: 'utf-9' })
    expect(error.kind).toBe('config')
    expect(error.fault.got).toBe('utf-9')
  })
})
