import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCsv, parseCsv } from '../../pipeline/viewer/csv.ts'

describe('parseCsv', () => {
  it('reads quotes, doubled quotes, line breaks in cells, CRLF and a byte-order mark', () => {
    expect(parseCsv('\uFEFFa,b\r\n"x ""y""","1,5"\r\n"two\nlines",\r\n')).toEqual([
      { a: 'x "y"', b: '1,5' },
      { a: 'two\nlines', b: '' },
    ])
  })

  it('gives empty text for cells a short row lacks and nothing for an empty file', () => {
    expect(parseCsv('a,b\n1\n')).toEqual([{ a: '1', b: '' }])
    expect(parseCsv('')).toEqual([])
    expect(parseCsv('a,b\n')).toEqual([])
  })

  it('reads back what formatCsv wrote, formulas too', () => {
    const cell = fc
      .oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom('=1+1', "'=1", '＋62', '-1', "'"))
      .filter((text) => !text.endsWith('\r'))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        expect(parseCsv(formatCsv(['a', 'b'], rows))).toEqual(rows.map(([a, b]) => ({ a, b })))
      }),
    )
  })
})

describe('formatCsv', () => {
  it('keeps a spreadsheet from running a cell, leaves numbers as numbers and nulls empty', () => {
    expect(
      formatCsv(
        ['name', 'score'],
        [
          ['=HYPERLINK("x")', -3],
          ['a', null],
        ],
      ),
    ).toBe('name,score\r\n"\'=HYPERLINK(""x"")",-3\r\na,\r\n')
  })
})
