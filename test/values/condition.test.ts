import { describe, expect, it } from 'vitest'
import { conditionNames, holds, parseCondition } from '../../pipeline/values/condition.ts'

type Row = Record<string, number | string | null>

function judged(text: string, row: Row, parts: number[] | null = null): boolean {
  const of = (name: string) => row[name] ?? null
  return holds(parseCondition(text), {
    value: (name) => (typeof of(name) === 'number' ? (of(name) as number) : null),
    code: (name) => (typeof of(name) === 'string' ? (of(name) as string) : null),
    parts: () => parts,
  })
}

describe('a condition over the values of a row', () => {
  it.each<[string, Row, boolean]>([
    ['a > b', { a: 2, b: 1 }, true],
    ['a > b', { a: 1, b: 1 }, false],
    ['a >= b', { a: 1, b: 1 }, true],
    ['a <= b', { a: 2, b: 1 }, false],
    ['a < 100 * b / c', { a: 24, b: 1, c: 4 }, true],
    ['a = 100', { a: 100 }, true],
    ['a <> 100', { a: 100 }, false],
    ['method <> "network"', { method: 'straight_line' }, true],
    ['method <> "network"', { method: 'network' }, false],
    ['method = "network"', { method: 'network' }, true],
    ['a is unknown', {}, true],
    ['a is known', { a: 'x' }, true],
    ['a is unknown', { a: 0 }, false],
    ['a > 1 or b > 1', { a: 1, b: 2 }, true],
    ['a > 1 and b > 1', { a: 1, b: 2 }, false],
    ['a > 1 and b > 1 or c is unknown', { a: 1, b: 2 }, true],
  ])('%s of %o: %s', (text, row, expected) => {
    expect(judged(text, row)).toBe(expected)
  })

  it('holds of nothing that is not known', () => {
    for (const text of ['a > 1', 'a < 1', 'a = 1', 'a <> 1', 'a <> "x"', 'a / b > 0'])
      expect([text, judged(text, { b: 0 })]).toEqual([text, false])
    expect(judged('5 > sum(x)', {}, null)).toBe(false)
    expect(judged('5 > sum(x)', {}, [1, 3])).toBe(true)
  })

  it('takes numbers for equal that differ by how they were rounded', () => {
    expect(judged('a >= b', { a: 33.333333, b: 100 / 3 })).toBe(true)
    expect(judged('a > b', { a: 100 / 3, b: 33.333333 })).toBe(false)
  })

  it('names what it reads, and is refused where it is none', () => {
    const condition = parseCondition('a > sum(x) and method <> "network" or c is unknown')
    expect(conditionNames(condition)).toEqual({ own: ['a', 'method', 'c'], ofParts: ['x'] })
    for (const text of ['', 'a', 'a >', 'a == b', 'a > b or', 'a is zero', 'a > "x', 'a > b > c'])
      expect(() => parseCondition(text), text).toThrow(RangeError)
  })
})
