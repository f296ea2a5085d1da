import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvFault, RowSplitter } from '../../../pipeline/readers/csv/csv-rows.ts'

function split(text: string, sizes: number[], delimiter = ','): string[][] {
  const bytes = Buffer.from(text)
  const splitter = new RowSplitter(delimiter)
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    splitter.push(bytes.subarray(at, at + size))
    at += size
  }
  splitter.end()
  return splitter.take().map(({ cells }) => cells)
}

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 })

describe('RowSplitter', () => {
  it('agrees with csv-parse on every table, however the bytes arrive', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '"', '""', ',', ';', '\n', '\r', ' '),
      maxLength: 40,
    })
    let read = 0
    fc.assert(
      fc.property(text, sizes, (table, cuts) => {
        let oracle: string[][] | null = null
        try {
          oracle = parse(table, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true })
        } catch {
          // Blanks after a closing quote are read here, and refused there.
          if (/" +/.test(table)) return
        }
        try {
          const rows = split(table, cuts)
          expect(rows).toEqual(oracle)
          read++
        } catch (error) {
          if (!(error instanceof CsvFault)) throw error
          expect(oracle, error.message).toBeNull()
        }
      }),
      { numRuns: 2000 },
    )
    expect(read).toBeGreaterThan(500)
  })

  it('reads back cells that are quoted where they must be', () => {
    const cell = fc.string({ unit: fc.constantFrom('x', '"', ',', '\r', '\n', 'é', ' '), maxLength: 8 })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(table, sizes, (rows, cuts) => {
        const written = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\r\n')
        expect(split(written, cuts)).toEqual(rows)
      }),
    )
  })

  it('takes blanks after a closing quote as nothing, and a trailing delimiter as a blank cell', () => {
    expect(split('"a" ,b\n"c",\n', [3])).toEqual([
      ['a', 'b'],
      ['c', ''],
    ])
  })

  it('refuses a row that does not end, and one of too many cells, without keeping the file', () => {
    const splitter = new RowSplitter(',')
    const open = () => {
      for (let i = 0; i < 200; i++) splitter.push(i === 0 ? Buffer.from('"') : Buffer.alloc(1 << 20, 'x'))
    }
    expect(open).toThrow('a row of more than 67108864 bytes')
    expect(() => split(`${','.repeat(5000)}\n`, [9000])).toThrow(
      expect.objectContaining({ limit: { name: 'columns', got: 4097 } }),
    )
  })
})
