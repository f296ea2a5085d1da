import { expect, it } from 'vitest'
import { setCell } from '../../pipeline/readers/cells.ts'
import type { Cell } from '../../pipeline/readers/types.ts'

it('sets a cell called __proto__ as a cell like any other', () => {
  const cells: Record<string, Cell> = {}
  setCell(cells, 'a', 1)
  setCell(cells, '__proto__', 'x')
  setCell(cells, '__proto__', 'y')
  expect(Object.entries(cells)).toEqual([
    ['a', 1],
    ['__proto__', 'y'],
  ])
  expect(Object.getPrototypeOf(cells)).toBe(Object.prototype)
})
