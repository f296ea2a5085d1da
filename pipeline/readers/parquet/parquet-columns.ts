import { DuckDBBlobValue } from '@duckdb/node-api'
import { type Place, UserError } from '../../errors.ts'
import { sqlName } from '../../store/index.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import type { Cell } from '../types.ts'
import type { ParquetFile } from './parquet-file.ts'
import { crsOfLogicalType, type ParquetGeometry, readGeoMetadata } from './parquet-geo.ts'
import { requireRows } from './parquet-limits.ts'

export interface ParquetColumn {
  name: string
  /** How the value is asked for. */
  sql: string
  isNumber: boolean
  /** Bytes that are no geometry: asked only whether there are any. */
  isBinary: boolean
}

export interface ParquetLayer {
  /** In file order, without the geometry and the columns that repeat its bounds. */
  columns: ParquetColumn[]
  geometry: (ParquetGeometry & { sql: string }) | null
  /** Rows as the footer states them. */
  rows: number
}

const PLAIN = /^(?:BOOLEAN|U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|FLOAT|DOUBLE|VARCHAR)$/
const NUMBER = /^(?:U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL\(.*\))$/
const NESTED = /^(?:STRUCT|MAP|UNION|LIST|VARIANT|JSON)\b|\]$/

/**
 * Columns and geometry of a file, from its footer alone.
 *
 * @throws UserError source, for metadata that name what is not there; what DuckDB throws for a footer it cannot read.
 */
export async function readParquetLayer(file: ParquetFile, where: Place): Promise<ParquetLayer> {
  const described = await rowsOf(file, `DESCRIBE SELECT * FROM ${file.rows}`)
  if (described.length > RECORD_LIMITS.columns) throw beyondLimit('columns', described.length, where)
  const types = described.map(([name, type]) => ({ name: String(name), type: String(type) }))
  const [[stated] = []] = await rowsOf(file, `SELECT num_rows FROM parquet_file_metadata(${file.literal})`)
  const rows = Number(stated)
  if (!(rows >= 0 && rows <= Number.MAX_SAFE_INTEGER)) {
    throw new UserError('source', {
      what: 'the Parquet file is damaged',
      where,
      got: `${stated} rows in the footer`,
      expected: 'a number of rows',
      next: 'ask for the file again',
    })
  }
  requireRows(rows, file.size, where)
  const geometry = await readGeometry(file, types, where)
  return {
    columns: types
      .filter(({ name }) => name !== geometry?.column && !geometry?.covering.has(name))
      .map(({ name, type }) => columnOf(name, type)),
    geometry,
    rows,
  }
}

function columnOf(name: string, type: string): ParquetColumn {
  const column = sqlName(name)
  const isBinary = type === 'BLOB' || type.startsWith('GEOMETRY')
  return {
    name,
    sql: isBinary ? `${column} IS NOT NULL` : asked(column, type),
    isNumber: NUMBER.test(type),
    isBinary,
  }
}

/** Everything but numbers, flags and text is turned into text where its type is still known. */
function asked(column: string, type: string): string {
  if (PLAIN.test(type)) return column
  if (NESTED.test(type)) return `to_json(${column})::VARCHAR`
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return `replace(make_timestamp(epoch_us(${column}))::VARCHAR, ' ', 'T') || 'Z'`
  }
  return type.startsWith('TIMESTAMP') ? `replace(${column}::VARCHAR, ' ', 'T')` : `${column}::VARCHAR`
}

async function readGeometry(
  file: ParquetFile,
  types: { name: string; type: string }[],
  where: Place,
): Promise<ParquetLayer['geometry']> {
  const metadata = new Map<string, string>()
  for (const [key, value] of await rowsOf(
    file,
    `SELECT key, value FROM parquet_kv_metadata(${file.literal})`,
  )) {
    metadata.set(asText(key), asText(value))
  }
  const geo = metadata.get('geo')
  if (geo !== undefined) {
    const geometry = readGeoMetadata(geo, where)
    const type = types.find(({ name }) => name === geometry.column)?.type
    if (type === undefined || !/^(?:BLOB|GEOMETRY)/.test(type)) {
      throw new UserError('source', {
        what: 'the geometry column is not in the file',
        where: { ...where, field: geometry.column },
        got: type === undefined ? 'no such column' : `a column of type ${type.slice(0, 40)}`,
        expected: 'a column with WKB, as the GeoParquet metadata name it',
        next: 'write the file again with GDAL, QGIS or GeoPandas',
      })
    }
    return { ...geometry, sql: geometrySql(geometry.column, type) }
  }
  const native = types.find(({ type }) => type.startsWith('GEOMETRY'))
  if (native === undefined) return null
  const logical = await rowsOf(file, `SELECT name, logical_type FROM parquet_schema(${file.literal})`)
  const logicalType = String(logical.find(([name]) => name === native.name)?.[1] ?? '')
  return {
    column: native.name,
    crs: crsOfLogicalType(logicalType, (key) => metadata.get(key)),
    covering: new Set(),
    sql: geometrySql(native.name, native.type),
  }
}

function geometrySql(column: string, type: string): string {
  return type === 'BLOB' ? sqlName(column) : `ST_AsWKB(${sqlName(column)})`
}

/** A value of a `PLAIN` type or the text of another; integers that a number cannot hold become text. */
export function toCell(value: unknown, keepBlank = false): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return keepBlank || value.trim() !== '' ? value : null
  if (typeof value === 'boolean') return value
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return String(value)
}

async function rowsOf(file: ParquetFile, sql: string): Promise<unknown[][]> {
  return (await file.time.within(() => file.connection.runAndReadAll(sql))).getRows()
}

function asText(value: unknown): string {
  return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('utf8') : String(value)
}
