import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, quantity, t, type Word } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { decreeYear } from './profile-words.ts'
import type { ProfileYear } from './profile-year.ts'
import { type AskWhy, numberTopic, type WhyTopic } from './why-topics.ts'
import { sharedText, shortName, signedPercent } from './words.ts'
import { zoneChange } from './zone-change.ts'
import { num, str, type Zone } from './zones.ts'

/** The hectares of one zone differ by what counts them: each with its year and source. */
export function areaSection(
  atlas: Atlas,
  zone: Zone,
  { vintage }: ProfileYear,
  lang: Lang,
  ask: AskWhy,
  askNumber: AskWhy | null,
): HTMLElement | null {
  const p = zone.properties
  const ha = (key: string) => {
    const value = num(p, key)
    return value === null ? null : quantity(lang, value, 'ha', 2)
  }
  const why = (value: string | null, topic: WhyTopic, word: Word) =>
    withWhy(value, topic, t(lang, word), lang, ask)
  const difference = num(p, 'area_difference_pct')
  const status = str(p, 'area_status')
  const list = facts([
    [
      `${t(lang, 'area_decree')}${decreeYear(p)}`,
      why(ha('area_ha_decree') ?? '—', 'area_ha_decree', 'area_decree'),
    ],
    ...stillSlum(atlas, zone, vintage, lang, askNumber),
    [t(lang, 'area_utm'), why(ha('area_ha_utm'), 'area_ha_utm', 'area_utm')],
    [t(lang, 'area_geodesic'), why(ha('area_ha_geodesic'), 'area_ha_geodesic', 'area_geodesic')],
    [
      t(lang, 'area_difference'),
      difference === null
        ? null
        : el(
            'span',
            {},
            why(signedPercent(lang, difference), 'area_difference', 'area_difference'),
            status === null ? null : el('span', `status status-${status}`, statusText(lang, status)),
          ),
    ],
  ])
  return list && section(lang, 'area_heading', list)
}

/** Hectares still slum: of the decreed ground by the later decree or verification, and of its RT by the survey of the profile's year. */
function stillSlum(
  atlas: Atlas,
  zone: Zone,
  vintage: number | null,
  lang: Lang,
  ask: AskWhy | null,
): [label: string, value: Node | null][] {
  const change = zoneChange(atlas, zone)
  const isSpokenOf = change?.isNotVerified === false
  const pair = isSpokenOf && change.pair?.from_decree === zone.properties.decree_number ? change?.pair : null
  const kept = change?.parts.find(({ row }) => row.code === 'kept')
  const progress = atlas.progress()
  const years = progress.state === 'ready' ? (progress.value.get(zone.zone_id) ?? []) : []
  const surveys = years.filter(({ projected, area_ha_slum }) => !projected && area_ha_slum !== null)
  const survey = surveys.find(({ year }) => year === vintage) ?? surveys.at(-1)
  const decree = pair && shortName(atlas, pair.to_decree, lang)
  const later = pair?.to_vintage && !decree!.includes(pair.to_vintage) ? ` (${pair.to_vintage})` : ''
  const line = (
    label: string,
    ha: number | null,
    number: string,
    of: AskWhy | null,
    shared_with: readonly string[] = [],
  ): [string, Node | null] => {
    const told = sharedText(atlas, quantity(lang, ha, 'ha', 2), shared_with, lang)
    return [label, withWhy(told, numberTopic(number), label, lang, of)]
  }
  // The trace tells of the newest survey.
  const askOfSurvey = survey === surveys.at(-1) ? ask : null
  return [
    ...(pair
      ? [
          line(
            t(lang, 'area_kept', { decree: decree!, year: later }),
            kept?.area_ha ?? 0,
            'area_ha_kept',
            ask,
            kept?.shared_with,
          ),
        ]
      : []),
    ...(survey
      ? [
          line(
            t(lang, 'area_slum_rt', { year: String(survey.year) }),
            survey.area_ha_slum,
            'area_ha_slum',
            askOfSurvey,
          ),
        ]
      : []),
  ]
}

function statusText(lang: Lang, status: string): string {
  if (status === 'ok') return t(lang, 'status_ok')
  if (status === 'stale') return t(lang, 'status_warn')
  if (status === 'wrong') return t(lang, 'status_error')
  return status
}
