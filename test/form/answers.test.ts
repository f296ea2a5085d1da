import { describe, expect, it } from 'vitest'
import { formWords } from '../../pipeline/form/questions.ts'
import { tableSchema } from '../../pipeline/store/index.ts'

const asked = (table: string) =>
  formWords()
    .tables[table]!.groups.flatMap(({ questions }) => questions)
    .filter((one) => one.choices)

describe('the answers a household can give', () => {
  it('are the words of the schema in the order of the form, so that conditions and surveyors mean the same', () => {
    const schema = tableSchema('households')
    for (const { column, choices } of asked('households')) {
      const { answers } = schema.columns.find((one) => one.name === column)!
      expect({ column, answers }).toEqual({ column, answers: Object.keys(choices!) })
    }
  })

  it('hold no word twice and no blank, which an XLSForm would take for two answers', () => {
    for (const { name, answers } of tableSchema('households').columns) {
      if (answers === null) continue
      expect({ name, answers: [...new Set(answers)] }).toEqual({ name, answers })
      expect(answers.filter((word) => !/^[a-z0-9_]+$/.test(word))).toEqual([])
    }
  })
})
