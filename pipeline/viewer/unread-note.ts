import type { Atlas, Lazy } from './atlas.ts'
import { button, el } from './dom.ts'
import { type Lang, t } from './i18n.ts'

/**
 * Says that a part could not be read, with a way to ask for it again.
 *
 * @param key what tells this note apart from others
 * @param otherwise `data-key` of what has the focus once the note is gone
 */
export function retryNote(lang: Lang, key: string, otherwise: string, retry: () => void): HTMLElement {
  const word = t(lang, 'try_again')
  const again = button(word, [word], retry, 'text-button')
  again.dataset.key = `retry-${key}`
  again.dataset.else = otherwise
  return el('p', { class: 'note warn unread', attrs: { role: 'status' } }, t(lang, 'part_failed'), ' ', again)
}

/** {@link retryNote} in the profile, where one of the parts failed; null where all were read, or are being read. */
export function unreadNote(
  atlas: Pick<Atlas, 'retryFailed'>,
  lang: Lang,
  key: string,
  ...parts: Lazy<unknown>[]
): HTMLElement | null {
  if (parts.every(({ state }) => state !== 'failed')) return null
  return retryNote(lang, key, 'close-profile', () => atlas.retryFailed())
}
