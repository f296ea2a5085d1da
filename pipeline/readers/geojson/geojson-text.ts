import { RECORD_LIMITS, type RecordLimit } from '../limits.ts'

/** A fault in JSON text at a byte offset, turned into a `UserError` with a line by the reader. */
export class JsonFault extends Error {
  readonly offset: number
  readonly got: string | null
  readonly expected: string | null
  /** What is beyond a limit, where that is the fault. */
  readonly limit: { name: RecordLimit; got: number } | null

  constructor(
    what: string,
    at: { offset: number; got?: string; expected?: string; limit?: { name: RecordLimit; got: number } },
  ) {
    super(what)
    this.name = 'JsonFault'
    this.offset = at.offset
    this.got = at.got ?? null
    this.expected = at.expected ?? null
    this.limit = at.limit ?? null
  }
}

/** A piece of JSON text, `offset` bytes from the start of the stream. */
export interface JsonText {
  text: string
  offset: number
}

/** A value above this is counted through before it is parsed: what is made of it can be thirty times its text. */
const COUNTED_CHARACTERS = 8 << 20
const POSITIONS_MAX = RECORD_LIMITS.vertices + RECORD_LIMITS.parts

/** The fault of a value that goes on beyond what is held in memory. */
export function tooManyBytes(offset: number, got: number): JsonFault {
  return new JsonFault('one value does not end', { offset, limit: { name: 'bytes', got } })
}

/**
 * Splits chunks of bytes into texts ended by a line feed, or begun by a record separator (RFC 8142). Blank ones are
 * left out.
 * @throws JsonFault for a text that does not end
 */
export class TextSplitter {
  readonly #separator: number
  #pieces: Buffer[] = []
  #heldBytes = 0
  #textOffset: number

  constructor(separator: 0x0a | 0x1e, offset: number) {
    this.#separator = separator
    this.#textOffset = offset
  }

  push(chunk: Buffer): JsonText[] {
    const texts: JsonText[] = []
    let from = 0
    for (let at = chunk.indexOf(this.#separator); at !== -1; at = chunk.indexOf(this.#separator, from)) {
      this.#pieces.push(chunk.subarray(from, at))
      this.#heldBytes += at - from
      this.#finish(texts)
      from = at + 1
    }
    this.#pieces.push(chunk.subarray(from))
    this.#heldBytes += chunk.length - from
    if (this.#heldBytes > RECORD_LIMITS.bytes) throw tooManyBytes(this.#textOffset, this.#heldBytes)
    return texts
  }

  end(): JsonText[] {
    const texts: JsonText[] = []
    this.#finish(texts)
    return texts
  }

  #finish(texts: JsonText[]): void {
    const text = Buffer.concat(this.#pieces).toString('utf8')
    const trimmed = text.trim()
    // Leading blanks are one byte each, or the offset is a little early: it only serves to find the line.
    if (trimmed !== '') texts.push({ text: trimmed, offset: this.#textOffset + text.indexOf(trimmed) })
    this.#textOffset += this.#heldBytes + 1
    this.#pieces = []
    this.#heldBytes = 0
  }
}

/**
 * `JSON.parse` that says where.
 * @throws JsonFault
 */
export function parseJson({ text, offset }: JsonText): unknown {
  if (text.length > COUNTED_CHARACTERS) requireFewValues(text, offset)
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = (error as Error).message
    const position = /at position (\d+)/.exec(reason)?.[1]
    const into = position === undefined ? 0 : Buffer.byteLength(text.slice(0, Number(position)))
    throw new JsonFault('the file is not JSON', {
      offset: offset + into,
      got: reason.replace(/\s+/g, ' ').slice(0, 160),
      expected: 'a JSON value (NaN, comments and single quotes are not JSON)',
    })
  }
}

function requireFewValues(text: string, offset: number): void {
  const limit = (got: number) =>
    new JsonFault('one value holds too much', { offset, limit: { name: 'vertices', got } })
  const opened = countUpTo(text, '[', POSITIONS_MAX) + countUpTo(text, '{', POSITIONS_MAX)
  if (opened > POSITIONS_MAX) throw limit(opened)
  // A position of four numbers has four commas.
  if (countUpTo(text, ',', 4 * POSITIONS_MAX) > 4 * POSITIONS_MAX) throw limit(4 * POSITIONS_MAX)
}

function countUpTo(text: string, mark: string, most: number): number {
  let count = 0
  for (let at = text.indexOf(mark); at !== -1 && count <= most; at = text.indexOf(mark, at + 1)) count++
  return count
}
