import type { Column, Row, TableSchema } from '../../store/index.ts'
import type { FindingParts } from './catalogue.ts'

export type RowFinding = Omit<FindingParts, 'table' | 'source_id'>

/**
 * The promises of a canonical table that one row can keep or break: required values, domains, patterns.
 * `read` holds the columns whose cell could not be read: they are named already and not named again.
 */
export function checkRow(schema: TableSchema, row: Row, read: ReadonlySet<string>): RowFinding[] {
  const findings: RowFinding[] = []
  for (const column of schema.columns) {
    if (column.privacy === 'secret') continue
    const value = row[column.name] ?? null
    if (value === null) {
      if (column.required && !read.has(column.name)) findings.push(missing(column))
      continue
    }
    const fault = domainFault(column, value)
    if (fault) findings.push({ ...fault, code: 'VALUE_DOMAIN', field: column.name, got: String(value) })
  }
  return findings
}

function missing(column: Column): RowFinding {
  return {
    code: 'REQUIRED_MISSING',
    field: column.name,
    expected: column.title.en,
    message: { id: `${column.title.id} wajib diisi.`, en: `${column.title.en} is required.` },
  }
}

function domainFault(column: Column, value: Row[string]): Pick<RowFinding, 'expected' | 'message'> | null {
  if (column.values && !column.values.includes(String(value))) {
    const list = column.values.join(', ')
    return {
      expected: list,
      message: { id: `${column.title.id} harus salah satu dari: ${list}.`, en: `${column.title.en} must be one of: ${list}.` },
    }
  }
  if (column.minimum !== null && typeof value === 'number' && value < column.minimum) {
    return {
      expected: `>= ${column.minimum}`,
      message: {
        id: `${column.title.id} paling kecil ${column.minimum}.`,
        en: `${column.title.en} is at least ${column.minimum}.`,
      },
    }
  }
  if (column.pattern && typeof value === 'string' && !column.pattern.test(value)) {
    return {
      expected: column.pattern.source,
      message: { id: `Bentuk ${column.title.id} tidak sesuai.`, en: `${column.title.en} is not in its form.` },
    }
  }
  return null
}

/** The natural key of a row as text, or null when a part is missing. */
export function keyOf(schema: TableSchema, row: Row): string | null {
  const parts = schema.key.map((name) => row[name] ?? null)
  return parts.includes(null) ? null : parts.join(' · ')
}

const LONG_NUMBER = /(?<!\d)\d{16}(?!\d)/
const PHONE = /(?<!\d)(?:\+?62|0)8\d{8,11}(?!\d)/

/** Names of public text columns that hold what looks like a NIK, a KK number or a telephone number. */
export function personalColumns(schema: TableSchema, row: Row): Column[] {
  return schema.columns.filter((column) => {
    const value = row[column.name]
    if (column.privacy !== 'public' || column.type !== 'string' || typeof value !== 'string') return false
    return LONG_NUMBER.test(value.replaceAll(/[ .-]/g, '')) || PHONE.test(value.replaceAll(/[ .-]/g, ''))
  })
}
