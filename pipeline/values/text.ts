import type { Cell } from './types.ts'

/** Ways a table says "no value"; compared as written, because `Na` and `none` can be names. */
const NULL_SPELLINGS = new Set(
  '|-|--|–|—|NA|N/A|n/a|#N/A|NULL|null|(null)|<null>|<NULL>|None|nan|NaN|NAN'.split('|'),
)

const ENTITIES: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Printable ASCII with single blanks between its words: nothing to clean, and most of what tables hold. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const BLANKS = /[\s\u0000-\u001f\u007f]+/g
const ZERO_WIDTH = /[\u200b\u2060\ufeff]/g

/** True for blank text and for the spellings of "no value" met in official tables (`-`, `NA`, `NULL`, `nan`, ...). */
export function isNullSpelling(text: string): boolean {
  return NULL_SPELLINGS.has(text.trim())
}

/**
 * Decodes the HTML entities that web exports leave in tables (`&lt; 150 Jiwa/Ha`), once: `&amp;lt;` becomes `&lt;`.
 * An unknown entity stays as it is.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,6}));/g,
    (entity, dec, hex, name) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : entity
      const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec)
      const isScalar = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      return isScalar ? String.fromCodePoint(code) : entity
    },
  )
}

/**
 * A cell as clean text in Unicode NFC: entities decoded, whitespace and line breaks collapsed to one blank, ends
 * trimmed; a value that a merged cell repeats on every line (`Sedang\r\nSedang`) is given once; null for every
 * spelling of "no value".
 */
export function cleanText(cell: Cell): string | null {
  if (cell === null) return null
  if (typeof cell !== 'string')
    return typeof cell === 'number' && !Number.isFinite(cell) ? null : String(cell)
  if (PLAIN.test(cell) && !cell.includes('&')) return NULL_SPELLINGS.has(cell) ? null : cell
  const lines = decodeEntities(cell)
    .replace(ZERO_WIDTH, '')
    .split(LINE_BREAK)
    .map((line) => line.replace(BLANKS, ' ').trim())
    .filter((line) => line !== '')
  const text = (lines.every((line) => line === lines[0]) ? (lines[0] ?? '') : lines.join(' ')).normalize(
    'NFC',
  )
  return isNullSpelling(text) ? null : text
}
