import { splitOrdinates } from '../readers/csv/geopoint.ts'
import { parseKelurahanCode } from '../values/code.ts'
import { parseDate } from '../values/date.ts'
import { holdsPersonName } from '../values/person-name.ts'
import { holdsPersonalNumber } from '../values/personal.ts'
import { parseRtRw } from '../values/rt-rw.ts'
import { cleanText } from '../values/text.ts'
import type { Cell } from '../values/types.ts'
import { DistinctSketch } from './distinct-sketch.ts'
import { NumberSketch, type NumberVerdict } from './number-sketch.ts'
import type { FieldKind, FieldSummary, ParseCounts } from './types.ts'

const SAMPLES = 3
const SHOWN_MAX = 60
const NULL_SPELLINGS_MAX = 10
/** Share of the cells that must read as a kind before the column is called one; the rest are then its faults. */
const KIND_SHARE = 0.75
/** Longer text is prose: no parser of short values is tried on it. */
const PARSED_MAX = 200

const YES_NO = /^(?:ya|tidak|yes|no|true|false|y|t|n)$/i
const GEOPOINT = /^-?\d{1,2}(?:\.\d+)? -?\d{1,3}(?:\.\d+)?(?: -?[\d.]+(?: -?[\d.]+)?)?$/
/** Two numbers with a decimal each and a comma or a semicolon between them. */
const PAIR = /^[([]?\s*[+-]?\d{1,3}[.,]\d+(?:\s*[,;]\s*|\s+)[+-]?\d{1,3}[.,]\d+\s*[)\]]?$/
const LATITUDE_MAX = 90
const WKT =
  /^(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:Z|M|ZM)?\s*\(|^GEOMETRYCOLLECTION\s*\(/i
const CRITERION = /^[1-7]\.?[a-e]$/i
const NO_NUMBERS: NumberVerdict = {
  decimal: null,
  number: 0,
  integer: 0,
  min: null,
  max: null,
  ambiguous: 0,
  units: [],
}
/** The mark of bytes that could not be decoded counts too: it shows that the encoding is wrong. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII
const LETTER_BEYOND_ASCII = /(?![\x00-\x7f])[\p{L}\ufffd]/u
/** Seven digits and more, as codes and NIK have them: smaller numbers are written so by DBF programs. */
const SPOILT_CODE = /^\d[.,]\d{3,}E\+?(?:0?[7-9]|1[0-5])$/i

/** Whole numbers of so many digits are codes: a number of this machine would lose the last of them. */
const LONG_CODE = 16
/** Longer whole numbers count no persons. */
const COUNT_DIGITS = 4

/** What one column holds, from one pass over its cells; memory is bounded by the cap on different values. */
export class FieldSketch {
  readonly name: string
  readonly #isDeclared: boolean
  readonly #distinct: DistinctSketch
  readonly #numbers = new NumberSketch()
  readonly #nullSpellings = new Map<string, number>()
  readonly #parses: ParseCounts = {
    number: 0,
    integer: 0,
    date: 0,
    yes_no: 0,
    rt_rw: 0,
    kelurahan_code: 0,
    geopoint: 0,
    pair: 0,
    lonFirst: 0,
    latFirst: 0,
    wkt: 0,
  }
  readonly #samples: string[] = []
  #filled = 0
  #digits = 0
  #leadingZeros = 0
  #longCodes = 0
  #spoiltCodes = 0
  #criteria = 0
  #personalNumbers = 0
  #earliest: string | null = null
  #latest: string | null = null
  #shortest: string | null = null
  #longest: string | null = null
  /** A value with letters beyond ASCII, which shows whether the encoding was read right. */
  #beyondAscii: string | null = null

  /** @param isDeclared the format itself declares the column to be numbers. */
  constructor(name: string, isDeclared: boolean, distinctCap: number) {
    this.name = name
    this.#isDeclared = isDeclared
    this.#distinct = new DistinctSketch(distinctCap)
  }

  add(cell: Cell): void {
    if (cell === null) return
    const text = cleanText(cell)
    if (text === null) {
      this.#countNullSpelling(String(cell).trim())
      return
    }
    this.#filled++
    const isNew = this.#distinct.add(text)
    const isPersonal = holdsPersonalNumber(text)
    if (isPersonal) {
      // Counted only: neither the number nor an extreme of it may come out again.
      this.#personalNumbers++
      return
    }
    if (!holdsPersonName(text, 'place')) {
      if (isNew && this.#samples.length < SAMPLES) this.#samples.push(shorten(text))
      this.#keepExtremes(text)
    }
    this.#parse(cell, text)
  }

  #countNullSpelling(spelling: string): void {
    if (spelling === '') return
    const known = this.#nullSpellings.get(spelling)
    if (known === undefined && this.#nullSpellings.size >= NULL_SPELLINGS_MAX) return
    this.#nullSpellings.set(spelling, (known ?? 0) + 1)
  }

  #keepExtremes(text: string): void {
    if (this.#shortest === null || text.length < this.#shortest.length) this.#shortest = shorten(text)
    if (this.#longest === null || text.length > this.#longest.length) this.#longest = text.slice(0, 4096)
    if (this.#beyondAscii === null && LETTER_BEYOND_ASCII.test(text)) this.#beyondAscii = shorten(text)
  }

  #parse(cell: Cell, text: string): void {
    const parses = this.#parses
    if (typeof cell === 'boolean') {
      parses.yes_no++
      return
    }
    this.#numbers.add(cell, this.#isDeclared)
    if (typeof cell === 'number') {
      if (Number.isSafeInteger(cell)) this.#digits++
      return
    }
    if (text.length > PARSED_MAX) {
      if (WKT.test(text)) parses.wkt++
      return
    }
    if (/^\d+$/.test(text)) {
      this.#digits++
      if (text.length > 1 && text.startsWith('0')) this.#leadingZeros++
      if (text.length >= LONG_CODE) this.#longCodes++
    }
    if (CRITERION.test(text)) this.#criteria++
    if (!this.#isDeclared && SPOILT_CODE.test(text)) this.#spoiltCodes++
    if (YES_NO.test(text)) parses.yes_no++
    if (parseRtRw(text) !== null) parses.rt_rw++
    if ('value' in parseKelurahanCode(text)) parses.kelurahan_code++
    if (GEOPOINT.test(text)) parses.geopoint++
    if (WKT.test(text)) parses.wkt++
    this.#parsePair(text)
    const date = parseDate(text)
    if ('value' in date && date.value !== null) {
      parses.date++
      if (this.#earliest === null || date.value < this.#earliest) this.#earliest = date.value
      if (this.#latest === null || date.value > this.#latest) this.#latest = date.value
    }
  }

  #parsePair(text: string): void {
    if (!PAIR.test(text.trim())) return
    const ordinates = splitOrdinates(text).map((part) => Number(part.replace(',', '.')))
    const [first, second] = ordinates
    if (ordinates.length !== 2 || !isInDegrees(first!) || !isInDegrees(second!)) return
    this.#parses.pair++
    if (Math.abs(first!) > LATITUDE_MAX) this.#parses.lonFirst++
    if (Math.abs(second!) > LATITUDE_MAX) this.#parses.latFirst++
  }

  /** Share of the cells with a value that hold a NIK, a KK number or a telephone number. */
  get personalShare(): number {
    return this.#filled === 0 ? 0 : this.#personalNumbers / this.#filled
  }

  /** Whether all cells with a value are small whole numbers. */
  get areCounts(): boolean {
    return this.#filled > 0 && this.#digits === this.#filled && this.#longest!.length <= COUNT_DIGITS
  }

  /** A value that shows how text was decoded, or null when all is ASCII. */
  get beyondAscii(): string | null {
    return this.#beyondAscii
  }

  /** @param records live records of the layer @param personal why the values may not be shown, or null */
  summary(records: number, personal: FieldSummary['personal']): FieldSummary {
    const numbers = this.#areCriteria ? NO_NUMBERS : this.#numbers.verdict()
    const parses = { ...this.#parses, number: numbers.number, integer: numbers.integer }
    const { kind, share } = this.#decideKind(numbers)
    const isNumeric = kind === 'integer' || kind === 'decimal'
    const [min, max] = this.#range(kind, numbers)
    return {
      name: this.name,
      kind,
      share,
      filled: this.#filled,
      nulls: records - this.#filled,
      nullSpellings: [...this.#nullSpellings]
        .map(([text, count]) => ({ text, count }))
        .sort((a, b) => b.count - a.count),
      distinct: this.#distinct.distinct,
      min: personal ? null : min,
      max: personal ? null : max,
      samples: personal ? [] : [...this.#samples],
      decimal: isNumeric ? numbers.decimal : null,
      ambiguous: isNumeric ? numbers.ambiguous : 0,
      units: isNumeric && !personal ? numbers.units : [],
      spoiltCodes: this.#spoiltCodes,
      personal,
      unique: this.#filled > 0 && this.#distinct.isUnique,
      parses,
    }
  }

  /** `6b` is no six of a unit called b. */
  get #areCriteria(): boolean {
    return this.#criteria >= this.#filled * KIND_SHARE
  }

  #decideKind(numbers: NumberVerdict): { kind: FieldKind; share: number } {
    const filled = this.#filled
    if (filled === 0) return { kind: 'empty', share: 1 }
    const { kelurahan_code, rt_rw, date, yes_no } = this.#parses
    const is = (count: number): boolean => count / filled >= KIND_SHARE
    const of = (kind: FieldKind, count: number) => ({ kind, share: count / filled })
    if (is(this.#personalNumbers)) return of('digits', this.#personalNumbers)
    if (is(kelurahan_code)) return of('kelurahan_code', kelurahan_code)
    if (is(rt_rw)) return of('rt_rw', rt_rw)
    if (is(date) && date >= this.#digits) return of('date', date)
    if (is(yes_no)) return of('yes_no', yes_no)
    if (this.#leadingZeros + this.#longCodes > 0 && is(this.#digits)) return of('digits', this.#digits)
    if (is(numbers.number)) {
      return numbers.integer === numbers.number
        ? of('integer', numbers.integer)
        : of('decimal', numbers.number)
    }
    return { kind: 'text', share: 1 }
  }

  #range(kind: FieldKind, numbers: NumberVerdict): [string | number | null, string | number | null] {
    if (kind === 'integer' || kind === 'decimal') return [numbers.min, numbers.max]
    if (kind === 'date') return [this.#earliest, this.#latest]
    return [this.#shortest, this.#longest === null ? null : shorten(this.#longest)]
  }
}

function isInDegrees(value: number): boolean {
  return Math.abs(value) <= 180
}

function shorten(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX - 1)}…`
}
