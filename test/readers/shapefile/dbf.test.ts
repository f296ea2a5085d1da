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

  it('every cell that could not be read is named with its record, however many there are', async () => {
    const { findings } = await cellsOf(
      'N',
      2,
      Array.from({ length: 1500 }, () => '**'),
    )
    expect(findings.map(({ code, record }) => `${code} ${record}`)).toEqual(
      Array.from({ length: 1500 }, (_, i) => `DBF_OVERFLOW ${i + 1}`),
    )
  })

  it('dates are calendar days without a time zone; zeros are no date; what is no day is null, and reported', async () => {
    const { cells, findings } = await cellsOf('D', 8, [
      '20140512',
      '20240229',
      '20230229',
      '20241345',
      '00000000',
      '',
      '2014',
      '\0\0\0\0\0\0\0\0',
    ])
    expect(cells).toEqual(['2014-05-12', '2024-02-29', null, null, null, null, null, null])
    expect(findings.map(({ code, record, got }) => [code, record, got])).toEqual([
      ['DBF_VALUE', 3, '20230229'],
      ['DBF_VALUE', 4, '20241345'],
      ['DBF_VALUE', 7, '2014'],
    ])
  })

  it('numbers in any way of writing stay text; what programs print for no number is null, and reported', async () => {
    const written = ['1.5e-005', '1,234.50', '+7', '-,5', '1.797693e+308', 'tidak ada', '12\0old']
    expect((await cellsOf('N', 14, written)).cells).toEqual([...written.slice(0, 6), '12'])
    const none = ['NaN', '-nan(ind)', '-1.#IND00', '1.#QNAN0', 'inf', '-Infinity']
    const { cells, findings } = await cellsOf('F', 14, none)
    expect(cells).toEqual(none.map(() => null))
    expect(findings.map(({ code, got }) => [code, got])).toEqual(none.map((got) => ['DBF_VALUE', got]))
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

  it('currency and moments of FoxPro are text: four decimals, and no time zone', async () => {
    const currency = (value: bigint) => {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(value)
      return bytes
    }
    const moment = (day: number, ms: number) => {
      const bytes = Buffer.alloc(8)
      bytes.writeInt32LE(day, 0)
      bytes.writeInt32LE(ms, 4)
      return bytes
    }
    expect((await cellsOf('Y', 8, [currency(127_500n), currency(-5n)])).cells).toEqual(['12.7500', '-0.0005'])
    const moments = [moment(2_456_790, 43_199_999), moment(0, 0), '        ', moment(7, 0)]
    for (const type of ['T', '@']) {
      const { cells, findings } = await cellsOf(type, 8, moments)
      expect(cells).toEqual(['2014-05-12T12:00:00', null, null, null])
      expect(findings).toMatchObject([{ code: 'DBF_VALUE', record: 4, field: 'X' }])
    }
  })

  it('a double that is not a number is null, and reported', async () => {
    const nan = Buffer.alloc(8)
    nan.writeDoubleLE(Number.NaN)
    const { cells, findings } = await cellsOf('B', 8, [nan])
    expect(cells).toEqual([null])
    expect(findings).toMatchObject([{ code: 'DBF_VALUE', record: 1 }])
  })

  it('a memo that holds something is reported: its text lies in a file that shapefiles lack', async () => {
    for (const type of ['M', 'G', 'B']) {
      const { cells, findings } = await cellsOf(type, 10, ['', '0000000000', '0000000001'])
      expect(cells).toEqual([null, null, null])
      expect(findings).toMatchObject([{ code: 'DBF_MEMO', record: 3, field: 'X' }])
    }
  })

  it('a column of a type nobody knows is read as text, and reported', async () => {
    const { cells, findings } = await cellsOf('X', 6, ['RT 004'])
    expect(cells).toEqual(['RT 004'])
    expect(findings).toMatchObject([{ code: 'DBF_VALUE', record: null, field: 'X', got: 'X' }])
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
    expect(layer.findings.map(({ code, field, got }) => [code, field, got])).toEqual([
      ['COLUMN_RENAMED', 'RT_2', 'RT'],
      ['COLUMN_RENAMED', 'FIELD_3', ''],
      ['COLUMN_RENAMED', 'RT_2_2', 'RT_2'],
      ['COLUMN_RENAMED', '__proto___2', '__proto__'],
    ])
    expect(Object.values(records[0]!.cells)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('names are read in the encoding of the file', async () => {
    const path = table([text(Buffer.from('Café', 'latin1'))], [['x']], { cpg: '1252' })
    expect((await readAll(path)).layer.fields).toEqual(['Café'])
  })

  it('a name that is not in the stated encoding is read in another, and reported', async () => {
    const { layer } = await readAll(table([text(Buffer.from('Café', 'latin1'))], [['x']], { cpg: 'UTF-8' }))
    expect(layer.fields).toEqual(['Café'])
    expect(layer.findings).toMatchObject([{ code: 'ENCODING_DOUBTFUL', field: 'Café', got: 'utf-8' }])
  })

  it('a name cut within a letter loses that letter', async () => {
    const cut = Buffer.from('kelurahaañ').subarray(0, 10)
    expect((await readAll(table([text(cut)], [['x']], { cpg: 'UTF-8' }))).layer.fields).toEqual(['kelurahaa'])
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
    ['dBASE 7', [[0, 4]]],
    ['an HTML page', [[0, 0x3c]]],
    [
      'rows of no length, and more of them than there are',
      [
        [4, 9],
        [10, 0],
      ],
    ],
    ['wider columns than rows', [[32 + 16, 9]]],
  ])('refuses a table that is or has %s', async (_, changes) => {
    const path = table([text('A')], [['x']])
    const dbf = readFileSync(path.replace('.shp', '.dbf'))
    for (const [at, byte] of changes) dbf[at!] = byte!
    writeFileSync(path.replace('.shp', '.dbf'), dbf)
    const error = await refusal(path)
    expect(error.kind).toBe('source')
    expect(error.fault.what).toBe('the .dbf is damaged or is not a dBASE table')
  })

  it.each([
    ['header', 8],
    ['rows', 10],
  ])('a length of its %s that cannot be is mended by the columns, and reported', async (_, at) => {
    for (const wrong of [0, 7, 200]) {
      const path = table(
        [text('A'), text('B')],
        [
          ['x', 'y'],
          ['z', 'w'],
        ],
      )
      const dbf = readFileSync(path.replace('.shp', '.dbf'))
      dbf[at] = wrong
      writeFileSync(path.replace('.shp', '.dbf'), dbf)
      const { layer, records } = await readAll(path)
      expect(records.map(({ cells }) => cells)).toEqual([
        { A: 'x', B: 'y' },
        { A: 'z', B: 'w' },
      ])
      expect(layer.findings).toMatchObject([{ code: 'SHP_INDEX_STALE', got: '.dbf' }])
    }
  })

  it('columns without an end mark, and more of them than any survey has', async () => {
    const fields = Array.from({ length: 2046 }, (_, i) => ({ name: `F${i}`, type: 'C', length: 1 }))
    const path = table(fields, [fields.map((_, i) => String(i % 10))])
    const dbf = readFileSync(path.replace('.shp', '.dbf'))
    dbf[dbf.readUInt16LE(8) - 1] = 0x20
    writeFileSync(path.replace('.shp', '.dbf'), dbf)
    const { records } = await readAll(path)
    expect(Object.keys(records[0]!.cells)).toHaveLength(2046)
    expect(records[0]!.cells.F2045).toBe('5')
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

  it.each(['OEM 437', '437', 'IBM437'])('.cpg %j is code page 437', async (cpg) => {
    expect(await read(Buffer.from([0x50, 0x82]), { cpg })).toMatchObject({
      encoding: { how: 'cpg' },
      text: 'Pé',
    })
  })

  it.each(['ANSI', '', 'whatever', '<html>', 'base64', '\0\0'])(
    '.cpg %j names no encoding: the next rule decides, and it is reported',
    async (cpg) => {
      const { layer } = await readAll(
        table([{ name: 'X', type: 'C', length: 12 }], [[latin]], { cpg, languageId: 0x03 }),
      )
      expect(layer.encoding).toEqual({ name: 'windows-1252', how: 'ldid' })
      expect(layer.findings).toMatchObject([{ code: 'ENCODING_DOUBTFUL', record: null }])
      expect((await read(latin, { cpg })).encoding.how).toBe('detected')
    },
  )

  it('.cpg "system" says on purpose that nothing is known', async () => {
    const { layer } = await readAll(
      table([{ name: 'X', type: 'C', length: 12 }], [[latin]], { cpg: 'system' }),
    )
    expect(layer.encoding.how).toBe('detected')
    expect(layer.findings).toEqual([])
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

  it('a letter cut in two by the width of its column is left out, and reported', async () => {
    const cut = Buffer.from('abcdefghijké').subarray(0, 12)
    const big5 = Buffer.from([0x61, 0xa4, 0xa4, 0xa4, 0xe5, 0xa4, 0xa4, 0xa4, 0xe5, 0xa4, 0xa4, 0xa4])
    const cases = [
      [cut, {}, 'abcdefghijk'],
      [cut, { cpg: 'UTF-8' }, 'abcdefghijk'],
      [big5, { cpg: 'Big5' }, 'a中文中文中'],
    ] as const
    for (const [cell, more, text] of cases) {
      const { layer, records } = await readAll(table([{ name: 'X', type: 'C', length: 12 }], [[cell]], more))
      expect(records[0]!.cells.X).toBe(text)
      expect(layer.findings).toMatchObject([{ code: 'DBF_VALUE', record: 1, field: 'X' }])
    }
  })

  it('text that is not in the stated encoding is read in another, and reported: never a question mark', async () => {
    const undefinedIn1252 = Buffer.from([0x50, 0x81])
    const cases = [
      [latin, 'UTF-8', 'Pé', 'utf-8'],
      [Buffer.concat([latin, Buffer.from(' x')]), 'UTF-8', 'Pé x', 'utf-8'],
      [undefinedIn1252, '1252', 'P\x81', 'windows-1252'],
      [Buffer.from('Pé'.repeat(2)), 'ASCII', 'PéPé', 'ascii'],
    ] as const
    for (const [cell, cpg, text, got] of cases) {
      const path = table([{ name: 'X', type: 'C', length: 12 }], [['a'], [cell]], { cpg })
      const { layer, records } = await readAll(path)
      expect(records[1]!.cells.X).toBe(text)
      expect(layer.findings).toMatchObject([{ code: 'ENCODING_DOUBTFUL', record: 2, field: 'X', got }])
    }
  })

  it('UTF-8 under a file that states windows-1252 is read as stated, and reported; not when the option states it', async () => {
    for (const more of [{ cpg: '1252' }, { languageId: 0x03 }]) {
      const path = table([{ name: 'X', type: 'C', length: 12 }], [[utf8]], more)
      const { layer, records } = await readAll(path)
      expect(records[0]!.cells.X).toBe('PÃ©')
      expect(layer.findings).toMatchObject([{ code: 'ENCODING_DOUBTFUL', record: 1, got: 'windows-1252' }])
      expect((await readAll(path, { encoding: '1252' })).layer.findings).toEqual([])
      expect((await readAll(path, { encoding: 'utf-8' })).records[0]!.cells.X).toBe('Pé')
    }
  })

  it('UTF-16 by option, in columns of two bytes a letter', async () => {
    const wide = Buffer.from('Pé  ', 'utf16le')
    const path = table([{ name: 'X', type: 'C', length: 8 }], [[wide]])
    expect((await readAll(path, { encoding: 'utf-16' })).records[0]!.cells.X).toBe('Pé')
  })

  it('an unknown option is a fault of the configuration', async () => {
    const error = await refusal(table([{ name: 'X', type: 'C', length: 2 }], [['a']]), { encoding: 'utf-9' })
    expect(error.kind).toBe('config')
    expect(error.fault.got).toBe('utf-9')
  })
})
