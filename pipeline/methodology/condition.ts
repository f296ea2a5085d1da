import { sqlText, tableSchema } from '../store/index.ts'
import { arithmetic, type Expression, TokenReader } from './expression.ts'
import { ExpressionFault, tokenise } from './tokens.ts'

/** Numbers are compared to this many decimals: 21.6 m2 for three people are 7.2 each, whatever a binary fraction says. */
const COMPARED_DECIMALS = 9

const COMPARISONS = ['<=', '>=', '<>', '<', '>', '=']
const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'given', 'unknown'])

/**
 * A condition on one row of a canonical table, as SQL that is TRUE, FALSE or NULL: NULL where an answer it needs is
 * missing, or is a word that is not among the answers the column may have (`x-answers` or `enum` of its schema).
 */
export type Condition = Expression

/**
 * Reads a condition such as `floor_area_m2 < 7.2 * population or not (roof in (beton, genteng))`.
 *
 * Grammar: `or`, `and`, `not`, parentheses; comparisons `< <= > >= = <>` of arithmetic over number columns; `column in
 * (words)`, `column not in (words)`, `column = word`, `column <> word`; `column is given`, `column is not given`, which
 * are never NULL; `unknown`, which always is: `closet = cemplung_cubluk and unknown` where an answer does not tell what a
 * rule asks. Words with blanks stand in single quotes.
 *
 * @throws ExpressionFault when it is not well formed, names a column the table lacks or a word the column never holds.
 */
export function parseCondition(text: string, table: string): Condition {
  const reader = new TokenReader(tokenise(text), table, ['+', '-', '*', '/'])
  const template = either(reader)
  reader.end()
  return reader.finish(template)
}

function either(reader: TokenReader): string {
  const parts = [both(reader)]
  while (reader.took('or')) parts.push(both(reader))
  return parts.length === 1 ? parts[0]! : `(${parts.join(' OR ')})`
}

function both(reader: TokenReader): string {
  const parts = [denied(reader)]
  while (reader.took('and')) parts.push(denied(reader))
  return parts.length === 1 ? parts[0]! : `(${parts.join(' AND ')})`
}

function denied(reader: TokenReader): string {
  return reader.took('not') ? `(NOT ${denied(reader)})` : test(reader)
}

function test(reader: TokenReader): string {
  if (reader.took('unknown')) return 'NULL::BOOLEAN'
  return answerTest(reader) ?? comparison(reader) ?? grouped(reader)
}

/** `column in (...)`, `column = word`, `column is given`; null when what follows is none of them. */
function answerTest(reader: TokenReader): string | null {
  const start = reader.mark()
  const { kind, text: name } = reader.take()
  const column = tableSchema(reader.table).columns.find((one) => one.name === name)
  if (kind === 'name' && !WORDS.has(name) && column === undefined)
    throw new ExpressionFault(`names ${name}, which is no column of ${reader.table}`)
  if (column === undefined || kind !== 'name') {
    reader.back(start)
    return null
  }
  if (reader.took('is')) {
    const negated = reader.took('not')
    reader.expect('given', 'lacks "given" after "is"')
    return `(${reader.column(name)} IS ${negated ? '' : 'NOT '}NULL)`
  }
  const negated = reader.took('not')
  if (reader.took('in')) {
    reader.expect('(', 'lacks a parenthesis after "in"')
    const words = [reader.take().text]
    while (reader.took(',')) words.push(reader.take().text)
    reader.expect(')', 'has a parenthesis that is not closed')
    return among(reader, name, words, negated)
  }
  const next = reader.peek(1)
  const isWord = column.answers !== null && next !== undefined
  if (!negated && isWord && (reader.peek() === '=' || reader.peek() === '<>')) return equal(reader, name)
  reader.back(start)
  return null
}

/** `= word` or `<> word` after a column that has words. */
function equal(reader: TokenReader, name: string): string {
  const isNot = reader.take().text === '<>'
  return among(reader, name, [reader.take().text], isNot)
}

function among(reader: TokenReader, name: string, words: string[], negated: boolean): string {
  const answers = tableSchema(reader.table).columns.find((one) => one.name === name)!.answers
  if (answers === null)
    throw new ExpressionFault(`asks for words of ${name}, whose schema lists no answers (enum or x-answers)`)
  const strange = words.find((word) => !answers.includes(word))
  if (strange !== undefined)
    throw new ExpressionFault(`names ${strange}, which ${name} never holds: it holds ${answers.join(', ')}`)
  const column = `${reader.column(name)}::VARCHAR`
  // Not IN: DuckDB evaluates a function of one column once per different word, which takes a fifth of the time.
  const holds = (of: readonly string[]) => `list_contains([${of.map(sqlText).join(', ')}], ${column})`
  return `(CASE WHEN ${holds(answers)} THEN ${negated ? 'NOT ' : ''}${holds(words)} END)`
}

function comparison(reader: TokenReader): string | null {
  const start = reader.mark()
  try {
    const left = arithmetic(reader)
    const sign = COMPARISONS.find((one) => reader.took(one))
    if (sign !== undefined) return `(round(${left} - ${arithmetic(reader)}, ${COMPARED_DECIMALS}) ${sign} 0)`
  } catch (error) {
    if (!(error instanceof ExpressionFault) || reader.tokens[start]?.text !== '(') throw error
  }
  reader.back(start)
  if (reader.peek() !== '(') throw new ExpressionFault(`has no comparison after ${reader.peek()}`)
  return null
}

function grouped(reader: TokenReader): string {
  reader.expect('(', 'lacks a condition')
  const inner = either(reader)
  reader.expect(')', 'has a parenthesis that is not closed')
  return inner
}
