import { isNullSpelling } from './text.ts'
import type { Cell } from './types.ts'

export type DecimalMark = ',' | '.'

/**
 * `value` null is a blank or a spelling of "no value"; `unit` is what stands beside the digits (`Ha`, `M`, `Rp`, `%`).
 * `ambiguous`: one separator before exactly three digits (`1.234`) and nothing that says whether it is 1234 or 1.234.
 */
export type NumberResult =
  | { value: number | null; unit: string | null }
  | { error: 'unparsable' | 'ambiguous' }

const UNPARSABLE: NumberResult = { error: 'unparsable' }
const AMBIGUOUS: NumberResult = { error: 'ambiguous' }

/** Every blank that thousands are grouped with: ordinary, no-break, thin, narrow no-break. */
const BLANKS = /[\s\u00a0\u2009\u202f]+/g
const SHAPE =
  /^(?<currency>(?:rp|idr)\.?(?=[ \d+-]))? ?(?<sign>[+-])? ?(?<digits>\d(?:[\d., ]*\d)?|[.,]\d+)(?<exponent>[eE][+-]?\d{1,3}(?![\p{L}\d]))?(?<cents>[.,]-{1,2})?(?<tail>.*)$/iu
const UNIT = /^(?:%|\p{L}+[23²³]?)(?:(?: ?\/ ?| |\.)\p{L}+[23²³]?)*\.?$/u
/** Words after a number that make it a bound: no unit. */
const BOUND = /(?:^| )(?:ke (?:atas|bawah)|(?:atau )?(?:lebih|kurang)|or (?:more|less))$/i

/** Indonesian words for powers of ten that follow a number (`16,5 miliar`). */
const POWERS_OF_TEN: Record<string, number> = {
  ribu: 3,
  rb: 3,
  juta: 6,
  jt: 6,
  miliar: 9,
  milyar: 9,
  triliun: 12,
  trilyun: 12,
}

/** What stands for a power of ten in money alone, in capitals: elsewhere `M` is the metre. */
const POWERS_OF_MONEY: Record<string, number> = { M: 9, T: 12 }
const WORDS_OF_MONEY: Record<string, number> = { mrd: 9, mld: 9, mlyr: 9, trl: 12 }

interface Written {
  currency: boolean
  negative: boolean
  /** Digits with their separators. */
  digits: string
  exponent: number | null
  tail: string
}

/** What the separators of one written number say. */
type Reading =
  | { kind: 'clear'; plain: string; decimal: DecimalMark | null }
  | { kind: 'either'; mark: DecimalMark; whole: string; rest: string }

/**
 * Reads a number as Indonesian tables write it: `12,6 Ha`, `2.002,38 M`, `346.500.000,00`, `420unit`, `Rp 16.500.000`,
 * `Rp 16,5 miliar`, `9.89e-01`, `1,234.5`. Text that is not one exact number (`<150`, `35-65 %`) is `unparsable`.
 * `decimal` is the mark the source or its column is known to use; a cell that contradicts it is `unparsable`.
 * `isMoney` is for a column of rupiah: `M` and `Mrd` are miliar (1e9) there and `T` triliun (1e12), capitals only, as people
 * write `1,5 M`; without it `M` is the unit metre, and `Rp 1,5 M` is `ambiguous`.
 */
export function parseNumber(
  cell: Cell,
  options: { decimal?: DecimalMark | null; isMoney?: boolean } = {},
): NumberResult {
  if (cell === null) return { value: null, unit: null }
  if (typeof cell === 'number') return { value: Number.isFinite(cell) ? cell : null, unit: null }
  if (typeof cell === 'boolean') return UNPARSABLE
  if (isNullSpelling(cell)) return { value: null, unit: null }
  const written = dissect(cell)
  if (written === null) return UNPARSABLE
  const reading = readSeparators(written)
  if (reading === null) return UNPARSABLE
  const { decimal } = options
  let plain: string
  if (reading.kind === 'clear') {
    const contradicted = decimal != null && reading.decimal !== null && reading.decimal !== decimal
    if (contradicted && written.exponent === null) return UNPARSABLE
    plain = reading.plain
  } else {
    if (decimal == null) return AMBIGUOUS
    plain = decimal === reading.mark ? `${reading.whole}.${reading.rest}` : reading.whole + reading.rest
  }
  const named = nameUnit(written, options.isMoney ?? false)
  if (named === null) return UNPARSABLE
  if (named === 'ambiguous') return AMBIGUOUS
  const value = Number(`${plain}e${(written.exponent ?? 0) + named.power}`)
  if (!Number.isFinite(value)) return UNPARSABLE
  return { value: written.negative && value !== 0 ? -value : value, unit: named.unit }
}

/** The decimal mark of a column, from the cells that can be read one way only. */
export class DecimalEvidence {
  #mark: DecimalMark | 'mixed' | null = null
  readonly #open = new Set<DecimalMark>()

  add(text: string): void {
    const written = dissect(text)
    const reading = written === null ? null : readSeparators(written)
    if (reading?.kind === 'either') this.#open.add(reading.mark)
    if (this.#mark === 'mixed' || reading?.kind !== 'clear' || reading.decimal === null) return
    this.#mark = this.#mark === null || this.#mark === reading.decimal ? reading.decimal : 'mixed'
  }

  /** Null when the cells disagree or none tells. */
  get mark(): DecimalMark | null {
    return this.#mark === 'mixed' ? null : this.#mark
  }

  /**
   * The decimal mark of a column that was written without thousands marks and `.` for the decimals, and may have been typed in since: null
   * where cells with the other mark (`12.345` of ours beside a typed `500,5`) could be read wrongly by the one that is shown.
   */
  get markOfOurs(): DecimalMark | null {
    if (this.#mark === 'mixed') return null
    const mark = this.#mark ?? '.'
    return this.#open.has(other(mark)) ? null : mark
  }
}

/** The decimal mark of these cells; null when they disagree or none tells. */
export function decideDecimal(samples: Iterable<string>): DecimalMark | null {
  const evidence = new DecimalEvidence()
  for (const sample of samples) evidence.add(sample)
  return evidence.mark
}

/** Longer than any number with its unit; what is read by patterns must not be without end. */
const MOST_CHARACTERS = 1000

function dissect(text: string): Written | null {
  if (text.length > MOST_CHARACTERS) return null
  const groups = SHAPE.exec(
    text
      .replace(BLANKS, ' ')
      .trim()
      .replace(/\u2212/g, '-'),
  )?.groups
  if (groups === undefined) return null
  return {
    currency: groups.currency !== undefined,
    negative: groups.sign === '-',
    digits: groups.digits!.trim(),
    exponent: groups.exponent === undefined ? null : Number(groups.exponent.slice(1)),
    tail: groups.tail!.trim(),
  }
}

function readSeparators({ digits, exponent }: Written): Reading | null {
  const marks = digits.replace(/[^.,]/g, '')
  const last = marks.at(-1) as DecimalMark | undefined
  if (last === undefined) {
    const plain = ungroup(digits, ' ')
    return plain === null ? null : { kind: 'clear', plain, decimal: null }
  }
  const cut = digits.lastIndexOf(last)
  const whole = digits.slice(0, cut)
  const rest = digits.slice(cut + 1)
  if (!/^\d+$/.test(rest)) return null

  const isRepeated = marks.length > 1 && !marks.includes(other(last))
  if (isRepeated) {
    const plain = ungroup(digits, last)
    return plain === null ? null : { kind: 'clear', plain, decimal: other(last) }
  }
  if (marks.indexOf(last) < marks.length - 1) return null
  if (marks.length > 1 || whole.includes(' ')) {
    const plain = ungroup(whole, marks.length > 1 ? other(last) : ' ')
    return plain === null ? null : { kind: 'clear', plain: `${plain}.${rest}`, decimal: last }
  }
  const couldGroup = rest.length === 3 && /^[1-9]\d{0,2}$/.test(whole) && exponent === null
  if (couldGroup) return { kind: 'either', mark: last, whole, rest }
  return { kind: 'clear', plain: `${whole === '' ? '0' : whole}.${rest}`, decimal: last }
}

/** Removes the thousands mark where every group after the first has three digits; null where the text breaks that. */
function ungroup(text: string, mark: DecimalMark | ' '): string | null {
  const [first = '', ...groups] = text.split(mark)
  if (groups.length === 0) return /^\d+$/.test(first) ? first : null
  const isGrouped = /^[1-9]\d{0,2}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group))
  return isGrouped ? first + groups.join('') : null
}

function nameUnit(
  { currency, tail }: Written,
  isMoney: boolean,
): { unit: string | null; power: number } | 'ambiguous' | null {
  if (BOUND.test(tail)) return null
  const [first = '', ...more] = tail.split(' ')
  const word = first.replace(/\.$/, '')
  const power =
    POWERS_OF_TEN[word.toLowerCase()] ??
    (isMoney ? (POWERS_OF_MONEY[word] ?? WORDS_OF_MONEY[word.toLowerCase()]) : undefined)
  const unit = power === undefined ? tail : more.join(' ')
  if (!currency) return unit === '' || UNIT.test(unit) ? { unit: unit || null, power: power ?? 0 } : null
  if (unit === '') return { unit: 'Rp', power: power ?? 0 }
  // "Rp 19,7 M" is miliar to an accountant and a metre to a surveyor.
  if (/^m\b/i.test(unit)) return 'ambiguous'
  const per = unit.replace(/^\/ ?/, '')
  return per !== unit && UNIT.test(per) ? { unit: `Rp/${per}`, power: power ?? 0 } : null
}

function other(mark: DecimalMark): DecimalMark {
  return mark === ',' ? '.' : ','
}
