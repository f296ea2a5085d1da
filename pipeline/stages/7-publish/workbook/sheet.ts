import { describedTable } from '../../../layers/described-tables.ts'
import type { Row, Text } from '../../../store/index.ts'

/** How Excel shows a number; the cell holds it whole. */
export const FORMATS = {
  count: '#,##0',
  ha: '#,##0.00',
  pct: '#,##0.0',
  /** Differences are judged from a tenth of a percent. */
  pct_fine: '#,##0.00',
  amount: '#,##0.##',
  year: '0',
} as const

export type Format = keyof typeof FORMATS

export interface SheetColumn {
  /** Name in the rows. */
  key: string
  title: Text
  /** How numbers are shown; left out for text. */
  format?: Format
  /** In characters. */
  width: number
  /** Its title is written upwards: many narrow columns stand side by side. */
  isUpright?: true
}

/** One sheet of the workbook. */
export interface Sheet {
  /** At most 31 characters with both languages. */
  name: string
  title: Text
  columns: SheetColumn[]
  rows: SheetRow[]
  /** Columns that stay in sight on the left. */
  frozen: number
  /** File of the release that has every row, where a sheet cannot. */
  whole: string
}

/** A row that sums up those above it stands out. */
export interface SheetRow {
  cells: Row
  isTotal?: boolean
}

export function plainRows(rows: readonly Row[]): SheetRow[] {
  return rows.map((cells) => ({ cells }))
}

/** What is counted is what the title says; these words are English besides. */
const IN_TITLE = new Set([
  ...['year', 'RT', 'units', 'people', 'families', 'households', 'works', 'rows', 'zones', 'facilities'],
  ...['partners', 'agreements', 'targets', 'jobs', 'activities', 'slivers', 'roads', 'bytes', 'storeys'],
])

/**
 * Columns of a published table, called as the data dictionary calls them.
 *
 * @param names a name, or a name with the width or the format that it has here
 */
export function columnsOf(
  table: string,
  ...names: (string | [name: string, look: number | Format])[]
): SheetColumn[] {
  const { columns } = describedTable(table)
  return names.map((given) => {
    const [name, look] = typeof given === 'string' ? [given, null] : given
    const column = columns.get(name)
    if (column === undefined) throw new RangeError(`${table} has no column ${name}`)
    const format = typeof look === 'string' ? look : formatOf(column)
    const unit = column.unit === null || IN_TITLE.has(column.unit) ? '' : ` (${column.unit})`
    return {
      key: name,
      title: { id: `${column.title.id}${unit}`, en: `${column.title.en}${unit}` },
      ...(format === null ? {} : { format }),
      width: typeof look === 'number' ? look : widthOf(format, column.unit),
    }
  })
}

function formatOf({ type, unit }: { type: string; unit: string | null }): Format | null {
  if (type !== 'number' && type !== 'integer') return null
  if (unit === 'ha') return 'ha'
  if (unit === '%') return 'pct'
  if (unit === 'year') return 'year'
  return type === 'integer' || unit === 'IDR' ? 'count' : 'amount'
}

function widthOf(format: Format | null, unit: string | null): number {
  if (unit === 'IDR') return 20
  return format === null ? 20 : 13
}

/** A column of text that no table has: what codes and labels of others say. */
export function textColumn(key: string, id: string, en: string, width: number): SheetColumn {
  return { key, title: { id, en }, width }
}
