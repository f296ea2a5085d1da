import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import type { Look } from './layer-look.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, themeIndex } from './themes.ts'
import { valueText, zoneTitle } from './words.ts'

/** As much of a side as tells its colours. */
export interface ColouredSide {
  theme: Theme
  values: Pick<ThemeValues, 'zone'>
  look: Pick<Look, 'extent'>
}

/** Zones that are named; those beyond are counted. */
const NAMED = 2

/** Which zones have another colour on the right than on the left, in words; null where a side is the extent of a decree. */
export function changedText(
  atlas: Atlas,
  sides: { left: ColouredSide; right: ColouredSide },
  lang: Lang,
): string | null {
  const { left, right } = sides
  if (left.look.extent !== undefined || right.look.extent !== undefined) return null
  const colourOn = (side: ColouredSide, zone: Atlas['zones'][number]) =>
    themeIndex(side.theme, side.values.zone(zone)[side.theme.attribute])
  const wordsOn = (side: ColouredSide, zone: Atlas['zones'][number]) =>
    valueText(side.theme, side.values.zone(zone), lang) ?? t(lang, 'no_data')
  const changed = atlas.zones.filter((zone) => colourOn(left, zone) !== colourOn(right, zone))
  if (changed.length === 0) return t(lang, 'compare_same')
  const named = changed
    .slice(0, NAMED)
    .map((zone) => `${zoneTitle(zone, lang)}, ${wordsOn(left, zone)} → ${wordsOn(right, zone)}`)
  const more = changed.length - named.length
  const zones = [
    named.join('; '),
    ...(more > 0 ? [t(lang, 'compare_changed_more', { n: formatNumber(lang, more) })] : []),
  ].join(', ')
  if (changed.length === 1) return `${t(lang, 'compare_changed_one', { zones })}.`
  return `${t(lang, 'compare_changed', { n: formatNumber(lang, changed.length), zones })}.`
}
