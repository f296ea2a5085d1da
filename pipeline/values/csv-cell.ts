/** What a spreadsheet runs, in full width too, behind any apostrophes that keep it from doing so. */
const RUNS = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
/** As the engines of JavaScript and of the database write one. */
const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/

/**
 * A text as a cell of a CSV (RFC 4180). One that a spreadsheet would run as a formula is led by an apostrophe, one more
 * where apostrophes lead it already: `unguarded` takes off exactly one.
 */
export function csvText(text: string): string {
  const safe = RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A cell that `csvText` guarded, as it was before. */
export function unguarded<T>(cell: T): T | string {
  return typeof cell === 'string' && cell.startsWith("'") && RUNS.test(cell) ? cell.slice(1) : cell
}

/** Whether a spreadsheet that opens a CSV would run the cell; a number is none, however small it is written. */
export function runsAsFormula(cell: string): boolean {
  return !cell.startsWith("'") && RUNS.test(cell) && !NUMBER.test(cell)
}
