import { describe, expect, it } from 'vitest'
import { compareArea, statedHalfUnit_ha } from '../../pipeline/decree/area-status.ts'

const LIMITS = { difference_warn_pct: 0.1, difference_error_pct: 1 }

describe('the precision of a printed area', () => {
  it.each([
    ['12,6 Ha', 12.6, 0.05],
    ['12,60', 12.6, 0.005],
    ['12.63', 12.63, 0.005],
    ['13', 13, 0.5],
    ['12,', 12, 0.5],
    ['1.234', 1234, 0.5],
    ['1.234', 1.234, 0.0005],
    ['1.234,5', 1234.5, 0.05],
    ['1,234.5', 1234.5, 0.05],
    ['1.234.567', 1234567, 0.5],
    ['12 345,6', 12345.6, 0.05],
    ['12,000', 12, 0.0005],
    ['9.89344309662e-01', 0.989344309662, 5e-13],
    ['1e3', 1000, 500],
    ['lk. 12,5 (dua belas koma lima)', 12.5, 0.05],
  ])('%s read as %d is within half a unit of its last digit', (text, value, half) => {
    expect(statedHalfUnit_ha(value, text)).toBeCloseTo(half, 14)
  })

  it('is that of the number where no digits were printed', () => {
    for (const text of [null, '', '-', 'dua belas']) {
      expect(statedHalfUnit_ha(12.6, text)).toBeCloseTo(0.05, 12)
      expect(statedHalfUnit_ha(12, text)).toBeCloseTo(0.5, 12)
    }
    expect(statedHalfUnit_ha(1.5e-7, null)).toBeCloseTo(5e-9, 15)
  })

  it('is that of the finest number of its column where no digits were printed', () => {
    for (const text of [null, 'dua belas']) {
      expect(statedHalfUnit_ha(12, text, 2)).toBeCloseTo(0.005, 12)
      expect(statedHalfUnit_ha(12.345, text, 2)).toBeCloseTo(0.0005, 12)
    }
    expect(statedHalfUnit_ha(12.6, '12,6', 2)).toBeCloseTo(0.05, 12)
  })
})

describe('a decreed area against the measured one', () => {
  const status = (stated: number | null, text: string | null, measured: number) =>
    compareArea(stated, statedHalfUnit_ha(stated ?? 0, text), measured, LIMITS).area_status

  it.each([
    ['ok', 12.63, '12,63', 12.63],
    ['ok', 12.6, '12,6 Ha', 12.63],
    ['stale', 12.6, '12,60', 12.63],
    ['ok', 12.62, '12,62', 12.63],
    ['stale', 12.65, '12,65', 12.63],
    ['stale', 12.5, '12,50', 12.63], // 1.03 % off, 0.99 % beyond its rounding
    ['wrong', 12.49, '12,49', 12.63],
    ['ok', 13, '13', 12.63],
    ['wrong', 14, '14', 12.63],
    ['wrong', 126.3, '126,3', 12.63],
    ['wrong', 0, '0', 12.63],
    ['missing', null, null, 12.63],
    ['missing', null, '-', 12.63],
    ['wrong', 12.6, null, 0],
  ])('is %s: %s (%s) of %d', (expected, stated, text, measured) => {
    expect(status(stated, text, measured)).toBe(expected)
  })

  it('has its difference in percent of the measured area', () => {
    expect(compareArea(11, 0.5, 10, LIMITS).area_difference_pct).toBeCloseTo(10, 12)
    expect(compareArea(9, 0.5, 10, LIMITS).area_difference_pct).toBeCloseTo(-10, 12)
    expect(compareArea(null, 0, 10, LIMITS).area_difference_pct).toBeNull()
  })

  it('takes its limits from the city', () => {
    expect(
      compareArea(12.5, 0.005, 12.63, { difference_warn_pct: 2, difference_error_pct: 5 }).area_status,
    ).toBe('ok')
    expect(
      compareArea(12.2, 0.005, 12.63, { difference_warn_pct: 2, difference_error_pct: 5 }).area_status,
    ).toBe('stale')
  })
})
