import { Document, Scalar, type YAMLMap } from 'yaml'
import type { TableSchema, Text } from '../store/index.ts'
import type { Survey } from './survey.ts'

export const SERVERS = ['kobo', 'central'] as const
/** Whose CSV export it is: KoboToolbox joins group and question with a slash, ODK Central with a hyphen. */
export type Server = (typeof SERVERS)[number]

const JOINED_BY: Record<Server, string> = { kobo: '/', central: '-' }

/**
 * The block for `sources:` of city.yaml that ingests the export of a form. It has no `columns` and no `geometry`:
 * questions are called as what they fill. Its example is made up.
 */
export function sourceBlock(
  schema: TableSchema,
  title: Text,
  formId: string,
  { answers, besides }: Pick<Survey, 'answers' | 'besides'>,
  server: Server,
): string {
  const header = (path: string[]): string => path.join(JOINED_BY[server])
  const shown = answers.filter((answer) => answer.example !== null)
  const document = new Document([
    {
      id: `survei-${schema.name}`,
      title: { id: title.id, en: title.en },
      table: schema.name,
      path: `sources/${formId}.csv`,
      // Survey servers write 4.125, which could be thousands elsewhere.
      decimal: quoted('.'),
      licence: 'none stated',
      ignore: besides.map(header),
      examples: [
        {
          raw: Object.fromEntries(shown.map(({ path, example }) => [header(path), quoted(String(example))])),
          canonical: Object.fromEntries(
            shown.map(({ column, example }) => [
              column,
              typeof example === 'string' ? quoted(example) : example,
            ]),
          ),
        },
      ],
    },
  ])
  for (const key of ['title', 'ignore']) (document.getIn([0, key]) as YAMLMap).flow = true
  const lines = document.toString({ lineWidth: 0 }).trimEnd().split('\n')
  return lines.map((line) => `  ${line}`).join('\n')
}

/** Codes and dates look like numbers to many a reader of YAML. */
function quoted(text: string): Scalar<string> {
  const scalar = new Scalar(text)
  scalar.type = 'QUOTE_DOUBLE'
  return scalar
}
