import { KAWASAN_NOT_STATED } from '../values/score-codes.ts'
import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import { isNotSlum } from './methodology.ts'
import { facts, sectionOfYear, withWhy } from './profile-parts.ts'
import { priorityText } from './profile-words.ts'
import { isTraced, type ProfileYear, untracedText } from './profile-year.ts'
import { cellNumber, cellText, rowsOfZone, type TableRow } from './table-cells.ts'
import { handlingTerm, term } from './terms.ts'
import { unreadNote } from './unread-note.ts'
import { type DecisionTopic, TITLES } from './why-decision.ts'
import type { AskWhy } from './why-topics.ts'
import { str, type Zone } from './zones.ts'

/**
 * Priority, treatment, authority, legality and considerations, each with where it comes from; outside of the score. Priority
 * and treatment are of the class of the profile's year, the others of no year.
 */
export function handlingSection(
  atlas: Atlas,
  zone: Zone,
  of: ProfileYear,
  lang: Lang,
  ask: AskWhy,
): HTMLElement | null {
  const p = of.properties
  const table = atlas.table('zone_ratings')
  const rating: TableRow = (table.state === 'ready' ? rowsOfZone(table.value, zone.zone_id)[0] : null) ?? {}
  const why = (value: string | null, topic: DecisionTopic): Node | null => {
    const isOfYear = topic === 'priority' || topic === 'treatment'
    return withWhy(value, topic, t(lang, TITLES[topic]), lang, isOfYear && !isTraced(of) ? null : ask)
  }
  const told = (from: Record<string, unknown>, key: DecisionTopic, below: string | null): Node | null => {
    const value = str(from, key)
    return withBelow(why(value === null ? null : handlingTerm(atlas.methodology, value, lang), key), below)
  }
  const all = { ...rating, ...p }
  const orNotSlum = (value: Node | null, topic: 'priority' | 'treatment'): Node | null =>
    value === null && isNotSlum(atlas.methodology, p.score_class)
      ? why(t(lang, `not_slum_${topic}`), topic)
      : value
  const list = facts([
    [
      t(lang, 'priority'),
      orNotSlum(
        withBelow(why(priorityText(p, atlas.methodology, lang), 'priority'), priorityRule(atlas, p, lang)),
        'priority',
      ),
    ],
    [
      t(lang, 'treatment'),
      orNotSlum(
        told(p, 'treatment', joined([treatmentRule(atlas, p, lang), treatmentLike(p, rating, lang)])),
        'treatment',
      ),
    ],
    [
      t(lang, 'authority'),
      told(p, 'authority', authorityRule(atlas, p, rating, lang)) ??
        why(
          cellText(rating, 'flags')?.includes(KAWASAN_NOT_STATED) ? t(lang, 'no_kawasan') : null,
          'authority',
        ),
    ],
    [t(lang, 'legality'), told(all, 'land_legality', origin(p, rating, 'land_legality', lang))],
    [t(lang, 'considerations'), told(all, 'other_considerations', origin(p, rating, 'considerations', lang))],
  ])
  const note = unreadNote(atlas, lang, 'handling', table)
  const untraced = untracedText(of, lang)
  const aside = untraced === null ? null : el('p', 'note', untraced)
  return list || note ? sectionOfYear(lang, 'handling', of.vintage, list, list && aside, note) : null
}

/** A value with a smaller line below it; null where there is no value. */
function withBelow(value: Node | null, below: string | null): Node | null {
  if (value === null) return null
  return el('span', {}, value, below === null ? null : el('span', 'value-class', below))
}

function joined(parts: (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null)
  return known.length === 0 ? null : known.join('. ')
}

/** `Heavy slum, other considerations high. Source`: what of the zone the rule goes by. */
function priorityRule({ legend, methodology }: Atlas, p: Record<string, unknown>, lang: Lang): string | null {
  const row = legend.score_class.find(({ code }) => code === p.score_class)
  const considerations = str(p, 'other_considerations')
  if (methodology === null || row === undefined || considerations === null) return null
  const told = { class: pick(lang, row), considerations: term(lang, considerations).toLowerCase() }
  return joined([t(lang, 'rule_priority', told), pick(lang, methodology.priority.source)])
}

function treatmentRule(
  { legend, methodology }: Atlas,
  p: Record<string, unknown>,
  lang: Lang,
): string | null {
  const row = legend.score_class.find(({ code }) => code === p.score_class)
  const legality = str(p, 'land_legality')
  if (methodology === null || row === undefined || legality === null) return null
  const told = { class: pick(lang, row), legality: term(lang, legality).toLowerCase() }
  return joined([t(lang, 'rule_treatment', told), pick(lang, methodology.treatment.source)])
}

/** `Area of the kawasan 51.85 ha, from 15 ha. Source`. */
function authorityRule(
  { methodology }: Atlas,
  p: Record<string, unknown>,
  rating: TableRow,
  lang: Lang,
): string | null {
  const area_ha = cellNumber(rating, 'authority_area_ha')
  const level = methodology?.authority.values.find(({ code }) => code === p.authority)
  if (methodology === null || level === undefined || area_ha === null) return null
  const whole = t(lang, 'rule_authority_area', { ha: formatNumber(lang, area_ha, 2) })
  const from = t(lang, 'rule_authority', { ha: formatNumber(lang, level.min_ha) })
  return joined([level.min_ha === 0 ? whole : `${whole}, ${from}`, pick(lang, methodology.authority.source)])
}

/** Of the treatment that the rating names, which is of the newest survey. */
function treatmentLike(p: Record<string, unknown>, rating: TableRow, lang: Lang): string | null {
  if (p.treatment !== (cellText(rating, 'treatment') ?? p.treatment)) return null
  const like = cellText(rating, `baan_mankong_${lang}`)
  return like === null ? null : t(lang, 'treatment_like', { like })
}

/** Whether a value was stated or computed, and then from which items by which rule. */
function origin(
  p: Record<string, unknown>,
  rating: TableRow,
  of: 'land_legality' | 'considerations',
  lang: Lang,
): string | null {
  const source = cellText(rating, `${of}_source`) ?? str(p, SOURCE[of])
  if (source === 'stated') return t(lang, 'origin_stated')
  if (source !== 'computed') return null
  const items = cellText(rating, `${of}_items`)
  const basis = cellText(rating, `${of}_basis_${lang}`)
  return [items === null ? t(lang, 'origin_computed') : t(lang, 'origin_items', { items }), basis]
    .filter((part) => part !== null)
    .join('. ')
}

const SOURCE = {
  land_legality: 'land_legality_source',
  considerations: 'other_considerations_source',
} as const
