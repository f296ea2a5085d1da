import { displayPath } from '../paths.ts'
import type { Language } from '../values/language.ts'
import type { Exported } from './index.ts'

const WORDS = {
  en: {
    tiles: 'tiles',
    zooms: 'zooms',
    plain: 'not compressed',
    gzip: 'gzip',
    header: 'the host must send these files with the header Content-Encoding: gzip',
    missing: 'where there is no data there is no file: the host answers 404, and viewers draw nothing there',
    look: 'how to open it: docs/viewers.md',
    made: 'the folder was not there and was made:',
  },
  id: {
    tiles: 'ubin',
    zooms: 'tingkat zoom',
    plain: 'tanpa kompresi',
    gzip: 'gzip',
    header: 'peladen harus mengirim berkas ini dengan header Content-Encoding: gzip',
    missing: 'tempat tanpa data tidak punya berkas: peladen menjawab 404, dan peta kosong di sana',
    look: 'cara membukanya: docs/viewers.md',
    made: 'folder ini belum ada dan dibuat:',
  },
}
const LOCALE = { en: 'en-GB', id: 'id-ID' }

/** What was written, for people. */
export function exportLines(exported: Exported, language: Language): string[] {
  const words = WORDS[language]
  const { source, output, kind, tiles, bytes, compression, zooms } = exported
  const number = (value: number, digits = 0) =>
    value.toLocaleString(LOCALE[language], { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const facts = [
    `${number(tiles)} ${words.tiles}`,
    `${words.zooms} ${zooms[0]}-${zooms[1]}`,
    `${number(bytes / 1e6, 2)} MB`,
    ...(kind === 'folder' ? [compression === 'gzip' ? words.gzip : words.plain] : []),
  ]
  const made =
    exported.made_folder === undefined ? [] : [`${words.made} ${displayPath(exported.made_folder)}`]
  const notes = kind === 'folder' ? [words.missing, ...(compression === 'gzip' ? [words.header] : [])] : []
  return [
    `${displayPath(source)} -> ${displayPath(output)}${kind === 'folder' ? '/' : ''}`,
    ...[facts.join(', '), ...made, ...notes, words.look].map((line) => `  ${line}`),
  ]
}
