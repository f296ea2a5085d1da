import { UserError } from '../../errors.ts'
import { logDoubtfulCells, logDoubtfulEncoding, logDoubtfulNames } from '../doubtful-text.ts'
import type { FindingLog } from '../finding-log.ts'
import { beyondLimit } from '../limits.ts'
import { requireFile } from '../source-file.ts'
import { onlyLayer } from '../text-bytes.ts'
import { readAsUtf8, resolveEncoding, type TextEncoding } from '../text-encoding.ts'
import { textLayer } from '../text-layer.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { isWebPage, PAGE_NEXT } from '../web-page.ts'
import { type CsvDialect, decideDialect } from './csv-dialect.ts'
import { type CsvGeometry, csvGeometry } from './csv-geometry.ts'
import { CsvFault, type CsvRow, RowSplitter } from './csv-rows.ts'

/** Records looked at when the table is opened: they tell decimal marks, CRS and the order of coordinates. */
const SAMPLED_RECORDS = 1000
/** Records made at a time from rows already split. */
const BATCH_RECORDS = 512

interface Table {
  label: string
  encoding: TextEncoding
  columns: string[]
  /** 1-based line of the column names. */
  headerLine: number
  /** Columns without a name of their own. */
  unnamed: string[]
  geometry: CsvGeometry
  /** Rows above the header. */
  titleRows: number
}

/**
 * Opens a delimited table (CSV, TSV), which may be gzipped. Cells are trimmed text, blank ones null; headers are kept as written, a blank
 * header is named after its position (`column_5`). Rows above `options.headerRow` are skipped and counted in a finding. Geometries come
 * from `options.geometry`. Blank lines are no records.
 *
 * Source: RFC 4180; XForms and the exports of KoboToolbox and ODK for geopoints; OGC 06-103r4 for WKT.
 * @throws UserError `source` (also from `records()`): missing, empty or not text, duplicate headers, a row with another
 *   number of cells, a stray quote; `config` for an unknown encoding, delimiter or order of coordinates; `crs` for rows of different CRS
 */
export async function openCsv(path: string, options: ReadOptions): Promise<SourceLayer> {
  const { label } = options
  await requireFile(path, label)
  const encoding = await resolveEncoding(path, label, options.encoding)
  await refuseWebPage(path, label, encoding)
  const dialect = await decideDialect(path, label, encoding, options)
  const chunks = () => readAsUtf8(path, encoding, label)

  const columns: string[] = []
  let unnamed: string[] = []
  let headerLine = 1
  const sample: Record<string, Cell>[] = []
  for await (const rows of readRows(chunks(), label, dialect)) {
    for (const row of rows) {
      if (columns.length === 0) {
        columns.push(...nameColumns(row, label))
        headerLine = row.line
        unnamed = columns.filter((_, index) => row.cells[index]!.trim() === '')
      } else if (sample.push(toCells(row, columns)) === SAMPLED_RECORDS) break
    }
    const isKnown =
      columns.length > 0 && (options.geometry === undefined || sample.length === SAMPLED_RECORDS)
    if (isKnown) break
  }
  if (columns.length === 0) throw noHeader(label)
  const geometry = csvGeometry(columns, options, sample)
  const { titleRows } = dialect
  const table: Table = { label, encoding, columns, unnamed, headerLine, geometry, titleRows }
  return textLayer({
    file: label,
    layer: onlyLayer(path, options),
    format: 'csv',
    fields: [...columns, ...geometry.added],
    crs: geometry.crs,
    encoding,
    read: (log) => readRecords(readRows(chunks(), label, dialect), table, log),
  })
}

async function refuseWebPage(path: string, label: string, encoding: TextEncoding): Promise<void> {
  for await (const chunk of readAsUtf8(path, encoding, label)) {
    if (!isWebPage(chunk.toString('utf8', 0, 4096))) return
    throw new UserError('source', {
      what: 'the file is a web page, not a table',
      where: { file: label },
      got: 'HTML',
      expected: 'rows of cells',
      next: PAGE_NEXT,
    })
  }
}

async function* readRecords(
  batches: AsyncIterable<CsvRow[]>,
  { label, encoding, columns, unnamed, headerLine, geometry, titleRows }: Table,
  log: FindingLog,
): AsyncGenerator<SourceRecord[]> {
  const { name } = encoding
  logDoubtfulEncoding(log, encoding)
  logDoubtfulNames(log, columns, { line: headerLine, encoding: name })
  if (titleRows > 0) logTitleRows(log, titleRows)
  for (const column of unnamed) logUnnamed(log, column)
  const template = Object.fromEntries(columns.map((column) => [column, null]))
  const places = geometry.begin(log)
  let record = -1
  let records: SourceRecord[] = []
  for await (const rows of batches) {
    for (const row of rows) {
      record++
      if (record === 0) continue
      if (row.cells.length !== columns.length) {
        yield records
        throw wrongWidth(row, columns, label, record)
      }
      const cells = toCells(row, columns, template)
      if (row.isDoubtful) logDoubtfulCells(log, cells, { record, line: row.line, encoding: name })
      records.push({ record, cells, geometry: places.read(cells, record) })
      if (records.length < BATCH_RECORDS) continue
      yield records
      records = []
    }
  }
  yield records
  places.finish()
}

/** Cells by column; a row that is too short or too long is for the caller to judge. */
function toCells(row: CsvRow, columns: string[], template?: Record<string, Cell>): Record<string, Cell> {
  // A copy of an object that has all columns keeps its shape: adding them one by one costs several times as much.
  const cells: Record<string, Cell> = { ...template }
  for (let i = 0; i < columns.length; i++) {
    const text = row.cells[i]?.trim() ?? ''
    cells[columns[i]!] = text === '' ? null : text
  }
  return cells
}

/** Rows from the header on, blank lines left out. */
async function* readRows(
  chunks: AsyncIterable<Buffer>,
  label: string,
  { delimiter, titleRows, sepLine }: CsvDialect,
): AsyncGenerator<CsvRow[]> {
  const splitter = new RowSplitter(delimiter)
  let above = titleRows + (sepLine ? 1 : 0)
  const take = (): CsvRow[] => {
    const rows = splitter.take()
    const skipped = Math.min(above, rows.length)
    above -= skipped
    return rows.filter(({ cells }, i) => i >= skipped && (cells.length > 1 || cells[0]!.trim() !== ''))
  }
  try {
    for await (const chunk of chunks) {
      splitter.push(chunk)
      yield take()
    }
    splitter.end()
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    yield take()
    throw malformed(error, label)
  }
  yield take()
}

function nameColumns(header: CsvRow, label: string): string[] {
  const columns = header.cells.map((cell, index) => cell.trim() || `column_${index + 1}`)
  const seen = new Map<string, number>()
  for (const [index, column] of columns.entries()) {
    const before = seen.get(column)
    if (before !== undefined || column === '__proto__') {
      const where = { file: label, line: header.line }
      const what = before === undefined ? 'a column name cannot be used' : 'two columns have the same name'
      const got = before === undefined ? column : `columns ${before + 1} and ${index + 1}`
      throw new UserError(
        'source',
        {
          what,
          where,
          got: before === undefined ? `column ${index + 1}` : got,
          expected: 'a different name for every column',
          next: 'rename one of them in the file',
        },
        // Where a table has no header, its names are those of the first record.
        { onTerminal: { what, where: { ...where, field: column }, got } },
      )
    }
    seen.set(column, index)
  }
  return columns
}

function logTitleRows(log: FindingLog, count: number): void {
  log.add('ROWS_ABOVE_HEADER', null, null, String(count), {
    id: `${count} baris di atas baris judul kolom tidak dibaca.`,
    en: `${count} rows above the column names were not read.`,
  })
}

function logUnnamed(log: FindingLog, column: string): void {
  log.add('COLUMN_RENAMED', null, column, null, {
    id: `Kolom tanpa nama dibaca sebagai ${column}.`,
    en: `A column without a name is read as ${column}.`,
  })
}

function noHeader(label: string): UserError {
  return new UserError('source', {
    what: 'the table has no header',
    where: { file: label },
    got: 'blank lines only',
    expected: 'a line with the column names',
  })
}

function wrongWidth(row: CsvRow, columns: string[], label: string, record: number): UserError {
  return new UserError(
    'source',
    {
      what: 'a row has another number of cells than the header',
      where: { file: label, line: row.line, record },
      got: `${row.cells.length} cells`,
      expected: `${columns.length} cells`,
      next: 'look for a delimiter or a line break inside a cell that is not quoted, or a file that was cut off; if title rows stand above the column names, set header_row',
    },
    { quotesRecord: false },
  )
}

function malformed(fault: CsvFault, label: string): UserError {
  const where = { file: label, line: fault.line }
  if (fault.limit !== null) return beyondLimit(fault.limit.name, fault.limit.got, where)
  return new UserError(
    'source',
    {
      what: 'the table is malformed',
      where,
      got: fault.message,
      expected: 'cells with quotes around the whole cell and inner quotes doubled (RFC 4180)',
      next: 'correct the row in the file; if it was cut off, ask for it again',
    },
    { cause: fault },
  )
}
