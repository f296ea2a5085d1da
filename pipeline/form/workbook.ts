import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import type { Text } from '../store/index.ts'
import type { ChoiceRow, SurveyRow } from './survey.ts'

/** What the sheet `settings` says. */
export interface Settings {
  form_title: string
  form_id: string
  version: string
  default_language: string
  instance_name?: string
  style: string
}

export interface Sheets {
  survey: string[][]
  choices: string[][]
  settings: string[][]
}

const LANGUAGES = [
  ['id', 'Bahasa Indonesia (id)'],
  ['en', 'English (en)'],
] as const
export const DEFAULT_LANGUAGE = LANGUAGES[0][1]

const SURVEY_COLUMNS = [
  ...['type', 'name', 'label', 'hint', 'required', 'relevant', 'constraint', 'constraint_message'],
  ...['calculation', 'appearance', 'default', 'parameters'],
]
const TRANSLATED = new Set(['label', 'hint', 'constraint_message'])

/** The cells of a form's three sheets, header first; every cell is text. */
export function sheetsOf(rows: SurveyRow[], choices: ChoiceRow[], settings: Settings): Sheets {
  return {
    survey: tableOf(SURVEY_COLUMNS, rows as unknown as Record<string, string | Text | undefined>[]),
    choices: tableOf(['list_name', 'name', 'label'], choices as unknown as Record<string, string | Text>[]),
    settings: [
      Object.keys(settings),
      Object.values(settings).map((value: string | undefined) => value ?? ''),
    ],
  }
}

function tableOf(columns: string[], rows: Record<string, string | Text | undefined>[]): string[][] {
  const header = columns.flatMap((column) =>
    TRANSLATED.has(column) ? LANGUAGES.map(([, language]) => `${column}::${language}`) : [column],
  )
  const body = rows.map((row) =>
    columns.flatMap((column) => {
      const value = row[column]
      if (!TRANSLATED.has(column)) return [(value as string | undefined) ?? '']
      return LANGUAGES.map(([code]) => (value as Text | undefined)?.[code] ?? '')
    }),
  )
  return [header, ...body]
}

/** The bytes of the workbook: the same for the same sheets, whatever the clock, the time zone and the machine. */
export async function workbookBytes(sheets: Sheets): Promise<Buffer> {
  const written = Object.entries(sheets).map(([sheet, rows]: [string, string[][]]) => ({
    sheet,
    data: rows.map((row, index) => row.map((cell) => cellOf(cell, index === 0))) satisfies SheetData,
    columns: rows[0]!.map((name) => ({ width: /^(?:label|hint)/.test(name) ? 48 : 18 })),
    stickyRowsCount: 1,
  }))
  return withoutClock(await writeXlsxFile(written).toBuffer())
}

function cellOf(value: string, isHeader: boolean) {
  if (value === '') return null
  return { value, type: String, ...(isHeader ? { fontWeight: 'bold' as const } : {}) }
}

/** 1 January 1980, midnight: the first moment a zip archive can name. */
const ZIP_EPOCH = 0x00210000
const END_BYTES = 22

/**
 * Sets the time of every member of a zip archive, here and in its directory; the library writes the clock there.
 *
 * Source: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. The archive is our own: no comment, no encryption, below 4 GiB.
 */
function withoutClock(archive: Buffer): Buffer {
  const end = archive.length - END_BYTES
  const count = archive.readUInt16LE(end + 10)
  let entry = archive.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    archive.writeUInt32LE(ZIP_EPOCH, entry + 12)
    archive.writeUInt32LE(ZIP_EPOCH, archive.readUInt32LE(entry + 42) + 10)
    entry +=
      46 +
      archive.readUInt16LE(entry + 28) +
      archive.readUInt16LE(entry + 30) +
      archive.readUInt16LE(entry + 32)
  }
  return archive
}
