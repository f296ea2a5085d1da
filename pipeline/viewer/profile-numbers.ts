import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, percent, quantity, t } from './i18n.ts'
import { withWhy } from './profile-parts.ts'
import { decreeYear, peopleMethod } from './profile-words.ts'
import { isTraced, type ProfileYear } from './profile-year.ts'
import { type ScoreBase, scoreBase, scoreBaseText } from './score-base.ts'
import { mostPoints } from './scores.ts'
import { verifiedText } from './verified-text.ts'
import { whyButton } from './why-button.ts'
import { type AskWhy, numberTopic, type WhyTopic } from './why-topics.ts'
import { num, type Zone, zoneHectares } from './zones.ts'

/** Hectares, people and score, each with its year; what of them is of the profile's year stands below. */
export function bigNumbers(atlas: Atlas, zone: Zone, of: ProfileYear, lang: Lang, ask: AskWhy): HTMLElement {
  const p = of.properties
  const hectares = zoneHectares(p)
  const people = num(p, 'population')
  const families = num(p, 'families')
  const score = num(p, 'score_total')
  const scores = atlas.scores()
  const criteria = scores.state === 'ready' ? (scores.value.get(zone.zone_id) ?? []) : []
  const most = mostPoints(atlas, criteria)
  const year = (key: string) => (num(p, key) === null ? '' : ` (${num(p, key)})`)
  const big = (value: string, unit: string, topic: WhyTopic, what: string, ...below: (string | null)[]) =>
    el(
      'div',
      'big',
      el('span', 'big-value', value),
      el('span', 'big-unit', unit),
      ...below.map((line) => line !== null && el('small', 'big-unit', line)),
      topic === 'total' && !isTraced(of) ? null : whyButton(topic, what, lang, ask),
    )
  return el(
    'div',
    'bigs',
    big(
      hectares === null ? '—' : formatNumber(lang, hectares, 2),
      num(p, 'area_ha_decree') === null
        ? t(lang, 'ha_measured')
        : `${t(lang, 'ha_by_decree')}${decreeYear(p)}`,
      num(p, 'area_ha_decree') === null ? 'area_ha_utm' : 'area_ha_decree',
      t(lang, 'area'),
      verifiedText(atlas, zone, of, lang),
    ),
    big(
      people === null ? '—' : formatNumber(lang, people),
      `${t(lang, 'people_unit')}${families === null ? '' : `, ${formatNumber(lang, families)} ${t(lang, 'families_unit')}`}${year('population_vintage')}`,
      'people',
      t(lang, 'people'),
      peopleMethod(p, lang),
      peopleOfYear(atlas, zone, of, lang),
    ),
    big(
      score === null ? '—' : formatNumber(lang, score),
      `${t(lang, 'score')}${most > 0 ? ` ${t(lang, 'of_max', { max: formatNumber(lang, most) })}` : ''}${year('score_vintage')}`,
      'total',
      t(lang, 'score'),
    ),
  )
}

/** The hectares and people above can be of another year and ground than those the score was counted on. */
export function baseText(atlas: Atlas, zone: Zone, of: ProfileYear, lang: Lang): string | null {
  const base = baseOf(atlas, zone, of)
  return base && of.vintage !== null ? scoreBaseText(base, of.vintage, lang) : null
}

function baseOf(atlas: Atlas, { zone_id }: Zone, { vintage, properties }: ProfileYear): ScoreBase | null {
  if (vintage === null || properties.score_source === 'stated') return null
  const totals = atlas.table('score_totals')
  if (totals.state !== 'ready') return null
  return scoreBase(totals.value, zone_id, vintage, atlas.release.city.methodology)
}

/** People of the RT in the profile's year and on which ground, where the zone is told with those of another. */
function peopleOfYear(atlas: Atlas, zone: Zone, of: ProfileYear, lang: Lang): string | null {
  const { population: people = null, area_ha_verified = null } = baseOf(atlas, zone, of) ?? {}
  const { properties: p, vintage } = of
  if (people === null || vintage === num(p, 'population_vintage') || people === num(p, 'population'))
    return null
  const told = { n: formatNumber(lang, people), year: String(vintage) }
  if (area_ha_verified === null) return t(lang, 'people_of_year', told)
  return t(lang, 'people_of_ground', { ...told, ha: quantity(lang, area_ha_verified, 'ha', 2) })
}

/** A score from incomplete data is an interval, and says so. */
export function scoreNote(p: Record<string, unknown>, lang: Lang, ask: AskWhy | null): HTMLElement | null {
  const min = num(p, 'score_min')
  const max = num(p, 'score_max')
  const complete = num(p, 'completeness_pct')
  const notes: string[] = []
  if (p.score_source === 'stated') notes.push(t(lang, 'score_stated'))
  if (min !== null && max !== null && min !== max) {
    const between = { min: formatNumber(lang, min), max: formatNumber(lang, max) }
    notes.push(`${t(lang, 'score')} ${t(lang, 'between', between)}`)
  }
  if (complete !== null && (complete < 100 || notes.length > 0)) {
    notes.push(t(lang, 'completeness', { pct: percent(lang, complete, 1) }))
  }
  const way = numberTopic('completeness_pct')
  const told = notes.length === 0 ? null : withWhy(notes.join('. '), way, t(lang, 'score'), lang, ask)
  return told && el('p', 'note warn', told)
}
