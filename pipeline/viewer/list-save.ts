import type { ColumnModel } from './column-model.ts'
import { formatCsv } from './csv.ts'
import { listRow } from './list-rows.ts'
import { listSheet } from './list-sheet.ts'
import { saveFile } from './save-file.ts'
import type { Zone } from './zones.ts'

declare global {
  /** File name of the part of the page that writes workbooks, put in by the bundler. */
  const WORKBOOK_FILE: string
}

/** Saves the listed zones as a workbook. @throws where the part of the page that writes it cannot be had */
export async function saveWorkbook(
  zones: readonly Zone[],
  model: ColumnModel,
  filter: string,
): Promise<void> {
  const address = new URL(WORKBOOK_FILE, import.meta.url).href
  const { workbookOf } = (await import(address)) as typeof import('./list-writer.ts')
  saveFile(await workbookOf(listSheet(zones, model, filter)), fileName(model, 'xlsx'))
}

/** Saves the listed zones in their order: every attribute, named as in the published layer, and what the map shows. */
export function saveCsv(zones: readonly Zone[], model: ColumnModel): void {
  const rows = zones.map((zone) => listRow(zone, model))
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) =>
    header.map((name) => {
      const value = row[name]
      if (value === null || value === undefined) return null
      if (typeof value === 'number' || typeof value === 'string') return value
      return JSON.stringify(value)
    }),
  )
  const csv = new Blob([`\uFEFF${formatCsv(header, cells)}`], { type: 'text/csv' })
  saveFile(csv, fileName(model, 'csv'))
}

/** `tanjungpinang-lokasi-6c21d9e79d2c.xlsx`: which city, and of which release. */
function fileName({ atlas, lang }: ColumnModel, ending: string): string {
  const { city, id } = atlas.release
  return `${city.name ?? 'atlas'}-${lang === 'id' ? 'lokasi' : 'zones'}-${id.slice(0, 12)}.${ending}`
}
