import type { Language } from './language.ts'

/** Decimals the percents are compared with. */
const MOST_DECIMALS = 9

/**
 * A number as it is written in a language, by no locale of the machine: `1.234,5` in Indonesian, `1,234.5` in English.
 * @param least decimals that always stand
 * @param most decimals after which it is rounded
 */
export function numberText(value: number, lang: Language, least = 0, most = MOST_DECIMALS): string {
  const [whole = '', all = ''] = Math.abs(value).toFixed(most).split('.')
  const decimals = all.replace(/0+$/, '').padEnd(least, '0')
  const [thousands, decimal] = lang === 'id' ? ['.', ','] : [',', '.']
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, thousands)
  const sign = value < 0 && /[1-9]/.test(whole + all) ? '-' : ''
  return `${sign}${grouped}${decimals === '' ? '' : decimal + decimals}`
}

/**
 * A percent with as many decimals, at least `decimals`, as keep it on its side of every cut: 24.9949999 is not written as
 * 24.995, which it does not reach.
 */
export function percentText(
  value: number,
  lang: Language,
  decimals: number,
  cuts: readonly number[] = [],
): string {
  let shown = decimals
  const crosses = () => cuts.some((cut) => value >= cut !== Number(value.toFixed(shown)) >= cut)
  while (shown < MOST_DECIMALS && crosses()) shown++
  return numberText(value, lang, shown, shown)
}

/** The two bounds differ by less where sums of doubles missed a step. */
const SLACK = 1e-6

/**
 * A share in percent: more than nothing is never written as 0, nor less than all as 100, and no other number stands in for
 * it: `< 0.1`, `> 99.9`.
 */
export function shareText(pct: number, lang: Language, decimals: number): string {
  const step = 10 ** -decimals
  const shown = Number(pct.toFixed(decimals))
  const of = (value: number) => numberText(value, lang, decimals, decimals)
  if (pct > 0 && shown <= 0) return `< ${of(step)}`
  return pct < 100 && shown >= 100 ? `> ${of(100 - step)}` : of(pct)
}

/**
 * Bounds of a share in percent as `53.3-54.1`: the lower is rounded down and the upper up, so that what is printed holds the
 * truth; one share where both are the same.
 * @param decimals of both bounds
 * @param dash between them
 */
export function boundsText(min: number, max: number, lang: Language, decimals: number, dash = '-'): string {
  if (max - min < SLACK) return shareText(min, lang, decimals)
  const [low, high] = outward(min, max, decimals)
  return `${numberText(low, lang, decimals, decimals)}${dash}${numberText(high, lang, decimals, decimals)}`
}

function outward(min: number, max: number, decimals: number): [low: number, high: number] {
  const step = 10 ** decimals
  return [
    Math.max(0, Math.floor(min * step + SLACK) / step),
    Math.min(100, Math.ceil(max * step - SLACK) / step),
  ]
}

/** Whether {@link boundsText} writes other ends than the bounds have, which whoever reckons them would take for a fault. */
export function isRoundedOutward(min: number, max: number, decimals: number): boolean {
  if (max - min < SLACK) return false
  const [low, high] = outward(min, max, decimals)
  return min - low > SLACK || high - max > SLACK
}

/** `from-to`, or one of them where they are equal. */
export function rangeText(from: number, to: number, lang: Language): string {
  const [least, most] = [numberText(from, lang), numberText(to, lang)]
  return from === to ? least : `${least}-${most}`
}
