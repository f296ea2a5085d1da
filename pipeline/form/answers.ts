import type { Text } from '../store/index.ts'
import { formWords, type Question } from './questions.ts'

/** What the answers to a question are called. */
export type AnswerLabels = ReadonlyMap<string, Readonly<Record<string, Text>>>

const made = new Map<string, AnswerLabels>()

/** The labels of answers by column, as surveyors read them; none of a table that no form asks for. */
export function answerLabels(table: string): AnswerLabels {
  const known = made.get(table)
  if (known !== undefined) return known
  const { lists, tables } = formWords()
  const form = tables[table]
  const labels = new Map<string, Record<string, Text>>()
  const questions: Question[] = form
    ? [...form.before, ...form.groups.flatMap((group) => group.questions)]
    : []
  for (const { column, choices, list } of questions) {
    const own = choices ?? (list === undefined ? undefined : (lists[list] ?? labels.get(list)))
    if (column !== undefined && own !== undefined) labels.set(column, own)
  }
  made.set(table, labels)
  return labels
}
