import { sqlName, tableSchema } from '../store/index.ts'

/** Arithmetic over columns of `rt_profiles`: names, numbers, `+ - *` and parentheses. */
export interface Expression {
  /** The same expression as SQL over DOUBLE, each column prefixed by `alias.`; NULL where a column is NULL. */
  sql(alias: string): string
  /** Names of the columns used, each once, in order of appearance. */
  columns: string[]
}

/** A fault in an expression, in words that fit after "the expression". */
export class ExpressionFault extends Error {}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|([+*()-]))/y

/**
 * Reads an expression such as `road_ideal_m` or `2 * (buildings + families)`.
 * @throws ExpressionFault when it is not well formed or names something that is no number of rt_profiles.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenise(text)
  const columns = new Set<string>()
  let at = 0

  const sum = (): string => {
    let left = product()
    while (tokens[at] === '+' || tokens[at] === '-') left = `(${left} ${tokens[at++]} ${product()})`
    return left
  }
  const product = (): string => {
    let left = atom()
    while (tokens[at] === '*') left = `(${left} ${tokens[at++]} ${atom()})`
    return left
  }
  const atom = (): string => {
    const token = tokens[at++]
    if (token === undefined) throw new ExpressionFault('ends too early')
    if (token === '(') {
      const inner = sum()
      if (tokens[at++] !== ')') throw new ExpressionFault('has a parenthesis that is not closed')
      return inner
    }
    if (/^\d/.test(token)) return `${token}::DOUBLE`
    if (!/^[A-Za-z_]/.test(token))
      throw new ExpressionFault(`has ${token} where a column or a number is expected`)
    if (!profileUnits().has(token))
      throw new ExpressionFault(`names ${token}, which is no number of rt_profiles`)
    columns.add(token)
    return `{alias}.${sqlName(token)}::DOUBLE`
  }

  const template = sum()
  if (at < tokens.length) throw new ExpressionFault(`has ${tokens[at]} after its end`)
  return { columns: [...columns], sql: (alias) => template.replaceAll('{alias}', alias) }
}

function tokenise(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new ExpressionFault(`has ${text.slice(start).trim()[0]}, which it may not contain`)
    tokens.push((match[1] ?? match[2] ?? match[3])!)
  }
  return tokens
}

/** Numeric columns of `rt_profiles` that carry a unit, with the unit. */
export function profileUnits(): Map<string, string> {
  const units = new Map<string, string>()
  for (const column of tableSchema('rt_profiles').columns) {
    const counted = column.type === 'number' || column.type === 'integer'
    if (counted && column.unit !== null && column.unit !== 'year') units.set(column.name, column.unit)
  }
  return units
}
