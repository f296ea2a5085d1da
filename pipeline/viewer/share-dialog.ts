import { openDialog } from './dialog.ts'
import { button, el, icon } from './dom.ts'
import { type Lang, t, type Word } from './i18n.ts'

export interface ShareInput {
  lang: Lang
  /** What the link is called where it is sent to. */
  title: string
  /** Saves the map as a picture; null where there is no map. */
  savePicture: ((isHatched: boolean) => Promise<void>) | null
}

/** A dialog with the link of what is shown, ways to hand it on, and the map as a picture. */
export function openShareDialog({ lang, title, savePicture }: ShareInput): HTMLDialogElement {
  const url = location.href
  const status = el('p', { class: 'note share-status', attrs: { role: 'status' } })
  const say = (word: Word) => {
    status.textContent = t(lang, word)
  }
  const link = el('input', {
    class: 'share-link',
    attrs: { type: 'text', readonly: '', 'data-key': 'share-link' },
    on: { focus: () => link.select() },
  })
  link.value = url
  const copy = button(
    t(lang, 'share_copy'),
    [icon('link'), t(lang, 'share_copy')],
    async () => say((await copied(url, link)) ? 'copied' : 'copy_failed'),
    'primary',
  )
  copy.dataset.key = 'share-copy'
  const send =
    typeof navigator.share === 'function'
      ? button(
          t(lang, 'share_send'),
          [icon('send'), t(lang, 'share_send')],
          // Whoever closes the sheet of the system has nothing to be told.
          () => void navigator.share({ title, url }).catch(() => {}),
          'text-button with-icon',
        )
      : null
  const hatches = el('input', { attrs: { type: 'checkbox', 'data-key': 'share-hatches' } })
  return openDialog({
    title: t(lang, 'share_heading'),
    lang,
    className: 'share-dialog',
    body: [
      el('label', 'field', el('span', {}, t(lang, 'share_link')), link),
      el('p', 'note', t(lang, 'share_link_note')),
      el('div', 'dialog-actions', copy, send),
      savePicture &&
        el(
          'section',
          {},
          el('p', 'note', t(lang, 'share_picture_note')),
          el('label', 'choice', hatches, el('span', {}, t(lang, 'picture_hatches'))),
          el(
            'div',
            'dialog-actions',
            button(
              t(lang, 'share_picture'),
              [icon('picture'), t(lang, 'share_picture')],
              () =>
                void savePicture(hatches.checked).then(
                  () => say('picture_saved'),
                  () => say('picture_failed'),
                ),
              'text-button with-icon',
            ),
          ),
        ),
      status,
    ],
  })
}

/** Pages without a secure address have no clipboard of their own; the browser's older way works there. */
async function copied(url: string, field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(url)
    return true
  } catch {
    field.focus()
    field.select()
    return document.execCommand('copy')
  }
}
