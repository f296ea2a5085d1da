import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POINTER } from '../../release/find-release.ts'
import { isReleaseId } from '../../release/manifest.ts'
import {
  foreignScripts,
  isAsNamed,
  isPageCopy,
  namedParts,
  pageCopyName,
  statesCopy,
} from '../../release/page-parts.ts'
import type { ReleaseFaults } from './faults.ts'

const PAGE = 'index.html'
/** What hosts read beside the atlas, put there by those who run them. */
const OF_HOSTS = [
  ...['.htaccess', 'web.config', '_headers', '_redirects', 'CNAME', '.nojekyll', '.well-known'],
  ...['robots.txt', 'favicon.ico', '404.html'],
]

/** What people open: that the page is the one that was published and runs its own parts alone, that these are what their names say, and that nothing foreign lies beside them. */
export function checkPage(folder: string, faults: ReleaseFaults): void {
  const add = (file: string, en: string, id: string) => faults.add('page', file, en, id)
  const entries = (below: string): Dirent[] => {
    const place = join(folder, below)
    if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return []
    return readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  const foreign = (path: string) => add(path, 'is nothing of the atlas', 'bukan bagian dari atlas')
  const isPlain = (entry: Dirent, path: string, isFolder: boolean): boolean => {
    faults.look('page')
    if (entry.isSymbolicLink()) add(path, 'is a link', 'berupa tautan')
    else if (isFolder ? !entry.isDirectory() : !entry.isFile()) foreign(path)
    else return true
    return false
  }
  for (const entry of entries('.')) {
    const isFolder = ['assets', 'releases'].includes(entry.name)
    if (isFolder || [PAGE, POINTER].includes(entry.name)) isPlain(entry, entry.name, isFolder)
    else if (!OF_HOSTS.includes(entry.name)) foreign(entry.name)
  }
  for (const entry of entries('releases'))
    if (!isReleaseId(entry.name)) foreign(`releases/${entry.name}`)
    else isPlain(entry, `releases/${entry.name}`, true)

  const known = new Set<string>()
  for (const entry of entries('assets')) {
    const path = `assets/${entry.name}`
    if (!isPlain(entry, path, false)) continue
    known.add(entry.name)
    if (!isAsNamed(entry.name, readFileSync(join(folder, path))))
      add(
        path,
        'is not what the digits of its SHA-256 in its name say',
        'tidak sesuai dengan angka SHA-256 pada namanya',
      )
  }
  const bytes = readFileSync(join(folder, PAGE))
  const page = bytes.toString('utf8')
  const copy = pageCopyName(bytes)
  const hasCopy = [...known].some(isPageCopy)
  if (!hasCopy && statesCopy(page))
    add(
      PAGE,
      'is without the copy that was published with it (assets/page-….txt), which tells whether it was changed',
      'tanpa salinan yang diterbitkan bersamanya (assets/page-….txt), yang menunjukkan apakah laman ini diubah',
    )
  else if (!hasCopy)
    faults.note(
      PAGE,
      'Whether the page is the one that was published is not known: there is no copy of it (assets/page-….txt), as of pages that were published before copies were kept. Publish again to have it checked.',
      'Tidak diketahui apakah laman ini yang diterbitkan: salinannya (assets/page-….txt) tidak ada, seperti pada laman yang diterbitkan sebelum salinan disimpan. Terbitkan lagi agar diperiksa.',
    )
  else if (!known.has(copy))
    add(
      PAGE,
      `is not the page that was published: there is no assets/${copy} of its bytes`,
      `bukan laman yang diterbitkan: tidak ada assets/${copy} dari isinya`,
    )
  for (const script of foreignScripts(page)) {
    const shown = script.replaceAll(/\s+/g, ' ').slice(0, 80)
    add(PAGE, `runs what is no part of the atlas: ${shown}`, `menjalankan yang bukan bagian atlas: ${shown}`)
  }
  // A part may name others: the script names the worker of the map.
  const queue = namedParts(page).map((name) => ({ name, by: PAGE }))
  const seen = new Set<string>()
  for (const { name, by } of queue) {
    if (seen.has(name)) continue
    seen.add(name)
    faults.look('page')
    if (!known.has(name))
      add(by, `refers to assets/${name}, which is not there`, `merujuk assets/${name}, yang tidak ada`)
    else
      for (const next of namedParts(readFileSync(join(folder, 'assets', name), 'latin1')))
        if (known.has(next)) queue.push({ name: next, by: `assets/${name}` })
  }
}
