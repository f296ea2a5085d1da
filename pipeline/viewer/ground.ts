import type { Atlas } from './atlas.ts'
import { button, el, icon } from './dom.ts'
import { foundText } from './found-text.ts'
import { formatNumber, type Lang, pick, t } from './i18n.ts'
import type { Unknown } from './page-state.ts'
import type { Place } from './search.ts'

export interface GroundActions {
  toggleList(): void
  /** Null where the city has one state only, and while two are compared. */
  compare: (() => void) | null
  zoom(by: number): void
  showAll(): void
}

/** Buttons that lie on the map: the list of zones, zoom, and back to the whole. */
export function mapControls(
  atlas: Atlas,
  lang: Lang,
  listOpen: boolean,
  actions: GroundActions,
): HTMLElement[] {
  const words = `${t(lang, 'list')} (${formatNumber(lang, atlas.zones.length)})`
  const list = button(
    t(lang, 'list'),
    [icon('list'), el('span', 'list-word', words)],
    actions.toggleList,
    'list-button',
  )
  list.dataset.key = 'list'
  list.title = words
  list.setAttribute('aria-label', words)
  list.setAttribute('aria-expanded', String(listOpen))
  const { compare } = actions
  const keyed = (node: HTMLButtonElement, key: string) => {
    node.dataset.key = key
    return node
  }
  return [
    list,
    el(
      'div',
      'zoom-buttons',
      compare && keyed(button(t(lang, 'compare'), 'compare', compare, 'icon-button'), 'compare'),
      keyed(
        button(t(lang, 'zoom_in'), 'plus', () => actions.zoom(1), 'icon-button'),
        'zoom-in',
      ),
      keyed(
        button(t(lang, 'zoom_out'), 'minus', () => actions.zoom(-1), 'icon-button'),
        'zoom-out',
      ),
      keyed(button(t(lang, 'show_all'), 'all', actions.showAll, 'icon-button'), 'show-all'),
    ),
  ]
}

/** What is said on the map itself: that data are synthetic, that there are no zones, that a link names what is not here. */
export function mapNotices(
  atlas: Atlas,
  lang: Lang,
  { zone, theme, year }: Unknown,
  lost: string | null,
): HTMLElement[] {
  const { synthetic } = atlas.release.city
  const unknown = [
    zone === null ? null : t(lang, 'unknown_zone', { zone: shortened(zone) }),
    theme === null ? null : t(lang, 'unknown_theme', { theme: shortened(theme) }),
    year === null ? null : t(lang, 'unknown_year', { year }),
    lost === null ? null : t(lang, 'unknown_place', { place: shortened(lost.slice(lost.indexOf(':') + 1)) }),
  ].filter((line) => line !== null)
  return [
    ...(synthetic === null ? [] : [el('p', 'synthetic', pick(lang, synthetic))]),
    ...(atlas.zones.length === 0 ? [el('p', 'notice', t(lang, 'none_at_all'))] : []),
    ...(unknown.length > 0
      ? [el('p', { class: 'notice unknown', attrs: { role: 'status' } }, unknown.join(' '))]
      : []),
  ]
}

/** A link can say anything, at any length. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Where what is drawn comes from, the basemap among it. */
export function attributionText({ release: { city } }: Atlas, lang: Lang): string {
  const all = [city.attribution, city.basemap?.attribution ?? null].filter((stated) => stated !== null)
  return all.map((attribution) => pick(lang, attribution)).join(' · ')
}

export function mapFoot(atlas: Atlas, lang: Lang): HTMLElement[] {
  const { id } = atlas.release
  const attribution = attributionText(atlas, lang)
  return [
    ...(attribution === '' ? [] : [sourceLine(attribution)]),
    el('span', 'foot-release', `${t(lang, 'release')} ${id.slice(0, 12)}`),
  ]
}

/** Cut where the map has no room for it; pressed, it opens to all of it, and closes again. */
function sourceLine(attribution: string): HTMLElement {
  const line = el(
    'button',
    { class: 'foot-source', attrs: { type: 'button', title: attribution, 'aria-expanded': 'false' } },
    el('span', {}, attribution),
  )
  line.addEventListener('click', () => {
    const isOpen = line.getAttribute('aria-expanded') === 'true'
    line.setAttribute('aria-expanded', String(!isOpen))
  })
  line.dataset.key = 'foot-source'
  return line
}

/** What is known of the place that was looked for and is marked; it can be closed. */
export function foundNotice(atlas: Atlas, place: Place, lang: Lang, close: () => void): HTMLElement {
  const shut = button(t(lang, 'close'), 'close', close, 'icon-button')
  shut.dataset.key = 'found-close'
  const told = foundText(atlas, place, lang)
  const name = [place.name, place.within].filter((part) => part !== '').join(', ')
  const text = el('span', {}, el('strong', {}, name), told === '' ? null : `: ${told}`)
  return el('p', { class: 'notice found', attrs: { role: 'status' } }, text, shut)
}

/** A notice that a part of the map failed, with a way on; it can be closed. */
export function problemNotice(
  lang: Lang,
  message: string,
  { retry, close }: { retry(): void; close(): void },
): HTMLElement {
  const again = button(t(lang, 'try_again'), [t(lang, 'try_again')], retry, 'text-button')
  const shut = button(t(lang, 'close'), 'close', close, 'icon-button')
  again.dataset.key = 'problem-retry'
  shut.dataset.key = 'problem-close'
  const text = el('span', {}, el('strong', {}, t(lang, 'fail_tiles')), ` ${t(lang, 'fail_tiles_do')}`)
  text.title = message
  return el('p', { class: 'notice problem', attrs: { role: 'alert' } }, text, again, shut)
}
