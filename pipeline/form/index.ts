import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type City, displayPath, loadCity } from '../city.ts'
import { UserError } from '../errors.ts'
import { methodologiesOf } from '../methodology/kinds.ts'
import { loadMethodology } from '../methodology/methodology.ts'
import { type TableSchema, type Text, tableSchema } from '../store/index.ts'
import { jsonLine } from '../terminal.ts'
import { kelurahanOf } from './kelurahan.ts'
import { formWords, join, type TableForm } from './questions.ts'
import { SERVERS, type Server, sourceBlock } from './source-block.ts'
import { makeSurvey } from './survey.ts'
import { DEFAULT_LANGUAGE, type Settings, type Sheets, sheetsOf, workbookBytes } from './workbook.ts'

export interface FormOptions {
  table?: string
  /** File to write; `form-<table>.xlsx` in the current folder when left out. */
  output?: string
  /** Whether a file that is there may be replaced. */
  force?: boolean
  server?: string
}

const NOT_ASKED = /^(?:begin_group|end_group|note|calculate|today)$/

/** A form and how its export is ingested. */
export interface Form {
  title: Text
  id: string
  /** Changes when a question, an answer or a word changes: servers refuse two forms of one version. */
  version: string
  sheets: Sheets
  /** What a person answers. */
  questions: number
  /** Block for `sources:` of city.yaml. */
  source: string
  /** Kelurahan that can be chosen; 0 when the code is typed. */
  kelurahan: number
}

/**
 * Makes the survey form of a canonical table; with a city its kelurahan are there to choose and its methodology is named in the hints.
 * @throws UserError `usage` for a table without a form or an unknown server
 */
export function makeForm(city: City | null, options: Pick<FormOptions, 'table' | 'server'> = {}): Form {
  const { schema, form } = findTable(options.table ?? 'households')
  const server = findServer(options.server ?? 'kobo')
  const kelurahan = city === null ? [] : kelurahanOf(city)
  const { rows, choices, answers, besides } = makeSurvey(schema, form, {
    kelurahan,
    cityCode: city?.code ?? null,
    methodologies: methodologyTitles(city),
  })
  const id = ['petakumuh', schema.name, ...(city === null ? [] : [city.name])]
    .join('_')
    .replace(/[^a-z0-9_]/g, '_')
  const title = city === null ? form.title : join([form.title, city.title], ' ')
  const settings: Settings = {
    form_title: title.id,
    form_id: id,
    version: '',
    default_language: DEFAULT_LANGUAGE,
    ...(form.instance_name !== undefined && { instance_name: form.instance_name }),
    style: 'pages',
  }
  const unversioned = JSON.stringify(sheetsOf(rows, choices, settings))
  settings.version = `v${createHash('sha256').update(unversioned).digest('hex').slice(0, 10)}`
  const examples = answers.map((answer) =>
    answer.column === 'kelurahan_code'
      ? { ...answer, example: kelurahan[0]?.code ?? `${city?.code ?? '21.72'}.01.1003` }
      : answer,
  )
  return {
    title,
    id,
    version: settings.version,
    sheets: sheetsOf(rows, choices, settings),
    questions: rows.filter((row) => !NOT_ASKED.test(row.type)).length,
    source: sourceBlock(schema, form.title, id, { answers: examples, besides }, server),
    kelurahan: kelurahan.length,
  }
}

/**
 * Runs `petakumuh form`: writes the XLSForm and says how to go on.
 * @param say takes one line of what is printed.
 * @throws UserError `usage` for an unknown table or server, a file that is there already, or one that cannot be written;
 *   `config` and `source` for a city that cannot be read
 */
export async function runForm(
  cityName: string | undefined,
  options: FormOptions & { json?: boolean },
  say: (line: string) => void,
): Promise<void> {
  const city = cityName === undefined ? null : loadCity(cityName)
  const form = makeForm(city, options)
  const path = resolve(options.output ?? `form-${options.table ?? 'households'}.xlsx`)
  write(path, await workbookBytes(form.sheets), options.force ?? false)
  if (options.json) {
    const { title, id, version, source, kelurahan } = form
    say(jsonLine({ file: path, form_id: id, version, title, kelurahan, source }))
    return
  }
  say(`${form.title.en}: ${displayPath(path)} (${form.questions} questions, version ${form.version})`)
  if (city !== null && form.kelurahan === 0) {
    say(
      `  No list of the kelurahan of ${city.code} is at hand, so their codes are typed. To have them chosen by name, put`,
    )
    say(`  admin-codes.csv beside ${city.file}, with the columns of data/reference/admin-codes.csv.`)
  }
  say(
    '  docs/survey-form.md tells how to upload it, collect and export. Put the CSV in the workspace and add to',
  )
  say('  city.yaml, under sources; the columns need no mapping:')
  say('')
  for (const line of form.source.split('\n')) say(line)
}

function findTable(name: string): { schema: TableSchema; form: TableForm } {
  const { tables } = formWords()
  if (Object.hasOwn(tables, name)) return { schema: tableSchema(name), form: tables[name]! }
  throw new UserError('usage', {
    what: 'there is no survey form for this table',
    got: name,
    expected: `one of ${Object.keys(tables).join(', ')}`,
    next: 'choose one with --table',
  })
}

function findServer(name: string): Server {
  const server = SERVERS.find((known) => known === name)
  if (server) return server
  throw new UserError('usage', {
    what: 'the export of this server is not known',
    got: name,
    expected: `one of ${SERVERS.join(', ')}`,
    next: 'choose one with --server',
  })
}

/** How hints name the methodology of the city, or without a city all that there are. */
function methodologyTitles(city: City | null): Map<string, Text> {
  const ids = city === null ? methodologiesOf('deficit_scores') : [city.methodology]
  return new Map(
    ids.map((id) => {
      const methodology = loadMethodology(id)
      return [id, methodology.sources[methodology.source]!]
    }),
  )
}

function write(path: string, bytes: Buffer, force: boolean): void {
  const where = { file: displayPath(path) }
  if (existsSync(path) && !force) {
    throw new UserError('usage', {
      what: 'the file is there already and was not overwritten',
      where,
      next: 'give another name with --output, or --force to replace it',
    })
  }
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  } catch (error) {
    const got = (error as Error).message.split(',')[0]
    const next = 'choose another file with --output'
    throw new UserError('usage', { what: 'the form cannot be written', where, got, next }, { cause: error })
  }
}
