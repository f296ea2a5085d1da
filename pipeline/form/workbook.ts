import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import type { Text } from '../store/index.ts'
import { withoutClock } from '../zip.ts'
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
