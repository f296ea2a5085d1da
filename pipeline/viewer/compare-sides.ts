import type { Atlas } from './atlas.ts'
import { comparedTheme, DECREE, piecesOf, type SideChoice } from './compare-choices.ts'
import { decreeExtent, extentColour } from './compare-extent.ts'
import { el } from './dom.ts'
import { type Lang, t } from './i18n.ts'
import type { Look } from './layer-look.ts'
import { type LegendModel, legendList } from './legend-list.ts'
import { lookOf } from './look-of.ts'
import type { Bounds } from './release.ts'
import type { AtlasState } from './state.ts'
import { type ThemeValues, themeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'

/** A side as it is drawn. */
export interface Side extends SideChoice {
  look: Look
  theme: Theme
  values: ThemeValues
  /** @param rt attributes of the RT that are coloured, where they are counted too */
  legend(view: Bounds | null, rt?: LegendModel['rt']): HTMLElement
}

/** A side as the map draws it; null while it is being read, and where the release does not hold it. */
export function sideOf(atlas: Atlas, choice: SideChoice, shown: Theme, state: AtlasState): Side | null {
  const { lang } = state
  const theme = comparedTheme(atlas, shown)
  const values = themeValues(atlas, theme, choice.group === 'score' ? choice.key : null)
  if (values.state === 'loading') return null
  const look = lookOf(atlas, theme, values, state)
  if (choice.group === 'score') {
    const legend: Side['legend'] = (view, rt = null) => legendList({ atlas, lang, theme, values, view, rt })
    return { ...choice, look, theme, values, legend }
  }
  const zones = atlas.features('zones')
  if (zones.state !== 'ready') return null
  const inForce = atlas.release.city.decree?.number ?? null
  const number = choice.key.slice(DECREE.length)
  const extent = decreeExtent(number, inForce, piecesOf(atlas), zones.value)
  const carried = extent.features.some(({ properties }) => properties?.part === 'carried')
  return {
    ...{ ...choice, theme, values },
    look: { ...look, extent },
    legend: () => extentLegend(atlas, lang, choice.label, carried ? inForce : null),
  }
}

function extentLegend(atlas: Atlas, lang: Lang, title: string, carriedFrom: string | null): HTMLElement {
  const row = (label: string, className: string, colour: string | null) => {
    const swatch = el('span', { class: `swatch ${className}`, attrs: { 'aria-hidden': 'true' } })
    if (colour !== null) swatch.style.backgroundColor = colour
    return el('li', {}, swatch, el('span', 'legend-label', label))
  }
  return el(
    'div',
    'legend extent-legend',
    el('h3', {}, title),
    el(
      'ul',
      {},
      row(t(lang, 'compare_slum'), '', extentColour(atlas.legend)),
      carriedFrom === null
        ? null
        : row(t(lang, 'compare_carried', { decree: carriedFrom }), 'dashed', '#fafaf7'),
    ),
  )
}
