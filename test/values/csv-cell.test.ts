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
])('%s is written as %s', (text, cell) => expect(csvText(text)).toBe(cell))

it('what was guarded comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom("'", '=', '-', '+', '@', '\t', '2', '.', 'x') })
  fc.assert(fc.property(text, (text) => unguarded(csvText(text)) === text))
})
