import type { Reading } from './readings.ts'

/** What must not be read anywhere: names, numbers (NIK, KK, telephone) in any way to write them, and ids as they are written. */
export class Secrets {
  /** By their digits; a telephone number also as it is dialled from abroad. */
  readonly #numbers = new Set<string>()
  readonly #names = new Set<string>()
  readonly #ids = new Set<string>()
  #firstWords: RegExp | null = null

  get size(): number {
    return this.#numbers.size + this.#names.size + this.#ids.size
  }

  addNumber(number: string): void {
    const digits = number.replaceAll(/\D/g, '')
    if (digits.length < LEAST_DIGITS) return
    this.#numbers.add(digits)
    if (digits.startsWith('0')) this.#numbers.add(`62${digits.slice(1)}`)
  }

  /** A name of one word would be found in many innocent places. */
  addName(name: string): void {
    const plain = plainName(name)
    if (plain.includes(' ')) this.#names.add(plain)
  }

  addId(id: string): void {
    this.#ids.add(id.toLowerCase())
  }

  /** The secrets in a reading, as `place: what was found`. */
  in({ place, bytes }: Reading): string[] {
    const found = new Set<string>()
    for (const text of textsOf(bytes)) for (const secret of this.#inText(text)) found.add(secret)
    return [...found].map((secret) => `${place}: ${secret}`)
  }

  *#inText(text: string): Generator<string> {
    for (const [run] of text.matchAll(/\d(?:[ .\-/]?\d){9,}/g)) {
      const digits = run.replaceAll(/\D/g, '')
      for (let from = 0; from + LEAST_DIGITS <= digits.length; from++)
        for (let length = LEAST_DIGITS; length <= MOST_DIGITS; length++) {
          const part = digits.slice(from, from + length)
          if (part.length === length && this.#numbers.has(part)) yield part
        }
    }
    for (const [id] of text.matchAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi))
      if (this.#ids.has(id.toLowerCase())) yield id
    if (this.#names.size === 0) return
    this.#firstWords ??= firstWords(this.#names)
    for (const { index } of text.matchAll(this.#firstWords)) {
      const words = plainName(text.slice(index, index + MOST_NAME)).split(' ')
      for (let count = 2; count <= words.length; count++) {
        const name = words.slice(0, count).join(' ')
        if (this.#names.has(name)) yield name
      }
    }
  }
}

const LEAST_DIGITS = 10
const MOST_DIGITS = 16
const MOST_NAME = 80

/** Small letters and single blanks: `O'Neil, Siti` and `ONEIL  SITI` are one. */
function plainName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['’`]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function firstWords(names: ReadonlySet<string>): RegExp {
  const words = new Set([...names].map((name) => name.split(' ')[0]!))
  return new RegExp([...words].join('|'), 'giu')
}

/** The texts that bytes may be: UTF-8 and UTF-16, with escapes of JSON, entities of HTML and XML, and percent signs read. */
function* textsOf(bytes: Buffer): Generator<string> {
  const text = bytes.toString('utf8')
  yield text
  // Either order of UTF-16, wherever it begins: of a Latin letter one byte is zero.
  if (bytes.includes(0)) yield bytes.toString('latin1').replaceAll('\0', '')
  const decoded = text
    .replaceAll(/\\u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/&#x([\da-f]{1,6});/gi, (_, hex: string) => character(Number.parseInt(hex, 16)))
    .replaceAll(/&#(\d{1,7});/g, (_, number: string) => character(Number(number)))
    .replaceAll(/&nbsp;/g, ' ')
    .replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) =>
      Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
    )
  if (decoded !== text) yield decoded
}

const character = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '')
