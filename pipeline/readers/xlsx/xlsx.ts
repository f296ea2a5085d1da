import { UserError } from '../../errors.ts'
import { type CsvGeometry, csvGeometry } from '../csv/csv-geometry.ts'
import { FindingLog } from '../finding-log.ts'
import { flattenBatches } from '../record-batches.ts'
import type { Cell, ReadOptions, SourceLayer, SourceRecord } from '../types.ts'
import { type MergedNumber, MergedValues } from './merged-values.ts'
import { hasValues, readSheetOutline, rowsText, type SheetOutline } from './sheet-outline.ts'
import { type SheetRow, SheetWalk } from './sheet-walk.ts'
import { type CellTables, openWorkbook, readTables, type Sheet, type Workbook } from './workbook.ts'

/** Records looked at when a sheet with coordinates is opened: they tell decimal marks, CRS and order. */
const SAMPLED_RECORDS = 1000

/** Names of the worksheets of a workbook, hidden ones too. */
export async function xlsxSheetNames(path: string, options: ReadOptions): Promise<string[]> {
  return (await openWorkbook(path, options.label)).sheets.map(({ name }) => name)
}

interface Table {
  workbook: Workbook
  outline: SheetOutline
  tables: CellTables
  template: Record<string, Cell>
  names: Map<number, string>
}

/**
 * Opens a worksheet of an `.xlsx` or `.xlsm`: the one that `options.layer` names (or numbers, from 1), else the only one that holds a value. The
 * header is `options.headerRow`, else found as `findHeader` says, with a finding where it is not simply the first row. `record` is the number
 * of the row less that of the header's last, so that blank rows, which are no records, are counted. A row that numbers the columns below their
 * names (see `numberingRow`) is the last one of the header, with a finding.
 *
 * Cells: trimmed text, numbers, booleans; dates as `YYYY-MM-DD` and times by their number format; the cached value of a formula; null where
 * there is none, with a finding. The text of a range merged over several rows is given to each of them; a number stays in the first, with a
 * finding. Whole numbers in a format of zeros are text with the zeros that show. Rows of totals are records.
 *
 * The sheet is read twice, once for its columns and merged cells. Shared strings are held in memory, up to a limit; the sheet is not.
 *
 * Source: ECMA-376 part 1 (SpreadsheetML), transitional and strict.
 * @throws UserError `source` (also from `records()`): missing, damaged, with a password, not a workbook, without a header, beyond a limit;
 *   `config` for a sheet that is not there or a header row that is blank; what `csvGeometry` throws
 */
export async function openXlsx(path: string, options: ReadOptions): Promise<SourceLayer> {
  const workbook = await openWorkbook(path, options.label)
  const sheet = await chooseSheet(workbook, options)
  const tables = await readTables(workbook)
  const outline = await readSheetOutline(workbook, sheet, tables, options.headerRow)
  const fields = outline.columns.map(({ name }) => name)
  const table: Table = {
    workbook,
    outline,
    tables,
    template: Object.fromEntries(fields.map((field) => [field, null])),
    names: new Map(outline.columns.map(({ column, name }) => [column, name])),
  }
  const geometry = csvGeometry(fields, options, options.geometry === undefined ? [] : await sampleOf(table))
  const layer: SourceLayer = {
    file: options.label,
    layer: sheet.name,
    format: 'xlsx',
    fields: [...fields, ...geometry.added],
    crs: geometry.crs,
    encoding: { name: 'utf-8', how: 'format' },
    deleted: 0,
    findings: [],
    records() {
      const log = new FindingLog()
      layer.findings = log.findings
      return flattenBatches(readRecords(table, geometry, log))
    },
  }
  return layer
}

async function sampleOf(table: Table): Promise<Record<string, Cell>[]> {
  const sample: Record<string, Cell>[] = []
  const merged = new MergedValues(table.outline.merges)
  for await (const rows of tableRows(table)) {
    for (const row of rows) {
      sample.push(toCells(table, row, merged))
      merged.numbers = []
      if (sample.length === SAMPLED_RECORDS) return sample
    }
  }
  return sample
}

async function* readRecords(
  table: Table,
  geometry: CsvGeometry,
  log: FindingLog,
): AsyncGenerator<SourceRecord[]> {
  const { outline, names } = table
  const merged = new MergedValues(outline.merges)
  const places = geometry.begin(log)
  logOutline(log, outline)
  for await (const rows of tableRows(table)) {
    const records: SourceRecord[] = []
    for (const row of rows) {
      const record = row.row - outline.headerEnd
      const cells = toCells(table, row, merged)
      for (const number of merged.numbers) logNumber(log, number, outline.headerEnd, names)
      merged.numbers = []
      for (const { column, got } of row.faults) logUnread(log, record, names.get(column) ?? null, got)
      records.push({ record, cells, geometry: places.read(cells, record) })
    }
    yield records
  }
  places.finish()
  if (merged.filled > 0) logFilled(log, merged, names)
}

/** Rows below the header. */
async function* tableRows({ workbook, outline, tables }: Table): AsyncGenerator<SheetRow[]> {
  const walk = new SheetWalk(tables)
  for await (const _ of workbook.parts.read(outline.sheet.part, walk)) {
    const { rows } = walk
    walk.rows = []
    yield rows.filter(({ row }) => row > outline.headerEnd)
  }
}

function toCells({ template, names }: Table, row: SheetRow, merged: MergedValues): Record<string, Cell> {
  // A copy of an object that has all columns keeps its shape.
  const cells: Record<string, Cell> = { ...template }
  const { columns, values } = row
  for (let i = 0; i < columns.length; i++) cells[names.get(columns[i]!)!] = values[i]!
  merged.fill(row, (column, value) => {
    cells[names.get(column)!] = value
  })
  return cells
}

async function chooseSheet(workbook: Workbook, options: ReadOptions): Promise<Sheet> {
  const { sheets } = workbook
  const { layer: asked, label } = options
  const listed = sheets
    .map(({ name, isHidden }) => (isHidden ? `${name} (hidden)` : name))
    .join(', ')
    .slice(0, 1000)
  if (asked !== undefined) {
    const alike = sheets.filter(({ name }) => name.trim().toLowerCase() === asked.trim().toLowerCase())
    const byNumber = /^\d{1,5}$/.test(asked) ? sheets[Number(asked) - 1] : undefined
    const sheet = sheets.find(({ name }) => name === asked) ?? (alike.length === 1 ? alike[0] : byNumber)
    if (sheet !== undefined) return sheet
    throw new UserError('config', {
      what: 'the sheet is not there, or the name fits several',
      where: { file: label },
      got: asked,
      expected: `one of ${listed}`,
      next: 'correct `layer` of this source in city.yaml',
    })
  }
  if (sheets.length === 1) return sheets[0]!
  const filled: Sheet[] = []
  for (const sheet of sheets) if (await hasValues(workbook, sheet)) filled.push(sheet)
  if (filled.length === 1) return filled[0]!
  if (filled.length === 0) {
    throw new UserError('source', {
      what: 'the workbook is empty',
      where: { file: label },
      got: `no value in ${listed}`,
      expected: 'a sheet with a table',
      next: 'ask for the file again',
    })
  }
  throw new UserError('config', {
    what: 'the workbook holds several sheets and none is chosen',
    where: { file: label },
    got: listed,
    expected: '`layer` with one of these names, or a number from 1',
    next: 'add `layer` to this source in city.yaml',
  })
}

function logOutline(log: FindingLog, outline: SheetOutline): void {
  const { header, sheet, hiddenRows, hiddenColumns } = outline
  const isFound = !outline.isHeaderStated && (header.top > 1 || header.bottom > header.top)
  if (isFound || header.numbering !== null) {
    const rows = rowsText(header)
    const below = {
      id: ` Baris ${header.numbering} hanya menomori kolom dan tidak dibaca sebagai rekaman.`,
      en: ` Row ${header.numbering} only numbers the columns and was not read as a record.`,
    }
    log.add('XLSX_HEADER_ASSUMED', null, null, rows, {
      id: `Nama kolom dibaca dari baris ${rows}.${header.numbering === null ? '' : below.id}`,
      en: `Column names were read from row ${rows}.${header.numbering === null ? '' : below.en}`,
    })
  }
  for (const column of outline.unnamed) {
    log.add('COLUMN_RENAMED', null, column, null, {
      id: `Kolom tanpa nama dibaca sebagai ${column}.`,
      en: `A column without a name is read as ${column}.`,
    })
  }
  if (!sheet.isHidden && hiddenRows === 0 && hiddenColumns.length === 0) return
  const parts = {
    id: [
      ...(sheet.isHidden ? ['lembar ini'] : []),
      ...(hiddenRows > 0 ? [`${hiddenRows} baris`] : []),
      ...(hiddenColumns.length > 0 ? [`${hiddenColumns.length} kolom`] : []),
    ],
    en: [
      ...(sheet.isHidden ? ['this sheet'] : []),
      ...(hiddenRows > 0 ? [`${hiddenRows} rows`] : []),
      ...(hiddenColumns.length > 0 ? [`${hiddenColumns.length} columns`] : []),
    ],
  }
  log.add('XLSX_HIDDEN_READ', null, null, hiddenColumns.join(', ').slice(0, 300) || parts.en.join(', '), {
    id: `Tersembunyi di Excel, tetapi dibaca: ${parts.id.join(', ')}.`,
    en: `Hidden in Excel, and read: ${parts.en.join(', ')}.`,
  })
}

function logUnread(log: FindingLog, record: number, field: string | null, got: string): void {
  log.add('XLSX_CELL_UNREAD', record, field, got, {
    id: 'Nilai sel tidak dapat dibaca; sel dibaca sebagai kosong.',
    en: 'The value of the cell cannot be read; it was read as blank.',
  })
}

function logNumber(
  log: FindingLog,
  number: MergedNumber,
  headerEnd: number,
  names: Map<number, string>,
): void {
  const { column, row, cells, value } = number
  log.add('XLSX_NUMBER_MERGED', row - headerEnd, names.get(column)!, `${cells}: ${value}`, {
    id: `Angka ${value} digabung di sel ${cells}; hanya baris pertama yang memuatnya, baris lain dibaca kosong.`,
    en: `The number ${value} is merged over the cells ${cells}; only the first row has it, the others are read as blank.`,
  })
}

function logFilled(log: FindingLog, merged: MergedValues, names: Map<number, string>): void {
  const columns = [...merged.filledColumns]
    .map((column) => names.get(column)!)
    .join(', ')
    .slice(0, 300)
  log.add('XLSX_CELLS_FILLED', null, null, columns, {
    id: `${merged.filled} sel di dalam sel gabungan diberi nilai gabungannya.`,
    en: `${merged.filled} cells inside merged ranges were given the value of the range.`,
  })
}
