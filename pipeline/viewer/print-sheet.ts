import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Atlas } from './atlas.ts'
import { el, svg } from './dom.ts'
import { attributionText } from './ground.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { patternUrl } from './pattern.ts'
import { dateText, decreeText, historyLines, type PrintFacts, sourceText } from './print-facts.ts'
import { framedMap, northArrow, printedScaleBar } from './print-frame.ts'
import { locationDiagram } from './print-location.ts'
import type { PrintMap } from './print-map.ts'
import { PX_PER_MM } from './print-scale.ts'
import type { Theme } from './themes.ts'

export interface SheetModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  /** What is coloured, in words. */
  title: string
  denominator: number
  map: PrintMap
  facts: PrintFacts
  /** The legend of what is in the frame, as the page draws it. */
  legend: HTMLElement | null
  patterns: boolean
}

/** An A3 sheet in the order of Indonesian thematic maps; nothing on it but facts of the release. */
export function printSheet(model: SheetModel): HTMLElement {
  const { atlas, lang, map, denominator } = model
  const { city, id } = atlas.release
  const decree = decreeText(atlas, lang)
  const heading = t(lang, 'print_map_of', { theme: model.title })
  const credits = attributionText(atlas, lang)
  return el(
    'article',
    { class: 'sheet', attrs: { 'aria-label': t(lang, 'print_preview') } },
    el(
      'div',
      'sheet-map',
      framedMap(map.url, map.bounds, heading, lang),
      city.synthetic && el('p', 'sheet-synthetic', pick(lang, city.synthetic)),
    ),
    el(
      'div',
      'sheet-side',
      el(
        'header',
        'sheet-title',
        el('p', 'sheet-heading', heading),
        el('p', 'sheet-city', pick(lang, city.title)),
        decree && el('p', 'sheet-decree', decree),
      ),
      el(
        'div',
        'sheet-scale',
        northArrow(lang),
        el(
          'div',
          {},
          el('p', 'sheet-denominator', `${t(lang, 'print_scale')} ${scaleText(denominator, lang)}`),
          printedScaleBar(denominator, 66, lang),
          el('p', 'sheet-small', t(lang, 'print_on_paper')),
        ),
      ),
      part(t(lang, 'print_legend'), 'sheet-legend', ...legendBlocks(model)),
      part(
        t(lang, 'print_location'),
        'sheet-location',
        locationDiagram(model.facts.outlines, model.facts.water, atlas.zones, map.bounds, [96, 46], lang),
      ),
      part(
        t(lang, 'print_projection'),
        '',
        el(
          'p',
          {},
          t(lang, 'print_projection_text'),
          city.utm_crs && ` ${t(lang, 'print_measured', { crs: city.utm_crs })}`,
        ),
      ),
      part(
        t(lang, 'print_sources'),
        '',
        credits === '' ? null : el('p', {}, credits),
        el('p', {}, sourceText(atlas, lang)),
      ),
      part(
        t(lang, 'print_history'),
        '',
        ...historyLines(atlas, model.facts.decrees, lang).map((line) => el('p', {}, line)),
      ),
      part(t(lang, 'print_dates'), '', el('p', {}, dateText(atlas, lang))),
      el('p', 'sheet-release', `${t(lang, 'release')} ${id.slice(0, 12)}`),
    ),
  )
}

/** What is printed where there is no sheet: whose map it would be, and what to do. */
export function printNote({ release }: Atlas, lang: Lang, word: Word): HTMLElement[] {
  return [
    el('p', 'print-title', `${pick(lang, release.city.title)} · ${t(lang, 'atlas')}`),
    el('p', {}, t(lang, word)),
  ]
}

/** `1 : 25.000`. */
export function scaleText(denominator: number, lang: Lang): string {
  return `1\u00a0:\u00a0${formatNumber(lang, denominator)}`
}

function part(title: string, className: string, ...content: (Node | null)[]): HTMLElement {
  return el('section', className, el('h3', {}, title), ...content)
}

function legendBlocks({ legend, theme, patterns, map, atlas, lang }: SheetModel): (HTMLElement | null)[] {
  if (legend !== null && patterns) hatchSwatches(legend, theme)
  return [legend, symbolList(map.drawn, atlas, lang)]
}

/** The hatches of the map on the swatches of the same colour. */
function hatchSwatches(legend: HTMLElement, theme: Theme): void {
  if (theme.kind !== 'class') return
  const probe = el('span')
  theme.rows.forEach(({ colour }, i) => {
    const url = patternUrl(i)
    probe.style.backgroundColor = colour
    for (const swatch of legend.querySelectorAll<HTMLElement>('.swatch')) {
      if (url === null || swatch.style.backgroundColor !== probe.style.backgroundColor) continue
      swatch.style.backgroundImage = `url(${url})`
      swatch.style.backgroundSize = '12px'
    }
  })
}

/** Lines, areas and points of the ground as the map draws them, each once. */
function symbolList(drawn: LayerSpecification[], atlas: Atlas, lang: Lang): HTMLElement | null {
  const items = new Map<string, HTMLElement>()
  for (const layer of drawn) {
    const name = 'source-layer' in layer ? layer['source-layer'] : undefined
    if (name === undefined || name === 'zone_labels' || layer.id.startsWith('zones-chosen')) continue
    if (layer.id === 'zones-hover' || (layer.type !== 'line' && layer.type !== 'circle')) {
      if (name !== 'buildings') continue
    }
    const title = atlas.layerTitle(name, lang)
    const symbol = symbolOf(layer)
    if (title === null || symbol === null || items.has(name)) continue
    items.set(name, el('li', {}, symbol, el('span', {}, title)))
  }
  return items.size === 0 ? null : el('ul', 'sheet-symbols', ...items.values())
}

/** The paint of a layer as a small picture; null where its colour is not one alone. */
function symbolOf(layer: LayerSpecification): SVGElement | null {
  const paint = (layer.paint ?? {}) as Record<string, unknown>
  const colour = paint[`${layer.type}-color`]
  if (typeof colour !== 'string') return null
  const picture = (shape: SVGElement) =>
    svg(
      'svg',
      { viewBox: '0 0 7 4', width: '7mm', height: '4mm', class: 'symbol', 'aria-hidden': 'true' },
      shape,
    )
  if (layer.type === 'line')
    return picture(
      svg('line', { x1: 0.3, x2: 6.7, y1: 2, y2: 2, stroke: colour, 'stroke-width': widthOf(paint) }),
    )
  if (layer.type === 'circle')
    return picture(
      svg('circle', { cx: 3.5, cy: 2, r: 1.2, fill: colour, stroke: '#ffffff', 'stroke-width': 0.2 }),
    )
  return picture(svg('rect', { x: 1.5, y: 0.8, width: 4, height: 2.4, fill: colour }))
}

/** Width of a line in millimetres; where it grows with the zoom, at its widest. */
function widthOf(paint: Record<string, unknown>): number {
  const width = paint['line-width']
  const px = Array.isArray(width) ? width.at(-1) : width
  return (typeof px === 'number' ? px : 1) / PX_PER_MM
}

/** Makes the texts smaller, down to what can still be read, until they fit beside the map. */
export function fitTexts(sheet: HTMLElement): void {
  const side = sheet.querySelector<HTMLElement>('.sheet-side')
  if (side === null) return
  for (let tenths_mm = 30; tenths_mm >= 21; tenths_mm--) {
    side.style.fontSize = `${tenths_mm / 10}mm`
    if (side.scrollHeight <= side.clientHeight) return
  }
}
