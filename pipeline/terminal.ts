/**
 * The way to a terminal, for all that is said. Names and cells come from files: what would steer a terminal, or show its text in
 * another order than it stands (U+202E), goes no further.
 */

/** Says text on the standard output. */
export function say(text: string): void {
  console.log(plain(text))
}

/** Says text on the error output. */
export function complain(text: string): void {
  console.error(plain(text))
}

/**
 * A value as JSON on one line, equal in content and fit to be shown: characters that would steer a terminal stand as `\uXXXX`,
 * where JSON.stringify leaves all but the first thirty-two as they are.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(STEERING, (found) =>
    Array.from(found.split(''), (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  )
}

/** Rows in columns: the first to the left, numbers to the right, from column `textFrom` on to the left again. */
export function table(rows: string[][], textFrom = Number.POSITIVE_INFINITY): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 || i >= textFrom ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
}

const STEERING = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
/** Joiners within words of some scripts do no harm and are kept. */
const REMOVED = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** Text without what would steer a terminal. Line breaks stay. */
export function plain(text: string): string {
  return text.replaceAll(REMOVED, '\ufffd')
}

/** The same of what has one line only, so that a name cannot pass for a line of ours. */
export function plainLine(text: string): string {
  return plain(text).replaceAll('\n', '\ufffd')
}

/** The same of what was broken into lines to be read, such as the heading of a column: breaks and tabs become blanks. */
export function unbroken(text: string): string {
  return plain(text.replaceAll(BREAKS, ' '))
}
