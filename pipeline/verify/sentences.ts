const SLOT = /\{:?\}/g

/**
 * The Indonesian of English sentences: `{}` is a name or a number that stays, `{:}` a sentence within the sentence. A text matches
 * the first that it fits as a whole.
 * @returns a function that gives null for what is none of them
 */
export function sentences(
  pairs: readonly (readonly [en: string, id: string])[],
): (text: string) => string | null {
  const patterns = pairs.map(([en, id]) => {
    const literal = en.split(SLOT).map((text) => text.replaceAll(/[.()^*+?[\]|$]/g, '\\$&'))
    return { pattern: new RegExp(`^${literal.join('(.*?)')}$`, 's'), slots: en.match(SLOT) ?? [], id }
  })
  const translate = (text: string): string | null => {
    for (const { pattern, slots, id } of patterns) {
      const found = pattern.exec(text)?.slice(1)
      if (found === undefined) continue
      const values = found.map((value, i) => (slots[i] === '{:}' ? (translate(value) ?? value) : value))
      return id.replaceAll(SLOT, () => values.shift()!)
    }
    return null
  }
  return translate
}
