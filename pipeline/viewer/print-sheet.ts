import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Atlas } from './atlas.ts'
import type { Hatches } from './class-hatches.ts'
import { el, svg } from './dom.ts'
import { attributionText } from './ground.ts'
import { hatchSwatches } from './hatch-swatches.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { type MapSymbol, mapSymbols } from './map-symbols.ts'
import {
  dateText,
  decreeText,
  historyLines,
  type PrintFacts,
  ROOM_FOR_TITLES,
  sourcesOnSheet,
  sourceText,
} from './print-facts.ts'
import { framedMap, northArrow, printedScaleBar } from './print-frame.ts'
import { locationDiagram } from './print-location.ts'
import type { PrintMap } from './print-map.ts'
import { PX_PER_MM } from './print-scale.ts'

export interface SheetModel {
  atlas: Atlas
  lang: Lang
  heading: string
  /** Who issues the sheet; empty where nobody is named. */
  issuer: string
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
        locationDiagram(model.facts.outlines, model.facts.water, atlas.zones, map.bounds, [96, 38], lang),
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
        sourceNote(model),
      ),
      part(
        t(lang, 'print_history'),
        '',
        ...historyLines(atlas, model.facts.decrees, lang).map((line) => el('p', {}, line)),
      ),
      part(t(lang, 'print_dates'), '', el('p', {}, dateText(atlas, lang, model.year))),
      el(
        'div',
        'sheet-foot',
        el('p', 'sheet-issued', t(lang, 'print_issued')),
        // Without a name there is room to write one, and to stamp it.
        el('p', 'sheet-issuer', model.issuer),
        el('p', 'sheet-release', `${t(lang, 'release')} ${id.slice(0, 12)}`),
      ),
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

/** Sources of what is drawn; {@link fitTexts} takes the shorter text where the sheet has no room. */
function sourceNote({ atlas, lang, map, facts }: SheetModel): HTMLElement {
  const ids = sourcesOnSheet(atlas, map.drawn, facts)
  const note = el('p', 'sheet-sources', sourceText(atlas, ids, ROOM_FOR_TITLES.most, lang))
  note.dataset.shorter = sourceText(atlas, ids, ROOM_FOR_TITLES.least, lang)
  return note
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

/** Lines, areas and points of the ground, each with its name. */
function symbolList(drawn: LayerSpecification[], atlas: Atlas, lang: Lang): HTMLElement | null {
  const items = mapSymbols(drawn, atlas, lang).map((symbol) =>
    el('li', {}, symbolPicture(symbol), el('span', {}, symbol.title)),
  )
  return items.length === 0 ? null : el('ul', 'sheet-symbols', ...items)
}

function symbolPicture({ kind, colour, width_px }: MapSymbol): SVGElement {
  const line = { x1: 0.3, x2: 6.7, y1: 2, y2: 2, stroke: colour, 'stroke-width': width_px / PX_PER_MM }
  const point = { cx: 3.5, cy: 2, r: 1.2, fill: colour, stroke: '#ffffff', 'stroke-width': 0.2 }
  const area = { x: 1.5, y: 0.8, width: 4, height: 2.4, fill: colour }
  return svg(
    'svg',
    { viewBox: '0 0 7 4', width: '7mm', height: '4mm', class: 'symbol', 'aria-hidden': 'true' },
    kind === 'line' ? svg('line', line) : kind === 'point' ? svg('circle', point) : svg('rect', area),
  )
}

/** Gives a sheet another title and another who issues it, and {@link fitTexts} again. */
export function retitle(sheet: HTMLElement, heading: string, issuer: string): boolean {
  sheet.querySelector('.sheet-issuer')?.replaceChildren(issuer)
  sheet.querySelector('.sheet-heading')?.replaceChildren(heading)
  sheet.querySelector('.sheet-map svg')?.setAttribute('aria-label', heading)
  return fitTexts(sheet)
}

/** Makes the texts smaller, down to what can still be read, and names fewer sources, until they fit beside the map; false where they do not. */
export function fitTexts(sheet: HTMLElement): boolean {
  const side = sheet.querySelector<HTMLElement>('.sheet-side')
  if (side === null) return true
  const fits = (): boolean => {
    for (let tenths_mm = 30; tenths_mm >= 21; tenths_mm--) {
      side.style.fontSize = `${tenths_mm / 10}mm`
      if (side.scrollHeight <= side.clientHeight) return true
    }
    return false
  }
  if (fits()) return true
  const sources = side.querySelector<HTMLElement>('.sheet-sources')
  if (!sources?.dataset.shorter) return false
  sources.textContent = sources.dataset.shorter
  return fits()
}
