import { formatNumber, type Lang, percent, quantity } from './i18n.ts'

/**
 * A share that is only known to lie between two bounds, as `12–18 %`; one number where both read the same. Null where a
 * bound is missing: nothing is known then.
 *
 * @param decimals of both bounds; the lower is rounded down and the upper up, so that what is printed holds the truth
 */
export function boundsText(lang: Lang, min: number | null, max: number | null, decimals = 1): string | null {
  if (min === null || max === null) return null
  const step = 10 ** decimals
  // Sums of doubles miss a step by less than this.
  const slack = 1e-6
  const low = Math.max(0, Math.floor(min * step + slack) / step)
  const high = Math.min(100, Math.ceil(max * step - slack) / step)
  if (max - min < slack) return percent(lang, min, decimals)
  return `${formatNumber(lang, low, decimals)}–${quantity(lang, high, '%', decimals)}`
}
