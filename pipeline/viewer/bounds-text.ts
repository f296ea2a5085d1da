import * as written from '../values/written-number.ts'
import type { Lang } from './i18n.ts'

/** A share that is only known to lie between two bounds, as `12–18 %`; null where a bound is missing: nothing is known then. */
export function boundsText(lang: Lang, min: number | null, max: number | null, decimals = 1): string | null {
  return min === null || max === null ? null : `${written.boundsText(min, max, lang, decimals, '–')}\u00a0%`
}
