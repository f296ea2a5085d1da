import type { Atlas } from './atlas.ts'
import { contributionText, firstSurvey } from './contribution.ts'
import { el } from './dom.ts'
import { formatNumber, type Lang, pick, quantity, t } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { progressChart } from './progress-chart.ts'
import { mostPoints, totalScore, vintages } from './scores.ts'
import { unreadNote } from './unread-note.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import { type ProgressYear, redrawnArea, zoneProgress } from './zone-progress.ts'
import type { Zone } from './zones.ts'

/** Score and hectares by year with what the works contribute, where there are at least two years to compare. */
export function progressSection(
  atlas: Atlas,
  zone: Zone,
  lang: Lang,
  ask: AskWhy | null,
): HTMLElement | null {
  const table = atlas.table('progress')
  const note = unreadNote(atlas, lang, 'progress', table)
  if (note !== null) return section(lang, 'progress', note)
  const told = table.state === 'ready' ? zoneProgress(table.value, zone.zone_id) : []
  const years = told.length > 0 || table.state === 'loading' ? told : yearsOfScores(atlas, zone)
  if (years.length < 2) return null
  return section(
    lang,
    'progress',
    progressChart(years, mostOf(atlas, zone, years), lang),
    el('p', 'note', legendText(years, lang)),
    contribution(atlas, years, lang, ask),
  )
}

/** Where a release has no table `progress`, or nothing of the zone in it, there are the years of the scores. */
function yearsOfScores(atlas: Atlas, zone: Zone): ProgressYear[] {
  const all = atlas.scores()
  const scores = all.state === 'ready' ? (all.value.get(zone.zone_id) ?? []) : []
  return vintages(scores).flatMap((year) =>
    zoneProgress(
      [{ zone_id: zone.zone_id, year: String(year), score_total: String(totalScore(scores, year) ?? '') }],
      zone.zone_id,
    ).filter(({ score_total }) => score_total !== null),
  )
}

function mostOf(atlas: Atlas, zone: Zone, years: readonly ProgressYear[]): number {
  const all = atlas.scores()
  const scores = all.state === 'ready' ? (all.value.get(zone.zone_id) ?? []) : []
  const points = mostPoints(atlas, scores)
  return Math.max(points, ...years.map((year) => year.score_max ?? year.score_total ?? 0))
}

function legendText(years: readonly ProgressYear[], lang: Lang): string {
  const has = (test: (year: ProgressYear) => boolean) => years.some(test)
  return [
    t(lang, 'progress_surveyed'),
    has(({ projected }) => projected) ? t(lang, 'progress_dashed') : null,
    has(({ score_min, score_max }) => score_min !== score_max) ? t(lang, 'progress_range') : null,
  ]
    .filter((part) => part !== null)
    .join(' ')
}

/** The newest year's class and contribution since the first, each formula by its name, and what a hectare cost. */
function contribution(
  atlas: Atlas,
  years: readonly ProgressYear[],
  lang: Lang,
  ask: AskWhy | null,
): HTMLElement | null {
  const last = years.at(-1)!
  const since = { from: String((firstSurvey(years) ?? years[0]!).year), to: String(last.year) }
  const why = (value: string | Node | null, number: string, what: string) =>
    withWhy(value, numberTopic(number), what, lang, ask)
  const share = (formula: 'portal' | 'worksheet') => {
    const told = contributionText(formula, years, atlas.methodology, lang)
    if (told === null) return null
    const below = [told.arithmetic, told.source].filter((part) => part !== null)
    const value = why(told.value, `contribution_${formula}_pct`, t(lang, `contribution_${formula}`))
    return el('span', {}, value, below.length > 0 && el('span', 'value-class', below.join('. ')))
  }
  const named = atlas.legend.score_class.find(({ code }) => code === last.score_class)
  const { cost_idr_total: cost, cost_idr_per_ha: perHectare, target_ha, on_target } = last
  const unknown = years.reduce((sum, { works_without_cost }) => sum + (works_without_cost ?? 0), 0)
  const target = t(lang, 'target', { ha: quantity(lang, target_ha, 'ha', target_ha === 0 ? 0 : 2) })
  const partly =
    unknown === 0
      ? null
      : el('span', 'value-class', t(lang, 'cost_unknown', { n: formatNumber(lang, unknown) }))
  return facts([
    [
      t(lang, 'class_projected', { year: String(last.year) }),
      why(
        last.projected && named ? pick(lang, named) : null,
        'score_projected',
        t(lang, 'class_projected', { year: String(last.year) }),
      ),
    ],
    [t(lang, 'contribution_portal'), share('portal')],
    [t(lang, 'contribution_worksheet'), share('worksheet')],
    [
      t(lang, 'cost_works', since),
      cost === null || cost === 0
        ? null
        : el('span', {}, why(rupiah(lang, cost), 'cost_idr_total', t(lang, 'cost_works', since)), partly),
    ],
    [
      t(lang, 'cost_per_ha'),
      perHectare === null
        ? null
        : el(
            'span',
            {},
            why(rupiah(lang, perHectare), 'cost_idr_per_ha', t(lang, 'cost_per_ha')),
            redrawnNote(years, lang),
          ),
    ],
    [
      target,
      target_ha === null || on_target === null
        ? null
        : why(
            t(lang, on_target ? 'target_kept' : 'target_missed', { year: String(last.year) }),
            'target_gap_ha',
            target,
          ),
    ],
  ])
}

/** Beside a cost per hectare: that hectares were re-drawn too. */
function redrawnNote(years: readonly ProgressYear[], lang: Lang): HTMLElement | null {
  const area = redrawnArea(years)
  if (area === null) return null
  const ha = (value: number) => quantity(lang, value, 'ha', 2)
  const { from, from_ha, to, to_ha } = area
  return el(
    'span',
    'value-class',
    t(lang, 'area_redrawn', { from: String(from), from_ha: ha(from_ha), to: String(to), to_ha: ha(to_ha) }),
  )
}

function rupiah(lang: Lang, value: number): string {
  return `Rp\u00a0${formatNumber(lang, value)}`
}
