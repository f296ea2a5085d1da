import { describe, expect, it } from 'vitest'
import { TokenIndex } from '../../../pipeline/tiler/pack/token-index.ts'
import { randomBy } from '../points/chunks.ts'

function expectNumbers(index: TokenIndex, tokens: readonly number[]): void {
  const met = new Map<number, number>()
  const wrong = tokens.filter((token) => {
    if (!met.has(token)) met.set(token, met.size)
    return index.number(token) !== met.get(token)
  })
  expect(wrong).toEqual([])
  expect(index.count).toBe(met.size)
  expect([...index.tokens.subarray(0, index.count)]).toEqual([...met.keys()])
}

describe('the numbers of the values in a tile', () => {
  it('rise in the order in which they are met, from tile to tile anew', () => {
    const index = new TokenIndex()
    const random = randomBy(1)
    for (const different of [3, 400, 2000, 5, 600, 40_000, 1]) {
      index.clear()
      expectNumbers(
        index,
        Array.from({ length: 3 * different }, () => Math.floor(random() * different) * 77_777),
      )
    }
  })

  it('are right from the first use on, also of the tokens 0 and 2^32 - 1', () => {
    expectNumbers(new TokenIndex(), [0, 2 ** 32 - 1, 0, 5, 2 ** 31])
  })

  it('take no long for values that differ in a few bits alone', () => {
    for (const step of [1, 2 ** 12, 2 ** 15, 10_007]) {
      const index = new TokenIndex()
      index.clear()
      const begun = performance.now()
      for (let i = 0; i < 150_000; i++) index.number((i * step) >>> 0)
      expect(index.count).toBe(new Set(Array.from({ length: 150_000 }, (_, i) => (i * step) >>> 0)).size)
      expect(performance.now() - begun).toBeLessThan(4000)
    }
  })
})
