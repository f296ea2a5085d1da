import type { Atlas } from './atlas.ts'
import { boundsText } from './bounds-text.ts'
import { el } from './dom.ts'
import { type HouseholdFigure, householdFigures, splitHeadlines } from './household-rules.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import { facts, section } from './profile-parts.ts'
import { countedText } from './profile-words.ts'
import { term } from './terms.ts'
import type { Zone } from './zones.ts'

/** What the rules for single households say of those surveyed in the zone: bounds where answers are missing, and how many were asked. */
export function householdsSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const table = atlas.table('household_indicators')
  if (table.state !== 'ready') return null
  const figures = householdFigures(table.value, zone.zone_id)
  if (figures.size === 0) return null
  const all = [...figures.values()].flat()
  const year = all[0]?.vintage ?? null
  const intro =
    year === null ? t(lang, 'households_note') : t(lang, 'households_note_year', { year: String(year) })
  return section(
    lang,
    'households_heading',
    el('p', 'note', intro),
    ...[...figures].map(([methodology, of]) => ruleBlock(methodology, of, lang)),
  )
}

function ruleBlock(methodology: string, figures: HouseholdFigure[], lang: Lang): HTMLElement {
  const { first, rest } = splitHeadlines(methodology, figures)
  return el(
    'div',
    'rule',
    el('h4', {}, term(lang, methodology)),
    facts(first.map((figure) => line(figure, lang))),
    rest.length === 0
      ? null
      : el(
          'details',
          { class: 'more', attrs: { 'data-key': `rule-${methodology}` } },
          el('summary', {}, t(lang, 'households_more', { n: formatNumber(lang, rest.length) })),
          facts(rest.map((figure) => line(figure, lang))),
        ),
  )
}

function line(figure: HouseholdFigure, lang: Lang): [string, Node | null] {
  const share = boundsText(lang, figure.percent_min, figure.percent_max)
  return [
    pick(lang, figure.label),
    share === null ? null : el('span', {}, share, el('span', 'value-class', countedText(figure, lang))),
  ]
}
