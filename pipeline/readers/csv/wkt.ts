import type { Geometry, Position } from 'geojson'
import { RECORD_LIMITS, type RecordLimit } from '../limits.ts'

/** What a WKT or EWKT text says. `empty` is a geometry without positions; `other` a type that is not mapped. */
export type WktReading =
  | { kind: 'geometry'; geometry: Geometry; srid: number | null; hadZ: boolean }
  | { kind: 'empty'; srid: number | null }
  | { kind: 'other'; type: string; srid: number | null }
  | { kind: 'fault'; fault: WktFault; at: number }
  | { kind: 'beyond'; limit: RecordLimit; got: number }

export type WktFault = 'no type' | 'no number' | 'cut off' | 'structure' | 'ordinates' | 'more after the end'

/** How deep positions lie in the parentheses of each type. */
const DEPTHS = {
  Point: 0,
  LineString: 1,
  MultiPoint: 1,
  Polygon: 2,
  MultiLineString: 2,
  MultiPolygon: 3,
} as const
type WktType = keyof typeof DEPTHS

const TYPES = new Map(Object.keys(DEPTHS).map((name) => [name.toUpperCase(), name as WktType]))
/** Types of SQL/MM and Simple Feature Access past the six that are mapped. */
const OTHER_TYPES =
  /^(?:GEOMETRYCOLLECTION|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|POLYHEDRALSURFACE|TIN|TRIANGLE)$/

const HEADER = /\s*(?:SRID\s*=\s*(\d{1,9})\s*;\s*)?([A-Z]{3,20}?)(?:\s*(ZM|Z|M))?(?=\s|\(|$)\s*/iy
const EMPTY = /EMPTY(?![A-Z])\s*/iy
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w.,]*[a-z])\s*/iy
/** Longer than any number a program writes; a `Double` in full has some 1,100 digits at most. */
const NUMBER_CHARACTERS_MAX = 1100

class Stop extends Error {
  readonly reading: WktReading
  constructor(reading: WktReading) {
    super()
    this.reading = reading
  }
}

/**
 * Reads WKT, in upper or lower case, with Z, M or ZM values (dropped), or EWKT with its `SRID=n;`. An SRID of 0 states none. Rings are given
 * as they stand: whether they close and are valid is judged later. Nesting is as deep as the type says and no deeper, so no text exhausts
 * the stack.
 *
 * Source: OGC 06-103r4 section 7; PostGIS for EWKT.
 */
export function readWkt(text: string): WktReading {
  try {
    return new WktParser(text).read()
  } catch (stop) {
    if (stop instanceof Stop) return stop.reading
    throw stop
  }
}

class WktParser {
  readonly #text: string
  #at = 0
  #parts = 0
  #vertices = 0
  /** Numbers of each position, fixed by the first one. */
  #ordinates = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): WktReading {
    const header = this.#match(HEADER)
    if (header === null) this.#fail('no type')
    const [, sridText, name] = header
    const srid = Number(sridText ?? 0) || null
    const upper = name!.toUpperCase()
    const type = TYPES.get(upper)
    if (type === undefined) {
      if (OTHER_TYPES.test(upper)) return { kind: 'other', type: upper, srid }
      this.#at = 0
      this.#fail('no type')
    }
    const coordinates = this.#list(DEPTHS[type], type)
    if (this.#at < this.#text.length) this.#fail('more after the end')
    if (coordinates === null) return { kind: 'empty', srid }
    return {
      kind: 'geometry',
      geometry: { type, coordinates } as Geometry,
      srid,
      hadZ: this.#ordinates > 2,
    }
  }

  /** What stands in one pair of parentheses, null when that is `EMPTY` or nothing but empty parts. */
  #list(depth: number, type: WktType): unknown {
    if (this.#match(EMPTY) !== null) return null
    this.#expect('(')
    if (depth === 0) {
      const position = this.#position()
      this.#expect(')')
      return position
    }
    const items: unknown[] = []
    do {
      const item = this.#item(depth, type)
      if (item !== null) items.push(item)
    } while (this.#accept(','))
    this.#expect(')')
    return items.length === 0 ? null : items
  }

  #item(depth: number, type: WktType): unknown {
    if (depth > 1) {
      this.#count('parts', ++this.#parts)
      return this.#list(depth - 1, type)
    }
    // Points of a MULTIPOINT may stand in parentheses of their own.
    const isWrapped = type === 'MultiPoint' && /[(E]/i.test(this.#text[this.#at] ?? '')
    return isWrapped ? this.#list(0, type) : this.#position()
  }

  #position(): Position {
    this.#count('vertices', ++this.#vertices)
    const x = this.#number()
    const y = this.#number()
    let ordinates = 2
    while (ordinates < 4 && /[\d+.-]/.test(this.#text[this.#at] ?? '')) {
      this.#number()
      ordinates++
    }
    if (this.#ordinates === 0) this.#ordinates = ordinates
    if (this.#ordinates !== ordinates) this.#fail('ordinates')
    return [x, y]
  }

  #number(): number {
    const from = this.#at
    const [token] = this.#match(NUMBER) ?? [null]
    // A number at the very end may lack its last digits.
    if (token === null || this.#at === this.#text.length) {
      if (token === null && /[^\d\s.e+-]/i.test(this.#text[from] ?? '')) this.#fail('no number')
      if (this.#at === this.#text.length || from === this.#text.length) this.#fail('cut off')
      this.#fail('no number')
    }
    const value = token.length > NUMBER_CHARACTERS_MAX ? Number.NaN : Number(token)
    if (Number.isFinite(value)) return value
    this.#at = from
    return this.#fail('no number')
  }

  #count(limit: 'parts' | 'vertices', got: number): void {
    if (got > RECORD_LIMITS[limit]) throw new Stop({ kind: 'beyond', limit, got })
  }

  #accept(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false
    this.#at++
    this.#match(/\s*/y)
    return true
  }

  #expect(mark: string): void {
    if (!this.#accept(mark)) this.#fail(this.#at >= this.#text.length ? 'cut off' : 'structure')
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found !== null) this.#at = pattern.lastIndex
    return found
  }

  #fail(fault: WktFault): never {
    throw new Stop({ kind: 'fault', fault, at: this.#at })
  }
}
