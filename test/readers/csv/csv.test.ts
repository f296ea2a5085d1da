import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { openCsv } from '../../../pipeline/readers/csv/csv.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'

let folder: string
let count = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'petakumuh-csv-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function file(content: string | Uint8Array, name = `${count++}.csv`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(
  content: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await openCsv(file(content), { label: 'data.csv', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

async function refusal(content: string | Uint8Array, options: Partial<ReadOptions> = {}): Promise<UserError> {
  try {
    await read(content, options)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('the table was read')
}

describe('openCsv', () => {
  it('reads cells as text, trims them, and takes blank ones as null', async () => {
    const { layer, records } = await read('kode, nama ,luas\n004,  Kampung Bugis , 12.75\n005,"","  "\n')
    expect(layer).toMatchObject({ file: 'data.csv', format: 'csv', crs: null, deleted: 0 })
    expect(layer.fields).toEqual(['kode', 'nama', 'luas'])
    expect(records).toEqual([
      { record: 1, cells: { kode: '004', nama: 'Kampung Bugis', luas: '12.75' }, geometry: null },
      { record: 2, cells: { kode: '005', nama: null, luas: null }, geometry: null },
    ])
  })

  it.each([
    [',', 'a,b'],
    [';', 'a;b'],
    ['\t', 'a\tb'],
    ['|', 'a|b'],
    [';', '"a, b, c";b'],
  ])('detects the delimiter %j of %j', async (delimiter, header) => {
    const { records } = await read(`${header}\n1${delimiter}2\n`)
    expect(Object.values(records[0]!.cells)).toEqual(['1', '2'])
  })

  it('takes the delimiter of the option, tab also by name', async () => {
    expect((await read('a,b;c\n1,2;3\n', { delimiter: ';' })).layer.fields).toEqual(['a,b', 'c'])
    expect((await read('a,b\tc\n1,2\t3\n', { delimiter: '\\t' })).layer.fields).toEqual(['a,b', 'c'])
  })

  it('asks for the delimiter when two of them are as likely', async () => {
    const error = await refusal('a;b,c\n1;2,3\n')
    expect(error.kind).toBe('source')
    expect(error.onTerminal.got).toContain('1 each of comma and semicolon')
  })

  it('refuses a delimiter of two characters as a fault of the configuration', async () => {
    expect((await refusal('a,b\n', { delimiter: '::' })).kind).toBe('config')
  })

  it('honours the sep= line of a spreadsheet', async () => {
    const { layer, records } = await read('sep=;\r\na;b,c\r\n1;2\r\n')
    expect(layer.fields).toEqual(['a', 'b,c'])
    expect(records).toHaveLength(1)
  })

  it('reads quotes, line breaks in cells, and mixed line ends; blank lines are no records', async () => {
    const { records } = await read('a,b\r\n"x\r\ny","say ""hi"""\n\n\r\n3,4\r5,6')
    expect(records.map((r) => Object.values(r.cells))).toEqual([
      ['x\r\ny', 'say "hi"'],
      ['3', '4'],
      ['5', '6'],
    ])
    expect(records.map((r) => r.record)).toEqual([1, 2, 3])
  })

  it('keeps group/question headers as they are and names a blank one after its position', async () => {
    const { layer } = await read(',grup/lokasi,_id\n1,2,3\n')
    expect(layer.fields).toEqual(['column_1', 'grup/lokasi', '_id'])
  })

  it('names line, got and expected where a row has another number of cells', async () => {
    const error = await refusal('a,b\n"two\nlines",2\n\n1,2,3\n')
    expect(error.kind).toBe('source')
    expect(error.fault).toMatchObject({
      where: { file: 'data.csv', line: 5, record: 2 },
      got: '3 cells',
      expected: '2 cells',
    })
  })

  it('refuses two columns of one name, and one that would reach into the machine', async () => {
    expect((await refusal('a,b, a\n1,2,3\n')).onTerminal).toMatchObject({
      where: { field: 'a' },
      got: 'columns 1 and 3',
    })
    expect((await refusal('a,__proto__\n1,2\n')).kind).toBe('source')
  })

  it('gives a column named like a method its own value', async () => {
    const { records } = await read('constructor,toString\n1,\n')
    expect(records[0]!.cells.constructor).toBe('1')
    expect(records[0]!.cells.toString).toBeNull()
  })

  it.each([
    ['a,b\n1,"2\n3,4\n', 2],
    ['a,b\n1,2\n3,5" pipa\n', 3],
    ['a,b\n1,2\n"3"x,4\n', 3],
  ])('names the line of a stray quote in %j', async (content, line) => {
    const error = await refusal(content)
    expect(error.kind).toBe('source')
    expect(error.fault.where?.line).toBe(line)
  })

  it('reads a header without rows as an empty layer', async () => {
    const { layer, records } = await read('a,b')
    expect(layer.fields).toEqual(['a', 'b'])
    expect(records).toEqual([])
  })

  it('gives the same records each time it is asked', async () => {
    const layer = await openCsv(file('p\n"x y"\n'), { label: 'data.csv', geometry: { geopoint: 'p' } })
    for (let pass = 0; pass < 2; pass++) {
      let records = 0
      for await (const _ of layer.records()) records++
      expect([records, layer.findings.length]).toEqual([1, 1])
    }
  })
})

describe('what is no table', () => {
  it.each([
    ['an empty file', ''],
    ['blank lines', '\n \n\n'],
    ['a workbook under another name', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])],
    ['UTF-16 without a byte order mark', Buffer.from('a,b\n1,2\n', 'utf16le')],
  ])('refuses %s', async (_, content) => {
    expect((await refusal(content)).kind).toBe('source')
  })

  it('refuses a missing file and a folder', async () => {
    for (const path of [join(folder, 'none.csv'), folder]) {
      await expect(openCsv(path, { label: 'none.csv' })).rejects.toMatchObject({
        kind: 'source',
        fault: { where: { file: 'none.csv' } },
      })
    }
  })

  it('only ever throws a UserError on random bytes', async () => {
    let state = 7
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.alloc(60)
      for (let i = 0; i < bytes.length; i++) {
        state = (state * 1103515245 + 12345) % 2147483648
        const picked = '",;\t\n\r|ab1 é'.charCodeAt((state >> 8) % 12)
        bytes[i] = round % 3 === 0 ? (state >> 8) & 255 : picked
      }
      await read(bytes, { geometry: undefined }).catch((error) => expect(error).toBeInstanceOf(UserError))
    }
  })
})

describe('encoding', () => {
  const table = 'nama,luas\nKafé – ²,1\n'

  it.each([
    ['utf-8', Buffer.from(table), {}, 'utf-8', 'detected'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${table}`), {}, 'utf-8', 'bom'],
    ['UTF-16 LE', Buffer.from(`\ufeff${table}`, 'utf16le'), {}, 'utf-16le', 'bom'],
    ['UTF-16 BE', iconv.encode(table, 'utf-16be', { addBOM: true }), {}, 'utf-16be', 'bom'],
    ['windows-1252', iconv.encode(table, 'windows-1252'), {}, 'windows-1252', 'detected'],
    ['what the option says', iconv.encode(table, 'windows-1252'), { encoding: 'cp1252' }, 'cp1252', 'option'],
    ['UTF-8 by option', Buffer.from(`\ufeff${table}`), { encoding: 'UTF-8' }, 'utf-8', 'option'],
  ])('reads %s', async (_, content, options, name, how) => {
    const { layer, records } = await read(content, options)
    expect(layer.fields).toEqual(['nama', 'luas'])
    expect(records[0]!.cells.nama).toBe('Kafé – ²')
    expect(layer.encoding).toMatchObject({ name, how })
  })

  it('shows a sample of what it guessed', async () => {
    const { layer } = await read(iconv.encode(table, 'windows-1252'))
    expect(layer.encoding.sample).toContain('Kafé')
  })

  it('looks at the whole file, and is not misled where a chunk ends inside a character', async () => {
    const long = `nama\n${'x'.repeat((1 << 20) - 6)}é\n`
    expect((await read(long)).layer.encoding.name).toBe('utf-8')
    expect((await read(iconv.encode(long, 'windows-1252'))).layer.encoding.name).toBe('windows-1252')
  })

  it('names the line where UTF-8 was promised and is not kept', async () => {
    const error = await refusal(iconv.encode(table, 'windows-1252'), { encoding: 'utf-8' })
    expect(error.fault).toMatchObject({ where: { line: 2 }, got: 'an invalid byte at offset 13' })
  })

  it('refuses an encoding that does not exist as a fault of the configuration', async () => {
    expect((await refusal(table, { encoding: 'ansi-ish' })).kind).toBe('config')
  })
})

describe('points of a table', () => {
  it('reads two columns, with a decimal comma too', async () => {
    const { layer, records } = await read('x;y\n104,45;0,97\n104.5;-1.5e0\n', {
      geometry: { lon: 'x', lat: 'y' },
    })
    expect(layer.crs).toEqual({ code: 'EPSG:4326' })
    expect(records.map((r) => r.geometry)).toEqual([
      { type: 'Point', coordinates: [104.45, 0.97] },
      { type: 'Point', coordinates: [104.5, -1.5] },
    ])
  })

  it('takes blank, NaN and NA as no place, and anything else that is no number as a finding', async () => {
    const rows = ['x,y', ',', 'NaN,NaN', 'NA,-', '104.4,', "104°26',0.9", 'x,y']
    const { layer, records } = await read(`${rows.join('\n')}\n`, { geometry: { lon: 'x', lat: 'y' } })
    expect(records.every((r) => r.geometry === null)).toBe(true)
    expect(layer.findings.map((f) => [f.code, f.record])).toEqual([
      ['GEOPOINT_UNPARSABLE', 4],
      ['GEOPOINT_UNPARSABLE', 5],
      ['GEOPOINT_UNPARSABLE', 6],
    ])
    expect(layer.findings[0]).toMatchObject({ field: 'x, y', got: '104.4 ' })
  })

  it('reads a Kobo geopoint and keeps its accuracy', async () => {
    const { layer, records } = await read('grup/titik,n\n0.9731 104.4412 3.2 4.85,1\n0.97 104.44,2\n', {
      geometry: { geopoint: 'grup/titik' },
    })
    expect(layer.fields).toEqual(['grup/titik', 'n', 'grup/titik_precision'])
    expect(records[0]!.geometry).toEqual({ type: 'Point', coordinates: [104.4412, 0.9731] })
    expect(records.map((r) => r.cells['grup/titik_precision'])).toEqual(['4.85', null])
  })

  it('does not write over a column of the file', async () => {
    const { layer, records } = await read('p,p_precision\n0.97 104.44 0 5,mine\n', {
      geometry: { geopoint: 'p' },
    })
    expect(layer.fields).toEqual(['p', 'p_precision'])
    expect(records[0]!.cells.p_precision).toBe('mine')
  })

  it.each([
    ['_titik', 'titik'],
    ['_grup/titik', 'grup/titik'],
    ['grup/_titik', 'grup/titik'],
  ])('falls back on the split columns %s_latitude and so on', async (stem, column) => {
    const header = [column, 'latitude', 'longitude', 'altitude', 'precision']
      .map((name, i) => (i === 0 ? name : `${stem}_${name}`))
      .join(',')
    const { layer, records } = await read(`${header}\n,0.97,104.44,1,4.5\n,,,,\n0.98 104.45 0 3,1,2,3,4\n`, {
      geometry: { geopoint: column },
    })
    expect(records.map((r) => r.geometry && 'coordinates' in r.geometry && r.geometry.coordinates)).toEqual([
      [104.44, 0.97],
      null,
      [104.45, 0.98],
    ])
    expect(records.map((r) => r.cells[`${column}_precision`])).toEqual(['4.5', null, '3'])
    expect(layer.findings).toEqual([])
  })

  it('reads split columns where the geopoint column itself was left out', async () => {
    const { records } = await read('_p_latitude,_p_longitude\n0.97,104.44\n', { geometry: { geopoint: 'p' } })
    expect(records[0]!.geometry).toEqual({ type: 'Point', coordinates: [104.44, 0.97] })
  })

  it('says when latitude and longitude are exchanged', async () => {
    const { layer, records } = await read('p\n104.44 0.97 0 0\n', { geometry: { geopoint: 'p' } })
    expect(records[0]!.geometry).toBeNull()
    expect(layer.findings[0]).toMatchObject({ code: 'GEOPOINT_UNPARSABLE', record: 1, field: 'p' })
    expect(layer.findings[0]!.message.en).toContain('exchanged')
  })

  it('says so of exchanged split columns too', async () => {
    const { layer, records } = await read('_p_latitude,_p_longitude\n104.44,0.97\n', {
      geometry: { geopoint: 'p' },
    })
    expect(records[0]!.geometry).toBeNull()
    expect(layer.findings).toMatchObject([{ code: 'GEOPOINT_UNPARSABLE', field: 'p', got: '104.44 0.97' }])
  })

  it('names the columns that there are when a geometry column is not', async () => {
    for (const geometry of [{ lon: 'bujur', lat: 'y' }, { lon: 'x', lat: 'lintang' }, { geopoint: 'gps' }]) {
      const error = await refusal('x,y\n1,2\n', { geometry })
      expect(error.kind).toBe('source')
      expect(error.onTerminal.expected).toBe('one of x, y')
    }
  })
})
