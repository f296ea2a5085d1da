import { describe, expect, it } from 'vitest'
import { makeForm } from '../../pipeline/form/index.ts'
import { formWords } from '../../pipeline/form/questions.ts'
import { makeSurvey } from '../../pipeline/form/survey.ts'
import { tableSchema } from '../../pipeline/store/index.ts'

const SCHEMA = tableSchema('households')

/** What may be answered to each question of the form of households, by its column. */
function offered(): Map<string, string[]> {
  const { survey, choices } = makeForm(null, { table: 'households' }).sheets
  return new Map(
    survey.flatMap(([type, column]) => {
      const list = /^select_one (.*)$/.exec(type!)?.[1]
      return list === undefined
        ? []
        : [[column!, choices.flatMap(([of, word]) => (of === list ? [word!] : []))] as const]
    }),
  )
}

describe('the answers a household can give', () => {
  it('are the words of the schema in the order of the form, so that conditions and surveyors mean the same', () => {
    const form = offered()
    const judged = SCHEMA.columns.filter(({ answers }) => answers !== null)
    expect([...form.keys()].sort()).toEqual(judged.map(({ name }) => name).sort())
    for (const { name, answers } of judged)
      expect({ name, answers: form.get(name) }).toEqual({ name, answers })
  })

  it('stand among the choices once, however many questions share them', () => {
    const { choices } = makeForm(null, { table: 'households' }).sheets
    const pairs = choices.map(([list, word]) => `${list} ${word}`)
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(pairs.filter((pair) => pair.endsWith(' ya'))).toEqual(['ya_tidak ya'])
  })

  it('are refused where a question names a list that is not there, or only below', () => {
    const form = formWords().tables.households!
    const questions = [{ column: 'roof', list: 'water_source' }]
    const wrong = { ...form, groups: [{ name: 'a', label: form.title, questions }] }
    const options = { kelurahan: [], cityCode: null, methodologies: new Map() }
    expect(() => makeSurvey(SCHEMA, wrong, options)).toThrow('no list above it')
  })

  it('hold no word twice and no blank, which an XLSForm would take for two answers', () => {
    for (const { name, answers } of SCHEMA.columns) {
      if (answers === null) continue
      expect({ name, answers: [...new Set(answers)] }).toEqual({ name, answers })
      expect(answers.filter((word) => !/^[a-z0-9_]+$/.test(word))).toEqual([])
    }
  })
})
