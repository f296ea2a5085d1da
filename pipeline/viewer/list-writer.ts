import writeXlsxFile, { type CellObject } from 'write-excel-file/browser'
import { workbookText } from '../values/workbook-text.ts'
import type { ListSheet } from './list-sheet.ts'

const TITLE = { fontWeight: 'bold', fontSize: 13 } as const
const NOTE = { fontSize: 9, textColor: '#565D63' } as const
const HEADER = {
  ...{ fontWeight: 'bold', wrap: true, alignVertical: 'center', backgroundColor: '#E4ECF2', height: 46 },
  ...{ bottomBorderStyle: 'thin', bottomBorderColor: '#8A98A5' },
} as const

/** The workbook of a list of zones. A part of the page of its own: it is fetched when a workbook is asked for. */
export function workbookOf({ name, title, notes, columns, rows }: ListSheet): Promise<Blob> {
  const text = (value: string, style: Partial<CellObject>) => [
    { value: workbookText(value), type: String, ...style },
  ]
  const data = [
    text(title, TITLE),
    ...notes.map((note) => text(note, NOTE)),
    columns.map(({ heading, format }) => ({
      ...{ value: workbookText(heading), type: String, ...HEADER, align: format === null ? 'left' : 'right' },
    })),
    ...rows.map((row) =>
      row.map((value, i) => {
        if (value === null) return null
        if (typeof value === 'string') return { value: workbookText(value), type: String }
        return { value, type: Number, format: columns[i]?.format ?? '0' }
      }),
    ),
  ]
  const sheet = {
    ...{ sheet: name, data, columns: columns.map(({ width }) => ({ width })) },
    ...{ stickyRowsCount: notes.length + 2, stickyColumnsCount: 2, orientation: 'landscape' },
  }
  return writeXlsxFile([sheet] as Parameters<typeof writeXlsxFile>[0], {
    ...{ fontFamily: 'Calibri', fontSize: 11 },
  }).toBlob()
}
