import type { Column, Row, TableSchema } from '../../store/index.ts'
import type { FindingParts } from './catalogue.ts'

export type RowFinding = Omit<FindingParts, 'table' | 'source_id'>

/**
 * The promises of a canonical table that one row can keep or break: required values, domains, patterns.
 * `named` holds the columns for which the row is set aside already: they are not named again; `emptied` those whose cell held
 * personal data and was emptied while reading.
 */
export function checkRow(
  schema: TableSchema,
  row: Row,
  named: ReadonlySet<string>,
  emptied: ReadonlySet<string> = NONE,
): RowFinding[] {
  const findings: RowFinding[] = []
  for (const column of schema.columns) {
    if (column.privacy === 'secret') continue
    const value = row[column.name] ?? null
    if (value === null) {
      if (column.required && !named.has(column.name)) {
        findings.push(missing(column, emptied.has(column.name)))
      }
      continue
    }
    const fault = domainFault(column, value)
    if (fault) findings.push({ ...fault, code: 'VALUE_DOMAIN', field: column.name, got: String(value) })
  }
  return findings
}

const NONE: ReadonlySet<string> = new Set()

function missing(column: Column, isEmptied: boolean): RowFinding {
  const { id, en } = column.title
  return {
    code: 'REQUIRED_MISSING',
    field: column.name,
    expected: en,
    message: isEmptied
      ? {
          id: `${id} wajib diisi, tetapi dikosongkan karena memuat data pribadi.`,
          en: `${en} is required, but was emptied because it held personal data.`,
        }
      : { id: `${id} wajib diisi.`, en: `${en} is required.` },
  }
}

function domainFault(column: Column, value: Row[string]): Pick<RowFinding, 'expected' | 'message'> | null {
  if (column.values && !column.values.includes(String(value))) {
    const list = column.values.join(', ')
    return {
      expected: list,
      message: {
        id: `${column.title.id} harus salah satu dari: ${list}.`,
        en: `${column.title.en} must be one of: ${list}.`,
      },
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
  if (column.maximum !== null && typeof value === 'number' && value > column.maximum) {
    return {
      expected: `<= ${column.maximum}`,
      message: {
        id: `${column.title.id} paling besar ${column.maximum}.`,
        en: `${column.title.en} is at most ${column.maximum}.`,
      },
    }
  }
  if (column.pattern && typeof value === 'string' && !column.pattern.test(value)) {
    return {
      expected: column.pattern.source,
      message: {
        id: `Bentuk ${column.title.id} tidak sesuai.`,
        en: `${column.title.en} is not in its form.`,
      },
    }
  }
  return null
}

/** The natural key of a row as people read it, or null when a part is missing. */
export function keyOf(schema: TableSchema, row: Row): string | null {
  let key: string | null = null
  for (const name of schema.key) {
    const part = row[name] ?? null
    if (part === null) return null
    key = key === null ? String(part) : `${key} · ${part}`
  }
  return key
}

/** The natural key of a row to compare by: parts that hold the separator of `keyOf` stay apart. */
export function keyIdentity(schema: TableSchema, row: Row): string | null {
  const parts = schema.key.map((name) => row[name] ?? null)
  return parts.includes(null) ? null : JSON.stringify(parts)
}
