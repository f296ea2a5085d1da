import { stringEnd } from './json-keys.ts'

const BLANK = /[ \t\n\r]*/y
const SCALAR_END = /[,}\] \t\n\r]/g
const STRUCTURE = /["[\]{}]/g

/**
 * The values of the members of an object as the text has them, by name. Nothing is parsed, so no digit can change; `text` must be a JSON
 * object that `JSON.parse` has accepted. The look ends once all of `wanted` are found: what follows may be a long geometry.
 */
export function memberTexts(text: string, wanted: readonly string[] = []): Map<string, string> {
  const members = new Map<string, string>()
  let at = skipBlanks(text, skipBlanks(text, 0) + 1)
  let left = wanted.length
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at)
    const name = JSON.parse(text.slice(at, nameEnd)) as string
    const from = skipBlanks(text, skipBlanks(text, nameEnd) + 1)
    const to = valueEnd(text, from)
    members.set(name, text.slice(from, to))
    if (wanted.includes(name) && --left === 0) break
    at = skipBlanks(text, skipBlanks(text, to) + 1)
  }
  return members
}

/** The text of a value without the blanks between its tokens, so that it does not depend on how the file is laid out. */
export function compactJson(text: string): string {
  if (!/[ \t\n\r]/.test(text)) return text
  let compact = ''
  let at = 0
  while (at < text.length) {
    const quote = text.indexOf('"', at)
    const between = quote === -1 ? text.slice(at) : text.slice(at, quote)
    compact += between.replace(/[ \t\n\r]+/g, '')
    if (quote === -1) break
    at = stringEnd(text, quote)
    compact += text.slice(quote, at)
  }
  return compact
}

function valueEnd(text: string, from: number): number {
  const first = text[from]
  if (first === '"') return stringEnd(text, from)
  if (first !== '{' && first !== '[') {
    SCALAR_END.lastIndex = from
    return SCALAR_END.exec(text)?.index ?? text.length
  }
  let open = 0
  STRUCTURE.lastIndex = from
  for (let mark = STRUCTURE.exec(text); mark !== null; mark = STRUCTURE.exec(text)) {
    if (mark[0] === '"') STRUCTURE.lastIndex = stringEnd(text, mark.index)
    else open += mark[0] === '{' || mark[0] === '[' ? 1 : -1
    if (open === 0) return mark.index + 1
  }
  return text.length
}

function skipBlanks(text: string, from: number): number {
  BLANK.lastIndex = from
  BLANK.exec(text)
  return BLANK.lastIndex
}
