import { type Place, UserError } from '../../errors.ts'
import { setCell } from '../cells.ts'
import { FindingLog } from '../finding-log.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { logBinaryCell, logBinaryColumn, logOtherType, logUnreadable } from '../wkb-findings.ts'
import { WkbGeometries } from '../wkb-geometry.ts'
import { ForeignSrs } from './foreign-srs.ts'
import { readGpkgGeometry } from './gpkg-geometry.ts'
import { type ColumnKind, type GpkgLayer, readLayer, readLayerNames } from './gpkg-schema.ts'
import { type DecodeText, textDecoder } from './gpkg-text.ts'
import { openSqlite, type SqliteFile, sqliteFault, sqlName } from './sqlite-file.ts'

/** What a row takes in the file at least: a pointer to its cell and the smallest cell. */
const ROW_BYTES_MIN = 6

/** Names of the layers of a GeoPackage. @throws UserError source */
export async function geoPackageLayers(path: string, options: ReadOptions): Promise<string[]> {
  const where: Place = { file: options.label }
  return withFile(path, where, ({ db }) => readLayerNames(db, where))
}

/**
 * Opens one layer of a GeoPackage, features or attributes, read row by row in the order of the row id.
 *
 * Integers too long for a JavaScript number are text, DATE and DATETIME the text in the file, BOOLEAN true and false; binary columns are left
 * out and counted. The row id is a column like any other unless it is called `fid`, the number that GDAL and QGIS hand out. Nothing stored in
 * the file is run: no view, no trigger, no generated column, no virtual table.
 *
 * Source: OGC 12-128r18 (GeoPackage 1.3).
 * @throws UserError source, for a file that is damaged, no GeoPackage, or still open in another program (here or while reading); config, for an unknown layer or encoding, or none named where there are several.
 */
export async function openGeoPackage(path: string, options: ReadOptions): Promise<SourceLayer> {
  const decode = textDecoder(options.encoding, options.label)
  const layer = await withFile(path, { file: options.label }, ({ db }) => {
    const name = chooseLayer(readLayerNames(db, { file: options.label }), options)
    return readLayer(db, name, { file: options.label, layer: name })
  })
  const fields = layer.columns.filter(isRead)
  const result: SourceLayer = {
    file: options.label,
    layer: layer.table,
    format: 'geopackage',
    fields: fields.map((column) => column.name),
    numericFields: new Set(fields.filter((column) => column.kind === 'number').map((column) => column.name)),
    crs: layer.crs,
    encoding: {
      name: options.encoding ?? 'utf-8',
      how: options.encoding === undefined ? 'format' : 'option',
    },
    records: () => readRecords(path, layer, decode, result, options.keepBlank),
    deleted: 0,
    findings: [],
  }
  return result
}

function isRead(column: GpkgLayer['columns'][number]): boolean {
  return column.kind !== 'binary' && !(column.isPrimaryKey && column.name.toLowerCase() === 'fid')
}

function chooseLayer(names: string[], options: ReadOptions): string {
  const { label, layer } = options
  if (names.length === 0) {
    throw new UserError('source', {
      what: 'the GeoPackage has no layer with data',
      where: { file: label },
      got: 'no features and no attributes, perhaps tiles only',
      expected: 'a layer of features or attributes',
    })
  }
  if (layer === undefined && names.length === 1) return names[0]!
  if (layer !== undefined && names.includes(layer)) return layer
  throw new UserError('config', {
    what: layer === undefined ? 'the GeoPackage has several layers' : 'the GeoPackage has no such layer',
    where: { file: label, key: 'layer' },
    got: layer ?? 'none named',
    expected: `one of ${names.slice(0, 20).join(', ')}`,
    next: 'name the layer in city.yaml',
  })
}

async function withFile<T>(path: string, where: Place, use: (file: SqliteFile) => T): Promise<T> {
  const file = await openSqlite(path, where)
  try {
    return use(file)
  } catch (error) {
    throw sqliteFault(error, where)
  } finally {
    await file.close()
  }
}

async function* readRecords(
  path: string,
  layer: GpkgLayer,
  decode: DecodeText,
  result: SourceLayer,
  keepBlank = false,
): AsyncGenerator<SourceRecord> {
  const where: Place = { file: result.file, layer: layer.table }
  const log = new FindingLog()
  result.findings = log.findings
  const file = await openSqlite(path, where)
  try {
    const rows = new RowDecoder(layer, decode, file.size, where, log, keepBlank)
    const statement = file.db.prepare(rows.sql)
    try {
      for (const row of statement.iterate()) yield rows.decode(row as Record<string, unknown>)
    } finally {
      statement.finalize()
    }
    rows.finish()
  } catch (error) {
    throw sqliteFault(error, where)
  } finally {
    await file.close()
  }
}

/** Asks for the rows of a layer and turns them into records. */
class RowDecoder {
  readonly sql: string
  readonly #columns: { name: string; alias: string; kind: ColumnKind; isRead: boolean; binary: number }[]
  readonly #decodeText: DecodeText
  readonly #keepBlank: boolean
  readonly #where: Place
  readonly #log: FindingLog
  readonly #geometries: WkbGeometries
  readonly #foreign: ForeignSrs
  /** Bytes that rows may still hold: every byte of the file belongs to one row at most, unless pages are used twice. */
  #bytesLeft: number
  #record = 0
  #rowid: number | bigint | null = null

  constructor(
    layer: GpkgLayer,
    decode: DecodeText,
    fileSize: number,
    where: Place,
    log: FindingLog,
    keepBlank: boolean,
  ) {
    this.#keepBlank = keepBlank
    this.#columns = layer.columns.map((column, i) => ({
      name: column.name,
      alias: `c${i}`,
      kind: column.kind,
      isRead: isRead(column),
      binary: 0,
    }))
    this.#decodeText = decode
    this.#where = where
    this.#log = log
    this.#geometries = new WkbGeometries(where, log)
    this.#foreign = new ForeignSrs(layer.srsId)
    this.#bytesLeft = fileSize
    this.sql = selectRows(layer, fileSize > RECORD_LIMITS.bytes)
  }

  decode(row: Record<string, unknown>): SourceRecord {
    const record = ++this.#record
    this.#countRow(row, record)
    const cells: Record<string, Cell> = {}
    for (const column of this.#columns) {
      const value = row[column.alias]
      if (column.isRead) setCell(cells, column.name, this.#cell(column, value, record))
      else if (column.kind === 'binary' && value === 1) column.binary++
    }
    return { record, cells, geometry: this.#geometry(row.geometry, record) }
  }

  finish(): void {
    this.#geometries.finish()
    this.#foreign.finish(this.#log)
    for (const column of this.#columns) logBinaryColumn(this.#log, column.name, column.binary)
  }

  #countRow(row: Record<string, unknown>, record: number): void {
    const rowid = row.id as number | bigint
    // A tree of pages that leads back into itself gives rows again and again.
    if (this.#rowid !== null && rowid <= this.#rowid) {
      throw this.#damaged(
        record,
        `row ${rowid} after row ${this.#rowid}`,
        'row ids that rise from record to record',
      )
    }
    this.#rowid = rowid
    if (typeof row.bytes === 'number' && row.bytes > RECORD_LIMITS.bytes) {
      throw beyondLimit('bytes', row.bytes, { ...this.#where, record })
    }
    this.#spend(ROW_BYTES_MIN, record)
  }

  #spend(bytes: number, record: number): void {
    this.#bytesLeft -= bytes
    if (this.#bytesLeft < 0)
      throw this.#damaged(record, 'rows that hold more bytes than the file', 'each byte in one row')
  }

  #cell(column: { name: string; kind: ColumnKind }, value: unknown, record: number): Cell {
    if (value === null || value === undefined) return null
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'number') {
      if (column.kind === 'boolean' && (value === 0 || value === 1)) return value === 1
      if (Number.isFinite(value)) return value
      // A blob where text is due is asked for as infinity: its bytes are never fetched.
      if (column.kind === 'number') return String(value)
      return this.#binaryCell(column, record)
    }
    if (typeof value === 'string') {
      this.#spend(value.length, record)
      return this.#keepBlank || value.trim() !== '' ? value : null
    }
    const bytes = value as Uint8Array
    this.#spend(bytes.length, record)
    if (column.kind === 'number') return this.#binaryCell(column, record)
    const text = this.#decodeText(bytes)
    if (text === null) {
      throw new UserError('source', {
        what: 'a text is not UTF-8',
        where: { ...this.#where, record, field: column.name },
        got: `bytes ${Buffer.from(bytes.subarray(0, 24)).toString('hex')}`,
        expected: 'UTF-8, as GeoPackage has it',
        next: 'set encoding to windows-1252 if the accents then read well, or ask for the file again',
      })
    }
    return this.#keepBlank || text.trim() !== '' ? text : null
  }

  #binaryCell(column: { name: string }, record: number): null {
    logBinaryCell(this.#log, record, column.name)
    return null
  }

  #geometry(value: unknown, record: number): SourceRecord['geometry'] {
    if (value === null || value === undefined) return null
    if (!(value instanceof Uint8Array)) {
      if (typeof value === 'string') this.#spend(value.length, record)
      logUnreadable(this.#log, record, `a ${typeof value} for a geometry`)
      return null
    }
    this.#spend(value.length, record)
    const geometry = readGpkgGeometry(value)
    switch (geometry.kind) {
      case 'wkb':
        this.#foreign.check(geometry.srsId)
        return this.#geometries.decode(geometry.wkb, record)
      case 'empty':
        return null
      case 'extended':
        logOtherType(this.#log, record, 'a geometry type of an extension')
        return null
      case 'damaged':
        logUnreadable(this.#log, record, `no GeoPackageBinary: ${geometry.got}`)
        return null
    }
  }

  #damaged(record: number, got: string, expected: string): UserError {
    return new UserError(
      'source',
      {
        what: 'the GeoPackage is damaged',
        where: { ...this.#where, record },
        got,
        expected,
        next: 'ask for the file again, or open it in QGIS and export the layer as a new GeoPackage',
      },
      { quotesRecord: false },
    )
  }
}

/**
 * The query of all rows in the order of their ids. Text is asked for as bytes, since the library decodes short texts without looking whether they
 * are UTF-8; binary columns are only asked whether they are filled. Indexes are not used: a damaged or false one could leave rows out.
 */
function selectRows(layer: GpkgLayer, mayBeHuge: boolean): string {
  const names = [
    ...layer.columns.filter(isRead).map((column) => column.name),
    ...(layer.geometryColumn === null ? [] : [layer.geometryColumn]),
  ].map(sqlName)
  const sizes = names.map(
    (name) => `CASE WHEN typeof(${name}) IN ('text', 'blob') THEN octet_length(${name}) ELSE 0 END`,
  )
  const guarded = (name: string) =>
    mayBeHuge ? `CASE WHEN octet_length(${name}) <= ${RECORD_LIMITS.bytes} THEN ${name} END` : name
  const selected = [`${layer.rowid} AS id`]
  if (mayBeHuge) selected.push(`${sizes.join(' + ')} AS bytes`)
  layer.columns.forEach((column, i) => {
    const name = sqlName(column.name)
    if (column.kind === 'binary') selected.push(`${name} IS NOT NULL AS c${i}`)
    else if (!isRead(column)) return
    else if (column.kind === 'number') selected.push(`${guarded(name)} AS c${i}`)
    else {
      const cases = `WHEN 'text' THEN CAST(${guarded(name)} AS BLOB) WHEN 'blob' THEN 9e999 ELSE ${name}`
      selected.push(`CASE typeof(${name}) ${cases} END AS c${i}`)
    }
  })
  if (layer.geometryColumn !== null) selected.push(`${guarded(sqlName(layer.geometryColumn))} AS geometry`)
  return `SELECT ${selected.join(', ')} FROM main.${sqlName(layer.table)} NOT INDEXED ORDER BY ${layer.rowid}`
}
