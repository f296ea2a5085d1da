import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsv } from '../../../pipeline/stages/7-publish/csv.ts'

describe('a table as CSV', () => {
  it('has a header, CRLF after each line, and empty cells for what is not known', () => {
    expect(
      toCsv(
        ['zone_id', 'area_ha', 'ok'],
        [
          { zone_id: 'A', area_ha: 1.5, ok: true },
          { zone_id: null, ok: false },
        ],
      ),
    ).toBe('zone_id,area_ha,ok\r\nA,1.5,true\r\n,,false\r\n')
  })

  it('begins with a byte-order mark where it is asked for, and nowhere else', () => {
    expect(toCsv(['a'], [{ a: 1 }], true)).toBe('\uFEFFa\r\n1\r\n')
    expect(toCsv(['a'], [{ a: 1 }], false)).toBe('a\r\n1\r\n')
  })

  it('without rows is its header', () => {
    expect(toCsv(['a', 'b'], [])).toBe('a,b\r\n')
  })

  it.each([
    ['a,b', '"a,b"'],
    ['say "ya"', '"say ""ya"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    [' spaced ', ' spaced '],
    ['Senggarang – é 漢', 'Senggarang – é 漢'],
  ])('quotes %j only where it must', (value, cell) => {
    expect(toCsv(['a'], [{ a: value }])).toBe(`a\r\n${cell}\r\n`)
  })

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+62811', "'+62811"],
    ['-1+2', "'-1+2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['\r=1', `"'\r'=1"`],
  ])('makes %j plain text for a spreadsheet', (value, cell) => {
    expect(toCsv(['a'], [{ a: value }])).toBe(`a\r\n${cell}\r\n`)
  })

  it.each([
    [-1.5, '-1.5'],
    [0, '0'],
    [1e21, '1e+21'],
    [0.1 + 0.2, '0.3'],
    [51.84997604797847, '51.849976048'],
    [-1.2e-10, '0'],
    [19_762_620_000, '19762620000'],
  ])('writes the number %d to nine decimals, with a point', (value, cell) => {
    expect(toCsv(['a'], [{ a: value }])).toBe(`a\r\n${cell}\r\n`)
  })

  it('joins a list in one cell', () => {
    expect(toCsv(['a', 'b'], [{ a: ['x', null, 'y, z'], b: 1 }])).toBe('a,b\r\n"x; ; y, z",1\r\n')
    expect(toCsv(['a'], [{ a: ['=1'] }])).toBe("a\r\n'=1\r\n")
  })

  it('has no place for bytes', () => {
    expect(() => toCsv(['a'], [{ a: new Uint8Array([1]) }])).toThrow(TypeError)
  })

  it('quotes the names of columns as well', () => {
    expect(toCsv(['a,b'], [])).toBe('"a,b"\r\n')
  })

  it('comes back from another reader as it was', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/^'*[=+\-@\t\r\n＝＋－＠]/.test(value))
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (pairs) => {
        const csv = toCsv(
          ['first', 'second'],
          pairs.map(([first, second]) => ({ first, second })),
        )
        const [header, ...rows] = parse(csv, { relax_column_count: false })
        expect(header).toEqual(['first', 'second'])
        expect(rows).toEqual(pairs)
      }),
      { numRuns: 200 },
    )
  })
})
