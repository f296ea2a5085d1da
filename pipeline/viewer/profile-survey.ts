import type { Atlas } from './atlas.ts'
import { boundsText } from './bounds-text.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, percent, t } from './i18n.ts'
import { section } from './profile-parts.ts'
import { rtText } from './rt-name.ts'
import { type SurveyDifference, surveyComparison } from './survey-comparison.ts'
import { unreadNote } from './unread-note.ts'
import type { Zone } from './zones.ts'

/** Rows that are shown one by one; the table in the release has all. */
const SHOWN = 12

/** One line where the household survey and the RT profiles of a zone say different things, and which; else null. */
export function surveySection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const surveyed = atlas.table('survey_deficits')
  if (surveyed.state === 'ready' && surveyed.value.length === 0) return null
  const mapping = surveyed.state === 'ready' ? atlas.table('rt_zones') : surveyed
  const note = unreadNote(atlas, lang, 'survey', surveyed, mapping)
  if (note !== null) return section(lang, 'survey_heading', note)
  if (surveyed.state !== 'ready') return null
  if (mapping.state !== 'ready') return null
  const { compared, filled, differences } = surveyComparison(
    surveyed.value,
    mapping.value,
    zone.zone_id,
    atlas.release.city.methodology,
  )
  if (compared + filled === 0) return null
  const count = (value: number) => formatNumber(lang, value)
  const lines = [
    filled > 0 && el('p', 'note', t(lang, 'survey_fills', { n: count(filled) })),
    compared > 0 &&
      el(
        'p',
        differences.length > 0 ? 'note warn' : 'note',
        t(lang, differences.length > 0 ? 'survey_differs' : 'survey_agrees', {
          ...{ n: count(differences.length), of: count(compared) },
        }),
      ),
    differences.length > 0 &&
      el(
        'details',
        { class: 'more', attrs: { 'data-key': 'survey-differences' } },
        el('summary', {}, t(lang, 'survey_which')),
        el('p', 'note', t(lang, 'survey_ground')),
        el('ul', 'criteria', ...differences.slice(0, SHOWN).map((cell) => differenceLine(cell, lang))),
        differences.length > SHOWN &&
          el('p', 'note', t(lang, 'survey_more', { n: count(differences.length - SHOWN) })),
      ),
  ]
  return section(lang, 'survey_heading', ...lines.filter((line) => line !== false))
}

function differenceLine(cell: SurveyDifference, lang: Lang): HTMLElement {
  const profile = cell.profile_percent === null ? '—' : percent(lang, cell.profile_percent, 1)
  const survey = boundsText(lang, cell.percent_min, cell.percent_max) ?? '—'
  return el(
    'li',
    'survey-line',
    el('span', {}, `${cell.criterion}, ${rtText(cell.rt_id.split('/').at(-1)!)}`),
    el('span', 'criterion-value', t(lang, 'survey_pair', { profile, survey })),
    el(
      'small',
      'works-detail',
      [
        cell.answered === null ? null : t(lang, 'households_n', { n: formatNumber(lang, cell.answered) }),
        cell.vintage === null ? null : String(cell.vintage),
      ]
        .filter((part) => part !== null)
        .join(', '),
    ),
  )
}
