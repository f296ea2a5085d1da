import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import type { Row, TableSchema } from '../../store/index.ts'
import type { Finding } from './report/types.ts'

interface QuarantinedRow {
  properties: Record<string, unknown>
  geometry: Geometry | null
}

/**
 * The rejected rows of each source, outside the public folder: GeoJSON that opens in QGIS for tables with a geometry,
 * CSV for the others; each row with the codes and reasons, its source file and record.
 */
export class Quarantine {
  readonly #rows = new Map<string, { schema: TableSchema; rows: QuarantinedRow[] }>()

  add(schema: TableSchema, path: string, row: Row, geometry: Geometry | null, findings: Finding[]): void {
    const source_id = String(row.source_id)
    const held = this.#rows.get(source_id) ?? { schema, rows: [] }
    this.#rows.set(source_id, held)
    const properties: Record<string, unknown> = {
      code: [...new Set(findings.map((f) => f.code))].join(' '),
      reason_id: findings.map((f) => f.message.id).join(' '),
      reason_en: findings.map((f) => f.message.en).join(' '),
      got: findings.map((f) => f.got ?? '').join(' | '),
      source_file: path,
      source_record: row.source_row,
    }
    for (const column of schema.columns) {
      if (column.privacy !== 'secret') properties[column.name] = row[column.name] ?? null
    }
    held.rows.push({ properties, geometry })
  }

  /** Writes one file a source into the directory; returns the rows per file name. */
  write(directory: string): Record<string, number> {
    const counts: Record<string, number> = {}
    if (this.#rows.size === 0) return counts
    mkdirSync(directory, { recursive: true })
    for (const [source_id, { schema, rows }] of [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const name = `${source_id}.${schema.geometry === null ? 'csv' : 'geojson'}`
      const path = join(directory, name)
      if (schema.geometry === null) writeFileSync(path, toCsv(rows))
      else writeGeoJson(path, rows)
      counts[name] = rows.length
    }
    return counts
  }
}

function writeGeoJson(path: string, rows: QuarantinedRow[]): void {
  writeFileSync(path, '{"type":"FeatureCollection","features":[\n')
  rows.forEach((row, index) => {
    const feature = { type: 'Feature', properties: row.properties, geometry: row.geometry }
    appendFileSync(path, `${index === 0 ? '' : ',\n'}${JSON.stringify(feature)}`)
  })
  appendFileSync(path, '\n]}\n')
}

function toCsv(rows: QuarantinedRow[]): string {
  const header = Object.keys(rows[0]!.properties)
  const lines = rows.map((row) => header.map((name) => csvCell(row.properties[name])).join(','))
  return `${header.join(',')}\r\n${lines.join('\r\n')}\r\n`
}

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  // A cell that a spreadsheet would run as a formula is made plain text.
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
