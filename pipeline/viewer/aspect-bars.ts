import type { Atlas } from './atlas.ts'
import { el, svg } from './dom.ts'
import { formatNumber, type Lang, pick, quantity, t } from './i18n.ts'
import type { Legend } from './legend.ts'
import { type AspectScore, aspectScores, type CriterionScore, totalScore, vintages } from './scores.ts'
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

/** Small line of the total score by year; shown when there are at least two years to compare. */
export function progressSection(atlas: Atlas, zone: Zone, lang: Lang): HTMLElement | null {
  const all = atlas.scores()
  if (all.state !== 'ready') return null
  const scores = all.value.get(zone.zone_id) ?? []
  const areas = hectaresByYear(atlas, zone)
  const points = vintages(scores).flatMap((year) => {
    const total = totalScore(scores, year)
    return total === null ? [] : [{ year, total, hectares: areas.get(year) ?? null }]
  })
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return null
  const most = new Set(scores.map(({ criterion }) => criterion)).size * 5
  const x = (year: number) => 34 + ((year - first.year) / (last.year - first.year)) * 232
  const y = (total: number) => 58 - (total / most) * 38
  return el(
    'section',
    {},
    el('h3', {}, t(lang, 'progress')),
    svg(
      'svg',
      {
        viewBox: '0 0 300 92',
        class: 'progress',
        role: 'img',
        'aria-label': points.map(({ year, total }) => `${year}: ${formatNumber(lang, total)}`).join(', '),
      },
      svg('line', { x1: 12, x2: 288, y1: 58, y2: 58, class: 'axis' }),
      svg('polyline', {
        points: points.map(({ year, total }) => `${x(year)},${y(total)}`).join(' '),
        class: 'line',
      }),
      ...points.flatMap(({ year, total, hectares }) => [
        svg('circle', { cx: x(year), cy: y(total), r: 4, class: 'dot' }),
        svg('text', { x: x(year), y: y(total) - 9, class: 'value' }, formatNumber(lang, total)),
        svg('text', { x: x(year), y: 74, class: 'year' }, String(year)),
        svg('text', { x: x(year), y: 89 }, hectares === null ? '' : quantity(lang, hectares, 'ha', 2)),
      ]),
    ),
  )
}

/** Verified hectares of a zone in each surveyed year, from the table `progress` where the release has it. */
function hectaresByYear(atlas: Atlas, zone: Zone): Map<number, number> {
  const table = atlas.table('progress')
  if (table.state !== 'ready') return new Map()
  const rows = table.value.filter((row) => row.zone_id === zone.zone_id && row.area_ha_verified)
  return new Map(rows.map((row) => [Number(row.vintage), Number(row.area_ha_verified)]))
}
