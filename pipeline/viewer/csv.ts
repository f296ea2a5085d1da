import { csvText, unguarded } from '../values/csv-cell.ts'

/**
 * Rows of a comma-separated text as the release writes it (RFC 4180: quotes doubled inside quotes, CRLF or LF), keyed by
 * its header line. A leading byte-order mark is dropped, and so is what keeps a spreadsheet from running a cell.
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = records(text.replace(/^\uFEFF/, '')).map((cells) => cells.map(unguarded))
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])))
}

function records(text: string): string[][] {
  const out: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  let started = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
      continue
    }
    if (char === '"') {
      quoted = true
      started = true
    } else if (char === ',') {
      row.push(cell)
      cell = ''
      started = true
    } else if (char === '\n') {
      if (started || cell !== '' || row.length > 0) out.push([...row, cell.replace(/\r$/, '')])
      row = []
      cell = ''
      started = false
    } else cell += char
  }
  if (started || cell !== '' || row.length > 0) out.push([...row, cell])
  return out.filter((fields) => fields.length > 1 || fields[0] !== '')
}

/** The inverse. */
export function formatCsv(header: string[], rows: (string | number | null)[][]): string {
  const line = (cells: (string | number | null)[]) => cells.map(csvCell).join(',')
  return `${[header, ...rows].map(line).join('\r\n')}\r\n`
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : csvText(value)
}
