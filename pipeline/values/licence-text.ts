import type { Language } from './language.ts'

/** What is written into `city.yaml` where nobody said who may use a source, and how; also in both languages, with a slash or semicolon. */
const NOT_STATED = new Set([
  ...['', 'na', 'none', 'none stated', 'not stated', 'not known', 'unknown'],
  ...[
    'tidak ada',
    'belum dinyatakan',
    'tidak dinyatakan',
    'tidak ada keterangan',
    'belum ada keterangan',
    'tidak diketahui',
  ],
])

export const NO_LICENCE = { id: 'tidak dinyatakan', en: 'none stated' } as const

export function isLicenceStated(licence: string): boolean {
  const parts = licence.replaceAll(/\bn\/a\b/gi, 'na').split(/[/;]/)
  return !parts.every((part) => NOT_STATED.has(bareWords(part)))
}

/** Without signs around them: `-` and `?` are no words. */
function bareWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/^[\s.?()–—-]+|[\s.?()–—-]+$/g, '')
    .replaceAll(/\s+/g, ' ')
}

/** A licence behind the word for one. */
export function licenceText(licence: string, language: Language): string {
  return isLicenceStated(licence) ? licence : NO_LICENCE[language]
}

/** A licence with the word for one: `Lisensi CC0-1.0`, `Lisensi tidak dinyatakan`. */
export function namedLicence(licence: string, language: Language): string {
  if (!isLicenceStated(licence)) return language === 'id' ? 'Lisensi tidak dinyatakan' : 'No licence stated'
  return `${language === 'id' ? 'Lisensi' : 'Licence'} ${licence}`
}
