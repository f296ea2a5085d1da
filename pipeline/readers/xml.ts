import sax from 'sax'
import { type Place, UserError } from '../errors.ts'
import {
  EncodingFault,
  type TextDecoding,
  textDecoding,
  XML_HEAD_BYTES,
  xmlEncodingOf,
} from './xml-encoding.ts'

/** Elements in each other: far above any document, far below what would fill the memory. */
const DEPTH_MAX = 256
const ATTRIBUTES_MAX = 1000
/** Bytes decoded at a time: what is made of one such piece waits in memory until it is taken. */
const PIECE_BYTES = 1 << 16

export type XmlAttributes = Record<string, string>

/** Takes the elements of a document in order. Names and attributes come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void
  close(name: string): void
  /** Character data and CDATA, entities decoded; one text may come in several pieces. */
  text(text: string): void
}

export interface XmlOptions {
  /** Where the document is, for messages; the line is added. */
  where: Place
  encoding?: string
}

/** A fault in a document, thrown by handlers; the parser adds the line. */
export class XmlFault extends Error {
  readonly got: string | null
  readonly expected: string | null
  readonly next: string | null

  constructor(what: string, detail: { got?: string; expected?: string; next?: string } = {}) {
    super(what)
    this.name = 'XmlFault'
    this.got = detail.got ?? null
    this.expected = detail.expected ?? null
    this.next = detail.next ?? null
  }
}

/** Name without its namespace prefix, declared or not. */
export function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

/**
 * Hands a document to `handler` and yields after each piece, so that the caller can take what the handler made. Nothing but the open elements
 * is kept. Undeclared prefixes are let pass; entities other than the five of XML are not, and a document type is refused: neither a table nor a
 * map needs one, and entities within it can grow without end or fetch files.
 *
 * Source: XML 1.0 (fifth edition).
 * @throws UserError `source` with the line, for a document that is cut off, not well-formed, nested or attributed without end, or not in its
 *   encoding; `config` for an unknown `encoding`; what the handler throws
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  handler: XmlHandler,
  options: XmlOptions,
): AsyncGenerator<void> {
  const parser = sax.parser(true, { strictEntities: true } as sax.SAXOptions)
  drive(parser, handler)
  let decoding: TextDecoding | null = null
  try {
    for await (let { chunk, isFirst } of pieces(bytes)) {
      if (isFirst) {
        const encoding = xmlEncodingOf(chunk.subarray(0, XML_HEAD_BYTES), options.encoding)
        decoding = textDecoding(encoding)
        chunk = chunk.subarray(encoding.bomBytes)
      }
      write(parser, decoding!.write(chunk))
      yield
    }
    if (decoding === null) throw new XmlFault('the document is empty', { got: '0 bytes' })
    write(parser, decoding.end())
    parser.close()
    yield
  } catch (error) {
    throw toUserError(error, parser, options)
  }
}

/** The first piece is made long enough to hold the declaration, however the bytes arrive; later ones are cut to size. */
async function* pieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<{ chunk: Buffer; isFirst: boolean }> {
  let held: Buffer | null = Buffer.alloc(0)
  for await (const chunk of bytes) {
    if (held !== null) {
      held = Buffer.concat([held, chunk])
      if (held.length < XML_HEAD_BYTES) continue
    }
    const whole: Buffer = held ?? chunk
    for (let at = 0; at < whole.length; at += PIECE_BYTES) {
      yield { chunk: whole.subarray(at, at + PIECE_BYTES), isFirst: held !== null && at === 0 }
    }
    held = null
  }
  if (held !== null && held.length > 0) yield { chunk: held, isFirst: true }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f]/

function write(parser: sax.SAXParser, text: string): void {
  const at = text.search(FORBIDDEN)
  if (at === -1) {
    parser.write(text)
    return
  }
  parser.write(text.slice(0, at))
  throw new XmlFault('the document holds a character that XML forbids', {
    got: `U+${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
    next: 'export the file again; a UTF-16 file without a byte order mark needs `encoding: utf-16le`',
  })
}

function drive(parser: sax.SAXParser, handler: XmlHandler): void {
  let depth = 0
  let attributes = 0
  let hasRoot = false
  parser.onerror = (error) => {
    throw error
  }
  parser.ondoctype = () => {
    throw new XmlFault('the document has a document type, which is not read', {
      got: '<!DOCTYPE',
      expected: 'a document without one: entities in it may grow without end or name other files',
      next: 'export the file again, or take the declaration out when you know where it is from',
    })
  }
  parser.onopentagstart = () => {
    attributes = 0
  }
  parser.onattribute = () => {
    if (++attributes > ATTRIBUTES_MAX)
      throw beyond(`more than ${ATTRIBUTES_MAX} attributes`, `${ATTRIBUTES_MAX} on one element`)
  }
  parser.onopentag = (tag) => {
    hasRoot = true
    if (++depth > DEPTH_MAX)
      throw beyond(`more than ${DEPTH_MAX} levels`, `${DEPTH_MAX} elements in each other`)
    handler.open(localName(tag.name), withoutPrefixes(tag.attributes as XmlAttributes))
  }
  parser.onclosetag = (name) => {
    depth--
    handler.close(localName(name))
  }
  parser.ontext = (text) => handler.text(text)
  parser.oncdata = (text) => handler.text(text)
  parser.onend = () => {
    if (!hasRoot) throw new XmlFault('the document has no element', { got: 'no opening tag' })
  }
}

function withoutPrefixes(attributes: XmlAttributes): XmlAttributes {
  for (const name in attributes) {
    const local = localName(name)
    // An attribute of its own name goes before one of another namespace.
    if (local !== name && attributes[local] === undefined) attributes[local] = attributes[name]!
  }
  return attributes
}

function beyond(got: string, expected: string): XmlFault {
  return new XmlFault('the document is nested or attributed beyond what is safe to read', {
    got,
    expected: `at most ${expected}`,
  })
}

function toUserError(error: unknown, parser: sax.SAXParser, options: XmlOptions): UserError {
  // What other parts throw while bytes are fetched is theirs to explain.
  if (error instanceof UserError) return error
  const next = 'if the file was cut off by a copy or a download ask for it again; otherwise export it again'
  const line = parser.line + 1
  if (error instanceof EncodingFault) {
    const isUnknownOption = error.before === null && options.encoding !== undefined
    const linesBefore = (error.before ?? '').split('\n').length - 1
    return new UserError(
      isUnknownOption ? 'config' : 'source',
      {
        what: error.message,
        where: { ...options.where, line: line + linesBefore },
        got: error.got,
        expected: 'text in the encoding of its XML declaration, or of `encoding`',
        next: 'set `encoding` of this source, to windows-1252 where accents then read well',
      },
      { cause: error },
    )
  }
  const where = { ...options.where, line }
  if (error instanceof XmlFault) {
    return new UserError(
      'source',
      {
        what: error.message,
        where,
        ...(error.got === null ? {} : { got: error.got }),
        ...(error.expected === null ? {} : { expected: error.expected }),
        next: error.next ?? next,
      },
      { quotesRecord: true, cause: error },
    )
  }
  const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!
  return new UserError(
    'source',
    {
      what: 'the document is not well-formed XML',
      where,
      got: reason.slice(0, 160),
      expected: 'elements that are closed in order, and text in which & and < are escaped',
      next,
    },
    { quotesRecord: true, cause: error },
  )
}
