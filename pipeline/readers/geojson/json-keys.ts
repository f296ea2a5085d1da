/**
 * The name that two members of one object share, in JSON text that has been parsed into `value`; null where there is none. `JSON.parse`
 * keeps the last of them in silence.
 */
export function duplicateKey(text: string, value: unknown): string | null {
  // Colons after quotes can only be more than the members where a string holds one, or fewer where a blank stands between.
  if (typeof value !== 'object' || value === null) return null
  return countMarks(text) === countMembers(value) ? null : findDuplicate(text)
}

function countMarks(text: string): number {
  let count = 0
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count++
  return count
}

/** Deeper values are left to the thorough look: NaN equals no count. */
const COUNTED_DEPTH = 32

/** Members of all objects in a value. A list that begins with a number, however deep, is taken as coordinates, which hold none. */
function countMembers(value: object, depth = 0): number {
  if (depth > COUNTED_DEPTH) return Number.NaN
  let count = 0
  if (Array.isArray(value)) {
    let first: unknown = value
    while (Array.isArray(first)) first = first[0]
    if (typeof first === 'number') return 0
    for (const item of value)
      if (typeof item === 'object' && item !== null) count += countMembers(item, depth + 1)
    return count
  }
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue
    count++
    const member = (value as Record<string, unknown>)[key]
    if (typeof member === 'object' && member !== null) count += countMembers(member, depth + 1)
  }
  return count
}

function findDuplicate(text: string): string | null {
  /** Names met in the objects that are open; null for a list. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]
    if (mark === '{') open.push(new Set())
    else if (mark === '[') open.push(null)
    else if (mark === '}' || mark === ']') open.pop()
    else if (mark === '"') {
      const end = stringEnd(text, at)
      let after = end
      while (text[after] === ' ' || text[after] === '\n' || text[after] === '\r' || text[after] === '\t')
        after++
      const names = open.at(-1)
      if (text[after] === ':' && names) {
        const name = JSON.parse(text.slice(at, end)) as string
        if (names.has(name)) return name
        names.add(name)
      }
      at = end - 1
    }
  }
  return null
}

/** Index after the closing quote of the string that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}
