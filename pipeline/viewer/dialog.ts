import { button, el } from './dom.ts'
import { type Lang, t } from './i18n.ts'

export interface DialogParts {
  title: string
  lang: Lang
  className: string
  body: (Node | null)[]
}

/**
 * Opens a modal dialog with a heading and a way to close it. It closes by its button, Esc and a click beside it, is
 * then gone, and the focus is back where it was, even if what had it was drawn anew meanwhile (known by `data-key`).
 */
export function openDialog({ title, lang, className, body }: DialogParts): HTMLDialogElement {
  const dialog = el('dialog', { class: `card dialog ${className}`, attrs: { 'aria-label': title } })
  dialog.append(
    el(
      'div',
      'card-head',
      el('h2', {}, title),
      button(t(lang, 'close'), 'close', () => dialog.close(), 'icon-button'),
    ),
    el('div', 'dialog-body', ...body),
  )
  const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
  // Text that is marked in the dialog and let go beside it makes a click of the dialog too.
  let isPressedBeside = false
  dialog.addEventListener('pointerdown', (event) => {
    isPressedBeside = event.target === dialog
  })
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && isPressedBeside) dialog.close()
    isPressedBeside = false
  })
  dialog.addEventListener('close', () => {
    dialog.remove()
    const key = opener?.dataset.key
    const again = opener?.isConnected
      ? opener
      : key === undefined
        ? null
        : document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
    again?.focus({ preventScroll: true })
  })
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
