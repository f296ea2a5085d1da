import type { Row } from '../../store/index.ts'

/** A table as CSV (RFC 4180, UTF-8); cells that a spreadsheet would run as a formula are made plain text. */
export function toCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns.map(cell).join(',')]
  for (const row of rows) lines.push(columns.map((name) => cell(row[name] ?? null)).join(','))
  return `${lines.join('\r\n')}\r\n`
}

function cell(value: Row[string]): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
