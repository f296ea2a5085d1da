/** Arithmetic over named numbers: `100 * (start - end) / start`, `sum(x)` and `mean(x)` over parts, `min(100, x)`. */
export type Formula =
  | { kind: 'number'; value: number }
  /** `optional`: written `x?`; where it is not known it is left out of a sum; nothing is taken off it. */
  | { kind: 'name'; name: string; optional: boolean }
  | { kind: 'of-parts'; by: 'sum' | 'mean'; name: string }
  | { kind: 'min'; of: [Formula, Formula] }
  | { kind: 'two'; sign: Sign; of: [Formula, Formula] }

type Sign = '+' | '-' | '*' | '/'

/** What a formula is reckoned from: numbers by name, and those of the parts that are added up. */
export interface FormulaInputs {
  value(name: string): number | null
  /** Null where there are no parts, or one of them is not known. */
  parts(name: string): readonly number[] | null
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z_][a-z0-9_]*)(\?)?|([-+*/(),]))/gy

interface Token {
  number?: number
  name?: string
  optional?: boolean
  sign?: string
}

/** @throws RangeError when the text is no formula */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text)
  let at = 0
  const fail = (): never => {
    throw new RangeError(`${text} is no formula`)
  }
  const take = (sign: string) => {
    if (tokens[at]?.sign !== sign) fail()
    at++
  }
  const atom = (): Formula => {
    const token = tokens[at++] ?? fail()
    if (token.number !== undefined) return { kind: 'number', value: token.number }
    if (token.sign === '(') {
      const inner = sumOf()
      take(')')
      return inner
    }
    const { name = fail(), optional = false } = token
    if (tokens[at]?.sign !== '(') return { kind: 'name', name, optional }
    take('(')
    if (name === 'min') {
      const first = sumOf()
      take(',')
      const second = sumOf()
      take(')')
      return { kind: 'min', of: [first, second] }
    }
    const part = tokens[at++]?.name ?? fail()
    take(')')
    return name === 'sum' || name === 'mean' ? { kind: 'of-parts', by: name, name: part } : fail()
  }
  const chain = (signs: string, next: () => Formula) => () => {
    let left = next()
    for (let sign = tokens[at]?.sign; sign && signs.includes(sign); sign = tokens[at]?.sign) {
      at++
      left = { kind: 'two', sign: sign as Sign, of: [left, next()] }
    }
    return left
  }
  const sumOf: () => Formula = chain('+-', chain('*/', atom))
  const formula = sumOf()
  return at === tokens.length ? formula : fail()
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const [all, number, name, optional, sign] of text.matchAll(TOKEN)) {
    end += all.length
    tokens.push(
      number !== undefined
        ? { number: Number(number) }
        : name !== undefined
          ? { name, optional: optional !== undefined }
          : { sign: sign! },
    )
  }
  if (end !== text.trimEnd().length) throw new RangeError(`${text} is no formula`)
  return tokens
}

/** Names that a formula reads, each once, in their order: those of the unit, and those of its parts. */
export function formulaNames(formula: Formula): { own: string[]; ofParts: string[] } {
  const own = new Set<string>()
  const ofParts = new Set<string>()
  const walk = (one: Formula): void => {
    if (one.kind === 'name') own.add(one.name)
    else if (one.kind === 'of-parts') ofParts.add(one.name)
    else if (one.kind !== 'number') one.of.forEach(walk)
  }
  walk(formula)
  return { own: [...own], ofParts: [...ofParts] }
}

/** The result; null where a number that must be known is not, or a divisor is zero. */
export function reckoned(formula: Formula, inputs: FormulaInputs): number | null {
  switch (formula.kind) {
    case 'number':
      return formula.value
    case 'name':
      return inputs.value(formula.name)
    case 'of-parts': {
      const parts = inputs.parts(formula.name)
      if (parts === null || parts.length === 0) return null
      const sum = parts.reduce((all, part) => all + part, 0)
      return formula.by === 'sum' ? sum : sum / parts.length
    }
    default: {
      const [left, right] = formula.of.map((one) => reckoned(one, inputs)) as [number | null, number | null]
      if (formula.kind === 'two' && (formula.sign === '+' || formula.sign === '-')) {
        if (right === null && isOptional(formula.of[1])) return left
        if (left === null && isOptional(formula.of[0]) && formula.sign === '+') return right
      }
      if (left === null || right === null) return null
      if (formula.kind === 'min') return Math.min(left, right)
      if (formula.sign === '/') return right === 0 ? null : left / right
      return formula.sign === '*' ? left * right : formula.sign === '+' ? left + right : left - right
    }
  }
}

function isOptional(formula: Formula): boolean {
  return formula.kind === 'name' && formula.optional
}

/** How numbers and signs of a formula are written. */
export interface FormulaWriting {
  number(value: number): string
  /** Signs of multiplication and of subtraction. */
  times: string
  minus: string
  /** Many parts, by their number. */
  many(n: number): string
}

/** Parts that are written one by one. */
const MOST_PARTS = 8

/** The formula with its numbers in it: `100 x (18.92 - 3.93) / 18.92`; null where {@link reckoned} is. */
export function writtenFormula(
  formula: Formula,
  inputs: FormulaInputs,
  writing: FormulaWriting,
): string | null {
  if (reckoned(formula, inputs) === null) return null
  const binds = (one: Formula): number => {
    if (one.kind === 'two') return one.sign === '+' || one.sign === '-' ? 1 : 2
    if (one.kind === 'of-parts' && one.by === 'mean') return 2
    return isLoose(one) ? 1 : 3
  }
  const isLeftOut = (one: Formula) => isOptional(one) && reckoned(one, inputs) === null
  // What is written of a sum of which one side is left out.
  const told = (one: Formula): Formula => {
    if (one.kind !== 'two') return one
    const [left, right] = one.of
    return isLeftOut(right) ? told(left) : isLeftOut(left) ? told(right) : one
  }
  const isLoose = (one: Formula) =>
    one.kind === 'of-parts' && one.by === 'sum' && inputs.parts(one.name)!.length <= MOST_PARTS
  const write = (one: Formula): string => {
    switch (one.kind) {
      case 'number':
        return writing.number(one.value)
      case 'name':
        return writing.number(inputs.value(one.name)!)
      case 'of-parts': {
        const parts = inputs.parts(one.name)!
        const sum =
          parts.length > MOST_PARTS ? writing.many(parts.length) : parts.map(writing.number).join(' + ')
        if (one.by === 'sum') return sum
        return `${parts.length > 1 ? `(${sum})` : sum} / ${writing.number(parts.length)}`
      }
      case 'min':
        return `min(${one.of.map(write).join('; ')})`
      case 'two': {
        const [left, right] = one.of
        const only = told(one)
        if (only !== one) return write(only)
        const own = binds(one)
        const inner = (part: Formula, least: number) =>
          binds(told(part)) < least ? `(${write(part)})` : write(part)
        const signs = { '+': '+', '-': writing.minus, '*': writing.times, '/': '/' }
        const isExact = one.sign === '-' || one.sign === '/'
        return `${inner(left, own)} ${signs[one.sign]} ${inner(right, isExact ? own + 1 : own)}`
      }
    }
  }
  return write(formula)
}

/** Whether a result is the published number, but for how the last decimals were rounded. */
export function agreesWith(result: number, published: number): boolean {
  return Math.abs(result - published) <= 1e-6 * Math.max(1, Math.abs(published))
}
