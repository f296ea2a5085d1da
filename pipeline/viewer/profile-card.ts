import { numberedDecree } from '../values/numbered-decree.ts'
import { aspectSection } from './aspect-bars.ts'
import type { Atlas } from './atlas.ts'
import { zoneChange } from './change.ts'
import { button, el } from './dom.ts'
import { formatDate, formatNumber, type Lang, percent, pick, quantity, t, type Word } from './i18n.ts'
import { accessSection } from './profile-access.ts'
import { collaborationSection } from './profile-collaboration.ts'
import { densitySection } from './profile-density.ts'
import { handlingSection } from './profile-handling.ts'
import { householdsSection } from './profile-households.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { progressSection } from './profile-progress.ts'
import { changeSection, findingsSection, sourceSection } from './profile-records.ts'
import { surveySection } from './profile-survey.ts'
import { decreeYear, peopleMethod } from './profile-words.ts'
import { worksSection } from './profile-works.ts'
import { otherYearText, scoreBase, scoreBaseText } from './score-base.ts'
import { mostPoints } from './scores.ts'
import type { ThemeValues } from './theme-values.ts'
import { themes, valueColour } from './themes.ts'
import { whyButton } from './why-button.ts'
import { openWhy } from './why-dialog.ts'
import type { ShowRt } from './why-parts.ts'
import type { AskWhy, WhyTopic } from './why-topics.ts'
import { decreeName, decreeShort, signedPercent, verificationTitle, zoneTitle } from './words.ts'
import { num, str, type Zone, zoneHectares } from './zones.ts'

export interface ProfileActions {
  close(): void
  step(by: number): void
  /** Null where there is no map. */
  showRt: ShowRt | null
}

/**
 * The right card: everything the release says of one zone, in the order of the atlas.
 *
 * @param shown the year that the map shows, which the profile says where it is not its own
 */
export function profileCard(
  atlas: Atlas,
  zone: Zone,
  lang: Lang,
  shown: Pick<ThemeValues, 'year'>,
  actions: ProfileActions,
): HTMLElement[] {
  const p = zone.properties
  const ask: AskWhy = (topic) => openWhy({ atlas, zone, lang, topic, showRt: actions.showRt })
  return [
    head(zone, lang, actions),
    el(
      'div',
      'profile-body',
      classChip(atlas, p, lang),
      decreeLine(atlas, p, lang),
      note(otherYearText(p, shown, lang)),
      bigNumbers(atlas, zone, lang, ask),
      note(baseText(atlas, zone, lang)),
      scoreNote(p, lang),
      aspectSection(atlas, zone, lang, ask),
      surveySection(atlas, zone, lang),
      areaSection(atlas, zone, lang, ask),
      changeSection(atlas, zone, lang),
      densitySection(atlas, p, lang, ask),
      accessSection(atlas, zone, lang),
      progressSection(atlas, zone, lang),
      handlingSection(atlas, zone, lang, ask),
      worksSection(atlas, zone, lang),
      collaborationSection(atlas, zone, lang),
      householdsSection(atlas, zone, lang),
      findingsSection(atlas, p, lang),
      sourceSection(atlas, zone, lang),
    ),
  ]
}

function head(zone: Zone, lang: Lang, actions: ProfileActions): HTMLElement {
  const p = zone.properties
  const kelurahan = str(p, 'kelurahan')
  const kecamatan = str(p, 'kecamatan')
  const place = [
    kelurahan && `${t(lang, 'kelurahan')} ${kelurahan}`,
    kecamatan && `${t(lang, 'kecamatan')} ${kecamatan}`,
  ].filter(Boolean)
  const keyed = (node: HTMLButtonElement, key: string) => {
    node.dataset.key = key
    return node
  }
  return el(
    'div',
    'card-head profile-head',
    el(
      'div',
      'profile-names',
      el('h2', { attrs: { tabindex: '-1', 'data-key': 'profile-name' } }, zoneTitle(zone, lang)),
      el('p', 'place', place.join(', ')),
    ),
    el(
      'div',
      'profile-buttons',
      keyed(
        button(t(lang, 'previous'), 'left', () => actions.step(-1), 'icon-button step-button'),
        'previous',
      ),
      keyed(
        button(t(lang, 'next'), 'right', () => actions.step(1), 'icon-button step-button'),
        'next',
      ),
      keyed(button(t(lang, 'close'), 'close', actions.close, 'icon-button step-button'), 'close-profile'),
    ),
  )
}

function classRow(atlas: Atlas, p: Record<string, unknown>) {
  return atlas.legend.score_class.find(({ code }) => code === p.score_class)
}

function classChip(atlas: Atlas, p: Record<string, unknown>, lang: Lang): HTMLElement {
  const row = classRow(atlas, p)
  const theme = themes(atlas.legend)[0]
  const swatch = el('span', row ? 'swatch' : 'swatch hatch')
  if (row && theme) swatch.style.backgroundColor = valueColour(theme, row.code, atlas.legend.missing.colour)
  return el('p', 'chip', swatch, row ? pick(lang, row) : pick(lang, atlas.legend.missing))
}

function decreeLine(atlas: Atlas, p: Record<string, unknown>, lang: Lang): HTMLElement | null {
  const { decree } = atlas.release.city
  const number = str(p, 'decree_number') ?? decree?.number ?? null
  if (number === null) return null
  const same = decree !== null && decree.number === number
  const date = str(p, 'decree_date') ?? (same ? decree.date : '')
  const name = same ? decreeName(decree, lang) : numberedDecree(number, lang)
  return el('p', 'decree', date ? `${name}, ${t(lang, 'dated', { date: formatDate(lang, date) })}` : name)
}

function bigNumbers(atlas: Atlas, zone: Zone, lang: Lang, ask: AskWhy): HTMLElement {
  const p = zone.properties
  const hectares = zoneHectares(p)
  const people = num(p, 'population')
  const families = num(p, 'families')
  const score = num(p, 'score_total')
  const scores = atlas.scores()
  const criteria = scores.state === 'ready' ? (scores.value.get(zone.zone_id) ?? []) : []
  const most = mostPoints(atlas, criteria)
  const year = (key: string) => (num(p, key) === null ? '' : ` (${num(p, key)})`)
  const big = (value: string, unit: string, topic: WhyTopic, what: string, method: string | null = null) =>
    el(
      'div',
      'big',
      el('span', 'big-value', value),
      el('span', 'big-unit', unit),
      method !== null && el('small', 'big-unit', method),
      whyButton(topic, what, lang, ask),
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
    ),
    big(
      people === null ? '—' : formatNumber(lang, people),
      `${t(lang, 'people_unit')}${families === null ? '' : `, ${formatNumber(lang, families)} ${t(lang, 'families_unit')}`}${year('population_vintage')}`,
      'people',
      t(lang, 'people'),
      peopleMethod(p, lang),
    ),
    big(
      score === null ? '—' : formatNumber(lang, score),
      `${t(lang, 'score')}${most > 0 ? ` ${t(lang, 'of_max', { max: formatNumber(lang, most) })}` : ''}${year('score_vintage')}`,
      'total',
      t(lang, 'score'),
    ),
  )
}

function note(text: string | null): HTMLElement | null {
  return text === null ? null : el('p', 'note', text)
}

/** The hectares and people above can be of another year and ground than those the score was counted on. */
function baseText(atlas: Atlas, { zone_id, properties }: Zone, lang: Lang): string | null {
  const vintage = num(properties, 'score_vintage')
  if (vintage === null || properties.score_source === 'stated') return null
  const totals = atlas.table('score_totals')
  if (totals.state !== 'ready') return null
  const base = scoreBase(totals.value, zone_id, vintage, atlas.release.city.methodology)
  return base && scoreBaseText(base, vintage, lang)
}

/** A score from incomplete data is an interval, and says so. */
function scoreNote(p: Record<string, unknown>, lang: Lang): HTMLElement | null {
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
  return notes.length === 0 ? null : el('p', 'note warn', notes.join('. '))
}

/** The hectares of one zone differ by what counts them: each with its year and source. */
function areaSection(atlas: Atlas, zone: Zone, lang: Lang, ask: AskWhy): HTMLElement | null {
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
    ...stillSlum(atlas, zone, lang),
    [t(lang, 'area_utm'), why(ha('area_ha_utm'), 'area_ha_utm', 'area_utm')],
    [t(lang, 'area_geodesic'), why(ha('area_ha_geodesic'), 'area_ha_geodesic', 'area_geodesic')],
    [
      t(lang, 'area_difference'),
      difference === null
        ? null
        : el(
            'span',
            {},
            signedPercent(lang, difference),
            status === null ? null : el('span', `status status-${status}`, statusText(lang, status)),
          ),
    ],
  ])
  return list && section(lang, 'area_heading', list)
}

/** Hectares still slum: of the decreed ground by the later decree or verification, and of its RT by the last survey. */
function stillSlum(atlas: Atlas, zone: Zone, lang: Lang): [label: string, value: string][] {
  const change = zoneChange(atlas, zone)
  const pair = change?.pair?.from_decree === zone.properties.decree_number ? change?.pair : null
  const kept = change?.parts.find(({ row }) => row.code === 'kept')?.area_ha ?? 0
  const progress = atlas.progress()
  const years = progress.state === 'ready' ? (progress.value.get(zone.zone_id) ?? []) : []
  const survey = years.findLast(({ projected, area_ha_slum }) => !projected && area_ha_slum !== null)
  const decree = pair && (verificationTitle(atlas, pair.to_decree) ?? decreeShort(pair.to_decree, lang))
  const later = pair?.to_vintage && !decree!.includes(pair.to_vintage) ? ` (${pair.to_vintage})` : ''
  return [
    ...(pair
      ? ([[t(lang, 'area_kept', { decree: decree!, year: later }), quantity(lang, kept, 'ha', 2)]] as [
          string,
          string,
        ][])
      : []),
    ...(survey
      ? ([
          [
            t(lang, 'area_slum_rt', { year: String(survey.year) }),
            quantity(lang, survey.area_ha_slum, 'ha', 2),
          ],
        ] as [string, string][])
      : []),
  ]
}

function statusText(lang: Lang, status: string): string {
  if (status === 'ok') return t(lang, 'status_ok')
  if (status === 'stale') return t(lang, 'status_warn')
  if (status === 'wrong') return t(lang, 'status_error')
  return status
}
