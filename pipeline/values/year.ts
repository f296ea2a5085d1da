import { parseNumber } from './number.ts'
import { cleanText } from './text.ts'
import type { Cell } from './types.ts'

export type YearResult = { value: number | null } | { error: 'unparsable' }

const WRITTEN = /^(?:tahun|thn|th|ta|t\.a|tahun anggaran|year)?[.:\s]*(\d{4})(?:[.,]0+)?$/i
/** A spreadsheet that takes a year for an amount groups its digits. */
const GROUPED = /^(\d)[.,](\d{3})$/

/**
 * Reads a year: `2018`, `Tahun 2018`, `TA 2018`, `2018.0`, `2.018`. A range (`2018/2019`), two digits, and a year outside of 1900 to 2100
 * are refused.
 */
export function parseYear(cell: Cell): YearResult {
  const text = typeof cell === 'boolean' ? 'x' : cleanText(cell)
  if (text === null) return { value: null }
  const grouped = GROUPED.exec(text)
  const digits = grouped ? grouped[1]! + grouped[2]! : WRITTEN.exec(text)?.[1]
  const number = digits === undefined ? parseNumber(text) : { value: Number(digits) }
  if ('error' in number || number.value === null) return { error: 'unparsable' }
  const year = number.value
  return Number.isInteger(year) && year >= 1900 && year <= 2100 ? { value: year } : { error: 'unparsable' }
}
