import { button, el } from './dom.ts'
import { formatBytes, formatNumber, type Lang, t } from './i18n.ts'
import { type Release, sameOrigin } from './release.ts'

/** A dialog that lists every file of the release by folder, with size and rows. */
export function dataDialog(release: Release, lang: Lang): HTMLDialogElement {
  const dialog = el('dialog', { class: 'card data-dialog', attrs: { 'aria-label': t(lang, 'data') } })
  const folders = new Map<string, typeof release.files>()
  for (const file of release.files) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : ''
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  dialog.append(
    el(
      'div',
      'card-head',
      el('h2', {}, t(lang, 'data')),
      button(t(lang, 'close'), 'close', () => dialog.close(), 'icon-button'),
    ),
    el(
      'div',
      'dialog-body',
      el('p', 'note', t(lang, 'data_intro')),
      ...[...folders].map(([folder, files]) =>
        el(
          'section',
          {},
          el('h3', {}, folder || t(lang, 'files')),
          el(
            'ul',
            'files',
            ...files.map((file) =>
              el(
                'li',
                {},
                el(
                  'a',
                  { attrs: { href: sameOrigin(file.path, release.base), download: '' } },
                  file.path.slice(folder === '' ? 0 : folder.length + 1),
                ),
                el(
                  'span',
                  'file-size',
                  [
                    file.rows === null ? null : t(lang, 'rows', { n: formatNumber(lang, file.rows) }),
                    formatBytes(lang, file.bytes),
                  ]
                    .filter((part) => part !== null)
                    .join(', '),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  )
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  return dialog
}
