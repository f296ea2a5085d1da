import { svg } from './dom.ts'
import { formatNumber, type Lang, t } from './i18n.ts'
import { degreesText, graticule } from './print-graticule.ts'
import { placeIn, scaleBar, shownLabels } from './print-scale.ts'
import type { Bounds } from './release.ts'

/** Paper beside the column of texts, in millimetres: the map, and round it the strip of its coordinates. */
export const MAP_MM = { width: 288, height: 269, strip: 6 } as const

/** Height of the letters of coordinates, as the style sheet has it. */
const DEGREES_MM = 2.7

/** The map in its frame: picture, graticule, coordinates on all four sides. One unit is a millimetre. */
export function framedMap(url: string, bounds: Bounds, label: string, lang: Lang): SVGSVGElement {
  const { width, height, strip } = MAP_MM
  const [outer_width, outer_height] = [width + 2 * strip, height + 2 * strip]
  const { step_s, meridians, parallels } = graticule(bounds)
  const at = (lon: number, lat: number) => {
    const [x, y] = placeIn(bounds, [width, height], lon, lat)
    return [x + strip, y + strip] as const
  }
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    svg('line', { x1, y1, x2, y2, class: 'graticule' })
  const text = (x: number, y: number, words: string, turned: boolean) =>
    svg('text', { x, y, class: 'degrees', ...(turned ? { transform: `rotate(-90 ${x} ${y})` } : {}) }, words)
  const middle = strip / 2
  /** Whether the words of a line keep clear of the corners, in millimetres along a side. */
  const fits = (at_mm: number, side_mm: number, words: string) => {
    const half = (words.length * DEGREES_MM * 0.6) / 2
    return at_mm - half > strip / 2 && at_mm + half < side_mm - strip / 2
  }
  return svg(
    'svg',
    {
      viewBox: `0 0 ${outer_width} ${outer_height}`,
      width: `${outer_width}mm`,
      height: `${outer_height}mm`,
      role: 'img',
      'aria-label': label,
    },
    svg('rect', { x: 0.3, y: 0.3, width: outer_width - 0.6, height: outer_height - 0.6, class: 'frame' }),
    svg('image', { href: url, x: strip, y: strip, width, height, preserveAspectRatio: 'none' }),
    ...meridians.flatMap((lon) => {
      const [x] = at(lon, bounds[1])
      const words = degreesText(lang, lon, 'lon', step_s)
      return [
        line(x, strip - 1.2, x, outer_height - strip + 1.2),
        ...(fits(x, outer_width, words)
          ? [text(x, middle + 0.4, words, false), text(x, outer_height - middle + 1.6, words, false)]
          : []),
      ]
    }),
    ...parallels.flatMap((lat) => {
      const [, y] = at(bounds[0], lat)
      const words = degreesText(lang, lat, 'lat', step_s)
      return [
        line(strip - 1.2, y, outer_width - strip + 1.2, y),
        ...(fits(y, outer_height, words)
          ? [text(middle + 0.4, y, words, true), text(outer_width - middle + 1.6, y, words, true)]
          : []),
      ]
    }),
    svg('rect', { x: strip, y: strip, width, height, class: 'neatline' }),
  )
}

/** Height of the letters on the bar, as the style sheet has it. */
const LABEL_MM = 2.7

/** Bar of the scale in millimetres of paper, alternately dark and light. */
export function printedScaleBar(denominator: number, most_mm: number, lang: Lang): SVGSVGElement {
  const { part_m, part, parts } = scaleBar(denominator / 1000, most_mm)
  const inKm = part_m * parts >= 2000
  const values = Array.from({ length: parts + 1 }, (_, i) => (part_m * i) / (inKm ? 1000 : 1))
  const decimals = values.every(Number.isInteger) ? 0 : values.every((v) => Number.isInteger(v * 10)) ? 1 : 2
  const labels = values.map(
    (value, i) =>
      `${formatNumber(lang, value, value === 0 ? 0 : decimals)}${i === parts ? `\u00a0${inKm ? 'km' : 'm'}` : ''}`,
  )
  const shown = shownLabels(labels, part, LABEL_MM)
  const left = 4
  const total = part * parts
  return svg(
    'svg',
    {
      viewBox: `0 0 ${total + left + 12} 9`,
      width: `${total + left + 12}mm`,
      height: '9mm',
      class: 'scale-bar',
      'aria-hidden': 'true',
    },
    ...values.slice(1).map((_, i) =>
      svg('rect', {
        x: left + part * i,
        y: 4.4,
        width: part,
        height: 2.2,
        class: i % 2 === 0 ? 'dark' : 'light',
      }),
    ),
    ...labels.map((label, i) => (shown[i] ? svg('text', { x: left + part * i, y: 3.2 }, label) : null)),
  )
}

/** Web Mercator has north at the top everywhere. */
export function northArrow(lang: Lang): SVGSVGElement {
  return svg(
    'svg',
    {
      viewBox: '0 0 14 20',
      width: '14mm',
      height: '20mm',
      class: 'north',
      role: 'img',
      'aria-label': t(lang, 'print_north_arrow'),
    },
    svg('text', { x: 7, y: 5 }, t(lang, 'print_north_letter')),
    svg('path', { d: 'M7 6.4 L11 19 L7 16 Z', class: 'dark' }),
    svg('path', { d: 'M7 6.4 L3 19 L7 16 Z', class: 'light' }),
  )
}
