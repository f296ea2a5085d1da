import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvText, runsAsFormula, unguarded } from '../../pipeline/values/csv-cell.ts'

it.each([
  ['=1+1', "'=1+1"],
  ['-2+3+cmd|x', "'-2+3+cmd|x"],
  ['-.5', "'-.5"],
  ["'=abc", "''=abc"],
  ["'Aisyiyah", "'Aisyiyah"],
  ["'", "'"],
  ['-2.5', '-2.5'],
  ['-2', '-2'],
  ["Jum'at", "Jum'at"],
  ['\n=1', '"\'\n\'=1"'],
  ['＝1+1', "'＝1+1"],
  ['＋62', "'＋62"],
  ['－1+2', "'－1+2"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['-0.000001', '-0.000001'],
  ['1e-7', '1e-7'],
  ['-5.9025e-05', '-5.9025e-05'],
  ['-1.5e+21', '-1.5e+21'],
  ['-5e-05+1', "'-5e-05+1"],
  ['−5', '−5'],
  // Excel in Indonesian cuts at semicolons, and at any line break then: quotes within what it takes for a cell keep nothing.
  ['a;=1+1', "a;'=1+1"],
  ["a;'=1+1", "a;''=1+1"],
  ['a;"=1+1"', '"a;\'""=1+1"""'],
  ['a\n@SUM(A1)', '"a\n\'@SUM(A1)"'],
  ['a\t＝1', "a\t'＝1"],
  ['a;-2;- b', "a;-2;'- b"],
  ['1/2014; 2/2015', '1/2014; 2/2015'],
])('%s is written as %s', (text, cell) => expect(csvText(text)).toBe(cell))

const SIGNS = fc.string({ unit: fc.constantFrom(...`'"=-+@＝;\t\r\n2.x `) })

it('what was guarded comes back as it was', () => {
  fc.assert(
    fc.property(SIGNS, (text) => unguarded(cellOf(text)) === text),
    { numRuns: 1000 },
  )
})

it('nothing that was guarded is run, however the table is cut', () => {
  fc.assert(
    fc.property(SIGNS, (text) => !runsAsFormula(cellOf(text))),
    { numRuns: 1000 },
  )
})

/** What a reader that keeps to RFC 4180 takes from the cell of a text. */
function cellOf(text: string): string {
  const cell = csvText(text)
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
}
