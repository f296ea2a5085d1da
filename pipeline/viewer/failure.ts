import { el } from './dom.ts'
import { type Lang, t, type Word } from './i18n.ts'

export interface Failure {
  title: Word
  advice: Word
  /** What was received, as far as it is known. */
  got: string
  address?: string
}

/** A failed state that says what happened and what to do, in the language of the page. */
export function failurePanel(failure: Failure, lang: Lang, retry: (() => void) | null): HTMLElement {
  const panel = el(
    'div',
    { class: 'failure card', attrs: { role: 'alert' } },
    el('h2', {}, t(lang, failure.title)),
    el('p', {}, t(lang, failure.advice)),
    el(
      'dl',
      'facts stacked',
      ...(failure.address ? [el('dt', {}, t(lang, 'files')), el('dd', {}, failure.address)] : []),
      el('dt', {}, t(lang, 'got')),
      el('dd', {}, failure.got),
    ),
  )
  if (retry) {
    const again = el('button', { class: 'text-button', attrs: { type: 'button' }, on: { click: retry } })
    again.textContent = t(lang, 'try_again')
    panel.append(again)
  }
  return panel
}
