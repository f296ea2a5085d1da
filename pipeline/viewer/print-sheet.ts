import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Atlas } from './atlas.ts'
import type { Hatches } from './class-hatches.ts'
import { el, svg } from './dom.ts'
import { attributionText } from './ground.ts'
import { hatchSwatches } from './hatch-swatches.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { dateText, decreeText, historyLines, type PrintFacts, sourceText } from './print-facts.ts'
import { framedMap, northArrow, printedScaleBar } from './print-frame.ts'
import { locationDiagram } from './print-location.ts'
import type { PrintMap } from './print-map.ts'
import { PX_PER_MM } from './print-scale.ts'

export interface SheetModel {
  atlas: Atlas
  lang: Lang
  heading: string
  /** Of the scores on the map; null where the zones tell it. */
  year: string | null
  denominator: number
  map: PrintMap
  facts: PrintFacts
  /** The legend of what is in the frame, as the page draws it. */
  legend: HTMLElement | null
  /** Over the colours of the map; none where it is printed in colour alone. */
  hatches: Hatches
}

/** An A3 sheet in the order of Indonesian thematic maps; nothing on it but facts of the release. */
export function printSheet(model: SheetModel): HTMLElement {
  const { atlas, lang, map, denominator, heading } = model
  const { city, id } = atlas.release
  const decree = decreeText(atlas, lang)
  const credits = attributionText(atlas, lang)
  return el(
    'article',
    { class: 'sheet', attrs: { 'aria-label': t(lang, 'print_preview') } },
    el(
      'header',
      'sheet-title',
      el('p', 'sheet-heading', heading),
      el('p', 'sheet-city', pick(lang, city.title)),
      decree && el('p', 'sheet-decree', decree),
    ),
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
        'div',
        'sheet-scale',
        el(
          'div',
          {},
          printedScaleBar(denominator, 66, lang),
          el('p', 'sheet-denominator', `${t(lang, 'print_scale')} ${scaleText(denominator, lang)}`),
          el('p', 'sheet-small', t(lang, 'print_on_paper')),
        ),
        northArrow(lang),
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
        decree === null ? null : el('p', {}, `${t(lang, 'print_basis')}: ${decree}.`),
        credits === '' ? null : el('p', {}, credits),
        el('p', {}, sourceText(atlas, lang)),
      ),
      part(
        t(lang, 'print_history'),
        '',
        ...historyLines(atlas, model.facts.decrees, lang).map((line) => el('p', {}, line)),
      ),
      part(t(lang, 'print_dates'), '', el('p', {}, dateText(atlas, lang, model.year))),
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

function legendBlocks({ legend, hatches, map, atlas, lang }: SheetModel): (HTMLElement | null)[] {
  if (legend !== null) hatchSwatches(legend, hatches)
  // On paper nothing moves: what is counted is what is printed.
  legend?.querySelector('.legend-where')?.replaceChildren(t(lang, 'print_in_frame'))
  return [legend, symbolList(map.drawn, atlas, lang)]
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

/** Gives a sheet another title, and {@link fitTexts} again. */
export function retitle(sheet: HTMLElement, heading: string): boolean {
  sheet.querySelector('.sheet-heading')?.replaceChildren(heading)
  sheet.querySelector('.sheet-map svg')?.setAttribute('aria-label', heading)
  return fitTexts(sheet)
}

/** Makes the texts smaller, down to what can still be read, until they fit beside the map; false where they do not. */
export function fitTexts(sheet: HTMLElement): boolean {
  const side = sheet.querySelector<HTMLElement>('.sheet-side')
  if (side === null) return true
  for (let tenths_mm = 30; tenths_mm >= 21; tenths_mm--) {
    side.style.fontSize = `${tenths_mm / 10}mm`
    if (side.scrollHeight <= side.clientHeight) return true
  }
  return false
}
