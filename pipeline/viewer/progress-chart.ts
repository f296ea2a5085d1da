import { svg } from './dom.ts'
import { formatNumber, type Lang, quantity, t } from './i18n.ts'
import { isExpected, type ProgressYear } from './zone-progress.ts'

const WIDTH = 320
const [LEFT, RIGHT] = [34, 286]
/** Where the lines of score and hectares lie: top and ground line of each. */
const SCORE = { top: 36, ground: 92 }
const AREA = { top: 134, ground: 164 }
/** A survey and the projection of the same year stand beside one another. */
const ASIDE = 16
/** Labels nearer than this to the one before are left out: they stand in the text for a reader. */
const LABEL_APART = 34

interface Point extends ProgressYear {
  x: number
}

/**
 * Score and hectares still slum by year: surveyed years as dots, with a solid line from one to the next;
 * projected ones as rings, with a dashed line from and to each.
 *
 * @param most highest score the criteria allow
 */
export function progressChart(years: readonly ProgressYear[], most: number, lang: Lang): SVGSVGElement {
  const points = placed(years)
  const shown = spaced(points)
  const mostArea = Math.max(...points.map(({ area_ha_slum }) => area_ha_slum ?? -1))
  const last = mostArea < 0 ? SCORE.ground : AREA.ground
  return svg(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${last + 20}`,
      class: 'progress',
      role: 'img',
      'aria-label': spoken(years, lang),
    },
    svg('text', { x: 12, y: 14, class: 'title' }, t(lang, 'progress_score')),
    ...series(points, shown, SCORE, most, ({ score_total }) => score_total, {
      ...{ text: (value) => formatNumber(lang, value), name: 'score' },
    }),
    ...points.flatMap((point) => whisker(point, most)),
    mostArea < 0 ? null : svg('text', { x: 12, y: 112, class: 'title' }, t(lang, 'progress_area')),
    ...(mostArea < 0
      ? []
      : series(points, shown, AREA, mostArea, ({ area_ha_slum }) => area_ha_slum, {
          ...{ text: (value) => formatNumber(lang, value, 2), name: 'area' },
        })),
    ...points
      .filter((point) => shown.has(point) && !sameYearBefore(points, point))
      .map(({ x, year }) => svg('text', { x, y: last + 16, class: 'year' }, String(year))),
  )
}

function placed(years: readonly ProgressYear[]): Point[] {
  const [first, last] = [years[0]?.year ?? 0, years.at(-1)?.year ?? 0]
  const span = Math.max(1, last - first)
  return years.map((year, i) => {
    const twice = years[i - 1]?.year === year.year
    return { ...year, x: LEFT + ((year.year - first) / span) * (RIGHT - LEFT) + (twice ? ASIDE : 0) }
  })
}

/** The points that carry a label: the last always, the others where there is room. */
function spaced(points: readonly Point[]): Set<Point> {
  const shown = new Set<Point>()
  let next = Number.POSITIVE_INFINITY
  for (const point of [...points].reverse()) {
    if (next - point.x < LABEL_APART) continue
    shown.add(point)
    next = point.x
  }
  return shown
}

function sameYearBefore(points: readonly Point[], point: Point): boolean {
  return points[points.indexOf(point) - 1]?.year === point.year
}

function series(
  points: readonly Point[],
  shown: ReadonlySet<Point>,
  place: { top: number; ground: number },
  most: number,
  of: (point: Point) => number | null,
  label: { text: (value: number) => string; name: string },
): SVGElement[] {
  const known = points.flatMap((point) => {
    const value = of(point)
    const y = place.ground - ((value ?? 0) / (most || 1)) * (place.ground - place.top)
    return value === null ? [] : [{ point, value, y }]
  })
  const lines = known.slice(1).map(({ point, y }, i) => {
    const from = known[i]!
    const dashed = isExpected(from.point, point) ? ' dashed' : ''
    return svg('line', { x1: from.point.x, y1: from.y, x2: point.x, y2: y, class: `line${dashed}` })
  })
  const dots = known.map(({ point, y }) =>
    svg('circle', { cx: point.x, cy: y, r: 3.5, class: point.projected ? 'dot ring' : 'dot' }),
  )
  const texts = known
    .filter(({ point }) => shown.has(point))
    .map(({ point, value, y }) =>
      svg('text', { x: point.x, y: y - 7, class: `value ${label.name}` }, label.text(value)),
    )
  return [
    svg('line', { x1: 12, x2: WIDTH - 12, y1: place.ground, y2: place.ground, class: 'axis' }),
    ...lines,
    ...dots,
    ...texts,
  ]
}

/** A score from incomplete data is an interval: it stands as a line from the least to the most. */
function whisker({ x, score_min, score_max }: Point, most: number): SVGElement[] {
  if (score_min === null || score_max === null || score_min === score_max) return []
  const y = (score: number) => SCORE.ground - (score / most) * (SCORE.ground - SCORE.top)
  return [svg('line', { x1: x, x2: x, y1: y(score_min), y2: y(score_max), class: 'whisker' })]
}

/** What a reader who does not see the chart hears. */
function spoken(years: readonly ProgressYear[], lang: Lang): string {
  return years
    .map((year) => {
      const score =
        year.score_total !== null
          ? formatNumber(lang, year.score_total)
          : year.score_min !== null && year.score_max !== null
            ? `${formatNumber(lang, year.score_min)}–${formatNumber(lang, year.score_max)}`
            : '—'
      const kind = year.projected ? ` (${t(lang, 'progress_projected')})` : ''
      const area = year.area_ha_slum === null ? '' : `, ${quantity(lang, year.area_ha_slum, 'ha', 2)}`
      return `${year.year}${kind}: ${score}${area}`
    })
    .join('; ')
}
