import { fileURLToPath } from 'node:url'
import type { Text } from '../store/index.ts'
import { ownYaml } from '../yaml-file.ts'

const FORM_WORDS = fileURLToPath(new URL('../../schemas/form.yaml', import.meta.url))

/** What `schemas/form.yaml` says about one question; the column's schema says the rest. */
export interface Question {
  /** Canonical column that the answer fills. */
  column?: string
  /** The question that asks for the place of the row, instead of for a column. */
  geometry?: true
  label?: Text
  hint?: Text
  /** Rules that need the answer, as a surveyor would name them. */
  uses?: Text[]
  /** Criteria that need the answer, by the id of their methodology. */
  criteria?: Record<string, string[]>
  /** Canonical value: label. */
  choices?: Record<string, Text>
  /** Instead of choices: the name of one of the shared lists, or of a question above whose choices are offered again. */
  list?: string
  type?: string
  calculation?: string
  relevant?: string
  required?: boolean
  appearance?: string
  parameters?: string
  /** A made-up answer, as the export writes it. */
  example?: string | number
}

export interface Group {
  name: string
  label: Text
  questions: Question[]
}

/** The form of one canonical table. */
export interface TableForm {
  title: Text
  note: Text
  instance_name?: string
  /** What is filled in without asking, above all groups. */
  before: Question[]
  groups: Group[]
}

interface Labelled {
  label: Text
  hint: Text
}

export interface Words {
  uses: Text
  minimum: Text
  privacy: Text
  note: Text
  rest: Text
  kelurahan_code: { hint: Text; message: Text }
  rt: Labelled
  rw: Labelled
  rt_rw_message: Text
  units: Record<string, Text>
}

export interface FormWords {
  words: Words
  /** Answers that several questions share, by the name of their list. */
  lists: Record<string, Record<string, Text>>
  tables: Record<string, TableForm>
}

let cache: FormWords | undefined

/** The texts, answers and order of the survey forms, by canonical table. */
export function formWords(): FormWords {
  cache ??= ownYaml(FORM_WORDS) as FormWords
  return cache
}

/** The same words in both languages with `{name}` filled in. */
export function fill(text: Text, values: Record<string, string | Text>): Text {
  const put = (language: keyof Text): string =>
    text[language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name]!
      return typeof value === 'string' ? value : value[language]
    })
  return { id: put('id'), en: put('en') }
}

/** Texts one after the other, in both languages. */
export function join(texts: readonly Text[], separator: string): Text {
  return {
    id: texts.map((text) => text.id).join(separator),
    en: texts.map((text) => text.en).join(separator),
  }
}
