import { openDialog } from './dialog.ts'
import { el } from './dom.ts'
import {
  type Download,
  type DownloadFile,
  type DownloadGroup,
  downloads,
  GROUP_WORDS,
  isFolded,
} from './downloads.ts'
import { formatBytes, formatNumber, type Lang, pick, t } from './i18n.ts'
import type { Release } from './release.ts'

/** Opens a dialog of everything the release holds: what it is, its forms, size and rows. */
export function openDataDialog(release: Release, lang: Lang): void {
  openDialog({
    title: t(lang, 'data'),
    lang,
    className: 'data-dialog',
    body: [
      el('p', 'note', t(lang, 'data_intro')),
      ...downloads(release).map((group) => groupBlock(group, lang)),
    ],
  })
}

/** What only the page and other programs read stays folded. */
function groupBlock(group: DownloadGroup, lang: Lang): HTMLElement {
  const { key, items } = group
  const [heading, told] = GROUP_WORDS[key]
  const list = el('ul', 'files', ...items.map((item) => itemLine(item, lang)))
  const count = ` (${formatNumber(lang, items.length)})`
  if (!isFolded(group))
    return el('section', {}, el('h3', {}, t(lang, heading)), el('p', 'note', t(lang, told)), list)
  return el(
    'section',
    {},
    el('h3', {}, t(lang, heading)),
    el('p', 'note', t(lang, told)),
    el('details', 'more', el('summary', {}, `${t(lang, 'files_all')}${count}`), list),
  )
}

function itemLine({ title, rows, files }: Download, lang: Lang): HTMLElement {
  return el(
    'li',
    {},
    el(
      'span',
      'file-title',
      pick(lang, title),
      ' ',
      rows === null
        ? null
        : el('span', 'file-rows', t(lang, rows === 1 ? 'row_one' : 'rows', { n: formatNumber(lang, rows) })),
    ),
    el('span', 'file-forms', ...files.map((file) => fileLink(file, pick(lang, title), lang))),
  )
}

function fileLink(file: DownloadFile, title: string, lang: Lang): HTMLElement {
  const { address, name, format, bytes, isPage } = file
  const size = bytes === null ? '' : formatBytes(lang, bytes)
  const label = [title, format, size].filter((part) => part !== '').join(', ')
  return el(
    'a',
    {
      class: 'file-link',
      attrs: { href: address, title: name, 'aria-label': label, ...(isPage ? {} : { download: name }) },
    },
    format,
    size === '' ? null : el('small', {}, ` ${size}`),
  )
}
