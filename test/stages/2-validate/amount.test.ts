import { expect, it } from 'vitest'
import { amount } from '../../../pipeline/stages/2-validate/amount.ts'

it.each([
  [2762.38, undefined, '2.762,38', '2,762.38'],
  [18.92, undefined, '18,92', '18.92'],
  [-75.37, 1, '−75,4', '−75.4'],
  [1200, undefined, '1.200', '1,200'],
  [0.1 + 0.2, undefined, '0,3', '0.3'],
  [1e-12, undefined, '0', '0'],
  [5, 2, '5,00', '5.00'],
])('says %f with %s decimals as each language does', (value, decimals, id, en) => {
  expect(amount(value, decimals)).toEqual({ id, en })
})
