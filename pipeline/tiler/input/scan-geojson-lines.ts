import { isUtf8 } from 'node:buffer'
import { DROPPED } from '../features/keys.ts'
import { HASH_START, hashByte } from '../values/byte-table.ts'
import { NO_VALUE } from '../values/dictionary.ts'
import { isBeyondDoubles, parseExactly } from '../values/exact-json.ts'
import { FALSE_TOKEN, TRUE_TOKEN } from '../values/token.ts'
import { addFeature, isTileId } from './add-feature.ts'
import type { FeatureSink } from './feature-sink.ts'
import {
  afterColon,
  afterNested,
  afterText,
  begins,
  COORDINATES,
  FALSE,
  FEATURE,
  GEOMETRY,
  GEOMETRY_TYPES,
  ID,
  KINDS,
  NULL,
  PROPERTIES,
  TRUE,
  TYPE,
} from './json-bytes.ts'
import { KeyReader } from './key-reader.ts'
import { contentOfLine, idOf } from './odd-line.ts'
import { countFeature, newTally, type ReadTally } from './read-tally.ts'
import { scanNumber } from './scan-number.ts'
import { scanCoordinates, skipSpace } from './scan-positions.ts'

const LINE_FEED = 0x0a
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const RECORD_SEPARATOR = 0x1e
const REPLACEMENT = '\ufffd'

/** Members of a feature that have been met, as bits. */
const HAS_TYPE = 1
const HAS_ID = 2
const HAS_GEOMETRY = 4
const HAS_PROPERTIES = 8

/**
 * Reads newline-delimited GeoJSON from bytes into chunks. Features written as programs write them are scanned byte by
 * byte; where anything else is met (members in another order, escapes in names, collections, faults) the line is parsed
 * as a whole by JSON.parse, with the same result.
 */
export class LineScanner {
  readonly tally: ReadTally = newTally()
  readonly #sink: FeatureSink
  readonly #keys: KeyReader
  readonly #number = new Float64Array(1)
  #hash = 0
  /** What was to be the id of the feature and is none. */
  #idLeftOut: unknown

  constructor(sink: FeatureSink) {
    this.#sink = sink
    this.#keys = new KeyReader(sink.keys)
  }

  /**
   * Reads whole lines; the last one may lack its line feed.
   * @throws UserError when the layer has too many attributes or values
   */
  scanLines(bytes: Uint8Array, start: number, end: number): void {
    if (start >= end) return
    const whole = bytes[end - 1] === LINE_FEED ? end : bytes.lastIndexOf(LINE_FEED, end - 1) + 1
    for (let at = start; at < whole; ) at = this.#line(bytes, at)
    const rest = Math.max(start, whole)
    if (rest >= end) return
    // Everything below stops at a line feed and at nothing else.
    const last = new Uint8Array(end - rest + 1)
    last.set(bytes.subarray(rest, end))
    last[end - rest] = LINE_FEED
    this.#line(last, 0)
  }

  /** Counts a line that is too long to be held. */
  refuseLongLine(bytes: number): void {
    this.tally.lines++
    countFeature(this.tally, 'too_many_positions', { why: `longer than ${bytes} bytes` })
  }

  /** Reads a line; gives the start of the next one. */
  #line(bytes: Uint8Array, start: number): number {
    const { tally } = this
    tally.lines++
    let at = skipSpace(bytes, start)
    if (bytes[at] === RECORD_SEPARATOR) at = skipSpace(bytes, at + 1)
    if (bytes[at] === LINE_FEED) return at + 1
    const { builder, dictionary } = this.#sink
    const before = dictionary.textsNotUtf8
    builder.begin()
    this.#idLeftOut = undefined
    at = this.#feature(bytes, at)
    if (at >= 0) {
      if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
      if (bytes[at] === LINE_FEED) {
        const refusal = builder.end()
        countFeature(tally, refusal, { why: builder.why, id_left_out: this.#idLeftOut })
        if (dictionary.textsNotUtf8 > before) tally.lines_not_utf8++
        return at + 1
      }
    }
    builder.cancel()
    const end = bytes.indexOf(LINE_FEED, start)
    this.#oddLine(bytes, start, end)
    return end + 1
  }

  #oddLine(bytes: Uint8Array, start: number, end: number): void {
    const { tally } = this
    let text: string
    try {
      text = textOf(bytes, start, end)
    } catch {
      const why = `unusual, and with ${end - start} bytes too long to be read as a whole`
      countFeature(tally, 'not_a_feature', { why })
      return
    }
    const { features, fault } = contentOfLine(text)
    const { builder } = this.#sink
    for (const feature of features) {
      const refusal = addFeature(this.#sink, feature)
      countFeature(tally, refusal, { why: builder.why, id_left_out: feature.id_left_out })
    }
    if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))) tally.lines_not_utf8++
    if (fault !== undefined) countFeature(tally, 'not_a_feature', { why: fault })
  }

  // What follows takes the place where something should begin and gives the place after it and the white space that
  // follows, or -1 when it is not written as it mostly is.

  #feature(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== OPEN_OBJECT) return -1
    let met = 0
    do {
      at = skipSpace(bytes, at + 1)
      let member = 0
      if (begins(bytes, at, TYPE)) {
        member = HAS_TYPE
        at = afterColon(bytes, at + TYPE.length)
        at = at >= 0 && begins(bytes, at, FEATURE) ? skipSpace(bytes, at + FEATURE.length) : -1
      } else if (begins(bytes, at, GEOMETRY)) {
        member = HAS_GEOMETRY
        at = this.#geometry(bytes, afterColon(bytes, at + GEOMETRY.length))
      } else if (begins(bytes, at, PROPERTIES)) {
        member = HAS_PROPERTIES
        at = this.#properties(bytes, afterColon(bytes, at + PROPERTIES.length))
      } else if (begins(bytes, at, ID)) {
        member = HAS_ID
        at = this.#id(bytes, afterColon(bytes, at + ID.length))
      } else {
        const end = this.#text(bytes, at)
        if (end < 0 || this.#hash === 0) return -1
        at = this.#value(bytes, afterColon(bytes, end), DROPPED)
      }
      if (at < 0 || (met & member) !== 0) return -1
      met |= member
    } while (bytes[at] === COMMA)
    if (bytes[at] !== CLOSE_OBJECT || (met & HAS_TYPE) === 0) return -1
    return skipSpace(bytes, at + 1)
  }

  #geometry(bytes: Uint8Array, at: number): number {
    const { builder } = this.#sink
    if (at < 0) return -1
    if (begins(bytes, at, NULL)) {
      builder.refuse('no_geometry')
      return skipSpace(bytes, at + NULL.length)
    }
    if (bytes[at] !== OPEN_OBJECT) return -1
    at = skipSpace(bytes, at + 1)
    if (!begins(bytes, at, TYPE)) return -1
    at = afterColon(bytes, at + TYPE.length)
    if (at < 0) return -1
    let type = 0
    while (type < GEOMETRY_TYPES.length && !begins(bytes, at, GEOMETRY_TYPES[type]!)) type++
    if (type === GEOMETRY_TYPES.length) return -1
    at = skipSpace(bytes, at + GEOMETRY_TYPES[type]!.length)
    if (bytes[at] !== COMMA) return -1
    at = skipSpace(bytes, at + 1)
    if (!begins(bytes, at, COORDINATES)) return -1
    at = afterColon(bytes, at + COORDINATES.length)
    if (at < 0) return -1
    builder.kind(KINDS[type]!)
    at = scanCoordinates(bytes, at, builder, type)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    return bytes[at] === CLOSE_OBJECT ? skipSpace(bytes, at + 1) : -1
  }

  #id(bytes: Uint8Array, at: number): number {
    if (at < 0) return -1
    let id: unknown
    const start = at
    if (bytes[at] === QUOTE) {
      const end = this.#text(bytes, at)
      if (end < 0 || this.#hash === 0) return -1
      id = idOf(Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end - at - 2).toString('latin1'))
      at = end
    } else {
      at = scanNumber(bytes, at, this.#number, 0)
      if (at < 0) return -1
      id = this.#number[0]
    }
    if (isTileId(id)) this.#sink.builder.id(id)
    else this.#idLeftOut = parseExactly(textOf(bytes, start, at))
    return skipSpace(bytes, at)
  }

  #properties(bytes: Uint8Array, at: number): number {
    if (at < 0) return -1
    if (begins(bytes, at, NULL)) return skipSpace(bytes, at + NULL.length)
    if (bytes[at] !== OPEN_OBJECT) return -1
    at = skipSpace(bytes, at + 1)
    if (bytes[at] === CLOSE_OBJECT) return skipSpace(bytes, at + 1)
    const keys = this.#keys
    keys.restart()
    for (;;) {
      at = keys.read(bytes, at)
      if (at < 0) return -1
      at = this.#value(bytes, afterColon(bytes, at), keys.key)
      if (at < 0) return -1
      if (bytes[at] === CLOSE_OBJECT) return skipSpace(bytes, at + 1)
      if (bytes[at] !== COMMA) return -1
      at = skipSpace(bytes, at + 1)
    }
  }

  /** Any JSON value, to an attribute unless the key is DROPPED. */
  #value(bytes: Uint8Array, at: number, key: number): number {
    if (at < 0) return -1
    const { builder, dictionary } = this.#sink
    let token = NO_VALUE
    let end: number
    switch (bytes[at]) {
      case QUOTE:
        end = this.#text(bytes, at)
        if (end < 0) return -1
        if (this.#hash === 0) return this.#parsedValue(bytes, at, end, key)
        if (key !== DROPPED) token = dictionary.utf8Token(bytes, at + 1, end - 1, this.#hash)
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        return this.#parsedValue(bytes, at, afterNested(bytes, at), key)
      case 0x6e:
        end = begins(bytes, at, NULL) ? at + NULL.length : -1
        break
      case 0x74:
        end = begins(bytes, at, TRUE) ? at + TRUE.length : -1
        token = TRUE_TOKEN
        break
      case 0x66:
        end = begins(bytes, at, FALSE) ? at + FALSE.length : -1
        token = FALSE_TOKEN
        break
      default:
        end = scanNumber(bytes, at, this.#number, 0)
        if (end >= 0 && key !== DROPPED) token = this.#numberToken(bytes, at, end)
    }
    if (end < 0) return -1
    if (key !== DROPPED) builder.attribute(key, token)
    return skipSpace(bytes, end)
  }

  #numberToken(bytes: Uint8Array, start: number, end: number): number {
    const { dictionary } = this.#sink
    const value = this.#number[0]!
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return dictionary.numberToken(value)
    const text = textOf(bytes, start, end)
    return isBeyondDoubles(value, text) ? dictionary.textToken(text) : dictionary.numberToken(value)
  }

  #parsedValue(bytes: Uint8Array, start: number, end: number, key: number): number {
    if (end < 0) return -1
    try {
      if (key !== DROPPED)
        this.#sink.builder.attribute(key, this.#sink.dictionary.jsonToken(bytes, start, end))
      else JSON.parse(textOf(bytes, start, end))
    } catch (error) {
      if (error instanceof SyntaxError) return -1
      throw error
    }
    return skipSpace(bytes, end)
  }

  /** A text in quotes; `#hash` is then that of its bytes, or 0 when it holds escapes. White space is not skipped. */
  #text(bytes: Uint8Array, at: number): number {
    if (bytes[at] !== QUOTE) return -1
    let hash = HASH_START
    this.#hash = 0
    for (let byte = bytes[++at]!; byte !== QUOTE; byte = bytes[++at]!) {
      if (byte < SPACE) return -1
      if (byte === BACKSLASH) return afterText(bytes, at - 1)
      hash = hashByte(hash, byte)
    }
    this.#hash = hash
    return at + 1
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
}
