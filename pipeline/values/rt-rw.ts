/** One neighbourhood unit; every part is null when the text does not give it. */
export interface RtRw {
  /** Canonical spelling (`RT002-RW006`), the pattern of `rt_rw` in `schemas/tables`. */
  key: string
  /** Digits, at least three, with a letter where the RT was split: `002`, `006A`. */
  rt: string | null
  rw: string | null
  /** Dusun number where the RT stands under a dusun: `03`. */
  dusun: string | null
}

const GAP = '[\\s.:_-]*'
const NUMBER = '(\\d{1,3}(?!\\d)(?:[A-Z](?=R\\.?W|[^A-Z0-9]|$))?|[IVX]{1,5}(?![A-Z0-9]))'
const RT = `(?<![A-Z])R\\.?T${GAP}${NUMBER}`
const RW = `R\\.?W${GAP}${NUMBER}`
const DUSUN = `(?:DUSUN|DSN|DS)${GAP}${NUMBER}`
const JOIN = '[\\s.,:;/_-]*'

const RT_THEN_RW = new RegExp(`${RT}${JOIN}${RW}`)
const RW_THEN_RT = new RegExp(`(?<![A-Z])${RW}${JOIN}R\\.?T${GAP}${NUMBER}`)
const RT_THEN_DUSUN = new RegExp(`${RT}${JOIN}${DUSUN}`)
const SLASHED = /^(?:R\.?T ?(?:\/ ?R\.?W)?)?[\s.:]*(\d{1,3}) ?\/ ?(?:R\.?W[\s.:]*)?(\d{1,3})$/
const RT_ALONE = new RegExp(`${RT}(?=[^\\d]*$)`)
const RW_ALONE = new RegExp(`(?<![A-Z])${RW}(?=[^\\d]*$)`)
const DUSUN_ALONE = new RegExp(`(?<![A-Z])${DUSUN}(?=[^\\d]*$)`)

const ANY_RT = /(?<![A-Z])R\.?T[\s.:_-]*(?=\d|[IVX]+(?![A-Z]))/g
/** Not inside a word, but after the letter of a split RT: `RT1BRW2`. */
const ANY_RW = /(?<!(?<!\d)[A-Z])R\.?W[\s.:_-]*(?=\d|[IVX]+(?![A-Z]))/g

/**
 * Reads the RT and RW out of every spelling met in decrees, portals and survey forms (`RT004 RW006`, `RT 14-RW 05`,
 * `1003-RT01_RW01 TOKINJONG`, `RT503-DS03`, `02/06`, `RT II / RW IV`) as one key. Text that names several RTs, a
 * number zero or no RT, RW or dusun number at all gives null: a wrong key would join to another neighbourhood.
 */
export function parseRtRw(source: string): RtRw | null {
  const text = source
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
  const rtCount = countMatches(text, ANY_RT)
  const rwCount = countMatches(text, ANY_RW)
  if (rtCount > 1 || rwCount > 1) return null

  const slashed = SLASHED.exec(text)
  if (slashed !== null) return build(slashed[1], slashed[2])
  if (rtCount === 1 && rwCount === 1) {
    const forward = RT_THEN_RW.exec(text)
    if (forward !== null) return endsClean(text, forward) ? build(forward[1], forward[2]) : null
    const backward = RW_THEN_RT.exec(text)
    return backward !== null && endsClean(text, backward) ? build(backward[2], backward[1]) : null
  }
  if (rtCount === 1) {
    const under = RT_THEN_DUSUN.exec(text)
    if (under !== null) return endsClean(text, under) ? build(under[1], undefined, under[2]) : null
    const alone = RT_ALONE.exec(text)
    return alone === null ? null : build(alone[1])
  }
  if (rwCount === 1) {
    const alone = RW_ALONE.exec(text)
    return alone === null ? null : build(undefined, alone[1])
  }
  const dusun = DUSUN_ALONE.exec(text)
  return dusun === null ? null : build(undefined, undefined, dusun[1])
}

/** A list such as `RT 01 RW 02, 03` names more than the unit that was matched. */
function endsClean(text: string, match: RegExpExecArray): boolean {
  return !/^ ?(?:[,;/&+-]|DAN|S\/?D) ?\d/.test(text.slice(match.index + match[0].length))
}

function build(rtText?: string, rwText?: string, dusunText?: string): RtRw | null {
  const rt = normalise(rtText, 3)
  const rw = normalise(rwText, 3)
  const dusun = normalise(dusunText, 2)
  if (rt === undefined || rw === undefined || dusun === undefined) return null
  const parts = [rt && `RT${rt}`, rw && `RW${rw}`, dusun && `DS${dusun}`].filter((part) => part !== null)
  return { key: parts.join('-'), rt, rw, dusun }
}

/** Null for a part that is not there, undefined for one that cannot be (zero, or not a Roman numeral). */
function normalise(text: string | undefined, width: number): string | null | undefined {
  if (text === undefined) return null
  const arabic = /^0*([1-9]\d*|0)([A-Z]?)$/.exec(text)
  const digits = arabic === null ? romanToArabic(text) : arabic[1]
  if (digits === undefined || digits === '0') return undefined
  return digits.padStart(width, '0') + (arabic?.[2] ?? '')
}

function romanToArabic(text: string): string | undefined {
  const match = /^(X{0,3})(IX|IV|V?I{0,3})$/.exec(text)
  if (match === null || text === '') return undefined
  const units = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'].indexOf(match[2]!)
  return String(match[1]!.length * 10 + units)
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
