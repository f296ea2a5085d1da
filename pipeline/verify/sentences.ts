const SLOT = /\{:?\}/g

/**
 * The Indonesian of English sentences: `{}` is a name or a number that stays, `{:}` a sentence within the sentence. A text matches
 * the first that it fits as a whole.
 * @returns a function that gives null for what is none of them
 */
export function sentences(
  pairs: readonly (readonly [en: string, id: string])[],
): (text: string) => string | null {
  const patterns = pairs.map(([en, id]) => ({ literals: en.split(SLOT), slots: en.match(SLOT) ?? [], id }))
  const translate = (text: string): string | null => {
    for (const { literals, slots, id } of patterns) {
      const found = valuesOf(text, literals)
      if (found === null) continue
      const values = found.map((value, i) => (slots[i] === '{:}' ? (translate(value) ?? value) : value))
      return id.replaceAll(SLOT, () => values.shift()!)
    }
    return null
  }
  return translate
}

/** What stands between the literals of a text that begins with the first and ends with the last; each is the nearest there is. */
function valuesOf(text: string, literals: readonly string[]): string[] | null {
  const [first, ...others] = literals as [string, ...string[]]
  if (others.length === 0) return text === first ? [] : null
  if (!text.startsWith(first)) return null
  const values: string[] = []
  let at = first.length
  for (const [i, literal] of others.entries()) {
    const isLast = i === others.length - 1
    const end = text.length - literal.length
    const place = !isLast ? text.indexOf(literal, at) : end >= at && text.endsWith(literal) ? end : -1
    if (place === -1) return null
    values.push(text.slice(at, place))
    at = place + literal.length
  }
  return values
}
