import { agreesWith, type FormulaWriting, parseFormula, reckoned, writtenFormula } from './formula.ts'
import type { NumberRule, TracedNumber } from './traced-numbers.ts'

/** The numbers of a formula with its result beside what is published. */
export interface Arithmetic {
  /** `5884 / 30.028201`, without the result. */
  text: string
  published: number
  agrees: boolean
}

/**
 * How a number is reckoned, with the numbers in it; null where no formula gives it, or what it takes is not known.
 * @param answer one of the answers of the rule
 */
export function arithmeticOf(
  { column, formula }: NumberRule['answers'][number],
  { values, parts }: { values: TracedNumber['values']; parts: readonly { value: number | null }[] },
  writing: FormulaWriting,
): Arithmetic | null {
  const published = values[column]
  if (formula === null || typeof published !== 'number') return null
  const known = parts.flatMap(({ value }) => (value === null ? [] : [value]))
  const inputs = {
    value: (name: string) => {
      const value = values[name]
      return typeof value === 'number' ? value : null
    },
    parts: () => (known.length < parts.length ? null : known),
  }
  const parsed = parseFormula(formula)
  const result = reckoned(parsed, inputs)
  const text = writtenFormula(parsed, inputs, writing)
  if (result === null || text === null) return null
  return { text, published, agrees: agreesWith(result, published) }
}
