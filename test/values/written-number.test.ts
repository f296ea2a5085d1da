import { describe, expect, it } from 'vitest'
import {
  boundsText,
  isRoundedOutward,
  numberText,
  percentText,
  rangeText,
  shareText,
} from '../../pipeline/values/written-number.ts'

describe('numbers', () => {
  it('are written as the language writes them, by no locale of the machine', () => {
    expect(numberText(1234567.5, 'en')).toBe('1,234,567.5')
    expect(numberText(1234567.5, 'id')).toBe('1.234.567,5')
    expect(numberText(0.335512, 'id')).toBe('0,335512')
    expect(numberText(-0.0000000001, 'en')).toBe('0')
    expect(numberText(-12.5, 'en')).toBe('-12.5')
    expect([rangeText(3, 3, 'en'), rangeText(0, 1234.5, 'id')]).toEqual(['3', '0-1.234,5'])
  })

  it('never round a percent across a cut', () => {
    expect(percentText(24.9949999, 'en', 3, [24.995])).toBe('24.9949999')
    expect(percentText(24.995, 'en', 3, [24.995])).toBe('24.995')
    expect(percentText(36.999926945, 'id', 6, [24.995])).toBe('36,999927')
  })
})

describe('bounds', () => {
  it('are rounded outward, so that what is printed holds the truth', () => {
    expect(boundsText(53.385417, 54.036458, 'en', 1)).toBe('53.3-54.1')
    expect(boundsText(53.385417, 54.036458, 'id', 1)).toBe('53,3-54,1')
    expect([boundsText(0, 99.99, 'en', 1), boundsText(12, 18, 'en', 1)]).toEqual(['0.0-100.0', '12.0-18.0'])
    expect(boundsText(0.1 + 0.2, 0.4, 'en', 1)).toBe('0.3-0.4')
    const isOutward = (min: number, max: number) => isRoundedOutward(min, max, 1)
    expect([isOutward(53.385417, 54.1), isOutward(53.3, 54.036458)]).toEqual([true, true])
    expect([isOutward(12, 18), isOutward(0.1 + 0.2, 0.4), isOutward(53.385417, 53.385417)]).toEqual([
      ...[false, false, false],
    ])
    expect(boundsText(53.38, 53.38, 'en', 1)).toBe('53.4')
    expect([boundsText(0.04, 0.04, 'en', 1), boundsText(0, 0, 'en', 1)]).toEqual(['< 0.1', '0.0'])
  })

  it('of a share never say none of some, or all of less, and put no other number in its place', () => {
    const said = [0, 0.04, 0.05, 42.44, 99.94, 99.96, 100].map((pct) => shareText(pct, 'id', 1))
    expect(said).toEqual(['0,0', '< 0,1', '0,1', '42,4', '99,9', '> 99,9', '100,0'])
    expect([0.4, 99.6].map((pct) => shareText(pct, 'en', 0))).toEqual(['< 1', '> 99'])
  })
})
