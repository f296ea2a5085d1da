import type { Atlas } from './atlas.ts'
import { button, el, type Icon, icon } from './dom.ts'
import { formatDate, type Lang, pick, t } from './i18n.ts'
import { menu } from './menu.ts'
import { decreeName, decreeShort } from './words.ts'

export interface BarActions {
  setLang(lang: Lang): void
  openData(): void
  openShare(): void
  /** Null where there is no map to print. */
  openPrint: (() => void) | null
}

/** The slim bar: city and decree; report, data, print and link, in a menu where there is no room for them; language. */
export function headerBar(atlas: Atlas, lang: Lang, actions: BarActions): HTMLElement[] {
  const { city } = atlas.release
  const report = atlas.fileAddress('report/index.html')
  const words = (text: string) => el('span', 'button-word', text)
  const tool = (key: 'data' | 'share' | 'print', sign: Icon, label: string, open: () => void) => {
    const node = button(label, [icon(sign), words(label)], open, 'bar-button')
    node.dataset.key = key
    node.setAttribute('aria-label', label)
    node.title = label
    return node
  }
  const { openPrint } = actions
  const opener = button(t(lang, 'menu'), 'menu', () => {}, 'bar-button menu-opener')
  opener.dataset.key = 'menu'
  return [
    el(
      'div',
      'bar-title',
      el('span', { class: 'bars', attrs: { 'aria-hidden': 'true' } }, el('i'), el('i'), el('i')),
      el('div', 'bar-names', el('h1', {}, pick(lang, city.title)), decreeLine(atlas, lang)),
    ),
    el(
      'nav',
      { class: 'bar-actions', attrs: { 'aria-label': 'Atlas' } },
      menu(
        'bar-menu',
        opener,
        report &&
          el(
            'a',
            {
              class: 'bar-button',
              attrs: {
                ...{ href: report, title: t(lang, 'report'), 'aria-label': t(lang, 'report') },
                // The focus stays on it when the bar is drawn anew.
                'data-key': 'report',
              },
            },
            icon('report'),
            words(t(lang, 'report')),
          ),
        tool('data', 'data', t(lang, 'data'), actions.openData),
        openPrint && tool('print', 'print', t(lang, 'print'), openPrint),
        tool('share', 'link', t(lang, 'share_heading'), actions.openShare),
      ),
      languageSwitch(lang, actions),
    ),
  ]
}

/** The decree by its number, which is cut last of it, and in full where the pointer rests; on a phone the number alone. */
function decreeLine(atlas: Atlas, lang: Lang): HTMLElement {
  const { decree } = atlas.release.city
  if (decree === null) return el('p', 'bar-decree', t(lang, 'atlas'))
  const dated = (words: string) => (decree.date ? `${words}, ${formatDate(lang, decree.date)}` : words)
  const title = dated(t(lang, 'settlements_under', { decree: decreeName(decree, lang) }))
  return el(
    'p',
    { class: 'bar-decree', attrs: { title } },
    // There is room for the number alone; who hears the page hears the title.
    el(
      'span',
      { attrs: { 'aria-hidden': 'true' } },
      el('span', 'bar-what', t(lang, 'settlements_under', { decree: '' })),
      dated(decreeShort(decree.number, lang)),
    ),
    el('span', 'sr-only', title),
  )
}

function languageSwitch(lang: Lang, actions: BarActions): HTMLElement {
  const choices = (['id', 'en'] as const).map((code) => {
    const node = button(code, [code.toUpperCase()], () => actions.setLang(code), 'lang-button')
    node.dataset.key = `lang-${code}`
    node.lang = code
    node.title = code === 'id' ? 'Bahasa Indonesia' : 'English'
    node.setAttribute('aria-pressed', String(code === lang))
    return node
  })
  return el('div', { class: 'lang', attrs: { role: 'group', 'aria-label': t(lang, 'language') } }, ...choices)
}
