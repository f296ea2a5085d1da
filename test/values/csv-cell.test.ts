import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvText, unguarded } from '../../pipeline/values/csv-cell.ts'

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
  ['\n=1', '"\'\n=1"'],
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
])('%s is written as %s', (text, cell) => expect(csvText(text)).toBe(cell))

it('what was guarded comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '-', '+', '@', '＝', '\t', '2', '.', 'x') })
  fc.assert(fc.property(text, (text) => unguarded(csvText(text)) === text))
})
