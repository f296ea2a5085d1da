import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addNumber, addSum, hasTotal, SUM_CELLS, totalOf } from '../../../pipeline/tiler/points/exact-sum.ts'
import { randomBy, shuffled } from './chunks.ts'

function sumOf(values: readonly number[]): number {
  const sums = new Float64Array(SUM_CELLS)
  for (const value of values) addNumber(sums, 0, value)
  return totalOf(sums, 0)
}

/** A decimal number of up to nine digits and its digits. */
const decimals = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }))
  .map(([digits, places]) => ({
    value: digits / 10 ** places,
    units: BigInt(digits) * 10n ** BigInt(9 - places),
  }))

describe('exact sums', () => {
  it.each([
    [[0.1, 0.2], 0.3],
    [[0.1, 0.2, -0.3], 0],
    [[-0.1], -0.1],
    [[1e15, 1, -1e15], 1],
    [[1e15, 0.1, -1e15], 0.1],
    [[511364.1293, 0.0001, -511364.1294], 0],
    [[2 ** 53, 1, 1], 2 ** 53 + 2],
    [[1e30, -1e30, 7], 7],
    [[123456789.12345679], 123456789.12345679],
    [[0.9999999999999999], 1],
    [[1e-15, 1e-15], 2e-15],
  ])('adds %j to %d', (values, total) => {
    expect(sumOf(values)).toBe(total)
  })

  it('adds decimals as they are written, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(decimals, { minLength: 1, maxLength: 40 }), fc.nat(), (items, seed) => {
        const total = Number(`${items.reduce((sum, item) => sum + item.units, 0n)}e-9`)
        const values = items.map((item) => item.value)
        expect(sumOf(values) + 0).toBe(total + 0)
        expect(sumOf(shuffled(values, randomBy(seed)))).toBe(sumOf(values))
      }),
    )
  })

  it('is the same for any doubles in any order and in parts', () => {
    const doubles = fc.double({ min: -1e25, max: 1e25, noNaN: true })
    fc.assert(
      fc.property(fc.array(doubles, { maxLength: 30 }), fc.nat(), (values, seed) => {
        const sums = new Float64Array(3 * SUM_CELLS)
        shuffled(values, randomBy(seed)).forEach((value, i) => {
          addNumber(sums, (i % 3) * SUM_CELLS, value)
        })
        addSum(sums, 0, sums, SUM_CELLS)
        addSum(sums, 0, sums, 2 * SUM_CELLS)
        expect(totalOf(sums, 0)).toBe(sumOf(values))
      }),
    )
  })

  it('knows when nothing was added, and when something was that cannot be', () => {
    const [empty, zero, none, huge] = [0, 4, 8, 12] as const
    const sums = new Float64Array(4 * SUM_CELLS)
    addNumber(sums, zero, 0)
    addNumber(sums, none, Number.NaN)
    addNumber(sums, none, 1)
    addNumber(sums, huge, -2e30)
    expect([empty, zero, none, huge].map((at) => hasTotal(sums, at))).toEqual([false, true, false, false])
    addSum(sums, zero, sums, empty)
    expect(totalOf(sums, zero)).toBe(0)
    addSum(sums, zero, sums, huge)
    expect(hasTotal(sums, zero)).toBe(false)
  })
})
