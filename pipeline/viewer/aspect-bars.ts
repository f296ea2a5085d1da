import { flagText } from '../values/score-codes.ts'
import type { Atlas } from './atlas.ts'
import { el, svg } from './dom.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import type { Legend } from './legend.ts'
import { bandText, type PublishedMethodology } from './methodology.ts'
import { sectionOfYear, withWhy } from './profile-parts.ts'
import { isTraced, type ProfileYear } from './profile-year.ts'
import { rampColours } from './ramp.ts'
import { noScoresText } from './score-base.ts'
import { type AspectScore, aspectScores, type CriterionScore, vintages } from './scores.ts'
import { unreadNote } from './unread-note.ts'
import { whyButton } from './why-button.ts'
import { bandPercent } from './why-numbers.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import type { Zone } from './zones.ts'

/** A bar for each aspect in the profile's year with the limits of the official bands marked; each opens to its criteria. */
export function aspectSection(
  atlas: Atlas,
  zone: Zone,
  of: ProfileYear,
  lang: Lang,
  ask: AskWhy,
  askNumber: AskWhy | null,
): HTMLElement {
  const all = atlas.scores()
  const scores = all.state === 'ready' ? (all.value.get(zone.zone_id) ?? []) : []
  const years = vintages(scores)
  const year = years.find((known) => known === of.vintage) ?? years.at(-1)
  const rows: RowModel = {
    ...{ atlas, zone, lang, ask: isTraced(of) ? ask : null, askNumber },
    isNewest: year === years.at(-1),
  }
  const body =
    all.state === 'loading'
      ? [el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'scores_loading'))]
      : all.state === 'failed'
        ? [unreadNote(atlas, lang, 'scores', all)]
        : year === undefined
          ? [el('p', 'note', noScoresText(atlas, lang))]
          : [
              el('p', 'note', noteText(atlas, lang)),
              el('div', 'aspects', ...aspectScores(scores, year).map((aspect) => aspectRow(rows, aspect))),
            ]
  return sectionOfYear(lang, 'aspects', year ?? null, ...body)
}

interface RowModel {
  atlas: Atlas
  zone: Zone
  lang: Lang
  /** Null where the trace of the zone does not tell of the year. */
  ask: AskWhy | null
  /** Null too where the release does not tell of other numbers. */
  askNumber: AskWhy | null
  /** What works make of a criterion follows its newest survey. */
  isNewest: boolean
}

/** What the bars are, and what their lines mark. */
function noteText({ legend, methodology }: Atlas, lang: Lang): string {
  const limits = bandsOf(legend, methodology).slice(1)
  const told = limits.map(({ min_pct }) => formatNumber(lang, Math.ceil(min_pct)))
  return t(lang, 'aspects_note', { limits: told.join(', ') })
}

function aspectRow(rows: RowModel, aspect: AspectScore): HTMLElement {
  const { atlas, lang } = rows
  const { legend, methodology } = atlas
  const bands = bandsOf(legend, methodology)
  const known =
    methodology?.aspects.find(({ id }) => id === aspect.aspect)?.label ??
    legend.aspect.find(({ code }) => code === aspect.aspect)
  const name = known ? pick(lang, known) : aspect.aspect
  return el(
    'details',
    { class: 'aspect', attrs: { 'data-key': `aspect-${aspect.aspect}` } },
    el(
      'summary',
      {},
      el('span', 'aspect-name', name),
      bar(bands, aspect.percent),
      el('span', 'aspect-value', percentText(bands, aspect.percent, lang)),
    ),
    aspectWhy(rows, aspect, name),
    el('ul', 'criteria', ...aspect.criteria.map((criterion) => criterionRow(rows, criterion))),
  )
}

/** The way to the percent of an aspect, which opens with its criteria. */
function aspectWhy(
  { lang, askNumber }: RowModel,
  { aspect, percent }: AspectScore,
  name: string,
): HTMLElement | null {
  if (askNumber === null || percent === null) return null
  const way = numberTopic('aspect_percent', aspect)
  return el('p', 'note', withWhy(t(lang, 'why_aspect'), way, name, lang, askNumber))
}

/** A criterion with its percent and score, what was measured against what, and the way to where it comes from. */
function criterionRow(
  { atlas, zone, lang, ask, isNewest }: RowModel,
  criterion: CriterionScore,
): HTMLElement {
  const { legend, methodology } = atlas
  const bands = bandsOf(legend, methodology)
  const known = methodology?.criteria.find(({ id }) => id === criterion.criterion)
  const { volume, denominator, score, score_min, score_max } = criterion
  const unit = known ? pick(lang, known.unit) : (criterion.unit ?? '')
  const amount = (value: number) => formatNumber(lang, value, Number.isInteger(value) ? 0 : 2)
  const measured =
    volume === null || denominator === null
      ? null
      : t(lang, 'of_denominator', { volume: amount(volume), of: amount(denominator), unit })
  const isRange = score_min !== null && score_max !== null && score_min !== score_max
  const range = isRange
    ? `${t(lang, 'score')} ${t(lang, 'between', { min: String(score_min), max: String(score_max) })}`
    : null
  const flag = criterion.flag && flagText(criterion.flag, lang)
  const details = [measured, range, flag].filter((part) => part !== null)
  return el(
    'li',
    {},
    swatchOf(bands, criterion),
    el('span', 'criterion-name', `${criterion.criterion} ${pick(lang, criterion.label)}`),
    el('span', 'criterion-value', percentText(bands, criterion.percent, lang)),
    el('span', 'criterion-score', score === null ? '—' : formatNumber(lang, score)),
    el(
      'span',
      'criterion-detail',
      details.join('. '),
      ask && whyButton({ criterion: criterion.criterion }, pick(lang, criterion.label), lang, ask),
      known?.test ? el('span', 'criterion-test', pick(lang, known.test)) : null,
      isNewest ? projectedLine(atlas, zone, criterion, lang) : null,
    ),
  )
}

/** What the works make of the criterion, in the last year that tells it; told apart by a dashed sign and in words. */
function projectedLine(
  atlas: Atlas,
  zone: Zone,
  { criterion }: CriterionScore,
  lang: Lang,
): HTMLElement | null {
  const all = atlas.projections()
  const own = all.state === 'ready' ? (all.value.get(zone.zone_id) ?? []) : []
  const last = own.findLast((told) => told.criterion === criterion)
  if (last === undefined) return null
  const bands = bandsOf(atlas.legend, atlas.methodology)
  const swatch = swatchOf(bands, last)
  swatch.classList.add('dashed')
  const score = last.score === null ? '—' : formatNumber(lang, last.score)
  const year = t(lang, 'year_projected', { year: String(last.year) })
  const told = `${year}: ${percentText(bands, last.percent, lang)}, ${t(lang, 'score').toLowerCase()} ${score}`
  return el('span', 'criterion-projected', swatch, told)
}

interface ColouredBand {
  min_pct: number
  score: number
  colour: string
  text: string
}

/** The bands of the release's methodology, lowest first; those of the legend where it does not tell. */
function bandsOf(legend: Legend, methodology: PublishedMethodology | null): ColouredBand[] {
  const ramp = legend.criterion_score.map(({ colour }) => colour)
  const bands =
    methodology?.bands.values ??
    legend.criterion_score.map(({ score, percent_from }) => ({ score, min_pct: percent_from, printed: null }))
  const colours = rampColours(ramp, bands.length)
  return bands.map((band, i) => ({
    ...{ min_pct: band.min_pct, score: band.score, colour: colours[i] ?? '', text: bandText(band) },
  }))
}

function percentText(bands: ColouredBand[], percent: number | null, lang: Lang): string {
  return percent === null ? '—' : bandPercent({ bands }, percent, lang)
}

function swatchOf(bands: ColouredBand[], { score }: Pick<CriterionScore, 'score'>): HTMLElement {
  const band = bands.find((candidate) => candidate.score === score)
  const swatch = el('span', {
    class: band ? 'swatch small' : 'swatch small hatch',
    attrs: band ? { title: band.text } : {},
  })
  if (band) swatch.style.backgroundColor = band.colour
  return swatch
}

function bar(bands: ColouredBand[], percent: number | null): SVGSVGElement {
  const limits = bands.slice(1).map(({ min_pct }) => Math.ceil(min_pct))
  const band = percent === null ? undefined : bands.findLast(({ min_pct }) => percent >= min_pct)
  const width = Math.max(0, Math.min(100, percent ?? 0))
  return svg(
    'svg',
    { viewBox: '0 0 100 12', preserveAspectRatio: 'none', class: percent === null ? 'bar none' : 'bar' },
    svg('rect', { x: 0, y: 2, width: 100, height: 8, class: 'bar-ground' }),
    band ? svg('rect', { x: 0, y: 2, width, height: 8, fill: band.colour, class: 'bar-value' }) : null,
    ...limits.map((x) => svg('line', { x1: x, x2: x, y1: 0, y2: 12, class: 'bar-limit' })),
  )
}
