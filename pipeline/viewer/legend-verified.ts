import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import type { Bounds } from './release.ts'
import type { Verification } from './verification.ts'
import { verifiedInView } from './verified-in-view.ts'

/** Rows of the legend under its classes: how much of them is slum still. */
export function verifiedRows(
  { zones, legend }: Pick<Atlas, 'zones' | 'legend'>,
  verification: Verification,
  view: Bounds | null,
  lang: Lang,
): HTMLElement[] {
  const { count: verified, parts } = verifiedInView(zones, verification, view)
  if (parts.length === 0) return []
  const { years } = verification
  const year = [...new Set([years[0], years.at(-1)])].join('–')
  const zone = t(lang, verified === 1 ? 'zone_one' : 'zones')
  const head = t(lang, 'verified_by', { year, n: `${formatNumber(lang, verified)} ${zone}` })
  const colour = legend.zone_change.find(({ code }) => code === 'left')?.colour ?? ''
  return [
    el('li', 'legend-part legend-verified', el('span', 'legend-label', head)),
    ...parts.map(({ word, sign, count, hectares }) => {
      const swatch = sign === null ? el('span', 'no-swatch') : el('span', 'swatch stripes')
      swatch.setAttribute('aria-hidden', 'true')
      if (sign !== null) swatch.style.setProperty('--stripe', colour)
      return el(
        'li',
        'legend-part',
        swatch,
        el('span', 'legend-label', t(lang, word)),
        el('span', 'legend-count', count === null ? '' : formatNumber(lang, count)),
        el('span', 'legend-area', `${formatNumber(lang, hectares, 2)} ha`),
      )
    }),
  ]
}
