import type { Cell } from '../types.ts'
import { compactJson } from './json-members.ts'

/** True for text that is a blank cell. */
export function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 && text.trim() === '')
}

/** True for a value whose cell is made of its text: a list, an object, or a number that is not what the text says. */
export function needsText(value: unknown): boolean {
  return typeof value === 'number' ? isInexact(value) : typeof value === 'object' && value !== null
}

/**
 * The cell of a JSON value whose text is `text`: lists and objects are that text without blanks, numbers that a double cannot hold are that
 * text, blank text is null. What it becomes depends on this value alone.
 */
export function jsonCell(value: unknown, text: string): Cell {
  if (typeof value === 'object' && value !== null) return ownText(compactJson(text))
  if (typeof value === 'number') return isInexact(value) && !isRounded(value, text) ? ownText(text) : value
  return typeof value === 'string' && isBlank(value) ? null : (value as Cell)
}

/** True for an integer beyond 2^53, or a number too large for a double. */
function isInexact(value: number): boolean {
  return !Number.isSafeInteger(value) && (Number.isInteger(value) || !Number.isFinite(value))
}

/** A number written with an exponent is a measurement, whose last digits nobody wrote. */
function isRounded(value: number, text: string): boolean {
  return Number.isFinite(value) && /[eE]/.test(text)
}

/** A copy: a part of a longer string would keep all of that in memory, the geometry too, for as long as the cell is kept. */
function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
