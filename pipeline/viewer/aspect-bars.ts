import type { Atlas } from './atlas.ts'
import { el, svg } from './dom.ts'
import { formatNumber, type Lang, pick, quantity, t } from './i18n.ts'
import type { Legend } from './legend.ts'
import { type AspectScore, aspectScores, type CriterionScore, vintages } from './scores.ts'
import type { Zone } from './zones.ts'

/** Seven bars of the newest year with the limits of the official bands marked; each opens to its criteria. */
export function aspectSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement {
  const all = atlas.scores()
  const scores = all.state === 'ready' ? (all.value.get(zone.zone_id) ?? []) : []
  const year = vintages(scores).at(-1)
  const body =
    all.state === 'loading'
      ? [el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'scores_loading'))]
      : all.state === 'failed'
        ? [el('p', 'note warn', t(lang, 'scores_failed'))]
        : year === undefined
          ? [el('p', 'note', t(lang, 'scores_none'))]
          : [
              el('p', 'note', t(lang, 'aspects_note', { year: String(year) })),
              el(
                'div',
                'aspects',
                ...aspectScores(scores, year).map((aspect) => aspectRow(atlas, aspect, lang)),
              ),
            ]
  return el('section', {}, el('h3', {}, t(lang, 'aspects')), ...body)
}

function aspectRow({ legend }: Atlas, aspect: AspectScore, lang: Lang): HTMLElement {
  const known = legend.aspect.find(({ code }) => code === aspect.aspect)
  const name = known ? pick(lang, known) : aspect.aspect
  const criteria = aspect.criteria.map((criterion) =>
    el(
      'li',
      {},
      swatchOf(legend, criterion),
      el('span', 'criterion-name', `${criterion.criterion} ${pick(lang, criterion.label)}`),
      el('span', 'criterion-value', percentText(lang, criterion.percent)),
      el('span', 'criterion-score', criterion.score === null ? '—' : formatNumber(lang, criterion.score)),
    ),
  )
  return el(
    'details',
    { class: 'aspect', attrs: { 'data-key': `aspect-${aspect.aspect}` } },
    el(
      'summary',
      {},
      el('span', 'aspect-name', name),
      bar(legend, aspect.percent),
      el('span', 'aspect-value', percentText(lang, aspect.percent)),
    ),
    el('ul', 'criteria', ...criteria),
  )
}

function percentText(lang: Lang, percent: number | null): string {
  return percent === null ? '—' : quantity(lang, percent, '%', 1)
}

function swatchOf(legend: Legend, { score }: CriterionScore): HTMLElement {
  const band = legend.criterion_score.find((candidate) => candidate.score === score)
  const swatch = el('span', {
    class: band ? 'swatch small' : 'swatch small hatch',
    attrs: { 'aria-hidden': 'true' },
  })
  if (band) swatch.style.backgroundColor = band.colour
  return swatch
}

function bar(legend: Legend, percent: number | null): SVGSVGElement {
  const bands = legend.criterion_score
  const limits = bands.slice(1).map((band) => Math.ceil(band.percent_from))
  const band = percent === null ? undefined : bands.findLast((candidate) => percent >= candidate.percent_from)
  const width = Math.max(0, Math.min(100, percent ?? 0))
  return svg(
    'svg',
    { viewBox: '0 0 100 12', preserveAspectRatio: 'none', class: percent === null ? 'bar none' : 'bar' },
    svg('rect', { x: 0, y: 2, width: 100, height: 8, class: 'bar-ground' }),
    band ? svg('rect', { x: 0, y: 2, width, height: 8, fill: band.colour, class: 'bar-value' }) : null,
    ...limits.map((x) => svg('line', { x1: x, x2: x, y1: 0, y2: 12, class: 'bar-limit' })),
  )
}
