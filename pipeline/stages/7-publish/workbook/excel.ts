import type { Blob } from 'node:buffer'
import type { Stream } from 'node:stream'
import writeXlsxFile, { type CellObject, type Feature } from 'write-excel-file/node'
import { publishedNumber } from '../../../layers/published-number.ts'
import type { Text, Value } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import { workbookText } from '../../../values/workbook-text.ts'
import { withoutClock } from '../../../zip.ts'
import { FORMATS, type Sheet, type SheetColumn, type SheetRow } from './sheet.ts'

/**
 * Rows of a sheet at most. Excel ends at 1,048,576, but a sheet is built as one text, and nobody reads that many: the
 * file named by `whole` has them all.
 */
export const MOST_ROWS = 100_000

const TITLE = { fontWeight: 'bold', fontSize: 13 } as const
const NOTICE = { fontSize: 9, textColor: '#7A4B00' } as const
/** Text keeps its distance from numbers that end where it begins. */
const INDENT = { align: 'left', indent: 1 } as const
const HEADER = {
  wrap: true,
  alignVertical: 'center',
  backgroundColor: '#E4ECF2',
  bottomBorderStyle: 'thin',
  bottomBorderColor: '#8A98A5',
} as const
const TOTAL = { fontWeight: 'bold', backgroundColor: '#F2F2F2' } as const

const PAPER_A3 = 8

/** Sheets are printed as wide as the paper, and as long as they are. */
const ONE_PAGE_WIDE: Feature<Blob | Buffer | Stream> = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml) =>
          xml
            .replace(/<worksheet[^>]*>/, '$&<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
            .replace(/<pageSetup paperSize="\d+"/, `<pageSetup paperSize="${PAPER_A3}" fitToHeight="0"`),
      },
    },
  },
}

/** A page of text lines, before the sheets of rows. */
export interface Page {
  name: string
  /** Lines of cells; an emphasized line is bold. */
  lines: { cells: Value[]; isStrong?: boolean }[]
  widths: number[]
}

/**
 * The bytes of the workbook: the same for the same sheets, whatever the clock, the time zone and the machine. Texts are
 * stored as texts: nothing in a cell is a formula.
 */
export async function workbookBytes(
  page: Page,
  sheets: readonly Sheet[],
  notice: Text | null,
): Promise<Buffer> {
  const first = {
    sheet: page.name,
    data: page.lines.map(({ cells, isStrong }) => {
      const weight = isStrong ? { fontWeight: 'bold' as const } : {}
      const height = heightOf(cells.map((value, i) => [value, page.widths[i]!]))
      return cells.map((value) =>
        withStyle(cellOf(value), { alignVertical: 'top', wrap: true, height, ...weight }),
      )
    }),
    columns: page.widths.map((width) => ({ width })),
    showGridLines: false,
    orientation: 'landscape' as const,
  }
  const written = [first, ...sheets.map((sheet) => sheetOf(sheet, notice))]
  return withoutClock(
    await writeXlsxFile(written, {
      fontFamily: 'Calibri',
      fontSize: 11,
      features: [ONE_PAGE_WIDE],
    }).toBuffer(),
  )
}

function sheetOf({ name, title, columns, rows, frozen, whole }: Sheet, notice: Text | null) {
  const left = rows.length - MOST_ROWS
  const heading = left > 0 ? `${both(title)} · ${left} baris lagi dalam / more rows in ${whole}` : both(title)
  const head = [
    [withStyle(cellOf(heading), TITLE)],
    ...(notice === null ? [] : [[withStyle(cellOf(both(notice)), NOTICE)]]),
    headerRow(columns, 'id', { fontWeight: 'bold' }),
    headerRow(columns, 'en', { fontStyle: 'italic' }),
  ]
  return {
    sheet: name,
    data: [...head, ...rows.slice(0, MOST_ROWS).map((row) => columns.map((column) => dataCell(column, row)))],
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: head.length,
    stickyColumnsCount: frozen,
    orientation: 'landscape' as const,
  }
}

function headerRow(
  columns: readonly SheetColumn[],
  language: keyof Text,
  style: Partial<CellObject>,
): (CellObject | null)[] {
  const lying = columns.filter((column) => !column.isUpright)
  const upright = columns.filter((column) => column.isUpright).map(({ title }) => title[language].length)
  const height = Math.max(
    heightOf(lying.map((column) => [column.title[language], column.width])),
    Math.min(MOST_UPRIGHT_POINTS, Math.max(0, ...upright) * POINTS_PER_CHARACTER),
  )
  return columns.map((column) => {
    const turned = column.isUpright ? { textRotation: 90, alignVertical: 'bottom' as const } : {}
    const side = column.format === undefined ? INDENT : { align: 'right' as const }
    return { ...cellOf(column.title[language]), ...HEADER, ...style, ...side, ...turned, height }
  })
}

const POINTS_PER_LINE = 15
const POINTS_PER_CHARACTER = 5.5
const MOST_UPRIGHT_POINTS = 190

/** Height of a row in points, with room for each text in the width of its column: programs do not all work it out. */
function heightOf(texts: readonly (readonly [text: Value, width: number])[]): number {
  const lines = texts.map(([text, width]) =>
    typeof text === 'string' ? Math.ceil((text.length * 1.15) / width) : 1,
  )
  return POINTS_PER_LINE * Math.max(1, ...lines)
}

function dataCell({ key, format }: SheetColumn, { cells, isTotal }: SheetRow): CellObject | null {
  const cell = cellOf(cells[key] ?? null)
  if (cell?.type === Number) cell.format = FORMATS[format ?? 'amount']
  if (cell?.type === String) Object.assign(cell, INDENT)
  return isTotal ? { ...cell, ...TOTAL } : cell
}

function withStyle(cell: CellObject | null, style: Partial<CellObject>): CellObject | null {
  return cell === null ? null : { ...cell, ...style }
}

function cellOf(value: Value): CellObject | null {
  if (value === null || value === '') return null
  if (value instanceof Uint8Array) throw new TypeError('a workbook has no place for bytes')
  if (Array.isArray(value)) return cellOf(value.map((part) => part ?? '').join('; '))
  if (typeof value === 'number')
    return Number.isFinite(value) ? { value: publishedNumber(value), type: Number } : null
  if (typeof value === 'boolean') return { value, type: Boolean }
  return { value: workbookText(value), type: String }
}
