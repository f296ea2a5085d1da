/** What a spreadsheet runs, in full width too, behind any apostrophes that keep it from doing so. */
const RUNS = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
/** The same where a cell is cut in the middle: quotes that are doubled there, and fall away. */
const RUNS_WITHIN = /^['"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/
/** As the engines of JavaScript and of the database write one. */
const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/
/**
 * Where a spreadsheet cuts that takes `;` or tabs for the signs between cells, as Excel does in Indonesian: a quote in the
 * middle of what it takes for a cell keeps nothing together, not even lines.
 */
const CUTS = /([;\t\r\n])/

/**
 * A text as a cell of a CSV (RFC 4180). One that a spreadsheet would run as a formula is led by an apostrophe, one more
 * where apostrophes lead it already, and so is what lies behind a cut: `unguarded` takes off exactly these.
 */
export function csvText(text: string): string {
  const safe = RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text
  const whole = behindCuts(safe, (part) => (runsWithin(part) ? `'${part}` : part))
  return /[",\r\n]/.test(whole) ? `"${whole.replaceAll('"', '""')}"` : whole
}

/** A cell that `csvText` guarded, as it was before. */
export function unguarded<T>(cell: T): T | string {
  if (typeof cell !== 'string') return cell
  const first = cell.startsWith("'") && RUNS.test(cell) ? cell.slice(1) : cell
  return behindCuts(first, (part) => (part.startsWith("'") && RUNS_WITHIN.test(part) ? part.slice(1) : part))
}

/** Whether a spreadsheet that opens a CSV would run the cell, or a part of it; a number is none, however small it is written. */
export function runsAsFormula(cell: string): boolean {
  if (!cell.startsWith("'") && RUNS.test(cell) && !NUMBER.test(cell)) return true
  return cell
    .split(CUTS)
    .some((part, index) => index > 0 && index % 2 === 0 && !part.startsWith("'") && runsWithin(part))
}

function runsWithin(part: string): boolean {
  return RUNS_WITHIN.test(part) && !NUMBER.test(part)
}

function behindCuts(text: string, change: (part: string) => string): string {
  if (!CUTS.test(text)) return text
  const parts = text.split(CUTS)
  return parts.map((part, index) => (index > 0 && index % 2 === 0 ? change(part) : part)).join('')
}
