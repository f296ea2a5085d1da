import {
  agreesWith,
  type Formula,
  type FormulaInputs,
  formulaNames,
  parseFormula,
  reckoned,
} from './formula.ts'

/** What may hold of the values of a row: one of several, each of tests that hold together. */
export type Condition = readonly (readonly Test[])[]

type Test =
  | { kind: 'code'; name: string; is: boolean; code: string }
  | { kind: 'known'; name: string; isKnown: boolean }
  | { kind: 'compared'; sign: Comparison; of: [Formula, Formula] }

const COMPARISONS = ['<=', '>=', '<>', '<', '>', '='] as const
type Comparison = (typeof COMPARISONS)[number]

/** What a condition is judged from: that of a formula, and the codes of the row. */
export interface ConditionInputs extends FormulaInputs {
  /** Null where the row has no text there. */
  code(name: string): string | null
}

const CODE = /^([a-z_][a-z0-9_]*) (=|<>) "([^"]*)"$/
const KNOWN = /^([a-z_][a-z0-9_]*) is (known|unknown)$/
const COMPARED = new RegExp(`^(.+?) (${COMPARISONS.join('|')}) (.+)$`)

/**
 * Reads `method <> "network"`, `score_max <= limit and percent = 100`, `zones > 1 or hectares is unknown`: "and" binds
 * stronger, sides are formulas.
 * @throws RangeError when the text is no condition
 */
export function parseCondition(text: string): Condition {
  return text.split(' or ').map((all) => all.split(' and ').map((test) => parseTest(test.trim(), text)))
}

function parseTest(test: string, text: string): Test {
  const code = CODE.exec(test)
  if (code !== null) return { kind: 'code', name: code[1]!, is: code[2] === '=', code: code[3]! }
  const known = KNOWN.exec(test)
  if (known !== null) return { kind: 'known', name: known[1]!, isKnown: known[2] === 'known' }
  const compared = COMPARED.exec(test)
  if (compared === null) throw new RangeError(`${text} is no condition`)
  const [, left, sign, right] = compared
  return { kind: 'compared', sign: sign as Comparison, of: [parseFormula(left!), parseFormula(right!)] }
}

/** Names that a condition reads, as {@link formulaNames}. */
export function conditionNames(condition: Condition): { own: string[]; ofParts: string[] } {
  const read = condition
    .flat()
    .flatMap((test) =>
      test.kind === 'compared' ? test.of.map(formulaNames) : [{ own: [test.name], ofParts: [] as string[] }],
    )
  return {
    own: [...new Set(read.flatMap(({ own }) => own))],
    ofParts: [...new Set(read.flatMap(({ ofParts }) => ofParts))],
  }
}

/** Whether a condition holds. What compares a value that is not known does not; numbers are equal as published ones are. */
export function holds(condition: Condition, inputs: ConditionInputs): boolean {
  return condition.some((all) => all.every((test) => passes(test, inputs)))
}

function passes(test: Test, inputs: ConditionInputs): boolean {
  if (test.kind === 'code') {
    const code = inputs.code(test.name)
    return code !== null && (code === test.code) === test.is
  }
  if (test.kind === 'known') {
    const isKnown = inputs.value(test.name) !== null || inputs.code(test.name) !== null
    return isKnown === test.isKnown
  }
  const [left, right] = test.of.map((side) => reckoned(side, inputs)) as [number | null, number | null]
  if (left === null || right === null) return false
  const isEqual = agreesWith(left, right)
  const signs: Record<Comparison, boolean> = {
    ...{ '=': isEqual, '<>': !isEqual, '<=': isEqual || left < right, '>=': isEqual || left > right },
    ...{ '<': !isEqual && left < right, '>': !isEqual && left > right },
  }
  return signs[test.sign]
}
