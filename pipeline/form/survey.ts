import type { Column, TableSchema, Text } from '../store/index.ts'
import type { Kelurahan } from './kelurahan.ts'
import { fill, formWords, type Group, join, type Question, type TableForm } from './questions.ts'

/** A row of the sheet `survey`; texts come in both languages. */
export interface SurveyRow {
  type: string
  name?: string
  label?: Text
  hint?: Text
  required?: string
  relevant?: string
  constraint?: string
  constraint_message?: Text
  calculation?: string
  appearance?: string
  parameters?: string
}

export interface ChoiceRow {
  list_name: string
  name: string
  label: Text
}

/** The answer that fills a canonical column: where the form puts it, and a made-up one. */
export interface Answer {
  column: string
  /** Group and question. */
  path: string[]
  example: string | number | null
}

export interface Survey {
  rows: SurveyRow[]
  choices: ChoiceRow[]
  answers: Answer[]
  /** What the export also has, groups and name: notes and the parts that answers are put together from. */
  besides: string[][]
}

export interface SurveyOptions {
  /** What there is to choose from; the code is typed when there is nothing. */
  kelurahan: Kelurahan[]
  /** Beginning of every code that may be typed. */
  cityCode: string | null
  /** Methodologies by id, as their criteria are named in hints. */
  methodologies: ReadonlyMap<string, Text>
}

/** Columns that the reader fills in itself. */
const OF_READER = new Set(['source_id', 'source_row'])
/** Columns of whoever drew the sample, which no one can be asked for. */
const OF_SAMPLE = new Set(['weight'])
/** Name of the question that asks for the place, whatever the table: readers of exports look for it. */
export const LOCATION = 'location'
const GEOMETRY_TYPE = { point: 'geopoint', any: 'geopoint', line: 'geotrace', polygon: 'geoshape' } as const
const RT_OR_RW = '^[0-9]{1,3}[A-Za-z]?$'

/** Which columns of a table a form asks for: all but the secret ones and those of the reader and of the sample. */
export function askedColumns(schema: TableSchema): Column[] {
  return schema.columns.filter(
    ({ name, privacy }) => privacy !== 'secret' && !OF_READER.has(name) && !OF_SAMPLE.has(name),
  )
}

/**
 * The questions of a table's form: those that `schemas/form.yaml` orders and words, then every other column of the
 * schema under its own title. Questions are called as their columns are.
 *
 * Source: XLSForm specification (xlsform.org), ODK XForms for `once`, `uuid`, `selected-at`, `regex`.
 * @throws RangeError when `form.yaml` asks for a column that the table has not, or that is secret
 */
export function makeSurvey(schema: TableSchema, form: TableForm, options: SurveyOptions): Survey {
  const maker = new SurveyMaker(schema, options)
  for (const question of form.before) maker.ask(question)
  maker.note(form)
  for (const group of form.groups) maker.group(group)
  maker.rest(formWords().words.rest)
  return maker.survey
}

class SurveyMaker {
  readonly survey: Survey = { rows: [], choices: [], answers: [], besides: [] }
  readonly #schema: TableSchema
  readonly #options: SurveyOptions
  readonly #left: Map<string, Column>
  /** Lists whose answers stand among the choices already. */
  readonly #lists = new Set<string>()
  #group: string | null = null

  constructor(schema: TableSchema, options: SurveyOptions) {
    this.#schema = schema
    this.#options = options
    this.#left = new Map(askedColumns(schema).map((column) => [column.name, column]))
  }

  note(form: TableForm): void {
    const { note, privacy } = formWords().words
    const secret = this.#schema.columns.filter((column) => column.privacy === 'secret')
    const columns = join(
      secret.map((column) => column.title),
      ', ',
    )
    const label = secret.length === 0 ? form.note : join([form.note, fill(privacy, { columns })], ' ')
    this.#open('pengantar', note)
    this.survey.rows.push({ type: 'note', name: 'catatan', label })
    this.survey.besides.push(this.#pathTo('catatan'))
    this.#close()
  }

  group({ name, label, questions }: Group): void {
    this.#open(name, label)
    for (const question of questions) this.ask(question)
    this.#close()
  }

  /** Columns that are new in the schema are asked too, in the words of the schema. */
  rest(label: Text): void {
    const questions = [...this.#left.keys()].map((column) => ({ column }))
    if (questions.length > 0) this.group({ name: 'lainnya', label, questions })
  }

  ask(question: Question): void {
    if (question.geometry) this.#askPlace(question)
    else this.#askColumn(question)
  }

  #askColumn(question: Question): void {
    const column = this.#left.get(question.column ?? '')
    if (!column)
      throw new RangeError(`form.yaml: ${this.#schema.name} has no column ${question.column} to ask for`)
    this.#left.delete(column.name)
    if (column.format === 'rt_rw') {
      this.#askRtRw(column, question)
      return
    }
    this.#answer(column.name, question)
    if (question.calculation !== undefined || question.type !== undefined) {
      const type = question.type ?? 'calculate'
      this.survey.rows.push({ type, name: column.name, calculation: question.calculation })
      return
    }
    this.survey.rows.push({
      type: this.#typeOf(column, question),
      name: column.name,
      label: labelOf(column, question),
      hint: this.#hintOf(column, question),
      required: question.required || column.required ? 'yes' : undefined,
      relevant: question.relevant,
      ...this.#constraintOf(column),
      appearance: this.#isChosen(column) ? 'minimal autocomplete' : question.appearance,
      parameters: question.parameters,
    })
  }

  #open(name: string, label: Text): void {
    this.#group = name
    this.survey.rows.push({ type: 'begin_group', name, label, appearance: 'field-list' })
  }

  #close(): void {
    this.#group = null
    this.survey.rows.push({ type: 'end_group' })
  }

  #answer(column: string, { example }: Question): void {
    this.survey.answers.push({ column, path: this.#pathTo(column), example: example ?? null })
  }

  #pathTo(name: string): string[] {
    return this.#group === null ? [name] : [this.#group, name]
  }

  #askPlace(question: Question): void {
    const kind = this.#schema.geometry
    if (kind === null) throw new RangeError(`form.yaml: ${this.#schema.name} has no geometry to ask for`)
    this.survey.rows.push({
      type: GEOMETRY_TYPE[kind],
      name: LOCATION,
      label: question.label,
      hint: question.hint,
      required: question.required ? 'yes' : undefined,
      appearance: question.appearance,
      parameters: question.parameters,
    })
  }

  /** Two short answers on the keypad instead of one text that everybody spells differently. */
  #askRtRw(column: Column, question: Question): void {
    const { words } = formWords()
    for (const part of ['rt', 'rw'] as const) {
      this.survey.besides.push(this.#pathTo(part))
      this.survey.rows.push({
        type: 'text',
        name: part,
        label: words[part].label,
        hint: words[part].hint,
        required: question.required ? 'yes' : undefined,
        constraint: `regex(., '${RT_OR_RW}') and not(regex(., '^0+[A-Za-z]?$'))`,
        constraint_message: words.rt_rw_message,
      })
    }
    this.#answer(column.name, question)
    const padded = (part: string): string =>
      `if(regex(\${${part}}, '^[0-9][A-Za-z]?$'), '00', if(regex(\${${part}}, '^[0-9][0-9][A-Za-z]?$'), '0', '')), \${${part}}`
    const whole = `concat('RT', ${padded('rt')}, '-RW', ${padded('rw')})`
    this.survey.rows.push({
      type: 'calculate',
      name: column.name,
      calculation: `if(\${rt} = '' or \${rw} = '', '', ${whole})`,
    })
  }

  #isChosen(column: Column): boolean {
    return column.format === 'kelurahan_code' && this.#options.kelurahan.length > 0
  }

  #typeOf(column: Column, question: Question): string {
    const list = question.list ?? column.name
    if (!this.#lists.has(list)) {
      const choices = this.#choicesOf(column, question)
      this.survey.choices.push(...choices)
      if (choices.length > 0) this.#lists.add(list)
    }
    if (this.#lists.has(list)) return `select_one ${list}`
    if (question.list !== undefined)
      throw new RangeError(
        `form.yaml: ${column.name} takes its answers from ${list}, which is no list above it`,
      )
    if (column.format === 'date') return 'date'
    if (column.type === 'boolean')
      throw new RangeError(`form.yaml: ${column.name} needs its two answers as choices`)
    return { string: 'text', number: 'decimal', integer: 'integer' }[column.type]
  }

  #choicesOf(column: Column, question: Question): ChoiceRow[] {
    const list = (entries: [string, Text][]): ChoiceRow[] =>
      entries.map(([name, label]) => ({ list_name: question.list ?? column.name, name, label }))
    if (this.#isChosen(column)) {
      return list(
        this.#options.kelurahan.map(({ code, name, kecamatan }) => {
          const label = kecamatan === null ? name : `${name} (Kec. ${kecamatan})`
          return [code, { id: label, en: label }]
        }),
      )
    }
    const choices = question.choices ?? formWords().lists[question.list ?? '']
    if (choices) return list(Object.entries(choices))
    if (question.list !== undefined) return []
    return list((column.values ?? []).map((value) => [value, { id: value, en: value }]))
  }

  #hintOf(column: Column, question: Question): Text | undefined {
    const { words } = formWords()
    const parts = question.hint ? [question.hint] : []
    if (column.format === 'kelurahan_code' && !this.#isChosen(column)) {
      parts.push(fill(words.kelurahan_code.hint, { example: this.#exampleCode() }))
    }
    const criteria = Object.entries(question.criteria ?? {}).flatMap(([id, numbers]) => {
      const title = this.#options.methodologies.get(id)
      const list = numbers.join(', ')
      return title ? [{ id: `${title.id}: ${list}`, en: `${title.en}: ${list}` }] : []
    })
    const uses = [...(question.uses ?? []), ...criteria]
    if (uses.length > 0) parts.push(join([words.uses, join(uses, '; ')], ' '))
    return parts.length === 0 ? undefined : join(parts, ' ')
  }

  #constraintOf(column: Column): Pick<SurveyRow, 'constraint' | 'constraint_message'> {
    const { words } = formWords()
    if (column.minimum !== null && column.values === null) {
      const least = String(column.minimum)
      return { constraint: `. >= ${least}`, constraint_message: fill(words.minimum, { least }) }
    }
    if (column.format !== 'kelurahan_code' || column.pattern === null || this.#isChosen(column)) return {}
    const { cityCode } = this.#options
    const inCity = cityCode === null ? '' : ` and starts-with(., '${cityCode}.')`
    return {
      constraint: `regex(., '${column.pattern.source}')${inCity}`,
      constraint_message: fill(words.kelurahan_code.message, { example: this.#exampleCode() }),
    }
  }

  #exampleCode(): string {
    return `${this.#options.cityCode ?? '21.72'}.01.1003`
  }
}

function labelOf(column: Column, question: Question): Text {
  const label = question.label ?? column.title
  const unit = column.unit === null ? undefined : formWords().words.units[column.unit]
  return unit ? { id: `${label.id} (${unit.id})`, en: `${label.en} (${unit.en})` } : label
}
