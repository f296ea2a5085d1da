import { numberText, percentText } from '../values/written-number.ts'
import { type Lang, pick } from './i18n.ts'
import type { TracedWay } from './why-trace.ts'

/** Decimals of a percent, and more where fewer would carry it across a cut. */
const PERCENT_DECIMALS = 1

/** A percent that is never written on the other side of a cut of the bands. */
export function bandPercent(
  { bands }: { bands: readonly { min_pct: number }[] },
  percent: number,
  lang: Lang,
): string {
  const cuts = bands.map(({ min_pct }) => min_pct)
  return `${percentText(percent, lang, PERCENT_DECIMALS, cuts)}\u00a0%`
}

/** A number with the decimals it has, at most `most`. */
export function exact(lang: Lang, value: number, most = 4): string {
  return numberText(value, lang, 0, most)
}

/** {@link exact} with its unit behind a space that does not break. */
export function amount(lang: Lang, value: number, unit: string, most = 4): string {
  return `${exact(lang, value, most)}\u00a0${unit}`
}

/** Signs that stand behind a number in both languages. */
const SIGNS = new Set(['m', 'ha', '%'])

/** The unit of a criterion as it stands behind a number: its sign, or its name where it has none. */
export function unitText({ unit, unit_label }: Pick<TracedWay, 'unit' | 'unit_label'>, lang: Lang): string {
  return SIGNS.has(unit) ? unit : pick(lang, unit_label)
}
