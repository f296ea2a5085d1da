import { sqlName, tableSchema } from '../store/index.ts'
import { ExpressionFault, type Token, tokenise } from './tokens.ts'

export { ExpressionFault } from './tokens.ts'

/** Arithmetic over number columns of one table: names, numbers, `+ - *` and parentheses; in conditions `/` too. */
export interface Expression {
  /** The same expression as SQL over DOUBLE, each column prefixed by `alias.`; NULL where a column is NULL. */
  sql(alias: string): string
  /** Names of the columns used, each once, in order of appearance. */
  columns: string[]
}

/**
 * Reads an expression such as `road_ideal_m` or `2 * (buildings + families)` over the numbers of `rt_profiles`.
 * @throws ExpressionFault when it is not well formed or names something that is no number of the table.
 */
export function parseExpression(text: string): Expression {
  const reader = new TokenReader(tokenise(text), 'rt_profiles', ['+', '-', '*'])
  const template = arithmetic(reader)
  reader.end()
  return reader.finish(template)
}

/** Walks over the tokens of one text and remembers which columns it names. */
export class TokenReader {
  readonly tokens: Token[]
  readonly table: string
  readonly signs: readonly string[]
  readonly #columns = new Set<string>()
  #at = 0

  constructor(tokens: Token[], table: string, signs: readonly string[]) {
    this.tokens = tokens
    this.table = table
    this.signs = signs
  }

  peek(ahead = 0): string | undefined {
    return this.tokens[this.#at + ahead]?.text
  }

  take(): Token {
    const token = this.tokens[this.#at++]
    if (token === undefined) throw new ExpressionFault('ends too early')
    return token
  }

  /** Takes the sign or word when it is the next one. */
  took(text: string): boolean {
    const token = this.tokens[this.#at]
    if (token === undefined || token.kind === 'text' || token.text !== text) return false
    this.#at++
    return true
  }

  expect(text: string, fault: string): void {
    if (!this.took(text)) throw new ExpressionFault(fault)
  }

  end(): void {
    if (this.#at < this.tokens.length) throw new ExpressionFault(`has ${this.peek()} after its end`)
  }

  /** Where it stands, to come back to with {@link TokenReader.back}. */
  mark(): number {
    return this.#at
  }

  back(mark: number): void {
    this.#at = mark
  }

  column(name: string): string {
    this.#columns.add(name)
    return `{alias}.${sqlName(name)}`
  }

  finish(template: string): Expression {
    return { columns: [...this.#columns], sql: (alias) => template.replaceAll('{alias}', alias) }
  }
}

/** Reads a sum of products of numbers and number columns; gives SQL with `{alias}` before each column. */
export function arithmetic(reader: TokenReader): string {
  let left = product(reader)
  for (const sign of nextOf(reader, ['+', '-'])) left = `(${left} ${sign} ${product(reader)})`
  return left
}

function product(reader: TokenReader): string {
  let left = atom(reader)
  for (const sign of nextOf(reader, ['*', '/'])) {
    const right = atom(reader)
    left = sign === '/' ? `(${left} / nullif(${right}, 0))` : `(${left} * ${right})`
  }
  return left
}

function* nextOf(reader: TokenReader, signs: readonly string[]): Generator<string> {
  for (;;) {
    const sign = signs.find((one) => reader.signs.includes(one) && reader.took(one))
    if (sign === undefined) return
    yield sign
  }
}

function atom(reader: TokenReader): string {
  const { kind, text } = reader.take()
  if (text === '(' && kind === 'sign') {
    const inner = arithmetic(reader)
    reader.expect(')', 'has a parenthesis that is not closed')
    return inner
  }
  if (kind === 'number') return `${text}::DOUBLE`
  if (kind !== 'name') throw new ExpressionFault(`has ${text} where a column or a number is expected`)
  if (!numberUnits(reader.table).has(text))
    throw new ExpressionFault(`names ${text}, which is no number of ${reader.table}`)
  return `${reader.column(text)}::DOUBLE`
}

/** Numeric columns of a canonical table that carry a unit, with the unit; years are none. */
export function numberUnits(table: string): Map<string, string> {
  const units = new Map<string, string>()
  for (const column of tableSchema(table).columns) {
    const counted = column.type === 'number' || column.type === 'integer'
    if (counted && column.unit !== null && column.unit !== 'year') units.set(column.name, column.unit)
  }
  return units
}

/** {@link numberUnits} of `rt_profiles`, whose numbers are the denominators of every criterion. */
export function profileUnits(): Map<string, string> {
  return numberUnits('rt_profiles')
}
