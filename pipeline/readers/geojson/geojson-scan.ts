import { RECORD_LIMITS } from '../limits.ts'
import { JsonFault, type JsonText, parseJson, tooManyBytes } from './geojson-text.ts'

export type ScanEvent =
  | ({ kind: 'feature' } & JsonText)
  /** A member, or the root itself with the key `null`, is a list that begins with an object. */
  | { kind: 'list'; key: string | null }
  | ({ kind: 'member'; key: string } & JsonText)
  | { kind: 'end'; hasFeatures: boolean; isList: boolean }

/** Which lists of objects are split into their elements. */
export interface ScanOptions {
  /** Every member may be such a list, and so may the root; else `features` alone is one, and must be. */
  anyList: boolean
  /** Whether the elements of a list are given, by its key; those of others are passed over. */
  wants(key: string | null): boolean
}

const FEATURES: ScanOptions = { anyList: false, wants: () => true }

/** Members of the root object that the reader needs; the others are passed over without being kept. */
const KEPT_MEMBERS = new Set([
  ...['type', 'bbox', 'crs', 'geometry', 'properties', 'id', 'coordinates', 'geometries'],
])

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

type State =
  | 'root'
  | 'first-key'
  | 'key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'first-element'
  | 'element'
  | 'after-element'
  | 'capture-nested'
  | 'capture-string'
  | 'capture-scalar'
  | 'done'

const EXPECTED: Partial<Record<State, string>> = {
  root: 'a JSON object',
  'first-key': 'a member name or }',
  key: 'a member name',
  colon: 'a colon',
  value: 'a value',
  'after-value': 'a comma or }',
  'first-element': 'an object or ]',
  element: 'an object',
  'after-element': 'a comma or ]',
}

/**
 * Splits one JSON object into its members and, where `features` is an array, into the texts of its elements; or any list of objects, by
 * `options`; from chunks of UTF-8 bytes of any size. It only finds where values begin and end; `JSON.parse` judges each of them.
 *
 * @throws JsonFault from `push` and `end`
 */
export class ObjectScanner {
  #state: State = 'root'
  /** What the value being captured is. */
  #target: 'key' | 'member' | 'feature' = 'key'
  #key = ''
  #depth = 0
  #inString = false
  #escaped = false
  #pieces: Buffer[] = []
  #heldBytes = 0
  #isKept = true
  #valueOffset = 0
  #base = 0
  #hasFeatures = false
  #isRootList = false
  readonly #options: ScanOptions

  constructor(options: ScanOptions = FEATURES) {
    this.#options = options
  }

  /** Bytes after the root object, from the last `push`; empty until it is closed. */
  rest: Buffer = Buffer.alloc(0)

  get isDone(): boolean {
    return this.#state === 'done'
  }

  /** Reads the next chunk; once the object is closed the remainder is in `rest`. */
  push(chunk: Buffer): ScanEvent[] {
    const events: ScanEvent[] = []
    let i = 0
    while (i < chunk.length && this.#state !== 'done') {
      if (this.#state.startsWith('capture')) {
        const end = this.#captureEnd(chunk, i)
        this.#hold(chunk.subarray(i, end ?? chunk.length))
        if (end === null) {
          i = chunk.length
        } else {
          this.#finishValue(events)
          i = end
        }
      } else {
        const byte = chunk[i]!
        const isBlank = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
        if (isBlank || !this.#structure(byte, this.#base + i, events)) i++
      }
    }
    this.rest = chunk.subarray(i)
    this.#base += chunk.length
    return events
  }

  /** Call when there are no more bytes. */
  end(): void {
    if (this.#state === 'done') return
    throw new JsonFault(this.#state === 'root' ? 'the file holds no JSON' : 'the file ends too early', {
      offset: this.#base,
      got: 'the end of the file',
      expected: EXPECTED[this.#state] ?? 'the rest of a value',
    })
  }

  /** Handles a byte between values; true where the byte begins a value and is to be read again as part of it. */
  #structure(byte: number, offset: number, events: ScanEvent[]): boolean {
    switch (this.#state) {
      case 'root':
        if (byte === OPEN_BRACE) return this.#go('first-key')
        if (byte === OPEN_BRACKET && this.#options.anyList) {
          this.#isRootList = true
          return this.#go('first-element')
        }
        break
      case 'first-key':
      case 'key':
        if (byte === QUOTE) return this.#begin('key', byte, offset)
        if (byte === CLOSE_BRACE && this.#state === 'first-key') return this.#finishRoot(events)
        break
      case 'colon':
        if (byte === COLON) return this.#go('value')
        break
      case 'value':
        if (byte === OPEN_BRACKET && this.#options.anyList) return this.#go('first-element')
        if (byte === OPEN_BRACKET && this.#key === 'features') {
          if (this.#hasFeatures) throw new JsonFault('two members are named features', { offset })
          this.#hasFeatures = true
          return this.#go('first-element')
        }
        if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === COLON) break
        return this.#begin('member', byte, offset)
      case 'after-value':
        if (byte === COMMA) return this.#go('key')
        if (byte === CLOSE_BRACE) return this.#finishRoot(events)
        break
      case 'first-element':
      case 'element':
        if (byte === OPEN_BRACE) {
          if (this.#state === 'first-element' && this.#options.anyList)
            events.push({ kind: 'list', key: this.#listKey })
          return this.#begin('feature', byte, offset)
        }
        if (this.#state === 'element') break
        if (byte === CLOSE_BRACKET) return this.#closeList(events)
        if (!this.#options.anyList || this.#isRootList) break
        // A list of something else: the rest of it is passed over.
        this.#begin('member', OPEN_BRACKET, offset)
        this.#depth = 1
        return true
      case 'after-element':
        if (byte === COMMA) return this.#go('element')
        if (byte === CLOSE_BRACKET) return this.#closeList(events)
        break
    }
    const got = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `byte 0x${byte.toString(16)}`
    const what = this.#options.anyList ? 'the file is not a list of JSON objects' : 'the file is not GeoJSON'
    throw new JsonFault(what, { offset, got, expected: EXPECTED[this.#state] ?? '' })
  }

  #go(state: State): false {
    this.#state = state
    return false
  }

  get #listKey(): string | null {
    return this.#isRootList ? null : this.#key
  }

  #keepsMember(): boolean {
    return !this.#options.anyList && KEPT_MEMBERS.has(this.#key)
  }

  #closeList(events: ScanEvent[]): false {
    return this.#isRootList ? this.#finishRoot(events) : this.#go('after-value')
  }

  #begin(target: 'key' | 'member' | 'feature', byte: number, offset: number): true {
    const isNested = byte === OPEN_BRACE || byte === OPEN_BRACKET
    this.#state = isNested ? 'capture-nested' : byte === QUOTE ? 'capture-string' : 'capture-scalar'
    this.#target = target
    this.#isKept =
      target === 'key' || (target === 'member' ? this.#keepsMember() : this.#options.wants(this.#listKey))
    this.#valueOffset = offset
    this.#depth = 0
    this.#inString = false
    this.#escaped = false
    return true
  }

  /** Index after the last byte of the value being captured, null when it goes on in the next chunk. */
  #captureEnd(chunk: Buffer, from: number): number | null {
    if (this.#state === 'capture-scalar') {
      for (let i = from; i < chunk.length; i++) {
        const byte = chunk[i]!
        if (byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return i
      }
      return null
    }
    let depth = this.#depth
    let inString = this.#inString
    let escaped = this.#escaped
    let end: number | null = null
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) {
          inString = false
          if (depth === 0) {
            end = i + 1
            break
          }
        }
      } else if (byte === QUOTE) inString = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) {
        end = i + 1
        break
      }
    }
    this.#depth = depth
    this.#inString = inString
    this.#escaped = escaped
    return end
  }

  #hold(piece: Buffer): void {
    if (!this.#isKept || piece.length === 0) return
    this.#heldBytes += piece.length
    if (this.#heldBytes > RECORD_LIMITS.bytes) throw tooManyBytes(this.#valueOffset, this.#heldBytes)
    this.#pieces.push(piece)
  }

  #finishValue(events: ScanEvent[]): void {
    const offset = this.#valueOffset
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#heldBytes = 0
    if (this.#target === 'feature') {
      if (this.#isKept) events.push({ kind: 'feature', text: bytes.toString('utf8'), offset })
      this.#state = 'after-element'
    } else if (this.#target === 'key') {
      this.#key = String(parseJson({ text: bytes.toString('utf8'), offset }))
      this.#state = 'colon'
    } else {
      if (this.#isKept) events.push({ kind: 'member', key: this.#key, text: bytes.toString('utf8'), offset })
      this.#state = 'after-value'
    }
  }

  #finishRoot(events: ScanEvent[]): false {
    events.push({ kind: 'end', hasFeatures: this.#hasFeatures, isList: this.#isRootList })
    return this.#go('done')
  }
}
