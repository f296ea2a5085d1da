import type { Cell } from './types.ts'

/** What a spreadsheet runs, behind any apostrophes that keep it from doing so. */
const RUNS = /^'*[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

/**
 * A text as a cell of a CSV (RFC 4180). One that a spreadsheet would run as a formula is led by an apostrophe, one more
 * where apostrophes lead it already: `unguarded` takes off exactly one.
 */
export function csvText(text: string): string {
  const safe = RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell that `csvText` guarded, as it was before. */
export function unguarded(cell: Cell): Cell {
  return typeof cell === 'string' && cell.startsWith("'") && RUNS.test(cell) ? cell.slice(1) : cell
}
