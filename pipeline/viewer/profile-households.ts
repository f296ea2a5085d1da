import type { Atlas } from './atlas.ts'
import { boundsText } from './bounds-text.ts'
import { el } from './dom.ts'
import { byGroup, type HouseholdFigure, householdFigures, splitHeadlines } from './household-rules.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { countedText } from './profile-words.ts'
import { groupTerm, term } from './terms.ts'
import { unreadNote } from './unread-note.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import type { Zone } from './zones.ts'

/** What the rules for single households say of those surveyed in the zone: bounds where answers are missing, and how many were asked. */
export function householdsSection(
  atlas: Atlas,
  zone: Zone,
  lang: Lang,
  ask: AskWhy | null,
): HTMLElement | null {
  const table = atlas.table('household_indicators')
  const note = unreadNote(atlas, lang, 'households', table)
  if (note !== null) return section(lang, 'households_heading', note)
  if (table.state !== 'ready') return null
  const figures = householdFigures(table.value, zone.zone_id)
  if (figures.size === 0) return null
  return section(
    lang,
    'households_heading',
    el('p', 'note', t(lang, 'households_note')),
    ...[...figures].map(([methodology, of]) => ruleBlock(methodology, of, lang, ask)),
  )
}

function ruleBlock(
  methodology: string,
  figures: HouseholdFigure[],
  lang: Lang,
  ask: AskWhy | null,
): HTMLElement {
  const { first, rest } = splitHeadlines(methodology, figures)
  const year = figures.find(({ vintage }) => vintage !== null)?.vintage ?? null
  const survey = year === null ? null : t(lang, 'households_survey', { year: String(year) })
  return el(
    'div',
    'rule',
    el('h4', {}, [term(lang, methodology), survey].filter((part) => part !== null).join(', ')),
    facts(first.map((figure) => line(figure, lang, ask))),
    rest.length === 0
      ? null
      : el(
          'details',
          { class: 'more', attrs: { 'data-key': `rule-${methodology}` } },
          el('summary', {}, t(lang, 'households_more', { n: formatNumber(lang, rest.length) })),
          ...[...byGroup(rest)].flatMap(([group, of]) => [
            group === null ? null : el('h5', {}, groupTerm(lang, methodology, group)),
            facts(of.map((figure) => line(figure, lang, ask))),
          ]),
        ),
  )
}

function line(figure: HouseholdFigure, lang: Lang, ask: AskWhy | null): [string, Node | null] {
  const share = boundsText(lang, figure.percent_min, figure.percent_max)
  const { methodology, group, indicator, counts } = figure
  const way = numberTopic('household_share', [methodology, group ?? '', indicator, counts].join('/'))
  const label = pick(lang, figure.label)
  return [
    label,
    share === null
      ? null
      : el(
          'span',
          {},
          withWhy(share, way, label, lang, ask),
          el('span', 'value-class', countedText(figure, lang)),
        ),
  ]
}
