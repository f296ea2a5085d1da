import type { Language } from './language.ts'

/** What is written into `city.yaml` where nobody said who may use a source, and how; also in both languages, with a slash. */
const NOT_STATED = new Set([
  ...['none stated', 'not stated', 'not known', 'unknown'],
  ...[
    'belum dinyatakan',
    'tidak dinyatakan',
    'tidak ada keterangan',
    'belum ada keterangan',
    'tidak diketahui',
  ],
])

export const NO_LICENCE = { id: 'tidak dinyatakan', en: 'none stated' } as const

export function isLicenceStated(licence: string): boolean {
  const told = licence.toLowerCase().split('/')
  return !told.every((part) => NOT_STATED.has(part.trim().replaceAll(/\s+/g, ' ')))
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
