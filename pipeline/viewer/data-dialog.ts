import { openDialog } from './dialog.ts'
import { el } from './dom.ts'
import { formatBytes, formatNumber, type Lang, t } from './i18n.ts'
import { type Release, type ReleaseFile, sameOrigin } from './release.ts'

/** Opens a dialog that lists every file of the release by folder, with size and rows. */
export function openDataDialog(release: Release, lang: Lang): void {
  const folders = new Map<string, typeof release.files>()
  for (const file of release.files) {
    const folder = file.path.includes('/') ? file.path.slice(0, file.path.lastIndexOf('/')) : ''
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  const sections = [...folders].map(([folder, files]) =>
    el(
      'section',
      {},
      el('h3', {}, folder || t(lang, 'files')),
      el('ul', 'files', ...files.map((file) => fileItem(file, folder, release, lang))),
    ),
  )
  openDialog({
    title: t(lang, 'data'),
    lang,
    className: 'data-dialog',
    body: [el('p', 'note', t(lang, 'data_intro')), ...sections],
  })
}

function fileItem(file: ReleaseFile, folder: string, release: Release, lang: Lang): HTMLElement {
  const size = [
    file.rows === null ? null : t(lang, 'rows', { n: formatNumber(lang, file.rows) }),
    formatBytes(lang, file.bytes),
  ]
  return el(
    'li',
    {},
    el(
      'a',
      { attrs: { href: sameOrigin(file.path, release.base), download: '' } },
      file.path.slice(folder === '' ? 0 : folder.length + 1),
    ),
    el('span', 'file-size', size.filter((part) => part !== null).join(', ')),
  )
}
