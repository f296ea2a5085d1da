import { describe, expect, it } from 'vitest'
import { formulaNames, parseFormula, reckoned, writtenFormula } from '../../pipeline/values/formula.ts'

const WRITING = { number: String, times: 'x', minus: '-', many: (n: number) => `[${n} parts]` }

function made(text: string, values: Record<string, number | null> = {}, parts: number[] | null = null) {
  const formula = parseFormula(text)
  const inputs = { value: (name: string) => values[name] ?? null, parts: () => parts }
  return [reckoned(formula, inputs), writtenFormula(formula, inputs, WRITING)]
}

describe('a formula of a number', () => {
  it('is reckoned and written with its numbers, as strongly bound as it was', () => {
    expect(made('100 * (a - b) / a', { a: 8, b: 2 })).toEqual([75, '100 x (8 - 2) / 8'])
    expect(made('a - (b - c)', { a: 9, b: 4, c: 1 })).toEqual([6, '9 - (4 - 1)'])
    expect(made('a / (b * c)', { a: 12, b: 2, c: 3 })).toEqual([2, '12 / (2 x 3)'])
    expect(made('a / mean(y)', { a: 12 }, [1, 2, 3])).toEqual([6, '12 / ((1 + 2 + 3) / 3)'])
    expect(made('a * mean(y)', { a: 12 }, [1, 2, 3])).toEqual([24, '12 x (1 + 2 + 3) / 3'])
    expect(made('min(100, 10 * a)', { a: 12 })).toEqual([100, 'min(100; 10 x 12)'])
  })

  it('leaves out what may be unknown, and is not known where anything else is', () => {
    expect(made('a - b? - c?', { a: 9, b: null, c: 2 })).toEqual([7, '9 - 2'])
    expect(made('b? + a + c?', { a: 9, b: null, c: 2 })).toEqual([11, '9 + 2'])
    expect(made('d - (b? + a)', { a: 9, b: null, d: 10 })).toEqual([1, '10 - 9'])
    expect(made('b? - a', { a: 9, b: null })).toEqual([null, null])
    expect(made('b? + c?', { b: null, c: null })).toEqual([null, null])
    expect(made('a - b', { a: 9, b: null })).toEqual([null, null])
    expect(made('a / b', { a: 9, b: 0 })).toEqual([null, null])
  })

  it('adds up its parts, many of them as one', () => {
    expect(made('sum(x)', {}, [1.5, 2])).toEqual([3.5, '1.5 + 2'])
    expect(made('mean(x)', {}, [1, 2, 6])).toEqual([3, '(1 + 2 + 6) / 3'])
    expect(made('sum(x)', {}, Array(9).fill(2))).toEqual([18, '[9 parts]'])
    expect(made('sum(x)', {}, [])).toEqual([null, null])
  })

  it('names what it reads, and is refused where it is none', () => {
    expect(formulaNames(parseFormula('100 * a / b? + sum(c)'))).toEqual({ own: ['a', 'b'], ofParts: ['c'] })
    for (const text of ['', 'a +', '(a', 'a b', 'max(a, b)', 'a ^ 2', '; drop'])
      expect(() => parseFormula(text), text).toThrow(RangeError)
  })
})
