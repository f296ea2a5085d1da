/** A fault in JSON text at a byte offset, turned into a `UserError` with a line by the reader. */
export class JsonFault extends Error {
  readonly offset: number
  readonly got: string | null
  readonly expected: string | null

  constructor(what: string, at: { offset: number; got?: string; expected?: string }) {
    super(what)
    this.name = 'JsonFault'
    this.offset = at.offset
    this.got = at.got ?? null
    this.expected = at.expected ?? null
  }
}

/** A piece of JSON text, `offset` bytes from the start of the stream. */
export interface JsonText {
  text: string
  offset: number
}

/** One JSON value is held in memory at a time and never more than this. */
export const VALUE_BYTES_MAX = 256 << 20

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
    if (this.#heldBytes > VALUE_BYTES_MAX) {
      throw new JsonFault('one line does not end', {
        offset: this.#textOffset,
        got: `more than ${VALUE_BYTES_MAX} bytes`,
        expected: 'one feature on each line',
      })
    }
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
