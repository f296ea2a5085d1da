import type { Atlas } from './atlas.ts'
import { button, el, icon } from './dom.ts'
import { formatDate, type Lang, pick, t } from './i18n.ts'
import { decreeName } from './words.ts'

export interface BarActions {
  setLang(lang: Lang): void
  openData(): void
}

/** The slim bar: city and decree, report, data, link, language. */
export function headerBar(atlas: Atlas, lang: Lang, actions: BarActions): HTMLElement[] {
  const { city } = atlas.release
  const report = atlas.fileAddress('report/index.html')
  const words = (text: string) => el('span', 'button-word', text)
  const share = button(
    t(lang, 'share'),
    [icon('link'), words(t(lang, 'share'))],
    () => copyLink(share, lang),
    'bar-button',
  )
  share.dataset.key = 'share'
  const data = button(t(lang, 'data'), [icon('data'), words(t(lang, 'data'))], actions.openData, 'bar-button')
  data.dataset.key = 'data'
  for (const [node, label] of [
    [share, t(lang, 'share')],
    [data, t(lang, 'data')],
  ] as const) {
    node.setAttribute('aria-label', label)
    node.title = label
  }
  return [
    el(
      'div',
      'bar-title',
      el('span', { class: 'bars', attrs: { 'aria-hidden': 'true' } }, el('i'), el('i'), el('i')),
      el(
        'div',
        'bar-names',
        el('h1', {}, pick(lang, city.title)),
        el('p', 'bar-decree', decreeText(atlas, lang)),
      ),
    ),
    el(
      'nav',
      { class: 'bar-actions', attrs: { 'aria-label': 'Atlas' } },
      report &&
        el(
          'a',
          {
            class: 'bar-button',
            attrs: { href: report, title: t(lang, 'report'), 'aria-label': t(lang, 'report') },
          },
          icon('report'),
          words(t(lang, 'report')),
        ),
      data,
      share,
      languageSwitch(lang, actions),
    ),
  ]
}

function decreeText(atlas: Atlas, lang: Lang): string {
  const { decree } = atlas.release.city
  if (decree === null) return t(lang, 'atlas')
  const words = t(lang, 'settlements_under', { decree: decreeName(decree, lang) })
  return decree.date ? `${words}, ${formatDate(lang, decree.date)}` : words
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

async function copyLink(share: HTMLButtonElement, lang: Lang): Promise<void> {
  const word = share.querySelector('.button-word')
  let done = true
  try {
    await navigator.clipboard.writeText(location.href)
  } catch {
    done = false
  }
  const said = t(lang, done ? 'copied' : 'copy_failed')
  if (word) word.textContent = said
  share.classList.add('said')
  setTimeout(() => {
    if (word) word.textContent = t(lang, 'share')
    share.classList.remove('said')
  }, 2500)
}
