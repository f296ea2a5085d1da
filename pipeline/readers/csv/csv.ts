import { basename, extname } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { UserError } from '../../errors.ts'
import { readAsUtf8, requireFile, resolveEncoding, type TextEncoding } from '../text-encoding.ts'
import type { Cell, ReaderFinding, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { decideDialect } from './csv-dialect.ts'
import { type CsvGeometry, csvGeometry } from './csv-geometry.ts'

/** Characters of one row: a longer one is a quote that never closes. */
const ROW_CHARACTERS_MAX = 64 << 20

interface Row {
  /** Line the row begins on, 1-based. */
  line: number
  cells: string[]
}

/**
 * Opens a delimited table (CSV, TSV). Cells are trimmed text, blank ones null; headers are kept as written, a blank
 * header is named after its position (`column_5`). Points come from `options.geometry` and are taken as EPSG:4326
 * unless the source states another CRS. Blank lines are no records.
 *
 * Source: RFC 4180; XForms and Kobo exports for geopoints.
 * @throws UserError `source` (also from `records()`): missing, empty or not text, duplicate headers, a row with another
 *   number of cells, a stray quote; `config` for an unknown encoding or delimiter
 */
export async function openCsv(path: string, options: ReadOptions): Promise<SourceLayer> {
  const { label } = options
  await requireFile(path, label)
  const encoding = await resolveEncoding(path, label, options.encoding)
  const dialect = await decideDialect(path, label, encoding, options.delimiter)
  const rows = () => readRows(path, label, encoding, dialect.delimiter, dialect.linesBefore)

  const header = await firstRow(rows())
  if (header === null) throw noHeader(label)
  const columns = nameColumns(header, label)
  const geometry = csvGeometry(columns, options)
  const findings: ReaderFinding[] = []
  return {
    file: label,
    layer: options.layer ?? basename(path, extname(path)),
    format: 'csv',
    fields: [...columns, ...geometry.added],
    crs: options.geometry === undefined ? null : { code: 'EPSG:4326' },
    encoding: {
      name: encoding.name,
      how: encoding.how,
      ...(encoding.sample === undefined ? {} : { sample: encoding.sample }),
    },
    deleted: 0,
    findings,
    records: () => readRecords(rows(), columns, geometry, findings, label),
  }
}

async function* readRecords(
  rows: AsyncIterable<Row>,
  columns: string[],
  geometry: CsvGeometry,
  findings: ReaderFinding[],
  label: string,
): AsyncGenerator<SourceRecord> {
  findings.length = 0
  let record = -1
  for await (const row of rows) {
    record++
    if (record === 0) continue
    if (row.cells.length !== columns.length) throw wrongWidth(row, columns, label, record)
    const cells: Record<string, Cell> = {}
    for (let i = 0; i < columns.length; i++) {
      const text = row.cells[i]!.trim()
      cells[columns[i]!] = text === '' ? null : text
    }
    const place = geometry.read(cells, record)
    if (place.finding !== null) findings.push(place.finding)
    yield { record, cells, geometry: place.geometry }
  }
}

async function* readRows(
  path: string,
  label: string,
  encoding: TextEncoding,
  delimiter: string,
  linesBefore: number,
): AsyncGenerator<Row> {
  // Lines are counted as rows are parsed: rows that wait to be taken are lost when the parser meets a fault.
  let line = 1 + linesBefore
  const waitingLines: number[] = []
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: ROW_CHARACTERS_MAX,
    from_line: linesBefore + 1,
    on_record(cells) {
      const isBlankLine = cells.length === 1 && cells[0]!.trim() === ''
      if (!isBlankLine) waitingLines.push(line)
      line++
      for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) line += countLineBreaks(cell)
      return isBlankLine ? null : cells
    },
  })
  // The callback is there because pipeline needs one: the error arrives where the parser is iterated.
  pipeline(Readable.from(readAsUtf8(path, encoding)), parser, () => {})
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { line: waitingLines.shift()!, cells }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error, label, line) : error
  }
}

async function firstRow(rows: AsyncIterable<Row>): Promise<Row | null> {
  for await (const row of rows) return row
  return null
}

function nameColumns(header: Row, label: string): string[] {
  const columns = header.cells.map((cell, index) => cell.trim() || `column_${index + 1}`)
  const seen = new Map<string, number>()
  for (const [index, column] of columns.entries()) {
    const before = seen.get(column)
    if (before !== undefined || column === '__proto__') {
      throw new UserError('source', {
        what: before === undefined ? 'a column name cannot be used' : 'two columns have the same name',
        where: { file: label, line: header.line, field: column },
        got: before === undefined ? column : `columns ${before + 1} and ${index + 1}`,
        expected: 'a different name for every column',
        next: 'rename one of them in the file',
      })
    }
    seen.set(column, index)
  }
  return columns
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0
}

function noHeader(label: string): UserError {
  return new UserError('source', {
    what: 'the table has no header',
    where: { file: label },
    got: 'blank lines only',
    expected: 'a line with the column names',
  })
}

function wrongWidth(row: Row, columns: string[], label: string, record: number): UserError {
  return new UserError('source', {
    what: 'a row has another number of cells than the header',
    where: { file: label, line: row.line, record },
    got: `${row.cells.length} cells`,
    expected: `${columns.length} cells`,
    next: 'look for a delimiter or a line break inside a cell that is not quoted, or a file that was cut off',
  })
}

function malformed(error: CsvError, label: string, line: number): UserError {
  const reasons: Record<string, string> = {
    CSV_QUOTE_NOT_CLOSED: 'a quote that is opened and never closed',
    CSV_MAX_RECORD_SIZE: `a row of more than ${ROW_CHARACTERS_MAX} characters`,
    CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote',
    INVALID_OPENING_QUOTE: 'a quote inside a cell that is not quoted',
  }
  return new UserError(
    'source',
    {
      what: 'the table is malformed',
      where: { file: label, line },
      got: reasons[error.code] ?? error.message,
      expected: 'cells with quotes around the whole cell and inner quotes doubled (RFC 4180)',
      next: 'correct the row in the file; if it was cut off, ask for it again',
    },
    { cause: error },
  )
}
