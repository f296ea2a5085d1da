import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { extname, join, posix } from 'node:path'
import type { Geometry } from 'geojson'
import { stringify } from 'yaml'
import type { Source } from '../../city.ts'
import { writeWhole } from '../../durable.ts'
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
  readonly #names: WayBackNames

  /** @param hashes SHA-256 of the file of each source */
  constructor(directory: string, sources: readonly Source[], hashes: ReadonlyMap<string, string>) {
    this.#directory = directory
    this.#hashes = hashes
    this.#sources = new Map(sources.map((source) => [source.id, source]))
    this.#names = new WayBackNames(sources)
  }

  /**
   * @param row as it was read: corrections meet it again when it comes back
   * @param corrections ids of those that were carried out on it before it was judged
   */
  add(
    schema: TableSchema,
    row: Row,
    geometry: Geometry | null,
    findings: readonly Finding[],
    corrections: readonly string[] = [],
  ): void {
    const source_id = String(row.source_id)
    let file = this.#files.get(source_id)
    if (!file) {
      mkdirSync(this.#directory, { recursive: true })
      const source = this.#sources.get(source_id)!
      file = new QuarantineFile(this.#directory, schema, source, this.#hashes.get(source_id)!, this.#names)
      this.#files.set(source_id, file)
    }
    file.add(row, geometry, findings, corrections)
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

  constructor(directory: string, schema: TableSchema, source: Source, sha256: string, names: WayBackNames) {
    this.#name = `${source.id}.${schema.geometry === null ? 'csv' : 'geojson'}`
    this.#schema = schema
    this.#path = source.path
    this.#sha256 = sha256
    this.#columns = schema.columns.filter((column) => column.privacy !== 'secret').map(({ name }) => name)
    this.#handle = openSync(join(directory, this.#name), 'w')
    writeFileSync(join(directory, `${source.id}.source.yaml`), wayBack(source, this.#name, schema, names))
  }

  add(
    row: Row,
    geometry: Geometry | null,
    findings: readonly Finding[],
    corrections: readonly string[],
  ): void {
    const why: Record<(typeof QUARANTINE_COLUMNS)[number], unknown> = {
      code: [...new Set(findings.map((f) => f.code))].join(' '),
      reason_id: findings.map((f) => f.message.id).join(' '),
      reason_en: findings.map((f) => f.message.en).join(' '),
      got: findings.map((f) => f.got ?? '').join(' | '),
      source_file: this.#path,
      source_record: row.source_row,
      source_sha256: this.#sha256,
      corrections: corrections.join(' '),
    }
    const properties: Record<string, unknown> = { ...why }
    for (const name of this.#columns) properties[name] = row[name] ?? null
    if (this.#schema.geometry !== null) {
      const feature = { type: 'Feature', properties, geometry }
      const before = this.#rows === 0 ? '{"type":"FeatureCollection","features":[\n' : ',\n'
      writeWhole(this.#handle, `${before}${JSON.stringify(feature)}`)
    } else {
      if (this.#rows === 0) writeWhole(this.#handle, `${Object.keys(properties).join(',')}\r\n`)
      writeWhole(this.#handle, `${Object.values(properties).map(csvCell).join(',')}\r\n`)
    }
    this.#rows++
  }

  close(): [name: string, rows: number] {
    if (this.#schema.geometry !== null) writeWhole(this.#handle, '\n]}\n')
    closeSync(this.#handle)
    return [this.#name, this.#rows]
  }
}

/** Ids and paths for mended files that no source of the city has. */
class WayBackNames {
  readonly #ids: ReadonlySet<string>
  readonly #paths: ReadonlySet<string>

  constructor(sources: readonly Source[]) {
    this.#ids = new Set(sources.map(({ id }) => id))
    // Some file systems tell no case.
    this.#paths = new Set(sources.map(({ path }) => posix.normalize(path).toLowerCase()))
  }

  id(source: Source): string {
    return free(`${source.id}-perbaikan`, '', (id) => this.#ids.has(id))
  }

  path(source: Source, extension: string): string {
    return free(`sources/${source.id}.karantina`, extension, (path) => this.#paths.has(path.toLowerCase()))
  }
}

function free(stem: string, end: string, isTaken: (name: string) => boolean): string {
  let name = `${stem}${end}`
  for (let number = 2; isTaken(name); number++) name = `${stem}-${number}${end}`
  return name
}

/** The entry of `city.yaml` that reads the mended file. */
function wayBack(source: Source, file: string, schema: TableSchema, names: WayBackNames): string {
  const key = schema.key[0]!
  const path = names.path(source, extname(file))
  const entry = {
    id: names.id(source),
    title: { id: `${source.title.id}, diperbaiki`, en: `${source.title.en}, mended` },
    table: source.table,
    path,
    amends: source.id,
    licence: source.licence,
    ...(source.retrieved === undefined ? {} : { retrieved: source.retrieved }),
    examples: [exampleOf(schema, key)],
  }
  return [
    `# Perbaiki rekaman di ${file}, simpan sebagai ${path}, lalu tambahkan ini pada sources di city.yaml.`,
    `# Mend the records in ${file}, save them as ${path}, then add this to sources in city.yaml.`,
    '# Rekaman yang dihapus dari berkas itu tetap dikarantina. A record taken out of that file stays in quarantine.',
    stringify([entry], { lineWidth: 0 }),
  ].join('\n')
}

/** A mapping that leaves a key as it stands. */
function exampleOf(schema: TableSchema, key: string): Source['examples'][number] {
  const { type, values } = schema.columns.find(({ name }) => name === key)!
  const value = values?.[0] ?? (type === 'string' ? 'x' : 1)
  return { raw: { [key]: value }, canonical: { [key]: value } }
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? csvText(value) : String(value)
}
