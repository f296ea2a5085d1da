import type { Value } from '../store/index.ts'
import type { Cell, Expected, Range } from './correction.ts'

/** Numbers are the same within this part of the larger: a product in another order differs in the last digits. */
export const TOLERANCE = 1e-9

/** Whether a canonical value is what a guard expects. */
export function fits(value: Value, expected: Expected): boolean {
  if (Array.isArray(expected)) return expected.some((one) => isSame(value, one))
  if (!isRange(expected)) return isSame(value, expected)
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = expected
  return typeof value === 'number' && min <= value && value <= max
}

function isSame(value: Value, expected: Cell): boolean {
  if (value === expected) return true
  if (typeof value !== 'number' || typeof expected !== 'number') return false
  return Math.abs(value - expected) <= TOLERANCE * Math.max(Math.abs(value), Math.abs(expected))
}

export function isRange(expected: Expected): expected is Range {
  return typeof expected === 'object' && expected !== null && !Array.isArray(expected)
}

/** A value as messages show it: text in quotes, so that `12` and `"12"` differ. */
export function shown(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : JSON.stringify(value)
}

/** What a guard expects, in words. */
export function expectation(expected: Expected): string {
  if (Array.isArray(expected)) return expected.map(shown).join(' or ')
  if (!isRange(expected)) return shown(expected)
  const { min, max } = expected
  if (min === undefined) return `at most ${max}`
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}
