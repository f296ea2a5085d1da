import { type Place, UserError } from '../../errors.ts'
import { beyondLimit, RECORD_LIMITS } from '../limits.ts'
import {
  findHeader,
  type HeaderRows,
  headerAround,
  headerNames,
  numberingRow,
  type WholeHeader,
} from './header-rows.ts'
import { columnLetters, type MergedRange, type SheetRow, SheetWalk } from './sheet-walk.ts'
import type { CellTables, Sheet, Workbook } from './workbook.ts'

/** First rows that are not blank, among which the header is looked for. */
const HEAD_ROWS = 50
/** Rows around a stated header that its merged cells may tie to it. */
const NEAR_ROWS = 5

/** A sheet without its rows. */
export interface SheetOutline {
  sheet: Sheet
  header: WholeHeader
  /** Last row that is no data. */
  headerEnd: number
  /** Columns in file order, with their place in the sheet. */
  columns: { column: number; name: string }[]
  /** Columns that had no name. */
  unnamed: string[]
  /** Ranges of several rows below the header, the topmost first. */
  merges: MergedRange[]
  hiddenRows: number
  hiddenColumns: string[]
  isHeaderStated: boolean
}

/**
 * Reads a sheet once to its end: merged cells come after the rows in the file, and only then is it known which columns hold anything.
 * @throws UserError `source`: no header, or two columns of one name; what the walk throws
 */
export async function readSheetOutline(
  workbook: Workbook,
  sheet: Sheet,
  tables: CellTables,
  headerRow: number | undefined,
): Promise<SheetOutline> {
  const walk = new SheetWalk(tables)
  const head: SheetRow[] = []
  const lastRows = new Map<number, number>()
  const hidden: number[] = []
  let hiddenBeyondHead = 0
  let rows = 0
  for await (const _ of workbook.parts.read(sheet.part, walk)) {
    for (const row of walk.rows) {
      const isNear = headerRow !== undefined && Math.abs(row.row - headerRow) <= NEAR_ROWS
      if (rows++ < HEAD_ROWS || isNear) {
        head.push(row)
        if (row.isHidden) hidden.push(row.row)
      } else if (row.isHidden) hiddenBeyondHead++
      for (const column of row.columns) lastRows.set(column, row.row)
      for (const { column } of row.faults) lastRows.set(column, row.row)
    }
    walk.rows = []
  }
  const label = workbook.parts.label
  const header =
    headerRow === undefined ? findHeader(head, walk.merges) : statedHeader(headerRow, head, walk.merges)
  if (header === null) throw noHeader(label, sheet, headerRow, rows)
  const names = headerNames(header, head, walk.merges)
  const numbering = numberingRow(
    header,
    head,
    [...names.names.keys()].filter((column) => !names.continued.has(column)),
  )
  const headerEnd = numbering ?? header.bottom
  const hasData = (column: number): boolean => (lastRows.get(column) ?? 0) > headerEnd
  const candidates = [...new Set([...names.names.keys(), ...lastRows.keys()])].sort((a, b) => a - b)
  const { columns, unnamed } = nameColumns(
    { file: label, layer: sheet.name },
    header,
    names,
    candidates,
    hasData,
  )
  const inTable = new Set(columns.map(({ column }) => column))
  return {
    sheet,
    header: { ...header, numbering },
    headerEnd,
    columns,
    unnamed,
    merges: walk.merges
      .filter(({ top, bottom, left }) => bottom > top && top > headerEnd && inTable.has(left))
      .sort((a, b) => a.top - b.top),
    hiddenRows: hidden.filter((row) => row > headerEnd).length + hiddenBeyondHead,
    hiddenColumns: columns
      .filter(({ column }) => walk.hiddenColumns.some(({ from, to }) => column >= from && column <= to))
      .map(({ name }) => name),
    isHeaderStated: headerRow !== undefined,
  }
}

/** True when a sheet holds a value anywhere; it is read no further than that. */
export async function hasValues(workbook: Workbook, sheet: Sheet): Promise<boolean> {
  const walk = new SheetWalk({ strings: null, meanings: [], is1904: false })
  for await (const _ of workbook.parts.read(sheet.part, walk)) if (walk.rows.length > 0) return true
  return false
}

function statedHeader(row: number, head: SheetRow[], merges: MergedRange[]): HeaderRows | null {
  return head.some((each) => each.row === row) ? headerAround(row, head, merges) : null
}

function nameColumns(
  where: Place,
  header: HeaderRows,
  { names, continued }: ReturnType<typeof headerNames>,
  candidates: number[],
  hasData: (column: number) => boolean,
): { columns: SheetOutline['columns']; unnamed: string[] } {
  const columns: SheetOutline['columns'] = []
  const unnamed: string[] = []
  const byName = new Map<string, number>()
  for (const column of candidates) {
    const isNamed = names.has(column) && !continued.has(column)
    if (!isNamed && !hasData(column)) continue
    const name = names.get(column) || `column_${column}`
    if (!names.get(column)) unnamed.push(name)
    const before = byName.get(name)
    if (before !== undefined || name === '__proto__') throw sameName(where, header, name, before, column)
    byName.set(name, column)
    columns.push({ column, name })
    if (columns.length > RECORD_LIMITS.columns) {
      throw beyondLimit('columns', columns.length, where)
    }
  }
  return { columns, unnamed }
}

function sameName(
  where: Place,
  header: HeaderRows,
  name: string,
  before: number | undefined,
  column: number,
): UserError {
  return new UserError('source', {
    what: before === undefined ? 'a column name cannot be used' : 'two columns have the same name',
    where: { ...where, field: name },
    got:
      before === undefined
        ? name
        : `columns ${columnLetters(before)} and ${columnLetters(column)} in row ${rowsText(header)}`,
    expected: 'a different name for every column',
    next: 'rename one of them in the file, or set header_row if the column names stand in another row',
  })
}

/** Rows as a person names them. */
export function rowsText({ top, bottom }: HeaderRows): string {
  return top === bottom ? String(top) : `${top}-${bottom}`
}

function noHeader(label: string, sheet: Sheet, headerRow: number | undefined, rows: number): UserError {
  const where = { file: label, layer: sheet.name }
  if (headerRow !== undefined) {
    return new UserError('config', {
      what: 'the stated header row is blank',
      where: { ...where, key: 'header_row' },
      got: `row ${headerRow} without a value`,
      expected: 'the row that holds the column names, 1-based as the spreadsheet counts',
      next: 'correct header_row for this source in city.yaml',
    })
  }
  return new UserError('source', {
    what: rows === 0 ? 'the sheet is empty' : 'no row of the sheet looks like column names',
    where,
    got: rows === 0 ? 'no cell with a value' : `none among the first ${Math.min(rows, HEAD_ROWS)} rows`,
    expected: 'a row of distinct names above the data',
    next: rows === 0 ? 'choose another sheet with `layer`' : 'set header_row for this source in city.yaml',
  })
}
