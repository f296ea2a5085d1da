import { type Arithmetic, numberWay } from '../values/number-arithmetic.ts'
import type { NumberRule, TracedCell, TracedNumber } from '../values/traced-numbers.ts'
import { cellWord, unitWord } from '../values/unit-words.ts'
import { isRoundedOutward } from '../values/written-number.ts'
import { boundsText } from './bounds-text.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import { exact } from './why-numbers.ts'

/** Decimals of the numbers of a formula: a hundredth of a square metre in hectares. */
export const DECIMALS = 6

/** Decimals of the ends of a share that is only known to lie between them. */
const SHARE_DECIMALS = 1

/** How a number is reckoned, in words: without the DOM. */
export interface ArithmeticText {
  /** Formulas with their numbers in them. */
  lines: string[]
  /** Why they do not give the number, or what is lacking. */
  note: string | null
  verdict: { agrees: boolean; text: string } | null
}

/** Why a share between two bounds is written with other ends than the arithmetic gives; null where it is not. */
export function roundingText({ answers }: NumberRule, { values }: TracedNumber, lang: Lang): string | null {
  const [least, most] = answers.map(({ column }) => values[column])
  if (typeof least !== 'number' || typeof most !== 'number') return null
  if (!isRoundedOutward(least, most, SHARE_DECIMALS)) return null
  return t(lang, 'why_rounded_outward', { written: boundsText(lang, least, most, SHARE_DECIMALS)! })
}

/** Null where no formula gives the number, or but one that says nothing. */
export function arithmeticText(rule: NumberRule, told: TracedNumber, lang: Lang): ArithmeticText | null {
  const way = numberWay(rule, told, {
    ...{ number: (value: number) => exact(lang, value, DECIMALS), times: '×', minus: '−' },
    many: (n: number) => `[${t(lang, 'why_parts_many', { n: formatNumber(lang, n) })}]`,
  })
  if (way.outcome === 'none') return null
  if (way.outcome === 'unknown') {
    const titles = new Map(rule.inputs.map(({ column, title }) => [column, pick(lang, title)]))
    const columns = way.columns.map((column) => titles.get(column) ?? column).join('; ')
    return { lines: [], note: t(lang, 'why_lacking', { columns }), verdict: null }
  }
  const cell = (value: number) => cellText(value, rule.unit, lang)
  const written = ({ text, result, published, agrees }: Arithmetic) =>
    agrees
      ? `${text} = ${cell(published)}`
      : t(lang, 'why_not_reckoned', { text, result: cell(result), n: cell(published) })
  const lines = [...new Set(way.lines.map(written))]
  if (way.outcome === 'explained') return { lines, note: pick(lang, way.reason), verdict: null }
  const agrees = way.outcome === 'agrees'
  if (agrees && lines.length === 0) return null
  const text = t(lang, agrees ? 'why_reckoned' : 'why_tables_disagree')
  return { lines, note: null, verdict: { agrees, text } }
}

/** A value with its unit; whole numbers and years as they are. */
export function cellText(value: TracedCell, unit: string | null, lang: Lang, most = DECIMALS): string {
  if (typeof value !== 'number') return cellWord(value, lang)
  if (unit === 'year') return String(value)
  const text = exact(lang, value, most)
  return unit === null ? text : `${text}\u00a0${unitWord(unit, lang, value)}`
}
