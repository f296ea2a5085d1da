import { publishedNumber } from '../../layers/published-number.ts'
import type { Row, Value } from '../../store/index.ts'
import { csvText } from '../../values/csv-cell.ts'

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A table as CSV (RFC 4180, UTF-8); cells that a spreadsheet would run as a formula are made plain text.
 *
 * @param bom whether it begins with a byte-order mark
 */
export function toCsv(columns: readonly string[], rows: readonly Row[], bom = false): string {
  const lines = [columns.map(cell).join(',')]
  for (const row of rows) lines.push(columns.map((name) => cell(row[name] ?? null)).join(','))
  return `${bom ? BYTE_ORDER_MARK : ''}${lines.join('\r\n')}\r\n`
}

function cell(value: Value): string {
  if (value === null) return ''
  if (value instanceof Uint8Array) throw new TypeError('a CSV has no place for bytes')
  if (Array.isArray(value)) return cell(value.map((part) => part ?? '').join('; '))
  if (typeof value === 'string') return csvText(value)
  return typeof value === 'number' ? String(publishedNumber(value)) : String(value)
}
