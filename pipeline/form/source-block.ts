import { Scalar, stringify } from 'yaml'
import type { TableSchema, Text } from '../store/index.ts'
import { type Answer, LOCATION } from './survey.ts'

export const SERVERS = ['kobo', 'central'] as const
/** Whose CSV export it is: KoboToolbox joins group and question with a slash, ODK Central with a hyphen. */
export type Server = (typeof SERVERS)[number]

const JOINED_BY: Record<Server, string> = { kobo: '/', central: '-' }

/**
 * The block for `sources:` of city.yaml that ingests the export of a form. It has no `columns`: questions are called
 * as the columns they fill. Its example is made up.
 */
export function sourceBlock(
  schema: TableSchema,
  title: Text,
  formId: string,
  answers: Answer[],
  server: Server,
): string {
  const header = (answer: Answer): string => answer.path.join(JOINED_BY[server])
  const shown = answers.filter((answer) => answer.column !== null && answer.example !== null)
  const decimal = new Scalar('.')
  decimal.type = 'QUOTE_DOUBLE'
  const hasPlace = answers.some((answer) => answer.column === null)
  const block = {
    id: `survei-${schema.name}`,
    title: { id: title.id, en: title.en },
    table: schema.name,
    path: `sources/${formId}.csv`,
    decimal,
    licence: 'none stated',
    ...(hasPlace && { geometry: { geopoint: LOCATION } }),
    examples: [
      {
        raw: Object.fromEntries(shown.map((answer) => [header(answer), String(answer.example)])),
        canonical: Object.fromEntries(shown.map((answer) => [answer.column, answer.example])),
      },
    ],
  }
  const lines = stringify([block], { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd().split('\n')
  return lines.map((line) => `  ${line}`).join('\n')
}
