import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Atlas } from './atlas.ts'
import { type Hatches, NO_HATCHES } from './class-hatches.ts'
import { openDialog } from './dialog.ts'
import { button, el, icon } from './dom.ts'
import { type Lang, pick, t, type Word } from './i18n.ts'
import type { CopyOptions } from './map-copy.ts'
import { type PrintFacts, printFacts } from './print-facts.ts'
import { MAP_MM } from './print-frame.ts'
import { drawPrintMap, type PrintMap } from './print-map.ts'
import { fittingScale, middleOf, offeredScales } from './print-scale.ts'
import { fitTexts, printNote, printSheet, retitle, scaleText } from './print-sheet.ts'
import type { Bounds } from './release.ts'
import { joinBounds } from './zones.ts'

/** A map that can be put on the sheet. */
export interface PrintState {
  map: MapLibreMap
  /** Of the theme's colours. */
  hatches: Hatches
  /** Of the scores that are shown; null where the theme has one state only. */
  year: string | null
  /** What is coloured, in words. */
  title: string
  /** The legend of what lies within bounds, and of the RT drawn there. */
  legend: (bounds: Bounds, rt: PrintMap['rt']) => HTMLElement | null
}

export interface PrintInput {
  atlas: Atlas
  lang: Lang
  /** The map that is shown, or the left and the right one of a comparison. */
  states: [PrintState, PrintState?]
  /** What can be put on the sheet, the first of them at once. */
  extents: { word: Word; bounds: Bounds }[]
  marks: CopyOptions['marks']
}

/** Zones keep this far from the frame: the notice of synthetic data and names at the edge need room. */
const AIR_MM = 18
/** Characters of a title that fit its place. */
const LONGEST_TITLE = 120

/** Opens the preview of the A3 sheet. What is printed is the sheet alone, kept beside the page while the preview is open. */
export function openPrintDialog(input: PrintInput): void {
  const { lang } = input
  const preview = el('div', 'print-preview')
  const status = el('p', { class: 'note', attrs: { role: 'status' } })
  const printed = el('div', 'print-root')
  const note = (word: Word) => el('div', 'print-note', ...printNote(input.atlas, lang, word))
  const facts = printFacts(input.atlas)
  const print = button(
    t(lang, 'print'),
    [icon('print'), t(lang, 'print_now')],
    () => window.print(),
    'primary',
  )
  print.dataset.key = 'print-now'

  const [left, right] = input.states
  const state = select('print-state', [
    ['left', `${t(lang, 'compare_left')}: ${left.title}`],
    ['right', `${t(lang, 'compare_right')}: ${right?.title}`],
  ])
  const extent = select(
    'print-extent',
    input.extents.map(({ word }, i) => [String(i), t(lang, word)]),
  )
  const scale = select('print-scale', [
    ['', t(lang, 'print_scale_auto')],
    ...offeredScales(cityOf(input), MAP_MM.width, MAP_MM.height).map((denominator): [string, string] => [
      String(denominator),
      scaleText(denominator, lang),
    ]),
  ])
  const patterns = el('input', { attrs: { type: 'checkbox', 'data-key': 'print-patterns' } })
  patterns.checked = true

  let shown: PrintMap | null = null
  let scaleDrawn = ''
  const tellReady = (fits: boolean) => {
    const ready = `${t(lang, 'print_ready', { scale: scaleDrawn })}.`
    status.textContent = fits ? ready : `${ready} ${t(lang, 'print_cut')}`
    status.classList.toggle('warn', !fits)
  }
  let drawing = new AbortController()
  const title = el('input', {
    attrs: { type: 'text', maxlength: String(LONGEST_TITLE), 'data-key': 'print-title' },
    on: {
      input: () => {
        isOwnTitle = title.value.trim() !== ''
        rewrite()
      },
    },
  })
  let isOwnTitle = false
  const issuer = el('input', {
    attrs: { type: 'text', maxlength: String(LONGEST_TITLE), 'data-key': 'print-issuer' },
    on: { input: () => rewrite() },
  })
  /** Brings what is written by hand onto the sheet, in the preview and on paper. */
  const rewrite = () => {
    const sheet = preview.querySelector<HTMLElement>('.sheet')
    if (sheet === null) return
    const fits = retitle(sheet, heading(), issuer.value.trim())
    if (print.disabled) return
    tellReady(fits)
    printed.replaceChildren(printedCopy(sheet))
  }
  void facts.then(({ publisher }) => {
    if (publisher === null || issuer.value !== '') return
    issuer.value = pick(lang, publisher)
    rewrite()
  })
  const drawn = () => (right !== undefined && state.value === 'right' ? right : left)
  const heading = () => (isOwnTitle ? title.value.trim() : headingOf(drawn(), lang))
  const draw = async () => {
    drawing.abort()
    drawing = new AbortController()
    const { signal } = drawing
    const chosen = input.extents[Number(extent.value)] ?? input.extents[0]
    if (chosen === undefined) return
    const of = drawn()
    if (!isOwnTitle) title.value = heading()
    print.disabled = true
    status.textContent = t(lang, 'print_drawing')
    status.classList.remove('warn')
    printed.replaceChildren(note('print_wait'))
    preview.setAttribute('aria-busy', 'true')
    const air_mm = chosen.word === 'print_extent_screen' ? 0 : AIR_MM
    const denominator =
      Number(scale.value) ||
      fittingScale(chosen.bounds, MAP_MM.width - 2 * air_mm, MAP_MM.height - 2 * air_mm)
    try {
      const map = await drawPrintMap(of.map, {
        center: middleOf(chosen.bounds),
        denominator,
        width_mm: MAP_MM.width,
        height_mm: MAP_MM.height,
        hatches: patterns.checked ? of.hatches : NO_HATCHES,
        ...{ marks: input.marks, signal },
      })
      const known = await facts
      if (signal.aborted) {
        URL.revokeObjectURL(map.url)
        return
      }
      if (shown !== null) URL.revokeObjectURL(shown.url)
      shown = map
      const sheet = sheetOf(input, of, map, known, {
        ...{ heading: heading(), issuer: issuer.value.trim(), denominator, patterns: patterns.checked },
      })
      preview.replaceChildren(sheet)
      const fits = fitTexts(sheet)
      printed.replaceChildren(printedCopy(sheet))
      fitPreview(preview)
      scaleDrawn = scaleText(denominator, lang)
      tellReady(fits)
      print.disabled = false
    } catch {
      if (signal.aborted) return
      status.textContent = t(lang, 'print_failed')
      printed.replaceChildren(note('print_failed'))
    } finally {
      if (!signal.aborted) preview.removeAttribute('aria-busy')
    }
  }
  for (const control of [state, extent, scale, patterns])
    control.addEventListener('change', () => void draw())

  const dialog = openDialog({
    title: t(lang, 'print_heading'),
    lang,
    className: 'print-dialog',
    body: [
      el(
        'div',
        'print-tools',
        right && el('label', 'field', el('span', {}, t(lang, 'print_state')), state),
        el('label', 'field title-field', el('span', {}, t(lang, 'print_title')), title),
        el('label', 'field title-field', el('span', {}, t(lang, 'print_issuer')), issuer),
        el('label', 'field', el('span', {}, t(lang, 'print_extent')), extent),
        el('label', 'field', el('span', {}, t(lang, 'print_scale')), scale),
        el('label', 'choice', patterns, el('span', {}, t(lang, 'print_patterns'))),
        print,
      ),
      el('p', 'note', t(lang, 'print_advice')),
      status,
      preview,
    ],
  })
  document.body.append(printed)
  const observer = new ResizeObserver(() => fitPreview(preview))
  observer.observe(preview)
  dialog.addEventListener('close', () => {
    drawing.abort()
    observer.disconnect()
    printed.remove()
    if (shown !== null) URL.revokeObjectURL(shown.url)
  })
  void draw()
}

function sheetOf(
  { atlas, lang }: PrintInput,
  { hatches, legend, year }: PrintState,
  map: PrintMap,
  facts: PrintFacts,
  { patterns, ...told }: { heading: string; issuer: string; denominator: number; patterns: boolean },
): HTMLElement {
  return printSheet({
    ...{ atlas, lang, map, facts, year, ...told, hatches: patterns ? hatches : NO_HATCHES },
    legend: legend(map.bounds, map.rt),
  })
}

/** The sheet for paper: in the preview it is made as small as its place. */
function printedCopy(sheet: HTMLElement): HTMLElement {
  const copy = sheet.cloneNode(true) as HTMLElement
  copy.style.transform = ''
  return copy
}

/** What a sheet is called where nobody calls it otherwise. */
function headingOf({ title }: PrintState, lang: Lang): string {
  return t(lang, 'print_map_of', { theme: title })
}

/** Everything that may be put on a sheet. */
function cityOf({ atlas, extents }: PrintInput): Bounds {
  const shown = extents.filter(({ word }) => word !== 'print_extent_screen').map(({ bounds }) => bounds)
  return joinBounds([atlas.release.city.bounds, ...shown]) ?? atlas.release.city.bounds
}

function select(key: string, choices: [value: string, text: string][]): HTMLSelectElement {
  return el(
    'select',
    { attrs: { 'data-key': key } },
    ...choices.map(([value, text]) => el('option', { attrs: { value } }, text)),
  )
}

/** The sheet as wide as the preview. */
function fitPreview(preview: HTMLElement): void {
  const sheet = preview.firstElementChild
  if (!(sheet instanceof HTMLElement)) return
  const share = preview.clientWidth / sheet.offsetWidth
  sheet.style.transform = `scale(${share})`
  preview.style.height = `${Math.ceil(sheet.offsetHeight * share)}px`
}
