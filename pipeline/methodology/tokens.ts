/** A fault in an expression or condition, in words that fit after its name. */
export class ExpressionFault extends Error {}

/** A piece of an expression: the name of a column, a number, a sign, or a text in quotes. */
export interface Token {
  kind: 'name' | 'number' | 'sign' | 'text'
  text: string
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|(<=|>=|<>|[-+*/()<>=,])|'([^']*)')/y

/** @throws ExpressionFault when a sign stands in it that no expression holds. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new ExpressionFault(`has ${text.slice(start).trim()[0]}, which it may not contain`)
    const [, name, number, sign, quoted] = match
    if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'text', text: quoted! })
  }
  return tokens
}
