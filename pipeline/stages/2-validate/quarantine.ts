import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Geometry } from 'geojson'
import { stringify } from 'yaml'
import type { Source } from '../../city.ts'
import type { QUARANTINE_COLUMNS } from '../../mapping/quarantined.ts'
import type { Row, TableSchema } from '../../store/index.ts'
import { csvText } from '../../values/csv-cell.ts'
import type { Finding } from './report/types.ts'

/**
 * The rejected rows of each source, outside the public folder: GeoJSON that opens in QGIS for tables with a geometry,
 * CSV for the others; each row with the codes and reasons, its source file and record, and its own geometry. Beside it
 * the block of `city.yaml` that brings the mended file back (`amends`). Rows go to the disk as they come.
 */
export class Quarantine {
  readonly #directory: string
  readonly #sources: ReadonlyMap<string, Source>
  readonly #hashes: ReadonlyMap<string, string>
  readonly #files = new Map<string, QuarantineFile>()

  /** @param hashes SHA-256 of the file of each source */
  constructor(directory: string, sources: readonly Source[], hashes: ReadonlyMap<string, string>) {
    this.#directory = directory
    this.#hashes = hashes
    this.#sources = new Map(sources.map((source) => [source.id, source]))
  }

  add(schema: TableSchema, row: Row, geometry: Geometry | null, findings: readonly Finding[]): void {
    const source_id = String(row.source_id)
    let file = this.#files.get(source_id)
    if (!file) {
      mkdirSync(this.#directory, { recursive: true })
      const source = this.#sources.get(source_id)!
      file = new QuarantineFile(this.#directory, schema, source, this.#hashes.get(source_id)!)
      this.#files.set(source_id, file)
    }
    file.add(row, geometry, findings)
  }

  /** Ends every file; returns the rows per file name. */
  close(): Record<string, number> {
    const names = [...this.#files.keys()].sort()
    return Object.fromEntries(names.map((source_id) => this.#files.get(source_id)!.close()))
  }
}

class QuarantineFile {
  readonly #name: string
  readonly #schema: TableSchema
  readonly #columns: string[]
  readonly #path: string
  readonly #sha256: string
  readonly #handle: number
  #rows = 0

  constructor(directory: string, schema: TableSchema, source: Source, sha256: string) {
    this.#name = `${source.id}.${schema.geometry === null ? 'csv' : 'geojson'}`
    this.#schema = schema
    this.#path = source.path
    this.#sha256 = sha256
    this.#columns = schema.columns.filter((column) => column.privacy !== 'secret').map(({ name }) => name)
    this.#handle = openSync(join(directory, this.#name), 'w')
    writeFileSync(join(directory, `${source.id}.source.yaml`), wayBack(source, this.#name, schema))
  }

  add(row: Row, geometry: Geometry | null, findings: readonly Finding[]): void {
    const why: Record<(typeof QUARANTINE_COLUMNS)[number], unknown> = {
      code: [...new Set(findings.map((f) => f.code))].join(' '),
      reason_id: findings.map((f) => f.message.id).join(' '),
      reason_en: findings.map((f) => f.message.en).join(' '),
      got: findings.map((f) => f.got ?? '').join(' | '),
      source_file: this.#path,
      source_record: row.source_row,
      source_sha256: this.#sha256,
    }
    const properties: Record<string, unknown> = { ...why }
    for (const name of this.#columns) properties[name] = row[name] ?? null
    if (this.#schema.geometry !== null) {
      const feature = { type: 'Feature', properties, geometry }
      const before = this.#rows === 0 ? '{"type":"FeatureCollection","features":[\n' : ',\n'
      writeSync(this.#handle, `${before}${JSON.stringify(feature)}`)
    } else {
      if (this.#rows === 0) writeSync(this.#handle, `${Object.keys(properties).join(',')}\r\n`)
      writeSync(this.#handle, `${Object.values(properties).map(csvCell).join(',')}\r\n`)
    }
    this.#rows++
  }

  close(): [name: string, rows: number] {
    if (this.#schema.geometry !== null) writeSync(this.#handle, '\n]}\n')
    closeSync(this.#handle)
    return [this.#name, this.#rows]
  }
}

/** The entry of `city.yaml` that reads the mended file. */
function wayBack(source: Source, file: string, schema: TableSchema): string {
  const key = schema.key[0]!
  const entry = {
    id: `${source.id}-perbaikan`,
    title: { id: `${source.title.id}, diperbaiki`, en: `${source.title.en}, mended` },
    table: source.table,
    path: `sources/${file}`,
    amends: source.id,
    licence: source.licence,
    examples: [{ raw: { [key]: 'x' }, canonical: { [key]: 'x' } }],
  }
  return [
    `# Perbaiki rekaman di ${file}, salin berkasnya ke folder sources/, lalu tambahkan ini pada sources di city.yaml.`,
    `# Mend the records in ${file}, copy the file into sources/, then add this to sources in city.yaml.`,
    '# Rekaman yang dihapus dari berkas itu tetap dikarantina. A record taken out of that file stays in quarantine.',
    stringify([entry], { lineWidth: 0 }),
  ].join('\n')
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? csvText(value) : String(value)
}
