import { basename, extname } from 'node:path'
import { DuckDBBlobValue, type DuckDBDataChunk } from '@duckdb/node-api'
import { type Place, UserError } from '../../errors.ts'
import { setCell } from '../cells.ts'
import { type CsvGeometry, csvGeometry } from '../csv/csv-geometry.ts'
import { FindingLog } from '../finding-log.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { logBinaryColumn } from '../wkb-findings.ts'
import { WkbGeometries } from '../wkb-geometry.ts'
import { type ParquetLayer, readParquetLayer, toCell } from './parquet-columns.ts'
import { openParquetFile, type ParquetFile, parquetFault } from './parquet-file.ts'
import { TextBudget } from './parquet-limits.ts'

/** Rows looked at to tell how numbers and places are written. */
const SAMPLE_ROWS = 1000

/**
 * Opens a Parquet file: GeoParquet 1.0 to 2.0, the native geometry type, or a plain table whose columns hold the place (`options.geometry`).
 *
 * DECIMAL and integers too long for a number are text with all their digits; DATE is `YYYY-MM-DD`, TIMESTAMP `YYYY-MM-DDTHH:MM:SS` as stored,
 * with a `Z` where the file declares UTC; lists, maps and structs are JSON text; binary columns are left out and counted.
 *
 * Source: Parquet format; GeoParquet 1.1.
 * @throws UserError source (here or while reading), for a file that is damaged or holds another number of rows than it states.
 */
export async function openParquet(path: string, options: ReadOptions): Promise<SourceLayer> {
  const where: Place = { file: options.label }
  const { layer, place } = await withFile(path, where, async (file) => {
    const layer = await readParquetLayer(file, where)
    return { layer, place: layer.geometry === null ? await readPlace(file, layer, options) : null }
  })
  const read = layer.columns.filter((column) => !column.isBinary)
  const result: SourceLayer = {
    file: options.label,
    layer: options.layer ?? basename(path, extname(path)),
    format: 'parquet',
    fields: [...read.map((column) => column.name), ...(place?.added ?? [])],
    numericFields: new Set(read.filter((column) => column.isNumber).map((column) => column.name)),
    crs: layer.geometry !== null ? layer.geometry.crs : (place?.crs ?? null),
    encoding: { name: 'utf-8', how: 'format' },
    records: () => readRecords(path, layer, place, result, options.keepBlank),
    deleted: 0,
    findings: [],
  }
  return result
}

/** How the columns of a table without geometry say where its rows are. */
async function readPlace(
  file: ParquetFile,
  layer: ParquetLayer,
  options: ReadOptions,
): Promise<CsvGeometry | null> {
  if (options.geometry === undefined) return null
  const sample: Record<string, Cell>[] = []
  const read = layer.columns.filter((column) => !column.isBinary)
  const asked = read.map(({ sql }) => sql).join(', ') || 'NULL'
  const text = new TextBudget(file.size, { file: options.label })
  const query = `SELECT ${asked} FROM ${file.rows} LIMIT ${SAMPLE_ROWS}`
  const rows = await file.time.within(() => file.connection.stream(query))
  for (;;) {
    const chunk = await file.time.within(() => rows.fetchChunk())
    if (chunk === null || chunk.rowCount === 0) break
    for (let row = 0; row < chunk.rowCount; row++) {
      const cells: Record<string, Cell> = {}
      read.forEach((column, i) => {
        setCell(cells, column.name, toCell(chunk.getColumnVector(i).getItem(row)))
      })
      text.spend(cells, sample.length + 1)
      sample.push(cells)
    }
  }
  return csvGeometry(
    read.map((column) => column.name),
    options,
    sample,
  )
}

async function withFile<T>(path: string, where: Place, use: (file: ParquetFile) => Promise<T>): Promise<T> {
  const file = await openParquetFile(path, where)
  try {
    return await use(file)
  } catch (error) {
    throw parquetFault(error, where)
  } finally {
    await file.close()
  }
}

async function* readRecords(
  path: string,
  layer: ParquetLayer,
  place: CsvGeometry | null,
  result: SourceLayer,
  keepBlank = false,
): AsyncGenerator<SourceRecord> {
  const where: Place = { file: result.file }
  const log = new FindingLog()
  result.findings = log.findings
  const geometries = new WkbGeometries(where, log)
  const binary = layer.columns.map(() => 0)
  const asked = [
    ...layer.columns.map(({ sql }) => sql),
    ...(layer.geometry === null ? [] : [layer.geometry.sql]),
  ]
  const places = place?.begin(log)
  let record = 0
  const file = await openParquetFile(path, where)
  try {
    // A file without a single column that is read still has rows.
    const query = `SELECT ${asked.join(', ') || 'NULL'} FROM ${file.rows}`
    const rows = await file.time.within(() => file.connection.stream(query))
    const text = new TextBudget(file.size, where)
    for (;;) {
      const chunk = await nextChunk(file, rows, where, record)
      if (chunk === null || chunk.rowCount === 0) break
      for (let row = 0; row < chunk.rowCount; row++) {
        if (++record > layer.rows) throw otherCount(where, `more than ${layer.rows}`, layer.rows)
        const cells: Record<string, Cell> = {}
        layer.columns.forEach((column, i) => {
          const value = chunk.getColumnVector(i).getItem(row)
          if (!column.isBinary) setCell(cells, column.name, toCell(value, keepBlank))
          else if (value === true) binary[i]!++
        })
        text.spend(cells, record)
        let geometry: SourceRecord['geometry'] = null
        if (layer.geometry !== null) {
          const value = chunk.getColumnVector(layer.columns.length).getItem(row)
          if (value instanceof DuckDBBlobValue) geometry = geometries.decode(value.bytes, record)
        } else if (places !== undefined) geometry = places.read(cells, record)
        yield { record, cells, geometry }
      }
    }
    if (record !== layer.rows) throw otherCount(where, String(record), layer.rows)
    geometries.finish()
    places?.finish()
    layer.columns.forEach((column, i) => {
      logBinaryColumn(log, column.name, binary[i]!)
    })
  } catch (error) {
    throw parquetFault(error, where)
  } finally {
    await file.close()
  }
}

async function nextChunk(
  file: ParquetFile,
  rows: { fetchChunk(): Promise<DuckDBDataChunk | null> },
  where: Place,
  read: number,
): Promise<DuckDBDataChunk | null> {
  try {
    return await file.time.within(() => rows.fetchChunk())
  } catch (error) {
    throw parquetFault(error, { ...where, record: read + 1 })
  }
}

function otherCount(where: Place, got: string, stated: number): UserError {
  return new UserError('source', {
    what: 'the Parquet file does not hold the rows it states',
    where,
    got: `${got} rows`,
    expected: `${stated} rows as its footer states`,
    next: 'ask for the file again, or export it again',
  })
}
