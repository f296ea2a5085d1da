import { describe, expect, it } from 'vitest'
import { meaningOfFormat, serialDate } from '../../../pipeline/readers/xlsx/number-format.ts'

describe('number formats', () => {
  it.each([
    [0, undefined, 'number'],
    [9, undefined, 'number'],
    [14, undefined, 'date'],
    [20, undefined, 'time'],
    [22, undefined, 'date-time'],
    [46, undefined, 'number'],
    [47, undefined, 'time'],
    [49, undefined, 'number'],
    [200, 'dd/mm/yyyy;@', 'date'],
    [200, '[$-421]dd mmmm yyyy;@', 'date'],
    [200, 'mmm', 'date'],
    [200, 'yyyy\\-mm\\-dd\\ hh:mm', 'date-time'],
    [200, 'hh:mm AM/PM', 'time'],
    [200, 'mm:ss.00', 'time'],
    [200, '[h]:mm:ss', 'number'],
    [200, 'General', 'number'],
    [200, '0.00E+00', 'number'],
    [200, '#,##0.00 "hari"', 'number'],
    [200, '"Rp"* #,##0_d;[Red]-#,##0', 'number'],
    [200, '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-', 'number'],
    [200, '0\\d', 'number'],
    [200, '@', 'number'],
  ] as const)('%i %s means a %s', (id, code, meaning) => {
    expect(meaningOfFormat(id, code)).toBe(meaning)
  })
})

describe('serial dates', () => {
  it.each([
    [1, 'date', false, '1900-01-01'],
    [59, 'date', false, '1900-02-28'],
    [60, 'date', false, '1900-02-29'],
    [61, 'date', false, '1900-03-01'],
    [43_831, 'date', false, '2020-01-01'],
    [43_831.5, 'date', false, '2020-01-01T12:00:00'],
    [43_831, 'date-time', false, '2020-01-01T00:00:00'],
    [43_831.999_999_99, 'date', false, '2020-01-02'],
    [0.75, 'time', false, '18:00:00'],
    [0.75, 'date', false, '18:00:00'],
    [1.5, 'time', false, null],
    [0, 'date', false, null],
    [0, 'date', true, '1904-01-01'],
    [42_369, 'date', true, '2020-01-01'],
    [2_958_465, 'date', false, '9999-12-31'],
    [2_958_466, 'date', false, null],
    [-1, 'date', false, null],
  ] as const)('%d as a %s, 1904: %s', (serial, meaning, is1904, text) => {
    expect(serialDate(serial, meaning, is1904)).toBe(text)
  })
})
