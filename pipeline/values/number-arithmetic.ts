import { type ConditionInputs, holds, parseCondition } from './condition.ts'
import {
  agreesWith,
  type FormulaInputs,
  type FormulaWriting,
  formulaNames,
  parseFormula,
  reckoned,
  writtenFormula,
} from './formula.ts'
import type { NumberRule, TracedNumber } from './traced-numbers.ts'

/** The numbers of a formula with its result beside what is published. */
export interface Arithmetic {
  /** `5884 / 30.028201`, without the result. */
  text: string
  result: number
  published: number
  agrees: boolean
}

/** How the formulas of a number come out. */
export type NumberWay =
  /** No formula gives it. */
  | { outcome: 'none' }
  | { outcome: 'agrees'; lines: Arithmetic[] }
  /** Some formula does not give the published number, for a reason that its rule knows; `lines` are those that do. */
  | { outcome: 'explained'; lines: Arithmetic[]; reason: { id: string; en: string } }
  /** A fault of the tables. */
  | { outcome: 'disagrees'; lines: Arithmetic[] }
  /** The number is published, and not all that it is reckoned from: the columns that are lacking. */
  | { outcome: 'unknown'; columns: string[] }

type Told = {
  values: TracedNumber['values']
  parts: readonly { value: number | null }[]
}

/** The columns of its row that a number is reckoned from; what a rule names besides is told beside it, as what a reason goes by. */
export function reckonedFrom({ answers }: Pick<NumberRule, 'answers'>): ReadonlySet<string> {
  return new Set(
    answers.flatMap(({ formula }) => (formula === null ? [] : formulaNames(parseFormula(formula)).own)),
  )
}

/** How a number is reckoned, with the numbers in it, and why it is not where its rule says so. */
export function numberWay(
  { answers, otherwise, within }: Pick<NumberRule, 'answers' | 'otherwise' | 'within'>,
  told: Told,
  writing: FormulaWriting,
): NumberWay {
  const inputs = inputsOf(told)
  const asked = answers.flatMap(({ column, formula }) => {
    const published = told.values[column]
    if (formula === null || typeof published !== 'number') return []
    const parsed = parseFormula(formula)
    const isOfNoParts = formulaNames(parsed).ofParts.length > 0 && told.parts.length === 0
    return isOfNoParts ? [] : [{ parsed, published }]
  })
  if (asked.length === 0) return { outcome: 'none' }
  const bound = within === null ? 0 : (reckoned(parseFormula(within), inputs) ?? 0)
  const made = asked.flatMap(({ parsed, published }): Arithmetic[] => {
    const result = reckoned(parsed, inputs)
    const text = writtenFormula(parsed, inputs, writing)
    if (result === null || text === null) return []
    const agrees = agreesWith(result, published) || Math.abs(result - published) <= bound
    return [{ text, result, published, agrees }]
  })
  const agreeing = made.filter(({ agrees }) => agrees)
  if (agreeing.length === asked.length) {
    // A sum of one part says nothing that the part does not.
    return {
      outcome: 'agrees',
      lines: agreeing.filter(({ text, published }) => text !== writing.number(published)),
    }
  }
  const reason = otherwise.find(({ when }) => holds(parseCondition(when), inputs))
  if (reason !== undefined) {
    const { id, en } = reason
    return { outcome: 'explained', lines: agreeing, reason: { id, en } }
  }
  if (agreeing.length < made.length) return { outcome: 'disagrees', lines: made }
  return {
    outcome: 'unknown',
    columns: lacking(
      asked.map(({ parsed }) => parsed),
      inputs,
    ),
  }
}

function inputsOf({ values, parts }: Told): ConditionInputs {
  const known = parts.flatMap(({ value }) => (value === null ? [] : [value]))
  const cell = (name: string) => values[name] ?? null
  return {
    value: (name) => {
      const value = cell(name)
      return typeof value === 'number' ? value : null
    },
    code: (name) => {
      const value = cell(name)
      return value === null || typeof value === 'number' ? null : String(value)
    },
    parts: () => (known.length < parts.length ? null : known),
  }
}

function lacking(formulas: readonly ReturnType<typeof parseFormula>[], inputs: FormulaInputs): string[] {
  const names = formulas.flatMap((formula) => {
    const { own, ofParts } = formulaNames(formula)
    return [
      ...own.filter((name) => inputs.value(name) === null),
      ...ofParts.filter((name) => inputs.parts(name) === null),
    ]
  })
  return [...new Set(names)]
}
