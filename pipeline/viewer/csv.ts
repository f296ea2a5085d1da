/**
 * Rows of a comma-separated text as RFC 4180 writes it (quotes doubled inside quotes, CRLF or LF), keyed by its
 * header line. A leading byte-order mark is dropped.
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = records(text.replace(/^\uFEFF/, ''))
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

/** The inverse: text cells that a spreadsheet would run as a formula are led by an apostrophe. */
export function formatCsv(header: string[], rows: (string | number | null)[][]): string {
  const line = (cells: (string | number | null)[]) => cells.map(csvCell).join(',')
  return `${[header, ...rows].map(line).join('\r\n')}\r\n`
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
