import { describe, expect, it } from 'vitest'
import { addsUp, columnSum } from '../../pipeline/viewer/why-people-sum.ts'

describe('the sum under the people of RT', () => {
  it('is a lower limit while an RT does not tell, and empty where none does', () => {
    expect(columnSum([1200, 300], 'id')).toBe('1.500')
    expect(columnSum([1200, null], 'en')).toBe('≥ 1,200')
    expect(columnSum([null, null], 'id')).toBe('')
  })

  it('is held against the people of the zone only where they are known', () => {
    const parts = [{ population: 200 }, { population: 300 }]
    expect([500, 501, null].map((population) => addsUp(population, parts))).toEqual([true, false, null])
    expect(addsUp(500, [...parts, { population: null }])).toBe(false)
  })
})
